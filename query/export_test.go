package query

import "context"

// Used is what the rows' query holds now in bytes, and the steps it has made.
func (rs *Rows) Used() (bytes, steps int64) { return rs.run.budget.Used() }

// WithoutPasses plans a query as it stands.
var WithoutPasses = withoutPasses

// Prepare plans a query and makes its operators, and asks them for nothing.
func Prepare(q *Query, src Source) error {
	r, err := q.start(context.Background(), src, nil)
	if err != nil {
		return err
	}
	r.stop()
	return nil
}
