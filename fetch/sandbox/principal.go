package sandbox

import (
	"errors"
	"net/http"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// principal is who a request comes from. The zero value is nobody.
type principal struct {
	known bool
	app   App
	token *token // nil for the app itself
}

// access returns the access token, or nil.
func (p *principal) access() *token {
	if p.token != nil && p.token.Access {
		return p.token
	}
	return nil
}

func (p *principal) background() bool {
	return p.known && p.app.Manifest.Mode == "background" && !p.app.Machine
}

// authenticate checks the signature. A request whose signature is wrong goes
// on as nobody's, as in the reference, and the log says why.
func (s *Server) authenticate(x *exchange) {
	v, err := s.verifier.Verify(x.r, x.body)
	if err != nil {
		x.wrong = err
		x.entry.Why = err.Error()
		var oe *oauth.Error
		if errors.As(err, &oe) && oe.Problem == oauth.SignatureInvalid {
			x.entry.BaseString = oe.BaseString
		}
		return
	}
	x.proof = v.Params
	app, ok := s.state.app(v.Consumer)
	if !ok {
		return // removed in this very moment
	}
	x.who = principal{known: true, app: app}
	x.entry.App = app.Manifest.ID
	if v.Token == "" {
		return
	}
	t, ok := s.state.token(v.Token)
	if !ok {
		x.who = principal{}
		return
	}
	x.who.token = &t
}

// deny answers 401 to nobody (400 when the Authorization header itself was
// unusable) and 403 to somebody. All failed signatures look the same.
func (s *Server) deny(x *exchange) {
	if x.who.known {
		if x.entry.Why == "" {
			x.entry.Why = "signed, but not allowed to call this"
		}
		http.Error(x.w, "Forbidden", http.StatusForbidden)
		return
	}
	status := http.StatusUnauthorized
	var p oauth.Problem
	if errors.As(x.wrong, &p) {
		status = p.Status()
	}
	if x.entry.Why == "" {
		x.entry.Why = "not signed"
	}
	x.w.Header().Set("WWW-Authenticate", `OAuth realm="`+s.apiBase(x.r)+`"`)
	http.Error(x.w, http.StatusText(status), status)
}

// withRecord guards a record call: the access token must be for the record of
// the path.
func (s *Server) withRecord(f func(x *exchange, rec *record)) func(x *exchange) {
	return func(x *exchange) {
		t := x.who.access()
		if t == nil {
			s.deny(x)
			return
		}
		id := x.r.PathValue("record")
		rec := s.state.record(id)
		if t.Record != id || rec == nil {
			x.entry.Why = "the token is for record " + t.Record
			s.deny(x)
			return
		}
		f(x, rec)
	}
}

// withToken guards a call that any access token may make.
func (s *Server) withToken(f func(x *exchange, t *token)) func(x *exchange) {
	return func(x *exchange) {
		if t := x.who.access(); t != nil {
			f(x, t)
			return
		}
		s.deny(x)
	}
}
