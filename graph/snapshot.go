package graph

import (
	"math"
	"slices"
	"strings"
	"sync"
)

// Snapshot is the state of a Graph at one moment. It never changes, costs
// nothing to take and may be used by many goroutines. It keeps the memory of its
// state alive for as long as it is held.
type Snapshot struct {
	dict    *dict
	def     *View
	named   graphs
	version uint64
	n       int
	unions  *unionCache
}

// unionCache keeps what is derived from the graphs on demand: the list of names,
// and union views, so that what they have merged is not merged again by the next
// query on the same snapshot.
type unionCache struct {
	list  sync.Once
	names []ID

	mu    sync.Mutex
	views map[string]*View
}

// maxUnions is how many union views a snapshot keeps.
const maxUnions = 8

func newSnapshot(d *dict, def *View, named graphs, n int, version uint64) *Snapshot {
	return &Snapshot{dict: d, def: def, named: named, n: n, version: version, unions: &unionCache{}}
}

// Snapshot returns s itself, so that a Snapshot can stand where a Graph does.
func (s *Snapshot) Snapshot() *Snapshot { return s }

// Len is the number of triples in all graphs together.
func (s *Snapshot) Len() int { return s.n }

// Version counts the changes the graph has had; it is larger in later snapshots.
func (s *Snapshot) Version() uint64 { return s.version }

// Lookup returns the ID of a term. ok is false when the graph has never seen the
// term, so that no triple has it; terms with an inline ID are always found.
func (s *Snapshot) Lookup(t Term) (id ID, ok bool) { return s.dict.lookup(t) }

// Term returns the term of an ID, or the zero Term if the ID is none of this
// snapshot's. Text is not copied: the strings alias the dictionary. Inline IDs
// need a new string, unless it is a short number.
func (s *Snapshot) Term(id ID) Term { return s.dict.term(id) }

// Number returns the value of a numeric literal as a float64: exactly for
// integers below 2^53 and for floats and doubles, the nearest one for other
// numbers. ok is false for literals that are no valid number, and other terms.
func (s *Snapshot) Number(id ID) (f float64, ok bool) {
	if id.IsInline() {
		return inlineNumber(id)
	}
	n := id.Ordinal()
	if !id.IsLiteral() || n >= s.dict.literals.n || s.dict.typeOf(n).numeric.form == notNumeric {
		return 0, false
	}
	return s.dict.numbers.at(n)
}

// MayBeNumber reports whether id is a literal of the dictionary of a numeric datatype,
// in its lexical space or not.
func (s *Snapshot) MayBeNumber(id ID) bool {
	n := id.Ordinal()
	return id.IsLiteral() && n < s.dict.literals.n && s.dict.typeOf(n).numeric.form != notNumeric
}

// IsString reports whether id is a literal of the dictionary whose datatype is
// xsd:string (RDF 1.1 Concepts, section 3.3).
func (s *Snapshot) IsString(id ID) bool {
	n := id.Ordinal()
	return id.IsLiteral() && n < s.dict.literals.n && s.dict.kinds[n>>pageShift][n&pageMask] == 0
}

// StringText is the lexical form of an xsd:string of the dictionary; false for
// other terms.
func (s *Snapshot) StringText(id ID) (text string, ok bool) {
	if !s.IsString(id) {
		return "", false
	}
	return s.dict.literals.text(id.Ordinal()), true
}

// StringTexts is StringText for many terms at once: texts[i] is that of ids[i], ""
// where there is none. Both slices have one length. No text is looked at, so that
// the reads of memory do not wait for each other.
func (s *Snapshot) StringTexts(ids []ID, texts []string) {
	texts = texts[:len(ids)]
	for i, id := range ids {
		texts[i] = ""
		if s.IsString(id) {
			texts[i] = s.dict.literals.text(id.Ordinal())
		}
	}
}

// PlainNumber is Number for literals of the dictionary that are an xsd:double, or
// an integer other than 0 below 2^53: numbers that their float64 says all about.
func (s *Snapshot) PlainNumber(id ID) (f float64, double, ok bool) {
	n := id.Ordinal()
	if !id.IsLiteral() || n >= s.dict.literals.n {
		return 0, false, false
	}
	if f, ok = s.dict.numbers.at(n); !ok {
		return 0, false, false
	}
	switch s.dict.types[s.dict.kinds[n>>pageShift][n&pageMask]].numeric.form {
	case doubleForm:
		return f, true, true
	case integerForm:
		return f, false, f != 0 && math.Abs(f) < 1<<53
	}
	return 0, false, false
}

// Plain says what the float64 of a term is worth (see PlainNumber).
type Plain uint8

// What a float64 may be worth.
const (
	NotPlain     Plain = iota // no number, or one that its float64 does not say all about
	PlainInteger              // an integer below 2^53
	PlainDouble               // an xsd:double
)

// PlainNumbers is PlainNumber for many terms at once, inline integers included:
// f[i] is the number of ids[i] where kinds[i] is not NotPlain. All slices have one
// length. The numbers are read before any is looked at, so that the reads of
// memory do not wait for each other.
func (s *Snapshot) PlainNumbers(ids []ID, f []float64, kinds []Plain) {
	f, kinds = f[:len(ids)], kinds[:len(ids)]
	pages, n := s.dict.numbers.pages, s.dict.literals.n
	for i, id := range ids {
		kinds[i], f[i] = NotPlain, math.Float64frombits(notNumber)
		if !id.IsLiteral() || id.Ordinal() >= n {
			continue
		}
		if at := id.Ordinal(); at>>pageShift < len(pages) && pages[at>>pageShift] != nil {
			f[i] = pages[at>>pageShift][at&pageMask]
		}
	}
	for i, id := range ids {
		if m, ok := id.Integer(); ok {
			kinds[i], f[i] = PlainInteger, float64(m)
			continue
		}
		if !id.IsLiteral() || f[i] != f[i] && math.Float64bits(f[i]) == notNumber {
			continue
		}
		at := id.Ordinal()
		switch s.dict.types[s.dict.kinds[at>>pageShift][at&pageMask]].numeric.form {
		case doubleForm:
			kinds[i] = PlainDouble
		case integerForm:
			if f[i] != 0 && math.Abs(f[i]) < 1<<53 {
				kinds[i] = PlainInteger
			}
		}
	}
}

// Default is the default graph.
func (s *Snapshot) Default() *View { return s.def }

// Named is the graph named by g; a view without triples when there is none.
func (s *Snapshot) Named(g ID) *View {
	if v := s.named.find(g); v != nil {
		return v
	}
	return &View{flat(nil)}
}

// Graphs lists the named graphs that have triples, or were created explicitly.
func (s *Snapshot) Graphs() []ID {
	s.unions.list.Do(func() { s.unions.names = s.named.ids() })
	return s.unions.names
}

// Union is the set union of the named graphs, and of the default graph if asked
// for: triples that several of them have occur once.
func (s *Snapshot) Union(ids []ID, withDefault bool) *View {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	var parts []run
	if withDefault && s.def.Len() > 0 {
		parts = append(parts, s.def.run)
	}
	for _, id := range ids {
		if v := s.named.find(id); v != nil && v.Len() > 0 {
			parts = append(parts, v.run)
		}
	}
	switch len(parts) {
	case 0:
		return &View{flat(nil)}
	case 1:
		return &View{parts[0]}
	}
	return s.unions.get(unionKey(ids, withDefault), parts)
}

func unionKey(ids []ID, withDefault bool) string {
	var b strings.Builder
	if withDefault {
		b.WriteByte('+')
	}
	for _, id := range ids {
		b.Write([]byte{byte(id), byte(id >> 8), byte(id >> 16), byte(id >> 24)})
	}
	return b.String()
}

func (c *unionCache) get(key string, parts []run) *View {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v := c.views[key]; v != nil {
		return v
	}
	if len(c.views) >= maxUnions || c.views == nil {
		c.views = map[string]*View{}
	}
	v := &View{&union{parts: parts}}
	c.views[key] = v
	return v
}
