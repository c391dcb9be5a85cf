package plan

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/syntax"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const prologue = "PREFIX : <http://ex/>\n"

// clinic is a small graph with the shapes that plans depend on: a class with
// few members among many, a property that most have, one that few have, and
// shared codes.
func clinic() *graph.Graph {
	g := graph.New()
	iri := func(format string, args ...any) graph.Term {
		return graph.NewIRI("http://ex/" + fmt.Sprintf(format, args...))
	}
	a := graph.NewIRI(graph.RDF + "type")
	var ts []graph.Triple
	add := func(s graph.Term, p string, o graph.Term) { ts = append(ts, graph.Triple{S: s, P: iri("%s", p), O: o}) }
	for i := range 1000 {
		m := iri("med%d", i)
		class := "Medication"
		if i%100 == 0 {
			class = "Vaccine"
		}
		ts = append(ts, graph.Triple{S: m, P: a, O: iri("%s", class)})
		add(m, "patient", iri("patient%d", i%50))
		add(m, "code", iri("code%d", i%20))
		add(m, "start", graph.NewLiteral(fmt.Sprint(2000+i%20)))
		if i%10 == 0 {
			add(m, "end", graph.NewLiteral(fmt.Sprint(2005+i%15)))
		}
	}
	for i := range 50 {
		add(iri("patient%d", i), "name", graph.NewLiteral(fmt.Sprint("patient ", i)))
		add(iri("patient%d", i), "knows", iri("patient%d", (i+1)%50))
	}
	g.Add(ts...)
	return g
}

// translate gives a query's algebra.
func translate(t *testing.T, text string) *algebra.Query {
	t.Helper()
	tree, err := syntax.Parse(prologue+text, syntax.Options{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	q, err := algebra.Translate(tree)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return q
}

// source lets the planner see g; terms that it lacks get numbers from 1.
func source(g *graph.Graph) (*Source, func(graph.ID) string) {
	s := g.Snapshot()
	var made []graph.Term
	intern := func(t graph.Term) graph.ID {
		if id, ok := s.Lookup(t); ok {
			return id
		}
		made = append(made, t)
		return graph.LocalID(len(made) - 1)
	}
	text := func(id graph.ID) string {
		t := graph.Any
		if id.IsLocal() {
			t = made[id.Ordinal()]
		} else {
			t = s.Term(id)
		}
		return strings.NewReplacer("<http://ex/", ":", "<"+graph.RDF+"type>", "a", ">", "").Replace(t.NTriples())
	}
	return &Source{Snapshot: s, Default: s.Default(), Named: s.Graphs(), Intern: intern}, text
}

// tree prints a plan: operator, what it works on, estimated rows, columns.
func tree(n Node, term func(graph.ID) string, indent string, b *strings.Builder) {
	line := indent + Name(n)
	if d := Detail(n, term); d != "" {
		line += "  " + strings.Join(strings.Fields(d), " ")
	}
	fmt.Fprintf(b, "%s  [%.0f]", line, n.About().Rows)
	for _, v := range n.About().Vars {
		fmt.Fprintf(b, " %s", v)
	}
	b.WriteByte('\n')
	for _, in := range n.Inputs() {
		tree(in, term, indent+"  ", b)
	}
}

// TestPlans holds the plans of typical queries, one golden file: a line
// "query:" with the text, then the plan.
func TestPlans(t *testing.T) {
	name := filepath.Join("testdata", "plans.txt")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	src, term := source(clinic())
	var out strings.Builder
	for _, part := range strings.Split(string(text), "query: ")[1:] {
		query, _, _ := strings.Cut(part, "\n")
		q := translate(t, query)
		out.WriteString("query: " + query + "\n")
		tree(planOf(t, q, src).Root, term, "  ", &out)
		out.WriteByte('\n')
	}
	if *update {
		if err := os.WriteFile(name, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if out.String() != string(text) {
		t.Errorf("plans differ from %s (go test -update rewrites it):\n%s", name, out.String())
	}
}

// TestTextualOrderDoesNotMatter: all orders of six patterns give plans of
// about the same cost.
func TestTextualOrderDoesNotMatter(t *testing.T) {
	patterns := []string{
		"?m a :Vaccine .", "?m :patient ?p .", "?p :name ?n .", "?m :code ?c .", "?m :start ?d .", "?p :knows ?q .",
	}
	src, _ := source(clinic())
	least, most := 0.0, 0.0
	permute(patterns, func(order []string) {
		q := translate(t, "SELECT * { "+strings.Join(order, " ")+" }")
		cost := planOf(t, q, src).Root.About().Cost
		if least == 0 || cost < least {
			least = cost
		}
		most = max(most, cost)
	})
	if most > 2*least {
		t.Errorf("the worst order costs %.0f, the best %.0f", most, least)
	}
}

func permute(items []string, visit func([]string)) {
	if len(items) <= 1 {
		visit(items)
		return
	}
	for i := range items {
		rest := slices.Concat(items[:i], items[i+1:])
		permute(rest, func(order []string) { visit(append([]string{items[i]}, order...)) })
	}
}

// TestRewrite shows each pass on the algebra: before, and after.
func TestRewrite(t *testing.T) {
	work := &listener{ctx: t.Context()}
	for _, c := range []struct{ name, query, contains string }{
		{"OPTIONAL above the joined pattern", "SELECT * { ?m :code ?c OPTIONAL { ?m :end ?e } ?m :start ?s }", "(leftjoin (join"},
		{"not when the optional variable is shared", "SELECT * { ?m :code ?c OPTIONAL { ?m :end ?e } ?x :start ?e }", "(join (leftjoin"},
		{"BIND above the joined pattern", "SELECT * { ?m :start ?s BIND(STR(?s) AS ?t) ?m :code ?c }", "(extend ((?t (str ?s))) (join"},
		{"filter below OPTIONAL", `SELECT * { ?m :start ?s OPTIONAL { ?m :end ?e } FILTER(?s > "2010") }`, "(leftjoin (filter"},
		{"not when it reads the optional variable", `SELECT * { ?m :start ?s OPTIONAL { ?m :end ?e } FILTER(?e > "2010") }`, "(filter (> ?e"},
		{"filter into both branches", `SELECT * { { ?m :start ?s } UNION { ?m :end ?s } FILTER(?s > "2010") }`, "(union (filter"},
		{"condition of OPTIONAL into its pattern", `SELECT * { ?m :start ?s OPTIONAL { ?m :end ?e FILTER(?e > "2010") } }`, `(leftjoin (bgp (triple ?m <http://ex/start> ?s)) (filter`},
		{"not when it reads the left side", `SELECT * { ?m :start ?s OPTIONAL { ?x :end ?e FILTER(?e > ?s) } }`, `(bgp (triple ?x <http://ex/end> ?e)) (> ?e ?s))`},
		{"duplicates before sorting", "SELECT DISTINCT ?c { ?m :code ?c } ORDER BY ?c", "(order (?c) (distinct"},
		{"not when the sort reads more", "SELECT DISTINCT ?c { ?m :code ?c ; :start ?s } ORDER BY ?s", "(distinct (project"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(strings.Fields(algebra.SSE(work.rewrite(translate(t, c.query).Pattern))), " ")
			if !strings.Contains(got, c.contains) {
				t.Errorf("no %q in %s", c.contains, got)
			}
		})
	}
}

func TestJoinedRows(t *testing.T) {
	for _, c := range []struct {
		name         string
		a            float64
		av           []float64
		b            float64
		bv           []float64
		rows, values float64
	}{
		{"cross product", 10, []float64{10, 0}, 20, []float64{0, 20}, 200, 10},
		{"key join", 100, []float64{100}, 1000, []float64{100}, 1000, 100},
		{"selective side", 5, []float64{5}, 1000, []float64{1000}, 5, 5},
		{"two shared variables", 100, []float64{10, 4}, 100, []float64{10, 4}, 500, 10},
	} {
		out := make([]float64, len(c.av))
		rows := joinedRows(c.a, c.av, c.b, c.bv, out)
		if rows != c.rows || out[0] != c.values {
			t.Errorf("%s: %v rows, %v values, want %v and %v", c.name, rows, out[0], c.rows, c.values)
		}
	}
}

func TestVarList(t *testing.T) {
	l := VarList{"a", "b"}
	for _, c := range []struct {
		what      string
		got, want VarList
	}{
		{"and", l.and("b", "", "c", "a", "c"), VarList{"a", "b", "c"}},
		{"and nothing new", l.and("b", ""), l},
		{"among", l.among([]Var{"c", "b", "d", "a"}), VarList{"b", "a"}},
		{"among all", l.among([]Var{"b"}), VarList{"b"}},
		{"among none", l.among([]Var{"c"}), VarList{}},
		{"without", l.without("a"), VarList{"b"}},
		{"without another", l.without("c"), l},
		{"the list itself", l, VarList{"a", "b"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
}

// TestUnionBesideOneRow: a union is planned alone only where the rest of its group may
// give many rows.
func TestUnionBesideOneRow(t *testing.T) {
	src, _ := source(clinic())
	union := ` { ?m :patient ?p ; :code ?c } UNION { ?p :knows ?q } }`
	for rest, alone := range map[string]bool{`?p :name "patient 3"`: false, `?p :name ?n`: true, `?x :name "patient 3"`: true} {
		q := translate(t, "SELECT * { "+rest+" ."+union)
		b := newBuilder(t.Context(), src, Options{})
		g := &joinGroup{}
		b.collect(q.Pattern.(*algebra.Project).Input, g, true)
		b.addUnits(g)
		if a := &g.atoms[len(g.atoms)-1]; a.later == alone {
			t.Errorf("%s: later is %v", rest, a.later)
		}
	}
}

// planOf plans a query with all passes.
func planOf(t *testing.T, q *algebra.Query, src *Source) *Plan {
	t.Helper()
	p, err := Build(t.Context(), q.Pattern, q.Vars, src, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestFiltersStack: a query may have any number of FILTERs, but its plan is no deeper
// for it, and none is lost.
func TestFiltersStack(t *testing.T) {
	src, _ := source(clinic())
	for _, cond := range []string{"?p != ?n", "?n > 1", "!(EXISTS { ?p :knows ?n MINUS { ?n :knows ?p } })"} {
		const n = 1000
		node := planOf(t, translate(t, "SELECT * { ?p :name ?n "+strings.Repeat("FILTER("+cond+")", n)+" }"), src).Root
		depth, found := 0, 0
		for ; len(node.Inputs()) > 0 && node.Inputs()[0] != nil; node = node.Inputs()[0] {
			depth++
			if f, ok := node.(*Filter); ok {
				found += len(conjuncts(f.Cond))
			}
		}
		if depth > mostStacked+2 || found != n {
			t.Errorf("%s: %d conditions in a plan %d deep", cond, found, depth)
		}
	}
}
