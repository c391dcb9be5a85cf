package graph

// Stats says what a snapshot holds and what it takes.
type Stats struct {
	Triples     int // in all graphs
	Graphs      int // named graphs
	IRIs        int // distinct terms of the dictionary, inline ones not counted
	Blanks      int
	TripleTerms int
	Literals    int
	Bytes       SizeStats
}

// SizeStats is the memory of a snapshot in bytes, by part.
type SizeStats struct {
	Text      int // terms' text
	Positions int // where each text is
	Tables    int // hash tables from text to ID
	Types     int // literals' types and numbers
	Pairs     int // PSO and POS
	Rows      int // SPO and OPS
	Changes   int // layers of updates, and small graphs
}

// Total is all parts together.
func (b SizeStats) Total() int {
	return b.Text + b.Positions + b.Tables + b.Types + b.Pairs + b.Rows + b.Changes
}

// Stats counts the snapshot's terms and bytes. The dictionary also counts terms
// that no triple has any more.
func (s *Snapshot) Stats() Stats {
	st := Stats{Triples: s.n, Graphs: s.named.n, Literals: s.dict.literals.n}
	for n := 1; n < s.dict.resources.n; n++ {
		switch s.dict.term(ID(n)).kind {
		case IRI:
			st.IRIs++
		case Blank:
			st.Blanks++
		default:
			st.TripleTerms++
		}
	}
	s.dict.addSizes(&st.Bytes)
	addSizes(&st.Bytes, s.def.run)
	s.named.each(func(_ ID, v *View) bool { addSizes(&st.Bytes, v.run); return true })
	return st
}

func (d *dict) addSizes(b *SizeStats) {
	for _, sp := range []*space{&d.resources, &d.literals, &d.quals} {
		for _, block := range sp.arena.blocks {
			b.Text += len(block)
		}
		for _, page := range sp.ends {
			b.Positions += 4 * len(page)
		}
		b.Positions += 8 * cap(sp.bases)
		b.Tables += 8 * len(sp.table.words)
	}
	for _, page := range d.kinds {
		b.Types += 4 * len(page)
	}
	for _, page := range d.numbers.pages {
		b.Types += 8 * len(page)
	}
}

func addSizes(b *SizeStats, r run) {
	switch r := r.(type) {
	case flat:
		b.Changes += 12 * cap(r)
	case *columns:
		b.Pairs += 4 * (cap(r.psoS) + cap(r.psoO) + cap(r.posO) + cap(r.posS))
		b.Rows += 4*cap(r.spoO) + r.spoP.bytes() + r.opsP.bytes() + 4*cap(r.opsAt) + r.subj.bytes() + r.obj.bytes()
	case *layered:
		addSizes(b, r.base)
		for _, x := range r.layers {
			var part SizeStats
			addSizes(&part, x.add)
			addSizes(&part, x.del)
			b.Changes += part.Total()
		}
	}
}

func (c ordinals) bytes() int { return 2*cap(c.narrow) + 4*cap(c.wide) }

func (x *rowIndex) bytes() (n int) {
	for i := range x.sections {
		n += 4 * (cap(x.sections[i].keys) + cap(x.sections[i].off) + cap(x.sections[i].dir))
	}
	return n
}

// ClassCount is a class and how many instances it has.
type ClassCount struct {
	Class     ID
	Instances int
}
