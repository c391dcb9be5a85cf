package query

// Used is what the rows' query holds now in bytes, and the steps it has made.
func (rs *Rows) Used() (bytes, steps int64) { return rs.run.exec.Budget.Used() }

// WithoutPasses plans a query as it stands.
var WithoutPasses = withoutPasses
