package fetch

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// Records walks through all records of the container, for background apps:
// each step gives the token of the next record, which calls for that record
// then use.
//
//	for token, err := range c.Records(ctx) {
//		if err != nil { ... }
//		g, err := c.Record(ctx, token.RecordID)
//	}
//
// These tokens are not put into the store. The walk ends after the last record
// or with an error.
func (c *Client) Records(ctx context.Context) iter.Seq2[*Token, error] {
	return func(yield func(*Token, error) bool) {
		for t, err := range c.walk(ctx) {
			if err != nil {
				yield(nil, err)
				return
			}
			c.Use(t)
			more := yield(t, nil)
			c.drop(t)
			if !more {
				return
			}
		}
	}
}

// walk asks for the tokens one after another and makes none current.
func (c *Client) walk(ctx context.Context) iter.Seq2[*Token, error] {
	return func(yield func(*Token, error) bool) {
		below := "/apps/" + url.PathEscape(c.c.AppID) + "/tokens/records/"
		path, last := below+"first", ""
		for {
			t, err := c.backgroundToken(ctx, path)
			if errors.Is(err, ErrNotFound) {
				return // the end
			}
			if err == nil && t.RecordID <= last {
				err = fmt.Errorf("%w: the container gave record %q after %q", ErrContent, t.RecordID, last)
			}
			if !yield(t, err) || err != nil {
				return
			}
			last = t.RecordID
			path = below + url.PathEscape(last) + "/next"
		}
	}
}

// RecordToken takes the token of one record, for background apps, and makes it
// current.
func (c *Client) RecordToken(ctx context.Context, record string) (*Token, error) {
	t, err := c.backgroundToken(ctx, "/apps/"+url.PathEscape(c.c.AppID)+"/tokens/records/"+url.PathEscape(record))
	if err == nil {
		c.Use(t)
	}
	return t, err
}

func (c *Client) backgroundToken(ctx context.Context, path string) (*Token, error) {
	values, err := c.tokenStep(ctx, request{method: http.MethodPost, path: path, sign: byApp, contentType: oauth.FormType})
	if err != nil {
		return nil, err
	}
	t := c.newToken(values, "")
	if t.RecordID == "" {
		return nil, &ContentError{URL: withoutQuery(path), Want: "smart_record_id beside the token"}
	}
	return t, nil
}

// drop forgets a background token.
func (c *Client) drop(t *Token) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byRecord[t.RecordID] == t {
		delete(c.byRecord, t.RecordID)
	}
	if c.current == t {
		c.current = nil
	}
}
