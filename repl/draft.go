package repl

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// Bounds of what .draft looks at and writes.
const (
	maxDraftColumns = 6
	draftRows       = 10
)

// draftCommand writes a first query about a class.
func draftCommand() *command {
	c := &command{
		name: "draft", args: "CLASS", brief: "write a query that shows a class's instances, and run it", group: groupExplore,
		detail: "What all instances have is asked for, what only some have is OPTIONAL; nodes without\n" +
			"a name are followed to what they say. Up brings the query back, .edit opens it.",
		example: ".draft ex:Person", takes: takesClass,
	}
	c.run = func(s *Session, ctx context.Context, args string) error { return s.draft(ctx, c, args) }
	return c
}

// draft writes a query about a class and runs it.
func (s *Session) draft(ctx context.Context, c *command, args string) error {
	words, err := splitWords(args, true)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return c.usage("want a class")
	}
	snap := s.g.Snapshot()
	class, err := s.knownTerm(c, snap, words[0])
	if err != nil {
		return err
	}
	d := &drafter{snap: snap, prefixes: s.prefixes.display(), names: newNamer(snap), used: map[string]string{}}
	text, ok := d.query(ctx, class)
	if !ok {
		return &UsageError{Msg: "nothing is of class " + visible(words[0]), Usage: ".classes lists the classes"}
	}
	s.note("%s", s.painted(Visible(text)))
	s.remember(text)
	return s.Do(ctx, text)
}

// drafter writes a query.
type drafter struct {
	snap     *graph.Snapshot
	prefixes map[string]string
	names    *namer
	used     map[string]string // the prefixes the query needs
}

// draftColumn is a column of a drafted query.
type draftColumn struct {
	path string // from the instance to the value
	name string
	all  bool // every instance has it
}

// query is the text for a class; false when it has no instances.
func (d *drafter) query(ctx context.Context, class graph.ID) (string, bool) {
	v, typ := d.snap.Default(), typeOf(d.snap)
	if typ == graph.None {
		return "", false
	}
	used, n := classPredicates(ctx, v, typ, class, maxSampledInstances)
	if n == 0 {
		return "", false
	}
	subjects := v.Subjects(typ, class, nil)
	subjects = subjects[:min(len(subjects), maxSampledInstances)]
	head := variableOf(d.snap.Term(class).Value())
	taken := []string{head}
	var columns []draftColumn
	for _, u := range used {
		if u.id == typ || len(columns) == maxDraftColumns {
			continue
		}
		if path := d.path(subjects, u.id); path != "" {
			name := columnName(d.snap.Term(u.id).Value(), taken)
			taken = append(taken, name)
			columns = append(columns, draftColumn{path: path, name: name, all: u.n == n})
		}
	}
	return d.text(head, d.iri(class), columns, !d.snap.Term(subjects[0]).IsBlank() || len(columns) == 0), true
}

// path is how a query gets from the instances to what a property of theirs
// says: the property itself, or through a node without a name to what that one
// is called, or has. "" when there is nothing to show.
func (d *drafter) path(subjects []graph.ID, p graph.ID) string {
	v := d.snap.Default()
	counts := map[graph.ID]int{}
	var objects, ps, os []graph.ID
	things, direct := map[graph.ID]int{}, false
	for _, subject := range subjects {
		objects = v.Objects(subject, p, objects[:0])
		for _, o := range objects {
			t := d.snap.Term(o)
			if !t.IsLiteral() {
				things[o]++
			}
			if direct = direct || !t.IsBlank(); direct {
				continue
			}
			ps, os = v.Row(o, ps[:0], os[:0])
			for i := range ps {
				if d.snap.Term(os[i]).IsLiteral() {
					counts[ps[i]]++
				}
			}
		}
	}
	for _, n := range things {
		if len(things) == 1 && n > 1 {
			return "" // all hang on one thing, as statements on their record
		}
	}
	if direct {
		return d.iri(p)
	}
	for _, name := range d.names.properties {
		if counts[name] > 0 {
			return d.iri(p) + "/" + d.iri(name)
		}
	}
	if inner := tallies(counts); len(inner) > 0 {
		return d.iri(p) + "/" + d.iri(inner[0].id)
	}
	return ""
}

// iri is an IRI of the data as the query writes it.
func (d *drafter) iri(id graph.ID) string {
	short := shrink(d.snap.Term(id).Value(), d.prefixes)
	if label, _, ok := strings.Cut(short, ":"); ok && short[0] != '<' {
		d.used[label] = d.prefixes[label]
	}
	return short
}

// text puts the query together.
func (d *drafter) text(head, class string, columns []draftColumn, withHead bool) string {
	var b strings.Builder
	for _, label := range slices.Sorted(maps.Keys(d.used)) {
		fmt.Fprintf(&b, "PREFIX %s: <%s>\n", label, d.used[label])
	}
	b.WriteString("SELECT")
	if withHead {
		b.WriteString(" ?" + head)
	}
	for _, c := range columns {
		b.WriteString(" ?" + c.name)
	}
	fmt.Fprintf(&b, " {\n  ?%s a %s", head, class)
	for _, c := range columns {
		if c.all {
			fmt.Fprintf(&b, " ;\n    %s ?%s", c.path, c.name)
		}
	}
	b.WriteString(" .\n")
	for _, c := range columns {
		if !c.all {
			fmt.Fprintf(&b, "  OPTIONAL { ?%s %s ?%s }\n", head, c.path, c.name)
		}
	}
	fmt.Fprintf(&b, "} LIMIT %d", draftRows)
	return b.String()
}

// variableOf makes the name of a variable of a class's IRI: ex:LabResult is
// labResult.
func variableOf(iri string) string {
	name := columnName(iri, nil)
	return strings.ToLower(name[:1]) + name[1:]
}
