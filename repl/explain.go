package repl

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

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
	view := PlanView{Format: p.format, Analyze: analyze}
	if p.file == "" {
		view.Width = s.width()
	}
	if err := Explain(ctx, &b, q, s.g, view); err != nil {
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

// PlanView says how a plan is shown.
type PlanView struct {
	Format  string // text, json, svg, mermaid or html; "" is text
	Analyze bool   // the query is run, and what each operator really did is told
	Width   int    // columns that text may fill; 0 is as many as it needs
}

// Explain writes the plan of a query over src.
func Explain(ctx context.Context, w io.Writer, q *query.Query, src query.Source, view PlanView) error {
	mode, format := query.PlanOnly, cmp.Or(view.Format, "text")
	if view.Analyze {
		mode = query.Analyze
	}
	write, ok := map[string]func(*query.Plan) error{
		"text":    func(p *query.Plan) error { return planText(w, p, view.Width) },
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
