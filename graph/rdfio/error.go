package rdfio

import (
	"strconv"
	"strings"
)

// Error is a mistake in a document, or a failure while reading it. Line and
// Column count from 1, Column in code points; Offset is in bytes from the start
// of the (decompressed) document. Line is 0 when the place is not known.
type Error struct {
	File   string // Options.File, or ""
	Line   int
	Column int
	Offset int64
	Msg    string // what is wrong, and what was expected
	Hint   string // what to do about it, or ""
	Err    error  // the cause: a *LimitError, the reader's error, ... or nil
}

// Error gives "file:line:column: message (hint)".
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		b.WriteByte(':')
	}
	if e.Line > 0 {
		b.WriteString(strconv.Itoa(e.Line))
		b.WriteByte(':')
		b.WriteString(strconv.Itoa(e.Column))
		b.WriteByte(':')
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(e.Msg)
	if e.Hint != "" {
		b.WriteString(" (")
		b.WriteString(e.Hint)
		b.WriteByte(')')
	}
	return b.String()
}

// Unwrap gives the cause, or nil.
func (e *Error) Unwrap() error { return e.Err }

// LimitError says that a limit of Limits was passed.
type LimitError struct {
	Limit string // the field of Limits
	Max   int64  // its value: bytes, levels, or the ratio, as the field says
}

// Error says which limit and its value.
func (e *LimitError) Error() string {
	return "limit " + e.Limit + " of " + strconv.FormatInt(e.Max, 10) + " passed"
}
