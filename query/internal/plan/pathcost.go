package plan

import (
	"math"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// depthGuess is how many steps a repetition is expected to go.
const depthGuess = 3

// pathSize is what is expected of a path: its pairs of nodes, and the different
// nodes at its start and its end.
type pathSize struct{ pairs, starts, ends float64 }

// estimatePath estimates a path from the statistics of its predicates.
func (b *builder) estimatePath(p algebra.Path) pathSize {
	switch p := p.(type) {
	case *algebra.Link:
		st := b.view().Stat(b.src.Intern(p.IRI))
		n := float64(b.view().Count(0, b.src.Intern(p.IRI), 0))
		return pathSize{n, float64(st.Subjects), float64(st.Objects)}
	case *algebra.Inverse:
		e := b.estimatePath(p.Path)
		return pathSize{e.pairs, e.ends, e.starts}
	case *algebra.Alt:
		l, r := b.estimatePath(p.L), b.estimatePath(p.R)
		return pathSize{l.pairs + r.pairs, l.starts + r.starts, l.ends + r.ends}
	case *algebra.Seq:
		l, r := b.estimatePath(p.L), b.estimatePath(p.R)
		pairs := l.pairs * r.pairs / math.Max(math.Max(l.ends, r.starts), 1)
		return pathSize{pairs, math.Min(l.starts, pairs), math.Min(r.ends, pairs)}
	case *algebra.Repeat:
		return b.estimateRepeat(p)
	}
	n := float64(b.view().Len())
	return pathSize{n, n / 4, n / 4}
}

// estimateRepeat takes a repetition to go a few steps, each of which multiplies
// its ends by as much as the path fans out, but to no more than all there are.
func (b *builder) estimateRepeat(p *algebra.Repeat) pathSize {
	e := b.estimatePath(p.Path)
	if !p.Once {
		fan := e.pairs / math.Max(e.starts, 1)
		reached := math.Min(fan*depthGuess, math.Max(e.ends, fan))
		e.pairs = e.starts * reached
	}
	if p.Min == 0 {
		nodes := float64(b.view().Len())/4 + 1
		e.pairs += nodes
		e.starts, e.ends = math.Max(e.starts, nodes), math.Max(e.ends, nodes)
	}
	return e
}

// between is the estimate for a path between two places.
func (e pathSize) between(s, o Slot) estimate {
	rows := e.pairs
	starts, ends := math.Max(e.starts, 1), math.Max(e.ends, 1)
	if s.Var == "" {
		rows /= starts
	}
	if o.Var == "" {
		rows /= ends
	}
	rows = math.Max(rows, 1)
	est := estimate{rows: rows}
	est.add(s.Var, math.Min(starts, rows))
	est.add(o.Var, math.Min(ends, rows))
	return est
}
