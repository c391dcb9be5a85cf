package algebra

import (
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// expr writes an expression.
func (p *printer) expr(e Expr) {
	switch e := e.(type) {
	case *Const:
		p.term(e.Term)
	case *VarRef:
		p.vars([]Var{e.Var})
	case *Call:
		p.open(operatorName(e.Op))
		p.exprs(e.Args)
		p.close()
	case *FuncCall:
		p.open("<" + e.IRI + ">")
		p.exprs(e.Args)
		p.close()
	case *Exists:
		if e.Not {
			p.open("notexists")
		} else {
			p.open("exists")
		}
		p.indent++
		p.block(e.Correlated)
		p.indent--
		p.close()
	case *TripleExpr:
		p.open("qtriple")
		p.exprs([]Expr{e.S, e.P, e.O})
		p.close()
	}
}

func (p *printer) exprs(list []Expr) {
	for _, e := range list {
		p.b.WriteByte(' ')
		p.expr(e)
	}
}

// operatorName is an operator's or function's name in an s-expression.
func operatorName(op string) string {
	switch op {
	case "u-":
		return "-"
	case "u+":
		return "+"
	case "NOT IN":
		return "notin"
	}
	return strings.ToLower(op)
}

// path writes a path; chains of sequences and alternatives, which translation
// groups to the left, are written nested as they are.
func (p *printer) path(path Path) {
	switch t := path.(type) {
	case *Link:
		p.term(t.IRI)
	case *Inverse:
		p.open("reverse ")
		p.path(t.Path)
		p.close()
	case *Seq:
		p.pair("seq ", t.L, t.R)
	case *Alt:
		p.pair("alt ", t.L, t.R)
	case *Repeat:
		p.open(repeatName(t))
		p.path(t.Path)
		p.close()
	case *Negated:
		p.negated(t)
	}
}

func (p *printer) pair(name string, l, r Path) {
	p.open(name)
	p.path(l)
	p.b.WriteByte(' ')
	p.path(r)
	p.close()
}

func repeatName(r *Repeat) string {
	switch {
	case r.Once:
		return "path? "
	case r.Min == 0:
		return "path* "
	}
	return "path+ "
}

func (p *printer) negated(n *Negated) {
	p.open("notoneof")
	for _, iri := range n.Forward {
		p.b.WriteByte(' ')
		p.term(iri)
	}
	for _, iri := range n.Inverse {
		p.b.WriteByte(' ')
		p.open("reverse ")
		p.term(iri)
		p.close()
	}
	p.close()
}

// term writes a term as N-Triples does, with rdf: and xsd: shortened and plain
// numbers and booleans bare.
func (p *printer) term(t graph.Term) {
	switch {
	case t.IsIRI() && strings.HasPrefix(t.Value(), graph.RDF):
		p.b.WriteString("rdf:" + strings.TrimPrefix(t.Value(), graph.RDF))
	case isBare(t):
		p.b.WriteString(t.Value())
	case t.IsLiteral() && t.Datatype() != graph.XSDString && strings.HasPrefix(t.Datatype(), graph.XSD):
		p.b.WriteString(graph.NewLiteral(t.Value()).NTriples())
		p.b.WriteString("^^xsd:" + strings.TrimPrefix(t.Datatype(), graph.XSD))
	default:
		p.b.WriteString(t.NTriples())
	}
}

// isBare reports whether t can be written as a bare number or boolean.
func isBare(t graph.Term) bool {
	v := t.Value()
	switch t.Datatype() {
	case graph.XSD + "integer":
		return strings.Trim(v, "0123456789") == "" && v != ""
	case graph.XSD + "decimal":
		return strings.Trim(v, "0123456789.") == "" && strings.Count(v, ".") == 1 && !strings.HasSuffix(v, ".")
	case graph.XSD + "boolean":
		return v == "true" || v == "false"
	}
	return false
}
