// Package gen makes small random data sets and random SPARQL queries over them,
// for comparing evaluators with each other.
//
// A Generator is deterministic: the same seed and options give the same cases on
// every machine and in every run, so a case is named by its seed. Queries are
// driven by the grammar and obey its scope rules, so every one of them parses;
// they are drawn so that errors, unbound variables, empty results, badly
// designed OPTIONALs and correlated EXISTS are common.
//
// What has no single right answer is left out: RAND, NOW, UUID, BNODE, REDUCED,
// LIMIT without a total order, SAMPLE and GROUP_CONCAT of more than one value in
// a way that shows. Sums are exact in any order; of terms that are equal by value
// MIN and MAX must take the first and last by value.OrderTerms.
package gen

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// Size is a class of cases.
type Size int

// The size classes.
const (
	Small  Size = iota // up to 8 triples, one or two elements in a group
	Medium             // up to 20 triples
	Large              // up to 60 triples, deeper nesting
)

// Feature is a set of language features.
type Feature uint

// The features that can be left out, for evaluators without them and for
// narrowing a failure down.
const (
	Paths Feature = 1 << iota
	Optionals
	Unions
	Minuses
	Filters
	Exists
	Binds
	Values
	SubSelects
	Graphs
	Aggregates
	Orders
	TripleTerms
	Functions // all but operators, BOUND and COALESCE
	OtherForms
)

// Options are a generator's settings; the zero value is Small with all features.
type Options struct {
	Size    Size
	Without Feature
}

// Case is one data set with one query.
type Case struct {
	Seed    uint64
	Data    []graph.Quad
	Text    string
	Ordered bool // the query has an ORDER BY
}

// Generator makes cases.
type Generator struct {
	options Options
	seed    uint64
	rng     *rand.Rand
	scene   scene
	labels  int // blank node labels used in the query
	fresh   int // variables made for AS
	subs    []sub
	// computed are the variables that an expression somewhere gives a value: the
	// values may be equal to others without being the same.
	computed map[string]bool
}

// New returns the generator of the seed's case: small, with all features.
func New(seed uint64) *Generator { return NewWith(seed, Options{}) }

// NewWith is New with options.
func NewWith(seed uint64, o Options) *Generator {
	return &Generator{options: o, seed: seed, rng: rand.New(rand.NewPCG(seed, 0x7472697665740001))}
}

// Case makes the next case. The first case of New(seed) is the one that is named
// by the seed.
func (g *Generator) Case() Case {
	g.reset()
	data := g.data()
	text, ordered := g.query()
	return Case{Seed: g.seed, Data: data, Text: text, Ordered: ordered}
}

// reset starts a new case.
func (g *Generator) reset() {
	g.labels, g.fresh, g.computed, g.subs = 0, 0, map[string]bool{}, nil
	g.scene = g.newScene()
}

// String is the case as a report of a failure shows it.
func (c Case) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# seed %d\n%s\n# data\n", c.Seed, c.Text)
	for _, q := range c.Data {
		for _, t := range []graph.Term{q.S, q.P, q.O, q.G} {
			if !t.IsAny() {
				b.WriteString(t.NTriples() + " ")
			}
		}
		b.WriteString(".\n")
	}
	return b.String()
}

// has reports whether a feature is in use.
func (g *Generator) has(f Feature) bool { return g.options.Without&f == 0 }

// chance is true in percent of all cases.
func (g *Generator) chance(percent int) bool { return g.rng.IntN(100) < percent }

// between is a number from lo to hi, both included.
func (g *Generator) between(lo, hi int) int { return lo + g.rng.IntN(hi-lo+1) }

// pick is one of the list.
func pick[T any](g *Generator, list []T) T { return list[g.rng.IntN(len(list))] }

// choice is one alternative of the grammar with its weight.
type choice struct {
	weight  int
	feature Feature // needed; 0 for none
	make    func() string
}

// choose draws one of the alternatives in use.
func (g *Generator) choose(list []choice) string {
	total := 0
	for _, c := range list {
		if g.has(c.feature) {
			total += c.weight
		}
	}
	n := g.rng.IntN(total)
	for _, c := range list {
		if !g.has(c.feature) {
			continue
		}
		if n -= c.weight; n < 0 {
			return c.make()
		}
	}
	return ""
}
