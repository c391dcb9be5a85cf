package value

import (
	"math"
	"strings"
)

// Key is a comparable summary of a value for hash joins and sets by value: when
// Equal(a, b) is true, the keys of a and b are equal. The converse does not
// hold (promotion makes = not transitive), so matches must be checked with Equal.
type Key struct {
	kind Kind
	bits int64
	text string
}

// Key gives v's key.
func (v Value) Key() Key {
	k := Key{kind: v.rank()}
	switch k.kind {
	case Integer:
		// xsd:float is the coarsest type numbers are compared in.
		f := v.toFloat32()
		if f == 0 {
			f = 0 // not -0
		}
		k.bits = int64(math.Float32bits(f))
		if f != f {
			k.bits = -1
		}
	case Boolean:
		k.bits = v.num
	case LangString:
		k.bits, k.text = int64(v.dir), v.lex+"@"+strings.ToLower(v.qual)
	case Duration:
		months, seconds, atto := v.parts()
		k.bits = months*secondsPerMonth + seconds ^ atto
	case Triple:
		for _, t := range v.ext.triple {
			p := t.Key()
			k.bits = k.bits*31 + int64(p.kind) + p.bits
			k.text += p.text + "\x00"
		}
	case Other:
		k.text = v.qual + "\x00" + v.lex
	case String, IRI, Blank:
		k.text = v.lex
	case None:
	default: // a date or time; those with and without zone are never equal
		k.bits = v.utc() ^ v.aux
		if v.hasZone() {
			k.text = "z"
		}
	}
	return k
}
