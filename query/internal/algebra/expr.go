package algebra

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Expr is an expression (SPARQL 1.1 section 17): *Const, *VarRef, *Call,
// *FuncCall, *Exists, *TripleExpr.
type Expr interface {
	// Where is the expression's place in the query text.
	Where() syntax.Span
	expr()
}

// Const is a constant term.
type Const struct {
	Term graph.Term
	At   syntax.Span
}

// VarRef is a variable's value; unbound is an error, except for BOUND and COALESCE.
type VarRef struct {
	Var Var
	At  syntax.Span
}

// Call is an operator or built-in. Op is the operator's token (|| && ! = != <
// > <= >= + - * /, "u-" and "u+" for unary, "IN" and "NOT IN" with the tested
// expression first) or the function's keyword in upper case.
type Call struct {
	Op   string
	Args []Expr
	At   syntax.Span
}

// Once is the Op of a call that no text has: it gives its only argument, and is
// computed once for a row however many places it stands in.
const Once = "ONCE"

// FuncCall is a cast or an extension function by IRI.
type FuncCall struct {
	IRI  string
	Args []Expr
	At   syntax.Span
	Own  bool // the program's function is called, even where the IRI is that of a cast
}

// Exists is [NOT] EXISTS: whether Correlated, evaluated with the solution at
// hand as its Context, has a solution. Input is the same pattern translated as
// if it stood alone, without Contexts: what a planner starts from when it can
// tell that a join with the solution at hand gives the same answer.
type Exists struct {
	Not        bool
	Input      Op
	Correlated Op
	At         syntax.Span
}

// TripleExpr is a triple term with expressions inside (SPARQL 1.2).
type TripleExpr struct {
	S, P, O Expr
	At      syntax.Span
}

// Where implements Expr.
func (e *Const) Where() syntax.Span { return e.At }

// Where implements Expr.
func (e *VarRef) Where() syntax.Span { return e.At }

// Where implements Expr.
func (e *Call) Where() syntax.Span { return e.At }

// Where implements Expr.
func (e *FuncCall) Where() syntax.Span { return e.At }

// Where implements Expr.
func (e *Exists) Where() syntax.Span { return e.At }

// Where implements Expr.
func (e *TripleExpr) Where() syntax.Span { return e.At }

func (*Const) expr()      {}
func (*VarRef) expr()     {}
func (*Call) expr()       {}
func (*FuncCall) expr()   {}
func (*Exists) expr()     {}
func (*TripleExpr) expr() {}

// Query is a translated query: the pattern and what its form needs.
type Query struct {
	Form     syntax.Form
	Pattern  Op
	Vars     []Var           // SELECT: the columns, in order
	Template []TriplePattern // CONSTRUCT; blank nodes are hidden variables never bound by Pattern
	Targets  []Node          // DESCRIBE: IRIs and variables; * is expanded
	Dataset  Dataset
	Base     string // for IRI(): the query's base
}

// Dataset is what FROM and FROM NAMED (USING, USING NAMED) name. Given is false
// when the query names none and runs on the graph's own dataset.
type Dataset struct {
	Given   bool
	Default []graph.Term
	Named   []graph.Term
}
