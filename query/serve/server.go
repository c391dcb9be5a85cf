package serve

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/trivet-rdf/trivet/graph"
)

// The server's own limits on connections (they bound what a client can hold
// without sending a request).
const (
	headerTimeout  = 5 * time.Second
	readTimeout    = 30 * time.Second
	idleTimeout    = 60 * time.Second
	maxHeaderBytes = 64 << 10
)

// Server answers SPARQL over HTTP for one graph. It is safe for many goroutines.
type Server struct {
	g         *graph.Graph
	opts      Options
	admission *admission
	assists   *admission // for the page's small questions
	jobs      jobs
	metrics   *metrics
	zippers   sync.Pool
	nonce     string // tells this server's entity tags and blank nodes from others'
	requests  atomic.Uint64
	closing   atomic.Bool
	route     func(*exchange) error

	headerTimeout time.Duration
}

// New returns a Server for g. Nothing is opened or started.
func New(g *graph.Graph, o Options) *Server {
	o = o.withDefaults()
	var random [8]byte
	_, _ = rand.Read(random[:]) // it never fails
	s := &Server{
		g: g, opts: o, nonce: hex.EncodeToString(random[:]),
		admission: newAdmission(o.Concurrent, o.Queue, o.QueueWait),
		assists:   newAdmission(o.Concurrent, 0, o.QueueWait),
		jobs:      jobs{all: map[string]*job{}},
		metrics:   newMetrics(),

		headerTimeout: headerTimeout,
	}
	s.route = (*exchange).route
	return s
}

// exchange is one request and its answer.
type exchange struct {
	s     *Server
	r     *http.Request
	reply *reply
	id    uint64
	began time.Time
	area  string // the part of the server that answers, for metrics
	kind  string // the form of a query, or "update"
	text  string // the query's text
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{s: s, r: r, reply: s.newReply(w, r), id: s.requests.Add(1), began: time.Now(), area: "other"}
	s.metrics.inFlight.Add(1)
	defer s.metrics.inFlight.Add(-1)
	err := x.guarded()
	if err != nil {
		x.fail(err)
	}
	x.account(err)
}

// guarded answers behind the barrier: a panic is an error like others, and its
// particulars are in the log only.
func (x *exchange) guarded() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = x.panicked(p)
		}
	}()
	if err := x.guard(); err != nil {
		return err
	}
	return x.s.route(x)
}

// route finds who answers.
func (x *exchange) route() error {
	switch path := x.r.URL.Path; {
	case path == "/sparql" || path == "/sparql/":
		x.area = "sparql"
		return x.protocol()
	case path == "/graphs" || strings.HasPrefix(path, "/graphs/"):
		x.area = "graphs"
		return x.graphStore()
	case path == "/health":
		x.area = "health"
		return x.health()
	case path == "/metrics":
		x.area = "metrics"
		return x.showMetrics()
	case strings.HasPrefix(path, "/api/"):
		x.area = "api"
		return x.api(strings.TrimPrefix(path, "/api/"))
	case !x.s.opts.NoPage:
		x.area = "page"
		return x.page(path)
	}
	return &httpError{status: http.StatusNotFound, msg: "there is nothing here: queries go to /sparql, graphs to /graphs"}
}

// allow refuses methods but those given.
func (x *exchange) allow(methods ...string) error {
	for _, m := range methods {
		if x.r.Method == m {
			return nil
		}
	}
	return &httpError{
		status: http.StatusMethodNotAllowed, msg: x.r.Method + " is not possible here, but " + strings.Join(methods, ", "),
		header: map[string]string{"Allow": strings.Join(methods, ", ")},
	}
}

// health answers whether requests are taken.
func (x *exchange) health() error {
	if err := x.allow(http.MethodGet, http.MethodHead); err != nil {
		return err
	}
	x.reply.Header().Set("Content-Type", "application/json")
	x.reply.Header().Set("Cache-Control", "no-store")
	status, word := http.StatusOK, "ok"
	if x.s.closing.Load() {
		status, word = http.StatusServiceUnavailable, "closing"
	}
	fmt.Fprintf(x.reply, "{\"status\":%q,\"triples\":%d}\n", word, x.s.g.Len())
	x.reply.finish(status)
	return nil
}

// ListenAndServe serves on a TCP address, "host:port", until ctx ends: see Serve.
func (s *Server) ListenAndServe(ctx context.Context, addr string) error {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	return s.Serve(ctx, l)
}

// Serve serves on a listener until ctx ends, or the listener fails. When ctx ends
// no more connections are taken, running requests have Options.Grace to finish,
// and those that have not are ended. It gives nil when all went so.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: s.headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      s.opts.QueueWait + s.opts.Timeout + s.opts.WriteTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          quietLog(s.opts.Log),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(limitListener(l, s.opts.MaxConnections)) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.closing.Store(true)
	err := s.shutdown(server)
	if served := <-failed; err == nil && !errors.Is(served, http.ErrServerClosed) {
		err = served
	}
	return err
}

// shutdown ends a server in an orderly way.
func (s *Server) shutdown(server *http.Server) error {
	grace, cancel := context.WithTimeout(context.Background(), s.opts.Grace)
	defer cancel()
	if err := server.Shutdown(grace); err == nil {
		return nil
	}
	s.cancelAll(errShutdown)
	last, cancel := context.WithTimeout(context.Background(), s.opts.WriteTimeout)
	defer cancel()
	if err := server.Shutdown(last); err == nil {
		return nil
	}
	return server.Close()
}

// limited is a listener with at most so many open connections.
type limited struct {
	net.Listener
	places chan struct{}
	closed chan struct{}
	once   sync.Once
}

func limitListener(l net.Listener, n int) net.Listener {
	return &limited{Listener: l, places: make(chan struct{}, n), closed: make(chan struct{})}
}

// Accept waits for a place, then for a connection.
func (l *limited) Accept() (net.Conn, error) {
	select {
	case l.places <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.places
		return nil, err
	}
	return &placed{Conn: c, leave: sync.OnceFunc(func() { <-l.places })}, nil
}

// Close closes the listener.
func (l *limited) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// placed is a connection that has a place.
type placed struct {
	net.Conn
	leave func()
}

// Close gives the place up.
func (c *placed) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
