package repl

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

const (
	rdfType   = graph.RDF + "type"
	maxListed = 200 // lines of a list of classes, predicates or edges
)

// exploreCommands are the commands that look at the data without a query.
func exploreCommands() []*command {
	classes := &command{
		name: "classes", args: "[TEXT]", brief: "the classes, with how many instances each has", group: groupExplore,
		example: ".classes",
	}
	classes.run = func(s *Session, _ context.Context, args string) error { return s.listClasses(args) }
	predicates := &command{
		name: "predicates", args: "[CLASS]", brief: "the predicates, with how often they are used", group: groupExplore,
		detail:  "With a class: those that its instances have, how many have them, what they lead to,\nand a value.",
		example: ".predicates\n.predicates ex:Person", takes: takesClass,
	}
	predicates.run = func(s *Session, ctx context.Context, args string) error {
		return s.listPredicates(ctx, predicates, args)
	}
	describe := &command{
		name: "describe", aliases: []string{"d"}, args: "TERM", brief: "what is said of a thing, and what points at it", group: groupExplore,
		example: ".describe ex:ann", takes: takesTerm,
	}
	describe.run = func(s *Session, _ context.Context, args string) error { return s.describe(describe, args) }
	sample := &command{
		name: "sample", args: "[CLASS] [N]", brief: "some instances of a class with their properties, or some triples", group: groupExplore,
		example: ".sample ex:Person 2", takes: takesClass,
	}
	sample.run = func(s *Session, _ context.Context, args string) error { return s.sample(sample, args) }
	return []*command{
		classes, predicates, describe, sample, draftCommand(), pathCommand(), graphCommand(), pictureCommand(),
		{
			name: "graphs", brief: "the named graphs and how large they are", group: groupExplore, example: ".graphs",
			run: func(s *Session, _ context.Context, _ string) error { return s.listGraphs() },
		},
		{
			name: "stats", brief: "how large the graph is, and what is in it", group: groupExplore, example: ".stats",
			run: func(s *Session, _ context.Context, _ string) error { return s.stats() },
		},
	}
}

// tally is an identifier with a number.
type tally struct {
	id graph.ID
	n  int
}

// byCount sorts tallies, the largest first and equals by identifier.
func byCount(list []tally) {
	slices.SortFunc(list, func(a, b tally) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.id, b.id))
	})
}

// tallied turns counts of the store into tallies, the largest first.
func tallied(counts []graph.Tally) []tally {
	list := make([]tally, len(counts))
	for i, c := range counts {
		list[i] = tally{c.ID, c.N}
	}
	byCount(list)
	return list
}

// classTallies counts the instances of every class.
func classTallies(snap *graph.Snapshot) []tally {
	p, ok := snap.Lookup(graph.NewIRI(rdfType))
	if !ok {
		return nil
	}
	return tallied(snap.Default().CountByObject(p, 0))
}

// predicateTallies counts the triples of every predicate.
func predicateTallies(snap *graph.Snapshot) []tally {
	v := snap.Default()
	var list []tally
	for _, p := range v.Predicates() {
		list = append(list, tally{p, v.Count(graph.None, p, graph.None)})
	}
	byCount(list)
	return list
}

// listClasses shows the classes whose name holds text.
func (s *Session) listClasses(text string) error {
	snap := s.g.Snapshot()
	names := newNamer(snap)
	var rows [][]graph.Term
	for _, c := range classTallies(snap) {
		t := snap.Term(c.id)
		if text == "" || strings.Contains(strings.ToLower(t.Value()), strings.ToLower(text)) {
			rows = append(rows, []graph.Term{t, integer(c.n), names.name(c.id)})
		}
	}
	if len(rows) == 0 {
		s.note("%s", pick(text == "", "no classes: nothing has an rdf:type", "no class is called so"))
		return nil
	}
	if err := s.list([]string{"class", "instances", "label"}, rows); err != nil {
		return err
	}
	s.hint("class", ".draft %[1]s writes a query about it, .predicates %[1]s lists what its instances have", shrink(rows[0][0].Value(), s.prefixes.display()))
	return nil
}

// list shows a list of the shell's own, without columns that are empty
// throughout and not longer than is useful.
func (s *Session) list(names []string, rows [][]graph.Term) error {
	for col := len(names) - 1; col >= 0; col-- {
		if slices.ContainsFunc(rows, func(r []graph.Term) bool { return !r[col].IsAny() }) {
			continue
		}
		names = slices.Delete(slices.Clone(names), col, col+1)
		for i, r := range rows {
			rows[i] = slices.Delete(slices.Clone(r), col, col+1)
		}
	}
	if s.view.pager && len(rows) > maxListed {
		s.note("%s more are not shown", thousands(len(rows)-maxListed))
		rows = rows[:maxListed]
	}
	return s.table(names, rows)
}

// listPredicates shows the predicates, of everything or of a class's instances.
func (s *Session) listPredicates(ctx context.Context, c *command, args string) error {
	snap := s.g.Snapshot()
	v := snap.Default()
	if args == "" {
		var rows [][]graph.Term
		names := newNamer(snap)
		for _, p := range predicateTallies(snap) {
			st := v.Stat(p.id)
			rows = append(rows, []graph.Term{
				snap.Term(p.id), integer(st.Triples), integer(st.Subjects), integer(st.Objects), names.name(p.id),
			})
		}
		return s.list([]string{"predicate", "triples", "subjects", "objects", "label"}, rows)
	}
	return s.classUse(ctx, c, snap, args)
}

// typeOf is the identifier of rdf:type, None when the data does not use it.
func typeOf(snap *graph.Snapshot) graph.ID {
	id, _ := snap.Lookup(graph.NewIRI(rdfType))
	return id
}

// classPredicates counts how many instances of a class have each predicate. It
// looks at the first most instances; 0 is all.
func classPredicates(ctx context.Context, v *graph.View, typ, class graph.ID, most int) ([]tally, int) {
	if typ == graph.None {
		return nil, 0
	}
	subjects := v.Subjects(typ, class, nil)
	if most > 0 && len(subjects) > most {
		subjects = subjects[:most]
	}
	counts := map[graph.ID]int{}
	var ps, os []graph.ID
	for i, subject := range subjects {
		if i%1024 == 0 && ctx.Err() != nil {
			break
		}
		ps, os = v.Row(subject, ps[:0], os[:0])
		for j, p := range ps {
			if j == 0 || p != ps[j-1] {
				counts[p]++
			}
		}
	}
	return tallies(counts), len(subjects)
}

// knownTerm reads a term and finds it in the data.
func (s *Session) knownTerm(c *command, snap *graph.Snapshot, text string) (graph.ID, error) {
	t, err := s.parseTerm(text)
	if err != nil {
		return 0, err
	}
	id, ok := snap.Lookup(t)
	if !ok {
		e := &UsageError{Msg: visible(text) + " is not in the data", Usage: ".classes and .predicates list what is"}
		if near := s.nearestTerm(snap, t.Value()); t.IsIRI() && near != "" {
			e.Usage = "did you mean " + visible(shrink(near, s.prefixes.display())) + "?"
		}
		return 0, e
	}
	return id, nil
}

// listGraphs shows the named graphs.
func (s *Session) listGraphs() error {
	snap := s.g.Snapshot()
	rows := [][]graph.Term{{graph.NewLiteral("default"), integer(snap.Default().Len())}}
	for _, id := range snap.Graphs() {
		rows = append(rows, []graph.Term{snap.Term(id), integer(snap.Named(id).Len())})
	}
	return s.table([]string{"graph", "triples"}, rows)
}

// stats shows how large the graph is.
func (s *Session) stats() error {
	snap := s.g.Snapshot()
	v := snap.Default()
	rows := [][]graph.Term{}
	line := func(name string, n int) {
		rows = append(rows, []graph.Term{graph.NewLiteral(name), integer(n)})
	}
	line("triples", v.Len())
	line("subjects", len(v.AllSubjects()))
	line("predicates", len(v.Predicates()))
	line("objects", len(v.AllObjects()))
	line("classes", len(classTallies(snap)))
	if named := snap.Graphs(); len(named) > 0 {
		line("named graphs", len(named))
		line("triples in named graphs", snap.Len()-v.Len())
	}
	if err := s.table([]string{"what", "count"}, rows); err != nil {
		return err
	}
	s.hint("stats", ".classes lists what there is, .predicates what is said of it, .sample some triples")
	return nil
}
