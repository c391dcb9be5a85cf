package sandbox

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"
)

//go:embed pages
var pageFiles embed.FS

// pages are the container's HTML pages: templates without scripts.
type pages struct {
	tmpl  *template.Template
	style []byte
}

func newPages() (*pages, error) {
	tmpl, err := template.ParseFS(pageFiles, "pages/*.html")
	if err != nil {
		return nil, err
	}
	style, err := pageFiles.ReadFile("pages/style.css")
	return &pages{tmpl: tmpl, style: style}, err
}

// page is what the layout shows; the pages' own data is beside it.
type pageData struct {
	Title, Container, User, Message string
	CSRF                            string
	Lines                           []string // message
	Code                            string   // message: the verifier of an app without a callback
	Return, Username, Hint          string   // login
	App                             Manifest // launch, authorize
	Query                           string   // launch
	Records                         []recordLine
	Token, Record, RecordName, Goes string // authorize
	Base                            string // index
	Apps                            []Manifest
	Requests                        []Request
}

type recordLine struct {
	ID, Name string
	Link     template.URL // of the app, to a registered index
	Count    int
}

// show renders a page. forms lists where its forms may lead besides this
// container: after a form a browser follows redirects only to those.
func (s *Server) show(x *exchange, status int, name string, d pageData, forms ...string) {
	d.Container = s.o.Name
	var buf bytes.Buffer
	if err := s.pages.tmpl.ExecuteTemplate(&buf, name, d); err != nil {
		http.Error(x.w, "The page cannot be shown", http.StatusInternalServerError)
		return
	}
	policy := "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
	for _, f := range forms {
		if source := formSource(f); source != "" {
			policy += " " + source
		}
	}
	h := x.w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	x.w.WriteHeader(status)
	x.w.Write(buf.Bytes())
}

// formSource is a callback as a source of a content security policy: its
// origin, or the scheme of a mobile app.
func formSource(callback string) string {
	u, err := url.Parse(callback)
	switch {
	case err != nil || callback == "":
		return ""
	case u.Scheme == "http" || u.Scheme == "https":
		return u.Scheme + "://" + u.Host
	}
	return u.Scheme + ":"
}

func (s *Server) stylesheet(x *exchange) {
	x.w.Header().Set("Content-Type", "text/css; charset=utf-8")
	x.w.Write(s.pages.style)
}

// message shows a page that only says something.
func (s *Server) message(x *exchange, status int, title string, lines ...string) {
	s.show(x, status, "message", pageData{Title: title, Lines: lines})
}

const cookieName = "trivet_sandbox_session"

// session is the browser's session; ok is false without a live one.
func (s *Server) session(x *exchange) (session, bool) {
	c, err := x.r.Cookie(cookieName)
	if err != nil {
		return session{}, false
	}
	return s.state.session(c.Value)
}

// startSession begins a session and sets its cookie.
func (s *Server) startSession(x *exchange, user string) session {
	sess := s.state.newSession(user)
	http.SetCookie(x.w, &http.Cookie{
		Name: cookieName, Value: sess.id, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: x.r.TLS != nil,
	})
	return sess
}

// loggedIn returns the session of a logged-in user, or sends the browser to
// the login page and reports false.
func (s *Server) loggedIn(x *exchange) (session, bool) {
	sess, ok := s.session(x)
	if ok && sess.user != "" {
		return sess, true
	}
	http.Redirect(x.w, x.r, "/login?return_url="+url.QueryEscape(x.r.URL.RequestURI()), http.StatusFound)
	return session{}, false
}

// localPath keeps a return_url inside this container.
func localPath(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(s, "/") ||
		strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\r\n\t") {
		return "/"
	}
	return s
}

// indexPage lists apps, records and recent requests.
func (s *Server) indexPage(x *exchange) {
	sess, _ := s.session(x)
	d := pageData{Title: "Overview", User: sess.user, Base: s.apiBase(x.r), Requests: s.Recent()}
	for _, a := range s.state.appList() {
		d.Apps = append(d.Apps, a.Manifest)
	}
	for _, id := range s.state.recordIDs() {
		rec := s.state.record(id)
		d.Records = append(d.Records, recordLine{ID: id, Name: rec.name(), Count: len(rec.list)})
	}
	s.show(x, http.StatusOK, "index", d)
}

// launchPage is where a person chooses the record an app should open.
func (s *Server) launchPage(x *exchange) {
	sess, ok := s.loggedIn(x)
	if !ok {
		return
	}
	app, ok := s.state.app(x.r.PathValue("app"))
	switch {
	case !ok:
		s.message(x, http.StatusNotFound, "Unknown app", "There is no app with the id "+x.r.PathValue("app")+".")
		return
	case app.Manifest.Index == "":
		s.message(x, http.StatusOK, "This app has no page", "The manifest of "+app.Manifest.Name+" has no index, so it cannot be launched.")
		return
	}
	d := pageData{Title: "Launch " + app.Manifest.Name, User: sess.user, App: app.Manifest, Query: x.r.URL.Query().Get("q")}
	joint := "?"
	if strings.Contains(app.Manifest.Index, "?") {
		joint = "&"
	}
	d.Records = s.matching(d.Query)
	for i := range d.Records { // the index was checked when the app was added: any scheme but scripts
		d.Records[i].Link = template.URL(app.Manifest.Index + joint + "record_id=" + url.QueryEscape(d.Records[i].ID) +
			"&api_base=" + url.QueryEscape(s.apiBase(x.r)))
	}
	s.show(x, http.StatusOK, "launch", d)
}

// matching lists the records whose name or id contains the words.
func (s *Server) matching(words string) []recordLine {
	var out []recordLine
	for _, id := range s.state.recordIDs() {
		rec := s.state.record(id)
		line := recordLine{ID: id, Name: rec.name(), Count: len(rec.list)}
		hay := strings.ToLower(line.Name + " " + id)
		fits := true
		for _, w := range strings.Fields(strings.ToLower(words)) {
			fits = fits && strings.Contains(hay, w)
		}
		if fits {
			out = append(out, line)
		}
	}
	return out
}
