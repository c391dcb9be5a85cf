package syntax

import (
	"strconv"
	"strings"
)

// printer writes nodes as SPARQL, on one line but for the prologue.
type printer struct{ b strings.Builder }

// text prints one node.
func text(n Node) string {
	var p printer
	p.node(n)
	return p.b.String()
}

func (p *printer) put(parts ...string) {
	for _, s := range parts {
		p.b.WriteString(s)
	}
}

// node prints any node.
func (p *printer) node(n Node) {
	switch n := n.(type) {
	case *Query:
		p.query(n, true)
	case *Update:
		p.update(n)
	case Term:
		p.term(n)
	case Path:
		p.path(n, pathAlternative)
	case Expr:
		p.expr(n, levelOr)
	case Pattern:
		p.pattern(n)
	case Operation:
		p.operation(n)
	default:
		p.part(n)
	}
}

// part prints the nodes that belong to no family.
func (p *printer) part(n Node) {
	switch n := n.(type) {
	case *Property:
		p.property(n)
	case *Object:
		p.object(n)
	case *Annotation:
		p.annotation(n)
	case *Projection:
		p.named(n.Expr, n.Var)
	case *GroupKey:
		p.groupKey(n)
	case *OrderKey:
		p.orderKey(n)
	case *Dataset:
		p.dataset("FROM", n)
	case *GraphRef:
		p.graphRef(n)
	case *Quads:
		p.quads([]*Quads{n})
	}
}

// join prints the items of a list with a separator.
func join[T any](p *printer, list []T, sep string, one func(T)) {
	for i, x := range list {
		if i > 0 {
			p.put(sep)
		}
		one(x)
	}
}

// ---- terms

func (p *printer) term(t Term) {
	switch t := t.(type) {
	case *IRI:
		p.iri(t)
	case *Literal:
		p.literal(t)
	case *Blank:
		p.blank(t)
	case *Var:
		p.put("?", t.Name)
	case *TripleTerm:
		p.put("<<( ")
		join(p, []Term{t.S, t.P, t.O}, " ", p.term)
		p.put(" )>>")
	case *ReifiedTriple:
		p.put("<< ")
		join(p, []Term{t.S, t.P, t.O}, " ", p.term)
		if t.Reifier != nil {
			p.put(" ")
			p.reifier(t.Reifier)
		}
		p.put(" >>")
	case *PropertyList:
		p.put("[ ")
		join(p, t.Properties, " ; ", p.property)
		p.put(" ]")
	case *Collection:
		p.put("(")
		join(p, t.Items, " ", p.term)
		p.put(")")
	}
}

func (p *printer) iri(i *IRI) {
	if i.Short != "" {
		p.put(i.Short)
		return
	}
	p.put("<", i.Value, ">")
}

func (p *printer) blank(b *Blank) {
	if b.Anon {
		p.put("[]")
		return
	}
	p.put("_:", b.Label)
}

// reifier prints ~ and the reifier; an anonymous one needs no name.
func (p *printer) reifier(r Term) {
	p.put("~")
	if b, ok := r.(*Blank); ok && b.Anon {
		return
	}
	p.put(" ")
	p.term(r)
}

func (p *printer) literal(l *Literal) {
	if l.Bare {
		p.put(l.Lexical)
		return
	}
	p.put(quote(l.Lexical))
	switch {
	case l.Dir != "":
		p.put("@", l.Lang, "--", l.Dir)
	case l.Lang != "":
		p.put("@", l.Lang)
	case l.Datatype != "":
		p.put("^^<", l.Datatype, ">")
	}
}

// quote writes a string in double quotes. Control characters are escaped, so
// that the result can be shown on a terminal.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		default:
			if r < ' ' || r >= 0x7F && r < 0xA0 {
				b.WriteString(`\u00`)
				if r < 0x10 {
					b.WriteByte('0')
				}
				b.WriteString(strings.ToUpper(strconv.FormatInt(int64(r), 16)))
				continue
			}
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// ---- triples

func (p *printer) triples(t *Triples) {
	p.term(t.Subject)
	if len(t.Properties) > 0 {
		p.put(" ")
		join(p, t.Properties, " ; ", p.property)
	}
}

func (p *printer) property(r *Property) {
	if r.Path != nil {
		p.path(r.Path, pathAlternative)
	} else {
		p.term(r.Verb)
	}
	p.put(" ")
	join(p, r.Objects, " , ", p.object)
}

func (p *printer) object(o *Object) {
	p.term(o.Term)
	for _, a := range o.Annotations {
		p.put(" ")
		p.annotation(a)
	}
}

func (p *printer) annotation(a *Annotation) {
	if a.Reifier != nil {
		p.reifier(a.Reifier)
		return
	}
	p.put("{| ")
	join(p, a.Properties, " ; ", p.property)
	p.put(" |}")
}

// ---- property paths

// The levels of path, from loose to tight.
const (
	pathAlternative = iota
	pathSequence
	pathInverse
	pathElement
	pathPrimary
)

func pathLevel(x Path) int {
	switch x.(type) {
	case *PathAlt:
		return pathAlternative
	case *PathSeq:
		return pathSequence
	case *PathInverse:
		return pathInverse
	case *PathRepeat:
		return pathElement
	}
	return pathPrimary
}

// path prints a path, in parentheses if it is looser than level.
func (p *printer) path(x Path, level int) {
	if pathLevel(x) < level {
		p.put("(")
		defer p.put(")")
	}
	switch x := x.(type) {
	case *PathIRI:
		p.iri(x.IRI)
	case *PathInverse:
		p.put("^")
		p.path(x.Path, pathElement)
	case *PathSeq:
		join(p, x.Parts, "/", func(x Path) { p.path(x, pathInverse) })
	case *PathAlt:
		join(p, x.Parts, "|", func(x Path) { p.path(x, pathSequence) })
	case *PathRepeat:
		p.path(x.Path, pathPrimary)
		p.put(string(rune(x.Mod)))
	case *PathNegated:
		p.negated(x)
	}
}

func (p *printer) negated(x *PathNegated) {
	p.put("!(")
	join(p, x.Forward, "|", p.iri)
	if len(x.Forward) > 0 && len(x.Inverse) > 0 {
		p.put("|")
	}
	join(p, x.Inverse, "|", func(i *IRI) { p.put("^"); p.iri(i) })
	p.put(")")
}

// ---- patterns

func (p *printer) pattern(x Pattern) {
	switch x := x.(type) {
	case *Triples:
		p.triples(x)
	case *Group:
		p.group(x)
	case *Optional:
		p.put("OPTIONAL ")
		p.group(x.Group)
	case *Union:
		join(p, x.Groups, " UNION ", p.group)
	case *Minus:
		p.put("MINUS ")
		p.group(x.Group)
	case *Graph:
		p.put("GRAPH ")
		p.term(x.Name)
		p.put(" ")
		p.group(x.Group)
	case *Service:
		p.put("SERVICE ", silent(x.Silent))
		p.term(x.Name)
		p.put(" ")
		p.group(x.Group)
	case *Filter:
		p.put("FILTER ")
		p.constraint(x.Expr)
	case *Bind:
		p.put("BIND")
		p.named(x.Expr, x.Var)
	case *Data:
		p.data(x)
	case *SubSelect:
		p.query(x.Query, false)
	}
}

func silent(yes bool) string {
	if yes {
		return "SILENT "
	}
	return ""
}

// group prints a group. A sub-select beside other elements, which only a tree
// made by hand has, gets braces of its own.
func (p *printer) group(g *Group) {
	p.put("{ ")
	for _, e := range g.Elements {
		_, sub := e.(*SubSelect)
		if sub && len(g.Elements) > 1 {
			p.put("{ ")
		}
		p.pattern(e)
		if _, ok := e.(*Triples); ok {
			p.put(" .")
		}
		if sub && len(g.Elements) > 1 {
			p.put(" }")
		}
		p.put(" ")
	}
	p.put("}")
}

func (p *printer) data(d *Data) {
	p.put("VALUES (")
	join(p, d.Vars, " ", func(v *Var) { p.term(v) })
	p.put(") { ")
	for _, row := range d.Rows {
		p.put("(")
		join(p, row, " ", func(t Term) {
			if t == nil {
				p.put("UNDEF")
				return
			}
			p.term(t)
		})
		p.put(") ")
	}
	p.put("}")
}
