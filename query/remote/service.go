package remote

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// ErrNotAllowed is the error of a SERVICE whose endpoint is not among those
// that the caller allowed.
var ErrNotAllowed = errors.New("SERVICE: this endpoint is not allowed")

// Limits of calls to endpoints that are not on a Policy's list.
const (
	publicTimeout  = 10 * time.Second
	publicMaxBytes = 10 << 20
)

// Policy says which endpoints SERVICE patterns may ask. The zero Policy allows none.
// How often they may be asked, and for how much, is for query.Limits.
type Policy struct {
	// Endpoints may be asked, by exactly the URL they were opened with, whatever
	// their addresses; their credentials are sent along.
	Endpoints []*Endpoint
	// Public allows all others too, with at most 10 seconds and 10 MiB a call,
	// without credentials, and only on addresses of the public network. It lets
	// whoever writes queries have requests sent from here to anywhere there.
	Public bool
}

// Service gives a handler for query.WithService that sends SERVICE patterns to
// the given endpoints, and to no others.
func Service(endpoints ...*Endpoint) query.ServiceHandler {
	return Policy{Endpoints: endpoints}.Handler()
}

// Handler gives a handler for query.WithService.
func (p Policy) Handler() query.ServiceHandler {
	byURL := make(map[string]*Endpoint, len(p.Endpoints))
	for _, e := range p.Endpoints {
		byURL[e.url] = e
	}
	client := sync.OnceValue(func() *Endpoint { return &Endpoint{client: newClient(true)} })
	return func(ctx context.Context, call *query.ServiceCall) ([][]graph.Term, error) {
		name := call.Endpoint.Value()
		e, ok := byURL[name]
		if !ok {
			if !p.Public || !publicURL(name) {
				return nil, fmt.Errorf("%w: <%s>", ErrNotAllowed, name)
			}
			var err error
			if e, err = Open(name, WithPublicOnly(), WithTimeout(publicTimeout), WithMaxBytes(publicMaxBytes), WithRetries(0)); err != nil {
				return nil, err
			}
			e.client = client().client // one, for its connections
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, publicTimeout)
			defer cancel()
		}
		return e.serve(ctx, call)
	}
}

// publicURL reports whether a URL is one that strangers may have asked.
func publicURL(name string) bool {
	u, err := url.Parse(name)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}

// serve asks an endpoint for a pattern, and stops reading when it is too much.
func (e *Endpoint) serve(ctx context.Context, call *query.ServiceCall) ([][]graph.Term, error) {
	rows, err := e.Rows(ctx, "SELECT * WHERE "+call.Pattern)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	at := make([]int, len(call.Vars))
	for i, v := range call.Vars {
		at[i] = -1
		for c, name := range rows.Vars() {
			if name == v {
				at[i] = c
			}
		}
	}
	var out [][]graph.Term
	size := int64(0)
	for terms, err := range rows.Terms() {
		if err != nil {
			return nil, err
		}
		row := make([]graph.Term, len(at))
		for i, c := range at {
			if c >= 0 {
				row[i] = terms[c]
				size += int64(len(row[i].Value()) + len(row[i].Lang()))
			}
		}
		out = append(out, row)
		if call.MaxBytes >= 0 && size > call.MaxBytes {
			break // the query says so with its own error
		}
	}
	return out, nil
}
