package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// Manifest is a container's manifest.
type Manifest struct {
	Name         string                `json:"name"`
	Description  string                `json:"description"`
	Admin        string                `json:"admin"`
	SmartVersion string                `json:"smart_version"`
	APIBase      string                `json:"api_base"`
	Launch       LaunchURLs            `json:"launch_urls"`
	Capabilities map[string]Capability `json:"capabilities"` // by type IRI
}

// LaunchURLs are the endpoints of the dance.
type LaunchURLs struct {
	AppLaunch      string `json:"app_launch"` // with {{app_id}} in it
	RequestToken   string `json:"request_token"`
	AuthorizeToken string `json:"authorize_token"`
	ExchangeToken  string `json:"exchange_token"`
}

// Capability is what a container can do with one type.
type Capability struct {
	Methods []string `json:"methods"`
	Codes   []string `json:"codes,omitempty"`
}

// Manifest returns the container's manifest, fetched once per client. The
// token endpoints it names must be at the container's own origin, since they
// are called with the consumer's signature; the pages for the user's browser
// may be elsewhere, but not on plain http beyond loopback.
func (c *Client) Manifest(ctx context.Context) (*Manifest, error) {
	c.mu.Lock()
	m := c.manifest
	c.mu.Unlock()
	if m != nil {
		return m, nil
	}
	resp, err := c.do(ctx, request{method: http.MethodGet, path: "/manifest", sign: unsigned, accept: "application/json", limit: 1 << 20})
	var status *StatusError
	if errors.As(err, &status) && errors.Is(err, ErrNotFound) {
		status.Hint = "there is no SMART container at this address: APIBase is where its manifest is"
	}
	if err != nil {
		return nil, err
	}
	if m, err = readManifest(resp); err != nil {
		return nil, err
	}
	if err := c.checkManifest(m); err != nil {
		return nil, err
	}
	c.mu.Lock()
	c.manifest = m
	c.mu.Unlock()
	return m, nil
}

func readManifest(resp *Response) (*Manifest, error) {
	var m Manifest
	return &m, readJSON(resp, "a JSON container manifest", &m)
}

// readJSON decodes a reply that must be JSON.
func readJSON(resp *Response, want string, v any) error {
	e := &ContentError{URL: withoutQuery(resp.URL), ContentType: resp.ContentType, Want: want}
	if media, _, _ := mime.ParseMediaType(resp.ContentType); media != "application/json" {
		return e
	}
	if err := json.Unmarshal(resp.Body, v); err != nil {
		e.Err = err
		return e
	}
	return nil
}

// checkManifest checks the URLs of the dance and makes relative ones absolute.
func (c *Client) checkManifest(m *Manifest) error {
	for _, end := range []struct {
		name string
		url  *string
		own  bool // must be at the container's origin
	}{
		{"request_token", &m.Launch.RequestToken, true}, {"exchange_token", &m.Launch.ExchangeToken, true},
		{"authorize_token", &m.Launch.AuthorizeToken, false},
	} {
		if *end.url == "" {
			continue // an old container; the dance will say what is missing
		}
		u, err := c.base.Parse(*end.url)
		switch {
		case err != nil || u.Host == "" || u.User != nil:
			return fmt.Errorf("fetch: the manifest of %s: %s is no URL: %q", c.base, end.name, *end.url)
		case end.own && !sameOrigin(u, c.base):
			return fmt.Errorf("%w: the manifest of %s puts %s at %s", ErrOrigin, c.base, end.name, originOf(u))
		case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname()) && !c.c.AllowPlainHTTP):
			return fmt.Errorf("%w: the manifest of %s has %s at %s", ErrPlainHTTP, c.base, end.name, originOf(u))
		}
		*end.url = u.String()
	}
	return nil
}

// LaunchURL is the container's page where a user picks a record for this app,
// "" when the manifest names none.
func (c *Client) LaunchURL(ctx context.Context) (string, error) {
	m, err := c.Manifest(ctx)
	if err != nil || m.Launch.AppLaunch == "" {
		return "", err
	}
	return regexp.MustCompile(`\{\{\s*app_id\s*\}\}`).ReplaceAllLiteralString(m.Launch.AppLaunch, c.c.AppID), nil
}

// withoutQuery cuts query and fragment off a URL's text.
func withoutQuery(s string) string {
	if u, err := url.Parse(s); err == nil {
		return plainURL(u)
	}
	s, _, _ = strings.Cut(s, "?")
	return s
}
