package query

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/exec"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// Plan shows how a query is, or was, run.
type Plan struct {
	Root     *PlanNode `json:"root"`
	Analyzed bool      `json:"analyzed"` // the actual figures are set
	Timing   Timing    `json:"timing"`
}

// PlanNode is one operator of a plan.
type PlanNode struct {
	Operator  string        `json:"operator"`
	Detail    string        `json:"detail,omitempty"` // its pattern, keys or expression
	Estimated float64       `json:"estimatedRows"`
	Rows      int64         `json:"rows"`            // rows given
	Seeks     int64         `json:"seeks,omitempty"` // index look-ups
	Bytes     int64         `json:"bytes,omitempty"` // memory held at most
	Time      time.Duration `json:"nanoseconds,omitempty"`
	Inputs    []*PlanNode   `json:"inputs,omitempty"`
}

// ExplainMode chooses what Explain does.
type ExplainMode uint8

// The modes of Explain.
const (
	PlanOnly ExplainMode = iota // plan, do not run
	Analyze                     // run to the end, counting rows and timing operators
)

// Explain plans the query on the source and, with Analyze, runs it and throws
// its rows away. When the run fails or is stopped, the plan has the figures up
// to there, and comes with the error.
func (q *Query) Explain(ctx context.Context, src Source, mode ExplainMode, opts ...Option) (*Plan, error) {
	if _, ok := src.(Remote); ok {
		return nil, fmt.Errorf("a plan: %w", ErrRemote)
	}
	opts = append(opts[:len(opts):len(opts)], WithoutReuse())
	if mode == Analyze {
		opts = append(opts, WithAnalyze())
	}
	r, err := q.start(ctx, src, opts)
	if err != nil {
		return nil, err
	}
	defer r.stop()
	if mode == Analyze {
		for {
			b, err := r.next()
			if err != nil {
				return r.explain(true), err
			}
			if b == nil || r.alg.Form == formAsk {
				break
			}
		}
	}
	return r.explain(mode == Analyze), nil
}

// explain describes the run's plan, with figures when it has run.
func (r *run) explain(analyzed bool) *Plan {
	if r.far != nil {
		return &Plan{Root: &PlanNode{Operator: "remote", Detail: r.far.From}, Timing: r.took()}
	}
	prefixes := wellKnown()
	if r.query.tree != nil {
		for _, p := range r.query.tree.Prologue.Prefixes {
			prefixes[p.Label] = p.IRI
		}
	}
	detail := func(n plan.Node) string {
		term := func(id graph.ID) string { return shortTerm(r.dict.Term(id), prefixes) }
		return shortIRIs(plan.Detail(n, term), prefixes)
	}
	d := describing{r, detail, map[*plan.Common]bool{}}
	return &Plan{Root: d.describe(r.plan.Root), Analyzed: analyzed, Timing: r.took()}
}

// wellKnown are prefixes that plans use without the query declaring them.
func wellKnown() map[string]string {
	return map[string]string{"rdf": graph.RDF, "xsd": graph.XSD, "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
}

// describing makes the tree of a plan.
type describing struct {
	*run
	detail func(plan.Node) string
	common map[*plan.Common]bool // described already
}

func (d *describing) describe(n plan.Node) *PlanNode {
	out := &PlanNode{Operator: plan.Name(n), Detail: d.detail(n), Estimated: n.About().Rows}
	if st := d.stats(n); st != nil {
		out.Rows, out.Seeks, out.Bytes, out.Time = st.Rows, st.Seeks, st.Bytes, st.Time
	}
	if s, ok := n.(*plan.Shared); ok {
		if d.common[s.Of] {
			out.Detail += ", as elsewhere in this plan"
			return out
		}
		d.common[s.Of] = true
	}
	inputs := n.Inputs()
	if a, ok := n.(*plan.Adaptive); ok && d.exec != nil {
		if rest := d.exec.Replanned(a); rest != nil {
			out.Detail = fmt.Sprintf("replanned: estimated %s, got %s", count(a.First.About().Rows), count(float64(d.stats(a.First).Rows)))
			inputs = []plan.Node{a.First, rest}
		}
	}
	for _, in := range inputs {
		out.Inputs = append(out.Inputs, d.describe(in))
	}
	return out
}

// stats are the counters of a node so far.
func (r *run) stats(n plan.Node) *exec.Stats {
	if r.exec == nil {
		return r.counts.Of(n)
	}
	return r.exec.Stats(n)
}

// shortTerm is a term as a query would write it: IRIs with the longest prefix
// that fits, whole numbers and booleans bare.
func shortTerm(t graph.Term, prefixes map[string]string) string {
	switch {
	case t.IsIRI():
		return shortIRI(t, prefixes)
	case !t.IsLiteral() || t.Lang() != "" || t.Datatype() == graph.XSDString:
		return t.NTriples()
	case t.Datatype() == graph.XSD+"boolean" && (t.Value() == "true" || t.Value() == "false"),
		t.Datatype() == graph.XSD+"integer" && t.Value() != "" && strings.Trim(t.Value(), "0123456789") == "":
		return t.Value()
	}
	return graph.NewLiteral(t.Value()).NTriples() + "^^" + shortIRI(graph.NewIRI(t.Datatype()), prefixes)
}

func shortIRI(t graph.Term, prefixes map[string]string) string {
	best, iri := "", ""
	for label, ns := range prefixes {
		if strings.HasPrefix(t.Value(), ns) && (len(ns) > len(iri) || len(ns) == len(iri) && label < best) {
			best, iri = label, ns
		}
	}
	if iri == "" || !plainName(t.Value()[len(iri):]) {
		return t.NTriples()
	}
	return best + ":" + t.Value()[len(iri):]
}

// shortIRIs shortens the IRIs that stand between < and > in a text, except in
// the strings of its literals.
func shortIRIs(text string, prefixes map[string]string) string {
	var b strings.Builder
	for quoted := false; text != ""; {
		i := strings.IndexAny(text, `"\<`)
		if i < 0 {
			break
		}
		b.WriteString(text[:i])
		text = text[i:]
		end := 1
		switch {
		case text[0] == '\\':
			end = min(2, len(text))
		case text[0] == '"':
			quoted = !quoted
		case !quoted:
			if n := strings.IndexAny(text[1:], " <>\"") + 1; n > 1 && text[n] == '>' {
				b.WriteString(shortIRI(graph.NewIRI(text[1:n]), prefixes))
				text = text[n+1:]
				continue
			}
		}
		b.WriteString(text[:end])
		text = text[end:]
	}
	return b.String() + text
}

// Text writes the plan as a tree, an operator a line: estimated rows, and when
// analyzed actual rows, time and memory. Inputs stand below the operator that
// reads them.
func (p *Plan) Text(w io.Writer) error {
	var b strings.Builder
	p.Root.text(&b, "", "", p.Analyzed)
	_, err := io.WriteString(w, b.String())
	return err
}

func (n *PlanNode) text(b *strings.Builder, lead, below string, analyzed bool) {
	b.WriteString(lead)
	b.WriteString(visible(n.Operator))
	if n.Detail != "" {
		b.WriteString("  " + visible(n.Detail))
	}
	fmt.Fprintf(b, "  [est %s", count(n.Estimated))
	if analyzed {
		fmt.Fprintf(b, ", rows %d", n.Rows)
		if n.Seeks > 0 {
			fmt.Fprintf(b, ", seeks %d", n.Seeks)
		}
		if n.Time > 0 {
			fmt.Fprintf(b, ", %v", n.Time.Round(time.Microsecond))
		}
		if n.Bytes > 0 {
			fmt.Fprintf(b, ", %s", memory(n.Bytes))
		}
	}
	b.WriteString("]\n")
	for i, in := range n.Inputs {
		if i == len(n.Inputs)-1 {
			in.text(b, below+"└─ ", below+"   ", analyzed)
		} else {
			in.text(b, below+"├─ ", below+"│  ", analyzed)
		}
	}
}

// visible writes what a terminal or a picture would not show, or would obey, as
// an escape: control characters, line ends, marks that turn the direction of text.
func visible(s string) string {
	const joiner = '\u200D' // holds emoji together
	if strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) && r != joiner }) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsPrint(r) || r == joiner:
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	return b.String()
}

// count is an estimate in few characters.
func count(f float64) string {
	switch {
	case f >= 1e12:
		return fmt.Sprintf("%.0e", f)
	case f >= 1e9:
		return fmt.Sprintf("%.3gG", f/1e9)
	case f >= 1e6:
		return fmt.Sprintf("%.3gM", f/1e6)
	case f >= 1e4:
		return fmt.Sprintf("%.3gk", f/1e3)
	}
	return fmt.Sprintf("%.0f", f)
}

func memory(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}

// JSON writes the plan as JSON, indented; times are in nanoseconds.
func (p *Plan) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(p)
}

// Mermaid writes the plan as a Mermaid flowchart, rows flowing upwards.
func (p *Plan) Mermaid(w io.Writer) error {
	var b strings.Builder
	b.WriteString("flowchart BT\n")
	next := 0
	var node func(n *PlanNode) int
	node = func(n *PlanNode) int {
		id := next
		next++
		fmt.Fprintf(&b, "  n%d[\"%s\"]\n", id, mermaidEscape(n.label(p.Analyzed)))
		for _, in := range n.Inputs {
			fmt.Fprintf(&b, "  n%d --> n%d\n", node(in), id)
		}
		return id
	}
	node(p.Root)
	_, err := io.WriteString(w, b.String())
	return err
}

func (n *PlanNode) label(analyzed bool) string {
	s := visible(n.Operator)
	if n.Detail != "" {
		s += "\n" + visible(n.Detail)
	}
	s += "\nestimated " + count(n.Estimated)
	if analyzed {
		s += fmt.Sprintf(", rows %d", n.Rows)
	}
	return s
}

// mermaidEscape writes text so that a Mermaid label cannot end or carry markup.
func mermaidEscape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString("<br>")
		case r < ' ' || strings.ContainsRune(`"<>&#;%{}[]()|`+"`", r):
			fmt.Fprintf(&b, "#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
