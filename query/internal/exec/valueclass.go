package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// valueClasses give terms that may be equal by the operator = one ID in common,
// that of the first of them seen: IRIs, blank nodes and plain strings are equal
// to themselves only; numbers of all datatypes, dates and the like are classed
// by value.Key. Terms of a class need not be equal.
type valueClasses struct {
	dict  *eval.Dict
	first map[value.Key]graph.ID
	known map[graph.ID]graph.ID // literals' classes
	held  int64
}

// classBytes is about what one literal takes in the two maps.
const classBytes = 120

func (v *valueClasses) init(x *Context) { v.dict = x.Env.Dict }

// of is the class of a term; graph.None for none.
func (v *valueClasses) of(id graph.ID) graph.ID {
	if id == graph.None || v.dict.IsNode(id) || v.dict.Snapshot().IsString(id) {
		return id
	}
	if c, ok := v.known[id]; ok {
		return c
	}
	val := v.dict.Value(id)
	class := id
	if val.Kind() != value.String {
		if v.first == nil {
			v.first = map[value.Key]graph.ID{}
		}
		k := val.Key()
		if c, ok := v.first[k]; ok {
			class = c
		} else {
			v.first[k] = id
		}
	}
	if v.known == nil {
		v.known = map[graph.ID]graph.ID{}
	}
	v.known[id] = class
	return class
}

// grown is how many bytes the classes hold more than at the last call.
func (v *valueClasses) grown() int64 {
	n := int64(len(v.known))*classBytes - v.held
	v.held += n
	return n
}
