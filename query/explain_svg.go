package query

import (
	"fmt"
	"html"
	"io"
	"strings"
)

// The picture's measures, in pixels.
const (
	svgBoxHeight = 52
	svgRowHeight = 84
	svgCharWidth = 7
	svgMargin    = 16
	svgMaxChars  = 48
)

// SVG writes the plan as a picture: a box an operator, joined to the boxes it
// reads from below; the bar under a box is its share of the most rows of any.
func (p *Plan) SVG(w io.Writer) error {
	d := &svgDrawing{analyzed: p.Analyzed}
	width, _ := d.place(p.Root, svgMargin, 0)
	height := (d.depth+1)*svgRowHeight + svgMargin
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n",
		width+2*svgMargin, height)
	out.WriteString(d.lines.String())
	for _, b := range d.boxes {
		b.draw(&out, d)
	}
	out.WriteString("</svg>\n")
	_, err := io.WriteString(w, out.String())
	return err
}

type svgDrawing struct {
	analyzed bool
	boxes    []svgBox
	lines    strings.Builder
	depth    int
	most     int64
}

type svgBox struct {
	n       *PlanNode
	x, y, w int
}

// place lays out n and its inputs from x on and gives the width used and the
// middle of n's box.
func (d *svgDrawing) place(n *PlanNode, x, depth int) (width, middle int) {
	d.depth = max(d.depth, depth)
	d.most = max(d.most, n.Rows)
	own := max(len([]rune(shorten(n.Detail))), len([]rune(shorten(n.Operator)))+16)*svgCharWidth + 2*svgMargin
	at := x
	var middles []int
	for _, in := range n.Inputs {
		w, m := d.place(in, at, depth+1)
		middles = append(middles, m)
		at += w + svgMargin
	}
	width = max(own, at-x-svgMargin)
	middle = x + width/2
	y := svgMargin + depth*svgRowHeight
	for _, m := range middles {
		fmt.Fprintf(&d.lines, `<path d="M%d %d L%d %d" stroke="#888" fill="none"/>`+"\n", middle, y+svgBoxHeight, m, y+svgRowHeight)
	}
	d.boxes = append(d.boxes, svgBox{n, middle - own/2, y, own})
	return width, middle
}

func (b svgBox) draw(out *strings.Builder, d *svgDrawing) {
	figures := "est " + count(b.n.Estimated)
	if d.analyzed {
		figures += fmt.Sprintf(" · rows %d", b.n.Rows)
	}
	fmt.Fprintf(out, `<rect x="%d" y="%d" width="%d" height="%d" rx="6" fill="#f4f6fa" stroke="#556"/>`+"\n", b.x, b.y, b.w, svgBoxHeight)
	fmt.Fprintf(out, `<text x="%d" y="%d" font-weight="bold">%s</text>`+"\n", b.x+8, b.y+18, html.EscapeString(shorten(b.n.Operator)))
	fmt.Fprintf(out, `<text x="%d" y="%d" text-anchor="end" fill="#556">%s</text>`+"\n", b.x+b.w-8, b.y+18, html.EscapeString(figures))
	fmt.Fprintf(out, `<text x="%d" y="%d" font-family="monospace">%s</text>`+"\n", b.x+8, b.y+36, html.EscapeString(shorten(b.n.Detail)))
	if d.analyzed && d.most > 0 {
		bar := int(int64(b.w-16) * b.n.Rows / d.most)
		fmt.Fprintf(out, `<rect x="%d" y="%d" width="%d" height="4" fill="#4a7"/>`+"\n", b.x+8, b.y+svgBoxHeight-8, bar)
	}
}

// shorten cuts a text to what fits a box.
func shorten(s string) string {
	r := []rune(visible(s))
	if len(r) > svgMaxChars {
		return string(r[:svgMaxChars-1]) + "…"
	}
	return string(r)
}
