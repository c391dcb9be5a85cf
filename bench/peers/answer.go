package main

import (
	"context"
	"os"
	"slices"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/results"
)

// read counts the rows of a saved result. The first engine that answers decides
// the order of the columns; others may have the same in another.
func (m *meter) read(file, kind string) (*workload.Answer, error) {
	switch kind {
	case "boolean":
		text, err := os.ReadFile(file)
		return yes(string(text) == "true"), err
	case "graph":
		return readGraph(file)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	format := results.TSV
	if kind == "json" {
		format = results.JSON
	}
	rows, err := results.NewReader(f, format)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if b := rows.Boolean(); b != nil {
		return yes(*b), nil
	}
	if m.names == nil {
		m.names = rows.Vars()
	}
	order := columns(rows.Vars(), m.names)
	a, sorted := &workload.Answer{}, make([]graph.Term, len(order))
	for row, err := range rows.Terms() { // one at a time: there may be tens of millions
		if err != nil {
			return nil, err
		}
		for i, at := range order {
			sorted[i] = row[at]
		}
		a.Add(sorted)
	}
	return a, nil
}

// columns says where each wanted variable is; where it is not, all stay as they are.
func columns(have, want []string) []int {
	order, asIs := make([]int, len(have)), make([]int, len(have))
	for i := range have {
		asIs[i] = i
	}
	if len(have) != len(want) {
		return asIs
	}
	for i, name := range want {
		if order[i] = slices.Index(have, name); order[i] < 0 {
			return asIs
		}
	}
	return order
}

func yes(b bool) *workload.Answer {
	if b {
		return &workload.Answer{Rows: 1, Sum: 1}
	}
	return &workload.Answer{}
}

func readGraph(file string) (*workload.Answer, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	a := &workload.Answer{}
	return a, rdfio.Read(context.Background(), f, rdfio.NTriples, rdfio.Options{}, func(q *rdfio.Quad) error {
		a.Add([]graph.Term{graph.FromRDFIO(&q.S), graph.FromRDFIO(&q.P), graph.FromRDFIO(&q.O)})
		return nil
	})
}
