package rdfio

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// xmlEntities are the general entities that a document declares itself. Their
// text is kept as declared and expanded where it is used.
//
// An entity that expands into others can stand for more text than any memory
// holds, so what all references of a document expand to is bounded: by
// Limits.MaxEntityBytes plus entityRatio times the part of the document that
// has been read, which leaves room for ontologies that write every IRI with an
// entity.
type xmlEntities struct {
	lim     Limits
	text    map[string]string
	made    int64 // bytes that references expanded to
	pending []string
}

const (
	entityRatio = 32
	entityDepth = 16 // how deep entities may name each other
	entityLimit = "entity limit"
)

// expand appends what the reference &name; stands for to dst. read is how much
// of the document has been read, in bytes.
func (e *xmlEntities) expand(dst []byte, name string, read int64) (out []byte, msg, hint string) {
	switch name {
	case "amp":
		return append(dst, '&'), "", ""
	case "lt":
		return append(dst, '<'), "", ""
	case "gt":
		return append(dst, '>'), "", ""
	case "quot":
		return append(dst, '"'), "", ""
	case "apos":
		return append(dst, '\''), "", ""
	}
	if strings.HasPrefix(name, "#") {
		r, ok := charReference(name[1:])
		if !ok {
			return dst, "the character reference &" + clip(name) + "; names no character of XML", ""
		}
		return utf8.AppendRune(dst, r), "", ""
	}
	text, ok := e.text[name]
	if !ok {
		return dst, "the entity &" + clip(name) + "; is not declared", "a plain & is written &amp;"
	}
	if len(e.pending) >= entityDepth || has(e.pending, name) {
		return dst, "the entity &" + clip(name) + "; stands for itself, or entities nest too deep", ""
	}
	if e.made += int64(len(text)); e.made > int64(e.lim.MaxEntityBytes)+entityRatio*read {
		return dst, entityLimit, ""
	}
	e.pending = append(e.pending, name)
	dst, msg, hint = e.replace(dst, text, read)
	e.pending = e.pending[:len(e.pending)-1]
	return dst, msg, hint
}

// replace appends the text of an entity to dst, expanding what it refers to.
func (e *xmlEntities) replace(dst []byte, text string, read int64) (out []byte, msg, hint string) {
	for text != "" {
		i := strings.IndexAny(text, "&<")
		if i < 0 {
			return append(dst, text...), "", ""
		}
		if text[i] == '<' {
			return dst, "an entity that contains markup is refused", "rule: entities stand for text only"
		}
		dst = append(dst, text[:i]...)
		name, rest, ok := strings.Cut(text[i+1:], ";")
		if !ok {
			return dst, "a '&' without ';' in an entity", ""
		}
		if dst, msg, hint = e.expand(dst, name, read); msg != "" {
			return dst, msg, hint
		}
		text = rest
	}
	return dst, "", ""
}

// charReference is the character that a reference names, after its '#'.
func charReference(s string) (rune, bool) {
	base := 10
	if strings.HasPrefix(s, "x") {
		s, base = s[1:], 16
	}
	if s == "" || s[0] == '+' || s[0] == '-' {
		return 0, false
	}
	n, err := strconv.ParseInt(s, base, 32)
	if err != nil || !isXMLChar(rune(n)) {
		return 0, false
	}
	return rune(n), true
}

// doctype reads the document type declaration:
//
//	'<!DOCTYPE' S Name S? ('[' intSubset ']' S?)? '>'
//
// Nothing outside of the document is ever read, so an external identifier is
// refused here, whatever it names.
func (x *xmlReader) doctype() xmlKind {
	const open = "<!DOCTYPE"
	if !x.need(len(open)+1, "the markup") {
		return xmlEOF
	}
	word := string(x.buf[x.pos : x.pos+len(open)])
	if word != open || x.started || x.dtd.text != nil {
		if lowerASCII(word) == "<!doctype" && !x.started {
			return x.webPage()
		}
		return x.wrong(x.pos, "'<!' can only start a comment, or one DOCTYPE before the root element", "")
	}
	x.dtd.text = make(map[string]string)
	x.pos += len(open)
	x.tok = x.pos
	x.space()
	root, ok := x.dtdName("the name of the root element")
	if !ok {
		return xmlEOF
	}
	if lowerASCII(root) == "html" {
		return x.webPage()
	}
	switch c := x.space(); c {
	case 'S', 'P':
		return x.wrong(x.pos, "an external DTD is refused", "rule: nothing outside of the document is read; remove SYSTEM or PUBLIC from the DOCTYPE")
	case '[':
		x.pos++
		if !x.subset() {
			return xmlEOF
		}
	}
	if x.space() != '>' {
		return x.unexpected(x.pos, "'>' at the end of the DOCTYPE")
	}
	x.pos++
	return x.next()
}

// webPage reports HTML, which servers like to send instead of data.
func (x *xmlReader) webPage() xmlKind {
	return x.wrong(x.at, "this is a web page (HTML), not RDF/XML", "look for the data under another address, or ask for another media type")
}

// space steps over white space and gives the byte behind it, 0 on an error.
func (x *xmlReader) space() byte {
	for {
		for x.pos < len(x.buf) {
			if c := x.buf[x.pos]; class[c]&cSpace == 0 {
				x.tok, x.at = x.pos, x.pos
				return c
			}
			x.pos++
		}
		x.tok = x.pos
		if !x.fetch("the DOCTYPE") {
			return 0
		}
	}
}

// dtdName reads a Name at pos.
func (x *xmlReader) dtdName(want string) (string, bool) {
	for x.err == nil {
		j, st := scanXMLName(x.buf, x.pos)
		switch st {
		case plain:
			name := string(x.buf[x.pos:j])
			x.pos = j
			return name, true
		case bad:
			x.unexpected(j, want)
			return "", false
		}
		if !x.fetch("the DOCTYPE") {
			break
		}
	}
	return "", false
}

// subset reads the internal subset up to its ']'.
func (x *xmlReader) subset() bool {
	for {
		switch c := x.space(); {
		case x.err != nil:
			return false
		case c == ']':
			x.pos++
			return true
		case c == '%':
			x.wrong(x.pos, "a parameter entity is refused", "rule: nothing outside of the document is read, and no parameter entities")
			return false
		case c != '<':
			x.unexpected(x.pos, "a declaration or ']' in the DOCTYPE")
			return false
		}
		if !x.dtdMarkup() {
			return false
		}
	}
}

// dtdMarkup reads one comment, instruction or declaration of the subset.
func (x *xmlReader) dtdMarkup() bool {
	if !x.need(4, "the DOCTYPE") {
		return false
	}
	switch {
	case x.buf[x.pos+1] == '?':
		return x.instruction() == xmlPI
	case x.buf[x.pos+2] == '-':
		return x.comment() == xmlComment
	}
	end, ok := x.dtdEnd()
	if !ok {
		return false
	}
	decl := x.buf[x.pos:end]
	x.at = x.pos
	switch {
	case bytes.HasPrefix(decl, []byte("<!ENTITY")):
		if !x.entity(string(decl[len("<!ENTITY"):])) {
			return false
		}
	case bytes.HasPrefix(decl, []byte("<!ATTLIST")):
		if bytes.ContainsAny(decl, "\"'") {
			x.wrong(x.pos, "attribute defaults of a DTD are refused", "rule: only entities are taken from a DOCTYPE")
			return false
		}
	case !bytes.HasPrefix(decl, []byte("<!ELEMENT")) && !bytes.HasPrefix(decl, []byte("<!NOTATION")):
		x.wrong(x.pos, "an unknown declaration in the DOCTYPE", "")
		return false
	}
	x.pos = end + 1
	return true
}

// dtdEnd is the index of the '>' of the declaration at pos, quotes respected.
func (x *xmlReader) dtdEnd() (int, bool) {
	for {
		quote := byte(0)
		for i := x.pos; i < len(x.buf); i++ {
			switch c := x.buf[i]; {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '>':
				if i-x.pos > x.lim.MaxTokenBytes {
					x.limit("MaxTokenBytes", x.lim.MaxTokenBytes)
					return 0, false
				}
				return i, true
			}
		}
		if !x.fetch("the DOCTYPE") {
			return 0, false
		}
	}
}

// entity reads what follows '<!ENTITY': S Name S EntityValue S?
func (x *xmlReader) entity(decl string) bool {
	const blanks = " \t\r\n"
	rest := strings.TrimLeft(decl, blanks)
	param, isParam := strings.CutPrefix(rest, "%")
	if isParam {
		rest = strings.TrimLeft(param, blanks)
	}
	end := strings.IndexAny(rest, blanks)
	if end <= 0 || rest == decl {
		return x.wrong(x.at, "an entity declaration needs a name and a value", "") != xmlEOF
	}
	name, value := rest[:end], strings.Trim(rest[end:], blanks)
	switch {
	case strings.HasPrefix(value, "SYSTEM") || strings.HasPrefix(value, "PUBLIC"):
		return x.wrong(x.at, "the external entity "+clip(name)+" is refused", "rule: nothing outside of the document is read") != xmlEOF
	case !validNCName(name) || len(value) < 2 || value[0] != '"' && value[0] != '\'' || strings.IndexByte(value[1:], value[0]) != len(value)-2:
		return x.wrong(x.at, "an entity declaration needs a name and a value in quotes", "") != xmlEOF
	case isParam:
		return true // declared, but no reference to it is taken
	}
	return x.define(name, value[1:len(value)-1])
}

// define declares an entity. Character references in its value count at once;
// the first declaration of a name is the one that counts.
func (x *xmlReader) define(name, value string) bool {
	if _, ok := x.dtd.text[name]; ok {
		return true
	}
	if len(x.dtd.text) >= x.lim.MaxEntities {
		x.limit("MaxEntities", x.lim.MaxEntities)
		return false
	}
	if len(value) > x.lim.MaxEntityBytes {
		x.limit("MaxEntityBytes", x.lim.MaxEntityBytes)
		return false
	}
	var b []byte
	for i := 0; i < len(value); {
		r, n := utf8.DecodeRuneInString(value[i:])
		if r == utf8.RuneError && n <= 1 || !isXMLChar(r) || r == '%' {
			x.wrong(x.at, "the value of the entity "+clip(name)+" contains "+strconv.QuoteToASCII(value[i:i+n]), "rule: no parameter entities; UTF-8 only")
			return false
		}
		if ref, _, ok := strings.Cut(value[i:], ";"); ok && strings.HasPrefix(ref, "&#") {
			c, ok := charReference(ref[2:])
			if !ok {
				x.wrong(x.at, "the character reference "+clip(ref)+"; names no character of XML", "")
				return false
			}
			b = utf8.AppendRune(b, c)
			i += len(ref) + 1
			continue
		}
		b = append(b, value[i:i+n]...)
		i += n
	}
	x.dtd.text[name] = string(b)
	return true
}
