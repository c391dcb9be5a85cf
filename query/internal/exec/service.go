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

// serviceOp asks an endpoint and gives its solutions as rows.
type serviceOp struct {
	x     *Context
	node  *plan.Service
	table *tableOp
}

func (x *Context) newService(n *plan.Service) Operator { return &serviceOp{x: x, node: n} }

func (s *serviceOp) Reset() {
	if s.table != nil {
		s.table.Reset()
	}
}

func (s *serviceOp) Next() (*batch.Batch, error) {
	if s.table == nil {
		if err := s.call(); err != nil {
			return nil, err
		}
	}
	return s.table.Next()
}

// call sends the pattern. SILENT turns a failure into one empty solution, but
// never hides that the query itself was stopped.
func (s *serviceOp) call() error {
	if s.x.Service == nil {
		if s.node.Op.Silent {
			s.table = s.empty()
			return nil
		}
		return ErrNoService
	}
	vars := algebra.Vars(s.node.Op.Input)
	c := &ServiceCall{Text: s.node.Op.Text, Op: s.node.Op.Input, Vars: vars, Silent: s.node.Op.Silent}
	if s.node.Name.Var == "" {
		c.Endpoint = s.x.Env.Dict.Term(s.node.Name.ID)
	}
	rows, err := s.x.Service(s.x.ctx, c)
	if stop := s.x.check("service", 0); stop != nil {
		return stop
	}
	if err != nil {
		if s.node.Op.Silent {
			s.table = s.empty()
			return nil
		}
		return err
	}
	s.fill(vars, rows)
	return nil
}

// empty is one solution without bindings.
func (s *serviceOp) empty() *tableOp {
	t := &tableOp{n: 1}
	for range s.node.Vars {
		t.cols = append(t.cols, make([]graph.ID, 1))
	}
	return t
}

func (s *serviceOp) fill(vars []algebra.Var, rows [][]graph.Term) {
	from := places(s.node.Vars, vars)
	s.table = &tableOp{n: len(rows), cols: make([][]graph.ID, len(s.node.Vars))}
	for c, f := range from {
		col := make([]graph.ID, len(rows))
		for r, row := range rows {
			if f >= 0 && !row[f].IsAny() {
				col[r] = s.x.Env.Dict.ID(row[f])
			}
		}
		s.table.cols[c] = col
	}
}
