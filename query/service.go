package query

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/exec"
)

// ServiceCall is one SERVICE pattern to be sent to its endpoint.
type ServiceCall struct {
	Endpoint graph.Term // the endpoint's IRI
	Pattern  string     // the group graph pattern as SPARQL text, in braces, without prefixes
	Vars     []string   // the columns that rows must have, in order
	Silent   bool       // a failure gives one empty solution
	MaxBytes int64      // what is left of MaxServiceBytes: more need not be read; negative for no limit

	op     algebra.Op
	limits Limits
}

// ServiceHandler answers SERVICE patterns: rows over call.Vars, with zero Terms
// for unbound ones. Without a handler a query with SERVICE fails with
// [ErrNoService]; nothing is sent anywhere unless the caller provides for it.
// Blank nodes in the rows are nodes of the endpoint: each call's are kept apart
// from those of the data and of other calls.
//
// When a pattern is joined with few rows, it is asked for with their values in a
// VALUES block, also inside OPTIONAL, UNION, MINUS and EXISTS, and each endpoint of
// SERVICE ?v for the values of its own rows. The values may be cut into several calls,
// and calls are made at the same time, so the handler must be safe for that. Joined with
// many rows a pattern is asked for once, as a whole. Filters of the query that read only
// what the pattern binds are part of Pattern.
type ServiceHandler func(ctx context.Context, call *ServiceCall) ([][]graph.Term, error)

// WithService lets queries use SERVICE through h.
func WithService(h ServiceHandler) Option { return func(c *config) { c.service = h } }

// Query gives the call as a query of its own, which selects call.Vars, for
// handlers that answer from a graph at hand. It has the limits of the query that
// the call belongs to.
func (call *ServiceCall) Query() *Query {
	q := &Query{text: "SELECT * WHERE " + call.Pattern, parsed: &parsed{form: formSelect}}
	q.alg = &algebra.Query{Form: formSelect, Pattern: call.op}
	for _, v := range call.Vars {
		q.alg.Vars = append(q.alg.Vars, algebra.Var(v))
	}
	q.cfg.limits = call.limits.withDefaults()
	return q
}

// sameTime is how many calls of one run are made at the same time.
const sameTime = 4

// services is what one run asks of the handler.
type services struct {
	handler ServiceHandler
	limits  Limits
	snap    *graph.Snapshot

	mu       sync.Mutex
	patterns int64 // asked of endpoints
	calls    int
	bytes    int64
}

// serviceFunc adapts a handler to the executor; nil for no handler.
func (r *run) serviceFunc() exec.ServiceFunc {
	if r.cfg.service == nil {
		return nil
	}
	s := &services{handler: r.cfg.service, limits: r.cfg.limits, snap: r.dict.Snapshot()}
	return s.ask
}

// ask makes calls, several at the same time. When one fails for good the others
// are ended.
func (s *services) ask(ctx context.Context, calls []*exec.ServiceCall) []exec.ServiceAnswer {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answers := make([]exec.ServiceAnswer, len(calls))
	places := make(chan struct{}, sameTime)
	var wg sync.WaitGroup
	for i, c := range calls {
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			rows, err := s.one(ctx, c)
			answers[i] = exec.ServiceAnswer{Rows: rows, Err: err}
			if err != nil && !c.Silent {
				cancel()
			}
		})
	}
	wg.Wait()
	return firstFailure(answers)
}

// firstFailure makes the failure that ended other calls be theirs too, so that it
// is what the query tells.
func firstFailure(answers []exec.ServiceAnswer) []exec.ServiceAnswer {
	for _, a := range answers {
		if a.Err != nil && !errors.Is(a.Err, context.Canceled) {
			for i := range answers {
				if errors.Is(answers[i].Err, context.Canceled) {
					answers[i].Err = a.Err
				}
			}
			break
		}
	}
	return answers
}

// one makes one call.
func (s *services) one(ctx context.Context, c *exec.ServiceCall) ([][]graph.Term, error) {
	call := &ServiceCall{Endpoint: c.Endpoint, Pattern: c.Text, Silent: c.Silent, MaxBytes: NoLimit, op: c.Op, limits: s.limits}
	for _, v := range c.Vars {
		call.Vars = append(call.Vars, string(v))
	}
	number, err := s.admit(call, c.Part)
	if err != nil {
		return nil, err
	}
	rows, err := s.call(ctx, call)
	if err != nil {
		return nil, err
	}
	return s.check(rows, len(call.Vars), number)
}

// admit counts a call and says how much it may read.
func (s *services) admit(call *ServiceCall, part bool) (number int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	if !part {
		s.patterns++
	}
	if most := s.limits.MaxServiceCalls; most >= 0 && s.patterns > most {
		return 0, &LimitError{Limit: "MaxServiceCalls", Max: most, Operator: "service"}
	}
	if most := s.limits.MaxServiceBytes; most >= 0 {
		call.MaxBytes = max(most-s.bytes, 0)
	}
	return s.calls, nil
}

// call calls the handler. A panic there is an error of the query.
func (s *services) call(ctx context.Context, call *ServiceCall) (rows [][]graph.Term, err error) {
	defer func() {
		if p := recover(); p != nil {
			rows, err = nil, &FuncError{IRI: call.Endpoint.Value(), Panic: p}
		}
	}()
	return s.handler(ctx, call)
}

// check sees that the rows have the columns they must and are not too many, and
// renames their blank nodes.
func (s *services) check(rows [][]graph.Term, columns, number int) ([][]graph.Term, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rename := renamer(s.snap, "s", number)
	out := make([][]graph.Term, len(rows))
	for i, row := range rows {
		if len(row) != columns {
			return nil, fmt.Errorf("the service handler gave a row of %d columns, %d wanted", len(row), columns)
		}
		out[i] = make([]graph.Term, columns)
		for c, t := range row {
			s.bytes += int64(len(t.Value()) + len(t.Lang()))
			out[i][c] = rename(t)
		}
		if most := s.limits.MaxServiceBytes; most >= 0 && s.bytes > most {
			return nil, &LimitError{Limit: "MaxServiceBytes", Max: most, Operator: "service", Rows: int64(i)}
		}
	}
	return out, nil
}
