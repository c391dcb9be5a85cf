package gen_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/reference"
	"github.com/trivet-rdf/trivet/query/internal/reference/gen"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// answer parses, translates and evaluates a case.
func answer(t *testing.T, c gen.Case, steps int) (*reference.Result, error) {
	t.Helper()
	tree, err := syntax.Parse(c.Text, syntax.Options{})
	if err != nil {
		t.Fatalf("does not parse: %v\n%s", err, c)
	}
	q, err := algebra.Translate(tree)
	if err != nil {
		t.Fatalf("does not translate: %v\n%s", err, c)
	}
	g := graph.New()
	g.AddQuads(c.Data...)
	return reference.Eval(context.Background(), g.Snapshot(), q, reference.Options{Steps: steps})
}

// TestCasesAreAnswered: every text parses and translates, and nearly all cases
// are answered within the budget, many of them with rows.
func TestCasesAreAnswered(t *testing.T) {
	for size, n := range map[gen.Size]int{gen.Small: 3000, gen.Medium: 600, gen.Large: 150} {
		t.Run(fmt.Sprint("size ", size), func(t *testing.T) {
			tooLarge, full := 0, 0
			for seed := range n {
				c := gen.NewWith(uint64(seed), gen.Options{Size: size}).Case()
				r, err := answer(t, c, 300_000)
				if errors.Is(err, reference.ErrBudget) {
					tooLarge++
					continue
				}
				if err != nil {
					t.Fatalf("%v\n%s", err, c)
				}
				if r.Bool || len(r.Rows) > 0 || len(r.Triples) > 0 {
					full++
				}
			}
			t.Logf("of %d cases %d have an answer with rows, %d are too large", n, full, tooLarge)
			if full < n/3 || tooLarge > n/3 {
				t.Errorf("of %d cases only %d have rows, %d are too large", n, full, tooLarge)
			}
		})
	}
}

// TestSameSeedSameCase: a seed names a case.
func TestSameSeedSameCase(t *testing.T) {
	for seed := range uint64(200) {
		a, b := gen.New(seed), gen.New(seed)
		for range 3 {
			if x, y := a.Case().String(), b.Case().String(); x != y {
				t.Fatalf("seed %d gives\n%s\nand\n%s", seed, x, y)
			}
		}
	}
}

// TestWithout: a feature that is left out does not occur.
func TestWithout(t *testing.T) {
	words := map[gen.Feature]string{
		gen.Optionals: "OPTIONAL", gen.Unions: "UNION", gen.Minuses: "MINUS", gen.Exists: "EXISTS",
		gen.Values: "VALUES", gen.Graphs: "GRAPH", gen.Orders: "ORDER BY", gen.Aggregates: "COUNT",
		gen.Functions: "CONTAINS", gen.OtherForms: "CONSTRUCT", gen.TripleTerms: "<<(", gen.Binds: "BIND",
	}
	for f, word := range words {
		with, without := 0, 0
		for seed := range uint64(300) {
			o := gen.Options{Size: gen.Medium}
			with += occurs(gen.NewWith(seed, o).Case(), word)
			o.Without = f
			without += occurs(gen.NewWith(seed, o).Case(), word)
		}
		if with == 0 || without > 0 {
			t.Errorf("%s occurs in %d cases with the feature, %d without", word, with, without)
		}
	}
}

func occurs(c gen.Case, word string) int {
	if strings.Contains(c.Text, word) {
		return 1
	}
	return 0
}
