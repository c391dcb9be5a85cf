package repl

import (
	"fmt"
	"html"
	"strings"
)

// maxBoxFacts is how many facts a box of a picture tells.
const maxBoxFacts = 14

// label is the text of a thing's box, a line each: name, then facts.
func (t *thing) label() []string {
	lines := []string{t.name}
	for i, f := range t.facts {
		if i == maxBoxFacts {
			return append(lines, "… "+thousands(len(t.facts)-i)+" more")
		}
		lines = append(lines, f.text())
	}
	return lines
}

// numbers gives every thing a number, for the names of nodes.
func (p *picture) numbers() map[*thing]int {
	n := make(map[*thing]int, len(p.things))
	for i, t := range p.things {
		n[t] = i
	}
	return n
}

// dot draws the picture in the language of Graphviz.
func (p *picture) dot() string {
	var b strings.Builder
	b.WriteString("digraph trivet {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\", fontsize=11];\n  edge [fontname=\"sans-serif\", fontsize=10];\n")
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;")
	number := p.numbers()
	for i, t := range p.things {
		fmt.Fprintf(&b, "  n%d [label=\"", i)
		for _, line := range t.label() {
			b.WriteString(quote.Replace(line) + `\l`)
		}
		b.WriteString("\"];\n")
	}
	for i, t := range p.things {
		for _, a := range t.arrows {
			fmt.Fprintf(&b, "  n%d -> n%d [label=\"%s\"];\n", i, number[a.to], quote.Replace(a.name))
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// mermaid draws the picture as a Mermaid flowchart.
func (p *picture) mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	number := p.numbers()
	for i, t := range p.things {
		lines := t.label()
		for j := range lines {
			lines[j] = mermaidText(lines[j])
		}
		fmt.Fprintf(&b, "  n%d[\"%s\"]\n", i, strings.Join(lines, "<br>"))
	}
	for i, t := range p.things {
		for _, a := range t.arrows {
			fmt.Fprintf(&b, "  n%d -->|\"%s\"| n%d\n", i, mermaidText(a.name), number[a.to])
		}
	}
	return b.String()
}

// mermaidText writes text so that it cannot end a label or carry markup.
func mermaidText(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(`"<>&#;%{}[]()|\*_`+"`", r) {
			fmt.Fprintf(&b, "#%d;", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// The measures of a picture, in pixels.
const (
	boxLine    = 16
	boxPad     = 8
	boxChar    = 7
	columnGap  = 170 // room for the names of arrows
	rowGap     = 22
	pictureRim = 20
)

// placed is a thing with its place.
type placed struct {
	*thing
	lines      []string
	column     int
	x, y, w, h int
}

// svg draws the picture: things in columns by their distance from those that
// nothing leads to, arrows between them.
func (p *picture) svg() string {
	boxes := p.layout()
	width, height := 2*pictureRim, 2*pictureRim
	at := make(map[*thing]*placed, len(boxes))
	for _, b := range boxes {
		at[b.thing] = b
		width, height = max(width, b.x+b.w+columnGap/2), max(height, b.y+b.h+pictureRim)
	}
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", width, height, width, height)
	out.WriteString(`<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#667"/></marker></defs>` + "\n")
	fmt.Fprintf(&out, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", width, height)
	for _, b := range boxes {
		for i, a := range b.arrows {
			drawArrow(&out, a.name, b, at[a.to], i)
		}
	}
	for _, b := range boxes {
		b.draw(&out)
	}
	out.WriteString("</svg>\n")
	return out.String()
}

// layout gives every thing a place: columns by distance, below each other.
func (p *picture) layout() []*placed {
	at := make(map[*thing]*placed, len(p.things))
	var boxes []*placed
	for _, root := range p.things {
		if at[root] != nil {
			continue
		}
		at[root] = newPlaced(root, 0)
		boxes = append(boxes, at[root])
		for queue := []*placed{at[root]}; len(queue) > 0; queue = queue[1:] {
			for _, a := range queue[0].arrows {
				if at[a.to] == nil {
					at[a.to] = newPlaced(a.to, queue[0].column+1)
					boxes = append(boxes, at[a.to])
					queue = append(queue, at[a.to])
				}
			}
		}
	}
	var widths, heights []int
	for _, b := range boxes {
		for len(widths) <= b.column {
			widths, heights = append(widths, 0), append(heights, pictureRim)
		}
		widths[b.column] = max(widths[b.column], b.w)
		b.y = heights[b.column]
		heights[b.column] += b.h + rowGap
	}
	for _, b := range boxes {
		b.x = pictureRim
		for _, w := range widths[:b.column] {
			b.x += w + columnGap
		}
	}
	return boxes
}

// newPlaced measures a thing's box.
func newPlaced(t *thing, column int) *placed {
	b := &placed{thing: t, lines: t.label(), column: column}
	for _, line := range b.lines {
		b.w = max(b.w, len([]rune(line))*boxChar+2*boxPad)
	}
	b.h = len(b.lines)*boxLine + 2*boxPad
	return b
}

// draw draws a box with its text.
func (b *placed) draw(out *strings.Builder) {
	fmt.Fprintf(out, `<rect x="%d" y="%d" width="%d" height="%d" rx="6" fill="#f4f6fa" stroke="#556"/>`+"\n", b.x, b.y, b.w, b.h)
	for i, line := range b.lines {
		weight := ""
		if i == 0 {
			weight = ` font-weight="bold"`
		}
		fmt.Fprintf(out, `<text x="%d" y="%d"%s>%s</text>`+"\n", b.x+boxPad, b.y+boxPad+12+i*boxLine, weight, html.EscapeString(line))
	}
}

// drawArrow draws the i-th arrow of a box, named in its middle. An arrow to the
// same column or back leaves and arrives on the right.
func drawArrow(out *strings.Builder, name string, from, to *placed, i int) {
	x1, y1 := from.x+from.w, from.y+boxPad+6+min(i*10, max(from.h-2*boxPad, 0))
	x2, y2 := to.x, to.y+boxPad+6
	bend := columnGap / 2
	end := x2 - bend
	if to.column <= from.column {
		x2 = to.x + to.w
		y2 = to.y + to.h - boxPad
		end = x2 + bend
	}
	fmt.Fprintf(out, `<path d="M%d %d C%d %d %d %d %d %d" stroke="#667" fill="none" marker-end="url(#tip)"/>`+"\n", x1, y1, x1+bend, y1, end, y2, x2, y2)
	fmt.Fprintf(out, `<text x="%d" y="%d" font-size="11" fill="#334" text-anchor="middle">%s</text>`+"\n", (x1+x1+bend+end+x2)/4, (y1+y2)/2-3, html.EscapeString(name))
}
