package sandbox

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// formOrHeader reads a parameter of a signed request from the form body or
// else from where the protocol parameters are. The verifier has refused requests
// that give one twice.
func (x *exchange) formOrHeader(name string) string {
	if v := x.r.PostFormValue(name); v != "" {
		return v
	}
	for _, p := range x.proof {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// requestToken is POST /oauth/request_token: the app alone asks for a token,
// for a record or for one the user will choose.
func (s *Server) requestToken(x *exchange) {
	if !x.who.known || x.who.token != nil || x.who.background() || x.who.app.Machine {
		s.deny(x)
		return
	}
	callback, err := chooseCallback(&x.who.app, x.formOrHeader("oauth_callback"))
	if err != nil {
		x.entry.Why = err.Error()
		http.Error(x.w, err.Error(), http.StatusBadRequest)
		return
	}
	t := token{App: x.who.app.Manifest.ID, Callback: callback}
	if id := x.formOrHeader("smart_record_id"); s.state.record(id) != nil {
		t.Record = id // an unknown one is dropped silently, as the reference does
	}
	t, ok := s.state.newToken(t, requestTokenLife)
	if !ok {
		x.w.Header().Set("Retry-After", "60")
		http.Error(x.w, "Too many tokens", http.StatusServiceUnavailable)
		return
	}
	x.plain("oauth_token=" + t.Key + "&oauth_token_secret=" + t.Secret + "&oauth_callback_confirmed=true")
}

// plain answers 200 text/plain.
func (x *exchange) plain(body string) {
	x.w.Header().Set("Content-Type", "text/plain")
	x.w.Write([]byte(body))
}

// chooseCallback decides where the user will be sent. "oob" means the callback
// of the manifest, or none. Any other must be exactly the registered one, or a
// loopback address for a native app: never a place the app did not register.
func chooseCallback(app *App, asked string) (string, error) {
	switch {
	case asked == "":
		return "", errors.New("oauth_callback is missing: send oob or the registered callback")
	case asked == "oob", asked == app.Manifest.Callback:
		return app.Manifest.Callback, nil
	case app.Native && loopbackCallback(asked):
		return asked, nil
	}
	return "", errors.New("oauth_callback is not the one registered for this app")
}

// loopbackCallback accepts http://127.0.0.1:41000/any/path and the like.
func loopbackCallback(s string) bool {
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == '\\' || r > '~' }) {
		return false
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" || u.User != nil || u.Fragment != "" || u.Opaque != "" || strings.HasSuffix(s, "#") {
		return false
	}
	host, port, err := net.SplitHostPort(u.Host)
	if err != nil || port == "" {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// withQuery adds the token and the verifier to a callback.
func withQuery(callback string, t *token) string {
	joint := "?"
	if strings.Contains(callback, "?") {
		joint = "&"
	}
	return callback + joint + "oauth_token=" + url.QueryEscape(t.Key) + "&oauth_verifier=" + url.QueryEscape(t.Verifier)
}

// accessToken is POST /oauth/access_token: the request token, signed with its
// secret, and the verifier become an access token, once.
func (s *Server) accessToken(x *exchange) {
	t := x.who.token
	if t == nil || t.Access {
		x.who.known = false // 401, not 403: whatever is wrong, it looks the same
		s.deny(x)
		return
	}
	taken, ok := s.state.take(t.Key)
	verifier := x.formOrHeader("oauth_verifier")
	if !ok || taken.Verifier == "" || subtle.ConstantTimeCompare([]byte(verifier), []byte(taken.Verifier)) != 1 {
		x.who.known = false
		x.entry.Why = "the verifier is missing, wrong or used, or the user has not agreed"
		s.deny(x)
		return
	}
	access, ok := s.state.newToken(token{App: taken.App, Record: taken.Record, User: taken.User, Access: true}, accessTokenLife)
	if !ok {
		http.Error(x.w, "Too many tokens", http.StatusServiceUnavailable)
		return
	}
	s.save()
	x.plain("oauth_token=" + access.Key + "&oauth_token_secret=" + access.Secret +
		"&record_id=" + url.QueryEscape(access.Record) + "&user_id=" + url.QueryEscape(access.User))
}

// debugSignature is /oauth/debug: always 200, says what this server made of
// the signature. The expected signature itself is shown with Options.Debug only.
func (s *Server) debugSignature(x *exchange) {
	var b strings.Builder
	fmt.Fprintf(&b, "method: %s\nurl: %s%s\n", x.r.Method, s.apiBase(x.r), x.r.URL.RequestURI())
	for _, name := range []string{"Authorization", "Content-Type", "Host"} {
		if v := x.r.Header.Get(name); v != "" {
			fmt.Fprintf(&b, "header %s: %s\n", name, v)
		}
	}
	m := oauth.NewMessage(x.r, x.body)
	params, err := oauth.Header(x.r.Header)
	m.Params = params
	if base, baseErr := m.BaseString(); err == nil && baseErr == nil {
		fmt.Fprintf(&b, "expected base string: %s\n", base)
		s.debugExpected(&b, params, base)
	}
	switch {
	case x.wrong != nil:
		fmt.Fprintf(&b, "result: %v\n", x.wrong)
	case !x.who.known:
		fmt.Fprintf(&b, "result: no OAuth Authorization header\n")
	default:
		fmt.Fprintf(&b, "result: the signature is right; app %s\n", x.who.app.Manifest.ID)
	}
	x.plain(b.String())
}

func (s *Server) debugExpected(b *strings.Builder, params []oauth.Param, base string) {
	byName := map[string]string{}
	for _, p := range params {
		byName[p.Name] = p.Value
	}
	fmt.Fprintf(b, "received signature: %s\n", byName["oauth_signature"])
	keys, ok := s.state.keys(byName["oauth_consumer_key"], byName["oauth_token"])
	if !ok || !s.o.Debug {
		return
	}
	if sig, err := oauth.Signature(oauth.Method(byName["oauth_signature_method"]), base, keys); err == nil {
		fmt.Fprintf(b, "expected signature: %s\n", sig)
	}
}

// backgroundToken is /apps/{app}/tokens/records/...: a background app takes a
// token for a record without a user. which picks the record: "" is the first.
func (s *Server) backgroundToken(which func(x *exchange, ids []string) string) func(x *exchange) {
	return func(x *exchange) {
		if !x.who.background() || x.who.token != nil || x.r.PathValue("app") != x.who.app.Manifest.ID {
			s.deny(x)
			return
		}
		id := which(x, s.state.recordIDs())
		if id == "" {
			http.NotFound(x.w, x.r)
			return
		}
		t, ok := s.state.newToken(token{App: x.who.app.Manifest.ID, Record: id, Access: true}, accessTokenLife)
		if !ok {
			http.Error(x.w, "Too many tokens", http.StatusServiceUnavailable)
			return
		}
		x.w.Header().Set("Content-Type", oauth.FormType)
		fmt.Fprintf(x.w, "oauth_token=%s&oauth_token_secret=%s&smart_record_id=%s", t.Key, t.Secret, url.QueryEscape(id))
	}
}

func firstRecord(_ *exchange, ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// nextRecord is the first id after the path's, whether that exists or not.
func nextRecord(x *exchange, ids []string) string {
	for _, id := range ids {
		if id > x.r.PathValue("record") {
			return id
		}
	}
	return ""
}

func thisRecord(x *exchange, ids []string) string {
	for _, id := range ids {
		if id == x.r.PathValue("record") {
			return id
		}
	}
	return ""
}
