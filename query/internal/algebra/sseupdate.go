package algebra

import "github.com/trivet-rdf/trivet/graph"

// OperationSSE prints an update operation as an s-expression.
func OperationSSE(op Operation) string {
	var p printer
	switch o := op.(type) {
	case *InsertData:
		p.quads("insertdata", o.Quads)
	case *DeleteData:
		p.quads("deletedata", o.Quads)
	case *Modify:
		p.modify(o)
	case *Load:
		p.verb("load", o.Silent)
		p.b.WriteByte(' ')
		p.term(o.From)
		p.graphName(o.Into)
		p.close()
	case *Clear:
		p.clear(o)
	case *Create:
		p.verb("create", o.Silent)
		p.graphName(o.Graph)
		p.close()
	case *Transfer:
		p.verb(operatorName(o.Kind), o.Silent)
		p.graphName(o.From)
		p.graphName(o.To)
		p.close()
	}
	return p.b.String()
}

func (p *printer) verb(name string, silent bool) {
	p.open(name)
	if silent {
		p.b.WriteString(" silent")
	}
}

// graphName writes a graph's name, or the word default.
func (p *printer) graphName(t graph.Term) {
	p.b.WriteByte(' ')
	if t.IsAny() {
		p.b.WriteString("default")
		return
	}
	p.term(t)
}

func (p *printer) clear(o *Clear) {
	name := "clear"
	if o.Drop {
		name = "drop"
	}
	p.verb(name, o.Silent)
	if !o.Target.Graph.IsAny() {
		p.graphName(o.Target.Graph)
	}
	if o.Target.Default {
		p.b.WriteString(" default")
	}
	if o.Target.Named {
		p.b.WriteString(" named")
	}
	p.close()
}

// quads writes quads, each on a line.
func (p *printer) quads(name string, quads []QuadPattern) {
	p.open(name)
	p.indent++
	for i := range quads {
		p.line()
		if quads[i].Graph == (Node{}) {
			p.triple("triple", &quads[i].TriplePattern)
			continue
		}
		p.open("quad ")
		p.node(quads[i].Graph)
		for _, n := range [3]Node{quads[i].S, quads[i].P, quads[i].O} {
			p.b.WriteByte(' ')
			p.node(n)
		}
		p.close()
	}
	p.indent--
	p.close()
}

func (p *printer) modify(o *Modify) {
	p.open("modify")
	if !o.With.IsAny() {
		p.b.WriteString(" (with ")
		p.term(o.With)
		p.close()
	}
	p.indent++
	for _, t := range o.Dataset.Default {
		p.line()
		p.open("using")
		p.graphName(t)
		p.close()
	}
	for _, t := range o.Dataset.Named {
		p.line()
		p.open("using named")
		p.graphName(t)
		p.close()
	}
	p.line()
	p.quads("delete", o.Delete)
	p.line()
	p.quads("insert", o.Insert)
	p.line()
	p.op(o.Pattern)
	p.indent--
	p.close()
}
