package query

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/exec"
	"github.com/trivet-rdf/trivet/query/internal/value"
	"github.com/trivet-rdf/trivet/query/syntax"
)

const (
	formSelect    = syntax.Select
	formConstruct = syntax.Construct
	formDescribe  = syntax.Describe
	formAsk       = syntax.Ask
)

// Source is what can be queried: a *graph.Graph, a *graph.Snapshot to run several
// queries on one state, or a [Remote] such as a *remote.Endpoint.
type Source interface {
	// Snapshot gives the state that the query will see.
	Snapshot() *graph.Snapshot
}

// Errors that a run may give, beside those of the context and the limits.
var (
	// ErrWrongForm: the query is of another form than the function called.
	ErrWrongForm = errors.New("wrong query form")
	// ErrNoService: the query has SERVICE and no handler was given.
	ErrNoService = exec.ErrNoService
	// ErrNoLoader: the update has LOAD and no loader was given.
	ErrNoLoader = errors.New("LOAD is refused: no loader was given")
	// ErrDataset: an update has USING or WITH, and WithDataset was given too.
	ErrDataset = errors.New("the update names its graphs by USING or WITH: no other dataset can be given")
)

// Query is a parsed query. It does not change and may be used by many
// goroutines at once.
type Query struct {
	text string
	cfg  config
	*parsed
}

// Parse parses a SPARQL 1.1 or 1.2 query. Errors are *syntax.Error, with the
// place, what was expected, and often a way to mend it; a text that is over a
// limit gives a [*LimitError], alone or inside one. What a short text means is
// remembered for the next call; see [WithoutReuse].
func Parse(text string, opts ...Option) (*Query, error) {
	began := time.Now()
	if len(opts) == 0 && len(text) <= rememberLength {
		if p := texts.get(&textKey{text: text, limits: libraryLimits}); p != nil && p.query != nil {
			return p.query, nil
		}
	}
	q := &Query{text: text, cfg: newConfig(opts)}
	if err := q.cfg.checkLength(text); err != nil {
		return nil, err
	}
	remembered := q.cfg.remembers(text)
	k := textKey{text, q.cfg.base, q.cfg.limits}
	if remembered {
		if q.parsed = texts.get(&k); q.parsed != nil {
			return q, nil
		}
	}
	p := &parsed{}
	var err error
	if p.tree, err = syntax.Parse(text, q.cfg.syntaxOptions()); err != nil {
		return nil, parseError(err)
	}
	if p.alg, err = q.cfg.translation().Translate(p.tree); err != nil {
		return nil, err
	}
	p.form = p.alg.Form
	p.parse = time.Since(began)
	if len(opts) == 0 {
		p.query = q
	}
	if q.parsed = p; remembered {
		texts.put(&k, p)
	}
	return q, nil
}

// MustParse is Parse for query texts known to be right, such as constants; it
// panics on an error.
func MustParse(text string, opts ...Option) *Query {
	q, err := Parse(text, opts...)
	if err != nil {
		panic("query.MustParse: " + err.Error())
	}
	return q
}

func (c *config) syntaxOptions() syntax.Options {
	return syntax.Options{Base: c.base, Prefixes: c.prefixes, Aggregate: c.isAggregate, Limits: c.limits.syntax()}
}

func (c *config) translation() algebra.Options {
	return algebra.Options{Aggregate: c.isAggregate, Function: c.isFunction}
}

func (c *config) isFunction(iri string) bool {
	_, ok := c.functions[iri]
	return ok
}

// recasts reports whether a custom function has the IRI of a cast. It is then called in
// the cast's stead, and as often as it stands in the text.
func (c *config) recasts() bool {
	for iri := range c.functions {
		if value.IsCast(iri) {
			return true
		}
	}
	return false
}

func (c *config) isAggregate(iri string) bool {
	_, ok := c.aggregates[iri]
	return ok
}

// Form is the query's form: syntax.Select, Ask, Construct or Describe.
func (q *Query) Form() syntax.Form { return q.form }

// String is the text the query was parsed from.
func (q *Query) String() string { return q.text }

// Tree is the query's syntax tree; it must not be changed.
func (q *Query) Tree() *syntax.Query { return q.tree }

// Vars are the columns of a SELECT query, in order; none for other forms.
func (q *Query) Vars() []string {
	out := make([]string, len(q.alg.Vars))
	for i, v := range q.alg.Vars {
		out[i] = string(v)
	}
	return out
}

// Select parses and runs a SELECT query.
func Select(ctx context.Context, src Source, text string, opts ...Option) (*Rows, error) {
	q, err := Parse(text, opts...)
	if err != nil {
		return nil, err
	}
	return q.Select(ctx, src)
}

// Select runs a SELECT query. The rows are computed as they are asked for;
// close them, or loop over All, which closes them itself.
func (q *Query) Select(ctx context.Context, src Source, opts ...Option) (*Rows, error) {
	if err := q.want(formSelect); err != nil {
		return nil, err
	}
	r, err := q.start(ctx, src, opts)
	if err != nil {
		return nil, err
	}
	return newRows(r), nil
}

// Ask parses and runs an ASK query.
func Ask(ctx context.Context, src Source, text string, opts ...Option) (bool, error) {
	q, err := Parse(text, opts...)
	if err != nil {
		return false, err
	}
	return q.Ask(ctx, src)
}

// Ask runs an ASK query: whether its pattern has a solution.
func (q *Query) Ask(ctx context.Context, src Source, opts ...Option) (bool, error) {
	found, _, err := q.ask(ctx, src, opts)
	return found, err
}

// ask gives the run too, which is over.
func (q *Query) ask(ctx context.Context, src Source, opts []Option) (bool, *run, error) {
	if err := q.want(formAsk); err != nil {
		return false, nil, err
	}
	r, err := q.start(ctx, src, opts)
	if err != nil {
		return false, nil, err
	}
	defer r.stop()
	found, err := r.any()
	r.over = err == nil // no more is wanted
	r.timing.All = time.Since(r.began)
	return found, r, err
}

// Construct parses and runs a CONSTRUCT query.
func Construct(ctx context.Context, src Source, text string, opts ...Option) (*Triples, error) {
	q, err := Parse(text, opts...)
	if err != nil {
		return nil, err
	}
	return q.Construct(ctx, src)
}

// Construct runs a CONSTRUCT query.
func (q *Query) Construct(ctx context.Context, src Source, opts ...Option) (*Triples, error) {
	return q.triples(ctx, src, formConstruct, opts)
}

// Describe parses and runs a DESCRIBE query.
func Describe(ctx context.Context, src Source, text string, opts ...Option) (*Triples, error) {
	q, err := Parse(text, opts...)
	if err != nil {
		return nil, err
	}
	return q.Describe(ctx, src)
}

// Describe runs a DESCRIBE query. The description of a resource is its concise
// bounded description: the triples it is the subject of and, for blank nodes
// among their objects, those nodes' descriptions.
func (q *Query) Describe(ctx context.Context, src Source, opts ...Option) (*Triples, error) {
	return q.triples(ctx, src, formDescribe, opts)
}

func (q *Query) triples(ctx context.Context, src Source, form syntax.Form, opts []Option) (*Triples, error) {
	if err := q.want(form); err != nil {
		return nil, err
	}
	r, err := q.start(ctx, src, opts)
	if err != nil {
		return nil, err
	}
	return &Triples{run: r}, nil
}

// Result is the answer to a query of any form: the field of its form is set.
type Result struct {
	Form    syntax.Form
	Rows    *Rows    // Select
	Bool    bool     // Ask
	Triples *Triples // Construct, Describe

	ask *run // Ask
}

// Timing is how long the query has taken so far; an ASK is over.
func (r *Result) Timing() Timing {
	switch {
	case r.Rows != nil:
		return r.Rows.Timing()
	case r.Triples != nil:
		return r.Triples.Timing()
	case r.ask == nil: // no run gave it
		return Timing{}
	}
	return r.ask.took()
}

// Plan is the query's plan with the rows counted so far and, under [WithAnalyze],
// the time per operator; nil for a Result that no run gave.
func (r *Result) Plan() *Plan {
	switch {
	case r.Rows != nil:
		return r.Rows.Plan()
	case r.Triples != nil:
		return r.Triples.Plan()
	case r.ask == nil:
		return nil
	}
	return r.ask.explain(true)
}

// Run parses and runs a query of any form.
func Run(ctx context.Context, src Source, text string, opts ...Option) (*Result, error) {
	q, err := Parse(text, opts...)
	if err != nil {
		return nil, err
	}
	return q.Run(ctx, src)
}

// Run runs a query of any form.
func (q *Query) Run(ctx context.Context, src Source, opts ...Option) (*Result, error) {
	res := &Result{Form: q.form}
	var err error
	switch q.form {
	case formSelect:
		res.Rows, err = q.Select(ctx, src, opts...)
	case formAsk:
		res.Bool, res.ask, err = q.ask(ctx, src, opts)
	default:
		res.Triples, err = q.triples(ctx, src, q.form, opts)
	}
	if err != nil {
		return nil, err
	}
	return res, nil
}

func (q *Query) want(form syntax.Form) error {
	if q.form != form {
		return fmt.Errorf("%w: this is a %s query, not %s", ErrWrongForm, formName(q.form), formName(form))
	}
	return nil
}

func formName(f syntax.Form) string {
	switch f {
	case formSelect:
		return "SELECT"
	case formConstruct:
		return "CONSTRUCT"
	case formDescribe:
		return "DESCRIBE"
	case formAsk:
		return "ASK"
	}
	return "form " + strconv.Itoa(int(f))
}
