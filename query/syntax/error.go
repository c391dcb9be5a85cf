package syntax

import (
	"fmt"
	"strconv"
)

// Error is a text that is not SPARQL. Its text is "line:column: message", with
// the file's name in front if there is one; Pretty draws it.
type Error struct {
	File  string   // Options.File
	Span  Span     // the place in the text, never outside it
	Msg   string   // what was found and what was expected
	Want  []string // what could have stood there, keywords first; may be empty
	Hint  string   // advice in a sentence, or ""
	Fixes []Edit   // changes that mend the text, or nil
	Err   error    // *LimitError when a limit was hit

	incomplete bool // more text at the end could mend it
	open       Open // what was left open at the end, when incomplete
}

// Edit replaces the text of a span; an empty span inserts.
type Edit struct {
	Span Span
	New  string
}

// LimitError says that a text asks for more than Options.Limits allow.
type LimitError struct {
	Limit string // the field of Limits
	Max   int    // its value
}

// Error implements error: "1:27: message".
func (e *Error) Error() string {
	at := strconv.Itoa(e.Span.Start.Line) + ":" + strconv.Itoa(e.Span.Start.Column) + ": "
	if e.File != "" {
		at = e.File + ":" + at
	}
	return at + e.Msg
}

// Unwrap gives the *LimitError of a text that hit a limit.
func (e *Error) Unwrap() error { return e.Err }

// Error implements error.
func (e *LimitError) Error() string {
	return fmt.Sprintf("limit %s of %d exceeded", e.Limit, e.Max)
}

// Apply gives the text with the edits made. Edits must not overlap; they may be
// in any order.
func Apply(text string, edits []Edit) string {
	rest := append([]Edit(nil), edits...)
	for len(rest) > 0 {
		last := 0
		for i := range rest {
			if rest[i].Span.Start.Offset >= rest[last].Span.Start.Offset {
				last = i
			}
		}
		e := rest[last]
		rest = append(rest[:last], rest[last+1:]...)
		start, end := min(e.Span.Start.Offset, len(text)), min(e.Span.End.Offset, len(text))
		text = text[:start] + e.New + text[end:]
	}
	return text
}

// replace is an edit of the text between two offsets.
func replace(src string, start, end int, text string) Edit {
	return Edit{Span{position(src, start), position(src, end)}, text}
}

// insert is an edit that adds text at an offset.
func insert(src string, off int, text string) Edit { return replace(src, off, off, text) }
