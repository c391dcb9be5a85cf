package syntax

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// explain says what is wrong with a tError token that was just read.
func (l *lexer) explain(t token) *Error {
	if c := l.src[t.start.Offset]; c == '"' || c == '\'' {
		return l.openString(t)
	}
	return l.unreadable(t)
}

// openString explains a string that is not closed. Text after the end could
// close it if it goes up to there.
func (l *lexer) openString(t token) *Error {
	off, end := t.start.Offset, t.end.Offset
	quote := l.src[off : off+1]
	e := &Error{
		Span: t.span(), Msg: "this string is not closed with " + quote + " on its line",
		Hint:       "a string over several lines stands between " + strings.Repeat(quote, 3),
		incomplete: end == len(l.src), open: OpenString,
	}
	if long := strings.Repeat(quote, 3); strings.HasPrefix(l.src[off:], long) {
		e.Msg, e.Hint = "this string is not closed with "+long, ""
		e.Fixes = []Edit{{Span{t.end, t.end}, long}}
	}
	return e
}

// unreadable explains text that is no token.
func (l *lexer) unreadable(t token) *Error {
	src, off, at := l.src, t.start.Offset, t.span()
	text := src[off:at.End.Offset]
	e := &Error{Span: at, Msg: `"` + cut(text) + `" has no meaning here`}
	switch text[0] {
	case '=':
		e.Msg, e.Hint, e.Fixes = `"==" is no operator`, `equality is written with a single "="`, []Edit{{at, "="}}
	case '&':
		e.Msg, e.Fixes = `a single "&" has no meaning; "and" is written "&&"`, []Edit{{at, "&&"}}
	case '@':
		e.Msg, e.Hint = `a language tag is missing after "@"`, `write "chat"@fr, without spaces`
	case '$':
		e.Msg = `the name of a variable is missing after "$"`
	case '_':
		e.Msg, e.Hint = "this is no blank node", "blank nodes are written _:name, or [] without a name"
	case '%':
		e.Msg, e.Hint = "this percent escape is broken", "% is followed by two hexadecimal digits; SPARQL has no remainder operator"
	case '\\':
		e.Msg, e.Hint = "an escape cannot stand here", `escapes belong inside strings and IRIs; in names only characters such as \~ \. \- \, \/ can be escaped`
	case '`':
		e.Hint = "strings stand between double or single quotes, IRIs between < and >"
	default:
		l.oddCharacter(e)
	}
	switch text[0] {
	case '&', '@', '$', '_', '%', '\\':
		e.incomplete = at.End.Offset == len(src)
	}
	return e
}

// oddCharacter explains a character that comes from word processors and web
// pages, or that cannot be seen.
func (l *lexer) oddCharacter(e *Error) {
	off := e.Span.Start.Offset
	r, size := utf8.DecodeRuneInString(l.src[off:])
	if plain, closing := smartQuote(r); plain != "" {
		e.Msg = fmt.Sprintf("%q is a typographic quotation mark", r)
		e.Hint = "strings stand between plain quotation marks, \"...\" or '...'"
		e.Fixes = []Edit{{e.Span, plain}}
		rest := l.src[off+size:]
		if line, _, _ := strings.Cut(rest, "\n"); closing != 0 {
			if n := strings.IndexFunc(line, func(x rune) bool { return x == closing || x == r }); n >= 0 {
				_, width := utf8.DecodeRuneInString(line[n:])
				e.Fixes = append(e.Fixes, replace(l.src, off+size+n, off+size+n+width, plain))
			}
		}
		return
	}
	if op := plainOperator(r); op != "" {
		e.Msg, e.Fixes = fmt.Sprintf("%q is no operator; write %s", r, op), []Edit{{e.Span, op}}
		return
	}
	switch {
	case r == utf8.RuneError && size <= 1:
		e.Msg = "this byte is not valid UTF-8"
	case unicode.IsSpace(r) || r == 0x200B || r == 0xFEFF || r == 0x2060:
		e.Msg = fmt.Sprintf("an invisible character (U+%04X) stands where a plain space should be", r)
		e.Fixes = []Edit{{e.Span, " "}}
	case !unicode.IsPrint(r):
		e.Msg = fmt.Sprintf("an invisible character (U+%04X) cannot stand here", r)
		e.Fixes = []Edit{{e.Span, ""}}
	default:
		e.Msg = fmt.Sprintf("%q cannot stand here", r)
	}
}

// smartQuote gives the plain form of a typographic quotation mark, and the mark
// that closes it.
func smartQuote(r rune) (plain string, closing rune) {
	switch r {
	case '“', '„', '‟':
		return `"`, '”'
	case '”', '″':
		return `"`, '”'
	case '«':
		return `"`, '»'
	case '»':
		return `"`, '«'
	case '‘', '‚', '‛':
		return `'`, '’'
	case '’', '′':
		return `'`, '’'
	}
	return "", 0
}

// plainOperator gives the SPARQL form of a mathematical sign.
func plainOperator(r rune) string {
	switch r {
	case '≠':
		return "!="
	case '≤':
		return "<="
	case '≥':
		return ">="
	case '–', '—', '−':
		return "-"
	case '×':
		return "*"
	case '÷':
		return "/"
	case '∧':
		return "&&"
	case '∨':
		return "||"
	case '¬':
		return "!"
	}
	return ""
}
