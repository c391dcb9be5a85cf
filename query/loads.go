package query

import (
	"context"
	"errors"
	"sync"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// loaded is the document of a LOAD, or why there is none.
type loaded struct {
	g   *graph.Graph
	err error
}

// fetchLoads fetches the documents of all LOADs of an update side by side, before its
// transaction begins: documents do not depend on the graph, and nobody else's update
// has to wait for the network. A failure is told when its operation's turn comes; it
// ends the fetches of those after it, which will not have one, but for SILENT.
func (c *config) fetchLoads(ctx context.Context, ops []algebra.Operation) map[*algebra.Load]loaded {
	var loads []*algebra.Load
	for _, op := range ops {
		if l, ok := op.(*algebra.Load); ok {
			loads = append(loads, l)
		}
	}
	if c.loader == nil || len(loads) == 0 {
		return nil
	}
	out := make([]loaded, len(loads))
	ends := make([]context.CancelFunc, len(loads))
	ctxs := make([]context.Context, len(loads))
	for i := range loads {
		ctxs[i], ends[i] = context.WithCancel(ctx)
		defer ends[i]()
		out[i].err = errNothingLoaded // of a loader that ends its goroutine
	}
	places := make(chan struct{}, fetchesAtOnce)
	var group sync.WaitGroup
	for i, l := range loads {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			if out[i].err = ctxs[i].Err(); out[i].err == nil {
				out[i].g, out[i].err = c.load(ctxs[i], l.From.Value())
			}
			var limit *LimitError
			if out[i].err != nil && (!l.Silent || errors.As(out[i].err, &limit)) {
				for _, end := range ends[i+1:] {
					end()
				}
			}
		})
	}
	group.Wait()
	byOp := make(map[*algebra.Load]loaded, len(loads))
	for i, l := range loads {
		byOp[l] = out[i]
	}
	return byOp
}
