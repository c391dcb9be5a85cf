package syntax

// Walk calls f for n and, while f says true, for the nodes inside it, in the
// order of the text. Chains of binary operators, however long, are walked
// without recursion along their left side: f sees a chain's operators before
// its operands. Nil nodes are skipped.
func Walk(n Node, f func(Node) bool) {
	w := walker{f}
	w.node(n)
}

type walker struct{ f func(Node) bool }

func (w walker) node(n Node) {
	switch n := n.(type) {
	case nil:
	case *Query:
		w.query(n)
	case *Update:
		if w.f(n) {
			walkAll(w, n.Operations)
		}
	case Term:
		w.term(n)
	case Path:
		w.path(n)
	case Expr:
		w.expr(n)
	case Pattern:
		w.pattern(n)
	case Operation:
		w.operation(n)
	default:
		w.part(n)
	}
}

// walkAll walks the nodes of a list.
func walkAll[N Node](w walker, list []N) {
	for _, n := range list {
		w.node(n)
	}
}

// part walks the nodes that belong to no family.
func (w walker) part(n Node) {
	if !w.f(n) {
		return
	}
	switch n := n.(type) {
	case *Property:
		if n.Verb != nil {
			w.node(n.Verb)
		}
		if n.Path != nil {
			w.node(n.Path)
		}
		walkAll(w, n.Objects)
	case *Object:
		w.term(n.Term)
		walkAll(w, n.Annotations)
	case *Annotation:
		w.term(n.Reifier)
		walkAll(w, n.Properties)
	case *Projection:
		w.expr(n.Expr)
		w.variable(n.Var)
	case *GroupKey:
		w.expr(n.Expr)
		w.variable(n.Var)
	case *OrderKey:
		w.expr(n.Expr)
	case *Dataset:
		w.iri(n.IRI)
	case *GraphRef:
		w.iri(n.IRI)
	case *Quads:
		w.term(n.Graph)
		walkAll(w, n.Triples)
	}
}

func (w walker) variable(v *Var) {
	if v != nil {
		w.f(v)
	}
}

func (w walker) iri(i *IRI) {
	if i != nil {
		w.f(i)
	}
}

func (w walker) group(g *Group) {
	if g != nil {
		w.pattern(g)
	}
}

func (w walker) term(t Term) {
	if t == nil || !w.f(t) {
		return
	}
	switch t := t.(type) {
	case *TripleTerm:
		w.term(t.S)
		w.term(t.P)
		w.term(t.O)
	case *ReifiedTriple:
		w.term(t.S)
		w.term(t.P)
		w.term(t.O)
		w.term(t.Reifier)
	case *PropertyList:
		w.term(t.Node)
		walkAll(w, t.Properties)
	case *Collection:
		walkAll(w, t.Items)
	}
}

func (w walker) path(p Path) {
	if p == nil || !w.f(p) {
		return
	}
	switch p := p.(type) {
	case *PathIRI:
		w.iri(p.IRI)
	case *PathInverse:
		w.path(p.Path)
	case *PathSeq:
		walkAll(w, p.Parts)
	case *PathAlt:
		walkAll(w, p.Parts)
	case *PathRepeat:
		w.path(p.Path)
	case *PathNegated:
		walkAll(w, p.Forward)
		walkAll(w, p.Inverse)
	}
}

func (w walker) pattern(p Pattern) {
	if p == nil || !w.f(p) {
		return
	}
	switch p := p.(type) {
	case *Triples:
		w.term(p.Subject)
		walkAll(w, p.Properties)
	case *Group:
		walkAll(w, p.Elements)
	case *Optional:
		w.group(p.Group)
	case *Union:
		walkAll(w, p.Groups)
	case *Minus:
		w.group(p.Group)
	case *Graph:
		w.term(p.Name)
		w.group(p.Group)
	case *Service:
		w.term(p.Name)
		w.group(p.Group)
	case *Filter:
		w.expr(p.Expr)
	case *Bind:
		w.expr(p.Expr)
		w.variable(p.Var)
	case *Data:
		walkAll(w, p.Vars)
		for _, row := range p.Rows {
			walkAll(w, row)
		}
	case *SubSelect:
		w.query(p.Query)
	}
}

func (w walker) expr(e Expr) {
	// The operators of a chain nest on the left; the operands to their right
	// wait on a stack of our own.
	var right []Expr
	for {
		b, ok := e.(*Binary)
		if !ok || !w.f(b) {
			break
		}
		right = append(right, b.R)
		e = b.L
	}
	if _, stopped := e.(*Binary); !stopped {
		w.operand(e)
	}
	for i := len(right) - 1; i >= 0; i-- {
		w.expr(right[i])
	}
}

func (w walker) operand(e Expr) {
	if e == nil || !w.f(e) {
		return
	}
	switch e := e.(type) {
	case *TermExpr:
		w.term(e.Term)
	case *Unary:
		w.expr(e.X)
	case *In:
		w.expr(e.X)
		walkAll(w, e.List)
	case *Call:
		walkAll(w, e.Args)
	case *FunctionCall:
		w.iri(e.Name)
		walkAll(w, e.Args)
	case *Aggregate:
		w.expr(e.Arg)
	case *Exists:
		w.group(e.Group)
	}
}

func (w walker) query(q *Query) {
	if q == nil || !w.f(q) {
		return
	}
	walkAll(w, q.Projection)
	walkAll(w, q.Targets)
	if !q.Short {
		walkAll(w, q.Template)
	}
	walkAll(w, q.Datasets)
	w.group(q.Pattern)
	walkAll(w, q.GroupBy)
	walkAll(w, q.Having)
	walkAll(w, q.OrderBy)
	if q.Values != nil {
		w.pattern(q.Values)
	}
}

func (w walker) operation(o Operation) {
	if !w.f(o) {
		return
	}
	switch o := o.(type) {
	case *Load:
		w.iri(o.From)
		w.iri(o.Into)
	case *Clear:
		w.node(o.Target)
	case *Create:
		w.iri(o.Graph)
	case *Transfer:
		w.node(o.From)
		w.node(o.To)
	case *InsertData:
		walkAll(w, o.Quads)
	case *DeleteData:
		walkAll(w, o.Quads)
	case *DeleteWhere:
		walkAll(w, o.Quads)
	case *Modify:
		w.iri(o.With)
		walkAll(w, o.Delete)
		walkAll(w, o.Insert)
		walkAll(w, o.Using)
		w.group(o.Pattern)
	}
}

// Operands flattens a chain of one binary operator: the operands of a || b || c
// are a, b and c. For the operators - and / only the left side is flattened, as
// for all others, so the order of evaluation is kept.
func (b *Binary) Operands() []Expr {
	var reversed []Expr
	var e Expr = b
	for {
		x, ok := e.(*Binary)
		if !ok || x.Op != b.Op {
			break
		}
		reversed = append(reversed, x.R)
		e = x.L
	}
	out := append(make([]Expr, 0, len(reversed)+1), e)
	for i := len(reversed) - 1; i >= 0; i-- {
		out = append(out, reversed[i])
	}
	return out
}
