package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// Loader fetches the graph behind an IRI for FROM, FROM NAMED and LOAD. Its
// errors reach the caller wrapped with the IRI. The graphs of one query's FROM
// and FROM NAMED are asked for side by side, each once, four at a time, and so are
// the documents of one update's LOADs, so it is called by several goroutines.
type Loader func(ctx context.Context, iri string) (*graph.Graph, error)

// WithLoader lets LOAD, and FROM and FROM NAMED of graphs that the source does
// not hold, fetch documents through l. Without it LOAD fails with
// [ErrNoLoader] and such graphs are empty. The blank nodes of each document are
// kept apart from all others.
func WithLoader(l Loader) Option { return func(c *config) { c.loader = l } }

// WithDataset gives the dataset of a query by the names of its graphs, in place
// of its own FROM and FROM NAMED clauses: the default graph is the merge of
// defaults, and GRAPH sees those of named. For updates it is USING and USING
// NAMED. This is default-graph-uri and named-graph-uri of the SPARQL protocol.
func WithDataset(defaults, named []string) Option {
	d := algebra.Dataset{Given: true, Default: irisOf(defaults), Named: irisOf(named)}
	return func(c *config) { c.dataset = &d }
}

func irisOf(names []string) []graph.Term {
	var out []graph.Term
	for _, n := range names {
		out = append(out, graph.NewIRI(n))
	}
	return out
}

// WithUnionDefault makes the default graph, where the query names none, the
// merge of all graphs of the source, named ones included.
func WithUnionDefault() Option { return func(c *config) { c.union = true } }

// datasetOf is the dataset that holds: the option's, or the query's own.
func (c *config) datasetOf(own algebra.Dataset) algebra.Dataset {
	if c.dataset != nil {
		return *c.dataset
	}
	return own
}

// source is the source's dataset, or the one that FROM and FROM NAMED name.
func (c *config) source(snap *graph.Snapshot, dict *eval.Dict, d algebra.Dataset) *plan.Source {
	src := &plan.Source{Snapshot: snap, Intern: dict.ID, Default: snap.Default(), Named: snap.Graphs()}
	switch {
	case d.Given:
		src.Default = snap.Union(known(snap, d.Default), false)
		src.Named = known(snap, d.Named)
	case c.union:
		src.Default = snap.Union(snap.Graphs(), true)
	}
	return src
}

// known are the IDs of those graphs that the snapshot holds, ascending.
func known(snap *graph.Snapshot, names []graph.Term) []graph.ID {
	var out []graph.ID
	for _, n := range names {
		if id, ok := snap.Lookup(n); ok && snap.Named(id).Len() > 0 {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// fetchDataset loads the graphs of a dataset that the snapshot lacks, when
// there is a loader. The source itself is not changed: the graphs of the
// dataset, and only those, are put together in a graph of their own.
func (c *config) fetchDataset(ctx context.Context, snap *graph.Snapshot, d algebra.Dataset) (*graph.Snapshot, error) {
	if c.loader == nil || !d.Given {
		return snap, nil
	}
	var have, missing []graph.Term
	for _, n := range append(slices.Clone(d.Default), d.Named...) {
		switch {
		case slices.Contains(have, n) || slices.Contains(missing, n):
		case len(known(snap, []graph.Term{n})) == 0:
			missing = append(missing, n)
		default:
			have = append(have, n)
		}
	}
	if len(missing) == 0 {
		return snap, nil
	}
	all := graph.New()
	for _, n := range have {
		if err := copyGraph(ctx, all, snap, n); err != nil {
			return nil, err
		}
	}
	fetched, err := c.fetchAll(ctx, missing)
	if err != nil {
		return nil, err
	}
	for i, g := range fetched {
		putApart(all, g, missing[i], i)
	}
	return all.Snapshot(), nil
}

// fetchesAtOnce is how many documents of one query are fetched side by side.
const fetchesAtOnce = 4

// fetchAll loads graphs side by side and gives them in the order of their
// names. The first failure ends the others.
func (c *config) fetchAll(ctx context.Context, names []graph.Term) ([]*graph.Graph, error) {
	out := make([]*graph.Graph, len(names))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(fetchesAtOnce)
	for i, n := range names {
		group.Go(func() (err error) {
			if out[i], err = c.load(ctx, n.Value()); err != nil {
				err = fmt.Errorf("loading <%s>: %w", n.Value(), err)
			}
			return err
		})
	}
	err := group.Wait()
	if err == nil && slices.Contains(out, nil) { // a loader that ended its goroutine
		err = errNothingLoaded
	}
	return out, err
}

// hearQuads is how many quads are copied between two looks at the context.
const hearQuads = 1 << 14

func copyGraph(ctx context.Context, into *graph.Graph, snap *graph.Snapshot, name graph.Term) error {
	var quads []graph.Quad
	for q := range snap.MatchQuads(graph.Any, graph.Any, graph.Any, name) {
		if quads = append(quads, q); len(quads)%hearQuads == 0 && ctx.Err() != nil {
			return &StopError{Operator: "dataset", Rows: int64(len(quads)), Err: context.Cause(ctx)}
		}
	}
	into.AddQuads(quads...)
	return nil
}

// putApart adds a fetched graph under its name; nth tells the fetches of a query
// apart.
func putApart(into, g *graph.Graph, name graph.Term, nth int) {
	rename := apart(into.Snapshot(), "d", nth)
	var quads []graph.Quad
	for t := range g.Match(graph.Any, graph.Any, graph.Any) {
		quads = append(quads, rename(graph.Quad{Triple: t, G: name}))
	}
	into.AddQuads(quads...)
}

// errNothingLoaded is the error of a loader that gives neither graph nor error.
var errNothingLoaded = errors.New("the loader gave no graph")

// load calls the loader. A panic there is an error of the query.
func (c *config) load(ctx context.Context, iri string) (g *graph.Graph, err error) {
	defer func() {
		if p := recover(); p != nil {
			g, err = nil, &FuncError{IRI: iri, Panic: p}
		}
	}()
	g, err = c.loader(ctx, iri)
	if g == nil && err == nil {
		err = errNothingLoaded
	}
	return g, err
}

// apart gives a function that renames blank nodes from elsewhere so that they
// are no node of the snapshot: blank nodes of two documents are never the same.
// kind and nth tell the places apart that one query takes nodes from.
func apart(s *graph.Snapshot, kind string, nth int) func(graph.Quad) graph.Quad {
	term := renamer(s, kind, nth)
	return func(q graph.Quad) graph.Quad {
		q.S, q.O, q.G = term(q.S), term(q.O), term(q.G)
		return q
	}
}

// renamer is apart for terms.
func renamer(s *graph.Snapshot, kind string, nth int) func(graph.Term) graph.Term {
	renamed := map[graph.Term]graph.Term{}
	var term func(t graph.Term) graph.Term
	term = func(t graph.Term) graph.Term {
		if inner, ok := t.Triple(); ok {
			return graph.NewTripleTerm(term(inner.S), inner.P, term(inner.O))
		}
		if !t.IsBlank() {
			return t
		}
		if _, ok := renamed[t]; !ok {
			renamed[t] = newBlank(s, kind, nth, t.Value())
		}
		return renamed[t]
	}
	return term
}

// newBlank is a blank node that the snapshot does not hold. Its label tells
// kind, nth and label apart: what stands before the first dot is never written
// for two of them.
func newBlank(s *graph.Snapshot, kind string, nth int, label string) graph.Term {
	prefix := kind + strconv.Itoa(nth)
	t := graph.NewBlank(prefix + "." + label)
	for i := 1; ; i++ {
		if _, known := s.Lookup(t); !known {
			return t
		}
		t = graph.NewBlank(prefix + "-" + strconv.Itoa(i) + "." + label)
	}
}
