package repl

import (
	"context"
	"fmt"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// whyCommand explains an empty answer.
func whyCommand() *command {
	c := &command{
		name: "why", args: "[QUERY]", brief: "say which pattern leaves the last query without rows", group: groupQuery,
		detail: "The patterns are tried alone and together, in the order written; filters\n" +
			"come last. The first one after which nothing is left is the one to look at.",
		example: "SELECT * { ?s a ex:Person ; ex:nme ?n }\n.why", takes: takesQuery,
	}
	c.run = func(s *Session, ctx context.Context, args string) error {
		if args == "" {
			args = s.lastText
		}
		if args == "" || isUpdate(args) {
			return c.usage("there is no query to explain")
		}
		return s.why(ctx, args)
	}
	return c
}

// part is one element of a group, as text that can stand alone in braces.
type part struct {
	text   string
	filter bool
	iris   []*syntax.IRI // the constants in it
}

// maxParts bounds how many parts .why tries.
const maxParts = 64

// why tries the patterns of a query and says which one has no rows to give.
func (s *Session) why(ctx context.Context, text string) error {
	text, err := s.withLast(text)
	if err != nil {
		return err
	}
	q, err := syntax.Parse(text, syntax.Options{Prefixes: s.known(text)})
	if err != nil {
		return &statementError{text: text, err: err}
	}
	if q.Pattern == nil {
		return &UsageError{Msg: "the query has no pattern"}
	}
	parts := splitGroup(q.Pattern)
	if len(parts) > maxParts {
		return &UsageError{Msg: fmt.Sprintf("the query has more than %d patterns", maxParts)}
	}
	w := whyRun{s: s, ctx: ctx, prologue: prologueText(q), dataset: s.datasetOf(q), hints: s.hints(text)}
	return w.explain(parts)
}

// prologueText is the prologue of a query as text.
func prologueText(q *syntax.Query) string {
	var b strings.Builder
	if q.Prologue.Base != "" {
		b.WriteString("BASE <" + q.Prologue.Base + ">\n")
	}
	for _, p := range q.Prologue.Prefixes {
		b.WriteString("PREFIX " + p.Label + ": <" + p.IRI + ">\n")
	}
	return b.String()
}

// splitGroup cuts a group into parts: single triple patterns where they can
// stand alone, other elements whole, and the filters at the end, because they
// hold for all of the group.
func splitGroup(g *syntax.Group) []part {
	for len(g.Elements) == 1 {
		inner, ok := g.Elements[0].(*syntax.Group)
		if !ok {
			break
		}
		g = inner
	}
	var parts, filters []part
	for _, e := range g.Elements {
		switch e := e.(type) {
		case *syntax.Filter:
			filters = append(filters, part{text: e.String(), filter: true, iris: constantsOf(e)})
		case *syntax.Triples:
			parts = append(parts, splitTriples(e)...)
		default:
			parts = append(parts, part{text: e.String(), iris: constantsOf(e)})
		}
	}
	return append(parts, filters...)
}

// splitTriples cuts "s p o ; q r" into single triples when the subject has a
// name of its own; an anonymous node must stay with all its properties.
func splitTriples(t *syntax.Triples) []part {
	named := false
	switch sub := t.Subject.(type) {
	case *syntax.IRI, *syntax.Var, *syntax.Literal:
		named = true
	case *syntax.Blank:
		named = !sub.Anon
	}
	if !named || len(t.Properties) < 2 && (len(t.Properties) == 0 || len(t.Properties[0].Objects) < 2) {
		return []part{{text: withDot(t.String()), iris: constantsOf(t)}}
	}
	var parts []part
	for _, p := range t.Properties {
		for _, o := range p.Objects {
			one := *p
			one.Objects = []*syntax.Object{o}
			single := &syntax.Triples{Loc: t.Loc, Subject: t.Subject, Properties: []*syntax.Property{&one}}
			parts = append(parts, part{text: withDot(single.String()), iris: constantsOf(single)})
		}
	}
	return parts
}

// withDot ends a triple pattern with a dot.
func withDot(text string) string { return strings.TrimRight(strings.TrimSpace(text), " .") + " ." }

// constantsOf lists the IRIs in a part of a query.
func constantsOf(n syntax.Node) []*syntax.IRI {
	var list []*syntax.IRI
	syntax.Walk(n, func(n syntax.Node) bool {
		if iri, ok := n.(*syntax.IRI); ok {
			list = append(list, iri)
		}
		return true
	})
	return list
}

// whyRun is one explanation of an empty answer.
type whyRun struct {
	s        *Session
	ctx      context.Context
	prologue string
	dataset  []query.Option // FROM and FROM NAMED of the query
	hints    map[syntax.Span]string
}

// hints are what the warnings about a query say may have been meant, by place.
func (s *Session) hints(text string) map[syntax.Span]string {
	hints := map[syntax.Span]string{}
	q, err := query.Parse(text, append(s.options(text), s.bindings(text)...)...)
	if err != nil {
		return hints
	}
	for _, w := range q.Warnings(s.warnsOf(q)) {
		hints[w.Span] = w.Hint
	}
	return hints
}

// options are the options a part of the query is tried with.
func (w *whyRun) options(body string) []query.Option {
	return append(w.s.bindings(body), w.dataset...)
}

// explain shows a table of the parts and names the one that kills the rows.
func (w *whyRun) explain(parts []part) error {
	var rows [][]graph.Term
	killer := -1
	body := ""
	for i, p := range parts {
		alone := graph.Any
		if !p.filter {
			n, err := w.count(p.text)
			if err != nil {
				return err
			}
			alone = integer(n)
		}
		body += p.text + "\n"
		left := graph.Any
		if killer < 0 {
			some, err := w.ask(body)
			if err != nil {
				return err
			}
			left = graph.NewLiteral(pick(some, "yes", "no"))
			if !some {
				killer = i
			}
		}
		rows = append(rows, []graph.Term{graph.NewLiteral(summaryOf(p.text)), alone, left})
	}
	if err := w.s.table([]string{"pattern", "matches alone", "rows left"}, rows); err != nil {
		return err
	}
	if killer < 0 {
		w.s.note("the patterns together have matches: look at GROUP BY, HAVING, LIMIT or OFFSET")
		return nil
	}
	return w.verdict(parts, killer)
}

// verdict says in words what is wrong with the part that leaves nothing.
func (w *whyRun) verdict(parts []part, killer int) error {
	p := parts[killer]
	unknown := w.unknown(w.s.g.Snapshot(), p)
	switch {
	case len(unknown) > 0:
		for _, u := range unknown {
			w.s.note("%s is not in the data%s", u.name, u.hint)
		}
	case p.filter:
		return w.filtered(parts[:killer], p)
	case killer == 0:
		w.s.note("nothing matches %s", visible(summaryOf(p.text)))
	default:
		w.s.note("nothing matches %s together with what stands before it", visible(summaryOf(p.text)))
	}
	for i := range killer {
		rest := ""
		for j := range killer + 1 {
			if j != i {
				rest += parts[j].text + "\n"
			}
		}
		some, err := w.ask(rest)
		if err != nil {
			return err
		}
		if some {
			w.s.note("without %s there would be rows", visible(summaryOf(parts[i].text)))
		}
	}
	return nil
}

// unknownName is a constant that the data does not have.
type unknownName struct {
	name string
	hint string // ": did you mean …?"
}

// unknown lists the constants of a part that the data does not have. What may
// have been meant is what the warning says, if there is one.
func (w *whyRun) unknown(snap *graph.Snapshot, p part) []unknownName {
	if p.filter {
		return nil
	}
	prefixes := w.s.prefixes.display()
	var list []unknownName
	for _, iri := range p.iris {
		if _, ok := snap.Lookup(graph.NewIRI(iri.Value)); ok {
			continue
		}
		u := unknownName{name: visible(shrink(iri.Value, prefixes))}
		if hint, warned := w.hints[iri.At]; warned {
			if hint != "" {
				u.hint = ": " + visible(hint)
			}
		} else if near := nearestName(snap, iri.Value); near != "" {
			u.hint = ": did you mean " + visible(shrink(near, prefixes)) + "?"
		}
		list = append(list, u)
	}
	return list
}

// nearestName finds the predicate or class whose IRI is most like iri, or "".
func nearestName(snap *graph.Snapshot, iri string) string {
	cut := strings.LastIndexAny(iri, "#/:") + 1
	best, bestDist := "", 3
	for _, list := range [][]tally{predicateTallies(snap), classTallies(snap)} {
		for _, c := range list {
			t := snap.Term(c.id)
			at := strings.LastIndexAny(t.Value(), "#/:") + 1
			if !t.IsIRI() || len(t.Value())-at > 64 || t.Value() == iri {
				continue
			}
			d := editDistance(strings.ToLower(iri[cut:]), strings.ToLower(t.Value()[at:]))
			if t.Value()[:at] != iri[:cut] {
				d++ // the same name elsewhere is a little less likely
			}
			if d < bestDist && d < len(iri)-cut {
				best, bestDist = t.Value(), d
			}
		}
	}
	return best
}

// ask reports whether a group has any row.
func (w *whyRun) ask(body string) (bool, error) {
	return query.Ask(w.ctx, w.s.g, w.prologue+"ASK {\n"+body+"}", w.options(body)...)
}

// count is how many rows a group has.
func (w *whyRun) count(body string) (int, error) {
	rows, err := query.Select(w.ctx, w.s.g, w.prologue+"SELECT (COUNT(*) AS ?trivet_count) {\n"+body+"\n}", w.options(body)...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		n = int(rows.Row().Int("trivet_count"))
	}
	return n, rows.Err()
}

// summaryOf is a part as one line of a table.
func summaryOf(text string) string {
	words := strings.TrimSuffix(strings.Join(strings.Fields(text), " "), " .")
	if r := []rune(words); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return words
}
