package remote

import (
	"context"
	"fmt"
	"strconv"
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
	var v Vocabulary
	const shape = `SELECT ?t (COUNT(*) AS ?n) { SELECT ?t { %s } LIMIT %d } GROUP BY ?t ORDER BY DESC(?n) LIMIT 500`
	var err error
	if v.Predicates, err = e.counts(ctx, fmt.Sprintf(shape, "?s ?t ?o", sample)); err != nil {
		return v, err
	}
	v.Classes, err = e.counts(ctx, fmt.Sprintf(shape, "?s a ?t", sample))
	return v, err
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
