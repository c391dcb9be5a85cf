package repl

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// describe shows the edges out of and into a term.
func (s *Session) describe(c *command, args string) error {
	words, err := splitWords(args, true)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return c.usage("want one term")
	}
	snap := s.g.Snapshot()
	id, err := s.knownTerm(c, snap, words[0])
	if err != nil {
		return err
	}
	v := snap.Default()
	names := newNamer(snap)
	ps, os := v.Row(id, nil, nil)
	rows := s.edges(names, graph.NewLiteral("→"), ps, os)
	ps, ss := v.InRow(id, nil, nil)
	rows = append(rows, s.edges(names, graph.NewLiteral("←"), ps, ss)...)
	if n := v.Count(graph.None, id, graph.None); n > 0 {
		s.note("it is the predicate of %s", count(n, "triple"))
	}
	if len(rows) > 0 {
		if err := s.list([]string{"edge", "predicate", "term", "label"}, rows); err != nil {
			return err
		}
	}
	if typ := typeOf(snap); typ != graph.None && v.Count(graph.None, typ, id) > 0 {
		s.hint("class", ".draft %[1]s shows what it has, .predicates %[1]s how often", words[0])
	}
	return nil
}

// maxAlike is how many edges of one predicate .describe shows on a terminal.
const maxAlike = 6

// edges are the edges of a node in one direction, by predicate. Of many with
// the same predicate a terminal gets the first ones and the number of the rest.
func (s *Session) edges(names *namer, direction graph.Term, ps, ends []graph.ID) [][]graph.Term {
	prefixes := s.prefixes.display()
	var rows [][]graph.Term
	for i := 0; i < len(ps); {
		alike := 1
		for i+alike < len(ps) && ps[i+alike] == ps[i] {
			alike++
		}
		shown := alike
		if s.cfg.Terminal && alike > maxAlike {
			shown = maxAlike - 1
		}
		p := names.snap.Term(ps[i])
		for _, end := range ends[i : i+shown] {
			rows = append(rows, []graph.Term{direction, p, names.snap.Term(end), names.about(end, prefixes)})
		}
		if shown < alike {
			rows = append(rows, []graph.Term{direction, p, graph.NewLiteral("… " + thousands(alike-shown) + " more"), graph.Any})
		}
		i += alike
	}
	return rows
}

// maxSampleColumns is how many properties .sample shows beside the instance.
const maxSampleColumns = 5

// sample shows some instances of a class, or some triples.
func (s *Session) sample(c *command, args string) error {
	words, err := splitWords(args, true)
	if err != nil {
		return err
	}
	n := 5
	if len(words) > 0 {
		if k, err := strconv.Atoi(words[len(words)-1]); err == nil && k > 0 {
			n, words = min(k, 1000), words[:len(words)-1]
		}
	}
	snap := s.g.Snapshot()
	switch len(words) {
	case 0:
		return s.sampleTriples(snap, n)
	case 1:
	default:
		return c.usage("want a class and a number")
	}
	class, err := s.knownTerm(c, snap, words[0])
	if err != nil {
		return err
	}
	return s.sampleClass(snap, class, n)
}

// sampleTriples shows n triples, spread over the predicates.
func (s *Session) sampleTriples(snap *graph.Snapshot, n int) error {
	v := snap.Default()
	var rows [][]graph.Term
	for _, p := range predicateTallies(snap) {
		subjects, objects := v.Pairs(p.id)
		if len(rows) == n {
			break
		}
		if len(subjects) > 0 {
			i := len(subjects) / 2
			rows = append(rows, []graph.Term{snap.Term(subjects[i]), snap.Term(p.id), snap.Term(objects[i])})
		}
	}
	return s.table([]string{"s", "p", "o"}, rows)
}

// sampleClass shows n instances of a class with their commonest properties.
func (s *Session) sampleClass(snap *graph.Snapshot, class graph.ID, n int) error {
	v, typ := snap.Default(), typeOf(snap)
	used, _ := classPredicates(context.Background(), v, typ, class, 1000)
	used = slices.DeleteFunc(used, func(u tally) bool { return u.id == typ })
	used = used[:min(len(used), maxSampleColumns)]
	columns := []string{"instance"}
	for _, u := range used {
		columns = append(columns, columnName(snap.Term(u.id).Value(), columns))
	}
	names := newNamer(snap)
	var rows [][]graph.Term
	if typ != graph.None {
		subjects := v.Subjects(typ, class, nil)
		for _, subject := range subjects[:min(n, len(subjects))] {
			row := []graph.Term{snap.Term(subject)}
			for _, u := range used {
				cell := graph.Any
				if objects := v.Objects(subject, u.id, nil); len(objects) > 0 {
					cell = names.shown(objects[0])
				}
				row = append(row, cell)
			}
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		s.note("nothing is of that type")
		return nil
	}
	return s.table(columns, rows)
}

// columnName makes a variable name of a predicate: its local name, made
// different from the names before it.
func columnName(iri string, before []string) string {
	name := strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z' {
			return r
		}
		return '_'
	}, iri[strings.LastIndexAny(iri, "#/:")+1:])
	if name == "" {
		name = "value"
	}
	for base, i := name, 2; slices.Contains(before, name); i++ {
		name = base + strconv.Itoa(i)
	}
	return name
}
