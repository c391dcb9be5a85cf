package records

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// Options say how much to make. With neither number, one patient is made.
type Options struct {
	Triples  int    // whole patients until there are so many triples
	Patients int    // or exactly so many patients
	Seed     uint64 // 0 is a seed like any other
}

// Write makes records and writes them as text: N-Triples, Turtle with nested
// brackets, or the flat RDF/XML of containers. It returns the number of triples;
// no triple comes twice.
func Write(w io.Writer, f rdfio.Format, o Options) (triples int, err error) {
	sink, err := workload.NewSink(w, f, Prefixes())
	if err != nil {
		return 0, err
	}
	triples, err = Each(o, sink.Node)
	if err != nil {
		return triples, err
	}
	return triples, sink.Close()
}

// Graph makes records in a new graph.
func Graph(ctx context.Context, o Options) (*graph.Graph, error) {
	w := workload.Workload{Name: "records", Write: func(w io.Writer, f rdfio.Format, triples int) error {
		_, err := Write(w, f, o)
		return err
	}}
	return w.Graph(ctx, o.Triples)
}

// Each makes records and hands over one statement after the other: a node with
// all that is nested in it, valid until the function returns. It returns the
// number of triples, and stops at the first error.
func Each(o Options, emit func(*workload.Node) error) (triples int, err error) {
	g := &generator{tables: newTables(), seed: o.Seed, emit: emit, described: map[string]bool{}}
	for n := 1; ; n++ {
		g.patient(n)
		if g.err != nil {
			return g.triples, g.err
		}
		if done := g.triples >= o.Triples; o.Patients > 0 && n >= o.Patients || o.Patients <= 0 && done {
			return g.triples, nil
		}
	}
}

// generator makes patients one after the other.
type generator struct {
	*tables
	seed      uint64
	emit      func(*workload.Node) error
	pool      workload.Pool
	triples   int
	err       error
	described map[string]bool // code nodes that have been written
	pending   []*coding       // those that the present statement uses for the first time
}

// done writes a statement and the codes that it was the first to use.
func (g *generator) done(n *workload.Node) {
	g.write(n)
	for _, c := range g.pending {
		node := g.pool.New(workload.IRI(c.iri()))
		node.Type(sp + "Code").Type(spcode + c.in.class)
		node.Add(title, workload.Text(c.title)).Add(identifier, workload.Text(c.id)).Add(system, workload.Text(c.in.base))
		g.write(node)
	}
	g.pending = g.pending[:0]
	g.pool.Reset()
}

func (g *generator) write(n *workload.Node) {
	if g.err != nil {
		return
	}
	g.triples += n.Triples()
	if err := g.emit(n); err != nil {
		g.err = fmt.Errorf("records: %w", err)
	}
}

// coded gives a node a coded value: a nested node with the title and the code.
func (g *generator) coded(n *workload.Node, predicate string, c *coding) {
	n.Child(predicate).Type(sp+"CodedValue").Add(title, workload.Text(c.title)).Add(code, workload.IRI(c.iri()))
	if iri := c.iri(); !g.described[iri] {
		g.described[iri] = true
		g.pending = append(g.pending, c)
	}
}

// measure gives a node a value with its unit.
func measure(n *workload.Node, predicate, class, val, in string) *workload.Node {
	c := n.Child(predicate).Type(sp+class).Add(value, workload.Text(val))
	if in != "" {
		c.Add(unit, workload.Text(in))
	}
	return c
}

// number is a value as laboratories write it.
func number(f float64, decimals int) string { return strconv.FormatFloat(f, 'f', decimals, 64) }
