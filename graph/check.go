package graph

import (
	"errors"
	"fmt"
	"math"
)

// ErrDamaged is wrapped by what Check finds.
var ErrDamaged = errors.New("graph: the store is damaged")

// Check verifies the whole store: that the dictionary maps terms to IDs one to
// one, that every order of every graph is sorted and holds the same triples, that
// all IDs are known, and that the counts are right. It takes about a second for
// ten million triples and is meant for tests and for doubts about memory or
// files. The error wraps ErrDamaged and says what is wrong.
func (g *Graph) Check() error { return g.Snapshot().Check() }

// Check verifies the snapshot: see Graph.Check.
func (s *Snapshot) Check() error {
	if err := s.dict.check(); err != nil {
		return err
	}
	n := s.def.Len()
	if err := s.checkView(s.def); err != nil {
		return fmt.Errorf("default graph: %w", err)
	}
	last := None
	var err error
	s.named.each(func(g ID, v *View) bool {
		if last >= g || s.Term(g).IsAny() {
			err = fmt.Errorf("%w: graph name %d is out of order or unknown", ErrDamaged, g)
		} else if e := s.checkView(v); e != nil {
			err = fmt.Errorf("graph %s: %w", s.Term(g).NTriples(), e)
		}
		last = g
		n += v.Len()
		return err == nil
	})
	if err != nil {
		return err
	}
	if n != s.n {
		return fmt.Errorf("%w: %d triples counted, %d recorded", ErrDamaged, n, s.n)
	}
	return nil
}

// check verifies that every term finds its own ID.
func (d *dict) check() error {
	for n := 1; n < d.resources.n; n++ {
		if id, ok := d.lookup(d.term(ID(n))); !ok || id != ID(n) {
			return fmt.Errorf("%w: resource %d, %s, is found as %d", ErrDamaged, n, d.term(ID(n)).NTriples(), id)
		}
	}
	for n := range d.literals.n {
		id := idLiteral | ID(n)
		t := d.term(id)
		if got, ok := d.lookup(t); !ok || got != id {
			return fmt.Errorf("%w: literal %d, %s, is found as %#x", ErrDamaged, n, t.NTriples(), uint32(got))
		}
		lt := d.typeOf(n)
		f, ok := lt.sideValue(t.value)
		have, had := d.numbers.at(n)
		if !had && lt.time != NotInstant {
			continue // from a file of version 1
		}
		if had != ok || ok && have != f && math.Float64bits(have) != math.Float64bits(f) && f == f {
			return fmt.Errorf("%w: literal %d, %s, has the number %v", ErrDamaged, n, t.NTriples(), have)
		}
	}
	return nil
}

func (s *Snapshot) checkView(v *View) error {
	switch r := v.run.(type) {
	case flat:
		return s.checkOrder(r.size(), r.each)
	case *columns:
		return s.checkColumns(r)
	case *layered:
		return s.checkLayered(r)
	}
	return fmt.Errorf("%w: a graph of the kind %T", ErrDamaged, v.run)
}

// each calls f for the triples in order.
func (f flat) each(do func(a, b, c ID) bool) {
	for _, t := range f {
		if !do(t.s, t.p, t.o) {
			return
		}
	}
}

// checkOrder verifies that an order is strictly ascending, knows all its IDs and
// has n triples.
func (s *Snapshot) checkOrder(n int, each func(func(a, b, c ID) bool)) error {
	var (
		last triple
		err  error
	)
	each(func(a, b, c ID) bool {
		t := triple{a, b, c}
		switch {
		case compareTriples(last, t) >= 0:
			err = fmt.Errorf("%w: %v comes after %v", ErrDamaged, t, last)
		case !s.knows(a) || !s.knows(b) || !s.knows(c):
			err = fmt.Errorf("%w: %v has an unknown ID", ErrDamaged, t)
		}
		last = t
		n--
		return err == nil
	})
	if err == nil && n != 0 {
		err = fmt.Errorf("%w: an order lacks %d triples", ErrDamaged, n)
	}
	return err
}

// knows reports whether an ID is one of the snapshot's, without making a term.
func (s *Snapshot) knows(id ID) bool {
	switch id & idKindMask {
	case idResource:
		return id != None && id.Ordinal() < s.dict.resources.n
	case idLiteral:
		return id.Ordinal() < s.dict.literals.n
	case idInline:
		_, ok := inlineTerm(id)
		return ok
	}
	return false
}

// sum identifies a set of triples whatever their order.
type sum uint64

func (x *sum) add(s, p, o ID) { *x += sum(fold(uint64(s)<<32|uint64(p)^hashA, uint64(o)^hashB)) }

// checkColumns verifies each of the four orders, and that they hold the same.
func (s *Snapshot) checkColumns(c *columns) error {
	var sums [4]sum
	if len(c.preds)+1 != len(c.pOff) || c.subj.rows() != c.size() {
		return fmt.Errorf("%w: columns of different lengths", ErrDamaged)
	}
	orders := [4]func(do func(a, b, c ID) bool){
		func(do func(a, b, c ID) bool) {
			c.eachPair(c.psoS, c.psoO, func(p, s, o ID) bool { sums[0].add(s, p, o); return do(p, s, o) })
		},
		func(do func(a, b, c ID) bool) {
			c.eachPair(c.posO, c.posS, func(p, o, s ID) bool { sums[1].add(s, p, o); return do(p, o, s) })
		},
		func(do func(a, b, c ID) bool) {
			eachRow(c.allSubjects(), c.row, func(s, p, o ID) bool { sums[2].add(s, p, o); return do(s, p, o) })
		},
		func(do func(a, b, c ID) bool) {
			eachRow(c.allObjects(), c.inRow, func(o, p, s ID) bool { sums[3].add(s, p, o); return do(o, p, s) })
		},
	}
	for i, each := range orders {
		if err := s.checkOrder(c.size(), each); err != nil {
			return fmt.Errorf("%s: %w", [...]string{"PSO", "POS", "SPO", "OPS"}[i], err)
		}
		if sums[i] != sums[0] {
			return fmt.Errorf("%w: %s holds other triples than PSO", ErrDamaged, [...]string{"PSO", "POS", "SPO", "OPS"}[i])
		}
	}
	for k, p := range c.preds {
		if st := statOf(c.pairs(p), c.pairsByObject(p)); st != c.stats[k] {
			return fmt.Errorf("%w: predicate %d has %+v, recorded is %+v", ErrDamaged, p, st, c.stats[k])
		}
	}
	return nil
}

func (c *columns) eachPair(a, b []ID, do func(p, a, b ID) bool) {
	for k, p := range c.preds {
		for i := c.pOff[k]; i < c.pOff[k+1]; i++ {
			if !do(p, a[i], b[i]) {
				return
			}
		}
	}
}

func eachRow(ids []ID, row func(id ID, pbuf, buf []ID) (p, x []ID), do func(id, p, x ID) bool) {
	for _, id := range ids {
		ps, xs := row(id, nil, nil)
		for i, p := range ps {
			if !do(id, p, xs[i]) {
				return
			}
		}
	}
}

// checkLayered verifies the runs of a layered run, and that layers are net.
func (s *Snapshot) checkLayered(l *layered) error {
	if err := s.checkView(&View{l.base}); err != nil {
		return err
	}
	below := newLayered(l.base, nil)
	for i, x := range l.layers {
		for _, r := range []run{x.add, x.del} {
			if err := s.checkView(&View{r}); err != nil {
				return fmt.Errorf("layer %d: %w", i, err)
			}
		}
		for _, t := range x.add.triples(nil) {
			if below.has(t.s, t.p, t.o) {
				return fmt.Errorf("%w: layer %d adds %v, which is there", ErrDamaged, i, t)
			}
		}
		for _, t := range x.del.triples(nil) {
			if !below.has(t.s, t.p, t.o) {
				return fmt.Errorf("%w: layer %d removes %v, which is not there", ErrDamaged, i, t)
			}
		}
		below = newLayered(l.base, l.layers[:i+1])
	}
	if below.size() != l.size() {
		return fmt.Errorf("%w: %d triples counted, %d recorded", ErrDamaged, below.size(), l.size())
	}
	return nil
}
