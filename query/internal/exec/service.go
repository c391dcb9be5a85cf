package exec

import (
	"errors"
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// ErrNoService is the error of a SERVICE pattern when the caller gave no
// handler for it: queries reach the network only when told they may.
var ErrNoService = errors.New("SERVICE is refused: no service handler was given")

// ErrNoEndpoint is the error of SERVICE ?v when nothing binds ?v to an IRI.
var ErrNoEndpoint = errors.New("SERVICE: the endpoint variable is not bound to an IRI")

// serviceOp asks one endpoint and gives its solutions as rows.
type serviceOp struct {
	x     *Context
	node  *plan.Service
	left  *gatherOp // whose values the endpoint is asked for; nil: for all
	table *tableOp
}

func (x *Context) newService(n *plan.Service) Operator {
	if n.Input != nil {
		return x.newServiceJoin(n)
	}
	return &serviceOp{x: x, node: n}
}

func (s *serviceOp) Reset() {
	if s.left != nil {
		s.table = nil
	}
	if s.table != nil {
		s.table.Reset()
	}
}

func (s *serviceOp) Next() (*batch.Batch, error) {
	if s.table == nil {
		rows := newRowStore(len(s.node.Vars))
		if err := s.fetch(rows); err != nil {
			return nil, err
		}
		s.table = &tableOp{n: rows.n, cols: rows.cols}
	}
	return s.table.Next()
}

// fetch asks for what the left side has or, when that is much, for all.
func (s *serviceOp) fetch(rows *rowStore) error {
	op := s.node.Op
	if s.left == nil {
		return s.x.ask(op, []graph.ID{s.node.Name.ID}, s.node.Vars, rows, nil)
	}
	parts, few, err := s.left.parts(s.node.Bind)
	if err != nil || few && len(parts) == 0 {
		return err
	}
	if few {
		done, err := s.x.askParts(op, parts, s.node, rows)
		if done || err != nil {
			return err
		}
	}
	return s.x.ask(op, []graph.ID{s.node.Name.ID}, s.node.Vars, rows, nil)
}

// ask sends a pattern to endpoints, all at the same time, and appends their
// solutions to rows, whose columns are vars. done, when given, is told the number
// of rows after each.
func (x *Context) ask(op *algebra.Service, endpoints []graph.ID, vars []plan.Var, rows *rowStore, done func(i, rows int)) error {
	calls := make([]*ServiceCall, len(endpoints))
	for i, e := range endpoints {
		calls[i] = x.serviceCall(op, e, op)
	}
	for i, a := range x.request(calls) {
		solutions := a.Rows
		if a.Err != nil {
			if err := x.excused(op, a.Err); err != nil {
				return err
			}
			solutions = emptySolution(op)
		}
		if err := x.append(op, solutions, vars, rows); err != nil {
			return err
		}
		if done != nil {
			done(i, rows.n)
		}
	}
	return nil
}

// askParts sends a pattern in parts, each with some of the values that are wanted.
// It gives false when the solutions of several parts have blank nodes: which are
// the same in different answers nobody can say.
func (x *Context) askParts(op *algebra.Service, parts []*algebra.Table, n *plan.Service, rows *rowStore) (bool, error) {
	calls := make([]*ServiceCall, len(parts))
	for i, t := range parts {
		calls[i] = x.serviceCall(op, n.Name.ID, op.Bound(t))
		calls[i].Part = i > 0
	}
	answers := x.request(calls)
	for _, a := range answers {
		if a.Err != nil {
			if err := x.excused(op, a.Err); err != nil {
				return true, err
			}
			return true, x.append(op, emptySolution(op), n.Vars, rows)
		}
		if len(parts) > 1 && anyBlank(a.Rows) {
			return false, nil
		}
	}
	for _, a := range answers {
		if err := x.append(op, a.Rows, n.Vars, rows); err != nil {
			return true, err
		}
	}
	return true, nil
}

// emptySolution is the one solution, without bindings, of a failure under SILENT.
func emptySolution(op *algebra.Service) [][]graph.Term {
	return [][]graph.Term{make([]graph.Term, len(algebra.Vars(op.Input)))}
}

func anyBlank(rows [][]graph.Term) bool {
	for _, row := range rows {
		for _, t := range row {
			if t.IsBlank() || t.IsTriple() {
				return true
			}
		}
	}
	return false
}

// serviceCall is the request for a pattern, which may be op's in another form.
func (x *Context) serviceCall(op *algebra.Service, endpoint graph.ID, form *algebra.Service) *ServiceCall {
	call := &ServiceCall{Text: form.Text, Op: form.Input, Vars: algebra.Vars(op.Input), Silent: op.Silent}
	if endpoint != graph.None {
		call.Endpoint = x.Env.Dict.Term(endpoint)
	}
	return call
}

// request makes calls, if they may be made.
func (x *Context) request(calls []*ServiceCall) []ServiceAnswer {
	refused := error(nil)
	if x.Service == nil {
		refused = ErrNoService
	}
	for _, c := range calls {
		if refused == nil && !c.Endpoint.IsIRI() {
			refused = ErrNoEndpoint
		}
	}
	if refused == nil {
		return x.Service(x.ctx, calls)
	}
	out := make([]ServiceAnswer, len(calls))
	for i := range out {
		out[i].Err = refused
	}
	return out
}

// excused gives the error that a failed call is. SILENT turns a failure into one
// solution without bindings, but never hides that the query itself was stopped or
// over a limit.
func (x *Context) excused(op *algebra.Service, err error) error {
	if stop := x.check("service", 0); stop != nil {
		return stop
	}
	var limit *LimitError
	if !op.Silent || errors.As(err, &limit) {
		return err
	}
	return nil
}

// append adds solutions to rows.
func (x *Context) append(op *algebra.Service, solutions [][]graph.Term, vars []plan.Var, rows *rowStore) error {
	if stop := x.check("service", 0); stop != nil {
		return stop
	}
	for c, f := range places(vars, algebra.Vars(op.Input)) {
		for _, row := range solutions {
			id := graph.None
			if f >= 0 && !row[f].IsAny() {
				id = x.Env.Dict.ID(row[f])
			}
			rows.cols[c] = append(rows.cols[c], id)
		}
	}
	rows.n += len(solutions)
	if err := x.terms("service", nil); err != nil {
		return err
	}
	return x.grow("service", nil, int64(len(solutions)*len(vars)*4))
}

// serviceJoinOp is SERVICE ?v: each endpoint that ?v takes is asked once, and
// its answers are joined with the rows of that endpoint.
type serviceJoinOp struct {
	x    *Context
	node *plan.Service
	in   Operator
	name int // the input's column of ?v
	vars []plan.Var
	pair pairer

	rows   *rowStore
	ranges map[graph.ID][2]int // an endpoint's rows
	shared [][2]int            // columns of both sides, pairwise
	next   int                 // the left row being paired
	at     int                 // its next right row
}

func (x *Context) newServiceJoin(n *plan.Service) Operator {
	lv := n.Input.About().Vars
	s := &serviceJoinOp{x: x, node: n, in: x.operator(n.Input), name: column(lv, n.Name.Var), vars: algebra.Vars(n.Op.Input)}
	s.rows, s.ranges = newRowStore(len(s.vars)), map[graph.ID][2]int{}
	for r, v := range s.vars {
		if l := column(lv, v); l >= 0 {
			s.shared = append(s.shared, [2]int{l, r})
		}
	}
	if err := s.pair.init(x, plan.Inner, nil, n.Vars, lv, s.vars); err != nil {
		return &failed{err}
	}
	return s
}

func (s *serviceJoinOp) Reset() {
	s.pair.reset()
	s.in.Reset()
}

func (s *serviceJoinOp) Next() (*batch.Batch, error) {
	for {
		if s.pair.b == nil {
			b, err := s.in.Next()
			if b == nil || err != nil {
				return nil, err
			}
			s.pair.begin(b)
			s.next, s.at = 0, 0
		}
		last, err := s.collect()
		if err != nil {
			return nil, err
		}
		out, err := s.pair.flush(s.rows.cols, last)
		if out != nil || err != nil {
			return out, err
		}
	}
}

// collect pairs left rows with their endpoints' answers until the batch is
// done (true) or full.
func (s *serviceJoinOp) collect() (bool, error) {
	b := s.pair.b
	for ; s.next < b.Len(); s.next++ {
		l := b.Row(s.next)
		r, err := s.answers(b.Cols[s.name][l])
		if err != nil {
			return true, err
		}
		for ; s.at < r[1]-r[0]; s.at++ {
			if s.pair.full() {
				return false, nil
			}
			if s.compatible(b, l, r[0]+s.at) {
				s.pair.add(l, r[0]+s.at)
			}
		}
		s.at = 0
	}
	return true, nil
}

// sameTime is how many endpoints are asked at the same time.
const sameTime = 4

// answers gives the range of an endpoint's rows, asking it the first time, together
// with some of those that come after it.
func (s *serviceJoinOp) answers(endpoint graph.ID) ([2]int, error) {
	if r, ok := s.ranges[endpoint]; ok {
		return r, nil
	}
	endpoints := []graph.ID{endpoint}
	b := s.pair.b
	for i := s.next + 1; i < b.Len() && len(endpoints) < sameTime; i++ {
		e := b.Cols[s.name][b.Row(i)]
		if _, known := s.ranges[e]; !known && e != graph.None && !slices.Contains(endpoints, e) {
			endpoints = append(endpoints, e)
		}
	}
	from := s.rows.n
	err := s.x.ask(s.node.Op, endpoints, s.vars, s.rows, func(i, rows int) {
		s.ranges[endpoints[i]] = [2]int{from, rows}
		from = rows
	})
	return s.ranges[endpoint], err
}

func (s *serviceJoinOp) compatible(b *batch.Batch, l, r int) bool {
	for _, c := range s.shared {
		x, y := b.Cols[c[0]][l], s.rows.cols[c[1]][r]
		if x != y && x != graph.None && y != graph.None {
			return false
		}
	}
	return true
}
