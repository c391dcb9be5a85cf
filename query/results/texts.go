package results

import (
	"sync"

	"github.com/trivet-rdf/trivet/graph"
)

// Terms that are stored are written from their texts: making a term of one takes
// longer than writing it.

// textual is a chunk of which texts can be taken without making terms.
type textual interface {
	chunk
	// Term is a column of the i-th row.
	Term(i, col int) graph.Term
	// Texts gives the texts of a column from the i-th row on (see graph.Snapshot.Texts).
	Texts(i, col int, texts []string, kinds []graph.TextKind)
}

// textEncoder is an encoder that can do without terms.
type textEncoder interface {
	encoder
	// texts is row for the i-th of the texts in cols.
	texts(b []byte, n int, cols []textColumn, i int) []byte
}

// textRows is of how many rows the texts are looked up together.
const textRows = 256

// textColumn is the texts of some rows of a column.
type textColumn struct {
	texts []string
	kinds []graph.TextKind
	last  plainText // the IRI above

	from    textual
	at, col int // the first of the rows, and the column

	start, end int            // where the text before was written
	kind       graph.TextKind // and of what kind it is
}

// term is the i-th term of the column, the zero Term where it is unbound: for
// graph.NoText.
func (x *textColumn) term(i int) graph.Term { return x.from.Term(x.at+i, x.col) }

// again appends to b what was written for the text before.
func (x *textColumn) again(b []byte) []byte { return append(b, b[x.start:x.end]...) }

// wrote notes that b has a text of some kind from start on.
func (x *textColumn) wrote(b []byte, start int, kind graph.TextKind) []byte {
	x.start, x.end, x.kind = start, len(b), kind
	return b
}

var textColumns = sync.Pool{New: func() any { return new([]textColumn) }}

// takeColumns gives columns with room for the texts of so many rows of c.
func takeColumns(c textual, width, room int) *[]textColumn {
	columns := textColumns.Get().(*[]textColumn)
	if cap(*columns) < width {
		*columns = make([]textColumn, width)
	}
	*columns = (*columns)[:width]
	for k := range *columns {
		x := &(*columns)[k]
		if len(x.texts) < room {
			x.texts, x.kinds = make([]string, room), make([]graph.TextKind, room)
		}
		x.from, x.col = c, k
	}
	return columns
}

// giveColumns gives back what takeColumns gave. The texts are not kept alive.
func giveColumns(columns *[]textColumn, room int) {
	for k := range *columns {
		x := &(*columns)[k]
		clear(x.texts[:room])
		x.last, x.from = plainText{}, nil
	}
	textColumns.Put(columns)
}

// encodeTexts appends all rows of c, which has so many columns; the first has number
// first.
func encodeTexts(e textEncoder, b []byte, c textual, first, width int) []byte {
	room := min(textRows, c.Len())
	columns := takeColumns(c, width, room)
	defer giveColumns(columns, room)
	cols := *columns
	for at := 0; at < c.Len(); at += textRows {
		n := min(textRows, c.Len()-at)
		for k := range cols {
			cols[k].at = at
			c.Texts(at, k, cols[k].texts[:n], cols[k].kinds[:n])
		}
		for i := range n {
			b = e.texts(b, first+at+i, cols, i)
		}
	}
	return b
}

// openings are what a format writes before or after a text, by its kind.
type openings [graph.StringText + 1]string

// opened is openings with what is written for the column before.
type opened [graph.StringText + 1][]byte

// opening puts two texts before all that is in o.
func opening(first string, second []byte, o *openings) (t opened) {
	for kind, text := range o {
		t[kind] = append(append(append(t[kind], first...), second...), text...)
	}
	return t
}

// byteSet has bytes that a format does not write as they are.
type byteSet [256]bool

// below gives the set of the bytes less than first, and of those in more.
func below(first int, more string) (t byteSet) {
	for c := range first {
		t[c] = true
	}
	for i := range len(more) {
		t[more[i]] = true
	}
	return t
}

// beyondASCII is t with all bytes that are not ASCII.
func (t byteSet) beyondASCII() byteSet {
	for c := 128; c < 256; c++ {
		t[c] = true
	}
	return t
}

// in reports whether a byte of s is in t.
func (t *byteSet) in(s string) bool {
	for i := range len(s) {
		if t[s[i]] {
			return true
		}
	}
	return false
}

// plainText is a text without bytes of a set. Most IRIs of a column begin as the one
// before, so that only what follows must be looked at.
type plainText struct {
	text string
	same int // of it, what it had in common with the one before, in whole words
}

// plain reports whether s has no byte of the set, which is the same for all texts.
func (p *plainText) plain(s string, set *byteSet) bool {
	n, most := 0, min(len(s), len(p.text))
	if p.same <= most && s[:p.same] == p.text[:p.same] {
		n = p.same // as mostly, and compared at once
	}
	for n+8 <= most && wordAt(s, n) == wordAt(p.text, n) {
		n += 8
	}
	if set.in(s[n:]) {
		return false
	}
	p.text, p.same = s, n
	return true
}

// plainStart is the length of the start of s, in steps of eight bytes, that has
// neither control characters nor bytes beyond ASCII nor one of the four characters.
func plainStart(s string, c1, c2, c3, c4 uint64) int {
	const low, high = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(s); i += 8 {
		x := wordAt(s, i)
		y1, y2, y3, y4 := x^c1*low, x^c2*low, x^c3*low, x^c4*low
		// A byte that is zero, or less than a space, borrows from its highest bit.
		found := x | (x-' '*low)&^x | (y1-low)&^y1 | (y2-low)&^y2 | (y3-low)&^y3 | (y4-low)&^y4
		if found&high != 0 {
			break
		}
	}
	return i
}

// wordAt is the eight bytes of s from i on, the first one lowest.
func wordAt(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
