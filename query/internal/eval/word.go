package eval

import (
	"math"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// word is a search for a text as it is: a regular expression without operators but
// for anchors at its ends, CONTAINS, STRSTARTS or STRENDS.
type word struct {
	text       string // in small letters where fold
	begin, end bool   // only at the beginning, at the end
	fold       bool   // ASCII letters match in either case
}

// wordOf is what a regular expression, simplified, searches for where that is a word.
func wordOf(re *syntax.Regexp) (w word, ok bool) {
	parts := []*syntax.Regexp{re}
	if re.Op == syntax.OpConcat {
		parts = re.Sub
	}
	if len(parts) > 0 && parts[0].Op == syntax.OpBeginText {
		w.begin, parts = true, parts[1:]
	}
	if n := len(parts); n > 0 && parts[n-1].Op == syntax.OpEndText {
		w.end, parts = true, parts[:n-1]
	}
	switch {
	case len(parts) == 0 && (w.begin || w.end), len(parts) == 1 && parts[0].Op == syntax.OpEmptyMatch:
		return w, true
	case len(parts) != 1 || parts[0].Op != syntax.OpLiteral || slices.Contains(parts[0].Rune, utf8.RuneError):
		return w, false
	}
	w.text = string(parts[0].Rune)
	if parts[0].Flags&syntax.FoldCase != 0 {
		w.fold, w.text = true, strings.ToLower(w.text)
		return w, isASCII(w.text)
	}
	return w, true
}

// isASCII reports whether s has ASCII characters only.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// in reports whether the word is in s; known is false where s has characters that may
// fold to ASCII letters.
func (w *word) in(s string) (found, known bool) {
	switch {
	case w.fold && !isASCII(s):
		return false, false
	case w.fold:
		return w.folded(s), true
	case w.begin && w.end:
		return s == w.text, true
	case w.begin:
		return strings.HasPrefix(s, w.text), true
	case w.end:
		return strings.HasSuffix(s, w.text), true
	}
	return strings.Contains(s, w.text), true
}

// folded reports whether the word is in s, letters in either case.
func (w *word) folded(s string) bool {
	first, last := 0, len(s)-len(w.text)
	if w.begin {
		last = min(last, 0)
	}
	if w.end {
		first = max(first, len(s)-len(w.text))
	}
	for i := first; i <= last; i++ {
		if equalLower(s[i:i+len(w.text)], w.text) {
			return true
		}
	}
	return false
}

// equalLower reports whether s in small letters is t; both have one length.
func equalLower(s, t string) bool {
	for i := range len(s) {
		c := s[i]
		if c-'A' < 26 {
			c |= 0x20
		}
		if c != t[i] {
			return false
		}
	}
	return true
}

// words fills in faster code where a string built-in searches a column for a
// constant text.
func (c *compiler) words(n *code, name string, args []*code) {
	if len(args) < 2 || args[0].text == nil || args[1].konst == nil || args[1].konst.Kind() != value.String {
		return
	}
	w := word{text: args[1].konst.Lexical()}
	costs := func(string) error { return nil }
	switch name {
	case "CONTAINS":
	case "STRSTARTS":
		w.begin = true
	case "STRENDS":
		w.end = true
	case "REGEX":
		flags := ""
		if len(args) > 2 {
			if args[2].konst == nil || args[2].konst.Kind() != value.String {
				return
			}
			flags = args[2].konst.Lexical()
		}
		p, err := c.env.pattern(w.text, flags)
		if err != nil || p.word == nil {
			return
		}
		w = *p.word
		costs = func(s string) error { return c.env.affordable(p, s) }
	default:
		return
	}
	text, slow := args[0].text, n.tests()
	n.cost = cheap
	n.test = func(b *batch.Batch, row int) (bool, error) {
		if s, ok := text(b, row); ok {
			if err := costs(s); err != nil {
				return false, err
			}
			if found, known := w.in(s); known {
				return found, nil
			}
		}
		return slow(b, row)
	}
	n.value = nil
	if args[0].slot >= 0 {
		n.filter = c.dict.filterWord(args[0].slot, &w, costs, n.test)
	}
}

// filterWord keeps the rows of which a column's text has the word. The texts of all
// rows are found first, so that the reads of memory do not wait for each other.
func (d *Dict) filterWord(slot int, w *word, costs func(string) error, test testFunc) filterFunc {
	var ids []graph.ID
	var texts []string
	return func(b *batch.Batch, in, out []uint16) ([]uint16, error) {
		ids = ids[:0]
		for _, r := range in {
			ids = append(ids, b.Cols[slot][r])
		}
		texts = slices.Grow(texts[:0], len(ids))[:len(ids)]
		d.snap.StringTexts(ids, texts)
		for i, r := range in {
			found, known := false, false
			if texts[i] != "" {
				if err := costs(texts[i]); err != nil {
					return out, err
				}
				found, known = w.in(texts[i])
			}
			if !known {
				var err error
				if found, err = test(b, int(r)); fatal(err) != nil {
					return out, err
				}
				found = found && err == nil
			}
			if found {
				out = append(out, r)
			}
		}
		return out, nil
	}
}

// textFunc gives the text of an expression that is a string literal; false where the
// slow way must say.
type textFunc func(b *batch.Batch, row int) (string, bool)

// textColumn is the text of the string literals of a column.
func (d *Dict) textColumn(slot int) textFunc {
	return func(b *batch.Batch, row int) (string, bool) {
		kind, s, ok := d.text(b.Cols[slot][row])
		return s, ok && (kind == value.String || kind == value.LangString)
	}
}

// stringColumn is the text of the xsd:strings of a column that are in the data.
func (d *Dict) stringColumn(slot int) textFunc {
	return func(b *batch.Batch, row int) (string, bool) { return d.snap.StringText(b.Cols[slot][row]) }
}

// textStr is the text of STR of a column.
func (d *Dict) textStr(slot int) textFunc {
	return func(b *batch.Batch, row int) (string, bool) {
		id := b.Cols[slot][row]
		if id.IsInline() || id == graph.None {
			return "", false
		}
		t := d.Term(id)
		return t.Value(), t.IsIRI() || t.IsLiteral()
	}
}

// maxInterned is how many texts a function remembers the IDs of.
const maxInterned = 1 << 10

// interner remembers the IDs of strings that come again and again.
type interner struct {
	dict *Dict
	ids  map[string]graph.ID
}

// id is the ID of a string.
func (x *interner) id(s string) graph.ID {
	if id, ok := x.ids[s]; ok {
		return id
	}
	id := x.dict.Intern(value.NewString(s))
	if len(x.ids) < maxInterned {
		if x.ids == nil {
			x.ids = map[string]graph.ID{}
		}
		x.ids[strings.Clone(s)] = id
	}
	return id
}

// substrings fills in faster code for SUBSTR of a string with constant places.
func (c *compiler) substrings(n *code, args []*code) {
	text := args[0].text
	if text == nil || args[0].slot < 0 || slices.ContainsFunc(args[1:], func(a *code) bool { return a.konst == nil }) {
		return
	}
	place := make([]float64, len(args)-1)
	for i, a := range args[1:] {
		f, err := position(*a.konst)
		if err != nil {
			return // the slow way says so
		}
		place[i] = f
	}
	end := math.Inf(1)
	if len(place) == 2 {
		end = place[0] + place[1]
	}
	slow, slot, d := n.ids(), args[0].slot, c.dict
	known := &interner{dict: d}
	n.cost = cheap
	n.id = func(b *batch.Batch, row int) (graph.ID, error) {
		s, ok := d.snap.StringText(b.Cols[slot][row])
		if !ok {
			return slow(b, row)
		}
		return known.id(characters(s, place[0], end)), nil
	}
}
