package plan

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// Var is an algebra variable.
type Var = algebra.Var

// Node is an operator of a physical plan.
type Node interface {
	// About is what the planner knows of the node's rows.
	About() *Info
	// Inputs are the nodes it reads, left to right.
	Inputs() []Node
}

// Info is embedded in every node.
type Info struct {
	Vars    []Var   // the output's columns, in order
	Certain VarList // columns that are never unbound
	Rows    float64 // estimated number of rows
	Cost    float64 // estimated work below and in this node, in nanoseconds
	Sorted  Var     // the column by whose ID the rows ascend, or ""
	known   known   // of the columns' values
}

// About implements Node.
func (i *Info) About() *Info { return i }

// known are estimates of how many different values some variables have.
type known struct {
	number *numbering
	values []float64 // by number; 0: not known
}

// distinct is how many different values v is expected to have: as many as
// there are rows where nothing better is known.
func (i *Info) distinct(v Var) float64 {
	if n := i.known.number.of(v); n >= 0 && i.known.values[n] > 0 {
		return min(i.known.values[n], i.Rows)
	}
	return i.Rows
}

// Has reports whether v is a column.
func (i *Info) Has(v Var) bool { return VarList(i.Vars).Has(v) }

// Slot is one place of a triple pattern: a variable or a constant's ID.
type Slot struct {
	Var Var
	ID  graph.ID
}

// Mode is what a join does with a left row.
type Mode uint8

// The modes of joins.
const (
	Inner     Mode = iota // one row out for each match
	Outer                 // as Inner, and the left row alone when nothing matches
	Semi                  // the left row, once, when something matches
	Anti                  // the left row when nothing matches
	Right                 // as Inner, and after all others each right row alone that nothing matched
	RightSemi             // the right row, once, when something matches, after all of the left side was read
	RightAnti             // the right row when nothing matches, likewise
)

// Holds reports whether a join gives rows of its right side, which it holds, after it has
// read the left one. Only a HashJoin does.
func (m Mode) Holds() bool { return m >= Right }

// Marks reports whether such a join gives nothing else.
func (m Mode) Marks() bool { return m > Right }

// String names the mode as the explain tree shows it.
func (m Mode) String() string {
	return [...]string{"join", "left join", "semi join", "anti join", "right join", "right semi join", "right anti join"}[m]
}

// Scope numbers the active graphs of a plan: 0 is the default graph, others
// belong to a GraphEach.
type Scope int

type (
	// Unit is one row without columns.
	Unit struct{ Info }

	// Empty is no rows.
	Empty struct{ Info }

	// Seed stands for the rows that a Lateral hands to its right side; Row is
	// that Lateral's row column. With Once it stands for the values that a HashJoin
	// hands to its right side, whose Seeded is Row.
	Seed struct {
		Info
		Row  Var
		Once bool
	}

	// Table is inline data.
	Table struct {
		Info
		Rows [][]graph.ID
	}

	// Step joins each input row with the matches of one triple pattern, by index.
	// With a nil Input it scans.
	Step struct {
		Info
		Input   Node
		S, P, O Slot
		Mode    Mode
		Scope   Scope
		Quick   bool // the first rows are wanted soon, and perhaps no others
	}

	// PathStep joins each input row with the matches of a property path.
	PathStep struct {
		Info
		Input Node
		S, O  Slot
		Path  algebra.Path
		Scope Scope
	}

	// Intersect joins each input row with the values of Var that match all of its
	// Patterns. Each has a constant predicate, Var at one end, and at the other a
	// column that is never unbound; all have the same Scope.
	Intersect struct {
		Info
		Input    Node
		Var      Var
		Patterns []Step // Input nil
	}

	// Tally counts the solutions of joined triple patterns, for each value of its
	// one or two Keys or all together, without making them. Predicates are
	// constant. Every column but the keys', which come first, is the count.
	Tally struct {
		Info
		Patterns []TriplePattern
		Keys     []Var // in the patterns; the columns may be named otherwise
		Scope    Scope
	}

	// Unpack matches the triple term in column Var against a pattern with
	// variables inside.
	Unpack struct {
		Info
		Input   Node
		Var     Var
		S, P, O Slot
	}

	// HashJoin materialises R by Keys and probes it with the rows of L. Keys are
	// bound on both sides; Loose variables are shared but may be unbound, and
	// are checked for compatibility. Equal are columns that Cond asks to be equal
	// by value: they are hashed by value too, and Cond checks what meets. Range is what
	// Cond is where that compares two columns, of which R's is worth to have in order. Cond
	// sees the merged row. With Seeded all of L is read first, and R's Seeds of that
	// Row give the different values that it has. With Quick the first rows are wanted
	// soon, and perhaps no others: both sides may be read by turns.
	HashJoin struct {
		Info
		L, R   Node
		Keys   []Var
		Loose  []Var
		Equal  []EqualVars
		Range  *Comparison
		Mode   Mode
		Cond   algebra.Expr
		Minus  bool // Anti by the rule of MINUS: rows without a shared bound variable stay
		Seeded Var
		Quick  bool
	}

	// Lateral runs R anew for each batch of L; R's Seed gives those rows, with
	// the row's number in column Row.
	Lateral struct {
		Info
		L, R Node
		Row  Var
		Mode Mode
		Cond algebra.Expr
	}

	// Filter keeps rows for which Cond is true.
	Filter struct {
		Info
		Input Node
		Cond  algebra.Expr

		bounds  Var // the variable that Cond compares with constants; "" for others
		stacked int // how many Filters it is the top of, itself included
	}

	// Extend adds a computed column. A Var that is a column already (inside
	// EXISTS, where outer values are seen) keeps its value, and a row whose
	// computed value differs goes.
	Extend struct {
		Info
		Input Node
		Var   Var
		Expr  algebra.Expr
	}

	// Union is the rows of its branches, one after the other.
	Union struct {
		Info
		Branches []Node
	}

	// GraphEach runs Input once for each named graph of the dataset (or for the
	// one named) as active graph.
	GraphEach struct {
		Info
		Input Node
		Name  Slot
		Scope Scope
	}

	// Group groups by key columns and aggregates.
	Group struct {
		Info
		Input Node
		Keys  []Key
		Aggs  []algebra.Aggregate
	}

	// Sort orders its rows; with Limit >= 0 only the first Limit are wanted.
	Sort struct {
		Info
		Input Node
		Keys  []algebra.OrderKey
		Limit int64
	}

	// TopFilter drops the rows that come behind the last one that Top, above it,
	// still wants, by Top's first key, a variable that is bound. Which they are is
	// known better the more rows have come.
	TopFilter struct {
		Info
		Input Node
		Top   *Sort
	}

	// Distinct removes duplicate rows.
	Distinct struct {
		Info
		Input Node
	}

	// Project keeps and orders columns.
	Project struct {
		Info
		Input Node
	}

	// Slice skips Offset rows and gives at most Limit (-1: all).
	Slice struct {
		Info
		Input         Node
		Offset, Limit int64
	}

	// Service asks a remote endpoint. With a variable as Name it has an Input
	// that binds it, and joins its rows with the answers of their endpoints.
	// It may be asked only for the values of Bind that its Input has, or the left
	// side of the HashJoin whose right side it is.
	Service struct {
		Info
		Input Node
		Op    *algebra.Service
		Name  Slot
		Bind  []Var
	}
)

// TriplePattern is a triple with variables.
type TriplePattern struct{ S, P, O Slot }

// Key is a grouping key: the input's column, and its name in the output.
type Key struct{ In, Out Var }

// Inputs implements Node.
func (n *Unit) Inputs() []Node { return nil }

// Inputs implements Node.
func (n *Empty) Inputs() []Node { return nil }

// Inputs implements Node.
func (n *Seed) Inputs() []Node { return nil }

// Inputs implements Node.
func (n *Table) Inputs() []Node { return nil }

// Inputs implements Node.
func (n *Service) Inputs() []Node { return some(n.Input) }

// Inputs implements Node.
func (n *Step) Inputs() []Node { return some(n.Input) }

// Inputs implements Node.
func (n *PathStep) Inputs() []Node { return some(n.Input) }

// Inputs implements Node.
func (n *Intersect) Inputs() []Node { return some(n.Input) }

// Inputs implements Node.
func (n *Tally) Inputs() []Node { return nil }

// Inputs implements Node.
func (n *Unpack) Inputs() []Node { return some(n.Input) }

// Inputs implements Node.
func (n *HashJoin) Inputs() []Node { return []Node{n.L, n.R} }

// Inputs implements Node.
func (n *Lateral) Inputs() []Node { return []Node{n.L, n.R} }

// Inputs implements Node.
func (n *Filter) Inputs() []Node { return some(n.Input) }

// Inputs implements Node.
func (n *Extend) Inputs() []Node { return some(n.Input) }

// Inputs implements Node.
func (n *Union) Inputs() []Node { return n.Branches }

// Inputs implements Node.
func (n *GraphEach) Inputs() []Node { return some(n.Input) }

// Inputs implements Node.
func (n *Group) Inputs() []Node { return some(n.Input) }

// Inputs implements Node.
func (n *Sort) Inputs() []Node { return some(n.Input) }

// Inputs implements Node.
func (n *TopFilter) Inputs() []Node { return some(n.Input) }

// Inputs implements Node.
func (n *Distinct) Inputs() []Node { return some(n.Input) }

// Inputs implements Node.
func (n *Project) Inputs() []Node { return some(n.Input) }

// Inputs implements Node.
func (n *Slice) Inputs() []Node { return some(n.Input) }

func some(n Node) []Node {
	if n == nil {
		return nil
	}
	return []Node{n}
}
