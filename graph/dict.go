package graph

import (
	"errors"

	"strings"
)

// ErrFull reports that a dictionary cannot number another term: 2^30 resources
// and 2^30 literals fit.
var ErrFull = errors.New("graph: too many distinct terms, at most 1073741824 resources and as many literals fit")

// dict is the dictionary: terms to ordinals and back. The Graph's writer owns
// one and appends to it; each Snapshot holds a copy of the struct, taken when
// the snapshot was made, which sees the terms there were then. What both share
// is only ever written beyond what the copy can see.
type dict struct {
	seed      uint64        // of all hashes
	resources space         // IRIs, blank nodes, triple terms; ordinal 0 is not used, it would be None
	literals  space         // lexical forms
	quals     space         // literal types by their text; see qualText
	types     []literalType // the same, decoded
	kinds     [][]uint32    // type number of each literal, in pages
	numbers   numbers       // of literals that have one, and instants
	docs      int           // largest n of a blank node label "dn." so far; see documentPrefix
}

// literalType is what a literal is beside its lexical form.
type literalType struct {
	qual    string // as in Term
	lang    bool
	dir     Direction
	hash    uint64 // mixed into the hash of the lexical form
	numeric numericType
	time    TimeType
}

// typeOf is the type of literal n.
func (d *dict) typeOf(n int) *literalType { return &d.types[d.kinds[n>>pageShift][n&pageMask]] }

func newDict(seed uint64) *dict {
	d := &dict{seed: seed}
	d.resources.table, d.literals.table, d.quals.table = newTable(0), newTable(0), newTable(0)
	d.resources.push(d.resources.arena.add(iriMark, "")) // ordinal 0, a text that no term is stored as
	d.addType("^", "")                                   // type 0: simple literals
	return d
}

// Kinds of resource are told apart by the start of their stored text.
const (
	blankMark  = "_:"
	tripleMark = "<<("
	iriMark    = "\x00" // before an IRI whose text starts like one of the marks
)

// resourceText is the stored form of a resource, in two parts to concatenate.
func resourceText(t Term) (prefix, text string) {
	switch {
	case t.kind == Blank:
		return blankMark, t.value
	case t.kind == IRI && needsMark(t.value):
		return iriMark, t.value
	}
	return "", t.value
}

// needsMark reports whether an IRI's text could be mistaken. No absolute IRI
// starts so, but the text of a Term is not checked.
func needsMark(iri string) bool {
	return iri != "" && iri[0] <= '_' && (iri[0] == 0 || strings.HasPrefix(iri, blankMark) || strings.HasPrefix(iri, tripleMark))
}

// resourceTerm undoes resourceText.
func resourceTerm(text string) Term {
	if text != "" && text[0] <= '_' {
		switch {
		case strings.HasPrefix(text, blankMark):
			return Term{kind: Blank, value: text[len(blankMark):]}
		case strings.HasPrefix(text, tripleMark):
			return Term{kind: TripleTerm, value: text}
		case text[0] == 0:
			return Term{kind: IRI, value: text[1:]}
		}
	}
	return Term{kind: IRI, value: text}
}

// hashOf is the hash of a stored text given in two parts. The seed differs with
// the prefix, so the parts need not be joined.
func (d *dict) hashOf(prefix, text string) uint64 { return hashParts(d.seed, prefix, text) }

func hashParts(seed uint64, prefix, text string) uint64 {
	return hashText(seed+uint64(len(prefix))*hashB, text)
}

// lookup finds the ID of a term; inline terms have one in any dictionary.
func (d *dict) lookup(t Term) (ID, bool) {
	if t.kind == Literal {
		if id, ok := inlineLiteral(t); ok {
			return id, true
		}
		number := d.findType(t.qual, t.lang, t.dir)
		if number < 0 {
			return None, false
		}
		n := d.findLiteral(d.literalHash(t.value, uint32(number)), t.value, uint32(number))
		if n < 0 {
			return None, false
		}
		return idLiteral | ID(n), true
	}
	if t.kind == 0 {
		return None, false
	}
	prefix, text := resourceText(t)
	n := d.findResource(d.hashOf(prefix, text), prefix, text)
	return ID(max(n, 0)), n > 0
}

func inlineLiteral(t Term) (ID, bool) {
	if t.lang || t.qual == "" {
		return None, false
	}
	return inlineID(t.value, t.qual)
}

func (d *dict) literalHash(lexical string, number uint32) uint64 {
	return hashText(d.seed, lexical) ^ d.types[number].hash
}

func (d *dict) findResource(hash uint64, prefix, text string) int {
	return d.resources.find(hash, prefix, text)
}

func (d *dict) findLiteral(hash uint64, lexical string, number uint32) int {
	sp := &d.literals
	return sp.table.find(hash, sp.n, func(n int) bool {
		return d.kinds[n>>pageShift][n&pageMask] == number && sp.text(n) == lexical
	})
}

// intern returns the ID of a term, adding it when it is new. The term must not
// be Any. ErrFull is the only error.
func (d *dict) intern(t Term) (ID, error) {
	if t.kind == Literal {
		if id, ok := inlineLiteral(t); ok {
			return id, nil
		}
		number, err := d.typeNumber(t.qual, t.lang, t.dir)
		if err != nil {
			return None, err
		}
		return d.internLiteral(d.literalHash(t.value, number), t.value, number)
	}
	prefix, text := resourceText(t)
	return d.internResource(d.hashOf(prefix, text), prefix, text)
}

func (d *dict) internResource(hash uint64, prefix, text string) (ID, error) {
	if n := d.findResource(hash, prefix, text); n >= 0 {
		return ID(n), nil
	}
	n, err := d.resources.add(hash, prefix, text, d.resourceHash)
	if prefix == blankMark && err == nil {
		d.docs = max(d.docs, documentOf(text))
	}
	return ID(n), err
}

func (d *dict) internLiteral(hash uint64, lexical string, number uint32) (ID, error) {
	if n := d.findLiteral(hash, lexical, number); n >= 0 {
		return idLiteral | ID(n), nil
	}
	n, err := d.literals.add(hash, "", lexical, d.storedLiteralHash)
	if err != nil {
		return None, err
	}
	d.kinds = setPaged(d.kinds, n, number)
	if f, ok := d.types[number].sideValue(lexical); ok {
		d.numbers.set(n, f)
	}
	return idLiteral | ID(n), nil
}

// qualText is the stored form of a literal type, in two parts.
func qualText(qual string, lang bool, dir Direction) (prefix, text string) {
	switch {
	case !lang:
		return "^", qual
	case dir == LTR:
		return "<", qual
	case dir == RTL:
		return ">", qual
	}
	return "@", qual
}

// findType returns the number of a literal type, or -1.
func (d *dict) findType(qual string, lang bool, dir Direction) int {
	if qual == "" && !lang {
		return 0
	}
	prefix, text := qualText(qual, lang, dir)
	return d.quals.find(d.hashOf(prefix, text), prefix, text)
}

// typeByText is typeNumber for the two parts of qualText.
func (d *dict) typeByText(prefix, text string) (uint32, error) {
	hash := d.hashOf(prefix, text)
	if n := d.quals.find(hash, prefix, text); n >= 0 {
		return uint32(n), nil
	}
	return d.addType(prefix, text)
}

// typeNumber returns the number of a literal type, adding it when it is new.
func (d *dict) typeNumber(qual string, lang bool, dir Direction) (uint32, error) {
	if qual == "" && !lang {
		return 0, nil
	}
	return d.typeByText(qualText(qual, lang, dir))
}

func (d *dict) addType(prefix, text string) (uint32, error) {
	n, err := d.quals.add(d.hashOf(prefix, text), prefix, text, d.qualHash)
	if err != nil {
		return 0, err
	}
	d.types = append(d.types, d.decodeType(n))
	return uint32(n), nil
}

// decodeType makes the literalType of a stored literal type.
func (d *dict) decodeType(n int) literalType {
	text := d.quals.text(n)
	lt := literalType{qual: text[1:], lang: text[0] != '^'}
	switch text[0] {
	case '<':
		lt.dir = LTR
	case '>':
		lt.dir = RTL
	case '^':
		lt.numeric, lt.time = numericOf(lt.qual), timeTypeOf(lt.qual)
	}
	lt.hash = typeHash(d.seed, text[:1], text[1:])
	return lt
}

// typeHash is what a literal type, given in the two parts of qualText, mixes into
// the hash of a lexical form: nothing for simple literals.
func typeHash(seed uint64, prefix, text string) uint64 {
	if text == "" && prefix == "^" {
		return 0
	}
	return hashText(seed^hashC^uint64(prefix[0])*hashB, text)
}

func (d *dict) qualHash(n int) uint64 {
	text := d.quals.text(n)
	return d.hashOf(text[:1], text[1:])
}

// resourceHash recomputes the hash of a stored resource.
func (d *dict) resourceHash(n int) uint64 {
	text := d.resources.text(n)
	t := resourceTerm(text)
	prefix, text := resourceText(t)
	return d.hashOf(prefix, text)
}

// storedLiteralHash recomputes the hash of a stored literal.
func (d *dict) storedLiteralHash(n int) uint64 {
	return d.literalHash(d.literals.text(n), d.kinds[n>>pageShift][n&pageMask])
}

// term returns the term of an ID; the zero Term for IDs not of this dictionary.
func (d *dict) term(id ID) Term {
	n := id.Ordinal()
	switch id & idKindMask {
	case idResource:
		if id != None && n < d.resources.n {
			return resourceTerm(d.resources.text(n))
		}
	case idLiteral:
		if n < d.literals.n {
			lt := &d.types[d.kinds[n>>pageShift][n&pageMask]]
			return Term{kind: Literal, value: d.literals.text(n), qual: lt.qual, lang: lt.lang, dir: lt.dir}
		}
	case idInline:
		if t, ok := inlineTerm(id); ok {
			return t
		}
	}
	return Term{}
}

// mark is a point that a dictionary can be rolled back to.
type mark struct {
	resources, literals point
}

func (d *dict) mark() mark { return mark{d.resources.point(), d.literals.point()} }

// rollback forgets the terms added since m, so that a failed load leaves no
// garbage behind. No snapshot may have been made since. Literal types stay.
func (d *dict) rollback(m mark) {
	d.resources.truncate(m.resources, d.resourceHash)
	d.literals.truncate(m.literals, d.storedLiteralHash)
	d.numbers.truncate(m.literals.n)
}

// expect tells the dictionary how many terms a load will have in the end, if it
// goes on as in the part of it that is done.
func (d *dict) expect(since mark, done float64) {
	d.resources.hint = since.resources.n + int(float64(d.resources.n-since.resources.n)/done)
	d.literals.hint = since.literals.n + int(float64(d.literals.n-since.literals.n)/done)
}

// settle ends a load.
func (d *dict) settle() {
	d.resources.settle(d.resourceHash)
	d.literals.settle(d.storedLiteralHash)
}

// documentOf reads n from a blank node label that starts "dn.", else 0.
func documentOf(label string) int {
	if label == "" || label[0] != 'd' {
		return 0
	}
	dot := strings.IndexByte(label, '.')
	if dot < 2 || dot > 9 {
		return 0
	}
	if n, ok := digitsOf(label[1:dot]); ok {
		return n
	}
	return 0
}
