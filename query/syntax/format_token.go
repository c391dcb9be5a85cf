package syntax

import "strings"

// token adds the piece of one token; blank tells whether an empty line stands
// before it.
func (f *formatter) token(t token, blank bool) {
	m := f.marks[t.start.Offset]
	p := piece{text: f.spelled(t), space: f.spaceBefore(t, m), indent: f.depth}
	switch {
	case t.kind == tRBrace:
		p.brk = f.closeBrace(&p)
	case m&markLine != 0 || f.startsClause(t):
		p.brk = breakLine
		// Clauses stand close together; parts of a group and operations may not.
		p.blank = blank && (f.after.kind != tLBrace || f.lastIsComment()) && (m&markLine != 0 || f.after.kind == tSemicolon)
		p.blank = p.blank || f.endsPrologue(t) && !f.lastIsComment()
	case m&markProperty != 0 && !f.inBracket():
		p.brk, p.hang = breakLine, true
	case m&markItem != 0 || t.kind == tAnd || t.kind == tOr || f.after.kind == tComma:
		p.brk = breakMaybe
	}
	f.pieces = append(f.pieces, p)
	switch t.kind {
	case tLBrace:
		indent := m&markInline == 0
		f.open = append(f.open, opened{t.kind, indent})
		if indent {
			f.depth++
		}
	case tLParen, tLBracket, tReifOpen, tTermOpen, tAnnOpen:
		f.open = append(f.open, opened{kind: t.kind})
	case tRParen, tRBracket, tReifEnd, tTermEnd, tAnnEnd:
		f.pop()
	}
}

func (f *formatter) pop() opened {
	if len(f.open) == 0 {
		return opened{}
	}
	last := f.open[len(f.open)-1]
	f.open = f.open[:len(f.open)-1]
	return last
}

// closeBrace ends a brace: on a line of its own if its content stands on lines.
func (f *formatter) closeBrace(p *piece) breakKind {
	if !f.pop().indent {
		p.space = f.after.kind != tLBrace
		return breakNever
	}
	f.depth--
	p.indent = f.depth
	if f.after.kind == tLBrace && !f.lastIsComment() {
		p.space = false
		return breakNever
	}
	return breakLine
}

func (f *formatter) lastIsComment() bool {
	return len(f.pieces) > 0 && f.pieces[len(f.pieces)-1].comment
}

// inBracket tells whether the innermost open thing is not a brace.
func (f *formatter) inBracket() bool {
	return len(f.open) > 0 && f.open[len(f.open)-1].kind != tLBrace
}

// spelled is a token as it is to be written.
func (f *formatter) spelled(t token) string {
	text := f.src[t.start.Offset:t.end.Offset]
	if t.kind == tWord && t.word != "" {
		return spelling(t.word)
	}
	return text
}

// startsClause tells whether a token begins a clause, which begins a line.
func (f *formatter) startsClause(t token) bool {
	if f.inBracket() || t.kind != tWord {
		return false
	}
	switch t.word {
	case "WHERE":
		return f.after.word != "DELETE" && f.after.word != "ASK" && f.after.word != "CONSTRUCT"
	case "PREFIX", "BASE", "VERSION", "SELECT", "CONSTRUCT", "DESCRIBE", "ASK", "FROM",
		"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES",
		"INSERT", "DELETE", "WITH", "USING", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY":
		return true
	}
	return false
}

// spaceBefore tells whether a space stands before a token that does not begin a
// line.
func (f *formatter) spaceBefore(t token, m mark) bool {
	before := f.marks[f.after.start.Offset]
	switch {
	case m&markPath != 0, before&markUnary != 0 && isSign(f.after.kind):
		return false
	case t.kind == tLParen:
		return f.spaceBeforeParen(before)
	case f.after.kind == tLParen, f.after.kind == tTypeMark:
		return false
	}
	switch t.kind {
	case tRParen, tComma, tTypeMark, tLang:
		return false
	case tSemicolon: // of GROUP_CONCAT
		return len(f.open) == 0 || f.open[len(f.open)-1].kind != tLParen
	case tRBracket:
		return f.after.kind != tLBracket
	}
	return true
}

// isSign tells whether a token may be a sign or a negation.
func isSign(k kind) bool { return k == tPlus || k == tMinus || k == tBang }

// spaceBeforeParen tells whether a space stands before "(".
func (f *formatter) spaceBeforeParen(before mark) bool {
	switch {
	case f.after.kind == tLParen, before&markCall != 0:
		return false
	case f.after.kind == tWord:
		w := f.after.word
		return !isFunction(w) && w != "BIND" && w != "ASC" && w != "DESC"
	}
	return true
}

// ---- layout

// breakKind says whether a piece begins a line.
type breakKind uint8

const (
	breakNever breakKind = iota
	breakMaybe           // if the line would be too long
	breakLine
)

// piece is a token or comment with the way it is set.
type piece struct {
	text    string
	brk     breakKind
	space   bool // a space stands before it, inside a line
	hang    bool // the line is indented below the one that it goes on with
	blank   bool // an empty line stands before it
	comment bool
	indent  int // levels, if it begins a line
}

const (
	indentWidth = 2
	hangWidth   = 4
	maxColumns  = 100
)

// layOut sets pieces in lines.
func layOut(pieces []piece) string {
	var b strings.Builder
	column, level := 0, 0
	newLine := func(width int) {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.Repeat(" ", width))
		column = width
	}
	for i, p := range pieces {
		afterComment := i > 0 && pieces[i-1].comment
		switch {
		case p.brk == breakLine:
			if p.blank && b.Len() > 0 {
				b.WriteByte('\n')
			}
			level = p.indent * indentWidth
			if p.hang {
				level += hangWidth
			}
			newLine(level)
			if p.hang {
				level -= hangWidth
			}
		case afterComment && p.indent*indentWidth < level:
			level = p.indent * indentWidth
			newLine(level)
		case afterComment:
			newLine(level + hangWidth)
		case p.brk == breakMaybe && column+runWidth(pieces[i:]) > maxColumns && column > level+hangWidth:
			newLine(level + hangWidth)
		case p.comment:
			b.WriteString("  ")
			column += 2
		case p.space && i > 0:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(p.text)
		column += textWidth(p.text, column)
	}
	b.WriteByte('\n')
	return b.String()
}

// runWidth is the number of columns up to the next place for a break.
func runWidth(pieces []piece) int {
	n := 0
	for i, p := range pieces {
		if i > 0 && (p.brk != breakNever || p.comment || n > maxColumns) {
			break
		}
		n += len(p.text)
		if p.space {
			n++
		}
	}
	return n
}

// textWidth is how far a text moves the column; a long string may hold line
// breaks.
func textWidth(s string, column int) int {
	if n := strings.LastIndexAny(s, "\r\n"); n >= 0 {
		return len(s) - n - 1 - column
	}
	return len(s)
}
