package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// request is one line to a child: exactly one of version, load, query, lookup, parse
// and reads.
type request struct {
	Version bool   `json:"version,omitempty"`
	Load    string `json:"load,omitempty"` // a file of N-Triples or Turtle to add
	Query   string `json:"query,omitempty"`
	Cold    bool   `json:"cold,omitempty"`   // Trivet: sweep the caches before the query
	Reads   bool   `json:"reads,omitempty"`  // Trivet: time reads of memory, and nothing else
	Limit   int    `json:"limit,omitempty"`  // seconds for the query; an engine that can stop it says errorLimit
	Lookup  string `json:"lookup,omitempty"` // a file of N-Triples that are all there
	Parse   string `json:"parse,omitempty"`  // a file to parse, and to write to Save as N-Triples
	Format  string `json:"format,omitempty"` // of that file
	Save    string `json:"save,omitempty"`   // where to write the result, if anywhere
}

// limit is how long the query may take.
func (r *request) limit() time.Duration {
	if r.Limit == 0 {
		return time.Hour
	}
	return time.Duration(r.Limit) * time.Second
}

// reply is its answer.
type reply struct {
	Version string  `json:"version,omitempty"`
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpu,omitempty"` // processor seconds, of all threads
	Bytes   int64   `json:"bytes,omitempty"`
	Kind    string  `json:"kind,omitempty"` // rows (TSV), graph (N-Triples), boolean
	Held    int64   `json:"held,omitempty"` // Trivet: bytes that the query held at most, as it accounts for them
	Peak    int64   `json:"peak,omitempty"` // Trivet, with Save: by how much its process grew at most
	Error   string  `json:"error,omitempty"`

	Operators []operator `json:"operators,omitempty"` // Trivet, with Save
	Reads     []float64  `json:"reads,omitempty"`     // Trivet: see sweeper.reads

	Lookups map[string]float64 `json:"lookups,omitempty"` // nanoseconds for one, see lookupNames
}

// errLimit says that a query took too long: the child stopped it, or was killed.
var errLimit = errors.New("over the limit")

// errorLimit is the error in the reply of a child that stopped a query itself, and
// grace how long it may take to hear the limit before it is killed.
const (
	errorLimit = "limit"
	grace      = 2 * time.Second
)

// engine is a child process that holds the data. It is started, and the data
// loaded, when first asked and again after it was killed.
type engine struct {
	name    string
	command []string
	env     []string
	data    string // the file to load

	cmd     *exec.Cmd
	in      io.WriteCloser
	replies chan reply
	version string
	loaded  time.Duration
	broken  error // why it cannot be asked at all
}

// start runs the child and loads the data.
func (e *engine) start() error {
	if err := e.begin(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), loadLimit)
	defer cancel()
	l, err := e.ask(ctx, request{Load: e.data})
	e.loaded = seconds(l.Seconds)
	return err
}

// begin runs the child.
func (e *engine) begin() error {
	e.cmd = exec.Command(e.command[0], e.command[1:]...)
	e.cmd.Env = append(os.Environ(), e.env...)
	e.cmd.Stderr = os.Stderr
	in, err := e.cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := e.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := e.cmd.Start(); err != nil {
		return fmt.Errorf("%s: %w", e.name, err)
	}
	e.in, e.replies = in, make(chan reply, 1)
	go listen(out, e.replies)
	v, err := e.ask(context.Background(), request{Version: true})
	if err != nil {
		return err
	}
	e.version = v.Version
	return nil
}

// loadLimit is how long an engine may load its data.
const loadLimit = 15 * time.Minute

// listen passes the child's replies on until its output ends.
func listen(out io.Reader, replies chan<- reply) {
	defer close(replies)
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r reply
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			r.Error = fmt.Sprintf("no reply but %q", lines.Text())
		}
		replies <- r
	}
}

// ready starts the child if there is none.
func (e *engine) ready() error {
	switch {
	case e.broken != nil:
		return e.broken
	case e.cmd == nil:
		return e.start()
	}
	return nil
}

// query asks for one result. After errLimit the next query starts a new child.
func (e *engine) query(ctx context.Context, r request) (reply, error) {
	if err := e.ready(); err != nil {
		return reply{}, err
	}
	if until, ok := ctx.Deadline(); ok {
		r.Limit = max(int((time.Until(until) - grace).Round(time.Second).Seconds()), 1)
	}
	return e.ask(ctx, r)
}

func (e *engine) ask(ctx context.Context, r request) (reply, error) {
	line, err := json.Marshal(r)
	if err != nil {
		return reply{}, err
	}
	if _, err := e.in.Write(append(line, '\n')); err != nil {
		e.stop()
		return reply{}, fmt.Errorf("%s: %w", e.name, err)
	}
	select {
	case got, open := <-e.replies:
		switch {
		case !open:
			e.stop()
			return got, fmt.Errorf("%s: ended without a reply", e.name)
		case got.Error == errorLimit:
			return reply{}, errLimit
		case got.Error != "":
			return got, fmt.Errorf("%s: %s", e.name, got.Error)
		}
		return got, nil
	case <-ctx.Done():
		e.stop()
		return reply{}, errLimit
	}
}

// stop ends the child, if there is one.
func (e *engine) stop() {
	if e.cmd == nil {
		return
	}
	_ = e.in.Close()
	_ = e.cmd.Process.Kill()
	_ = e.cmd.Wait()
	e.cmd = nil
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
