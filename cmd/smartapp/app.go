package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
)

// Where the app's pages are; the callback is registered with the container.
const (
	indexPath    = "/smartapp/index.html"
	callbackPath = "/smartapp/authorize"
	logoutPath   = "/smartapp/logout"
)

//go:embed pages
var files embed.FS

// settings are what an app needs to know.
type settings struct {
	URL       string // how browsers reach the app
	Container fetch.Config
	Now       func() time.Time
}

// app is the web application.
type app struct {
	url      *url.URL
	base     *url.URL // the container's api base
	now      func() time.Time
	sessions *sessions
	pages    *template.Template
	mux      *http.ServeMux
}

func newApp(o settings) (*app, error) {
	u, err := url.Parse(strings.TrimRight(o.URL, "/"))
	if err != nil || u.Host == "" || u.Path != "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("-url %q: expected scheme and host, such as http://localhost:8000", o.URL)
	}
	if o.Container.Transport == nil { // one for all sessions
		o.Container.Transport = http.DefaultTransport.(*http.Transport).Clone()
	}
	if _, err := fetch.New(o.Container); err != nil {
		return nil, err // now, and not at the first visit
	}
	base, err := url.Parse(strings.TrimRight(o.Container.APIBase, "/"))
	if err != nil {
		return nil, err
	}
	pages, err := template.ParseFS(files, "pages/*.html")
	if err != nil {
		return nil, err
	}
	a := &app{url: u, base: base, now: o.Now, pages: pages, mux: http.NewServeMux()}
	a.sessions = &sessions{
		now: o.Now, secure: u.Scheme == "https", byID: map[string]*session{},
		client: func() (*fetch.Client, error) { return fetch.New(o.Container) },
	}
	a.mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { a.redirect(w, r, indexPath) })
	a.mux.HandleFunc("GET "+indexPath, a.index)
	a.mux.HandleFunc("GET "+callbackPath, a.callback)
	a.mux.HandleFunc("POST "+logoutPath, a.logout)
	a.mux.HandleFunc("GET /smartapp/style.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, files, "pages/style.css")
	})
	return a, nil
}

// ServeHTTP answers under the app's own host name only: a session's cookie
// belongs to one name, and a page elsewhere whose name was made to point here
// (DNS rebinding) gets nothing.
func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	if r.Host != a.url.Host {
		if at, err := url.Parse("//" + r.Host); err == nil && local(at) && local(a.url) && r.Method == http.MethodGet {
			a.redirect(w, r, r.URL.RequestURI())
			return
		}
		http.Error(w, "Unknown host name", http.StatusMisdirectedRequest)
		return
	}
	a.mux.ServeHTTP(w, r)
}

// redirect leads to a page of this app.
func (a *app) redirect(w http.ResponseWriter, r *http.Request, path string) {
	http.Redirect(w, r, a.url.Scheme+"://"+a.url.Host+path, http.StatusFound)
}

// index shows the record, or sends the user on the way to one.
func (a *app) index(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if base := q.Get("api_base"); base != "" && !a.container(base) {
		a.fail(w, http.StatusBadRequest, "Another container", "This app works with "+a.base.String()+" only.", nil)
		return
	}
	s, err := a.sessions.open(w, r)
	if err != nil {
		a.failed(w, err)
		return
	}
	record := q.Get("record_id")
	if record == "" {
		record = s.last()
	}
	if record == "" {
		launch, err := s.client.LaunchURL(r.Context())
		if err == nil && launch == "" {
			err = errors.New("the container's manifest names no app_launch page")
		}
		if err != nil {
			a.failed(w, err)
			return
		}
		http.Redirect(w, r, launch, http.StatusFound)
		return
	}
	token, err := s.client.Token(r.Context(), record)
	if err == nil {
		err = a.show(w, r, s, record)
	}
	switch {
	case err == nil:
	case errors.Is(err, fetch.ErrNoToken):
		a.dance(w, r, s, record)
	case errors.Is(err, fetch.ErrUnauthorized) && a.now().Sub(token.Obtained) > time.Minute:
		// It has expired. A token that is refused when it is new would be so for ever.
		if err := s.client.Forget(r.Context(), record); err != nil {
			a.failed(w, err)
			return
		}
		a.dance(w, r, s, record)
	default:
		a.failed(w, err)
	}
}

// dance takes a request token and sends the user to agree.
func (a *app) dance(w http.ResponseWriter, r *http.Request, s *session, record string) {
	auth, err := s.client.RequestToken(r.Context(), record)
	if err != nil {
		a.failed(w, err)
		return
	}
	s.begin(auth)
	http.Redirect(w, r, auth.URL, http.StatusFound)
}

// callback is where the user comes back with the verifier.
func (a *app) callback(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	var auth *fetch.Authorization
	s := a.sessions.find(r)
	if s != nil {
		auth = s.finish(q.Get("oauth_token"))
	}
	if auth == nil {
		a.fail(w, http.StatusBadRequest, "Not your login", "This browser did not start the login that has just ended. Start again.", nil)
		return
	}
	verifier, err := auth.Verifier(q)
	if err != nil {
		a.fail(w, http.StatusForbidden, "No access", "The container gave no access to the record.", err)
		return
	}
	token, err := s.client.Exchange(r.Context(), auth, verifier)
	if err != nil {
		a.failed(w, err)
		return
	}
	a.sessions.renew(w, s)
	s.remember(token.RecordID)
	a.redirect(w, r, indexPath+"?record_id="+url.QueryEscape(token.RecordID))
}

// logout forgets the session. The form carries the session's own number, which
// no other site knows.
func (a *app) logout(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	s := a.sessions.find(r)
	if s == nil || r.PostFormValue("csrf") != s.csrf {
		a.fail(w, http.StatusForbidden, "Not your form", "The form does not belong to this session.", nil)
		return
	}
	a.sessions.end(w, s)
	a.page(w, http.StatusOK, pageData{Title: "Logged out", Text: "The app has forgotten your access to the record."})
}

// container reports whether an api base is the one this app is set up for. The
// names of the loopback interface count as one.
func (a *app) container(base string) bool {
	u, err := url.Parse(strings.TrimRight(base, "/"))
	if err != nil || u.Scheme != a.base.Scheme || u.Path != a.base.Path {
		return false
	}
	return u.Host == a.base.Host || u.Port() == a.base.Port() && local(u) && local(a.base)
}

// local reports whether a URL's host can only be this machine.
func local(u *url.URL) bool {
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}

// failed shows what went wrong between app and container; neither tokens nor
// replies are in these errors.
func (a *app) failed(w http.ResponseWriter, err error) {
	a.fail(w, http.StatusBadGateway, "The record cannot be shown", "The container did not give what the app asked for.", err)
}

func (a *app) fail(w http.ResponseWriter, status int, title, text string, err error) {
	d := pageData{Title: title, Text: text}
	if err != nil {
		slog.Warn("smartapp", "error", err)
		d.Detail = err.Error()
	}
	a.page(w, status, d)
}

// page renders the one template.
func (a *app) page(w http.ResponseWriter, status int, d pageData) {
	var buf bytes.Buffer
	if err := a.pages.ExecuteTemplate(&buf, "page.html", d); err != nil {
		http.Error(w, "The page cannot be shown", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(buf.Bytes())
}
