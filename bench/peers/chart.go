package main

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// Sizes of the chart in pixels.
const (
	chartLeft   = 190 // of the bars
	chartWidth  = 560
	chartRow    = 16
	chartHeader = 44
)

// chart draws the ratios of every report as bars on a logarithmic axis: to the
// right of the line at 1 a peer takes longer than Trivet, to the left less.
func chart(all []*report) string {
	var b strings.Builder
	y := 0
	for _, r := range all {
		for i := 1; i < len(r.Engines); i++ {
			y += panel(&b, r, i, y)
		}
	}
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">\n"+
		"<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n%s</svg>\n", chartLeft+chartWidth+80, y+20, b.String())
}

// panel draws one peer's bars from height y on, and returns its height.
func panel(b *strings.Builder, r *report, engine, y int) int {
	low, high := -1.0, 3.0 // powers of ten
	for i := range r.Queries {
		if f := r.Queries[i].ratio(engine); f > 0 {
			low, high = math.Min(low, math.Floor(math.Log10(f))), math.Max(high, math.Ceil(math.Log10(f)))
		}
	}
	x := func(power float64) float64 { return chartLeft + (power-low)/(high-low)*chartWidth }
	title := fmt.Sprintf("%s, %s triples: time of %s over time of Trivet", r.Workload, r.Size, r.Engines[engine].Version)
	fmt.Fprintf(b, "<text x=\"10\" y=\"%d\" font-size=\"13\" font-weight=\"bold\">%s</text>\n", y+20, html.EscapeString(title))
	bottom := y + chartHeader + len(r.Queries)*chartRow
	for p := low; p <= high; p++ {
		fmt.Fprintf(b, "<line x1=\"%.0f\" x2=\"%.0f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\"/>", x(p), x(p), y+chartHeader-6, bottom, map[bool]string{true: "#333", false: "#ddd"}[p == 0])
		fmt.Fprintf(b, "<text x=\"%.0f\" y=\"%d\" text-anchor=\"middle\" fill=\"#666\">%g</text>\n", x(p), y+chartHeader-9, math.Pow(10, p))
	}
	for i := range r.Queries {
		bar(b, &r.Queries[i], engine, y+chartHeader+i*chartRow, x)
	}
	return bottom - y + 16
}

// bar draws one query: its name, the bar from 1 to the ratio, and the figure.
func bar(b *strings.Builder, r *row, engine, y int, x func(float64) float64) {
	fmt.Fprintf(b, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", chartLeft-6, y+11, html.EscapeString(r.Query))
	f := r.ratio(engine)
	if f == 0 {
		fmt.Fprintf(b, "<text x=\"%.0f\" y=\"%d\" fill=\"#a00\">%s</text>\n", x(0)+4, y+11, html.EscapeString("failed or over the limit"))
		return
	}
	from, to, colour := x(0), x(math.Log10(f)), "#2a7"
	if f < 1 {
		from, to, colour = to, from, "#c44"
	}
	fmt.Fprintf(b, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>", from, y+2, math.Max(to-from, 1), chartRow-4, colour)
	fmt.Fprintf(b, "<text x=\"%.0f\" y=\"%d\" fill=\"#333\">%.2g</text>\n", to+4, y+11, f)
}
