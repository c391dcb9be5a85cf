package query_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/internal/reference"
	"github.com/trivet-rdf/trivet/query/internal/reference/gen"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// The tests of this file need no second evaluator: they change a random query
// or its data in a way that changes nothing of the answer, or changes it in a
// known way, and compare the two answers.

var metamorphicRounds = flag.Uint64("rounds", 500, "number of random cases for each metamorphic relation")

// rounds is how many random cases each relation is tried on.
func rounds(t *testing.T) uint64 {
	if testing.Short() {
		return *metamorphicRounds / 5
	}
	return *metamorphicRounds
}

// graphOf puts quads into a graph, one by one.
func graphOf(quads []graph.Quad) *graph.Graph {
	g := graph.New()
	g.AddQuads(quads...)
	return g
}

// table answers a query of any form as rows with their columns in the order of
// their names: those of ASK and CONSTRUCT are one row of the answer and the
// triples.
func table(t *testing.T, g *graph.Graph, text string) [][]graph.Term {
	t.Helper()
	res, err := query.Run(context.Background(), g, text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	out := [][]graph.Term{}
	switch {
	case res.Rows != nil:
		order := byName(res.Rows.Vars())
		for terms, err := range res.Rows.Terms() {
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			row := make([]graph.Term, len(order))
			for i, c := range order {
				row[i] = terms[c]
			}
			out = append(out, row)
		}
	case res.Triples != nil:
		for tr, err := range res.Triples.All() {
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			out = append(out, []graph.Term{tr.S, tr.P, tr.O})
		}
	default:
		out = append(out, []graph.Term{graph.NewLiteral(fmt.Sprint(res.Bool))})
	}
	return out
}

// byName gives the columns in the order of their names.
func byName(names []string) []int {
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(names[a], names[b]) })
	return order
}

func same(t *testing.T, what string, want, got [][]graph.Term, texts ...string) {
	t.Helper()
	if err := reference.Compare(want, got, false); err != nil {
		t.Fatalf("%s: %v\n%s", what, err, strings.Join(texts, "\n"))
	}
}

// TestRenamedVariables: the names of variables do not matter.
func TestRenamedVariables(t *testing.T) {
	for seed := range rounds(t) {
		c := gen.NewWith(seed, gen.Options{Size: gen.Medium}).Case()
		// The new names sort like the old ones, so that columns stay in their order.
		renamed := renameVariables(c.Text, func(name string) string { return name + "_z" })
		g := graphOf(c.Data)
		same(t, "renamed", table(t, g, c.Text), table(t, g, renamed), c.String(), renamed)
	}
}

func renameVariables(text string, name func(string) string) string {
	var b strings.Builder
	at := 0
	for _, tok := range syntax.Tokens(text) {
		if tok.Kind == syntax.TokenVariable {
			b.WriteString(text[at:tok.Start+1] + name(text[tok.Start+1:tok.End]))
			at = tok.End
		}
	}
	return b.String() + text[at:]
}

// TestPermutedData: the order in which triples were added does not matter, nor
// that some were there and went again.
func TestPermutedData(t *testing.T) {
	for seed := range rounds(t) {
		c := gen.NewWith(seed, gen.Options{Size: gen.Medium}).Case()
		rng := rand.New(rand.NewPCG(seed, 1))
		data := slices.Clone(c.Data)
		rng.Shuffle(len(data), func(i, j int) { data[i], data[j] = data[j], data[i] })
		g := graph.New()
		for i, q := range data {
			extra := graph.Quad{Triple: graph.Triple{S: q.S, P: q.P, O: iri(fmt.Sprint("extra", i))}, G: q.G}
			g.AddQuads(extra, q)
			g.RemoveQuads(extra)
		}
		same(t, "permuted data", table(t, graphOf(c.Data), c.Text), table(t, g, c.Text), c.String())
	}
}

// TestPermutedPatterns: the order of triples in a block does not matter.
func TestPermutedPatterns(t *testing.T) {
	for seed := range rounds(t) {
		c := gen.NewWith(seed, gen.Options{Size: gen.Medium}).Case()
		tree, err := syntax.Parse(c.Text, syntax.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(seed, 2))
		syntax.Walk(tree, func(n syntax.Node) bool {
			if g, ok := n.(*syntax.Group); ok {
				shuffleBlocks(rng, g.Elements)
			}
			return true
		})
		g := graphOf(c.Data)
		same(t, "permuted patterns", table(t, g, c.Text), table(t, g, tree.String()), c.String(), tree.String())
	}
}

// shuffleBlocks shuffles runs of triples.
func shuffleBlocks(rng *rand.Rand, elements []syntax.Pattern) {
	for from := 0; from < len(elements); from++ {
		to := from
		for to < len(elements) && isTriples(elements[to]) {
			to++
		}
		run := elements[from:max(to, from)]
		rng.Shuffle(len(run), func(i, j int) { run[i], run[j] = run[j], run[i] })
		from = max(to, from)
	}
}

func isTriples(p syntax.Pattern) bool {
	_, ok := p.(*syntax.Triples)
	return ok
}

// TestPartitionedFilter: the rows of a pattern are those for which a condition is
// true, those for which it is false, and those for which it is an error.
func TestPartitionedFilter(t *testing.T) {
	for seed := range 2 * rounds(t) {
		p := gen.NewWith(seed, gen.Options{Size: gen.Medium}).Partition()
		g := graphOf(p.Data)
		var parts [][]graph.Term
		for _, text := range []string{p.True, p.False, p.Error} {
			parts = append(parts, table(t, g, text)...)
		}
		same(t, "partition", table(t, g, p.All), parts, p.String())
	}
}

// TestSplitUnion: the rows of a UNION are those of its branches.
func TestSplitUnion(t *testing.T) {
	for seed := range rounds(t) {
		r := gen.NewWith(seed, gen.Options{Size: gen.Medium})
		data, a := r.Pattern()
		more, b := r.Pattern()
		b = strings.ReplaceAll(b, "_:x", "_:other") // labels are one block's own
		g := graphOf(append(data, more...))
		both := r.Prologue() + "SELECT * { " + a + " UNION " + b + " }"
		vars := query.MustParse(both).Vars()
		var parts [][]graph.Term
		for _, branch := range []string{a, b} {
			text := r.Prologue() + "SELECT ?" + strings.Join(vars, " ?") + " " + branch
			if len(vars) == 0 {
				text = r.Prologue() + "SELECT * " + branch
			}
			parts = append(parts, table(t, g, text)...)
		}
		same(t, "union", table(t, g, both), parts, both)
	}
}

// TestSamePattern: what is put around a pattern here changes nothing.
func TestSamePattern(t *testing.T) {
	around := []string{"{ % }", "{ { SELECT * % } }", "{ % FILTER(true) }", "{ % OPTIONAL { FILTER(false) } }", "{ % MINUS { } }", "{ { FILTER(false) } UNION % }",
		"{ VALUES () { () } % }", "% VALUES () { () }", "{ % FILTER NOT EXISTS { FILTER(false) } }", "{ % FILTER EXISTS { } }", "{ { SELECT * { { SELECT * % } } } }", "{ BIND(1 AS ?_) { SELECT * % } }"}
	for seed := range rounds(t) {
		r := gen.NewWith(seed, gen.Options{Size: gen.Medium})
		data, where := r.Pattern()
		g := graphOf(data)
		plain := r.Prologue() + "SELECT * " + where
		want := table(t, g, plain)
		other := around[seed%uint64(len(around))]
		text := r.Prologue() + "SELECT * " + strings.Replace(other, "%", where, 1)
		if vars := query.MustParse(plain).Vars(); strings.Contains(other, "?_") && len(vars) > 0 {
			text = r.Prologue() + "SELECT ?" + strings.Join(vars, " ?") + " " + strings.Replace(other, "%", where, 1)
		} else if strings.Contains(other, "?_") {
			continue
		}
		same(t, other, want, table(t, g, text), text)
	}
}

// TestAskCountDistinct: ASK, COUNT(*), DISTINCT, REDUCED and LIMIT agree with the
// rows.
func TestAskCountDistinct(t *testing.T) {
	for seed := range rounds(t) {
		r := gen.NewWith(seed, gen.Options{Size: gen.Medium})
		data, where := r.Pattern()
		g := graphOf(data)
		rows := table(t, g, r.Prologue()+"SELECT * "+where)
		ask := table(t, g, r.Prologue()+"ASK "+where)[0][0].Value()
		count := table(t, g, r.Prologue()+"SELECT (COUNT(*) AS ?n) "+where)[0][0].Value()
		distinct := map[string]bool{}
		for _, row := range rows {
			key := ""
			for _, term := range row {
				key += term.NTriples() + " "
			}
			distinct[key] = true
		}
		if ask != fmt.Sprint(len(rows) > 0) || count != fmt.Sprint(len(rows)) {
			t.Fatalf("ASK %s, COUNT %s of %d rows\n%s", ask, count, len(rows), where)
		}
		if n := len(table(t, g, r.Prologue()+"SELECT DISTINCT * "+where)); n != len(distinct) {
			t.Fatalf("%d distinct rows, want %d\n%s", n, len(distinct), where)
		}
		if n := len(table(t, g, r.Prologue()+"SELECT REDUCED * "+where)); n < len(distinct) || n > len(rows) {
			t.Fatalf("%d reduced rows of %d\n%s", n, len(rows), where)
		}
		if n := len(table(t, g, r.Prologue()+"SELECT * "+where+" OFFSET 1 LIMIT 2")); n != min(max(len(rows)-1, 0), 2) {
			t.Fatalf("%d rows of %d\n%s", n, len(rows), where)
		}
	}
}

// TestBoundIsJoined: binding a variable to one of its values gives the rows with
// that value, when every row binds it.
func TestBoundIsJoined(t *testing.T) {
	for seed := range rounds(t) {
		r := gen.NewWith(seed, gen.Options{Size: gen.Medium, Without: gen.Minuses | gen.Optionals | gen.SubSelects | gen.Binds | gen.Exists | gen.Filters | gen.Values})
		data, where := r.Pattern()
		g := graphOf(data)
		text := r.Prologue() + "SELECT * " + where
		q := query.MustParse(text)
		names := slices.Sorted(slices.Values(q.Vars()))
		rows := table(t, g, text)
		if len(rows) == 0 || len(names) == 0 || rows[0][0].IsAny() {
			continue
		}
		var want [][]graph.Term
		complete := true
		for _, row := range rows {
			complete = complete && !row[0].IsAny()
			if row[0] == rows[0][0] {
				want = append(want, row)
			}
		}
		if !complete {
			continue
		}
		got, err := q.Select(context.Background(), g, query.Bind(names[0], rows[0][0]))
		if err != nil {
			t.Fatal(err)
		}
		order := byName(got.Vars())
		var bound [][]graph.Term
		for terms, err := range got.Terms() {
			if err != nil {
				t.Fatal(err)
			}
			row := make([]graph.Term, len(order))
			for i, c := range order {
				row[i] = terms[c]
			}
			bound = append(bound, row)
		}
		same(t, "bound", want, bound, text, names[0]+" = "+rows[0][0].NTriples())
	}
}
