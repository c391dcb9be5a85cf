package rdfio

import (
	"bytes"
	"unicode/utf8"
)

// peek steps over white space and comments to the next token, and gives its
// first byte. It gives 0 and false at the end of the document and on a failure,
// which is in err then. White space may be arbitrarily long: nothing is kept.
func (p *turtle) peek() (byte, bool) {
	for {
		b, i := p.buf, p.pos
		for i < len(b) {
			c := b[i]
			if class[c]&cSpace == 0 {
				p.pos, p.tok = i, i
				if c != '#' {
					return c, p.err == nil
				}
				if !p.comment() {
					return 0, false
				}
				b, i = p.buf, p.pos
				continue
			}
			i++
		}
		p.pos, p.tok = i, i
		if !p.more() {
			if p.fault != nil && p.err == nil {
				p.err = p.failure(p.pos)
			}
			return 0, false
		}
	}
}

// comment steps over the comment at pos, to the end of its line. It is scanned
// in pieces, so that it can be of any length; it must be UTF-8.
func (p *turtle) comment() bool {
	for {
		rest := p.buf[p.pos:]
		end := endOfLine(rest)
		if n := validPrefix(rest[:end]); n < end {
			if _, _, st := decode(rest[:end], n); st == bad || end < len(rest) {
				return p.unexpectedAt(p.pos+n, "UTF-8 in the comment")
			}
			end = n
		}
		p.pos += end
		p.tok = p.pos
		if end < len(rest) && (rest[end] == '\n' || rest[end] == '\r') {
			return true
		}
		if !p.refill("the comment") {
			return false
		}
	}
}

// validPrefix is how many bytes at the start of b are whole UTF-8 characters.
func validPrefix(b []byte) int {
	if utf8.Valid(b) {
		return len(b)
	}
	i := 0
	for i < len(b) {
		_, n, st := decode(b, i)
		if st != plain {
			break
		}
		i += n
	}
	return i
}

// have makes sure that n bytes of the token at pos are in the window. At the
// end of the document the bytes after the last are line feeds, in effect: it
// gives false only with an error.
func (p *turtle) have(n int) bool {
	for len(p.buf)-p.pos < n {
		if !p.more() {
			if p.fault != nil {
				p.err = p.failure(p.pos)
				return false
			}
			p.buf = append(p.buf, '\n')
		}
	}
	return true
}

// refill fetches more of the document, in the middle of what.
func (p *turtle) refill(what string) bool {
	if p.more() {
		return true
	}
	if p.fault != nil {
		p.err = p.failure(p.pos)
		return false
	}
	return p.fail(p.pos, what+" is not closed at the end of the input", "is the file complete?")
}

// startsName reports whether c may start a prefixed name.
func (p *turtle) startsName(c byte) bool { return isAlpha(c) || c == ':' || c >= utf8.RuneSelf }

// expect parses the single byte c.
func (p *turtle) expect(c byte) bool {
	if got, ok := p.peek(); !ok || got != c {
		return p.unexpected("'" + string(rune(c)) + "'")
	}
	p.pos++
	return true
}

// word is the run of ASCII letters at pos when it stands for itself and is not
// the start of a prefixed name; otherwise, and on errors, it is "".
func (p *turtle) word() string {
	n := 0
	for {
		if !p.have(n + 1) {
			return ""
		}
		c := p.buf[p.pos+n]
		if !isAlpha(c) {
			if class[c]&cLocal != 0 && c != '.' || c >= utf8.RuneSelf {
				return ""
			}
			return string(p.buf[p.pos : p.pos+n])
		}
		if n++; n > len("version") {
			return ""
		}
	}
}

// fail records an error at buf[i].
func (p *turtle) fail(i int, msg, hint string) bool {
	if p.err == nil {
		p.err = p.errorAt(i, msg, hint)
	}
	return false
}

// tooLong records that the token at pos passes the limit.
func (p *turtle) tooLong() bool {
	lim := &LimitError{Limit: "MaxTokenBytes", Max: int64(p.o.Limits.MaxTokenBytes)}
	e := p.errorAt(p.pos, lim.Error(), "")
	e.Err = lim
	p.err = e
	return false
}

// ended records that the document ended where want was expected.
func (p *turtle) ended(want string) bool { return p.unexpectedAt(p.pos, want) }

// unexpected records that the byte at pos is not what was wanted.
func (p *turtle) unexpected(want string) bool { return p.unexpectedAt(p.pos, want) }

func (p *turtle) unexpectedAt(i int, want string) bool {
	i = p.wholeRune(i)
	b := p.buf
	if p.atEnd(i) {
		b = b[:len(b)-1]
		i = len(b)
	}
	msg, hint := describe(b, i, want)
	return p.fail(i, msg, hint)
}

// missingDot explains what stands where triples should end.
func (p *turtle) missingDot() bool {
	if p.err != nil {
		return false
	}
	i := p.pos
	if p.atEnd(i) {
		return p.unexpected("'.' at the end of the triples")
	}
	i = p.wholeRune(i)
	found, hint := foundAt(p.buf, i)
	if hint == "" {
		hint = "is a '.' missing at the end of the statement before?"
	}
	if c := p.buf[i]; c == '{' {
		hint = "named graphs are TriG, not Turtle"
	}
	return p.fail(i, "expected '.', ';' or ',', found "+found, hint)
}

// badString explains why the string at pos is broken at buf[j].
func (p *turtle) badString(j int) bool {
	if c := p.buf[j]; c == '\n' || c == '\r' {
		return p.fail(p.pos, "the string is not closed on its line", `a quote is missing, or use """ for a string of several lines`)
	}
	return p.unexpectedAt(j, "text in UTF-8")
}

// atDirective parses a directive that starts with '@':
//
//	[4] prefixID ::= '@prefix' PNAME_NS IRIREF '.'
//	[5] base ::= '@base' IRIREF '.'
//	version ::= '@version' VersionSpecifier '.'
func (p *turtle) atDirective() bool {
	n := 1
	for p.have(n+1) && isAlpha(p.buf[p.pos+n]) {
		n++
	}
	if p.err != nil {
		return false
	}
	word := string(p.buf[p.pos+1 : p.pos+n])
	switch word {
	case "prefix", "base", "version":
		p.pos++
		return p.directive(word) && p.dot()
	}
	return p.fail(p.pos, "unknown directive @"+clip(word), "the directives are @prefix, @base and @version")
}

// wordDirective parses a directive without '@', in any letter case, or
// TriG's GRAPH block.
func (p *turtle) wordDirective(word string) bool {
	switch lower := lowerASCII(word); {
	case lower == "prefix" || lower == "base" || lower == "version":
		return p.directive(lower)
	case lower == "graph" && p.trig:
		p.pos += len(word)
		c, _ := p.peek()
		f := noForm
		if c == '[' {
			if p.anon(&p.q.S) {
				f = named
			}
		} else if c != '(' {
			f = p.subject(c)
		}
		if f != named {
			return p.unexpected("the graph's name: an IRI, a prefixed name or a blank node")
		}
		if c, _ := p.peek(); c != '{' {
			return p.unexpected("'{' after the graph's name")
		}
		return p.namedGraph()
	}
	return p.unexpected("a subject or a directive (the word '" + word + "' is neither)")
}

// directive parses what follows the word prefix, base or version.
func (p *turtle) directive(word string) bool {
	p.pos += len(word)
	c, _ := p.peek()
	switch word {
	case "prefix":
		return p.prefix()
	case "version":
		return p.version(c)
	}
	if c != '<' {
		return p.unexpected("the base IRI in <>")
	}
	var t Term
	if !p.iriRef(&t) {
		return false
	}
	p.base.set(t.Value)
	return true
}

// version parses: STRING_LITERAL_QUOTE | STRING_LITERAL_SINGLE_QUOTE. What it
// announces changes nothing here: all of RDF 1.2 is always understood.
func (p *turtle) version(c byte) bool {
	if c != '"' && c != '\'' {
		return p.unexpected("the version as a string")
	}
	if !p.have(3) {
		return false
	}
	if bytes.Equal(p.buf[p.pos:p.pos+3], []byte{c, c, c}) {
		return p.unexpectedAt(p.pos+1, "the version in single quotes or double quotes, once")
	}
	var t Term
	return p.quoted(c, &t)
}

// prefix parses: PNAME_NS IRIREF
func (p *turtle) prefix() bool {
	label, ok := p.prefixLabel()
	if !ok {
		return false
	}
	name := p.arena.copy(label)
	p.pos += len(label) + 1
	if c, _ := p.peek(); c != '<' {
		return p.unexpected("the prefix's IRI in <>")
	}
	var t Term
	if !p.iriRef(&t) {
		return false
	}
	p.spaces.declare(name, t.Value)
	if p.o.Prefix != nil {
		p.o.Prefix(name, t.Value)
	}
	return true
}

// prefixLabel scans the label of the PNAME_NS at pos; its ':' follows it.
func (p *turtle) prefixLabel() ([]byte, bool) {
	for {
		j, st := scanName(p.buf, p.pos)
		if st == short || st == plain && j >= len(p.buf) {
			if !p.refill("the prefix") {
				return nil, false
			}
			continue
		}
		if st == bad || p.buf[j] != ':' {
			return nil, p.noColon(j, st)
		}
		label := p.buf[p.pos:j]
		if len(label) > 0 && !startsPrefix(label) {
			return nil, p.unexpected("a prefix: it starts with a letter")
		}
		return label, true
	}
}

// startsPrefix reports whether the first character of label is PN_CHARS_BASE.
func startsPrefix(label []byte) bool {
	r, _ := utf8.DecodeRune(label)
	return isAlpha(label[0]) || r >= utf8.RuneSelf && isBase(r)
}

// noColon explains a name without ':' that ends at buf[j].
func (p *turtle) noColon(j int, st status) bool {
	word := string(p.buf[p.pos:j])
	if st == bad || word == "" {
		return p.unexpectedAt(j, "a prefixed name")
	}
	hint := "an IRI is written <...>, a prefixed name prefix:name, a string in quotes"
	switch lowerASCII(word) {
	case "true", "false":
		hint = "true and false are in lower case and can only be objects"
	case "a":
		hint = "'a' stands for rdf:type and can only be a predicate"
	}
	return p.fail(p.pos, "the name '"+clip(word)+"' has no prefix", hint)
}
