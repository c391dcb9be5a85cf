package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/results"
)

// childFlag makes this program a child that answers with Trivet, one that uses
// nothing of what it remembers where it is anew.
const (
	childFlag = "TRIVET_PEERS_CHILD"
	anew      = "anew"
)

// child answers requests with Trivet until the input ends.
func child(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	replies := json.NewEncoder(out)
	g, sweeper := graph.New(), sweeper{}
	for lines.Scan() {
		var r request
		err := json.Unmarshal(lines.Bytes(), &r)
		var a reply
		if err == nil && r.Cold {
			err = sweeper.sweep()
		}
		switch {
		case err != nil:
		case r.Reads:
			a.Reads, err = sweeper.reads()
		default:
			a, err = answer(g, r)
		}
		if errors.Is(err, errLimit) {
			a.Error = errorLimit
		} else if err != nil {
			a.Error = err.Error()
		}
		if err := replies.Encode(a); err != nil {
			return err
		}
	}
	return lines.Err()
}

func answer(g *graph.Graph, r request) (reply, error) {
	switch {
	case r.Version:
		return reply{Version: version()}, nil
	case r.Load != "":
		start := time.Now()
		err := g.LoadFile(context.Background(), r.Load)
		took := time.Since(start).Seconds()
		debug.FreeOSMemory()
		return reply{Seconds: took}, err
	case r.Lookup != "":
		times, err := lookups(g, r.Lookup)
		return reply{Lookups: times}, err
	case r.Parse != "":
		return parseFile(r)
	}
	ctx, cancel := context.WithTimeoutCause(context.Background(), r.limit(), errLimit)
	defer cancel()
	if r.Save == "" {
		a, _, err := timed(ctx, g, r.Query, io.Discard)
		return a, err
	}
	f, err := os.Create(r.Save)
	if err != nil {
		return reply{}, err
	}
	debug.FreeOSMemory()
	before := forgetPeak()
	a, res, err := timed(ctx, g, r.Query, f)
	a.Peak = grown(before)
	refill()
	if e := f.Close(); err == nil {
		err = e
	}
	if res != nil {
		a.Operators = operators(res.Plan().Root)
	}
	return a, err
}

// commit is set by the linker: -ldflags "-X main.commit=$(git rev-parse --short HEAD)".
var commit string

// version is Trivet's, with the commit if it is known, and Go's.
func version() string {
	if commit == "" {
		return "Trivet (" + runtime.Version() + ")"
	}
	return "Trivet " + commit + " (" + runtime.Version() + ")"
}

// timed runs a query from its text to the last byte.
func timed(ctx context.Context, g *graph.Graph, text string, w io.Writer) (reply, *query.Result, error) {
	out := &counting{w: w}
	var opts []query.Option
	if os.Getenv(childFlag) == anew {
		opts = append(opts, query.WithoutReuse())
	}
	cpu, start := cpuSeconds(), time.Now()
	res, err := query.Run(ctx, g, text, opts...)
	if err != nil {
		return reply{}, nil, err
	}
	kind, err := serialise(res, out)
	took := time.Since(start).Seconds()
	return reply{Seconds: took, CPU: cpuSeconds() - cpu, Bytes: out.n, Kind: kind, Held: res.Timing().Memory}, res, err
}

func serialise(res *query.Result, w io.Writer) (kind string, err error) {
	switch {
	case res.Rows != nil:
		return "rows", results.Write(w, results.TSV, res.Rows, results.Options{})
	case res.Triples != nil:
		return "graph", triples(w, res.Triples)
	case res.Bool:
		_, err = io.WriteString(w, "true")
	default:
		_, err = io.WriteString(w, "false")
	}
	return "boolean", err
}

// triples writes N-Triples.
func triples(w io.Writer, ts *query.Triples) error {
	var buf []byte
	for t, err := range ts.All() {
		if err != nil {
			return err
		}
		buf = append(t.S.AppendNTriples(buf), ' ')
		buf = append(t.P.AppendNTriples(buf), ' ')
		buf = append(t.O.AppendNTriples(buf), " .\n"...)
		if len(buf) >= 1<<16 {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	_, err := w.Write(buf)
	return err
}

// counting counts the bytes that pass.
type counting struct {
	w io.Writer
	n int64
}

func (c *counting) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return c.w.Write(p)
}
