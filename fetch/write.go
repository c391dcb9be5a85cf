package fetch

import (
	"context"
	"net/http"
	"net/url"
)

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
	return d.c.call(ctx, http.MethodPut, d.path, contentType, body)
}

// Delete removes the data.
func (d AppData) Delete(ctx context.Context) error {
	_, err := d.c.do(ctx, request{method: http.MethodDelete, path: d.path})
	return err
}
