package query

import (
	"time"

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
	functions  map[string]Function
	aggregates map[string]func() eval.Aggregator
	service    ServiceHandler
	loader     Loader
	journal    Journal
	dataset    *algebra.Dataset // in place of the query's own; nil for that
	union      bool             // the default graph is the merge of all
	now        time.Time
	noPasses   bool
	tallies    bool
	turned     bool
	replanned  bool
	stars      bool
	noStars    bool
	ranges     bool
	workers    exec.Workers
	analyze    bool
	anew       bool // nothing remembered is used
}

// newConfig is the sum of the options given to Parse.
func newConfig(opts []Option) config {
	if len(opts) == 0 {
		return config{limits: libraryLimits}
	}
	c := config{}.with(opts)
	c.limits = c.limits.withDefaults()
	return c
}

// and is c with more options: c itself when there are none.
func (c *config) and(opts []Option) *config {
	if len(opts) == 0 {
		return c
	}
	more := c.with(opts)
	return &more
}

// with is c with more options. Options copy what they add to, so that c itself
// stays as it is.
func (c config) with(opts []Option) config {
	for _, o := range opts {
		if o != nil {
			o(&c)
		}
	}
	return c
}

// checkLength refuses a text over MaxQueryBytes before it is read.
func (c *config) checkLength(text string) error {
	if most := c.limits.MaxQueryBytes; most >= 0 && int64(len(text)) > most {
		return &LimitError{Limit: "MaxQueryBytes", Max: most, Operator: "parse"}
	}
	return nil
}

// WithPrefix declares a prefix for query texts that do not declare it themselves.
// It must be given to Parse, or to the functions that parse.
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

// WithBase gives the base IRI for relative IRIs in query texts. It must be given
// to Parse, or to the functions that parse.
func WithBase(iri string) Option { return func(c *config) { c.base = iri } }

// WithLimits replaces the limits; zero fields are the defaults. Those of the text
// hold when they are given to Parse, the others also for a single run.
func WithLimits(l Limits) Option { return func(c *config) { c.limits = l.withDefaults() } }

// WithTimeout stops a run d after it began, as if the context had that deadline.
// The time in which the caller does something else between two rows counts.
func WithTimeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// WithNow fixes what NOW() gives; by default the time when the run began.
func WithNow(t time.Time) Option { return func(c *config) { c.now = t } }

// WithAnalyze makes a run measure the time spent in each operator, for
// [Rows.Plan]. It costs two clock readings a batch.
func WithAnalyze() Option { return func(c *config) { c.analyze = true } }

// WithoutReuse parses and plans as if the text had not been seen before. Without it
// a text that was parsed a short while ago is not parsed again, and not planned
// again while the graph stays as it is. It is for measuring what that saves.
func WithoutReuse() Option { return func(c *config) { c.anew = true } }

// withoutPasses plans the algebra as it stands; tests compare it with the rest.
func withoutPasses() Option { return func(c *config) { c.noPasses = true } }

// withTallies counts without making rows wherever that is possible; tests compare
// it with the rest.
func withTallies() Option { return func(c *config) { c.tallies = true } }

// withWorkers runs pipelines on so many goroutines, however few rows they have. For
// tests.
func withWorkers(n, morsel int) Option {
	return func(c *config) { c.workers = exec.Workers{Most: n, Least: 1, Morsel: morsel} }
}

// withReplans decides joins again after their first operator, whatever that gives. For tests.
func withReplans() Option { return func(c *config) { c.replanned = true } }

// withStars looks at subjects' rows wherever that is possible; tests compare.
func withStars() Option { return func(c *config) { c.stars = true } }

// withRanges compares within joins wherever that is possible; tests compare.
func withRanges() Option { return func(c *config) { c.ranges = true } }

// withoutStars looks up one pattern after the other; tests compare.
func withoutStars() Option { return func(c *config) { c.noStars = true } }

// withTurned holds the left sides of OPTIONAL, EXISTS and MINUS wherever that is possible; tests compare.
func withTurned() Option { return func(c *config) { c.turned = true } }
