package remote

import (
	"context"
	"fmt"
	"strconv"

	"github.com/trivet-rdf/trivet/graph"
)

// TermCount is a term and how often it occurs.
type TermCount struct {
	IRI string
	N   int // occurrences in the sample
}

// Vocabulary is what an endpoint's data speaks of, for completion.
type Vocabulary struct {
	Predicates, Classes []TermCount // the most frequent first
}

// Vocabulary asks for the most frequent properties and classes in a sample of the
// data of about so many triples, so that it is quick on any size. ctx bounds it; what
// cannot be had in time is left out, and the error says why.
func (e *Endpoint) Vocabulary(ctx context.Context, sample int) (Vocabulary, error) {
	v, err := e.vocabulary(ctx, sample, "%s")
	if err == nil && len(v.Predicates) == 0 { // all of it may be in named graphs
		v, err = e.vocabulary(ctx, sample, "GRAPH ?g { %s }")
	}
	return v, err
}

// vocabulary looks at the triples that a pattern around them finds.
func (e *Endpoint) vocabulary(ctx context.Context, sample int, where string) (Vocabulary, error) {
	var v Vocabulary
	const shape = `SELECT ?t (COUNT(*) AS ?n) { SELECT ?t { %s } LIMIT %d } GROUP BY ?t ORDER BY DESC(?n) LIMIT 500`
	var err error
	if v.Predicates, err = e.counts(ctx, fmt.Sprintf(shape, fmt.Sprintf(where, "?s ?t ?o"), sample)); err != nil {
		return v, err
	}
	v.Classes, err = e.counts(ctx, fmt.Sprintf(shape, fmt.Sprintf(where, "?s a ?t"), sample))
	return v, err
}

// Sample gives a graph that stands for the endpoint's data where a look at it must
// be quick, as for completion: about so many of its triples and, of each property
// and class of its Vocabulary, at least one. ctx bounds it; what came in time is in
// the graph, and the error says why there is not more.
func (e *Endpoint) Sample(ctx context.Context, triples int) (*graph.Graph, error) {
	g := graph.New()
	v, err := e.Vocabulary(ctx, 100*triples)
	node := graph.NewBlank("sample")
	for _, p := range v.Predicates {
		g.Add(graph.Triple{S: node, P: graph.NewIRI(p.IRI), O: node})
	}
	for _, c := range v.Classes {
		g.Add(graph.Triple{S: node, P: graph.NewIRI(graph.RDF + "type"), O: graph.NewIRI(c.IRI)})
	}
	if err != nil {
		return g, err
	}
	for _, where := range []string{"?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"} {
		some, err := e.Construct(ctx, fmt.Sprintf("CONSTRUCT { ?s ?p ?o } WHERE { %s } LIMIT %d", where, triples))
		if err != nil {
			return g, err
		}
		if some.Len() > 0 {
			for t := range some.Match(graph.Any, graph.Any, graph.Any) {
				g.Add(t)
			}
			break
		}
	}
	return g, nil
}

// counts reads rows of a term and a number.
func (e *Endpoint) counts(ctx context.Context, text string) ([]TermCount, error) {
	rows, err := e.Rows(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []TermCount
	for row, err := range rows.Terms() {
		if err != nil {
			return out, err
		}
		if len(row) == 2 && row[0].IsIRI() {
			n, _ := strconv.Atoi(row[1].Value()) // what is no number counts nothing
			out = append(out, TermCount{row[0].Value(), n})
		}
	}
	return out, nil
}
