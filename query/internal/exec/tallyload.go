package exec

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// load finds the values that each variable may have and reads the patterns.
func (t *tally) load(patterns []plan.TriplePattern) error {
	size := map[int]int{} // of the shortest list of values so far
	from := map[int]func() []graph.ID{}
	offer := func(v plan.Var, n int, list func() []graph.ID) {
		if v == "" {
			return
		}
		if k := t.variable(v); from[k] == nil || n < size[k] {
			size[k], from[k] = n, list
		}
	}
	for _, p := range patterns {
		n := t.view.Count(p.S.ID, p.P.ID, p.O.ID)
		if n == 0 {
			t.scale = 0
		}
		st := t.view.Stat(p.P.ID)
		offer(p.S.Var, min(n, st.Subjects), func() []graph.ID { return t.values(p, true) })
		offer(p.O.Var, min(n, st.Objects), func() []graph.ID { return t.values(p, false) })
	}
	if t.scale == 0 {
		return nil // the domains stay empty
	}
	for k, list := range from {
		t.domain[k] = list()
		t.op.st.Seeks++
	}
	t.restrict(patterns)
	return t.read(patterns)
}

// values lists the values of a pattern's subject, or of its object, ascending.
func (t *tally) values(p plan.TriplePattern, subject bool) []graph.ID {
	var list []graph.ID
	switch {
	case p.S.Var == "":
		return t.view.Objects(p.S.ID, p.P.ID, nil)
	case p.O.Var == "":
		return t.view.Subjects(p.P.ID, p.O.ID, nil)
	case subject:
		list, _ = t.view.Pairs(p.P.ID)
	default:
		list, _ = t.view.PairsByObject(p.P.ID)
	}
	var out []graph.ID
	for i, id := range list {
		if i == 0 || id != list[i-1] {
			out = append(out, id)
		}
	}
	return out
}

// restrict takes the values out of the domains that a pattern with one variable
// does not have.
func (t *tally) restrict(patterns []plan.TriplePattern) {
	for _, p := range patterns {
		v := p.S.Var
		if v == "" {
			v = p.O.Var
		}
		if v == "" || p.S.Var != "" && p.O.Var != "" {
			continue
		}
		k, list := t.variable(v), t.values(p, p.S.Var != "")
		kept, at := []graph.ID(nil), 0
		for _, id := range t.domain[k] {
			at += gallop(list[at:], id)
			if at < len(list) && list[at] == id {
				kept = append(kept, id)
			}
		}
		t.domain[k] = kept
	}
}

// read makes edges of the patterns with two variables.
func (t *tally) read(patterns []plan.TriplePattern) error {
	for _, p := range patterns {
		if p.S.Var == "" || p.O.Var == "" {
			continue
		}
		a, b := t.variable(p.S.Var), t.variable(p.O.Var)
		keys, vals := []graph.ID(nil), []graph.ID(nil)
		if st := t.view.Stat(p.P.ID); part(t.domain[a], st.Subjects) <= part(t.domain[b], st.Objects) {
			keys, vals = t.view.Pairs(p.P.ID)
		} else {
			a, b = b, a
			keys, vals = t.view.PairsByObject(p.P.ID)
		}
		e := t.edge(a, b, keys, vals)
		t.edges = append(t.edges, e)
		t.op.st.Rows += int64(len(e.to))
		if err := t.op.hold(e.bytes()); err != nil {
			return err
		}
	}
	return nil
}

// part is which part of n values is in a domain.
func part(domain []graph.ID, n int) float64 { return float64(len(domain)) / float64(max(n, 1)) }

// edge numbers the pairs whose values are in the domains of a and b.
func (t *tally) edge(a, b int, keys, vals []graph.ID) *weights {
	e := &weights{a: a, b: b, off: make([]uint32, 1, len(t.domain[a])+1)}
	find := newFinder(t.domain[b])
	at := 0
	for _, id := range t.domain[a] {
		at += gallop(keys[at:], id)
		for at < len(keys) && keys[at] == id {
			if k, ok := find.place(vals[at]); ok {
				e.to = append(e.to, k)
			}
			at++
		}
		e.off = append(e.off, uint32(len(e.to)))
	}
	return e
}

// finder finds the place of a value in a domain.
type finder struct {
	domain []graph.ID
	first  graph.ID
	table  []uint32 // place + 1 by distance from first; nil where values are too far apart
}

func newFinder(domain []graph.ID) finder {
	f := finder{domain: domain}
	if len(domain) == 0 {
		return f
	}
	f.first = domain[0]
	if span := int(domain[len(domain)-1]-f.first) + 1; span <= 32*len(domain)+1024 {
		f.table = make([]uint32, span)
		for i, id := range domain {
			f.table[id-f.first] = uint32(i + 1)
		}
	}
	return f
}

func (f *finder) place(id graph.ID) (uint32, bool) {
	if f.table == nil {
		k, ok := slices.BinarySearch(f.domain, id)
		return uint32(k), ok
	}
	if i := int(id) - int(f.first); i >= 0 && i < len(f.table) && f.table[i] > 0 {
		return f.table[i] - 1, true
	}
	return 0, false
}
