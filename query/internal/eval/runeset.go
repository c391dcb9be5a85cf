package eval

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// runeRange is the characters from lo to hi.
type runeRange struct{ lo, hi rune }

// runeSet is a set of characters as ranges; sorted and disjoint after normal.
type runeSet []runeRange

// normal sorts the ranges and joins those that touch.
func (s runeSet) normal() runeSet {
	s = slices.Clone(s)
	slices.SortFunc(s, func(a, b runeRange) int { return int(a.lo - b.lo) })
	var out runeSet
	for _, r := range s {
		if n := len(out); n > 0 && r.lo <= out[n-1].hi+1 {
			out[n-1].hi = max(out[n-1].hi, r.hi)
			continue
		}
		out = append(out, r)
	}
	return out
}

// complement is every other character.
func (s runeSet) complement() runeSet {
	var out runeSet
	next := rune(0)
	for _, r := range s.normal() {
		if r.lo > next {
			out = append(out, runeRange{next, r.lo - 1})
		}
		next = r.hi + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, runeRange{next, unicode.MaxRune})
	}
	return out
}

// minus is the characters of s that are not in t.
func (s runeSet) minus(t runeSet) runeSet {
	return append(s.complement(), t...).complement()
}

// finish is the set that a class stands for. With fold, letters are added in
// their other cases before the complement is taken.
func (s runeSet) finish(negated, fold bool) runeSet {
	if fold {
		s = s.folded()
	}
	if negated {
		return s.complement()
	}
	return s.normal()
}

// foldLimit is the greatest range to which letters of the other case are added
// one by one; larger ones have both cases but for rare letters.
const foldLimit = 4096

// folded adds the other cases of letters.
func (s runeSet) folded() runeSet {
	out := slices.Clone(s)
	for _, r := range s {
		if r.hi-r.lo > foldLimit {
			continue
		}
		for c := r.lo; c <= r.hi; c++ {
			for f := unicode.SimpleFold(c); f != c; f = unicode.SimpleFold(f) {
				out = append(out, runeRange{f, f})
			}
		}
	}
	return out
}

// String is the set as a class in Go's syntax.
func (s runeSet) String() string {
	if len(s) == 0 {
		return `[^\x{0}-\x{10FFFF}]`
	}
	if len(s) == 1 && s[0].lo == s[0].hi {
		return fmt.Sprintf(`\x{%X}`, s[0].lo)
	}
	var b strings.Builder
	b.WriteByte('[')
	for _, r := range s {
		fmt.Fprintf(&b, `\x{%X}`, r.lo)
		if r.hi > r.lo {
			fmt.Fprintf(&b, `-\x{%X}`, r.hi)
		}
	}
	b.WriteByte(']')
	return b.String()
}

// tableSet is the characters of Unicode tables.
func tableSet(tables ...*unicode.RangeTable) runeSet {
	var s runeSet
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			s = append(s, runeRange{lo, hi})
			return
		}
		for r := lo; r <= hi; r += stride {
			s = append(s, runeRange{r, r})
		}
	}
	for _, t := range tables {
		for _, r := range t.R16 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return s.normal()
}

// multiEscape is the set of a multi-character escape (XML Schema part 2 section
// G.4.2.5), or nil for an unknown one.
func multiEscape(c rune) runeSet {
	switch c {
	case 's':
		return runeSet{{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}}
	case 'd':
		return tableSet(unicode.Nd)
	case 'w':
		return tableSet(unicode.L, unicode.M, unicode.N, unicode.S) // all but P, Z and C
	case 'i':
		return nameStart()
	case 'c':
		return append(nameStart(), runeSet{{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}...).normal()
	case 'S', 'D', 'W', 'I', 'C':
		return multiEscape(c | 0x20).complement()
	}
	return nil
}

// nameStart is the first characters of XML names.
func nameStart() runeSet {
	return runeSet{
		{':', ':'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2FF},
		{0x370, 0x37D}, {0x37F, 0x1FFF}, {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
		{0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
	}
}

// propertySet is the set of a category (L, Lu, ...) or block (IsGreek), or nil.
// As an extension names of scripts are known too.
func propertySet(name string) runeSet {
	if block, ok := strings.CutPrefix(name, "Is"); ok {
		return blockSet(block)
	}
	if t, ok := unicode.Categories[name]; ok && len(name) <= 2 {
		return tableSet(t)
	}
	if name == "Cn" {
		return tableSet(unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.C).complement()
	}
	if t, ok := unicode.Scripts[name]; ok {
		return tableSet(t)
	}
	return nil
}
