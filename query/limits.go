package query

import (
	"github.com/trivet-rdf/trivet/query/internal/exec"
)

// Limits bound what one query may use. A zero field has no limit; a Limits
// value of your own should start from [DefaultLimits].
type Limits struct {
	MaxQueryBytes  int64 // length of the text
	MaxRows        int64 // rows given to the caller
	MaxMemoryBytes int64 // held by joins, groups, sorts, duplicates and paths together
}

// DefaultLimits are the limits used unless [WithLimits] says otherwise: 1 MiB
// of text, 1 GiB of memory, any number of rows. Time is the caller's context's.
func DefaultLimits() Limits {
	return Limits{MaxQueryBytes: 1 << 20, MaxMemoryBytes: 1 << 30}
}

// LimitError says which limit a query reached, and where.
type LimitError = exec.LimitError

// StopError says where a query was when its context ended; it unwraps to the
// context's cause, so errors.Is(err, context.DeadlineExceeded) holds.
type StopError = exec.StopError
