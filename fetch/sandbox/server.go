package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// Options say what a container holds and how it behaves. The zero value is a
// container with the sample patients, the app of the tutorials, a background
// app and the demo user.
type Options struct {
	Patients string           // folder of RDF files, one patient each; "" uses the sample patients
	Apps     []App            // registered apps; nil uses the default ones
	Users    []User           // accounts; nil uses DefaultUser and two more
	Ontology string           // file to serve as the ontology; "" serves our own description of the calls
	Data     string           // folder that keeps notes, app data, tokens and apps across restarts; "" keeps them in memory
	Name     string           // of the container, in its manifest and pages
	Hosts    []string         // host names answered to besides loopback ones, without port
	Faults   []Fault          // injected from the start; see Server.Inject
	Clock    func() time.Time // nil is time.Now

	HeaderOnly  bool  // take signatures from the Authorization header alone, as the reference does, not from form or query
	StrictItems bool  // answer 404 for an unknown item; the reference answers 200 with an empty document
	Debug       bool  // show the expected signature on /oauth/debug: whoever can reach it can then sign
	MaxBody     int64 // bytes of a request's body; 0 is 16 MiB
	MaxNonces   int   // nonces remembered; 0 is 100,000
}

// Server is one container. It is an http.Handler; Start lets it listen on its
// own. All methods are safe for many goroutines.
type Server struct {
	o        Options
	kinds    []*kind
	calls    []call
	ontology []byte // the document that /ontology serves
	state    *state
	verifier *oauth.Verifier
	mux      *http.ServeMux
	pages    *pages
	log      *requestLog
	faults   faults

	appFolder appFolder // of Options.Data

	mu   sync.Mutex
	base string // api base, set by Start
	http *http.Server
	done chan struct{}
}

// Open makes a container. It reads patients, ontology and kept data, and does
// not listen yet.
func Open(o Options) (*Server, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.MaxBody == 0 {
		o.MaxBody = 16 << 20
	}
	if o.Name == "" {
		o.Name = "Trivet sandbox"
	}
	s := &Server{o: o, kinds: kinds(), log: newRequestLog(200)}
	s.state = newState(o)
	ctx := context.Background()
	if err := errors.Join(s.loadPatients(ctx), s.loadApps(), s.loadOntology(ctx)); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	floor := int64(0)
	if o.Data != "" {
		if err := s.restore(ctx); err != nil {
			return nil, fmt.Errorf("sandbox: %w", err)
		}
		floor = o.Clock().Unix() - 1 // tokens outlive the process, nonces do not
	}
	s.verifier = oauth.NewVerifier(s.state.keys, oauth.VerifierOptions{
		Now: o.Clock, Nonces: oauth.NewNonces(o.MaxNonces, floor), Anywhere: !o.HeaderOnly,
	})
	var err error
	if s.pages, err = newPages(); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	s.Inject(o.Faults...)
	s.routes()
	return s, nil
}

func newState(o Options) *state {
	st := &state{
		now: o.Clock, apps: map[string]*App{}, users: map[string]*User{}, records: map[string]*record{},
		tokens: map[string]*token{}, shares: map[share]bool{}, sessions: map[string]*session{}, blobs: map[string]blob{},
		notes: map[string][]savedNote{},
	}
	users := o.Users
	if users == nil {
		users = defaultUsers()
	}
	for _, u := range users {
		st.users[u.Email] = &u
	}
	return st
}

func (s *Server) loadPatients(ctx context.Context) error {
	load := func() ([]*record, error) { return samplePatients(ctx, s.kinds) }
	if s.o.Patients != "" {
		load = func() ([]*record, error) { return patientsFrom(ctx, s.kinds, s.o.Patients) }
	}
	list, err := load()
	for _, r := range list {
		s.state.records[r.id] = r
	}
	return err
}

func (s *Server) loadApps() error {
	apps := s.o.Apps
	if apps == nil {
		apps = defaultApps()
	}
	for _, a := range apps {
		if err := s.AddApp(a); err != nil {
			return err
		}
	}
	return nil
}

// AddApp registers an app; one with the same id is replaced.
func (s *Server) AddApp(a App) error {
	if err := a.Manifest.check(); err != nil {
		return err
	}
	if a.Machine && (a.Secret == "" || a.Secret == DefaultSecret || a.Manifest.Mode != "background") {
		return fmt.Errorf("the machine app %s needs a secret of its own and mode background", a.Manifest.ID)
	}
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	s.state.apps[a.Manifest.ID] = &a
	return nil
}

// App registers a user app by the few things a test needs: id and secret, and
// the callback, "" for none. The app is Native: it may listen on any loopback port.
func (s *Server) App(id, secret, callback string) error {
	return s.AddApp(App{Secret: secret, Native: true, Manifest: Manifest{
		ID: id, Name: id, Description: "registered by a program", Mode: "ui", Scope: "record",
		Index: "http://localhost:8000/", Icon: "http://localhost:8000/icon.png", Callback: callback,
	}})
}

// LoadApp registers an app by its manifest (JSON) and returns its consumer
// secret: the given one, or a random one for "".
func (s *Server) LoadApp(manifest []byte, secret string) (string, error) {
	m, err := ParseManifest(manifest)
	if err != nil {
		return "", err
	}
	if secret == "" {
		secret = randomKey()
	}
	if err := s.AddApp(App{Manifest: m, Secret: secret}); err != nil {
		return "", err
	}
	s.saveApp(m.ID)
	return secret, nil
}

// Records lists the ids of the records, in order.
func (s *Server) Records() []string { return s.state.recordIDs() }

// Start listens on addr, such as "127.0.0.1:0", and serves until Close. An
// empty host means 127.0.0.1: to be reached from elsewhere, say so, and name
// the host in Options.Hosts.
func (s *Server) Start(addr string) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("sandbox: address %q: expected host:port, such as 127.0.0.1:7000: %w", addr, err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	ln, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.http != nil {
		ln.Close()
		return errors.New("sandbox: already started")
	}
	_, port, _ = net.SplitHostPort(ln.Addr().String())
	s.base = "http://" + net.JoinHostPort(host, port)
	s.http = &http.Server{
		Handler: s, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 60 * time.Second, MaxHeaderBytes: 64 << 10,
	}
	s.done = make(chan struct{})
	go func() {
		defer close(s.done)
		s.http.Serve(ln) // ends with ErrServerClosed after Close
	}()
	return nil
}

// URL is the api base once started: "http://127.0.0.1:7000", without a slash.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.base
}

// Close stops listening, ends every connection and waits until that is done.
func (s *Server) Close() error {
	s.mu.Lock()
	server, done := s.http, s.done
	s.mu.Unlock()
	if server == nil {
		return nil
	}
	err := server.Close()
	<-done
	return err
}

// apiBase is the base of the IRIs in a reply: where Start listens, or where
// the request was sent to when another server runs this handler.
func (s *Server) apiBase(r *http.Request) string {
	if base := s.URL(); base != "" {
		return base
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host
}

// exchange is one request on its way through the container.
type exchange struct {
	w     http.ResponseWriter
	r     *http.Request
	body  []byte        // of a signed request
	who   principal     //
	wrong error         // why the signature did not count, nil without one
	proof []oauth.Param // the protocol parameters of a right signature
	entry *Request      // its line in the log
}

type exchangeKey struct{}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header())
	w.Header().Set("Access-Control-Allow-Origin", s.apiBase(r)) // the pages' origin, and no other
	if !s.knownHost(r.Host) {
		http.Error(w, "Unknown host name: this sandbox answers to loopback names only", http.StatusMisdirectedRequest)
		return
	}
	s.refreshApps()
	x := &exchange{r: r, entry: &Request{Time: s.o.Clock(), Method: r.Method, Path: r.URL.Path}}
	rec := &recorder{ResponseWriter: w}
	x.w = rec
	defer func() {
		x.entry.Status = rec.status
		s.log.add(*x.entry)
	}()
	if s.mayBeSigned(r) {
		body, err := io.ReadAll(http.MaxBytesReader(rec, r.Body, s.o.MaxBody))
		if err != nil {
			http.Error(rec, "The body is too large or broke off", http.StatusRequestEntityTooLarge)
			return
		}
		x.body = body
		r.Body = io.NopCloser(bytes.NewReader(body))
		if signed(r, body) {
			s.authenticate(x)
		}
	}
	if s.faults.serve(rec, r) {
		x.entry.Why = "injected fault"
		return
	}
	s.mux.ServeHTTP(rec, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x)))
}

// mayBeSigned reports whether the body has to be read for a signature: one in
// the header, or, unless Options.HeaderOnly, in the query or the form.
func (s *Server) mayBeSigned(r *http.Request) bool {
	return oauth.HasHeader(r.Header) || !s.o.HeaderOnly && (signed(r, nil) || oauth.IsForm(r.Header.Get("Content-Type")))
}

// signed reports whether a request carries a signature, right or wrong. The
// container's own forms carry none.
func signed(r *http.Request, body []byte) bool {
	const name = "oauth_signature="
	return oauth.HasHeader(r.Header) || strings.Contains(r.URL.RawQuery, name) || bytes.Contains(body, []byte(name))
}

// handle registers a handler that gets the exchange.
func (s *Server) handle(pattern string, f func(x *exchange)) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		x := r.Context().Value(exchangeKey{}).(*exchange)
		x.w, x.r = w, r
		f(x)
	})
}

// knownHost guards against a web page elsewhere whose name was made to point
// to this machine (DNS rebinding): the Host header then names that page's host.
func (s *Server) knownHost(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.Trim(name, "[]"))
	if name == "localhost" || slices.Contains(s.o.Hosts, name) {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.IsLoopback()
}

// setHeaders are the same for every reply; pages add to the policy.
func setHeaders(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
}

// recorder remembers the status for the log.
type recorder struct {
	http.ResponseWriter
	status int
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
