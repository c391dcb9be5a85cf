package serve

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

const (
	// maxCandidates is how many candidates the page shows.
	maxCandidates = 30
	// maxTallies is how many properties, classes or graphs are looked through.
	maxTallies = 10_000
)

// candidate is one way to go on.
type candidate struct {
	Text string `json:"text"`
	Note string `json:"note,omitempty"`
}

// tally is a term and how often it occurs.
type tally struct {
	id graph.ID
	n  int
}

// completer gathers candidates for one place, the best first.
type completer struct {
	snap     *graph.Snapshot
	at       syntax.Completion
	prefixes map[string]string // label to namespace
	declared map[string]bool
	items    []candidate
	seen     map[string]bool
}

// complete answers what may stand at a place. Start and End are the word that a
// candidate takes the place of, in UTF-16 units.
func (x *exchange) complete(q *question) error {
	text, offset := q.Text, byteOffset(q.Text, q.Offset)
	c := completer{snap: x.s.g.Snapshot(), seen: map[string]bool{}, declared: map[string]bool{}}
	c.prefixes = syntax.WellKnownPrefixes()
	for label, iri := range x.s.g.Prefixes().All() {
		c.prefixes[label] = iri
	}
	c.at = syntax.CompleteWith(text, offset, syntax.Options{Prefixes: c.prefixes})
	own := syntax.CompleteAt(text, offset).Prefixes
	for label, iri := range own {
		c.prefixes[label], c.declared[label] = iri, true
	}
	c.gather()
	out := struct {
		Start    int               `json:"start"`
		End      int               `json:"end"`
		Items    []candidate       `json:"items"`
		Prefixes map[string]string `json:"prefixes"` // to be declared when used
	}{units(text[:c.at.Start]), units(text[:max(c.at.End, c.at.Start)]), c.items[:min(len(c.items), maxCandidates)], map[string]string{}}
	for _, item := range out.Items {
		if label, _, ok := strings.Cut(item.Text, ":"); ok && !c.declared[label] {
			if iri, known := c.prefixes[label]; known {
				out.Prefixes[label] = iri
			}
		}
	}
	return x.answer(out)
}

// byteOffset is the place in bytes for one in UTF-16 units.
func byteOffset(s string, n int) int {
	for i, r := range s {
		if n <= 0 {
			return i
		}
		if n--; r > 0xFFFF {
			n--
		}
	}
	return len(s)
}

// gather collects what the roles of the place allow.
func (c *completer) gather() {
	c.items = []candidate{}
	roles := c.at.Roles
	if strings.HasPrefix(c.at.Word, "?") || strings.HasPrefix(c.at.Word, "$") {
		c.variables()
		return
	}
	if roles&syntax.RoleClass != 0 {
		c.terms(c.classes(), "instances")
	}
	if roles&syntax.RolePredicate != 0 {
		c.terms(c.predicates(), "triples")
	}
	if roles&syntax.RoleGraph != 0 {
		c.terms(c.graphs(), "triples")
	}
	if roles&syntax.RolePrefix != 0 {
		c.prefixLabels()
	}
	if roles&syntax.RoleVariable != 0 && c.at.Word == "" {
		c.variables()
	}
	for _, list := range [][]string{c.at.Keywords, c.at.Functions} {
		for _, word := range list {
			c.fits(word, "")
		}
	}
}

// fits adds a candidate that goes on from the word typed.
func (c *completer) fits(text, note string) {
	word := c.at.Word
	if len(word) <= len(text) && strings.EqualFold(text[:len(word)], word) && !c.seen[text] {
		c.seen[text] = true
		c.items = append(c.items, candidate{text, note})
	}
}

func (c *completer) variables() {
	for _, v := range c.at.Variables {
		if c.at.Word != "" {
			v = c.at.Word[:1] + v
		} else {
			v = "?" + v
		}
		c.fits(v, "")
	}
}

func (c *completer) prefixLabels() {
	for _, label := range slices.Sorted(maps.Keys(c.prefixes)) {
		c.fits(label+": <"+c.prefixes[label]+">", "")
	}
}

// terms adds IRIs of the data: by prefixed name, by full text, or where the word is
// part of their local name.
func (c *completer) terms(list []tally, what string) {
	slices.SortStableFunc(list, func(a, b tally) int { return cmp.Compare(b.n, a.n) })
	for _, t := range list {
		iri := c.snap.Term(t.id)
		if !iri.IsIRI() || !validIRI(iri.Value()) {
			continue
		}
		short, note := c.shorten(iri.Value()), fmt.Sprintf("%d %s", t.n, what)
		_, local, _ := strings.Cut(short, ":")
		switch word := c.at.Word; {
		case strings.HasPrefix(word, "<"):
			c.fits("<"+iri.Value()+">", note)
		case len(word) > 0 && !strings.Contains(word, ":") && containsFold(local, word) && !c.seen[short]:
			c.seen[short] = true
			c.items = append(c.items, candidate{short, note})
		default:
			c.fits(short, note)
		}
	}
}

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}

// shorten is an IRI as a prefixed name, with the longest namespace, or in full.
func (c *completer) shorten(iri string) string {
	best, name := "", "<"+iri+">"
	for _, label := range slices.Sorted(maps.Keys(c.prefixes)) {
		ns := c.prefixes[label]
		if rest, ok := strings.CutPrefix(iri, ns); ok && len(ns) > len(best) && plainLocal(rest) {
			best, name = ns, label+":"+rest
		}
	}
	return name
}

// plainLocal reports whether s needs no escapes as the local part of a name; the
// grammar allows more.
func plainLocal(s string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_') {
			return false
		}
	}
	return s != ""
}

// predicates counts properties: of the default graph, or of all graphs where that
// is empty.
func (c *completer) predicates() []tally {
	v := c.view()
	var out []tally
	for _, p := range v.Predicates() {
		if len(out) == maxTallies {
			break
		}
		out = append(out, tally{p, v.Stat(p).Triples})
	}
	return out
}

func (c *completer) view() *graph.View {
	if v := c.snap.Default(); v.Len() > 0 {
		return v
	}
	ids := c.snap.Graphs()
	return c.snap.Union(ids[:min(len(ids), 100)], true)
}

// classes counts instances.
func (c *completer) classes() []tally {
	typ, ok := c.snap.Lookup(graph.NewIRI(graph.RDF + "type"))
	if !ok {
		return nil
	}
	var out []tally
	for _, k := range c.view().Classes(typ) {
		if len(out) == maxTallies {
			break
		}
		out = append(out, tally{k.Class, k.Instances})
	}
	return out
}

// graphs counts triples of named graphs.
func (c *completer) graphs() []tally {
	var out []tally
	for _, id := range c.snap.Graphs() {
		if len(out) == maxTallies {
			break
		}
		out = append(out, tally{id, c.snap.Named(id).Len()})
	}
	return out
}
