package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// listingOp gives the distinct values of one variable of a scan, ascending, from
// the index's lists: it reads a sorted column and skips what is equal, or takes
// the list of all subjects, predicates or objects. It holds no memory.
type listingOp struct {
	x    *Context
	st   *Stats
	node *plan.Step // the scan
	pos  int        // the variable's position in it

	list []graph.ID // what is left of the column
	runs bool       // equal values follow each other in it
	own  []graph.ID
	open bool
	out  batch.Batch
}

// lists finds the scan, and the position in it, whose distinct values of a
// variable are all the rows of n; through projections.
func lists(n plan.Node, v plan.Var) (scan *plan.Step, pos int) {
	for {
		p, ok := n.(*plan.Project)
		if !ok {
			break
		}
		if !p.Has(v) {
			return nil, 0 // it is another variable of that name that the scan has
		}
		n = p.Input
	}
	scan, ok := n.(*plan.Step)
	if !ok || scan.Input != nil || sameVars(scan) != [3]bool{} {
		return nil, 0
	}
	sp, pp, op := scan.S.Var != "", scan.P.Var != "", scan.O.Var != ""
	if pp && !(sp && op) || local(scan.S) || local(scan.P) || local(scan.O) {
		return nil, 0
	}
	for i, slot := range []plan.Slot{scan.S, scan.P, scan.O} {
		if slot.Var == v {
			return scan, i
		}
	}
	return nil, 0
}

func (x *Context) newListing(scan *plan.Step, pos int) *listingOp {
	st := &Stats{}
	x.ops = append(x.ops, &counted{x: x, node: scan, st: st})
	return &listingOp{x: x, st: st, node: scan, pos: pos}
}

func (l *listingOp) Reset() { l.open = false }

// begin opens the list.
func (l *listingOp) begin() {
	l.open = true
	l.st.Seeks++
	n, view := l.node, l.x.views[l.node.Scope]
	if n.P.Var != "" {
		l.runs = false
		switch l.pos {
		case 0:
			l.list = view.AllSubjects()
		case 1:
			l.list = view.Predicates()
		default:
			l.list = view.AllObjects()
		}
		return
	}
	l.runs = n.S.Var != "" && n.O.Var != ""
	switch {
	case n.S.Var == "":
		l.list = view.Objects(n.S.ID, n.P.ID, nil)
	case n.O.Var == "":
		l.list = view.Subjects(n.P.ID, n.O.ID, nil)
	case l.pos == 0:
		l.list, _ = view.Pairs(n.P.ID)
	default:
		l.list, _ = view.PairsByObject(n.P.ID)
	}
}

func (l *listingOp) Next() (*batch.Batch, error) {
	if !l.open {
		l.begin()
	}
	if len(l.list) == 0 {
		return nil, nil
	}
	n := min(len(l.list), batch.Size)
	if l.runs {
		n = 0
		if l.own == nil {
			l.own = make([]graph.ID, batch.Size)
		}
		for n < len(l.own) && len(l.list) > 0 {
			l.own[n] = l.list[0]
			l.list = l.list[runEnd(l.list):]
			n++
		}
		l.out.Cols = append(l.out.Cols[:0], l.own[:n])
	} else {
		l.out.Cols = append(l.out.Cols[:0], l.list[:n])
		l.list = l.list[n:]
	}
	l.out.N = n
	l.st.Rows += int64(n)
	return &l.out, nil
}

// runEnd is the number of values at the start that are equal to the first; list
// is sorted and not empty.
func runEnd(list []graph.ID) int {
	if len(list) == 1 || list[1] != list[0] {
		return 1
	}
	return gallop(list, list[0]+1)
}

// count skips through the list.
func (l *listingOp) count() (n int64, err error) {
	l.begin()
	if !l.runs {
		return int64(len(l.list)), nil
	}
	for len(l.list) > 0 {
		if n%hearRuns == 0 {
			if err := l.x.check("scan", n); err != nil {
				return n, err
			}
		}
		l.list = l.list[runEnd(l.list):]
		n++
	}
	return n, nil
}

// hearRuns is the distance between two looks at the context while runs are counted.
const hearRuns = 1 << 14

// countsDistinct finds the scan of which a group is COUNT(DISTINCT ?v) and nothing else.
func countsDistinct(n *plan.Group) (scan *plan.Step, pos int) {
	if len(n.Keys) > 0 || len(n.Aggs) != 1 {
		return nil, 0
	}
	a := n.Aggs[0]
	ref, ok := a.Arg.(*algebra.VarRef)
	if a.Name != "COUNT" || !a.Distinct || !ok {
		return nil, 0
	}
	return lists(n.Input, ref.Var)
}
