package sandbox

import (
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/url"
)

// maxForm is the most a login or consent form may send.
const maxForm = 64 << 10

// loginPage shows the form. Its CSRF token belongs to a session without a
// user; logging in starts another session.
func (s *Server) loginPage(x *exchange) {
	s.showLogin(x, "", x.r.URL.Query().Get("return_url"), "")
}

func (s *Server) showLogin(x *exchange, message, returnURL, username string) {
	sess, ok := s.session(x)
	if !ok {
		sess = s.startSession(x, "")
	}
	d := pageData{Title: "Log in", Message: message, CSRF: sess.csrf, Return: localPath(returnURL), Username: username}
	if s.o.Users == nil {
		d.Hint = "Demo account: " + DefaultUser + ", password demo."
	}
	var callbacks []string // logging in may lead straight to one, when the app was authorized before
	for _, a := range s.state.appList() {
		callbacks = append(callbacks, a.Manifest.Callback)
	}
	if u, err := url.Parse(d.Return); err == nil {
		if t, ok := s.state.token(u.Query().Get("oauth_token")); ok {
			callbacks = append(callbacks, t.Callback)
		}
	}
	s.show(x, http.StatusOK, "login", d, callbacks...)
}

// login checks the password and starts the user's session.
func (s *Server) login(x *exchange) {
	sess, ok := s.form(x)
	if !ok {
		return
	}
	username, password, back := x.r.PostFormValue("username"), x.r.PostFormValue("password"), x.r.PostFormValue("return_url")
	if username == "" || password == "" {
		s.showLogin(x, "E-mail and password are needed.", back, username)
		return
	}
	u, known := s.state.user(username)
	right := equal(password, cmp.Or(u.Password, "no such user"))
	switch {
	case !known || !right || u.Password == "":
		s.showLogin(x, "The e-mail or the password is not right.", back, username)
		return
	case u.Disabled:
		s.showLogin(x, "This account is disabled.", back, username)
		return
	}
	s.state.endSession(sess.id)
	s.startSession(x, u.Email)
	http.Redirect(x.w, x.r, localPath(back), http.StatusFound)
}

// equal compares in constant time, whatever the lengths.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// form parses a posted form and checks its CSRF token against the session.
func (s *Server) form(x *exchange) (session, bool) {
	x.r.Body = http.MaxBytesReader(x.w, x.r.Body, maxForm)
	if err := x.r.ParseForm(); err != nil {
		http.Error(x.w, "The form cannot be read", http.StatusBadRequest)
		return session{}, false
	}
	sess, ok := s.session(x)
	if !ok || !equal(x.r.PostFormValue("csrf"), sess.csrf) {
		x.entry.Why = "the form's CSRF token is missing or old"
		s.message(x, http.StatusForbidden, "This form is too old", "Go back, reload the page and send the form again.")
		return session{}, false
	}
	return sess, true
}

func (s *Server) logout(x *exchange) {
	if sess, ok := s.session(x); ok {
		s.state.endSession(sess.id)
	}
	http.SetCookie(x.w, &http.Cookie{Name: cookieName, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	http.Redirect(x.w, x.r, "/login/did_logout", http.StatusFound)
}

func (s *Server) loggedOut(x *exchange) {
	s.message(x, http.StatusOK, "Logged out", "You are logged out.")
}

// authorizePage asks the user for consent, or goes straight back to the app
// when the user has shared this record with it before.
func (s *Server) authorizePage(x *exchange) {
	sess, ok := s.loggedIn(x)
	if !ok {
		return
	}
	t, ok := s.state.claim(x.r.URL.Query().Get("oauth_token"), sess.user)
	if !ok {
		s.claimFailed(x)
		return
	}
	app, _ := s.state.app(t.App)
	if t.Record != "" && s.state.shared(share{t.Record, t.App, sess.user}) {
		s.finish(x, t, sess.user, "")
		return
	}
	d := pageData{Title: "Authorize " + app.Manifest.Name, User: sess.user, CSRF: sess.csrf, App: app.Manifest, Token: t.Key, Record: t.Record}
	if rec := s.state.record(t.Record); rec != nil {
		d.RecordName = rec.name()
	} else {
		d.Records = s.matching("")
	}
	if u, err := url.Parse(t.Callback); err == nil {
		d.Goes = u.Host
	}
	s.show(x, http.StatusOK, "authorize", d, t.Callback)
}

func (s *Server) claimFailed(x *exchange) {
	x.entry.Why = "the request token is unknown, used, expired or another user's"
	s.message(x, http.StatusUnauthorized, "This request cannot be authorized",
		"Its token is unknown, was used already, is older than ten minutes or belongs to another user.", "Start again from the app.")
}

// authorize takes the decision of the consent form.
func (s *Server) authorize(x *exchange) {
	sess, ok := s.form(x)
	if !ok {
		return
	}
	if sess.user == "" {
		s.loggedIn(x)
		return
	}
	t, ok := s.state.claim(x.r.PostFormValue("oauth_token"), sess.user)
	if !ok {
		s.claimFailed(x)
		return
	}
	if x.r.PostFormValue("decision") == "deny" {
		s.state.drop(t.Key)
		s.message(x, http.StatusOK, "Nothing was shared", "The app was not authorized. You can close this page.")
		return
	}
	s.finish(x, t, sess.user, x.r.PostFormValue("record_id"))
}

// finish approves the token and sends the browser to the app.
func (s *Server) finish(x *exchange, t token, user, record string) {
	if t.Record == "" && s.state.record(record) == nil {
		s.message(x, http.StatusBadRequest, "No record", "Neither the app nor the form names a record.")
		return
	}
	t, ok := s.state.approve(t.Key, user, record)
	if !ok {
		s.claimFailed(x)
		return
	}
	s.save()
	if t.Callback == "" {
		s.show(x, http.StatusOK, "message", pageData{Title: "Authorized", User: user, Code: t.Verifier})
		return
	}
	x.w.Header().Set("Location", withQuery(t.Callback, &t)) // http.Redirect would rewrite a mobile app's scheme
	x.w.WriteHeader(http.StatusFound)
}
