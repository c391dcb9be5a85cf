package exec

import (
	"errors"

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
	table *tableOp
}

func (x *Context) newService(n *plan.Service) Operator {
	if n.Input != nil {
		return x.newServiceJoin(n)
	}
	return &serviceOp{x: x, node: n}
}

func (s *serviceOp) Reset() {
	if s.table != nil {
		s.table.Reset()
	}
}

func (s *serviceOp) Next() (*batch.Batch, error) {
	if s.table == nil {
		rows := newRowStore(len(s.node.Vars))
		if err := s.x.ask(s.node, s.node.Name.ID, s.node.Vars, rows); err != nil {
			return nil, err
		}
		s.table = &tableOp{n: rows.n, cols: rows.cols}
	}
	return s.table.Next()
}

// ask sends a node's pattern to an endpoint and appends the solutions to rows,
// whose columns are vars. SILENT turns a failure into one solution without
// bindings, but never hides that the query itself was stopped or over a limit.
func (x *Context) ask(n *plan.Service, endpoint graph.ID, vars []plan.Var, rows *rowStore) error {
	solutions, err := x.request(n, endpoint)
	if stop := x.check("service", 0); stop != nil {
		return stop
	}
	var limit *LimitError
	if err != nil && (!n.Op.Silent || errors.As(err, &limit)) {
		return err
	}
	has := algebra.Vars(n.Op.Input)
	if err != nil {
		solutions = [][]graph.Term{make([]graph.Term, len(has))}
	}
	for c, f := range places(vars, has) {
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

// request calls the handler.
func (x *Context) request(n *plan.Service, endpoint graph.ID) ([][]graph.Term, error) {
	if x.Service == nil {
		return nil, ErrNoService
	}
	if endpoint == graph.None || !x.Env.Dict.Term(endpoint).IsIRI() {
		return nil, ErrNoEndpoint
	}
	return x.Service(x.ctx, &ServiceCall{
		Endpoint: x.Env.Dict.Term(endpoint),
		Text:     n.Op.Text,
		Op:       n.Op.Input,
		Vars:     algebra.Vars(n.Op.Input),
		Silent:   n.Op.Silent,
	})
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

// answers gives the range of an endpoint's rows, asking it the first time.
func (s *serviceJoinOp) answers(endpoint graph.ID) ([2]int, error) {
	if r, ok := s.ranges[endpoint]; ok {
		return r, nil
	}
	from := s.rows.n
	if err := s.x.ask(s.node, endpoint, s.vars, s.rows); err != nil {
		return [2]int{}, err
	}
	s.ranges[endpoint] = [2]int{from, s.rows.n}
	return s.ranges[endpoint], nil
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
