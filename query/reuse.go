package query

import (
	"sync"
	"sync/atomic"
	"time"
	"weak"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/exec"
	"github.com/trivet-rdf/trivet/query/internal/plan"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Programs and the clients of an endpoint ask the same texts again and again.
// What was parsed is remembered by its text, and the plan of a query by the state
// of the graph that it was made for: a change of the graph is another state.

// parsed is what a text means. It does not change, and all queries of that text
// share it.
type parsed struct {
	tree  *syntax.Query
	alg   *algebra.Query
	form  syntax.Form
	parse time.Duration
	query *Query                  // of a text remembered without options; nil for others
	plan  atomic.Pointer[planned] // the latest that may be used again
}

// planned is a plan and the state it was made for, which it does not keep alive.
type planned struct {
	snap weak.Pointer[graph.Snapshot]
	plan *plan.Plan

	// Contexts of small runs that are over. They hold the state alive, but no longer
	// than until the garbage collector has come by twice.
	idle       sync.Pool
	repeatable bool // there may be some
}

// textKey is a text, and the options that say what it means.
type textKey struct {
	text, base string
	limits     Limits
}

// Bounds of what is remembered: how long a text may be, and how many bytes of
// texts there are in each of two generations. What is remembered of a text takes
// some hundred times its length, so that all of it stays below 10 MB.
const (
	rememberLength = 8 << 10
	rememberBytes  = 48 << 10
)

// textMemory remembers the texts used last. When the young generation is full, it
// becomes the old one, and what was in that is forgotten.
type textMemory struct {
	mu         sync.Mutex
	young, old map[textKey]*parsed
	bytes      int // of the young texts
}

// texts is the memory of this process.
var texts textMemory

// get gives what was remembered of a text; nil for nothing.
func (m *textMemory) get(k *textKey) *parsed {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.young[*k]; p != nil {
		return p
	}
	p := m.old[*k]
	if p != nil {
		m.keep(k, p)
	}
	return p
}

// put remembers a text.
func (m *textMemory) put(k *textKey, p *parsed) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keep(k, p)
}

func (m *textMemory) keep(k *textKey, p *parsed) {
	size := len(k.text) + len(k.base)
	if m.young == nil || m.bytes+size > rememberBytes {
		m.old, m.young, m.bytes = m.young, map[textKey]*parsed{}, 0
	}
	if m.young[*k] == nil {
		m.bytes += size
	}
	m.young[*k] = p
}

// remembers reports whether a text parsed with these options may be remembered.
func (c *config) remembers(text string) bool {
	return !c.anew && len(text)+len(c.base) <= rememberLength && len(c.prefixes) == 0 && len(c.aggregates) == 0
}

// planOf is the query's plan: that of an earlier run on the same state, or a new one.
// A plan is used again where neither the options nor the run's own terms are in it.
func (r *run) planOf(source *plan.Source, options plan.Options) (*plan.Plan, error) {
	again := r.remembers(options)
	options.First = r.alg.Form == formAsk
	if !again {
		return r.build(source, options)
	}
	p := r.query.plan.Load()
	if p == nil || p.snap.Value() != source.Snapshot {
		built, err := r.build(source, options)
		if err != nil || r.dict.Bytes() != 0 {
			return built, err
		}
		p = &planned{snap: weak.Make(source.Snapshot), plan: built}
		p.repeatable = exec.Repeatable(p.plan)
		r.query.plan.Store(p)
	}
	if p.repeatable && r.plain() {
		r.again = p
	}
	return p.plan, nil
}

// build plans the pattern, and says where it was when the context ended.
func (r *run) build(source *plan.Source, options plan.Options) (*plan.Plan, error) {
	p, err := plan.Build(r.ctx, r.alg.Pattern, r.vars, source, options)
	if err != nil {
		return nil, &StopError{Operator: "plan", Elapsed: time.Since(r.began), Err: err}
	}
	return p, nil
}

// remembers reports whether the plan does not depend on the run's options.
func (r *run) remembers(options plan.Options) bool {
	return !r.cfg.anew && r.alg == r.query.alg && r.cfg.dataset == nil && !r.cfg.union && options == plan.Options{}
}

// plain reports whether operators depend on nothing but the plan and the state: what
// options change of them is as it was when the text was parsed.
func (r *run) plain() bool {
	c := r.cfg
	return !c.analyze && c.limits == r.query.cfg.limits && c.service == nil && c.functions == nil && c.aggregates == nil &&
		c.workers == exec.Workers{} && !r.alg.Dataset.Given
}

// resume takes operators that an earlier run of the plan left, if there are any.
func (r *run) resume(snap *graph.Snapshot, d algebra.Dataset) bool {
	p := r.query.plan.Load()
	if p == nil || !p.repeatable || d.Given || !r.remembers(r.cfg.planning()) || !r.plain() || p.snap.Value() != snap {
		return false
	}
	r.exec, _ = p.idle.Get().(*exec.Context)
	if r.exec == nil {
		return false
	}
	r.again, r.plan, r.dict = p, p.plan, r.exec.Env.Dict
	r.root = r.exec.Restart(r.ctx, r.budget, r.now())
	r.timing.Plan = time.Since(r.began)
	return true
}

// keep leaves the operators of a run that is over to the next one. The counters stay.
func (r *run) keep() {
	if r.again == nil || !r.over || !r.exec.Keeps() {
		return
	}
	x := r.exec
	r.counts, r.exec, r.root = x.Rest(), nil, nil
	r.again.idle.Put(x)
	r.again = nil
}
