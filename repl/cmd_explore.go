package repl

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

const (
	rdfType   = graph.RDF + "type"
	rdfsLabel = "http://www.w3.org/2000/01/rdf-schema#label"
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
		detail:  "With a class, only those that its instances have.",
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
		classes, predicates, describe, sample, pathCommand(), graphCommand(),
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

// classTallies counts the instances of every class.
func classTallies(snap *graph.Snapshot) []tally {
	p, ok := snap.Lookup(graph.NewIRI(rdfType))
	if !ok {
		return nil
	}
	objects, _ := snap.Default().PairsByObject(p)
	var list []tally
	for i := 0; i < len(objects); {
		j := i
		for j < len(objects) && objects[j] == objects[i] {
			j++
		}
		list = append(list, tally{objects[i], j - i})
		i = j
	}
	byCount(list)
	return list
}

// predicateTallies counts the triples of every predicate.
func predicateTallies(snap *graph.Snapshot) []tally {
	v := snap.Default()
	var list []tally
	for _, p := range v.Predicates() {
		list = append(list, tally{p, v.Stat(p).Triples})
	}
	byCount(list)
	return list
}

// label is the rdfs:label of a thing, or the zero Term.
func label(snap *graph.Snapshot, id graph.ID) graph.Term {
	p, ok := snap.Lookup(graph.NewIRI(rdfsLabel))
	if !ok {
		return graph.Any
	}
	if labels := snap.Default().Objects(id, p, nil); len(labels) > 0 {
		return snap.Term(labels[0])
	}
	return graph.Any
}

// listClasses shows the classes whose name holds text.
func (s *Session) listClasses(text string) error {
	snap := s.g.Snapshot()
	var rows [][]graph.Term
	for _, c := range classTallies(snap) {
		t := snap.Term(c.id)
		if text == "" || strings.Contains(strings.ToLower(t.Value()), strings.ToLower(text)) {
			rows = append(rows, []graph.Term{t, integer(c.n), label(snap, c.id)})
		}
	}
	if len(rows) == 0 {
		s.note("no classes: nothing has an rdf:type")
		return nil
	}
	return s.list([]string{"class", "instances", "label"}, rows)
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
	if s.cfg.Terminal && len(rows) > maxListed {
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
		for _, p := range predicateTallies(snap) {
			st := v.Stat(p.id)
			rows = append(rows, []graph.Term{
				snap.Term(p.id), integer(st.Triples), integer(st.Subjects), integer(st.Objects), label(snap, p.id),
			})
		}
		return s.list([]string{"predicate", "triples", "subjects", "objects", "label"}, rows)
	}
	class, err := s.knownTerm(c, snap, args)
	if err != nil {
		return err
	}
	used, instances := classPredicates(ctx, v, typeOf(snap), class, 0)
	var rows [][]graph.Term
	for _, u := range used {
		rows = append(rows, []graph.Term{snap.Term(u.id), integer(u.n), integer(instances), label(snap, u.id)})
	}
	return s.list([]string{"predicate", "instances_with_it", "instances", "label"}, rows)
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
		return 0, &UsageError{Msg: visible(t.NTriples()) + " is not in the data", Usage: ".classes and .predicates list what is"}
	}
	return id, nil
}

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
	var rows [][]graph.Term
	arrow := func(text string) graph.Term { return graph.NewLiteral(text) }
	ps, os := v.Row(id, nil, nil)
	for i, p := range ps {
		rows = append(rows, []graph.Term{arrow("out"), snap.Term(p), snap.Term(os[i]), label(snap, os[i])})
	}
	ps, ss := v.InRow(id, nil, nil)
	for i, p := range ps {
		rows = append(rows, []graph.Term{arrow("in"), snap.Term(p), snap.Term(ss[i]), label(snap, ss[i])})
	}
	if n := v.Count(graph.None, id, graph.None); n > 0 {
		s.note("it is the predicate of %s", count(n, "triple"))
	}
	if len(rows) == 0 {
		return nil
	}
	return s.list([]string{"edge", "predicate", "term", "label"}, rows)
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
	names := []string{"instance"}
	for _, u := range used {
		names = append(names, columnName(snap.Term(u.id).Value(), names))
	}
	var rows [][]graph.Term
	if typ != graph.None {
		subjects := v.Subjects(typ, class, nil)
		for _, subject := range subjects[:min(n, len(subjects))] {
			row := []graph.Term{snap.Term(subject)}
			for _, u := range used {
				cell := graph.Any
				if objects := v.Objects(subject, u.id, nil); len(objects) > 0 {
					cell = snap.Term(objects[0])
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
	return s.table(names, rows)
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
	return s.table([]string{"what", "count"}, rows)
}
