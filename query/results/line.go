package results

import (
	"strconv"

	"github.com/trivet-rdf/trivet/graph"
)

// lineEncoder writes each row as a record: a line with its number, then a line
// for each variable, the names padded to the same width.
type lineEncoder struct {
	show  *shower
	color bool
	vars  []string
	wide  int
}

func (e *lineEncoder) begin(b []byte, vars []string) []byte {
	for _, v := range vars {
		v = visible(v)
		e.vars = append(e.vars, v)
		e.wide = max(e.wide, width(v))
	}
	return b
}

func (e *lineEncoder) row(b []byte, n int, terms []graph.Term) []byte {
	cells := make([]cell, len(terms))
	for i, t := range terms {
		cells[i] = e.show.cell(t)
	}
	return e.cells(b, n, cells)
}

func (e *lineEncoder) cells(b []byte, n int, cells []cell) []byte {
	b = e.paint(b, ansiDim, "-[ "+strconv.Itoa(n+1)+" ]-")
	b = append(b, '\n')
	for i, c := range cells {
		b = e.paint(b, ansiBold, e.vars[i])
		for k := width(e.vars[i]); k < e.wide; k++ {
			b = append(b, ' ')
		}
		b = append(b, " = "...)
		if c.kind == 0 {
			b = e.paint(b, ansiDim, c.text)
		} else {
			b = appendLinked(b, c.link, c.text)
		}
		if c.note != "" {
			b = e.paint(b, ansiDim, c.note)
		}
		b = append(b, '\n')
	}
	return b
}

func (e *lineEncoder) paint(b []byte, code, s string) []byte {
	if !e.color {
		return append(b, s...)
	}
	b = append(b, code...)
	b = append(b, s...)
	return append(b, ansiReset...)
}

func (e *lineEncoder) end(b []byte, _ int) []byte { return b }
