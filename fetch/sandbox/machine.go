package sandbox

import (
	"cmp"
	"net/http"
)

// maxApps is how many apps machine apps may register.
const maxApps = 10_000

// withMachine guards the calls that manage apps: signed by a machine app's own
// secret, without a token (reference.md section 1.5). Machine apps themselves
// are not to be managed that way: for these calls they do not exist.
func (s *Server) withMachine(f func(x *exchange, id string)) func(x *exchange) {
	return func(x *exchange) {
		if !x.who.known || !x.who.app.Machine || x.who.token != nil {
			s.deny(x)
			return
		}
		id := x.r.PathValue("app")
		if a, ok := s.state.app(id); ok && a.Machine {
			http.NotFound(x.w, x.r)
			return
		}
		f(x, id)
	}
}

// putManifest is PUT /apps/{app}/manifest: registers an app, or gives one
// another manifest; its secret stays. A new app gets a random secret, which
// GET /apps/{app}/credentials tells.
func (s *Server) putManifest(x *exchange, id string) {
	m, err := ParseManifest(x.body)
	switch {
	case err != nil:
		http.Error(x.w, err.Error(), http.StatusBadRequest)
	case m.ID != id:
		x.entry.Why = "the manifest is that of " + m.ID
		http.NotFound(x.w, x.r)
	case !s.state.putApp(m):
		http.Error(x.w, "Too many apps", http.StatusServiceUnavailable)
	default:
		s.saveApp(id)
		x.plain("ok")
	}
}

// deleteManifest is DELETE /apps/{app}/manifest: the app and its tokens are gone.
func (s *Server) deleteManifest(x *exchange, id string) {
	if !s.state.deleteApp(id) {
		http.NotFound(x.w, x.r)
		return
	}
	s.save()
	s.saveApp(id)
	x.plain("ok")
}

// getCredentials is GET /apps/{app}/credentials.
func (s *Server) getCredentials(x *exchange, id string) {
	a, ok := s.state.app(id)
	if !ok {
		http.NotFound(x.w, x.r)
		return
	}
	sendJSON(x.w, map[string]string{"consumer_key": id, "consumer_secret": cmp.Or(a.Secret, DefaultSecret)})
}

// putApp registers a manifest, unless there are too many or it is that of a
// machine app.
func (st *state) putApp(m Manifest) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	a := App{Manifest: m, Secret: randomKey()}
	old := st.apps[m.ID]
	switch {
	case old == nil && len(st.apps) >= maxApps, old != nil && old.Machine:
		return false
	case old != nil:
		a.Secret, a.Native = old.Secret, old.Native
		if old.Manifest.Callback != m.Callback { // nobody agreed to send tokens there
			st.forget(m.ID)
		}
	}
	st.apps[m.ID] = &a
	return true
}

// deleteApp forgets an app with its tokens and the consents given to it.
func (st *state) deleteApp(id string) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	if a := st.apps[id]; a == nil || a.Machine {
		return false
	}
	delete(st.apps, id)
	st.forget(id)
	return true
}

// forget drops an app's tokens and the consents given to it.
func (st *state) forget(id string) {
	for key, t := range st.tokens {
		if t.App == id {
			delete(st.tokens, key)
		}
	}
	for s := range st.shares {
		if s.App == id {
			delete(st.shares, s)
		}
	}
}
