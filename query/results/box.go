package results

import (
	"fmt"
	"io"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// ANSI colours, used only with Options.Color.
const (
	ansiReset = "\x1b[0m"
	ansiBold  = "\x1b[1m"
	ansiDim   = "\x1b[2m"
	ansiIRI   = "\x1b[36m"
)

// narrowest is the least width in columns to which Box squeezes a column that
// needs more; below it a table says nothing and records say more.
const narrowest = 6

// maxWrapLines is the most lines that Wrap gives to one cell.
const maxWrapLines = 40

// longCell is how many bytes of a term Box looks at when cells are cut: more
// than any terminal is wide, so a literal of megabytes costs nothing.
const longCell = 8192

// box holds the rows to be shown: the first ones, and a ring of the last ones.
type box struct {
	o    Options
	show *shower
	vars []string
	head [][]cell
	tail [][]cell // a ring; the oldest is at n modulo its length
	n    int      // rows after head
}

func writeBox(w io.Writer, rows Rows, o Options) (int, error) {
	t := &box{o: o, show: newShower(o)}
	for _, v := range rows.Vars() {
		t.vars = append(t.vars, visible(v))
	}
	var failed error
	for terms, err := range rows.Terms() {
		if err != nil {
			failed = err
			break
		}
		t.add(terms)
	}
	_, err := w.Write(t.render())
	if failed != nil {
		err = failed
	}
	return len(t.head) + t.n, err
}

func (t *box) add(terms []graph.Term) {
	limit := t.o.MaxRows
	if limit <= 0 || len(t.head) < (limit+1)/2 {
		t.head = append(t.head, t.cells(terms))
		return
	}
	if size := limit - (limit+1)/2; len(t.tail) < size {
		t.tail = append(t.tail, t.cells(terms))
	} else if size > 0 {
		t.tail[t.n%size] = t.cells(terms)
	}
	t.n++
}

func (t *box) cells(terms []graph.Term) []cell {
	cells := make([]cell, len(t.vars))
	for i := range cells {
		var term graph.Term
		if i < len(terms) {
			term = terms[i]
		}
		c := t.show.raw(term)
		if t.o.Width > 0 && !t.o.Wrap && len(c.text) > longCell {
			c.text = c.text[:longCell/2] + ellipsis + c.text[len(c.text)-longCell/2:]
		}
		c.text, c.note = visible(c.text), visible(c.note)
		cells[i] = c
	}
	return cells
}

// last gives the rows of the ring, oldest first.
func (t *box) last() [][]cell {
	if len(t.tail) == 0 {
		return nil
	}
	at := t.n % len(t.tail)
	return append(append([][]cell(nil), t.tail[at:]...), t.tail[:at]...)
}

// omitted is how many rows are neither in head nor in the ring.
func (t *box) omitted() int { return t.n - len(t.tail) }

func (t *box) render() []byte {
	if len(t.vars) == 0 {
		return fmt.Appendf(nil, "(no columns, %d rows)\n", len(t.head)+t.n)
	}
	widths := t.widths()
	if widths == nil {
		return t.records()
	}
	g := grid{t: t, widths: widths, right: make([]bool, len(widths))}
	for i := range g.right {
		g.right[i] = t.numbers(i)
	}
	g.rule('┌', '┬', '┐')
	g.header()
	g.rule('├', '┼', '┤')
	for _, row := range t.head {
		g.row(row)
	}
	if n := t.omitted(); n > 0 {
		g.note(fmt.Sprintf("%s %d more", ellipsis, n))
	}
	for _, row := range t.last() {
		g.row(row)
	}
	g.rule('└', '┴', '┘')
	return g.b
}

// records shows the rows as Line does, for a width that no table fits.
func (t *box) records() []byte {
	e := &lineEncoder{show: t.show, color: t.o.Color}
	b := e.begin(nil, t.vars)
	for i, row := range t.head {
		b = e.cells(b, i, row)
	}
	if n := t.omitted(); n > 0 {
		b = fmt.Appendf(b, "\n%s %d more\n", ellipsis, n)
	}
	for i, row := range t.last() {
		b = e.cells(b, len(t.head)+t.omitted()+i, row)
	}
	return b
}

// widths gives the columns' widths that fit Options.Width, or nil if none do:
// the widest columns are lowered to a common level, the others keep what they need.
func (t *box) widths() []int {
	natural := make([]int, len(t.vars))
	for i, v := range t.vars {
		natural[i] = width(v)
	}
	for _, rows := range [][][]cell{t.head, t.tail} {
		for _, row := range rows {
			for i, c := range row {
				natural[i] = max(natural[i], width(c.text)+width(c.note))
			}
		}
	}
	if t.o.Width <= 0 {
		return natural
	}
	room := t.o.Width - 3*len(natural) - 1
	if t.o.Plain {
		room = t.o.Width - 2*(len(natural)-1)
	}
	return squeeze(natural, room)
}

// squeeze lowers the largest of natural to a level at which their sum is at
// most room; nil when the level would be below narrowest.
func squeeze(natural []int, room int) []int {
	sum, widest := 0, 0
	for _, n := range natural {
		sum += n
		widest = max(widest, n)
	}
	if sum <= room {
		return natural
	}
	capped := func(level int) (sum int) {
		for _, n := range natural {
			sum += min(n, level)
		}
		return sum
	}
	level := min(widest, max(room, 0))
	for level >= narrowest && capped(level) > room {
		level--
	}
	if level < narrowest {
		return nil
	}
	spare := room - capped(level)
	out := make([]int, len(natural))
	for i, n := range natural {
		out[i] = min(n, level)
		if n > level && spare > 0 {
			out[i]++
			spare--
		}
	}
	return out
}

// grid draws the table.
type grid struct {
	t      *box
	widths []int
	right  []bool // columns of numbers: header and unbound cells go to the right
	b      []byte
}

// rule draws a horizontal line; nothing in plain mode.
func (g *grid) rule(left, middle, right rune) {
	if g.t.o.Plain {
		return
	}
	g.color(ansiDim, true)
	for i, w := range g.widths {
		corner := middle
		if i == 0 {
			corner = left
		}
		g.b = append(g.b, string(corner)...)
		g.b = append(g.b, strings.Repeat("─", w+2)...)
	}
	g.b = append(g.b, string(right)...)
	g.color(ansiReset, true)
	g.b = append(g.b, '\n')
}

func (g *grid) color(code string, on bool) {
	if g.t.o.Color && on {
		g.b = append(g.b, code...)
	}
}

// edge draws the border before column i, or after the last one.
func (g *grid) edge(i int) {
	if g.t.o.Plain {
		if i > 0 && i < len(g.widths) {
			g.b = append(g.b, "  "...)
		}
		return
	}
	if i > 0 {
		g.b = append(g.b, ' ')
	}
	g.color(ansiDim, true)
	g.b = append(g.b, "│"...)
	g.color(ansiReset, true)
	if i < len(g.widths) {
		g.b = append(g.b, ' ')
	}
}

// pad appends n spaces.
func (g *grid) pad(n int) {
	for ; n > 0; n-- {
		g.b = append(g.b, ' ')
	}
}

// endLine ends a line, in plain mode without spaces before its end.
func (g *grid) endLine() {
	g.edge(len(g.widths))
	if g.t.o.Plain {
		for len(g.b) > 0 && g.b[len(g.b)-1] == ' ' {
			g.b = g.b[:len(g.b)-1]
		}
	}
	g.b = append(g.b, '\n')
}

func (g *grid) header() {
	for i, v := range g.t.vars {
		g.edge(i)
		text := cutEnd(v, g.widths[i])
		fill := g.widths[i] - width(text)
		if g.right[i] {
			g.pad(fill)
			fill = 0
		}
		g.color(ansiBold, true)
		g.b = append(g.b, text...)
		g.color(ansiReset, true)
		g.pad(fill)
	}
	g.endLine()
}

// numbers reports whether column i shows numbers, and nothing else.
func (t *box) numbers(i int) bool {
	found := false
	for _, rows := range [][][]cell{t.head, t.tail} {
		for _, row := range rows {
			if row[i].kind != 0 && !row[i].right {
				return false
			}
			found = found || row[i].right
		}
	}
	return found
}

func (g *grid) row(row []cell) {
	if g.t.o.Wrap {
		g.wrapped(row)
		return
	}
	for i, c := range row {
		g.edge(i)
		c.right = c.right || c.kind == 0 && g.right[i]
		g.cell(fit(c, g.widths[i]), g.widths[i])
	}
	g.endLine()
}

// fit cuts a cell to w columns; the note goes first.
func fit(c cell, w int) cell {
	if width(c.text)+width(c.note) <= w {
		return c
	}
	if room := w - width(c.note); c.note != "" && room >= narrowest {
		c.text = cutEnd(c.text, room)
		return c
	}
	c.note = ""
	if c.kind == graph.IRI {
		c.text = cutIRI(c.text, w)
	} else {
		c.text = cutEnd(c.text, w)
	}
	return c
}

// cell draws a cell that fits.
func (g *grid) cell(c cell, w int) {
	fill := w - width(c.text) - width(c.note)
	if c.right {
		g.pad(fill)
		fill = 0
	}
	g.color(ansiDim, c.kind == 0 || c.kind == graph.Blank)
	g.color(ansiIRI, c.kind == graph.IRI)
	g.b = appendLinked(g.b, c.link, c.text)
	g.color(ansiReset, c.kind != graph.Literal && c.kind != graph.TripleTerm)
	if c.note != "" {
		g.color(ansiDim, true)
		g.b = append(g.b, c.note...)
		g.color(ansiReset, true)
	}
	g.pad(fill)
}

// wrapped draws a row whose cells may take several lines.
func (g *grid) wrapped(row []cell) {
	lines := make([][]string, len(row))
	height := 1
	for i, c := range row {
		if width(c.text)+width(c.note) > g.widths[i] {
			lines[i] = wrap(c.text+c.note, g.widths[i], maxWrapLines)
			height = max(height, len(lines[i]))
		}
	}
	for at := range height {
		for i, c := range row {
			g.edge(i)
			switch {
			case lines[i] != nil && at < len(lines[i]):
				c.text, c.note = lines[i][at], ""
			case lines[i] != nil || at > 0:
				c = cell{kind: graph.Literal}
			default:
				c.right = c.right || c.kind == 0 && g.right[i]
			}
			g.cell(c, g.widths[i])
		}
		g.endLine()
	}
}

// note draws a line across all columns.
func (g *grid) note(text string) {
	inner := 0
	for _, w := range g.widths {
		inner += w + 3
	}
	inner -= 3
	whole := &grid{t: g.t, widths: []int{inner}, b: g.b}
	whole.edge(0)
	whole.cell(cell{text: cutEnd(text, inner)}, inner)
	whole.endLine()
	g.b = whole.b
}
