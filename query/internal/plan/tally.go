package plan

import (
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// Counting the solutions of joined patterns need not make them. A variable that
// stands in one pattern only is summed out of it: what is left is a weight for
// each value of the pattern's other variable. One that stands in two is summed
// out of their product, which leaves a weight for each pair of values. Where all
// variables but the keys of a GROUP BY go that way, counting takes time in the
// size of the patterns and of those products, not of the solutions. That is so
// for trees and for rings of patterns, and for what is made of those in series
// and side by side.

// The least that an ordinary plan must cost, and how many times that of
// reading the patterns, for a Tally to be made instead; and a triple read and
// its weight kept. A join whose rows are counted as lengths costs a third.
const (
	tallyLeast  = 5e5
	tallyRatio  = 1
	costTallied = 20
)

// tally makes the node that counts a group's rows without making them, where
// that is possible and pays; in is the ordinary plan of its input.
func (b *builder) tally(op *algebra.Group, in Node) *Tally {
	if b.opts.NoPasses || b.perRow || !countsOnly(op) {
		return nil
	}
	n := &Tally{Scope: b.scope}
	if !b.tallied(op.Input, n) || len(n.Patterns) < 2 {
		return nil
	}
	vars := map[Var]bool{}
	for _, p := range n.Patterns {
		vars[p.S.Var], vars[p.O.Var] = true, true
	}
	for _, k := range op.Keys {
		ref, ok := k.Expr.(*algebra.VarRef)
		if !ok || !vars[ref.Var] || slices.Contains(n.Keys, ref.Var) {
			return nil
		}
		n.Keys = append(n.Keys, ref.Var)
	}
	for _, a := range op.Aggs {
		if ref, ok := a.Arg.(*algebra.VarRef); a.Arg != nil && !(ok && vars[ref.Var]) {
			return nil
		}
	}
	if len(n.Keys) > 2 || !reducible(n.Patterns, n.Keys) {
		return nil
	}
	cost := 0.0
	for _, p := range n.Patterns {
		cost += costTallied * float64(b.view().Count(p.S.ID, p.P.ID, p.O.ID))
	}
	if c := in.About().Cost; !b.opts.AlwaysTally && (c < tallyLeast || c < tallyRatio*cost) {
		return nil
	}
	n.Cost = cost
	return n
}

// countsOnly reports whether all aggregates count rows.
func countsOnly(op *algebra.Group) bool {
	for _, a := range op.Aggs {
		if a.Name != "COUNT" || a.Distinct {
			return false
		}
	}
	return len(op.Aggs) > 0
}

// tallied collects joined triple patterns with constant predicates; false if
// there is anything else.
func (b *builder) tallied(op algebra.Op, n *Tally) bool {
	switch op := op.(type) {
	case *algebra.Join:
		return b.tallied(op.L, n) && b.tallied(op.R, n)
	case *algebra.BGP:
		for _, t := range op.Triples {
			if t.P.IsVar() || t.P.Triple != nil || t.S.Triple != nil || t.O.Triple != nil || t.S.IsVar() && t.S.Var == t.O.Var {
				return false
			}
			n.Patterns = append(n.Patterns, TriplePattern{S: b.slot(t.S), P: b.slot(t.P), O: b.slot(t.O)})
		}
		return true
	}
	return false
}

// reducible reports whether all variables but the keys can be summed out one
// after the other, each from at most two patterns.
func reducible(patterns []TriplePattern, keys []Var) bool {
	links := map[Var]map[Var]bool{}
	for _, p := range patterns {
		for _, v := range [2]Var{p.S.Var, p.O.Var} {
			if v != "" && links[v] == nil {
				links[v] = map[Var]bool{}
			}
		}
		if p.S.Var != "" && p.O.Var != "" {
			links[p.S.Var][p.O.Var], links[p.O.Var][p.S.Var] = true, true
		}
	}
	for {
		changed := false
		for v, near := range links {
			if len(near) > 2 || slices.Contains(keys, v) {
				continue
			}
			for u := range near {
				delete(links[u], v)
				for w := range near {
					if w != u {
						links[u][w] = true
					}
				}
			}
			delete(links, v)
			changed = true
		}
		if !changed {
			return len(links) == len(keys)
		}
	}
}
