package query

import (
	"errors"
	"math"

	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/exec"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Limits bound what one query or update may use. A zero field means the default
// (see [DefaultLimits]), [NoLimit] or any other negative number no limit, so the
// zero Limits are safe to run a stranger's query with on a machine of one's own;
// servers start from [ServerLimits]. A limit that is reached is a [*LimitError].
// Time is bounded by the context and by [WithTimeout].
type Limits struct {
	MaxQueryBytes   int64 // length of the text, in bytes
	MaxDepth        int64 // nested groups, brackets, lists and terms; never above 4,096
	MaxChain        int64 // operands of one chain: a || b || ..., p/q/..., UNION
	MaxListItems    int64 // members of one IN list
	MaxArgs         int64 // arguments of one function call
	MaxValuesRows   int64 // rows of one VALUES block
	MaxRows         int64 // rows, or triples, given to the caller
	MaxMemoryBytes  int64 // held by joins, groups, sorts, duplicates, paths and the terms made, together
	MaxSteps        int64 // rows given by operators and index look-ups, together
	MaxStringBytes  int64 // result of one string function or GROUP_CONCAT
	MaxRegexBytes   int64 // length of one regular expression
	MaxRegexSteps   int64 // instructions of a regular expression times bytes matched with it
	MaxServiceCalls int64 // patterns sent to the service handler; the calls that one is cut into count once
	MaxServiceBytes int64 // size of the terms that the service handler gives, together
}

// NoLimit as a field of [Limits] takes that limit away.
const NoLimit = -1

// limitRow is one line of the table of limits.
type limitRow struct {
	name            string
	field           func(*Limits) *int64
	library, server int64 // the defaults
}

// limitTable is the one place where the defaults stand.
func limitTable() []limitRow {
	return []limitRow{
		{"MaxQueryBytes", func(l *Limits) *int64 { return &l.MaxQueryBytes }, 1 << 20, 256 << 10},
		{"MaxDepth", func(l *Limits) *int64 { return &l.MaxDepth }, 256, 128},
		{"MaxChain", func(l *Limits) *int64 { return &l.MaxChain }, 100_000, 10_000},
		{"MaxListItems", func(l *Limits) *int64 { return &l.MaxListItems }, 100_000, 10_000},
		{"MaxArgs", func(l *Limits) *int64 { return &l.MaxArgs }, 255, 255},
		{"MaxValuesRows", func(l *Limits) *int64 { return &l.MaxValuesRows }, 1_000_000, 10_000},
		{"MaxRows", func(l *Limits) *int64 { return &l.MaxRows }, NoLimit, 100_000},
		{"MaxMemoryBytes", func(l *Limits) *int64 { return &l.MaxMemoryBytes }, 1 << 30, 256 << 20},
		{"MaxSteps", func(l *Limits) *int64 { return &l.MaxSteps }, NoLimit, 100_000_000},
		{"MaxStringBytes", func(l *Limits) *int64 { return &l.MaxStringBytes }, 64 << 20, 4 << 20},
		{"MaxRegexBytes", func(l *Limits) *int64 { return &l.MaxRegexBytes }, 4 << 10, 1 << 10},
		{"MaxRegexSteps", func(l *Limits) *int64 { return &l.MaxRegexSteps }, 1_000_000_000, 100_000_000},
		{"MaxServiceCalls", func(l *Limits) *int64 { return &l.MaxServiceCalls }, 8, 8},
		{"MaxServiceBytes", func(l *Limits) *int64 { return &l.MaxServiceBytes }, 10 << 20, 10 << 20},
	}
}

// DefaultLimits are the limits of queries that are given none: those for a
// program that runs queries for its own user.
func DefaultLimits() Limits { return Limits{}.withDefaults() }

// ServerLimits are tighter limits, for queries of strangers that share a machine.
func ServerLimits() Limits {
	var l Limits
	for _, row := range limitTable() {
		*row.field(&l) = row.server
	}
	return l
}

// NoLimits takes every limit away, except for the depth of a text, which stays
// at 4,096 so that no query can exhaust the stack.
func NoLimits() Limits {
	var l Limits
	for _, row := range limitTable() {
		*row.field(&l) = NoLimit
	}
	return l
}

// libraryLimits are the defaults, put together once: every query asks for them.
var libraryLimits = Limits{}.filled()

// withDefaults fills the zero fields.
func (l Limits) withDefaults() Limits {
	if l == (Limits{}) {
		return libraryLimits
	}
	return l.filled()
}

func (l Limits) filled() Limits {
	for _, row := range limitTable() {
		if f := row.field(&l); *f == 0 {
			*f = row.library
		}
	}
	return l
}

// maxDepth is the most that MaxDepth may be: what the recursion of parser,
// translation, planner and executor stands on any stack.
const maxDepth = 4096

// syntax gives the limits that the parser observes.
func (l Limits) syntax() syntax.Limits {
	return syntax.Limits{
		MaxTextBytes:  bounded(l.MaxQueryBytes),
		MaxDepth:      min(bounded(l.MaxDepth), maxDepth),
		MaxChain:      bounded(l.MaxChain),
		MaxListItems:  bounded(l.MaxListItems),
		MaxArgs:       bounded(l.MaxArgs),
		MaxValuesRows: bounded(l.MaxValuesRows),
	}
}

// eval gives the limits that expressions observe.
func (l Limits) eval() eval.Limits {
	return eval.Limits{
		MaxStringBytes: int64(bounded(l.MaxStringBytes)),
		MaxRegexBytes:  bounded(l.MaxRegexBytes),
		MaxRegexSteps:  int64(bounded(l.MaxRegexSteps)),
		MaxArgs:        bounded(l.MaxArgs),
		MaxList:        bounded(l.MaxListItems),
	}
}

// budget gives the limits that the executor observes, for which 0 is none.
func (l Limits) budget() *exec.Budget {
	return &exec.Budget{MemoryBytes: max(l.MaxMemoryBytes, 0), Steps: max(l.MaxSteps, 0)}
}

// bounded is a limit as an int, the largest one for no limit.
func bounded(n int64) int {
	if n < 0 || n > math.MaxInt {
		return math.MaxInt
	}
	return int(n)
}

// LimitError says which limit a query reached, and where. A text that is over a
// limit gives it inside the *syntax.Error that has the place.
type LimitError = exec.LimitError

// StopError says where a query was when its context ended; it unwraps to the
// context's cause, so errors.Is(err, context.DeadlineExceeded) holds.
type StopError = exec.StopError

// parseError lets a *LimitError be found in the error of a text that is over a
// limit of the parser.
func parseError(err error) error {
	var text *syntax.Error
	var limit *syntax.LimitError
	if !errors.As(err, &text) || !errors.As(err, &limit) {
		return err
	}
	name := limit.Limit
	if name == "MaxTextBytes" {
		name = "MaxQueryBytes"
	}
	text.Err = errors.Join(&LimitError{Limit: name, Max: int64(limit.Max), Operator: "parse"}, limit)
	return text
}
