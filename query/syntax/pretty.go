package syntax

import "strings"

// maxDrawnColumns is how much of a long line Pretty draws.
const maxDrawnColumns = 100

// Pretty draws the error below the line of text it is in, with a caret, the
// hint and the mended line. The text must be the one that was parsed. Widths
// are those of a terminal: tabs, wide and combining characters are counted;
// control characters are made visible. The result ends with a line break.
//
//	query.rq:2:12: expected a condition in parentheses after FILTER, but found the variable ?age
//	  2 | FILTER ?age > 30
//	    |        ^^^^
//	    hint: conditions stand in parentheses
//	    fix:  FILTER (?age > 30)
func (e *Error) Pretty(text string) string {
	var b strings.Builder
	b.WriteString(clean(e.Error()))
	b.WriteByte('\n')
	number := itoa(e.Span.Start.Line)
	margin := strings.Repeat(" ", len(number)+2)
	line, from := lineAround(text, e.Span.Start.Offset)
	drawn, before, under := drawLine(line, e.Span.Start.Offset-from, e.Span.End.Offset-from)
	b.WriteString("  " + number + " | " + drawn + "\n")
	b.WriteString(margin + " | " + strings.Repeat(" ", before) + strings.Repeat("^", under) + "\n")
	if e.Hint != "" {
		b.WriteString(margin + " hint: " + clean(e.Hint) + "\n")
	}
	if fixed := e.fixedLine(text); fixed != "" {
		b.WriteString(margin + " fix:  " + fixed + "\n")
	}
	return b.String()
}

// lineAround is the line that holds the offset, and where it begins.
func lineAround(text string, off int) (line string, from int) {
	off = min(max(off, 0), len(text))
	from = strings.LastIndexAny(text[:off], "\r\n") + 1
	end := strings.IndexAny(text[off:], "\r\n")
	if end < 0 {
		end = len(text) - off
	}
	return strings.TrimPrefix(text[from:off+end], "\uFEFF"), from + bomAt(text, from)
}

// bomAt is the length of a byte order mark at the start of the line.
func bomAt(text string, from int) int {
	if strings.HasPrefix(text[from:], "\uFEFF") {
		return len("\uFEFF")
	}
	return 0
}

// drawLine draws a line, cut around the marked part if it is long, and tells
// how many columns stand before the mark and how many the mark takes.
func drawLine(line string, start, end int) (drawn string, before, under int) {
	all := cells(line)
	total := 0
	for _, c := range all {
		total += c.width
		switch {
		case c.off < start:
			before += c.width
		case c.off < end:
			under += c.width
		}
	}
	under = max(under, 1)
	lo, hi := 0, total
	if total > maxDrawnColumns {
		lo = max(0, min(before-maxDrawnColumns/3, total-maxDrawnColumns))
		hi = min(total, lo+maxDrawnColumns)
	}
	under = max(1, min(under, hi-before))
	return cutCells(all, lo, hi), before - lo, under
}

// cutCells draws the columns from lo to hi, with dots where something is left
// out. A wide character that does not fit becomes spaces.
func cutCells(all []cell, lo, hi int) string {
	var b strings.Builder
	column := 0
	for _, c := range all {
		end := column + c.width
		switch {
		case c.width == 0 && column == lo && lo > 0: // belongs to what is cut off
		case column >= lo && end <= hi:
			b.WriteString(c.text)
		case end > lo && column < hi:
			b.WriteString(strings.Repeat(" ", min(end, hi)-max(column, lo)))
		}
		column = end
	}
	drawn := b.String()
	if lo > 0 {
		drawn = "…" + dropColumn(drawn)
	}
	if column > hi {
		drawn += "…"
	}
	return drawn
}

// dropColumn takes the first column away, so that dots can stand there.
func dropColumn(s string) string {
	all := cells(s)
	n := 0
	for n < len(all) && all[n].width == 0 {
		n++
	}
	if n == len(all) {
		return s
	}
	width := all[n].width
	for n++; n < len(all) && all[n].width == 0; n++ {
	}
	rest := ""
	if n < len(all) {
		rest = s[all[n].off:]
	}
	return strings.Repeat(" ", width-1) + rest
}

// fixedLine is the line of the first change as it is with the fixes made, or ""
// when there are none.
func (e *Error) fixedLine(text string) string {
	if len(e.Fixes) == 0 {
		return ""
	}
	first := e.Fixes[0].Span.Start.Offset
	for _, f := range e.Fixes {
		first = min(first, f.Span.Start.Offset)
	}
	line, from := lineAround(Apply(text, e.Fixes), first)
	drawn, _, _ := drawLine(line, first-from, first-from)
	return strings.TrimSpace(drawn)
}

// clean makes control characters of a message visible.
func clean(s string) string {
	var b strings.Builder
	for _, c := range cells(s) {
		b.WriteString(c.text)
	}
	return b.String()
}
