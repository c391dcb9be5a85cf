package repl

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/trivet-rdf/trivet/query"
)

// explainCommand shows a plan.
func explainCommand() *command {
	c := &command{
		name: "explain", args: "[--json|--svg|--mermaid|--html] [QUERY] [> FILE]", brief: "how a query is answered, without running it", group: groupQuery,
		detail: "Without QUERY it is the last one. \"--svg FILE\" and \"> FILE.svg\" draw it to a file;\n" +
			".mmd is Mermaid, .html a page, .json data.",
		example: "SELECT ?n { ?s a ex:Person ; ex:name ?n }\n.explain\n.explain --svg plan.svg", takes: takesQuery,
	}
	c.run = func(s *Session, ctx context.Context, args string) error { return s.explain(ctx, c, args, false) }
	return c
}

// profileCommand shows a plan with what really happened.
func profileCommand() *command {
	c := &command{
		name: "profile", args: "[--json|--svg|--mermaid|--html] [QUERY] [> FILE]", brief: "run a query and show rows, time and memory by operator", group: groupQuery,
		example: ".profile SELECT ?n { ?s a ex:Person ; ex:name ?n }\n.profile --html profile.html", takes: takesQuery,
	}
	c.run = func(s *Session, ctx context.Context, args string) error { return s.explain(ctx, c, args, true) }
	return c
}

// explain shows the plan of a query.
func (s *Session) explain(ctx context.Context, c *command, args string, analyze bool) error {
	p, err := plotOptions(c, args, map[string]string{
		".txt": "text", ".json": "json", ".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid", ".html": "html", ".htm": "html",
	})
	if err != nil {
		return err
	}
	text := p.text
	if text == "" {
		text = s.lastText
	}
	if text == "" || isUpdate(text) {
		return c.usage("there is no query to explain")
	}
	if text, err = s.withLast(text); err != nil {
		return err
	}
	s.tellPrefixes(text)
	q, err := query.Parse(text, append(s.options(text), s.bindings(text)...)...)
	if err != nil {
		return &statementError{text: text, err: err}
	}
	s.lastText = text
	var b bytes.Buffer
	if err := Explain(ctx, &b, q, s.g, cmp.Or(p.format, "text"), analyze); err != nil {
		return err
	}
	return s.deliver(b.Bytes(), p.file)
}

// splitRedirect takes "> FILE" off the end of a text. The comparison in
// FILTER (?x > 5) is not one: what follows it is no single word.
func splitRedirect(text string) (rest, file string) {
	i := strings.LastIndex(" "+text, " > ")
	if i < 0 {
		return text, ""
	}
	file = strings.TrimSpace(text[i+1:])
	if strings.ContainsAny(file, " \t\n(){}?$<>\"'") {
		return text, ""
	}
	return strings.TrimSpace(text[:i]), file
}

// Explain writes the plan of a query over src as text, json, svg, mermaid or html.
// With analyze it runs the query and tells what each operator really did.
func Explain(ctx context.Context, w io.Writer, q *query.Query, src query.Source, format string, analyze bool) error {
	mode := query.PlanOnly
	if analyze {
		mode = query.Analyze
	}
	write, ok := map[string]func(*query.Plan) error{
		"text":    func(p *query.Plan) error { return planText(w, p) },
		"json":    func(p *query.Plan) error { return p.JSON(w) },
		"svg":     func(p *query.Plan) error { return p.SVG(w) },
		"mermaid": func(p *query.Plan) error { return p.Mermaid(w) },
		"html":    func(p *query.Plan) error { return planHTML(w, p, q.String()) },
	}[format]
	if !ok {
		return &UsageError{Msg: fmt.Sprintf("a plan cannot be shown as %q", format), Usage: "text, json, svg, mermaid or html"}
	}
	p, err := q.Explain(ctx, src, mode)
	if err != nil {
		return err
	}
	if format != "json" {
		readable(p.Root)
	}
	return write(p)
}

// planLine is one operator of a plan as text.
type planLine struct {
	tree string // with its branches
	node *query.PlanNode
	own  time.Duration // time in the operator itself, without its inputs
}

// maxPlanColumn is how wide the tree may be before it is cut.
const maxPlanColumn = 70

// planText writes a plan as a tree with columns: what was expected beside what
// was found, and bars for the time and the memory of each operator. A line
// where the two numbers are far apart is marked, since there a plan goes wrong.
func planText(w io.Writer, p *query.Plan) error {
	var lines []planLine
	planLines(p.Root, "", "", &lines)
	wide, total, most := 0, time.Duration(0), int64(0)
	for _, l := range lines {
		wide = max(wide, utf8.RuneCountInString(l.tree))
		total += l.own
		most = max(most, l.node.Bytes)
	}
	wide = min(wide, maxPlanColumn)
	var b strings.Builder
	line := func(text string) { b.WriteString(strings.TrimRight(text, " ") + "\n") }
	head := fmt.Sprintf("%s  %9s", fit("operator", wide), "expected")
	if p.Analyzed {
		head += fmt.Sprintf("  %9s   %9s  %-18s %s", "rows", "seeks", "time", "memory")
	}
	line(head)
	for _, l := range lines {
		text := fmt.Sprintf("%s  %9s", fit(l.tree, wide), estimate(l.node.Estimated))
		if p.Analyzed {
			text += fmt.Sprintf("  %9s%s  %9s  %-8s%s %-8s%s", thousands(int(l.node.Rows)), surprise(l.node), thousands(int(l.node.Seeks)),
				duration(l.own), fit(bar(int64(l.own), int64(total)), 10), memory(l.node.Bytes), bar(l.node.Bytes, most))
		}
		line(text)
	}
	if p.Analyzed {
		line(fmt.Sprintf("parse %s · plan %s · first row %s · all %s", duration(p.Timing.Parse), duration(p.Timing.Plan), duration(p.Timing.First), duration(p.Timing.All)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// surprise is a mark where far more or fewer rows were found than expected.
func surprise(n *query.PlanNode) string {
	rows, expected := float64(n.Rows)+1, n.Estimated+1
	if rows > 10*expected || expected > 10*rows && n.Rows > 0 {
		return "!"
	}
	return " "
}

// memory is a number of bytes in few characters.
func memory(n int64) string {
	switch {
	case n <= 0:
		return ""
	case n < 10_000:
		return thousands(int(n)) + " B"
	case n < 10_000_000:
		return thousands(int(n/1000)) + " kB"
	}
	return thousands(int(n/1_000_000)) + " MB"
}

// planLines lists the operators of a plan, the root first.
func planLines(n *query.PlanNode, lead, below string, lines *[]planLine) {
	own := n.Time
	for _, in := range n.Inputs {
		own -= in.Time
	}
	text := n.Operator
	if n.Detail != "" {
		text += "  " + strings.Join(strings.Fields(n.Detail), " ")
	}
	*lines = append(*lines, planLine{tree: lead + visible(text), node: n, own: max(own, 0)})
	for i, in := range n.Inputs {
		if i == len(n.Inputs)-1 {
			planLines(in, below+"└─ ", below+"   ", lines)
		} else {
			planLines(in, below+"├─ ", below+"│  ", lines)
		}
	}
}

// estimate is an expected number of rows in few characters.
func estimate(f float64) string {
	switch {
	case f >= 1e9:
		return fmt.Sprintf("%.3gG", f/1e9)
	case f >= 1e6:
		return fmt.Sprintf("%.3gM", f/1e6)
	case f >= 1e4:
		return fmt.Sprintf("%.3gk", f/1e3)
	}
	return fmt.Sprintf("%.0f", f)
}

// bar is a bar of up to ten blocks for a part of a whole.
func bar(part, whole int64) string {
	if whole <= 0 || part <= 0 {
		return ""
	}
	eighths := int(min(80*part/whole, 80))
	text := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		text += string(rune('█' + 8 - rest)) // the block elements from seven eighths down to one
	}
	return text
}
