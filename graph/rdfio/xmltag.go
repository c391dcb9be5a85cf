package rdfio

import (
	"bytes"
	"unicode/utf8"
)

// startTag reads a start tag or an empty-element tag. The whole tag must be in
// the window first: scanTag finds where its parts are.
func (x *xmlReader) startTag() xmlKind {
	for {
		nameEnd, end, empty, st := x.scanTag()
		switch st {
		case short:
			if !x.fetch("the tag") {
				return xmlEOF
			}
			continue
		case bad:
			return xmlEOF
		}
		if x.done {
			return x.wrong(x.pos, "a second root element", "an XML document has one")
		}
		if len(x.stack) >= x.lim.MaxDepth {
			return x.limit("MaxDepth", x.lim.MaxDepth)
		}
		open := xmlOpen{bindings: len(x.bindings), scope: x.scope}
		if !x.attributes() {
			return xmlEOF
		}
		open.name = x.resolve(x.buf[x.pos+1:nameEnd], false)
		if open.name == nil {
			return x.unbound(x.buf[x.pos+1 : nameEnd])
		}
		x.name = open.name
		x.stack = append(x.stack, open)
		x.started, x.closing = true, empty
		x.pos = end
		return xmlStart
	}
}

// unbound explains a name whose prefix is not bound.
func (x *xmlReader) unbound(raw []byte) xmlKind {
	prefix, _, _ := bytes.Cut(raw, []byte{':'})
	iri := wellKnown(string(prefix))
	if iri == "" {
		iri = "..."
	}
	return x.wrong(x.at, "the prefix '"+clip(string(prefix))+":' is not declared", "declare it: xmlns:"+clip(string(prefix))+"=\""+iri+"\"")
}

// scanTag scans the tag at pos and fills spans with its attributes.
func (x *xmlReader) scanTag() (nameEnd, end int, empty bool, st status) {
	b := x.buf
	x.spans = x.spans[:0]
	i, st := scanXMLName(b, x.pos+1)
	if st != plain {
		return 0, 0, false, x.tagFault(i, st, "the name of an element")
	}
	nameEnd = i
	for {
		gap := i
		for i < len(b) && class[b[i]]&cSpace != 0 {
			i++
		}
		if i+1 >= len(b) {
			if i < len(b) && b[i] == '>' {
				return nameEnd, i + 1, false, plain
			}
			return 0, 0, false, short
		}
		switch {
		case b[i] == '>':
			return nameEnd, i + 1, false, plain
		case b[i] == '/' && b[i+1] == '>':
			return nameEnd, i + 2, true, plain
		case gap == i:
			return 0, 0, false, x.tagFault(i, bad, "white space, '>' or '/>' in the tag")
		}
		if i, st = x.scanAttr(i); st != plain {
			return 0, 0, false, st
		}
	}
}

// tagFault reports that the scan of a tag stopped at buf[i].
func (x *xmlReader) tagFault(i int, st status, want string) status {
	if st == bad {
		x.unexpected(i, want)
	}
	return st
}

// scanAttr scans: Name '=' AttValue, and adds it to spans.
func (x *xmlReader) scanAttr(i int) (int, status) {
	b := x.buf
	s := xmlSpan{name: i - x.pos}
	i, st := scanXMLName(b, i)
	if st != plain {
		return i, x.tagFault(i, st, "an attribute's name")
	}
	s.nameEnd = i - x.pos
	for i < len(b) && class[b[i]]&cSpace != 0 {
		i++
	}
	if i < len(b) && b[i] != '=' {
		return i, x.tagFault(i, bad, "'=' after the attribute's name")
	}
	i++
	for i < len(b) && class[b[i]]&cSpace != 0 {
		i++
	}
	if i >= len(b) {
		return i, short
	}
	quote := b[i]
	if quote != '"' && quote != '\'' {
		return i, x.tagFault(i, bad, "the attribute's value in quotes")
	}
	i++
	s.value = i - x.pos
	for {
		if i >= len(b) {
			return i, short
		}
		c := b[i]
		if class[c]&cAttr != 0 {
			i++
			continue
		}
		switch {
		case c == quote:
			s.valueEnd = i - x.pos
			x.spans = append(x.spans, s)
			return i + 1, plain
		case c == '&' || c == '\n' || c == '\t' || c == '\r':
			s.decode = true
			i++
		case c == '<':
			return i, x.tagFault(i, bad, "an attribute's value without '<', which is written &lt;")
		case c >= ' ' && c < utf8.RuneSelf:
			i++
		default:
			if i, st = xmlRune(b, i); st != plain {
				return i, x.tagFault(i, st, "an attribute's value")
			}
		}
	}
}

// attributes turns spans into attrs, declaring namespaces first. The scope of
// the element starts here.
func (x *xmlReader) attributes() bool {
	x.attrs = x.attrs[:0]
	declared := len(x.bindings)
	for k := range x.spans {
		s := &x.spans[k]
		raw := x.buf[x.pos+s.name : x.pos+s.nameEnd]
		if len(raw) >= 5 && string(raw[:5]) == "xmlns" && (len(raw) == 5 || raw[5] == ':') && !x.declare(s, raw, declared) {
			return false
		}
	}
	if len(x.bindings) > declared {
		x.push()
	}
	for k := range x.spans {
		s := &x.spans[k]
		raw := x.buf[x.pos+s.name : x.pos+s.nameEnd]
		if len(raw) >= 5 && string(raw[:5]) == "xmlns" && (len(raw) == 5 || raw[5] == ':') {
			continue
		}
		name := x.resolve(raw, true)
		if name == nil {
			x.unbound(raw)
			return false
		}
		for i := range x.attrs {
			if o := x.attrs[i].name; o == name || o.local == name.local && o.ns == name.ns {
				x.wrong(x.pos+s.name, "the attribute "+clip(name.raw)+" is there twice", "")
				return false
			}
		}
		if !x.value(s) {
			return false
		}
		x.attrs = append(x.attrs, xmlAttr{name, x.text})
	}
	return true
}

// value puts the value of an attribute into text.
func (x *xmlReader) value(s *xmlSpan) bool {
	raw := x.buf[x.pos+s.value : x.pos+s.valueEnd]
	if len(raw) > x.lim.MaxTokenBytes {
		x.limit("MaxTokenBytes", x.lim.MaxTokenBytes)
		return false
	}
	if s.decode {
		return x.decode(raw, true)
	}
	x.text = view(raw)
	return true
}

// declare adds the namespace declaration raw="..." to the bindings.
func (x *xmlReader) declare(s *xmlSpan, raw []byte, declared int) bool {
	if !x.value(s) {
		return false
	}
	prefix, iri := "", x.text
	if len(raw) > 5 {
		prefix = string(raw[6:])
	}
	msg := ""
	switch {
	case prefix == "xmlns" || iri == xmlnsNS:
		msg = "the prefix xmlns cannot be declared"
	case (prefix == "xml") != (iri == xmlNS):
		msg = "the prefix xml and its namespace belong together"
	case prefix != "" && iri == "":
		msg = "the prefix '" + clip(prefix) + ":' is declared as nothing"
	}
	for _, b := range x.bindings[declared:] {
		if b.prefix == prefix {
			msg = "the attribute " + clip(string(raw)) + " is there twice"
		}
	}
	if msg != "" {
		x.wrong(x.pos+s.name, msg, "")
		return false
	}
	x.bindings = append(x.bindings, binding{prefix, iri})
	if x.tell != nil && hasScheme(iri) {
		x.tell(prefix, iri)
	}
	return true
}

// endTag reads: '</' Name S? '>'
func (x *xmlReader) endTag() xmlKind {
	if len(x.stack) == 0 {
		return x.wrong(x.pos, "an end tag without its start tag", "")
	}
	want := x.stack[len(x.stack)-1].name.raw
	if end := x.pos + 2 + len(want); end < len(x.buf) && x.buf[end] == '>' && string(x.buf[x.pos+2:end]) == want {
		x.pos = end + 1
		return x.pop()
	}
	for {
		b := x.buf
		i, st := scanXMLName(b, x.pos+2)
		if st == bad {
			return x.unexpected(i, "the name of an element")
		}
		if st == plain {
			raw := b[x.pos+2 : i]
			if string(raw) != want {
				return x.wrong(x.pos, "the end tag </"+clip(string(raw))+"> does not fit the start tag <"+clip(want)+">", "")
			}
			for i < len(b) && class[b[i]]&cSpace != 0 {
				i++
			}
			if i < len(b) {
				if b[i] != '>' {
					return x.unexpected(i, "'>'")
				}
				x.pos = i + 1
				return x.pop()
			}
		}
		if !x.fetch("the end tag") {
			return xmlEOF
		}
	}
}

// pop closes the innermost element.
func (x *xmlReader) pop() xmlKind {
	open := x.stack[len(x.stack)-1]
	x.stack = x.stack[:len(x.stack)-1]
	x.bindings = x.bindings[:open.bindings]
	x.scope = open.scope
	x.name = open.name
	x.done = len(x.stack) == 0
	return xmlEnd
}
