package remote

import (
	"context"
	"errors"
	"fmt"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// ErrNotAllowed is the error of a SERVICE whose endpoint is not among those
// that the caller allowed.
var ErrNotAllowed = errors.New("SERVICE: this endpoint is not allowed")

// Service gives a handler for query.WithService that sends SERVICE patterns to
// the given endpoints, and to no others.
func Service(endpoints ...*Endpoint) query.ServiceHandler {
	byURL := make(map[string]*Endpoint, len(endpoints))
	for _, e := range endpoints {
		byURL[e.url] = e
	}
	return func(ctx context.Context, call *query.ServiceCall) ([][]graph.Term, error) {
		e, ok := byURL[call.Endpoint.Value()]
		if !ok {
			return nil, fmt.Errorf("%w: <%s>", ErrNotAllowed, call.Endpoint.Value())
		}
		t, err := e.Select(ctx, "SELECT * WHERE "+call.Pattern)
		if err != nil {
			return nil, err
		}
		return arrange(t.Names, t.Rows, call.Vars), nil
	}
}

// arrange orders the columns of rows as vars; a missing one is unbound.
func arrange(names []string, rows [][]graph.Term, vars []string) [][]graph.Term {
	at := make(map[string]int, len(names))
	for i, n := range names {
		at[n] = i
	}
	out := make([][]graph.Term, len(rows))
	for r, row := range rows {
		out[r] = make([]graph.Term, len(vars))
		for i, v := range vars {
			if c, ok := at[v]; ok {
				out[r][i] = row[c]
			}
		}
	}
	return out
}
