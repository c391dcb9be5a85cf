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
// was found, and a bar for the time of each operator.
func planText(w io.Writer, p *query.Plan) error {
	var lines []planLine
	planLines(p.Root, "", "", &lines)
	wide, total := 0, time.Duration(0)
	for _, l := range lines {
		wide = max(wide, utf8.RuneCountInString(l.tree))
		total += l.own
	}
	wide = min(wide, maxPlanColumn)
	var b strings.Builder
	head := fmt.Sprintf("%s  %10s", fit("operator", wide), "expected")
	if p.Analyzed {
		head += fmt.Sprintf(" %10s %10s  %s", "rows", "seeks", "time")
	}
	b.WriteString(head + "\n")
	for _, l := range lines {
		fmt.Fprintf(&b, "%s  %10s", fit(l.tree, wide), estimate(l.node.Estimated))
		if p.Analyzed {
			fmt.Fprintf(&b, " %10s %10s  %-9s %s", thousands(int(l.node.Rows)), thousands(int(l.node.Seeks)), duration(l.own), bar(l.own, total))
		}
		text := strings.TrimRight(b.String(), " ")
		b.Reset()
		b.WriteString(text + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
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
func bar(part, whole time.Duration) string {
	if whole <= 0 {
		return ""
	}
	eighths := int(80 * part / whole)
	text := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		text += string(rune('█' + 8 - rest)) // the block elements from seven eighths down to one
	}
	return text
}
