package main

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// Sizes of the chart of the comparison, in pixels.
const (
	stripLeft   = 210 // of the axis
	stripWidth  = 620
	stripRow    = 20
	stripTop    = 64
	stripRight  = 150
	stripGap    = 14 // between workloads
	stripRadius = 3
)

// strips draws a row for every workload, size and peer: a dot a query at the ratio
// of the peer's time to Trivet's on a logarithmic axis, and a bar at the geometric
// mean. Dots left of the line at 1 are red: there Trivet is slower.
func strips(all []*report) string {
	d := &document{all: all}
	low, high := -1.0, 4.0
	var b strings.Builder
	y := stripTop
	x := func(ratio float64) float64 {
		p := min(max(math.Log10(ratio), low), high)
		return stripLeft + (p-low)/(high-low)*stripWidth
	}
	for _, g := range d.groups() {
		fmt.Fprintf(&b, "<text x=\"10\" y=\"%d\" font-weight=\"bold\">%s %s</text>\n", y+14, html.EscapeString(g[0].Workload), g[0].Size)
		for _, peer := range d.peers() {
			if peer == unaided {
				continue
			}
			if t := tallyOf(g, peer, "trivet"); t.both+t.fails > 0 {
				strip(&b, g, peer, &t, y, x)
				y += stripRow
			}
		}
		y += stripGap
	}
	var head strings.Builder
	for p := low; p <= high; p++ {
		at := x(math.Pow(10, p))
		colour := map[bool]string{true: "#333", false: "#ddd"}[p == 0]
		fmt.Fprintf(&head, "<line x1=\"%.0f\" x2=\"%.0f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\"/>", at, at, stripTop-6, y-stripGap, colour)
		fmt.Fprintf(&head, "<text x=\"%.0f\" y=\"%d\" text-anchor=\"middle\" fill=\"#666\">%g</text>\n", at, stripTop-11, math.Pow(10, p))
	}
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">\n"+
		"<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n"+
		"<text x=\"10\" y=\"20\" font-size=\"14\" font-weight=\"bold\">Time of other engines over time of Trivet, a dot a query (right of 1: Trivet is faster)</text>\n"+
		"<text x=\"%d\" y=\"%d\" fill=\"#666\">mean, failed</text>\n%s%s</svg>\n",
		stripLeft+stripWidth+stripRight, y, stripLeft+stripWidth+14, stripTop-27, head.String(), b.String())
}

// strip draws one row.
func strip(b *strings.Builder, g []*report, peer string, t *tally, y int, x func(float64) float64) {
	centre := float64(y + stripRow/2)
	fmt.Fprintf(b, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", stripLeft-10, y+14, html.EscapeString(peer))
	for _, r := range g {
		i := r.index(peer)
		for k := range r.Queries {
			f := 0.0
			if i > 0 {
				f = r.Queries[k].ratio(i)
			}
			if f == 0 {
				continue
			}
			colour := "#2a7fb8"
			if f < 1 {
				colour = "#d33"
			}
			title := fmt.Sprintf("%s: %.3g", r.Queries[k].Query, f)
			fmt.Fprintf(b, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"%s\" fill-opacity=\"0.5\"><title>%s</title></circle>",
				x(f), centre, stripRadius, colour, html.EscapeString(title))
		}
	}
	text := "all failed"
	if m := t.mean(); m > 0 {
		fmt.Fprintf(b, "<rect x=\"%.1f\" y=\"%d\" width=\"3\" height=\"%d\" fill=\"#222\"/>", x(m)-1.5, y+2, stripRow-4)
		text = ratioText(m)
		text = strings.Trim(text, "*")
		if t.fails > 0 {
			text += fmt.Sprintf(", %d failed", t.fails)
		}
	}
	fmt.Fprintf(b, "<text x=\"%d\" y=\"%d\" fill=\"#333\">%s</text>\n", stripLeft+stripWidth+14, y+14, text)
}
