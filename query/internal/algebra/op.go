package algebra

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Var is a variable's name without "?". Blank nodes of a pattern become
// variables whose names start with "." and so can neither be written nor
// projected by SELECT *.
type Var string

// Hidden reports whether v stands for a blank node or was made by the translation.
func (v Var) Hidden() bool { return len(v) > 0 && v[0] == '.' }

// Node is a place in a pattern: a variable, a constant term, or a triple term
// with variables inside (Triple non-nil). Exactly one is set.
type Node struct {
	Var    Var
	Term   graph.Term
	Triple *TriplePattern
}

// IsVar reports whether n is a variable.
func (n Node) IsVar() bool { return n.Var != "" }

// TriplePattern is a triple with variables (SPARQL 1.1 section 18.1.5).
type TriplePattern struct {
	S, P, O Node
	At      syntax.Span
}

// Op is an operator of the SPARQL algebra (SPARQL 1.1 section 18.2): *BGP,
// *PathPattern, *Join, *LeftJoin, *Filter, *Union, *Graph, *Extend, *Minus,
// *Group, *Table, *OrderBy, *Project, *Distinct, *Reduced, *Slice, *Service,
// and, in Exists.Correlated only, *Context.
// ToList and ToMultiSet are left out: every operator gives a sequence.
type Op interface{ op() }

// BGP is a basic graph pattern: triples matched together, blank nodes as
// hidden variables. An empty BGP gives one empty solution.
type BGP struct{ Triples []TriplePattern }

// PathPattern is a triple with a property path that translation could not turn
// into plain triples. Path never is a lone PathIRI, inverse or sequence at its top.
type PathPattern struct {
	S, O Node
	Path Path
	At   syntax.Span
}

// Join is the multiset join.
type Join struct{ L, R Op }

// LeftJoin is OPTIONAL; Cond is nil for true.
type LeftJoin struct {
	L, R Op
	Cond Expr
}

// Filter keeps solutions for which Cond's effective boolean value is true.
type Filter struct {
	Cond  Expr
	Input Op
}

// Union is the multiset union.
type Union struct{ L, R Op }

// Graph evaluates Input with the graph Name as active graph; a variable ranges
// over the named graphs of the dataset and is bound by it.
type Graph struct {
	Name  Node
	Input Op
}

// Extend binds Var to Expr's value, or leaves it unbound on an error.
type Extend struct {
	Input Op
	Var   Var
	Expr  Expr
}

// Minus removes the solutions of L that are compatible with one of R and share
// a bound variable with it.
type Minus struct{ L, R Op }

// Group groups Input by Keys and gives one solution a group: the keys' variables
// and the aggregates' variables. With no Keys and any input there is exactly one group.
type Group struct {
	Input Op
	Keys  []GroupKey
	Aggs  []Aggregate
}

// GroupKey is a grouping expression and the variable (perhaps hidden) that
// holds its value above the Group.
type GroupKey struct {
	Var  Var
	Expr Expr
}

// Aggregate is an aggregate of a Group; above the Group its value is Var.
type Aggregate struct {
	Var       Var
	Name      string // COUNT, SUM, MIN, MAX, AVG, SAMPLE, GROUP_CONCAT, or an IRI
	Distinct  bool
	Arg       Expr   // nil for COUNT(*)
	Args      []Expr // all the arguments of an aggregate named by IRI
	Separator string // GROUP_CONCAT; " " unless given
	At        syntax.Span
}

// Table is inline data; the zero Term in a row is UNDEF.
type Table struct {
	Vars []Var
	Rows [][]graph.Term
}

// OrderBy sorts.
type OrderBy struct {
	Input Op
	Keys  []OrderKey
}

// OrderKey is one sort condition.
type OrderKey struct {
	Expr Expr
	Desc bool
}

// Project keeps Vars, in that order. Inside a pattern it is a sub-select: its
// other variables are not seen outside.
type Project struct {
	Input Op
	Vars  []Var
}

// Distinct removes duplicate solutions.
type Distinct struct{ Input Op }

// Reduced may remove duplicate solutions.
type Reduced struct{ Input Op }

// Slice is OFFSET and LIMIT; Limit is -1 for none.
type Slice struct {
	Input         Op
	Offset, Limit int64
}

// Service is a pattern for a remote endpoint; Text is the group as SPARQL with
// prefixes expanded, ready to be sent. Sent are the conditions that [Service.Restrict]
// has added.
type Service struct {
	Name   Node
	Silent bool
	Input  Op
	Text   string
	Sent   []Expr
	At     syntax.Span
}

// Context is SPARQL 1.2's ContextSolution, "the multiset that contains only
// μctx with a multiplicity of 1": the one solution for which the enclosing
// EXISTS is being decided. It occurs in Exists.Correlated only: there every
// group starts with it (1.2, Translate Graph Patterns), so that filters,
// OPTIONAL, MINUS and BIND anywhere inside see the outer values. Joined to an
// operand that has it already (see HasContext), it is left out.
//
// Vars are the variables in scope where the EXISTS stands, hidden ones too.
type Context struct{ Vars []Var }

func (*BGP) op()         {}
func (*PathPattern) op() {}
func (*Join) op()        {}
func (*LeftJoin) op()    {}
func (*Filter) op()      {}
func (*Union) op()       {}
func (*Graph) op()       {}
func (*Extend) op()      {}
func (*Minus) op()       {}
func (*Group) op()       {}
func (*Table) op()       {}
func (*OrderBy) op()     {}
func (*Project) op()     {}
func (*Distinct) op()    {}
func (*Reduced) op()     {}
func (*Slice) op()       {}
func (*Service) op()     {}
func (*Context) op()     {}

// Path is a property path (SPARQL 1.1 section 18.1.7): *Link, *Inverse, *Seq,
// *Alt, *Repeat, *Negated.
type Path interface{ path() }

// Link is one predicate.
type Link struct{ IRI graph.Term }

// Inverse swaps the ends.
type Inverse struct{ Path Path }

// Seq is one path after another.
type Seq struct{ L, R Path }

// Alt is either path.
type Alt struct{ L, R Path }

// Repeat is the path Min times or more: ZeroOrOnePath is {0, once},
// ZeroOrMorePath {0}, OneOrMorePath {1}. Results are sets, without duplicates.
type Repeat struct {
	Path Path
	Min  int  // 0 or 1
	Once bool // at most one step
}

// Negated is NegatedPropertySet: any predicate not in Forward forwards, and,
// when HasInverse, any not in Inverse backwards. HasForward is false for a set
// of inverse predicates only.
type Negated struct {
	Forward, Inverse       []graph.Term
	HasForward, HasInverse bool
}

func (*Link) path()    {}
func (*Inverse) path() {}
func (*Seq) path()     {}
func (*Alt) path()     {}
func (*Repeat) path()  {}
func (*Negated) path() {}
