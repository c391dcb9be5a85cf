package query

import (
	"context"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/exec"
)

// Option changes how a query is parsed or run. Options given to Parse hold for
// every run; those given to a run add to them.
type Option func(*config)

// config is the sum of a query's options.
type config struct {
	base       string
	prefixes   map[string]string
	limits     Limits
	timeout    time.Duration
	binds      []binding
	functions  map[string]eval.Function
	aggregates map[string]func() eval.Aggregator
	service    ServiceHandler
	loader     Loader
	now        time.Time
	noPasses   bool
	analyze    bool
}

type binding struct {
	name string
	term graph.Term
	err  error
}

func (c config) with(opts []Option) config {
	if len(opts) == 0 {
		return c
	}
	c.binds = c.binds[:len(c.binds):len(c.binds)]
	for _, o := range opts {
		o(&c)
	}
	return c
}

// WithPrefix declares a prefix for query texts that do not declare it themselves.
func WithPrefix(label, iri string) Option {
	return func(c *config) {
		m := make(map[string]string, len(c.prefixes)+1)
		for k, v := range c.prefixes {
			m[k] = v
		}
		m[label] = iri
		c.prefixes = m
	}
}

// WithPrefixes declares several prefixes, label to IRI.
func WithPrefixes(prefixes map[string]string) Option {
	return func(c *config) {
		for k, v := range prefixes {
			WithPrefix(k, v)(c)
		}
	}
}

// WithBase gives the base IRI for relative IRIs in query texts.
func WithBase(iri string) Option { return func(c *config) { c.base = iri } }

// WithLimits replaces the default limits.
func WithLimits(l Limits) Option { return func(c *config) { c.limits = l } }

// WithTimeout stops a run d after it began, as if the context had that deadline.
func WithTimeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// WithNow fixes what NOW() gives; by default the time when the run began.
func WithNow(t time.Time) Option { return func(c *config) { c.now = t } }

// WithAnalyze makes a run measure the time spent in each operator, for
// [Rows.Plan]. It costs two clock readings a batch.
func WithAnalyze() Option { return func(c *config) { c.analyze = true } }

// withoutPasses plans the algebra as it stands; tests compare it with the rest.
func withoutPasses() Option { return func(c *config) { c.noPasses = true } }

// Bind gives a variable a value before the query runs: the solutions are joined
// with it as with a VALUES block at the start of WHERE. The value is a
// [graph.Term], or a Go value as listed at [TermOf]; it is never pasted into
// the text. A value that has no term makes the run fail.
func Bind(name string, value any) Option {
	t, err := TermOf(value)
	return func(c *config) { c.binds = append(c.binds, binding{name, t, err}) }
}

// ServiceCall is one SERVICE pattern to be sent to its endpoint.
type ServiceCall struct {
	Endpoint graph.Term // the endpoint's IRI
	Pattern  string     // the group graph pattern as SPARQL text, in braces, without prefixes
	Vars     []string   // the columns that rows must have, in order
	Silent   bool       // a failure gives one empty solution

	op algebra.Op
}

// ServiceHandler answers SERVICE patterns: rows over call.Vars, with zero Terms
// for unbound ones. Without a handler a query with SERVICE fails with
// [ErrNoService]; nothing is sent anywhere unless the caller provides for it.
type ServiceHandler func(ctx context.Context, call *ServiceCall) ([][]graph.Term, error)

// WithService lets queries use SERVICE through h.
func WithService(h ServiceHandler) Option { return func(c *config) { c.service = h } }

// Query gives the call as a query of its own, which selects call.Vars.
func (call *ServiceCall) Query() *Query {
	q := &Query{text: "SELECT * WHERE " + call.Pattern, form: formSelect}
	q.alg = &algebra.Query{Form: formSelect, Pattern: call.op}
	for _, v := range call.Vars {
		q.alg.Vars = append(q.alg.Vars, algebra.Var(v))
	}
	q.cfg.limits = DefaultLimits()
	return q
}

// Loader fetches the graph behind an IRI for FROM, FROM NAMED and LOAD. Give
// graph.ErrNotFound-like errors as they are: they reach the caller wrapped with
// the IRI.
type Loader func(ctx context.Context, iri string) (*graph.Graph, error)

// WithLoader lets LOAD, and FROM and FROM NAMED of graphs that the source does
// not hold, fetch documents through l. Without it LOAD fails with
// [ErrNoLoader] and such graphs are empty.
func WithLoader(l Loader) Option { return func(c *config) { c.loader = l } }

// serviceFunc adapts a handler to the executor.
func serviceFunc(h ServiceHandler) exec.ServiceFunc {
	if h == nil {
		return nil
	}
	return func(ctx context.Context, c *exec.ServiceCall) ([][]graph.Term, error) {
		call := &ServiceCall{Endpoint: c.Endpoint, Pattern: c.Text, Silent: c.Silent, op: c.Op}
		for _, v := range c.Vars {
			call.Vars = append(call.Vars, string(v))
		}
		return h(ctx, call)
	}
}
