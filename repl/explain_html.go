package repl

import (
	"fmt"
	"html"
	"io"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/query"
)

// planStyle is the look of the page. The page loads nothing from elsewhere.
const planStyle = `body{font:14px sans-serif;margin:2em;color:#223}
pre,td:first-child{font-family:monospace;white-space:pre}
pre{background:#f4f6fa;padding:1em;border-radius:6px}
table{border-collapse:collapse}
td,th{padding:.2em .8em;text-align:right}
td:first-child,th:first-child{text-align:left}
tr:nth-child(even){background:#f4f6fa}
meter{width:8em}
`

// planHTML writes a plan as a page of its own: the query, a table of the
// operators with bars for time and memory, and the picture.
func planHTML(w io.Writer, p *query.Plan, text string) error {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Query plan</title>\n<style>\n" + planStyle + "</style>\n</head>\n<body>\n<h1>Query plan</h1>\n")
	fmt.Fprintf(&b, "<pre>%s</pre>\n", html.EscapeString(Visible(strings.TrimRight(text, "\n"))))
	if p.Analyzed {
		fmt.Fprintf(&b, "<p>parse %s · plan %s · first row %s · all %s</p>\n",
			duration(p.Timing.Parse), duration(p.Timing.Plan), duration(p.Timing.First), duration(p.Timing.All))
	}
	planTable(&b, p)
	b.WriteString("<p>")
	if err := p.SVG(&b); err != nil {
		return err
	}
	b.WriteString("</p>\n</body>\n</html>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// planTable writes the operators of a plan as rows of a table.
func planTable(b *strings.Builder, p *query.Plan) {
	var lines []planLine
	planLines(p.Root, "", "", &lines)
	total, most := time.Duration(0), int64(0)
	for _, l := range lines {
		total += l.own
		most = max(most, l.node.Bytes)
	}
	b.WriteString("<table>\n<tr><th>operator</th><th>expected</th>")
	if p.Analyzed {
		b.WriteString("<th>rows</th><th>seeks</th><th>time</th><th></th><th>memory</th><th></th>")
	}
	b.WriteString("</tr>\n")
	for _, l := range lines {
		fmt.Fprintf(b, "<tr><td>%s</td><td>%s</td>", html.EscapeString(l.tree), estimate(l.node.Estimated))
		if p.Analyzed {
			fmt.Fprintf(b, "<td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s B</td><td>%s</td>",
				thousands(int(l.node.Rows)), thousands(int(l.node.Seeks)),
				duration(l.own), meter(int64(l.own), int64(total)),
				thousands(int(l.node.Bytes)), meter(l.node.Bytes, most))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
}

// meter is a bar for a part of a whole, or nothing for nothing.
func meter(part, whole int64) string {
	if part <= 0 || whole <= 0 {
		return ""
	}
	return fmt.Sprintf(`<meter value="%.3f"></meter>`, float64(part)/float64(whole))
}
