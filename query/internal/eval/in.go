package eval

import (
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// in compiles a [NOT] IN (list): true when some member equals a; otherwise an
// error when a comparison is one, and false when none is (SPARQL 1.1 section
// 17.4.1.9).
func (c *compiler) in(e *algebra.Call) (*code, error) {
	if len(e.Args)-1 > c.limits.MaxList {
		return nil, &LimitError{
			Name: "MaxListItems", Limit: "members of an IN list", Max: int64(c.limits.MaxList),
			Hint: "use VALUES for long lists",
		}
	}
	args, err := c.compileAll(e.Args)
	if err != nil {
		return nil, err
	}
	args = parts(args)
	n := c.dict.node(costly, args...)
	set, rest := newValueSet(args[1:])
	n.test = inTest(args[0], set, rest)
	if e.Op == "NOT IN" {
		test := n.test
		n.test = func(b *batch.Batch, row int) (bool, error) {
			ok, err := test(b, row)
			return !ok && err == nil, err
		}
	}
	return c.fold(n), nil
}

// inTest looks a value up among the constant members, then among the others.
func inTest(x *code, set *valueSet, rest []*code) testFunc {
	get := x.values()
	members := make([]valueFunc, len(rest))
	for i, m := range rest {
		members[i] = m.values()
	}
	return func(b *batch.Batch, row int) (bool, error) {
		v, err := get(b, row)
		if err != nil {
			return false, err
		}
		ok, failed := set.has(v)
		if ok {
			return true, nil
		}
		for _, m := range members {
			w, err := m(b, row)
			if err == nil {
				ok, err = value.Equal(v, w)
			}
			switch {
			case err == nil && ok:
				return true, nil
			case fatal(err) != nil:
				return false, err
			case err != nil:
				failed = err
			}
		}
		return false, failed
	}
}

// valueSet is a set of constants that is searched with =.
type valueSet struct {
	byKey map[value.Key][]value.Value
	plain bool          // no comparison between members and plain values is an error
	all   []value.Value // the members
}

// newValueSet takes the constants out of a list.
func newValueSet(list []*code) (set *valueSet, rest []*code) {
	set = &valueSet{byKey: map[value.Key][]value.Value{}, plain: true}
	for _, m := range list {
		if m.konst == nil {
			rest = append(rest, m)
			continue
		}
		v := *m.konst
		k := v.Key()
		set.byKey[k] = append(set.byKey[k], v)
		set.all = append(set.all, v)
		set.plain = set.plain && plain(v)
	}
	return set, rest
}

// plain reports whether comparing v with other plain values never is an error.
func plain(v value.Value) bool {
	switch v.Kind() {
	case value.IRI, value.Blank, value.String, value.LangString, value.Boolean:
		return true
	}
	return v.IsNumeric()
}

// has reports whether a member equals v; the error is that of a comparison, if
// none does.
func (s *valueSet) has(v value.Value) (bool, error) {
	for _, m := range s.byKey[v.Key()] {
		if ok, err := value.Equal(v, m); ok && err == nil {
			return true, nil
		}
	}
	if s.plain && plain(v) {
		return false, nil
	}
	var failed error
	for _, m := range s.all {
		if _, err := value.Equal(v, m); err != nil {
			failed = err
		}
	}
	return false, failed
}
