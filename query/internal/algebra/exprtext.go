package algebra

import (
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// ExprText writes an expression as SPARQL without prefixes, for another endpoint.
// It refuses, with false, what need not mean the same there: EXISTS, functions of
// ours, what depends on the time, on chance or on the base IRI, and terms that
// SPARQL 1.1 cannot write.
func ExprText(e Expr) (string, bool) {
	w := exprWriter{ok: true}
	w.expr(e)
	return w.b.String(), w.ok
}

// exprWriter writes expressions; ok turns false at what cannot be written.
type exprWriter struct {
	b  strings.Builder
	ok bool
}

func (w *exprWriter) expr(e Expr) {
	switch e := e.(type) {
	case *VarRef:
		w.ok = w.ok && !e.Var.Hidden()
		w.b.WriteString("?" + string(e.Var))
	case *Const:
		w.ok = w.ok && Sendable(e.Term)
		w.b.WriteString(e.Term.NTriples())
	case *Call:
		w.call(e)
	case *FuncCall:
		w.ok = w.ok && strings.HasPrefix(e.IRI, graph.XSD)
		w.b.WriteString("<" + e.IRI + ">")
		w.list(e.Args)
	default:
		w.ok = false
	}
}

// call writes operators in parentheses, and functions.
func (w *exprWriter) call(e *Call) {
	switch e.Op {
	case "||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/":
		w.b.WriteByte('(')
		for i, a := range e.Args {
			if i > 0 {
				w.b.WriteString(" " + e.Op + " ")
			}
			w.expr(a)
		}
		w.b.WriteByte(')')
	case "!", "u-", "u+":
		w.b.WriteString("(" + strings.TrimPrefix(e.Op, "u"))
		w.expr(e.Args[0])
		w.b.WriteByte(')')
	case "IN", "NOT IN":
		w.b.WriteByte('(')
		w.expr(e.Args[0])
		w.b.WriteString(" " + e.Op + " ")
		w.list(e.Args[1:])
		w.b.WriteByte(')')
	default:
		w.ok = w.ok && sameEverywhere(e.Op)
		w.b.WriteString(e.Op)
		w.list(e.Args)
	}
}

func (w *exprWriter) list(args []Expr) {
	w.b.WriteByte('(')
	for i, a := range args {
		if i > 0 {
			w.b.WriteString(", ")
		}
		w.expr(a)
	}
	w.b.WriteByte(')')
}

// sameEverywhere reports whether a function of SPARQL 1.1 gives the same for the
// same arguments wherever it is asked.
func sameEverywhere(name string) bool {
	switch name {
	case "BOUND", "IF", "COALESCE", "SAMETERM", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC",
		"STR", "LANG", "DATATYPE", "LANGMATCHES", "STRDT", "STRLANG",
		"STRLEN", "SUBSTR", "UCASE", "LCASE", "STRSTARTS", "STRENDS", "CONTAINS", "STRBEFORE", "STRAFTER",
		"ENCODE_FOR_URI", "CONCAT", "REGEX", "REPLACE",
		"ABS", "ROUND", "CEIL", "FLOOR", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ":
		return true
	}
	return false
}

// Sendable reports whether a term can be written in a SPARQL 1.1 text and means
// the same elsewhere: an IRI, or a literal without a base direction.
func Sendable(t graph.Term) bool {
	return t.IsIRI() || t.IsLiteral() && t.Dir() == graph.NoDirection
}

// Restrict gives s with a condition added to its pattern, which reads variables
// that every solution of the pattern binds.
func (s *Service) Restrict(cond Expr, text string) *Service {
	out := *s
	out.Text = "{ " + s.Text + " FILTER (" + text + ") }"
	out.Input = &Filter{Input: s.Input, Cond: cond}
	out.Sent = append(slices.Clip(s.Sent), cond)
	return &out
}

// Bound gives s with its pattern joined to a table of Sendable terms.
func (s *Service) Bound(t *Table) *Service {
	var b strings.Builder
	b.WriteString("{ VALUES (")
	for _, v := range t.Vars {
		b.WriteString(" ?" + string(v))
	}
	b.WriteString(" ) {")
	for _, row := range t.Rows {
		b.WriteString(" (")
		for _, term := range row {
			b.WriteString(" " + term.NTriples())
		}
		b.WriteString(" )")
	}
	b.WriteString(" } " + s.Text + " }")
	out := *s
	out.Text, out.Input = b.String(), &Join{L: s.Input, R: t}
	return &out
}
