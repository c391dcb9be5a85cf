package exec

import "slices"

// reduce sums out all variables but the keys, those first whose summing makes
// least.
func (t *tally) reduce() error {
	for {
		t.merge()
		best, least := -1, int64(-1)
		for v := t.kept; v < len(t.domain); v++ {
			if t.gone[v] {
				continue
			}
			if n := t.effort(v); n >= 0 && (least < 0 || n < least) {
				best, least = v, n
			}
		}
		if best < 0 {
			return nil
		}
		if err := t.op.x.steps("tally", t.op.st, least); err != nil {
			return err
		}
		if err := t.sumOut(best); err != nil {
			return err
		}
	}
}

// around are the edges at v.
func (t *tally) around(v int) (at []*weights) {
	for _, e := range t.edges {
		if e.a == v || e.b == v {
			at = append(at, e)
		}
	}
	return at
}

// effort is how many steps summing out v takes; -1: it has too many edges now.
func (t *tally) effort(v int) int64 {
	at := t.around(v)
	switch len(at) {
	case 0:
		return 0
	case 1:
		return int64(len(at[0].to))
	case 2:
		one, two := t.degrees(at[0], v), t.degrees(at[1], v)
		n := int64(0)
		for i := range one {
			n += int64(one[i]) * int64(two[i])
		}
		return n + int64(len(at[0].to)+len(at[1].to))
	}
	return -1
}

// degrees counts the pairs of e for each value of v.
func (t *tally) degrees(e *weights, v int) []uint32 {
	n := make([]uint32, len(t.domain[v]))
	if e.a == v {
		for i := range n {
			n[i] = e.off[i+1] - e.off[i]
		}
		return n
	}
	for _, k := range e.to {
		n[k]++
	}
	return n
}

// sumOut sums v out of the edges at it.
func (t *tally) sumOut(v int) error {
	at := t.around(v)
	t.edges = slices.DeleteFunc(t.edges, func(e *weights) bool { return slices.Contains(at, e) })
	t.gone[v] = true
	switch len(at) {
	case 0:
		sum := int64(0)
		for i := range t.domain[v] {
			sum = t.add(sum, t.weightOf(v, i))
		}
		t.scale = t.mul(t.scale, sum)
		return nil
	case 1:
		t.fold(at[0], v)
		return nil
	}
	e, err := t.product(at[0], at[1], v)
	if err != nil {
		return err
	}
	t.edges = append(t.edges, e)
	return t.op.hold(e.bytes())
}

// fold multiplies into the weights of e's other variable what e and the weights
// of v have for each of its values.
func (t *tally) fold(e *weights, v int) {
	u := e.a + e.b - v
	sums := make([]int64, len(t.domain[u]))
	for i := range len(e.off) - 1 {
		for k := e.off[i]; k < e.off[i+1]; k++ {
			at, of := i, int(e.to[k]) // of u, of v
			if e.a == v {
				at, of = of, at
			}
			sums[at] = t.add(sums[at], t.mul(e.at(k), t.weightOf(v, of)))
		}
	}
	for i := range sums {
		sums[i] = t.mul(sums[i], t.weightOf(u, i))
	}
	t.weight[u] = sums
}

// product is the edge between the other ends of two edges at v, with v summed out.
func (t *tally) product(x, y *weights, v int) (*weights, error) {
	u, w := x.a+x.b-v, y.a+y.b-v
	if len(t.domain[w]) > len(t.domain[u]) { // the longer one outside: sums for the other fit a cache
		x, y, u, w = y, x, w, u
	}
	x, y = t.from(x, u), t.from(y, v)
	out := &weights{a: u, b: w, off: make([]uint32, 1, len(x.off))}
	sums, hit, steps := make([]int64, len(t.domain[w])), []uint32(nil), 0
	for i := range len(x.off) - 1 {
		hit = hit[:0]
		for k := x.off[i]; k < x.off[i+1]; k++ {
			mid := x.to[k]
			by := t.mul(x.at(k), t.weightOf(v, int(mid)))
			for j := y.off[mid]; j < y.off[mid+1] && by != 0; j++ {
				to := y.to[j]
				if sums[to] == 0 {
					hit = append(hit, to)
				}
				sums[to] = t.add(sums[to], t.mul(by, y.at(j)))
			}
			steps += int(y.off[mid+1] - y.off[mid])
		}
		slices.Sort(hit)
		for _, to := range hit {
			out.to, out.w = append(out.to, to), append(out.w, sums[to])
			sums[to] = 0
		}
		out.off = append(out.off, uint32(len(out.to)))
		if steps > 1<<16 {
			steps = 0
			if err := t.op.grown(out); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// grown hears the context, and checks that a product being made fits the budget.
func (o *tallyOp) grown(e *weights) error {
	if err := o.x.grow("tally", o.st, e.bytes()); err != nil {
		return err
	}
	o.x.shrink(e.bytes())
	return o.x.check("tally", 0)
}

// merge makes one of two edges between the same variables.
func (t *tally) merge() {
	for i := 0; i < len(t.edges); i++ {
		x := t.edges[i]
		for k := i + 1; k < len(t.edges); k++ {
			if y := t.edges[k]; x.a+x.b == y.a+y.b && (x.a == y.a || x.a == y.b) {
				x = t.both(x, t.from(y, x.a))
				t.edges[i] = x
				t.edges = slices.Delete(t.edges, k, k+1)
				k--
			}
		}
	}
}

// both multiplies two edges between the same variables.
func (t *tally) both(x, y *weights) *weights {
	out := &weights{a: x.a, b: x.b, off: make([]uint32, 1, len(x.off))}
	for i := range len(x.off) - 1 {
		j, end := y.off[i], y.off[i+1]
		for k := x.off[i]; k < x.off[i+1]; k++ {
			for j < end && y.to[j] < x.to[k] {
				j++
			}
			if j < end && y.to[j] == x.to[k] {
				out.to, out.w = append(out.to, x.to[k]), append(out.w, t.mul(x.at(k), y.at(j)))
			}
		}
		out.off = append(out.off, uint32(len(out.to)))
	}
	return out
}
