package fetch

import (
	"context"
	"net/http"
	"net/url"

	"github.com/trivet-rdf/trivet/graph"
)

// PostClinicalNote stores a note, RDF/XML or Turtle by contentType, with a
// blank node of type sp:ClinicalNote, and returns it as the container keeps it,
// under its IRI. It is never tried twice: the container could store it twice.
func (c *Client) PostClinicalNote(ctx context.Context, record, contentType string, body []byte) (*graph.Graph, error) {
	resp, err := c.do(ctx, request{
		method: http.MethodPost, path: "/records/" + url.PathEscape(record) + "/clinical_notes/", body: body, contentType: contentType, accept: rdfAccept,
	})
	if err != nil {
		return nil, err
	}
	return resp.Graph(ctx)
}

// AppData is a place where a container keeps an app's own bytes: the scratchpad
// of a record or the preferences of a user.
type AppData struct {
	c    *Client
	path string
}

// Scratchpad is the place of an app's data about a record; app "" is this one.
// Other apps' can be read only.
func (c *Client) Scratchpad(record, app string) AppData {
	if app == "" {
		app = c.c.AppID
	}
	return AppData{c, "/records/" + url.PathEscape(record) + "/apps/" + url.PathEscape(app) + "/scratchpad"}
}

// Preferences is the place of a user's preferences in this app. It is reached
// with a token that user granted.
func (c *Client) Preferences(user string) AppData {
	return AppData{c, "/users/" + url.PathEscape(user) + "/apps/" + url.PathEscape(c.c.AppID) + "/preferences"}
}

// Get reads the data; nothing stored yet is an empty text/plain.
func (d AppData) Get(ctx context.Context) (*Response, error) { return d.c.Get(ctx, d.path) }

// Put replaces the data and returns what the container echoes: it has no
// locking, so an app compares it with what it sent.
func (d AppData) Put(ctx context.Context, contentType string, body []byte) (*Response, error) {
	if body == nil {
		body = []byte{}
	}
	return d.c.do(ctx, request{method: http.MethodPut, path: d.path, body: body, contentType: contentType})
}

// Delete removes the data.
func (d AppData) Delete(ctx context.Context) error {
	_, err := d.c.do(ctx, request{method: http.MethodDelete, path: d.path})
	return err
}
