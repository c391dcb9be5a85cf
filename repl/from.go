package repl

import (
	"net/url"
	"strings"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// loader lets a statement name the container's URLs in FROM, FROM NAMED and
// LOAD: they are fetched, signed, once for each statement. Nothing without a
// container.
func (s *Session) loader() []query.Option {
	if s.record.client == nil {
		return nil
	}
	return []query.Option{query.WithLoader(s.record.client.Loader())}
}

// datasetOf gives the FROM and FROM NAMED clauses of a query as options, for
// queries made of its parts.
func (s *Session) datasetOf(q *syntax.Query) []query.Option {
	if len(q.Datasets) == 0 {
		return nil
	}
	var defaults, named []string
	for _, d := range q.Datasets {
		if d.Named {
			named = append(named, d.IRI.Value)
		} else {
			defaults = append(defaults, d.IRI.Value)
		}
	}
	return append(s.loader(), query.WithDataset(defaults, named))
}

// warnsOf is the data that a query is compared with for warnings: none when it
// reads documents of the container that the session does not hold.
func (s *Session) warnsOf(q *query.Query) query.Source {
	snap := s.g.Snapshot()
	for _, d := range q.Tree().Datasets {
		if id, ok := snap.Lookup(graph.NewIRI(d.IRI.Value)); s.record.client != nil && (!ok || snap.Named(id).Len() == 0) {
			return nil
		}
	}
	return snap
}

// missingGraphs warns of FROM and FROM NAMED with graphs that are not there, and
// that nobody will fetch.
func (s *Session) missingGraphs(q *query.Query) []query.Warning {
	if s.record.client != nil {
		return nil
	}
	snap := s.g.Snapshot()
	var list []query.Warning
	for _, d := range q.Tree().Datasets {
		if id, ok := snap.Lookup(graph.NewIRI(d.IRI.Value)); ok && snap.Named(id).Len() > 0 {
			continue
		}
		hint := ".load FILE into <GRAPH> and .fetch load one"
		if len(snap.Graphs()) > 0 {
			hint = ".graphs lists those there are, " + hint
		}
		list = append(list, query.Warning{Span: d.IRI.At, Msg: "there is no such graph, so nothing is found in it", Hint: hint})
	}
	return list
}

// collections adds the collections of the record that the session is logged in
// for: FROM fetches them.
func (c *completer) collections() {
	record := c.s.record
	if record.client == nil || record.id == "" {
		return
	}
	base := strings.TrimSuffix(record.client.APIBase(), "/") + "/records/" + url.PathEscape(record.id) + "/"
	for _, path := range fetch.Collections() {
		c.term(graph.NewIRI(base+path), "of record "+visible(record.id)+", fetched when asked")
	}
}
