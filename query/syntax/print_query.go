package syntax

import "strconv"

// prologue prints the declarations, each on its line. BASE stands after the
// last prefix with a relative IRI, which was declared before it.
func (p *printer) prologue(r Prologue, base bool) {
	if r.Version != "" {
		p.put("VERSION ", quote(r.Version), "\n")
	}
	relative := 0
	for i, d := range r.Prefixes {
		if schemeEnd(d.IRI) < 0 {
			relative = i + 1
		}
	}
	for i := 0; ; i++ {
		if i == relative && base && r.Base != "" {
			p.put("BASE <", r.Base, ">\n")
		}
		if i >= len(r.Prefixes) {
			return
		}
		p.put("PREFIX ", r.Prefixes[i].Label, ": <", r.Prefixes[i].IRI, ">\n")
	}
}

func (p *printer) query(q *Query, top bool) {
	if top {
		p.prologue(q.Prologue, true)
	}
	switch q.Form {
	case Select:
		p.selectClause(q)
	case Construct:
		p.put("CONSTRUCT ")
		if !q.Short {
			p.template(q.Template)
			p.put(" ")
		}
	case Describe:
		p.put("DESCRIBE ")
		if q.Star {
			p.put("* ")
		}
		for _, t := range q.Targets {
			p.term(t)
			p.put(" ")
		}
	case Ask:
		p.put("ASK ")
	}
	for _, d := range q.Datasets {
		p.dataset("FROM", d)
		p.put(" ")
	}
	if q.Short {
		p.put("WHERE ")
		p.template(q.Template)
	} else if q.Pattern != nil {
		p.put("WHERE ")
		p.group(q.Pattern)
	}
	p.modifiers(q)
}

func (p *printer) selectClause(q *Query) {
	p.put("SELECT ")
	if q.Distinct {
		p.put("DISTINCT ")
	}
	if q.Reduced {
		p.put("REDUCED ")
	}
	if q.Star {
		p.put("* ")
	}
	for _, item := range q.Projection {
		p.named(item.Expr, item.Var)
		p.put(" ")
	}
}

// template prints triples in braces.
func (p *printer) template(ts []*Triples) {
	p.put("{ ")
	for _, t := range ts {
		p.triples(t)
		p.put(" . ")
	}
	p.put("}")
}

func (p *printer) dataset(word string, d *Dataset) {
	p.put(word, " ")
	if d.Named {
		p.put("NAMED ")
	}
	p.iri(d.IRI)
}

// modifiers prints what follows the pattern.
func (p *printer) modifiers(q *Query) {
	if len(q.GroupBy) > 0 {
		p.put(" GROUP BY ")
		join(p, q.GroupBy, " ", p.groupKey)
	}
	if len(q.Having) > 0 {
		p.put(" HAVING ")
		join(p, q.Having, " ", p.constraint)
	}
	if len(q.OrderBy) > 0 {
		p.put(" ORDER BY ")
		join(p, q.OrderBy, " ", p.orderKey)
	}
	if q.Limit != nil {
		p.put(" LIMIT ", strconv.FormatInt(*q.Limit, 10))
	}
	if q.Offset != nil {
		p.put(" OFFSET ", strconv.FormatInt(*q.Offset, 10))
	}
	if q.Values != nil {
		p.put(" ")
		p.data(q.Values)
	}
}

func (p *printer) groupKey(k *GroupKey) {
	switch {
	case k.Expr == nil:
		p.term(k.Var)
	case k.Var != nil:
		p.named(k.Expr, k.Var)
	default:
		p.key(k.Expr)
	}
}

// key prints an expression as a key: what is not a call by name needs
// parentheses.
func (p *printer) key(e Expr) {
	switch e.(type) {
	case *Call, *FunctionCall, *Aggregate, *Exists:
		p.expr(e, levelOr)
	default:
		p.put("(")
		p.expr(e, levelOr)
		p.put(")")
	}
}

func (p *printer) orderKey(k *OrderKey) {
	if k.Desc {
		p.put("DESC(")
		p.expr(k.Expr, levelOr)
		p.put(")")
		return
	}
	if t, ok := k.Expr.(*TermExpr); ok {
		if v, ok := t.Term.(*Var); ok {
			p.term(v)
			return
		}
	}
	p.key(k.Expr)
}

// ---- updates

// update prints operations, separated by semicolons. When some of them hold
// relative IRIs, they were read before BASE, which must stand after them.
func (p *printer) update(u *Update) {
	relative := 0
	if u.Prologue.Base != "" {
		for i, op := range u.Operations {
			if hasRelative(op) {
				relative = i + 1
			}
		}
	}
	p.prologue(u.Prologue, relative == 0)
	for i, op := range u.Operations {
		if i > 0 {
			p.put(" ;\n")
		}
		if i > 0 && i == relative {
			p.put("BASE <", u.Prologue.Base, ">\n")
		}
		p.operation(op)
	}
	if relative > 0 && relative == len(u.Operations) {
		p.put(" ;\nBASE <", u.Prologue.Base, ">")
	}
}

// hasRelative tells whether an operation holds a relative IRI.
func hasRelative(op Operation) bool {
	found := false
	Walk(op, func(n Node) bool {
		switch n := n.(type) {
		case *IRI:
			found = found || n.Short == "" && schemeEnd(n.Value) < 0
		case *Literal:
			found = found || n.Datatype != "" && schemeEnd(n.Datatype) < 0
		}
		return !found
	})
	return found
}

func (p *printer) operation(o Operation) {
	switch o := o.(type) {
	case *Load:
		p.put("LOAD ", silent(o.Silent))
		p.iri(o.From)
		if o.Into != nil {
			p.put(" INTO GRAPH ")
			p.iri(o.Into)
		}
	case *Clear:
		word := "CLEAR "
		if o.Drop {
			word = "DROP "
		}
		p.put(word, silent(o.Silent))
		p.graphRef(o.Target)
	case *Create:
		p.put("CREATE ", silent(o.Silent), "GRAPH ")
		p.iri(o.Graph)
	case *Transfer:
		p.put(o.Kind, " ", silent(o.Silent))
		p.graphRef(o.From)
		p.put(" TO ")
		p.graphRef(o.To)
	case *InsertData:
		p.put("INSERT DATA ")
		p.quads(o.Quads)
	case *DeleteData:
		p.put("DELETE DATA ")
		p.quads(o.Quads)
	case *DeleteWhere:
		p.put("DELETE WHERE ")
		p.quads(o.Quads)
	case *Modify:
		p.modify(o)
	}
}

func (p *printer) graphRef(r *GraphRef) {
	switch {
	case r.IRI != nil:
		p.put("GRAPH ")
		p.iri(r.IRI)
	case r.Named:
		p.put("NAMED")
	case r.All:
		p.put("ALL")
	default:
		p.put("DEFAULT")
	}
}

func (p *printer) modify(m *Modify) {
	if m.With != nil {
		p.put("WITH ")
		p.iri(m.With)
		p.put(" ")
	}
	if m.HasDelete {
		p.put("DELETE ")
		p.quads(m.Delete)
		p.put(" ")
	}
	if m.HasInsert {
		p.put("INSERT ")
		p.quads(m.Insert)
		p.put(" ")
	}
	for _, d := range m.Using {
		p.dataset("USING", d)
		p.put(" ")
	}
	p.put("WHERE ")
	p.group(m.Pattern)
}

// quads prints triples by graph, in braces.
func (p *printer) quads(list []*Quads) {
	p.put("{ ")
	for _, q := range list {
		if q.Graph != nil {
			p.put("GRAPH ")
			p.term(q.Graph)
			p.put(" ")
			p.template(q.Triples)
			p.put(" ")
			continue
		}
		for _, t := range q.Triples {
			p.triples(t)
			p.put(" . ")
		}
	}
	p.put("}")
}
