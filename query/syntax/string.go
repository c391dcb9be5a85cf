package syntax

// String implements Node.
func (n *IRI) String() string { return text(n) }

// String implements Node.
func (n *Literal) String() string { return text(n) }

// String implements Node.
func (n *Blank) String() string { return text(n) }

// String implements Node.
func (n *Var) String() string { return text(n) }

// String implements Node.
func (n *TripleTerm) String() string { return text(n) }

// String implements Node.
func (n *ReifiedTriple) String() string { return text(n) }

// String implements Node.
func (n *PropertyList) String() string { return text(n) }

// String implements Node.
func (n *Collection) String() string { return text(n) }

// String implements Node.
func (n *Triples) String() string { return text(n) }

// String implements Node.
func (n *Property) String() string { return text(n) }

// String implements Node.
func (n *Object) String() string { return text(n) }

// String implements Node.
func (n *Annotation) String() string { return text(n) }

// String implements Node.
func (n *PathIRI) String() string { return text(n) }

// String implements Node.
func (n *PathInverse) String() string { return text(n) }

// String implements Node.
func (n *PathSeq) String() string { return text(n) }

// String implements Node.
func (n *PathAlt) String() string { return text(n) }

// String implements Node.
func (n *PathRepeat) String() string { return text(n) }

// String implements Node.
func (n *PathNegated) String() string { return text(n) }

// String implements Node.
func (n *Group) String() string { return text(n) }

// String implements Node.
func (n *Optional) String() string { return text(n) }

// String implements Node.
func (n *Union) String() string { return text(n) }

// String implements Node.
func (n *Minus) String() string { return text(n) }

// String implements Node.
func (n *Graph) String() string { return text(n) }

// String implements Node.
func (n *Service) String() string { return text(n) }

// String implements Node.
func (n *Filter) String() string { return text(n) }

// String implements Node.
func (n *Bind) String() string { return text(n) }

// String implements Node.
func (n *Data) String() string { return text(n) }

// String implements Node.
func (n *SubSelect) String() string { return text(n) }

// String implements Node.
func (n *TermExpr) String() string { return text(n) }

// String implements Node.
func (n *Binary) String() string { return text(n) }

// String implements Node.
func (n *Unary) String() string { return text(n) }

// String implements Node.
func (n *In) String() string { return text(n) }

// String implements Node.
func (n *Call) String() string { return text(n) }

// String implements Node.
func (n *FunctionCall) String() string { return text(n) }

// String implements Node.
func (n *Aggregate) String() string { return text(n) }

// String implements Node.
func (n *Exists) String() string { return text(n) }

// String implements Node.
func (n *Query) String() string { return text(n) }

// String implements Node.
func (n *Projection) String() string { return text(n) }

// String implements Node.
func (n *Dataset) String() string { return text(n) }

// String implements Node.
func (n *GroupKey) String() string { return text(n) }

// String implements Node.
func (n *OrderKey) String() string { return text(n) }

// String implements Node.
func (n *Update) String() string { return text(n) }

// String implements Node.
func (n *GraphRef) String() string { return text(n) }

// String implements Node.
func (n *Load) String() string { return text(n) }

// String implements Node.
func (n *Clear) String() string { return text(n) }

// String implements Node.
func (n *Create) String() string { return text(n) }

// String implements Node.
func (n *Transfer) String() string { return text(n) }

// String implements Node.
func (n *Quads) String() string { return text(n) }

// String implements Node.
func (n *InsertData) String() string { return text(n) }

// String implements Node.
func (n *DeleteData) String() string { return text(n) }

// String implements Node.
func (n *DeleteWhere) String() string { return text(n) }

// String implements Node.
func (n *Modify) String() string { return text(n) }
