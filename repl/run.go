package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// runText runs a query or an update and shows what it gives.
func (s *Session) runText(ctx context.Context, text string) error {
	text, err := s.withLast(text)
	if err != nil {
		return err
	}
	s.lastText = text
	if s.timeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, s.timeout)
		defer stop()
	}
	s.tellPrefixes(text)
	defer s.waiting.on("the query engine to finish a batch of rows")()
	switch {
	case s.endpoint != nil:
		err = s.runRemote(ctx, text)
	case isUpdate(text):
		err = s.runUpdate(ctx, text)
	default:
		err = s.runQuery(ctx, text)
	}
	if s.timeout > 0 && errors.Is(err, context.DeadlineExceeded) {
		return &timeoutError{after: s.timeout, err: err}
	}
	if err != nil {
		return &statementError{text: text, err: err}
	}
	return nil
}

// statementError ties an error to the text it is about.
type statementError struct {
	text string
	err  error
}

// Error implements error.
func (e *statementError) Error() string { return e.err.Error() }

// Unwrap gives the cause.
func (e *statementError) Unwrap() error { return e.err }

// timeoutError says that .timeout struck.
type timeoutError struct {
	after time.Duration
	err   error
}

// Error implements error.
func (e *timeoutError) Error() string { return fmt.Sprintf("the query took longer than %s", e.after) }

// Unwrap gives the cause.
func (e *timeoutError) Unwrap() error { return e.err }

// Hint says what can be done.
func (e *timeoutError) Hint() string {
	return ".timeout TIME sets the time, .timeout off takes it away"
}

// isUpdate reports whether a text is an update: its first word that begins a
// statement says so.
func isUpdate(text string) bool {
	for _, t := range syntax.Tokens(text) {
		switch strings.ToUpper(text[t.Start:t.End]) {
		case "SELECT", "ASK", "CONSTRUCT", "DESCRIBE":
			return false
		case "INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH":
			return true
		}
	}
	return false
}

// tellPrefixes says which prefixes a text uses that nobody declared.
func (s *Session) tellPrefixes(text string) {
	for _, line := range s.prefixes.tell(undeclared(text)) {
		s.note("%s", s.dim("using "+line))
	}
}

// undeclared lists the prefix labels that a text uses and does not declare, in
// order of first use.
func undeclared(text string) []string { return undeclaredIn(text, syntax.Tokens(text)) }

// undeclaredIn is undeclared for a text that is cut into tokens already.
func undeclaredIn(text string, tokens []syntax.Token) []string {
	var labels []string
	declared := map[string]bool{}
	inDeclaration := false
	for _, t := range tokens {
		word := text[t.Start:t.End]
		switch t.Kind {
		case syntax.TokenSpace, syntax.TokenComment:
			continue
		case syntax.TokenPrefixedName:
			label, _, _ := strings.Cut(word, ":")
			if inDeclaration {
				declared[label] = true
			} else if !declared[label] && !slices.Contains(labels, label) {
				labels = append(labels, label)
			}
		}
		inDeclaration = strings.EqualFold(word, "PREFIX")
	}
	return labels
}

// options are the options a text is parsed and run with.
func (s *Session) options(text string) []query.Option {
	var opts []query.Option
	for _, label := range undeclared(text) {
		if iri, ok := s.prefixes.lookup(label); ok {
			opts = append(opts, query.WithPrefix(label, iri))
		}
	}
	return append(opts, s.loader()...)
}

// bindings are the values of .let whose variables a text uses.
func (s *Session) bindings(text string) []query.Option {
	var opts []query.Option
	for name, t := range s.lets {
		if usesVariable(text, name) {
			opts = append(opts, query.Bind(name, t))
		}
	}
	return opts
}

// usesVariable reports whether a text has the variable ?name or $name.
func usesVariable(text, name string) bool {
	for _, t := range syntax.Tokens(text) {
		if t.Kind == syntax.TokenVariable && text[t.Start+1:t.End] == name {
			return true
		}
	}
	return false
}

// runQuery runs a query and shows its answer.
func (s *Session) runQuery(ctx context.Context, text string) error {
	opts := append(s.options(text), s.bindings(text)...)
	q, err := query.Parse(text, opts...)
	if err != nil {
		return err
	}
	res, err := q.Run(ctx, s.g)
	if err != nil {
		return err
	}
	warnings := append(s.missingGraphs(q), q.Warnings(s.warnsOf(q))...)
	defer func() { s.warn(text, warnings) }()
	switch res.Form {
	case syntax.Ask:
		return results.WriteBool(s.out, s.view.rows, res.Bool, s.writeOptions())
	case syntax.Construct, syntax.Describe:
		return s.showTriples(res.Triples)
	}
	rows := res.Rows
	defer rows.Close()
	err = s.show(ctx, rows, func() string { return timingText(rows.Timing(), len(s.last.Rows)) })
	if err == nil && len(s.last.Rows) == 0 && len(warnings) == 0 && s.view.timing {
		s.hint("why", ".why says which pattern has no match")
	}
	if err == nil && s.cfg.Interactive {
		s.noteEmptyColumns(text)
	}
	return err
}

// noteEmptyColumns says which computed columns of the last result have no value
// in any row: their expressions are errors, which SPARQL does not tell.
func (s *Session) noteEmptyColumns(text string) {
	computed := map[string]bool{}
	as := false
	for _, t := range syntax.Tokens(text) {
		word := text[t.Start:t.End]
		switch {
		case t.Kind == syntax.TokenSpace, t.Kind == syntax.TokenComment:
			continue
		case as && t.Kind == syntax.TokenVariable:
			computed[word[1:]] = true
		}
		as = strings.EqualFold(word, "AS")
	}
	for i, name := range s.last.Names {
		empty := !slices.ContainsFunc(s.last.Rows, func(r []graph.Term) bool { return !r[i].IsAny() })
		if computed[name] && empty && len(s.last.Rows) > 0 {
			s.note("?%s has no value in any row: its expression is an error there, as a sum of texts is; xsd:decimal(?x) makes numbers", name)
		}
	}
}

// warn prints what is likely a slip in a query, and offers all the fixes
// together to .fix.
func (s *Session) warn(text string, warnings []query.Warning) {
	var fixes []syntax.Edit
	for i, w := range warnings {
		fixes = append(fixes, w.Fixes...)
		switch {
		case i == maxWarnings:
			s.note("and %s", count(len(warnings)-i, "more warning"))
		case i > maxWarnings:
		case s.cfg.Interactive:
			w.Fixes = nil // told once, below
			drawn, label := Visible(w.Pretty(text)), "warning: "
			if s.cfg.Color {
				drawn, label = decorated(drawn, sgrWarning), sgrWarning+"warning:"+sgrReset+" "
			}
			s.note("%s%s", label, strings.TrimRight(drawn, "\n"))
		default:
			s.note("warning: %s", visible(w.Msg))
		}
	}
	if len(warnings) == 0 {
		return
	}
	w := warnings[0]
	s.lastError, s.lastBad = &syntax.Error{Span: w.Span, Msg: w.Msg, Hint: w.Hint, Fixes: fixes}, text
	if len(fixes) > 0 && s.cfg.Interactive {
		s.note("%s", s.dim(pick(len(fixes) > 1, ".fix mends them and runs the query", ".fix mends it and runs the query")))
	}
}

// maxWarnings is how many warnings are printed of one query.
const maxWarnings = 3

// timingText writes the times of a query, for the line after a result. A
// result without rows has no first one.
func timingText(t query.Timing, rows int) string {
	first := ""
	if rows > 0 {
		first = " · first row " + duration(t.First)
	}
	return fmt.Sprintf(" · parse %s · plan %s%s · all %s", duration(t.Parse), duration(t.Plan), first, duration(t.All))
}

// showTriples writes the triples of CONSTRUCT or DESCRIBE in the graph format.
func (s *Session) showTriples(triples *query.Triples) error {
	g, err := triples.Graph()
	if err != nil {
		return err
	}
	return s.showGraph(g)
}

// showGraph writes a graph that is an answer.
func (s *Session) showGraph(g *graph.Graph) error {
	if err := g.Save(s.out, s.view.graphs, s.usedPrefixes(g)); err != nil {
		return err
	}
	if s.view.timing {
		s.note("%s", s.dim(count(g.Len(), "triple")))
	}
	return nil
}

// runUpdate runs an update, keeping the state before it for .undo.
func (s *Session) runUpdate(ctx context.Context, text string) error {
	before := s.g.Snapshot()
	start := s.cfg.Now()
	done, err := query.Update(ctx, s.g, text, append(s.options(text), s.bindings(text)...)...)
	if err != nil {
		return err
	}
	took := s.cfg.Now().Sub(start)
	if !s.keepsDeletion(done.Deleted, before) {
		if _, _, err := s.takeBack(ctx, before); err != nil {
			return err
		}
		s.note("nothing was changed")
		return nil
	}
	s.pushUndo(text, before)
	s.note("%s inserted, %s deleted%s%s", thousands(done.Inserted), thousands(done.Deleted),
		pick(s.view.timing, " · "+duration(took), ""), pick(done.Deleted > 0 && s.view.timing, s.dim(" · .undo takes it back"), ""))
	return nil
}

// parseTerm reads an RDF term as SPARQL writes it: <iri>, prefixed name,
// literal, number, or _:label. A bare absolute IRI is accepted too.
func (s *Session) parseTerm(text string) (graph.Term, error) {
	text = strings.TrimSpace(text)
	if label, ok := strings.CutPrefix(text, "_:"); ok && label != "" {
		return graph.NewBlank(label), nil
	}
	if strings.Contains(text, "://") && !strings.ContainsAny(text, "<>\" {}") {
		text = "<" + text + ">"
	}
	if text == "a" {
		return graph.NewIRI(rdfType), nil
	}
	s.tellPrefixes(text)
	const before, after = "SELECT * { VALUES ?x { ", "\n} }"
	q, err := syntax.Parse(before+text+after, syntax.Options{Prefixes: s.known(text)})
	if err != nil {
		return graph.Any, termError(text, err)
	}
	data, ok := q.Pattern.Elements[0].(*syntax.Data)
	if !ok || len(data.Rows) != 1 || len(q.Pattern.Elements) != 1 {
		return graph.Any, termError(text, nil)
	}
	t := constant(data.Rows[0][0])
	if t.IsAny() {
		return graph.Any, termError(text, nil)
	}
	return t, nil
}

// termError is the error of a text that is no term.
func termError(text string, cause error) error {
	msg := fmt.Sprintf("%q is not one RDF term", text)
	var se *syntax.Error
	if errors.As(cause, &se) && strings.Contains(se.Msg, "prefix") {
		msg = se.Msg
	}
	return &UsageError{Msg: msg, Usage: `write <http://example.org/a>, ex:a, "text", "text"@en, 5 or _:label`}
}

// constant turns a constant of a query into a term of the graph; the zero Term
// when it is not one.
func constant(t syntax.Term) graph.Term {
	switch t := t.(type) {
	case *syntax.IRI:
		return graph.NewIRI(t.Value)
	case *syntax.Literal:
		switch {
		case t.Dir == "ltr":
			return graph.NewDirLang(t.Lexical, t.Lang, graph.LTR)
		case t.Dir == "rtl":
			return graph.NewDirLang(t.Lexical, t.Lang, graph.RTL)
		case t.Lang != "":
			return graph.NewLang(t.Lexical, t.Lang)
		}
		return graph.NewTyped(t.Lexical, t.Datatype)
	case *syntax.TripleTerm:
		s, p, o := constant(t.S), constant(t.P), constant(t.O)
		if !s.IsAny() && !p.IsAny() && !o.IsAny() {
			return graph.NewTripleTerm(s, p, o)
		}
	}
	return graph.Any
}

// ParsePrefix reads a prefix declaration as people write it: "ex: <http://…>",
// "PREFIX ex: <http://…>", "@prefix ex: <http://…> ." or "ex=http://…".
func ParsePrefix(text string) (label, iri string, err error) {
	t := strings.TrimSpace(text)
	for _, head := range []string{"@prefix", "prefix"} {
		if len(t) > len(head) && strings.EqualFold(t[:len(head)], head) && (t[len(head)] == ' ' || t[len(head)] == '\t') {
			t = strings.TrimSpace(t[len(head):])
		}
	}
	t = strings.TrimSpace(strings.TrimSuffix(t, "."))
	cut := strings.IndexAny(t, ":=")
	if cut >= 0 {
		label, iri = strings.TrimSpace(t[:cut]), strings.TrimSpace(t[cut+1:])
		iri = strings.TrimSuffix(strings.TrimPrefix(iri, "<"), ">")
	}
	// The parser has the last word on both.
	_, perr := syntax.Parse("PREFIX "+label+": <"+iri+"> ASK {}", syntax.Options{})
	if cut < 0 || iri == "" || perr != nil || strings.ContainsAny(label, " <>#\n") {
		return "", "", &UsageError{Msg: fmt.Sprintf("%q is not a prefix declaration", text), Usage: "write ex: <http://example.org/>"}
	}
	return label, iri, nil
}
