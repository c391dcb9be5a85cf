package results

import (
	"errors"
	"strconv"
	"strings"
)

// ErrLimit is what an Error wraps when a document is refused for its size or
// depth and not for its form.
var ErrLimit = errors.New("limit exceeded")

// Limits of the readers, in bytes and levels. The number of rows has none:
// give Read a reader that ends (io.LimitReader) where input is not trusted.
const (
	maxTermBytes = 16 << 20 // text of one term
	maxLineBytes = 64 << 20 // one line of TSV, one record of CSV
	maxDepth     = 512      // nesting of XML elements, JSON values, triple terms
)

// Error is a result document that cannot be read: where, what is wrong, and
// what was expected or may help.
type Error struct {
	Format Format
	Line   int   // from 1; 0 where only Offset is known
	Column int   // in code points from 1; 0 where unknown
	Offset int64 // in bytes; only for JSON
	Msg    string
	Hint   string
	Err    error // the cause, if another package found it
}

// Error is one line: format, position, message and hint.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("results: ")
	b.WriteString(e.Format.String())
	switch {
	case e.Line > 0:
		b.WriteString(" line " + strconv.Itoa(e.Line))
		if e.Column > 0 {
			b.WriteString(" column " + strconv.Itoa(e.Column))
		}
	case e.Offset > 0:
		b.WriteString(" at byte " + strconv.FormatInt(e.Offset, 10))
	}
	b.WriteString(": " + e.Msg)
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	if e.Hint != "" {
		b.WriteString(" (" + e.Hint + ")")
	}
	return b.String()
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }
