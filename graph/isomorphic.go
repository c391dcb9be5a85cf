package graph

import (
	"maps"
	"slices"
	"strconv"
)

// Isomorphic reports whether a and b are the same RDF dataset up to the labels of
// blank nodes (RDF 1.1 Concepts, section 4.1): whether there is a one-to-one
// mapping of their blank nodes, those within triple terms and those that name
// graphs included, that makes the triples of each graph the same. Named graphs
// without triples do not count.
//
// Statements without blank nodes are compared directly. Blank nodes are told
// apart by hashes of what is said of them, refined until nothing changes, and
// where that leaves several alike, by trying one after the other.
func Isomorphic(a, b *Graph) bool {
	x, y := a.Snapshot(), b.Snapshot()
	if x.Len() != y.Len() {
		return false
	}
	shapes := map[string]uint64{}
	translate := newTranslator(x, y)
	left, ok := newMatter(x, shapes, translate.id, translate.has)
	if !ok {
		return false
	}
	right, _ := newMatter(y, shapes, func(id ID) (ID, bool) { return id, true }, nil)
	if len(left.statements) != len(right.statements) || len(left.nodes) != len(right.nodes) {
		return false
	}
	return sameMatter(left, right, left.refine(make([]uint64, len(left.nodes))), right.refine(make([]uint64, len(right.nodes))))
}

// translator carries IDs of one snapshot over to another.
type translator struct {
	from, to *Snapshot
	known    map[ID]ID
}

func newTranslator(from, to *Snapshot) *translator {
	return &translator{from, to, map[ID]ID{None: None}}
}

func (t *translator) id(id ID) (ID, bool) {
	to, ok := t.known[id]
	if !ok {
		to, _ = t.to.Lookup(t.from.Term(id))
		t.known[id] = to
	}
	return to, to != None || id == None
}

// has reports whether the other snapshot has a statement without blank nodes.
func (t *translator) has(q [4]ID) bool {
	for i, id := range q {
		var ok bool
		if q[i], ok = t.id(id); !ok {
			return false
		}
	}
	v := t.to.view(q[3])
	return v != nil && v.Has(q[0], q[1], q[2])
}

// matter is what is left of a dataset to compare: its blank nodes, numbered, and
// the statements they occur in.
type matter struct {
	nodes      map[string]int // blank node labels
	statements []statement
	mentions   [][]mention // for each node
}

// statement is a quad cut into its blank nodes, in order of occurrence, and its
// shape: everything else.
type statement struct {
	shape uint64
	nodes []int
}

// mention is one occurrence of a node: in which statement, at which place.
type mention struct {
	statement, place int
}

// newMatter collects the statements with blank nodes. Ground terms in shapes go
// through id; statements without blank nodes must pass ground, if given.
func newMatter(s *Snapshot, shapes map[string]uint64, id func(ID) (ID, bool), ground func([4]ID) bool) (*matter, bool) {
	m := &matter{nodes: map[string]int{}}
	shaper := shaper{m: m, s: s, id: id, kinds: map[ID]bool{}}
	ok := true
	add := func(g ID, v *View) bool {
		return v.match(None, None, None, func(s, p, o ID) bool {
			q := [4]ID{s, p, o, g}
			if !shaper.anyBlank(q) {
				ok = ground == nil || ground(q)
				return ok
			}
			ok = m.add(&shaper, shapes, q)
			return ok
		})
	}
	if !add(None, s.Default()) {
		return nil, false
	}
	for _, g := range s.Graphs() {
		if !add(g, s.Named(g)) {
			return nil, false
		}
	}
	m.mentions = make([][]mention, len(m.nodes))
	for i, st := range m.statements {
		for place, n := range st.nodes {
			m.mentions[n] = append(m.mentions[n], mention{i, place})
		}
	}
	return m, ok
}

func (m *matter) add(sh *shaper, shapes map[string]uint64, q [4]ID) bool {
	sh.text, sh.nodes = sh.text[:0], nil
	for _, id := range q {
		if !sh.put(id) {
			return false
		}
	}
	shape, ok := shapes[string(sh.text)]
	if !ok {
		shape = uint64(len(shapes) + 1)
		shapes[string(sh.text)] = shape
	}
	m.statements = append(m.statements, statement{shape, sh.nodes})
	return true
}

// shaper writes the shape of one statement and collects its nodes.
type shaper struct {
	m     *matter
	s     *Snapshot
	id    func(ID) (ID, bool)
	kinds map[ID]bool // whether a resource is or has a blank node
	text  []byte
	nodes []int
}

func (sh *shaper) anyBlank(q [4]ID) bool {
	for _, id := range q {
		if !id.IsResource() {
			continue
		}
		blank, ok := sh.kinds[id]
		if !ok {
			blank = hasBlank(sh.s.Term(id))
			sh.kinds[id] = blank
		}
		if blank {
			return true
		}
	}
	return false
}

// hasBlank reports whether a term is a blank node, or a triple term with one.
func hasBlank(t Term) bool {
	if tr, ok := t.Triple(); ok {
		return hasBlank(tr.S) || hasBlank(tr.P) || hasBlank(tr.O)
	}
	return t.IsBlank()
}

// put writes one position; false if the other dataset does not have the term.
func (sh *shaper) put(id ID) bool {
	if id.IsResource() && sh.anyBlank([4]ID{id}) {
		sh.putTerm(sh.s.Term(id))
		return true
	}
	to, ok := sh.id(id)
	sh.text = strconv.AppendUint(append(sh.text, '#'), uint64(to), 10)
	return ok
}

func (sh *shaper) putTerm(t Term) {
	if tr, ok := t.Triple(); ok {
		sh.text = append(sh.text, '(')
		sh.putTerm(tr.S)
		sh.putTerm(tr.P)
		sh.putTerm(tr.O)
		sh.text = append(sh.text, ')')
		return
	}
	if !t.IsBlank() {
		sh.text = append(t.AppendNTriples(sh.text), ' ')
		return
	}
	n, ok := sh.m.nodes[t.value]
	if !ok {
		n = len(sh.m.nodes)
		sh.m.nodes[t.value] = n
	}
	sh.text = append(sh.text, '_')
	sh.nodes = append(sh.nodes, n)
}

// refine hashes each node's statements into its colour until the colours tell no
// more nodes apart.
func (m *matter) refine(colours []uint64) []uint64 {
	classes := countColours(colours)
	for {
		next := make([]uint64, len(colours))
		var seen []uint64
		for n := range next {
			seen = seen[:0]
			for _, at := range m.mentions[n] {
				st := m.statements[at.statement]
				h := fold(st.shape^hashA, uint64(at.place)+hashB)
				for _, other := range st.nodes {
					same := uint64(0)
					if other == n {
						same = hashC
					}
					h = fold(h^hashC, colours[other]+same+hashA)
				}
				seen = append(seen, h)
			}
			slices.Sort(seen) // a bag: the order of statements means nothing
			h := colours[n] ^ hashB
			for _, x := range seen {
				h = fold(h^hashA, x+hashC)
			}
			next[n] = h
		}
		now := countColours(next)
		if now == classes {
			return next
		}
		colours, classes = next, now
	}
}

func countColours(colours []uint64) int {
	return len(slices.Compact(slices.Sorted(slices.Values(colours))))
}

// byColour groups the nodes by colour.
func byColour(colours []uint64) map[uint64][]int {
	groups := map[uint64][]int{}
	for n, c := range colours {
		groups[c] = append(groups[c], n)
	}
	return groups
}

// sameMatter looks for a mapping between nodes of equal colours.
func sameMatter(a, b *matter, ca, cb []uint64) bool {
	ga, gb := byColour(ca), byColour(cb)
	if len(ga) != len(gb) {
		return false
	}
	var pick uint64
	best := 0
	for _, c := range slices.Sorted(maps.Keys(ga)) {
		if len(ga[c]) != len(gb[c]) {
			return false
		}
		if n := len(ga[c]); n > 1 && (best == 0 || n < best) {
			pick, best = c, n
		}
	}
	if best == 0 || a.independent(ga, ca) {
		return sameUnder(a, b, ga, gb)
	}
	// Give one node of the smallest class a colour of its own, and each of its
	// counterparts in turn the same.
	left := individual(ca, ga[pick][0])
	left = a.refine(left)
	for _, n := range gb[pick] {
		if sameMatter(a, b, left, b.refine(individual(cb, n))) {
			return true
		}
	}
	return false
}

func individual(colours []uint64, n int) []uint64 {
	out := slices.Clone(colours)
	out[n] = fold(out[n]^hashC, hashB)
	return out
}

// independent reports whether no statement has two different nodes that are not
// alone in their class. Then nodes of one class are interchangeable: what is said
// of each is the same, and says nothing of the others.
func (m *matter) independent(groups map[uint64][]int, colours []uint64) bool {
	for _, st := range m.statements {
		open := -1
		for _, n := range st.nodes {
			if len(groups[colours[n]]) == 1 || n == open {
				continue
			}
			if open >= 0 {
				return false
			}
			open = n
		}
	}
	return true
}

// sameUnder checks the mapping that pairs the nodes of each class in order.
func sameUnder(a, b *matter, ga, gb map[uint64][]int) bool {
	to := make([]uint64, len(a.nodes))
	for c, nodes := range ga {
		for i, n := range nodes {
			to[n] = uint64(gb[c][i])
		}
	}
	have := make(map[string]int, len(b.statements))
	for _, st := range b.statements {
		have[st.key(func(n int) uint64 { return uint64(n) })]++
	}
	for _, st := range a.statements {
		key := st.key(func(n int) uint64 { return to[n] })
		if have[key] == 0 {
			return false
		}
		have[key]--
	}
	return true
}

// key is a text that is the same for the same statement under a mapping.
func (st statement) key(of func(int) uint64) string {
	key := strconv.AppendUint(nil, st.shape, 36)
	for _, n := range st.nodes {
		key = strconv.AppendUint(append(key, ' '), of(n), 36)
	}
	return string(key)
}
