package results

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/trivet-rdf/trivet/graph"
)

// cell is a term as people read it: text, and a note that is less important
// (the language tag or datatype). Both are free of control characters.
type cell struct {
	text  string
	note  string
	link  string     // the address a terminal opens, or ""
	kind  graph.Kind // 0 is unbound
	right bool       // a number: aligned to the right
}

// unbound is how the human formats show that a variable has no value.
const unbound = "·"

// shower turns terms into cells.
type shower struct {
	links    bool     // IRIs get addresses to open
	prefixes []prefix // longest namespace first
}

type prefix struct{ label, space string }

func newShower(o Options) *shower {
	s := &shower{links: o.Links}
	for label, space := range o.Prefixes {
		if space != "" {
			s.prefixes = append(s.prefixes, prefix{label, space})
		}
	}
	sort.Slice(s.prefixes, func(i, k int) bool {
		a, b := s.prefixes[i], s.prefixes[k]
		if len(a.space) != len(b.space) {
			return len(a.space) > len(b.space)
		}
		return a.label < b.label
	})
	return s
}

// cell shows t, its control characters made visible.
func (s *shower) cell(t graph.Term) cell {
	c := s.raw(t)
	c.text, c.note = visible(c.text), visible(c.note)
	return c
}

// raw shows t without making control characters visible.
func (s *shower) raw(t graph.Term) cell {
	c := cell{kind: t.Kind()}
	switch c.kind {
	case 0:
		c.text = unbound
	case graph.IRI:
		c.text = s.iri(t.Value())
		if s.links {
			c.link = terminalLink(t.Value())
		}
	case graph.Blank:
		c.text = "_:" + t.Value()
	case graph.TripleTerm:
		c.text = s.triple(t)
	default:
		c.text = t.Value()
		c.right = isNumber(t)
		switch dt := t.Datatype(); {
		case t.Lang() != "":
			c.note = "@" + t.Lang()
			if t.Dir() != graph.NoDirection {
				c.note += "--" + t.Dir().String()
			}
		case !c.right && !plain(t, dt):
			c.note = "^^" + s.iri(dt)
		}
	}
	return c
}

// plain reports whether a literal's text already says its datatype: strings,
// booleans, dates and times.
func plain(t graph.Term, dt string) bool {
	name, ok := strings.CutPrefix(dt, graph.XSD)
	if !ok {
		return false
	}
	v := t.Value()
	switch name {
	case "string":
		return true
	case "boolean":
		return v == "true" || v == "false"
	case "date", "dateTime", "time", "gYear", "gYearMonth", "dateTimeStamp":
		return len(v) >= 4 && (v[0] >= '0' && v[0] <= '9' || v[0] == '-')
	}
	return false
}

func (s *shower) triple(t graph.Term) string {
	tr, _ := t.Triple()
	var b strings.Builder
	b.WriteString("<<( ")
	for _, part := range [3]graph.Term{tr.S, tr.P, tr.O} {
		c := s.raw(part)
		if part.IsLiteral() && !c.right {
			c.text = `"` + c.text + `"`
		}
		b.WriteString(c.text + c.note + " ")
	}
	b.WriteString(")>>")
	return b.String()
}

// iri shrinks an IRI with the longest namespace that fits, else gives <iri>.
func (s *shower) iri(iri string) string {
	for _, p := range s.prefixes {
		if local, ok := strings.CutPrefix(iri, p.space); ok && localName(local) {
			return p.label + ":" + local
		}
	}
	return "<" + iri + ">"
}

// localName reports whether s needs no escape as the local part of a prefixed
// name. It is stricter than PN_LOCAL: what looks odd is better shown whole.
func localName(s string) bool {
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9', r|0x20 >= 'a' && r|0x20 <= 'z', r == '_':
		case r == '-' || r == '.' || r == ':':
			if r != ':' && i == 0 || r == '.' && i == len(s)-1 {
				return false
			}
		case r >= 0xC0 && !strange(r) && r != utf8.RuneError:
		default:
			return false
		}
	}
	return true
}

// strange reports whether a rune acts on the text around it instead of being
// seen: controls, bidirectional controls, line separators, fillers. Joiners
// are not among them, because emoji and many scripts need them.
func strange(r rune) bool {
	switch {
	case r < ' ', r >= 0x7F && r <= 0x9F: // C0, DEL, C1
	case r == 0x061C, r == 0x200E, r == 0x200F: // marks
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069: // embeddings, isolates
	case r == 0x2028, r == 0x2029: // separators
	case r == 0xFEFF, r >= 0xFFF9 && r <= 0xFFFB: // byte order mark, annotations
	case r >= 0xE0000 && r <= 0xE001F: // language tag controls
	default:
		return false
	}
	return true
}

// visible replaces what would act on a terminal or on the text around by
// something to see: C0 controls by their pictures (U+2400 on), the other
// strange ones by \u escapes, broken UTF-8 by U+FFFD.
func visible(s string) string {
	i := 0
	for i < len(s) && s[i] >= ' ' && s[i] < 0x7F {
		i++
	}
	if i == len(s) {
		return s
	}
	b := append(make([]byte, 0, len(s)+16), s[:i]...)
	for _, r := range s[i:] {
		switch {
		case r < ' ':
			b = utf8.AppendRune(b, 0x2400+r)
		case r == 0x7F:
			b = utf8.AppendRune(b, 0x2421)
		case strange(r):
			b = appendUnicode(b, r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return string(b)
}

// appendUnicode appends \uXXXX, or \UXXXXXXXX for runes beyond it.
func appendUnicode(b []byte, r rune) []byte {
	const hex = "0123456789abcdef"
	letter, shift := byte('u'), 12
	if r > 0xFFFF {
		letter, shift = 'U', 28
	}
	b = append(b, '\\', letter)
	for ; shift >= 0; shift -= 4 {
		b = append(b, hex[r>>shift&15])
	}
	return b
}
