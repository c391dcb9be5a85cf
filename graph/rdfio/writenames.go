package rdfio

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// shortener writes IRIs as prefixed names or relative to a base.
type shortener struct {
	prefixes []Prefix
	used     []bool // per prefix; what a document that is written at once declares
	byEnd    map[string]int
	odd      []int // prefixes whose IRI does not end in '#', '/' or ':', longest first
	base     baseIRI
	baseRaw  string
	dir      string // base up to its last slash
	arena    arena
}

// newShortener checks the prefixes: labels must be labels, IRIs absolute, and
// no label may come twice.
func newShortener(o *WriterOptions) (*shortener, error) {
	s := &shortener{byEnd: make(map[string]int), used: make([]bool, len(o.Prefixes)), prefixes: o.Prefixes}
	labels := make(map[string]bool)
	for i, p := range o.Prefixes {
		switch {
		case !validPrefixLabel(p.Label):
			return nil, fmt.Errorf("rdfio: %q is not a prefix label", p.Label)
		case labels[p.Label]:
			return nil, fmt.Errorf("rdfio: the prefix %q is there twice", p.Label)
		case !hasScheme(p.IRI) || checkIRI(p.IRI) != nil:
			return nil, fmt.Errorf("rdfio: the IRI <%s> of the prefix %q is not an absolute IRI", clip(p.IRI), p.Label)
		}
		labels[p.Label] = true
		if last := p.IRI[len(p.IRI)-1]; last != '#' && last != '/' && last != ':' {
			s.odd = append(s.odd, i)
		} else if _, ok := s.byEnd[p.IRI]; !ok {
			s.byEnd[p.IRI] = i
		}
	}
	slices.SortStableFunc(s.odd, func(a, b int) int {
		return cmp.Compare(len(s.prefixes[b].IRI), len(s.prefixes[a].IRI))
	})
	if o.Base == "" {
		return s, nil
	}
	if err := s.base.set(o.Base); err != nil || checkIRI(o.Base) != nil {
		return nil, fmt.Errorf("rdfio: the base IRI <%s> is not an absolute IRI", clip(o.Base))
	}
	s.baseRaw = o.Base
	s.dir = s.base.scheme + s.base.authority + s.base.path[:strings.LastIndexByte(s.base.path, '/')+1]
	return s, nil
}

// validPrefixLabel reports whether label is PN_PREFIX or empty.
func validPrefixLabel(label string) bool {
	if label == "" {
		return true
	}
	for i, r := range label {
		switch {
		case r == utf8.RuneError:
			return false
		case r >= utf8.RuneSelf:
			if !isPN(r) || i == 0 && !isBase(r) {
				return false
			}
		case i == 0 && !isAlpha(byte(r)), class[byte(r)]&cPN == 0 && r != '.':
			return false
		}
	}
	return label[len(label)-1] != '.'
}

// split finds the prefix for iri: its index and the local name.
func (s *shortener) split(iri string) (int, string, bool) {
	i := len(iri) - 1
	for i >= 0 && iri[i] != '#' && iri[i] != '/' && iri[i] != ':' {
		i--
	}
	if i >= 0 {
		if k, ok := s.byEnd[iri[:i+1]]; ok && validLocal(iri[i+1:]) {
			return k, iri[i+1:], true
		}
	}
	for _, k := range s.odd {
		if local, ok := strings.CutPrefix(iri, s.prefixes[k].IRI); ok && validLocal(local) {
			return k, local, true
		}
	}
	return 0, "", false
}

// appendName appends iri in its shortest safe form.
func (s *shortener) appendName(b []byte, iri string) ([]byte, error) {
	if k, local, ok := s.split(iri); ok {
		s.used[k] = true
		return append(append(append(b, s.prefixes[k].Label...), ':'), local...), nil
	}
	if s.base.known {
		if rel, ok := s.relative(iri); ok {
			return append(append(append(b, '<'), rel...), '>'), checkIRI(iri)
		}
	}
	return appendIRI(b, iri)
}

// relative gives the reference for an IRI at or below the base, if resolving it
// gives the IRI back.
func (s *shortener) relative(iri string) (string, bool) {
	rel, ok := "", false
	doc, _, _ := strings.Cut(s.baseRaw, "#")
	if rel, ok = strings.CutPrefix(iri, doc); !ok || rel != "" && rel[0] != '#' {
		if rel, ok = strings.CutPrefix(iri, s.dir); !ok || rel == "" {
			return "", false
		}
	}
	if hasScheme(rel) {
		return "", false
	}
	return rel, s.base.resolve(rel, &s.arena) == iri
}

// validLocal reports whether local can be written behind a prefix as it is.
func validLocal(local string) bool {
	for i := 0; i < len(local); i++ {
		c := local[i]
		switch {
		case class[c]&cLocal != 0:
			if c == '-' && i == 0 || c == '.' && (i == 0 || i == len(local)-1) {
				return false
			}
		case c == '%':
			if i+2 >= len(local) || hexValue(local[i+1]) < 0 || hexValue(local[i+2]) < 0 {
				return false
			}
			i += 2
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(local[i:])
			if r == utf8.RuneError || !isPN(r) || i == 0 && !isBase(r) {
				return false
			}
			i += n - 1
		default:
			return false
		}
	}
	return true
}
