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
	w := wanted{endpoint: s.node.Name.ID}
	if s.left != nil {
		values, few, err := s.left.values(places(s.node.Bind, s.left.vars))
		if err != nil || few && values.n == 0 {
			return err
		}
		if few {
			w.parts = s.x.tables(s.node.Bind, values.all())
		}
	}
	return s.x.ask(s.node.Op, []wanted{w}, s.node.Vars, rows, nil)
}

// wanted is what is wanted of an endpoint: the solutions for values, in parts, or all.
type wanted struct {
	endpoint graph.ID
	parts    []*algebra.Table // none: all
}

// ask sends a pattern to endpoints, all at the same time, and appends their
// solutions to rows, whose columns are vars. done, when given, is told the number
// of rows after each.
func (x *Context) ask(op *algebra.Service, wants []wanted, vars []plan.Var, rows *rowStore, done func(i, rows int)) error {
	answers, err := x.answers(op, wants, false)
	if err != nil {
		return err
	}
	if err := x.askAgain(op, wants, answers); err != nil {
		return err
	}
	for i, parts := range answers {
		for _, solutions := range parts {
			if err := x.append(op, solutions, vars, rows); err != nil {
				return err
			}
		}
		if done != nil {
			done(i, rows.n)
		}
	}
	return nil
}

// answers gives the solutions of each endpoint, by part. A failure that is excused
// makes one empty solution of all parts. again tells that these have been asked before.
func (x *Context) answers(op *algebra.Service, wants []wanted, again bool) ([][][][]graph.Term, error) {
	var calls []*ServiceCall
	for _, w := range wants {
		if len(w.parts) == 0 {
			calls = append(calls, x.serviceCall(op, w.endpoint, op, again))
		}
		for i, t := range w.parts {
			calls = append(calls, x.serviceCall(op, w.endpoint, op.Bound(t), i > 0))
		}
	}
	given := x.request(calls)
	out := make([][][][]graph.Term, len(wants))
	for i, w := range wants {
		n := max(len(w.parts), 1)
		for _, a := range given[:n] {
			if a.Err != nil {
				if err := x.excused(op, a.Err); err != nil {
					return nil, err
				}
				out[i] = [][][]graph.Term{emptySolution(op)}
				break
			}
			out[i] = append(out[i], a.Rows)
		}
		given = given[n:]
	}
	return out, nil
}

// askAgain asks for all where the solutions of several parts have blank nodes: which
// are the same in different answers nobody can say.
func (x *Context) askAgain(op *algebra.Service, wants []wanted, answers [][][][]graph.Term) error {
	var again []wanted
	var places []int
	for i, w := range wants {
		if len(answers[i]) > 1 && slices.ContainsFunc(answers[i], anyBlank) {
			again, places = append(again, wanted{endpoint: w.endpoint}), append(places, i)
		}
	}
	if len(again) == 0 {
		return nil
	}
	whole, err := x.answers(op, again, true)
	if err != nil {
		return err
	}
	for i, place := range places {
		answers[place] = whole[i]
	}
	return nil
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
func (x *Context) serviceCall(op *algebra.Service, endpoint graph.ID, form *algebra.Service, part bool) *ServiceCall {
	call := &ServiceCall{Text: form.Text, Op: form.Input, Vars: algebra.Vars(op.Input), Silent: op.Silent, Part: part}
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
