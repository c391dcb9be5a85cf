package suite

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/results"
)

// RS is the vocabulary of result sets written as RDF.
const RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"

// Expected is the result a query test wants: a table (or the answer of ASK)
// or a graph.
type Expected struct {
	Table   *results.Table
	Graph   *graph.Graph
	Format  results.Format // the file's format; Unknown for RDF
	Ordered bool           // rs:index gives the rows an order
}

// ReadExpected reads a result file: SPARQL results in XML, JSON, CSV or TSV,
// or RDF, which is a table when it holds an rs:ResultSet and a graph otherwise.
func ReadExpected(ctx context.Context, path, base string) (*Expected, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f := results.FormatByName(filepath.Ext(path))
	if f.Readable() && (f != results.XML || bytes.Contains(data, []byte("http://www.w3.org/2005/sparql-results#"))) {
		t, err := results.Read(bytes.NewReader(data), f)
		return &Expected{Table: t, Format: f}, err
	}
	d, err := ReadDescription(ctx, path, base)
	if err != nil {
		return nil, err
	}
	if sets := d.Subjects(RDF+"type", RS+"ResultSet"); len(sets) > 0 {
		return d.resultSet(sets[0])
	}
	g := graph.New()
	err = g.LoadFile(ctx, path, graph.WithBase(base))
	return &Expected{Graph: g}, err
}

// resultSet reads the rs:ResultSet at node.
func (d *Description) resultSet(node rdfio.Term) (*Expected, error) {
	if b := d.Object(node, RS+"boolean"); b.Kind != 0 {
		v, err := strconv.ParseBool(b.Value)
		return &Expected{Table: &results.Table{Boolean: &v}}, err
	}
	e := &Expected{Table: &results.Table{}}
	column := make(map[string]int)
	for _, v := range d.Objects(node, RS+"resultVariable") {
		if _, twice := column[v.Value]; !twice {
			column[v.Value] = len(e.Table.Names)
			e.Table.Names = append(e.Table.Names, v.Value)
		}
	}
	var indexes []int
	for _, s := range d.Objects(node, RS+"solution") {
		row := make([]graph.Term, len(e.Table.Names))
		for _, b := range d.Objects(s, RS+"binding") {
			i, ok := column[d.Object(b, RS+"variable").Value]
			if !ok {
				return nil, fmt.Errorf("a solution binds %q, which is no rs:resultVariable", d.Object(b, RS+"variable").Value)
			}
			row[i] = toTerm(d.Object(b, RS+"value"))
		}
		if at := d.Object(s, RS+"index"); at.Kind != 0 {
			n, err := strconv.Atoi(at.Value)
			if err != nil {
				return nil, fmt.Errorf("rs:index: %w", err)
			}
			indexes = append(indexes, n)
		}
		e.Table.Rows = append(e.Table.Rows, row)
	}
	if e.Ordered = len(indexes) > 0; !e.Ordered {
		return e, nil
	}
	if len(indexes) != len(e.Table.Rows) {
		return nil, fmt.Errorf("rs:index is on %d of %d solutions", len(indexes), len(e.Table.Rows))
	}
	order := make([]int, len(indexes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return indexes[a] - indexes[b] })
	rows := make([][]graph.Term, len(order))
	for i, from := range order {
		rows[i] = e.Table.Rows[from]
	}
	e.Table.Rows = rows
	return e, nil
}

// toTerm makes a graph.Term of a reader's term.
func toTerm(t rdfio.Term) graph.Term {
	switch t.Kind {
	case rdfio.IRI:
		return graph.NewIRI(t.Value)
	case rdfio.Blank:
		return graph.NewBlank(t.Value)
	case rdfio.TripleTerm:
		return graph.NewTripleTerm(toTerm(t.Triple.S), toTerm(t.Triple.P), toTerm(t.Triple.O))
	case rdfio.Literal:
		if t.Lang != "" {
			return graph.NewDirLang(t.Value, t.Lang, graph.Direction(t.Dir))
		}
		return graph.NewTyped(t.Value, t.Datatype)
	}
	return graph.Any
}
