package gen

import "github.com/trivet-rdf/trivet/graph"

// Partition is a pattern and a condition, as four queries: All has the rows of
// True, False and Error together, as multisets, whatever the pattern and the
// condition are, since every row's condition is one of the three.
type Partition struct {
	Seed                    uint64
	Data                    []graph.Quad
	All, True, False, Error string
}

// Partition makes the next partition.
func (g *Generator) Partition() Partition {
	g.reset()
	data := g.data()
	where, in := g.group(0, nil)
	cond := g.expr(1, 3, in)
	query := func(filter string) string {
		return prologue + "SELECT * WHERE { " + where + filter + " }"
	}
	return Partition{
		Seed:  g.seed,
		Data:  data,
		All:   query(""),
		True:  query(" FILTER (" + cond + ")"),
		False: query(" FILTER (! " + cond + ")"),
		Error: query(" FILTER (COALESCE(IF(" + cond + ", false, false), true))"),
	}
}

// String is the partition as a report of a failure shows it.
func (p Partition) String() string {
	c := Case{Seed: p.Seed, Data: p.Data, Text: p.True}
	return c.String()
}

// Pattern makes a data set and the text of a pattern, { ... }, for tests that
// write the query around it themselves; Prologue must stand before it.
func (g *Generator) Pattern() (data []graph.Quad, where string) {
	g.reset()
	data = g.data()
	where, _ = g.group(0, nil)
	return data, where
}

// Prologue declares the prefix that patterns use.
func (g *Generator) Prologue() string { return prologue }
