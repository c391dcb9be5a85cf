package algebra

import (
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// SSE prints op as an s-expression, one operator a line, indented by its depth,
// in the style of Apache Jena: (join (bgp (triple ?s <p> ?o)) (table unit)).
// It is for tests and for readers; nothing parses it.
func SSE(op Op) string {
	var p printer
	p.op(op)
	return p.b.String()
}

// ExprSSE prints an expression as an s-expression on one line, with the pattern
// of an EXISTS inside on lines of its own.
func ExprSSE(e Expr) string {
	var p printer
	p.expr(e)
	return p.b.String()
}

// PathSSE prints a path as an s-expression.
func PathSSE(path Path) string {
	var p printer
	p.path(path)
	return p.b.String()
}

// String prints q's parts, each as SSE does.
func (q *Query) String() string {
	var p printer
	if len(q.Template) > 0 {
		p.triples("template", q.Template)
		p.b.WriteByte('\n')
	}
	if len(q.Targets) > 0 {
		p.open("describe")
		for _, n := range q.Targets {
			p.b.WriteByte(' ')
			p.node(n)
		}
		p.close()
		p.b.WriteByte('\n')
	}
	p.op(q.Pattern)
	return p.b.String()
}

// Shape prints op as SSE does, with variables numbered in the order in which they
// come up, and gives the variables by number: operators of one shape are the same
// but for the names of variables.
func Shape(op Op) (shape string, vars []Var) {
	p := printer{numbers: map[Var]int{}}
	p.op(op)
	vars = make([]Var, len(p.numbers))
	for v, n := range p.numbers {
		vars[n] = v
	}
	return p.b.String(), vars
}

// printer writes s-expressions.
type printer struct {
	b       strings.Builder
	indent  int
	numbers map[Var]int // what stands for variables; nil for their names
}

// variable writes a variable, or its number.
func (p *printer) variable(v Var) {
	if p.numbers == nil {
		p.b.WriteString("?" + string(v))
		return
	}
	n, ok := p.numbers[v]
	if !ok {
		n = len(p.numbers)
		p.numbers[v] = n
	}
	p.b.WriteString("?" + strconv.Itoa(n))
}

func (p *printer) open(name string) {
	p.b.WriteByte('(')
	p.b.WriteString(name)
}

func (p *printer) close() { p.b.WriteByte(')') }

// line starts a new line at the current depth.
func (p *printer) line() {
	p.b.WriteByte('\n')
	for range p.indent {
		p.b.WriteString("  ")
	}
}

// block writes ops on lines of their own, one deeper.
func (p *printer) block(ops ...Op) {
	p.indent++
	for _, op := range ops {
		p.line()
		p.op(op)
	}
	p.indent--
}

func (p *printer) op(op Op) {
	switch o := op.(type) {
	case *BGP:
		p.triples("bgp", o.Triples)
		return
	case *PathPattern:
		p.open("path ")
		p.node(o.S)
		p.b.WriteByte(' ')
		p.path(o.Path)
		p.b.WriteByte(' ')
		p.node(o.O)
	case *Join:
		p.open("join")
		p.block(o.L, o.R)
	case *LeftJoin:
		p.open("leftjoin")
		p.block(o.L, o.R)
		if o.Cond != nil {
			p.indent++
			p.line()
			p.expr(o.Cond)
			p.indent--
		}
	case *Union:
		p.open("union")
		p.block(o.L, o.R)
	case *Minus:
		p.open("minus")
		p.block(o.L, o.R)
	case *Filter:
		p.open("filter ")
		p.expr(o.Cond)
		p.block(o.Input)
	case *Context:
		p.open("context")
	case *Table:
		p.table(o)
	default:
		p.unary(op)
	}
	p.close()
}

// unary writes the operators that have one input and something of their own.
func (p *printer) unary(op Op) {
	var input Op
	switch o := op.(type) {
	case *Graph:
		p.open("graph ")
		p.node(o.Name)
		input = o.Input
	case *Service:
		p.open("service ")
		if o.Silent {
			p.b.WriteString("silent ")
		}
		p.node(o.Name)
		input = o.Input
	case *Extend:
		p.open("extend ((")
		p.vars([]Var{o.Var})
		p.b.WriteByte(' ')
		p.expr(o.Expr)
		p.b.WriteString("))")
		input = o.Input
	case *Group:
		p.group(o)
		input = o.Input
	case *OrderBy:
		p.order(o)
		input = o.Input
	case *Project:
		p.open("project (")
		p.vars(o.Vars)
		p.close()
		input = o.Input
	case *Distinct:
		p.open("distinct")
		input = o.Input
	case *Reduced:
		p.open("reduced")
		input = o.Input
	case *Slice:
		p.open("slice " + strconv.FormatInt(o.Offset, 10) + " ")
		if o.Limit < 0 {
			p.b.WriteByte('_')
		} else {
			p.b.WriteString(strconv.FormatInt(o.Limit, 10))
		}
		input = o.Input
	}
	p.block(input)
}

// triples writes patterns, on one line if there is only one.
func (p *printer) triples(name string, ts []TriplePattern) {
	p.open(name)
	p.indent++
	for i := range ts {
		if len(ts) > 1 {
			p.line()
		} else {
			p.b.WriteByte(' ')
		}
		p.triple("triple", &ts[i])
	}
	p.indent--
	p.close()
}

func (p *printer) triple(name string, t *TriplePattern) {
	p.open(name)
	for _, n := range [3]Node{t.S, t.P, t.O} {
		p.b.WriteByte(' ')
		p.node(n)
	}
	p.close()
}

func (p *printer) table(t *Table) {
	p.open("table (vars")
	for _, v := range t.Vars {
		p.b.WriteByte(' ')
		p.variable(v)
	}
	p.close()
	p.indent++
	for _, row := range t.Rows {
		p.line()
		p.open("row")
		for i, term := range row {
			if term == (graph.Term{}) {
				continue
			}
			p.b.WriteString(" [")
			p.variable(t.Vars[i])
			p.b.WriteByte(' ')
			p.term(term)
			p.b.WriteByte(']')
		}
		p.close()
	}
	p.indent--
}

func (p *printer) group(g *Group) {
	p.open("group (")
	for i, k := range g.Keys {
		if i > 0 {
			p.b.WriteByte(' ')
		}
		if ref, ok := k.Expr.(*VarRef); ok && ref.Var == k.Var {
			p.vars([]Var{k.Var})
			continue
		}
		p.b.WriteByte('(')
		p.variable(k.Var)
		p.b.WriteByte(' ')
		p.expr(k.Expr)
		p.close()
	}
	p.b.WriteString(") (")
	for i, a := range g.Aggs {
		if i > 0 {
			p.b.WriteByte(' ')
		}
		p.b.WriteByte('(')
		p.variable(a.Var)
		p.b.WriteByte(' ')
		p.aggregate(a)
		p.close()
	}
	p.close()
}

func (p *printer) aggregate(a Aggregate) {
	name := strings.ToLower(a.Name)
	if strings.Contains(name, ":") {
		name = "<" + a.Name + ">"
	}
	p.open(name)
	if a.Distinct {
		p.b.WriteString(" distinct")
	}
	if a.Name == "GROUP_CONCAT" && a.Separator != " " {
		p.b.WriteString(" (separator " + strconv.Quote(a.Separator) + ")")
	}
	switch {
	case len(a.Args) > 0:
		p.exprs(a.Args)
	case a.Arg != nil:
		p.exprs([]Expr{a.Arg})
	}
	p.close()
}

func (p *printer) order(o *OrderBy) {
	p.open("order (")
	for i, k := range o.Keys {
		if i > 0 {
			p.b.WriteByte(' ')
		}
		if k.Desc {
			p.open("desc ")
			p.expr(k.Expr)
			p.close()
		} else {
			p.expr(k.Expr)
		}
	}
	p.close()
}

func (p *printer) vars(vars []Var) {
	for i, v := range vars {
		if i > 0 {
			p.b.WriteByte(' ')
		}
		p.variable(v)
	}
}

func (p *printer) node(n Node) {
	switch {
	case n.IsVar():
		p.vars([]Var{n.Var})
	case n.Triple != nil:
		p.triple("qtriple", n.Triple)
	default:
		p.term(n.Term)
	}
}
