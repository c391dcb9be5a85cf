package main

import (
	"context"
	"maps"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/repl"
)

// prepared is a query over files that are not loaded yet.
type prepared struct {
	app      *app
	text     string
	prefixes map[string]string // of the command line
	open     []string          // labels that nobody declared
	query    *query.Query      // the open labels standing for nothing
}

// prepare parses a query, so that a mistake is told before files are read. What
// undeclared prefixes mean the files may say; of an endpoint nobody knows.
func (a *app) prepare(text string, endpoint bool) (*prepared, error) {
	prefixes, err := a.prefixMap()
	if err != nil {
		return nil, err
	}
	p := &prepared{app: a, text: text, prefixes: prefixes}
	trial := maps.Clone(prefixes)
	for _, label := range repl.UndeclaredPrefixes(text) {
		if _, ok := prefixes[label]; !ok && !endpoint {
			p.open = append(p.open, label)
			trial[label] = "urn:" + label + ":"
		}
	}
	p.query, err = query.Parse(text, query.WithPrefixes(trial))
	return p, err
}

// load loads the files and gives the query to be asked, in which undeclared
// prefixes mean what the files declare. Each of those is told.
func (p *prepared) load(ctx context.Context, d *dataFlags) (*graph.Graph, *query.Query, error) {
	g, err := p.app.load(ctx, d)
	if err != nil || len(p.open) == 0 {
		return g, p.query, err
	}
	q, err := p.over(g)
	return g, q, err
}

// over is the query over a graph.
func (p *prepared) over(g *graph.Graph) (*query.Query, error) {
	prefixes := maps.Clone(p.prefixes)
	for _, label := range p.open {
		iri, ok := g.Prefixes().IRI(label)
		if !ok {
			continue // the parser says where it stands
		}
		prefixes[label] = iri
		if p.app.errorFormat != "json" {
			p.app.note("using PREFIX %s: <%s>", label, iri)
		}
	}
	return query.Parse(p.text, query.WithPrefixes(prefixes))
}
