package fetch

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// LoginOptions say how Login reaches the user.
type LoginOptions struct {
	Record string // the record to ask for; "" lets the user choose
	Fresh  bool   // do not try a stored token first

	// Open shows the authorization page to the user, as a rule in a browser.
	// It is given the URL and returns at once; an error ends the login.
	Open func(url string) error

	// Callback is the callback registered with the container, such as
	// http://localhost:8000/smartapp/authorize: Login listens there. "" listens
	// on a free port of 127.0.0.1 under a path nobody can guess, which a
	// container must allow the app.
	Callback string

	// Ask is the flow without a listener: after Open, the user copies the
	// verifier, or the whole URL the browser ended at, and Ask returns it.
	Ask func(ctx context.Context) (string, error)
}

// Login brings the user through the whole dance and returns the token, which
// is stored and current. A stored token for the record that still works is
// returned without asking anyone. It ends with ctx, and after ten minutes.
func (c *Client) Login(ctx context.Context, o LoginOptions) (*Token, error) {
	if !o.Fresh {
		if t := c.tryStored(ctx, o.Record); t != nil {
			return t, nil
		}
	}
	if o.Open == nil {
		return nil, errors.New("fetch: LoginOptions.Open is needed: how does the user see the authorization page?")
	}
	ctx, cancel := context.WithTimeout(ctx, authorizationLife)
	defer cancel()
	if o.Ask != nil {
		return c.loginByCode(ctx, o)
	}
	ln, err := listen(o.Callback)
	if err != nil {
		return nil, err
	}
	defer ln.close()
	a, err := c.requestToken(ctx, o.Record, ln.url)
	if err != nil {
		return nil, err
	}
	ln.serve(a)
	if err := o.Open(a.URL); err != nil {
		return nil, fmt.Errorf("fetch: the authorization page cannot be opened: %w", err)
	}
	select {
	case r := <-ln.result:
		if r.err != nil {
			return nil, r.err
		}
		return c.Exchange(ctx, a, r.verifier)
	case <-ctx.Done():
		return nil, fmt.Errorf("fetch: waiting for the user's consent: %w", ctx.Err())
	}
}

// tryStored returns a stored token when the container still takes it.
func (c *Client) tryStored(ctx context.Context, record string) *Token {
	t, err := c.Token(ctx, record)
	if err != nil {
		return nil
	}
	_, err = c.do(ctx, request{method: http.MethodGet, path: "/records/" + url.PathEscape(t.RecordID) + "/demographics", token: t})
	if errors.Is(err, ErrUnauthorized) {
		c.Forget(ctx, t.RecordID) // a store that cannot forget will be asked again, no more
	}
	if err != nil {
		return nil
	}
	c.Use(t)
	return t
}

// loginByCode is the flow in which the user carries the verifier over.
func (c *Client) loginByCode(ctx context.Context, o LoginOptions) (*Token, error) {
	a, err := c.RequestToken(ctx, o.Record)
	if err != nil {
		return nil, err
	}
	if err := o.Open(a.URL); err != nil {
		return nil, fmt.Errorf("fetch: the authorization page cannot be opened: %w", err)
	}
	answer, err := o.Ask(ctx)
	if err != nil {
		return nil, err
	}
	answer = strings.TrimSpace(answer)
	if _, query, ok := strings.Cut(answer, "?"); ok {
		values, err := url.ParseQuery(query)
		if err != nil {
			return nil, fmt.Errorf("%w: its query cannot be read", ErrCallback)
		}
		if answer, err = a.Verifier(values); err != nil {
			return nil, err
		}
	}
	return c.Exchange(ctx, a, answer)
}

// listener waits for one callback on loopback.
type listener struct {
	ln     net.Listener
	url    string
	path   string
	server *http.Server
	result chan callback
}

type callback struct {
	verifier string
	err      error
}

// listen opens the callback's address: the registered one, or a free port and
// a path of 128 random bits.
func listen(registered string) (*listener, error) {
	l := &listener{result: make(chan callback, 1), server: newServer()}
	addr := "127.0.0.1:0"
	if registered != "" {
		u, err := url.Parse(registered)
		if err != nil || u.Scheme != "http" || !loopback(u.Hostname()) || u.Port() == "" || u.RawQuery != "" {
			return nil, fmt.Errorf("fetch: callback %q: expected a loopback URL with a port, such as http://localhost:8000/smartapp/authorize", registered)
		}
		addr, l.url, l.path = u.Host, registered, u.Path
		if ip := net.ParseIP(u.Hostname()); ip == nil { // a name could lead elsewhere
			addr = net.JoinHostPort("127.0.0.1", u.Port())
		}
	}
	var err error
	if l.ln, err = net.Listen("tcp", addr); err != nil {
		return nil, fmt.Errorf("fetch: cannot wait for the callback: %w", err)
	}
	if registered == "" {
		var secret [16]byte
		rand.Read(secret[:])
		l.path = "/callback/" + hex.EncodeToString(secret[:])
		l.url = "http://" + l.ln.Addr().String() + l.path
	}
	return l, nil
}

// close lets an answer that is being written arrive, since a person waits for
// that page, and then ends everything.
func (l *listener) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	l.server.Shutdown(ctx)
	l.server.Close()
	l.ln.Close()
}

// serve answers until the first request for the callback's path; that one
// decides. Others, such as a browser's for its icon, get 404.
func (l *listener) serve(a *Authorization) {
	handler := func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil || !loopback(host) || r.Method != http.MethodGet || !equal(r.URL.Path, l.path) {
			http.Error(w, "Nothing here", http.StatusNotFound)
			return
		}
		verifier, err := a.Verifier(r.URL.Query())
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, page("This is not the login that was started", "Close this page and start again."))
		} else {
			fmt.Fprint(w, page("You are logged in", "You can close this page and go back to the program."))
		}
		select {
		case l.result <- callback{verifier, err}:
		default: // a second one comes too late
		}
	}
	l.server.Handler = http.HandlerFunc(handler)
	l.server.SetKeepAlivesEnabled(false)
	go l.server.Serve(l.ln) // until close
}

// page is a small page without anything from outside.
func page(title, text string) string {
	return "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + title + "</title><h1>" + title + "</h1><p>" + text + "</p></html>"
}

// newServer has limits on everything a stranger on this machine could do.
func newServer() *http.Server {
	return &http.Server{ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10}
}
