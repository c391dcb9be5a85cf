package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/trivet-rdf/trivet/bench/workload"
)

// timing is what one engine did with one query.
type timing struct {
	Median  float64          `json:"medianSeconds"`
	Spread  float64          `json:"spread"` // half the quartiles' distance over the median
	Fastest float64          `json:"fastestSeconds,omitempty"`
	Runs    int              `json:"runs"`
	Answer  *workload.Answer `json:"answer,omitempty"`
	Failure string           `json:"failure,omitempty"`
	Held    int64            `json:"heldBytes,omitempty"` // see reply
	Peak    int64            `json:"peakBytes,omitempty"`

	// Of Trivet alone: what its operators did for the answer, and the median with the
	// processor's caches swept before each run.
	Operators []operator `json:"operators,omitempty"`
	Cold      float64    `json:"coldSeconds,omitempty"`
}

// row is one query in every engine.
type row struct {
	Query   string   `json:"query"`
	Timings []timing `json:"timings"`           // by engine
	Differs []string `json:"differs,omitempty"` // engines with another answer than Trivet
	Wrong   string   `json:"wrong,omitempty"`   // Trivet's answer is not the pinned one
	At      string   `json:"at,omitempty"`      // when that was
	Trivet  string   `json:"trivet,omitempty"`  // of which version
}

// meter measures queries of one workload and size.
type meter struct {
	options
	workload *workload.Workload
	size     string
	engines  []*engine
	skip     map[string]string // by engine and query: why it is not asked
	names    []string          // the variables of Trivet's answer, in order
}

// quickTotal is how long an engine is asked the same quick query over and over, so
// that a query of microseconds has a steady median.
const quickTotal = 0.4

// queryOf is a workload's query.
type queryOf = workload.Query

// query runs one query in all engines: once for the answers, then by turns.
func (m *meter) query(q workload.Query) row {
	m.names = nil
	r := row{Query: q.Name, Timings: make([]timing, len(m.engines)), At: time.Now().Format(time.DateTime), Trivet: m.engines[0].version}
	times := make([][]float64, len(m.engines))
	for i, e := range m.engines {
		if r.Timings[i].Failure = m.skip[e.name+" "+q.Name]; r.Timings[i].Failure == "" {
			m.first(e, q, &r.Timings[i])
		}
	}
	rounds := m.rounds
	for n := 0; n < rounds; n++ {
		slowest := 0.0
		for k := range m.engines {
			i := (k + n) % len(m.engines)
			if t := &r.Timings[i]; t.Failure == "" && (n == 0 || sum(times[i]) < m.total.Seconds()) {
				slowest = max(slowest, m.once(i, q, t, &times[i]))
			}
		}
		if n == 0 && slowest > 0 {
			rounds = min(max(rounds, int(quickTotal/slowest)), 101)
		}
	}
	for i := range times {
		r.Timings[i].summarise(times[i])
	}
	if len(m.engines) == 1 {
		m.cold(q, &r.Timings[0])
	}
	m.judge(&r)
	return r
}

// coldRuns is how often a query is run with swept caches, and coldTime how long it
// takes at most for that to make a difference.
const (
	coldRuns = 5
	coldTime = 0.1
)

// cold times runs with swept caches, where that can be done.
func (m *meter) cold(q workload.Query, t *timing) {
	var times []float64
	for range coldRuns {
		if t.Failure != "" || t.Median > coldTime {
			return
		}
		s, err := m.ask(m.engines[0], request{Query: q.Text, Cold: true})
		if err != nil {
			return
		}
		times = append(times, s.Seconds)
	}
	slices.Sort(times)
	t.Cold = times[len(times)/2]
}

// once times one run in the i-th engine, and says how long that took.
func (m *meter) once(i int, q workload.Query, t *timing, times *[]float64) float64 {
	s, err := m.ask(m.engines[i], request{Query: q.Text})
	if err != nil {
		t.Failure = err.Error()
		return 0
	}
	*times = append(*times, m.clocked(s))
	return s.Seconds
}

func sum(times []float64) float64 {
	total := 0.0
	for _, t := range times {
		total += t
	}
	return total
}

// clocked is the time of a run by the clock that was asked for.
func (m *meter) clocked(s reply) float64 {
	if m.clock == "cpu" {
		return s.CPU
	}
	return s.Seconds
}

// Untimed runs of a query before the timed ones: until so many, or so many seconds,
// have passed, for engines that compile what they run often. There are none where
// the run for the answer has taken so long that all of it is compiled.
const (
	warmRuns  = 10
	warmTotal = 0.3
	warmFirst = 1.0
)

// first runs the query untimed and reads its answer.
func (m *meter) first(e *engine, q workload.Query, t *timing) {
	file := filepath.Join(m.cache, "result-"+e.name)
	defer os.Remove(file)
	s, err := m.ask(e, request{Query: q.Text, Save: file})
	t.Held, t.Peak = s.Held, s.Peak
	if len(m.engines) == 1 {
		t.Operators = s.Operators
	}
	if err == nil {
		t.Answer, err = m.read(file, s.Kind)
	}
	warm := s.Seconds >= warmFirst
	for n, total := 0, 0.0; err == nil && !warm && n < warmRuns && total < warmTotal; n++ {
		s, err = m.ask(e, request{Query: q.Text})
		total += s.Seconds
	}
	if err != nil {
		t.Failure = err.Error()
	}
}

func (m *meter) ask(e *engine, r request) (reply, error) {
	if err := e.ready(); err != nil {
		return reply{}, err // before the clock starts: loading is no part of the limit
	}
	ctx, cancel := context.WithTimeout(context.Background(), m.limit+grace)
	defer cancel()
	s, err := e.query(ctx, r)
	if errors.Is(err, errLimit) {
		return s, fmt.Errorf("over %v", m.limit)
	}
	return s, err
}

// summarise takes the median and the spread.
func (t *timing) summarise(times []float64) {
	if len(times) == 0 {
		return
	}
	slices.Sort(times)
	at := func(q float64) float64 { return times[int(q*float64(len(times)-1)+0.5)] }
	t.Runs, t.Median, t.Fastest = len(times), at(0.5), times[0]
	if t.Median > 0 {
		t.Spread = (at(0.75) - at(0.25)) / 2 / t.Median
	}
}

// judge compares the answers.
func (m *meter) judge(r *row) {
	mine := r.Timings[0].Answer
	if mine == nil {
		return
	}
	if err := m.workload.Check(r.Query, m.size, *mine); err != nil {
		r.Wrong = err.Error()
	}
	for i := range r.Timings {
		if theirs := r.Timings[i].Answer; theirs != nil && *theirs != *mine {
			r.Differs = append(r.Differs, fmt.Sprintf("%s: %d rows (sum %x)", m.engines[i].name, theirs.Rows, theirs.Sum))
		}
	}
}

// machine says where the figures are from.
func machine() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	return describeCPU(string(text)) + ", " + time.Now().Format(time.DateOnly)
}
