package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// shareBuilt gives a worker's join the right side that was built for all workers,
// which it only reads; what a look-up writes is its own.
func (x *Context) shareBuilt(n *plan.HashJoin, j *hashJoinOp) {
	if x.run == nil || x.run.joins[n] == nil {
		return
	}
	from := x.run.joins[n]
	j.lKeys, j.rKeys, j.lLoose, j.rLoose = from.lKeys, from.rKeys, from.lLoose, from.rLoose
	j.right, j.index, j.view = from.right, from.index, from.view
	j.index.ids, j.index.row = nil, make([]graph.ID, len(from.index.row))
	j.bufs = make([][]graph.ID, len(from.bufs))
	j.direct, j.aliased, j.built, j.turn = from.direct, from.aliased, true, from.turn
	if j.texts = from.texts; j.texts != nil {
		j.within = x.Env.Dict.Range(j.texts, n.Range.Op)
	}
	j.rest.matched = from.rest.matched
	j.few = j.dropsFew()
}
