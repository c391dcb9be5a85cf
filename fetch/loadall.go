package fetch

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/trivet-rdf/trivet/graph"
)

// WithRecords is how many records LoadAll fetches at the same time; 4 without
// it. Each of them has WithParallel requests on its way, and the client's own
// transport at most 32 in all.
func WithRecords(n int) RecordOption { return func(o *recordOptions) { o.records = max(n, 1) } }

// LoadAll fetches many records, several side by side, into one graph. Each
// record is merged as Record does it; the blank nodes of two records are never
// the same. Records without a token in the client or its store are asked for as
// background apps do. No records at all (nil) is every record of the container,
// for background apps. Any failure ends all, and names the record.
func (c *Client) LoadAll(ctx context.Context, records []string, opts ...RecordOption) (*graph.Graph, error) {
	o := newRecordOptions(opts)
	if told := o.progress; told != nil {
		var mu sync.Mutex
		o.progress = func(p RecordProgress) {
			mu.Lock()
			defer mu.Unlock()
			told(p)
		}
	}
	tokens := c.tokensOf(ctx, records)
	if records == nil {
		tokens = c.walk(ctx)
	}
	g := graph.New()
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(o.records)
	var walked error
	for t, err := range tokens {
		if walked = err; err != nil || inner.Err() != nil {
			break
		}
		group.Go(func() error {
			own := o
			own.token = t
			if err := c.recordInto(inner, g, t.RecordID, own); err != nil {
				return fmt.Errorf("record %s: %w", t.RecordID, err)
			}
			return nil
		})
	}
	if err := errors.Join(group.Wait(), walked); err != nil {
		return nil, err
	}
	return g, ctx.Err()
}

// tokensOf gives the token of each record, each record once.
func (c *Client) tokensOf(ctx context.Context, records []string) iter.Seq2[*Token, error] {
	return func(yield func(*Token, error) bool) {
		seen := map[string]bool{}
		for _, id := range records {
			if seen[id] {
				continue
			}
			seen[id] = true
			t, err := c.tokenOf(ctx, id)
			if err != nil {
				err = fmt.Errorf("record %s: %w", id, err)
			}
			if !yield(t, err) || err != nil {
				return
			}
		}
	}
}

// tokenOf is the client's token of a record, or one for a background app.
func (c *Client) tokenOf(ctx context.Context, id string) (*Token, error) {
	have, none := c.Token(ctx, id)
	if none == nil {
		t := *have
		t.RecordID = id // a container need not say which record a token is for
		return &t, nil
	}
	if !errors.Is(none, ErrNoToken) || id == "" {
		return nil, none
	}
	t, err := c.backgroundToken(ctx, "/apps/"+url.PathEscape(c.c.AppID)+"/tokens/records/"+url.PathEscape(id))
	if errors.Is(err, ErrForbidden) {
		return nil, none // no background app
	}
	return t, err
}
