package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/trivet-rdf/trivet/query/syntax"
)

// Reasons for which a query is ended, as causes of its context.
var (
	errCancelled = errors.New("the query was ended by an operator")
	errShutdown  = errors.New("the server is shutting down")
	errTimeout   = fmt.Errorf("the query took too long: %w", context.DeadlineExceeded)
)

// Running is a query or update that runs now.
type Running struct {
	ID      string    `json:"id"`      // for ending it
	Kind    string    `json:"kind"`    // "query", "update", "graph store"
	Text    string    `json:"text"`    // its text; without literals unless they are logged
	Client  string    `json:"client"`  // the client's address
	Started time.Time `json:"started"` // when it was admitted
	Stalled bool      `json:"stalled"` // waits for its client to take bytes, or for the disk
}

// job is one admitted request.
type job struct {
	s      *Server
	id     string
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	left   time.Duration // compute time not used when the clock last started
	since  time.Time     // when that was
	holds  bool          // it holds a slot
	err    error         // why resume failed

	mu      sync.Mutex
	running Running
}

// jobs is the list of running jobs.
type jobs struct {
	mu   sync.Mutex
	last uint64
	all  map[string]*job
}

// begin admits a request. Its end must be called.
func (s *Server) begin(r *http.Request, kind, text string) (*job, error) {
	if err := s.admission.enter(r.Context()); err != nil {
		return nil, err
	}
	j := &job{s: s, left: s.opts.Timeout, since: time.Now(), holds: true}
	j.ctx, j.cancel = context.WithCancelCause(r.Context())
	j.timer = time.AfterFunc(j.left, func() { j.cancel(errTimeout) })
	j.running = Running{Kind: kind, Text: s.loggable(text), Client: r.RemoteAddr, Started: j.since}
	s.jobs.mu.Lock()
	s.jobs.last++
	j.id = strconv.FormatUint(s.jobs.last, 10)
	j.running.ID = j.id
	s.jobs.all[j.id] = j
	s.jobs.mu.Unlock()
	return j, nil
}

// end ends the job.
func (j *job) end() {
	j.s.jobs.mu.Lock()
	delete(j.s.jobs.all, j.id)
	j.s.jobs.mu.Unlock()
	j.timer.Stop()
	j.cancel(context.Canceled)
	j.s.admission.leave(j.holds)
	j.holds = false
}

// pause stops the clock and gives the slot up while the client takes bytes, or the
// disk does.
func (j *job) pause() {
	if !j.holds {
		return
	}
	j.timer.Stop()
	j.left -= time.Since(j.since)
	j.s.admission.pause()
	j.holds = false
	j.stalled(true)
}

// resume takes a slot again and lets the clock run.
func (j *job) resume() error {
	if j.holds || j.err != nil {
		return j.err
	}
	if j.err = j.s.admission.resume(j.ctx); j.err != nil {
		return j.err
	}
	j.holds = true
	j.since = time.Now()
	j.timer.Reset(max(j.left, 0))
	j.stalled(false)
	return nil
}

func (j *job) stalled(is bool) {
	j.mu.Lock()
	j.running.Stalled = is
	j.mu.Unlock()
}

// Active lists the queries and updates that run now, the oldest first.
func (s *Server) Active() []Running {
	s.jobs.mu.Lock()
	all := make([]*job, 0, len(s.jobs.all))
	for _, j := range s.jobs.all {
		all = append(all, j)
	}
	s.jobs.mu.Unlock()
	out := make([]Running, 0, len(all))
	for _, j := range all {
		j.mu.Lock()
		out = append(out, j.running)
		j.mu.Unlock()
	}
	slices.SortFunc(out, func(a, b Running) int {
		return cmp.Or(a.Started.Compare(b.Started), cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// Cancel ends a running query or update and reports whether there was one. Its
// client gets an error.
func (s *Server) Cancel(id string) bool {
	s.jobs.mu.Lock()
	defer s.jobs.mu.Unlock()
	j, ok := s.jobs.all[id]
	if ok {
		j.cancel(errCancelled)
	}
	return ok
}

// cancelAll ends everything that runs.
func (s *Server) cancelAll(cause error) {
	s.jobs.mu.Lock()
	defer s.jobs.mu.Unlock()
	for _, j := range s.jobs.all {
		j.cancel(cause)
	}
}

// maxLogged is how much of a text is logged or listed, in bytes.
const maxLogged = 2000

// loggable is a query's text as it may be logged: without literals and comments,
// unless they are asked for, and not too long.
func (s *Server) loggable(text string) string {
	if !s.opts.LogQueries {
		text = withoutLiterals(text)
	}
	if len(text) > maxLogged {
		text = text[:maxLogged] + "…"
	}
	return text
}

// withoutLiterals puts … in place of strings, numbers and what is no token.
func withoutLiterals(text string) string {
	if len(text) > 4*maxLogged {
		text = text[:4*maxLogged]
	}
	out := make([]byte, 0, len(text))
	for _, t := range syntax.Tokens(text) {
		switch t.Kind {
		case syntax.TokenString, syntax.TokenNumber, syntax.TokenError:
			out = append(out, "…"...)
		case syntax.TokenSpace, syntax.TokenComment:
			out = append(out, ' ')
		default:
			out = append(out, text[t.Start:t.End]...)
		}
	}
	return string(out)
}
