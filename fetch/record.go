package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/trivet-rdf/trivet/graph"
)

// Collections are the parts of a record that are RDF, as paths below it, in
// the order Record loads them.
func Collections() []string {
	return []string{
		"demographics", "social_history", "allergies/", "clinical_notes/", "documents/", "encounters/", "family_history/",
		"fulfillments/", "imaging_studies/", "immunizations/", "lab_panels/", "lab_results/", "medical_images/",
		"medications/", "problems/", "procedures/", "vital_sign_sets/",
	}
}

// RecordProgress is told after each collection has arrived.
type RecordProgress struct {
	Record     string // its id
	Collection string // such as "medications/"
	Done       int    // collections so far, this one included
	Total      int
	Bytes      int64 // of this collection's reply
}

// recordOptions is what RecordOptions change.
type recordOptions struct {
	collections []string
	parallel    int
	named       bool
	progress    func(RecordProgress)
	query       url.Values
	records     int    // LoadAll: at the same time
	token       *Token // LoadAll: of this record; nil: the client's
}

// RecordOption changes how Record fetches.
type RecordOption func(*recordOptions)

// WithCollections fetches only these parts; see Collections.
func WithCollections(paths ...string) RecordOption {
	return func(o *recordOptions) { o.collections = paths }
}

// WithParallel is how many collections are fetched at the same time; 4 without it.
func WithParallel(n int) RecordOption { return func(o *recordOptions) { o.parallel = max(n, 1) } }

// WithNamedGraphs puts each collection into the named graph of its URL instead
// of all into the default graph. A statement that several collections' replies
// hold is in the graph of its own collection only, as are its blank nodes.
func WithNamedGraphs() RecordOption { return func(o *recordOptions) { o.named = true } }

// WithRecordProgress has f told of each collection that has arrived. f is
// called by one goroutine at a time.
func WithRecordProgress(f func(RecordProgress)) RecordOption {
	return func(o *recordOptions) { o.progress = f }
}

// WithQuery sends parameters with every collection, such as date_from.
func WithQuery(q url.Values) RecordOption { return func(o *recordOptions) { o.query = q } }

// Record fetches every collection of a record, several at a time, into one
// graph: each statement once, with its blank nodes, though replies overlap (a
// medication comes with its fulfillments too), and without the response
// summaries. Collections a container does not have (404) are left out; any
// other failure ends all. The graph is the same whatever the order of the
// replies.
func (c *Client) Record(ctx context.Context, id string, opts ...RecordOption) (*graph.Graph, error) {
	g := graph.New()
	return g, c.RecordInto(ctx, g, id, opts...)
}

// RecordInto is Record into an existing graph, which on any error stays as it
// was.
func (c *Client) RecordInto(ctx context.Context, g *graph.Graph, id string, opts ...RecordOption) error {
	return c.recordInto(ctx, g, id, newRecordOptions(opts))
}

func newRecordOptions(opts []RecordOption) recordOptions {
	o := recordOptions{collections: Collections(), parallel: 4, records: 4}
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

func (c *Client) recordInto(ctx context.Context, g *graph.Graph, id string, o recordOptions) error {
	if id == "" || strings.ContainsAny(id, "/?#") {
		return fmt.Errorf("fetch: %q is no record id", id)
	}
	parts, err := c.parts(ctx, id, &o)
	if err != nil {
		return err
	}
	return merge(ctx, g, parts, o.named)
}

// parts fetches and reads the collections, a bounded number at a time, and
// leaves out those the container does not have.
func (c *Client) parts(ctx context.Context, id string, o *recordOptions) ([]*part, error) {
	out := make([]*part, len(o.collections))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(o.parallel)
	var mu sync.Mutex
	done := 0
	for i, collection := range o.collections {
		group.Go(func() error {
			path := "/records/" + url.PathEscape(id) + "/" + collection
			if len(o.query) > 0 {
				path += "?" + o.query.Encode()
			}
			resp, err := c.do(ctx, request{method: http.MethodGet, path: path, accept: rdfAccept, token: o.token})
			p := RecordProgress{Record: id, Collection: collection, Total: len(o.collections)}
			switch {
			case err == nil:
				p.Bytes = int64(len(resp.Body))
				if out[i], err = resp.read(ctx, collection, i); err != nil {
					return err
				}
			case !errors.Is(err, ErrNotFound):
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			if done++; o.progress != nil {
				p.Done = done
				o.progress(p)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	out = slices.DeleteFunc(out, func(p *part) bool { return p == nil })
	if len(out) == 0 {
		return nil, &StatusError{Method: http.MethodGet, URL: c.base.String() + "/records/" + id, Status: http.StatusNotFound, Hint: "the container has nothing of this record"}
	}
	return out, nil
}
