package eval

import (
	"cmp"
	"context"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// Env is what expressions need from the query they belong to. It may be copied;
// the copies share the dictionary. Dict must be set, all else may be zero.
type Env struct {
	Dict       *Dict
	Ctx        context.Context              // heard between rows; nil for none
	Now        time.Time                    // NOW()
	Base       string                       // for IRI()
	Limits     Limits                       // zero fields are the defaults
	Functions  map[string]Function          // custom functions by IRI
	Aggregates map[string]func() Aggregator // custom aggregates by IRI
	// Exists compiles [NOT] EXISTS: the function it gives decides for one row,
	// with e.Not already applied. Without it EXISTS is an error.
	Exists func(e *algebra.Exists, schema []algebra.Var) (func(b *batch.Batch, row int) (bool, error), error)
	Rand   func() uint64 // random bits for RAND and UUID; nil for the runtime's generator
}

// Limits bounds what one expression may do. Exceeding one is a *LimitError.
type Limits struct {
	MaxStringBytes int64 // result of one string function or GROUP_CONCAT; default 64 MiB
	MaxRegexBytes  int   // length of a regular expression; default 4 KiB
	MaxRegexSteps  int64 // program instructions x input bytes of one match; default 1e9
	MaxArgs        int   // arguments of one function; default 255
	MaxList        int   // members of one IN list; default 100,000
}

// The defaults of Limits.
const (
	defaultStringBytes = 64 << 20
	defaultRegexBytes  = 4 << 10
	defaultRegexSteps  = 1_000_000_000
	defaultArgs        = 255
	defaultList        = 100_000
)

// withDefaults replaces zero fields.
func (l Limits) withDefaults() Limits {
	if l.MaxStringBytes == 0 {
		l.MaxStringBytes = defaultStringBytes
	}
	if l.MaxRegexBytes == 0 {
		l.MaxRegexBytes = defaultRegexBytes
	}
	if l.MaxRegexSteps == 0 {
		l.MaxRegexSteps = defaultRegexSteps
	}
	if l.MaxArgs == 0 {
		l.MaxArgs = defaultArgs
	}
	if l.MaxList == 0 {
		l.MaxList = defaultList
	}
	return l
}

// Function is a custom function: it must not keep args. An unbound argument
// does not reach it, the call is an expression error then. It returns a value,
// or an expression error; any other error, a value of kind None, and a panic
// become a *FuncError that stops the query.
type Function func(args []value.Value) (value.Value, error)

// Aggregator is a custom aggregate's state for one group. The rules for errors
// are those of Function.
type Aggregator interface {
	// Add takes the arguments of one solution. Solutions for which an argument
	// is an error are left out.
	Add(args []value.Value) error
	// Result is called once, after the last Add.
	Result() (value.Value, error)
}

// Compare orders two terms for ORDER BY (see value.Order): a total order with
// unbound first. Terms that are equal by value, such as 1 and 1.0, give 0, so
// that the next sort condition decides.
func (env *Env) Compare(a, b graph.ID) int {
	if a == b {
		return 0
	}
	if x, ok := a.Date(); ok {
		if y, ok := b.Date(); ok {
			return cmp.Compare(x, y)
		}
	}
	d := env.Dict
	if c, ok := d.compareNumbers(a, b); ok {
		return c
	}
	if c, ok := orderMoments(d.moment(a), d.moment(b)); ok {
		return c
	}
	if k, s, ok := d.text(a); ok {
		if l, t, ok := d.text(b); ok && (k != l || s != t) {
			return cmp.Or(cmp.Compare(k, l), strings.Compare(s, t))
		}
	}
	return value.Order(d.Value(a), d.Value(b))
}

// compareNumbers orders two numbers that the snapshot holds as such; ok is false
// for others.
func (d *Dict) compareNumbers(a, b graph.ID) (order int, ok bool) {
	x, ok1 := d.plain(a)
	y, ok2 := d.plain(b)
	if !ok1 || !ok2 {
		return 0, false
	}
	switch outcome(x, y) {
	case less:
		return -1, true
	case equal:
		return 0, true
	case greater:
		return 1, true
	}
	return 0, false
}

// plain is the number of a term of which its double says all.
func (d *Dict) plain(id graph.ID) (f float64, ok bool) {
	if n, ok := id.Integer(); ok {
		return float64(n), true
	}
	if id.IsLocal() {
		x := d.number(id)
		return x.f, x.c == double
	}
	f, _, ok = d.snap.PlainNumber(id)
	return f, ok
}

// bits gives 64 random bits.
func (env *Env) bits() uint64 {
	if env.Rand != nil {
		return env.Rand()
	}
	return rand.Uint64()
}

// heard reports that the query was cancelled.
func (env *Env) heard() error {
	if env.Ctx == nil {
		return nil
	}
	select {
	case <-env.Ctx.Done():
		return context.Cause(env.Ctx)
	default:
		return nil
	}
}

// sized checks the length of a string result.
func (env *Env) sized(n int) error {
	if limit := env.Limits.withDefaults().MaxStringBytes; int64(n) > limit {
		return &LimitError{
			Name: "MaxStringBytes", Limit: "bytes of a string that a function makes", Max: limit,
			Hint: "shorten the input with SUBSTR, or raise the limit",
		}
	}
	return nil
}
