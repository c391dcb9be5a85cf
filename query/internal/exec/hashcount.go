package exec

// count adds up, for each left row, how many right rows have its key, where
// that is all that matters.
func (j *hashJoinOp) count() (int64, error) {
	j.rounds.on = false // all rows are wanted
	if !j.built {
		if err := j.build(); err != nil {
			return 0, err
		}
	}
	if !j.direct || j.filters() {
		return drain(j)
	}
	if j.node.Mode.Marks() {
		err := j.markAll()
		return j.rest.count(j), err
	}
	var total int64
	for {
		b, err := j.l.Next()
		if b == nil || err != nil {
			j.b = nil
			return total + j.rest.count(j), err
		}
		if err := j.x.check(j.name, total); err != nil {
			return total, err
		}
		if err := j.find(b); err != nil {
			return total, err
		}
		total += j.total()
		if err := j.x.steps(j.name, j.st, int64(b.Len())); err != nil {
			return total, err
		}
	}
}
