package rdfio

import (
	"bytes"
	"context"
	"io"
	"strings"
)

// xmlKind is the kind of an XML token.
type xmlKind uint8

const (
	xmlEOF     xmlKind = iota // the end of the document, or a failure
	xmlStart                  // a start tag: name and attrs
	xmlEnd                    // an end tag, also of an empty element: name
	xmlText                   // character data: text
	xmlComment                // text
	xmlPI                     // processing instruction: text is target and data
)

// xmlAttr is an attribute with its value, normalised.
type xmlAttr struct {
	name  *xmlName
	value string
}

// xmlReader splits an XML 1.0 document with namespaces into tokens and checks
// that it is well-formed. It knows internal entities and nothing external.
//
// encoding/xml reads about a fifth as fast, recurses in places and has no
// internal entities, so this is its own.
type xmlReader struct {
	*source
	lim   Limits
	err   error
	arena arena
	xmlNames
	stack []xmlOpen

	name    *xmlName
	attrs   []xmlAttr
	spans   []xmlSpan // of the attributes in the tag
	text    string
	at      int // index of the token in buf: for errors
	closing bool
	started bool // the root element was seen
	done    bool // and its end
	dtd     xmlEntities
	scratch []byte
	tell    func(label, iri string) // Options.Prefix, or nil
}

// xmlOpen is an element that is open.
type xmlOpen struct {
	name     *xmlName
	bindings int // how many bindings were in scope before it
	scope    int // and their scope
}

// xmlSpan is where an attribute stands, relative to its tag's start.
type xmlSpan struct {
	name, nameEnd, value, valueEnd int
	decode                         bool // the value needs decoding
}

func newXMLReader(ctx context.Context, r io.Reader, o *Options) *xmlReader {
	x := &xmlReader{source: newSource(ctx, r, o), lim: o.Limits, tell: o.Prefix}
	x.dtd.lim = o.Limits
	x.declaration()
	return x
}

// next moves to the next token. After an error it gives xmlEOF.
func (x *xmlReader) next() xmlKind {
	if x.err != nil {
		return xmlEOF
	}
	if x.closing {
		x.closing = false
		return x.pop()
	}
	if x.pos >= len(x.buf) {
		x.tok = x.pos
		if !x.more() {
			return x.end()
		}
	}
	x.tok, x.at = x.pos, x.pos
	if x.buf[x.pos] != '<' {
		return x.characters()
	}
	return x.markup()
}

// end checks that the document may end here.
func (x *xmlReader) end() xmlKind {
	switch {
	case x.fault != nil:
		x.err = x.failure(x.pos)
	case len(x.stack) > 0:
		x.wrong(x.pos, "the document ends inside the element <"+clip(x.stack[len(x.stack)-1].name.raw)+">", "is the file complete?")
	case !x.started:
		x.wrong(x.pos, "the document has no element", "is it RDF/XML?")
	}
	return xmlEOF
}

// markup reads what starts with '<'.
func (x *xmlReader) markup() xmlKind {
	if !x.need(2, "the tag") {
		return xmlEOF
	}
	switch x.buf[x.pos+1] {
	case '/':
		return x.endTag()
	case '?':
		return x.instruction()
	case '!':
		if !x.need(3, "the markup") {
			return xmlEOF
		}
		switch x.buf[x.pos+2] {
		case '-':
			return x.comment()
		case '[':
			return x.cdata()
		}
		return x.doctype()
	}
	return x.startTag()
}

// wrong records an error at buf[i].
func (x *xmlReader) wrong(i int, msg, hint string) xmlKind {
	if x.err == nil {
		x.err = x.errorAt(i, msg, hint)
	}
	return xmlEOF
}

// limit records that a limit was passed.
func (x *xmlReader) limit(name string, max int) xmlKind {
	if x.err == nil {
		lim := &LimitError{Limit: name, Max: int64(max)}
		e := x.errorAt(x.at, lim.Error(), "")
		e.Err = lim
		x.err = e
	}
	return xmlEOF
}

// unexpected records that buf[i] is not what was wanted.
func (x *xmlReader) unexpected(i int, want string) xmlKind {
	i = x.wholeRune(i)
	b := x.buf
	if x.atEnd(i) {
		b = b[:len(b)-1]
		i = len(b)
	}
	msg, hint := describe(b, i, want)
	return x.wrong(i, msg, hint)
}

// fetch gets more of the document in the middle of what; pos moves with it.
func (x *xmlReader) fetch(what string) bool {
	if x.more() {
		x.at = x.tok
		return true
	}
	if x.fault != nil {
		x.err = x.failure(x.pos)
	} else {
		x.wrong(x.pos, what+" is not closed at the end of the input", "is the file complete?")
	}
	return false
}

// need makes sure that n bytes from pos are there.
func (x *xmlReader) need(n int, what string) bool {
	for len(x.buf)-x.pos < n {
		if !x.fetch(what) {
			return false
		}
	}
	return true
}

// characters reads character data up to the next '<'.
func (x *xmlReader) characters() xmlKind {
	for {
		b, decode := x.buf, false
		i, st := x.pos, plain
		for i < len(b) && st == plain && b[i] != '<' {
			c := b[i]
			switch {
			case class[c]&cChars != 0:
				i++
			case c == '&' || c == '\r':
				decode = true
				i++
			case c == ']' && bytes.HasPrefix(b[i:], []byte("]]>")):
				return x.wrong(i, "']]>' cannot stand in text", "write ]]&gt;")
			case c == ']' && len(b)-i < 3 && !x.eof:
				st = short
			case c == ']':
				i++
			default:
				i, st = xmlRune(b, i)
			}
		}
		if st == bad {
			return x.unexpected(i, "text")
		}
		if i < len(b) && st == plain || x.eof {
			return x.charactersTo(i, decode)
		}
		if !x.more() {
			return x.end()
		}
		x.at = x.tok
	}
}

// xmlRune steps over the character at b[i], which is not plain.
func xmlRune(b []byte, i int) (int, status) {
	r, n, st := decode(b, i)
	if st == plain && !isXMLChar(r) {
		return i, bad
	}
	return i + n, st
}

// charactersTo makes buf[pos:i] the text token. At the end of the document it
// takes off the line feed that source has added.
func (x *xmlReader) charactersTo(i int, decode bool) xmlKind {
	raw := x.buf[x.pos:i]
	if len(x.stack) == 0 {
		for k, c := range raw {
			if class[c]&cSpace == 0 {
				return x.unexpected(x.pos+k, "an element")
			}
		}
	}
	if len(raw) > x.lim.MaxTokenBytes {
		return x.limit("MaxTokenBytes", x.lim.MaxTokenBytes)
	}
	x.pos = i
	if !decode {
		x.text = view(raw)
		return xmlText
	}
	if !x.decode(raw, false) {
		return xmlEOF
	}
	return xmlText
}

// decode puts the value of raw, text or an attribute's value, into text: line
// ends become LF, references what they stand for, and in attributes white space
// becomes spaces (XML 1.0, sections 2.11, 3.3.3, 4.1).
func (x *xmlReader) decode(raw []byte, attr bool) bool {
	dst := x.scratch[:0]
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '&':
			n := bytes.IndexByte(raw[i:], ';')
			if n < 0 {
				x.wrong(x.at, "a '&' without ';'", "a plain & is written &amp;")
				return false
			}
			var msg, hint string
			if dst, msg, hint = x.dtd.expand(dst, string(raw[i+1:i+n]), x.off+int64(x.at)); msg != "" {
				x.reference(msg, hint)
				return false
			}
			i += n
		case c == '\r':
			if i+1 >= len(raw) || raw[i+1] != '\n' {
				dst = append(dst, lineEnd(attr))
			}
		case c == '\n':
			dst = append(dst, lineEnd(attr))
		case c == '\t' && attr:
			dst = append(dst, ' ')
		default:
			dst = append(dst, c)
		}
		if len(dst) > x.lim.MaxTokenBytes {
			x.limit("MaxTokenBytes", x.lim.MaxTokenBytes)
			return false
		}
	}
	x.scratch = dst
	x.text = x.arena.copy(dst)
	return true
}

// reference records a bad reference: a limit, or a mistake.
func (x *xmlReader) reference(msg, hint string) {
	if msg == entityLimit {
		x.limit("MaxEntityBytes", x.lim.MaxEntityBytes)
		return
	}
	x.wrong(x.at, msg, hint)
}

func lineEnd(attr bool) byte {
	if attr {
		return ' '
	}
	return '\n'
}

// until scans for the end mark of a comment, CDATA section or instruction, and
// gives the index of the mark.
func (x *xmlReader) until(from int, mark, what string) (int, bool) {
	for {
		if i := bytes.Index(x.buf[x.pos+from:], []byte(mark)); i >= 0 {
			return x.pos + from + i, true
		}
		if !x.fetch(what) {
			return 0, false
		}
	}
}

// checked makes buf[i:j] the text, after checking that XML allows it.
func (x *xmlReader) checked(i, j int) bool {
	raw := x.buf[i:j]
	if len(raw) > x.lim.MaxTokenBytes {
		x.limit("MaxTokenBytes", x.lim.MaxTokenBytes)
		return false
	}
	for k := 0; k < len(raw); {
		if class[raw[k]]&cChars != 0 || raw[k] == '\r' {
			k++
			continue
		}
		n, st := xmlRune(raw, k)
		if st != plain {
			x.unexpected(i+k, "text")
			return false
		}
		k = n
	}
	x.text = view(raw)
	if strings.IndexByte(x.text, '\r') >= 0 {
		x.text = strings.ReplaceAll(strings.ReplaceAll(x.text, "\r\n", "\n"), "\r", "\n")
	}
	return true
}

// comment reads: '<!--' ... '-->'
func (x *xmlReader) comment() xmlKind {
	if !x.need(4, "the comment") {
		return xmlEOF
	}
	if x.buf[x.pos+3] != '-' {
		return x.unexpected(x.pos+3, "'<!--'")
	}
	j, ok := x.until(4, "--", "the comment")
	if !ok {
		return xmlEOF
	}
	for j+2 >= len(x.buf) {
		rel := j - x.pos
		if !x.fetch("the comment") {
			return xmlEOF
		}
		j = x.pos + rel
	}
	if x.buf[j+2] != '>' {
		return x.wrong(j, "'--' cannot stand in a comment", "")
	}
	if !x.checked(x.pos+4, j) {
		return xmlEOF
	}
	x.pos = j + 3
	return xmlComment
}

// cdata reads: '<![CDATA[' ... ']]>'
func (x *xmlReader) cdata() xmlKind {
	const open = "<![CDATA["
	if !x.need(len(open), "the CDATA section") {
		return xmlEOF
	}
	if string(x.buf[x.pos:x.pos+len(open)]) != open || len(x.stack) == 0 {
		return x.wrong(x.pos, "'<![' can only start a CDATA section inside an element", "")
	}
	j, ok := x.until(len(open), "]]>", "the CDATA section")
	if !ok || !x.checked(x.pos+len(open), j) {
		return xmlEOF
	}
	x.pos = j + 3
	return xmlText
}

// instruction reads: '<?' target ... '?>'
func (x *xmlReader) instruction() xmlKind {
	j, ok := x.until(2, "?>", "the processing instruction")
	if !ok {
		return xmlEOF
	}
	end, st := scanXMLName(x.buf[:j+1], x.pos+2)
	target := x.buf[x.pos+2 : min(end, j)]
	if st != plain || bytes.IndexByte(target, ':') >= 0 {
		return x.wrong(x.pos, "a processing instruction needs a name", "")
	}
	if lowerASCII(string(target)) == "xml" {
		return x.wrong(x.pos, "the XML declaration is not at the start of the document", "nothing may stand before it, not even white space")
	}
	if !x.checked(x.pos+2, j) {
		return xmlEOF
	}
	x.pos = j + 2
	return xmlPI
}

// declaration reads the XML declaration, if the document starts with one.
func (x *xmlReader) declaration() {
	for len(x.buf) < 6 && x.more() {
	}
	if x.fault != nil {
		return
	}
	if bytes.HasPrefix(x.buf, []byte{0xFE, 0xFF}) || bytes.HasPrefix(x.buf, []byte{0xFF, 0xFE}) || bytes.HasPrefix(x.buf, []byte{'<', 0}) {
		x.wrong(0, "the document is in UTF-16", "convert it to UTF-8")
		return
	}
	if !bytes.HasPrefix(x.buf, []byte("<?xml")) || class[x.buf[5]]&cSpace == 0 {
		return
	}
	j, ok := x.until(5, "?>", "the XML declaration")
	if !ok {
		return
	}
	decl := string(x.buf[5:j])
	version, encoding := pseudoAttr(decl, "version"), pseudoAttr(decl, "encoding")
	switch enc := lowerASCII(encoding); {
	case version != "1.0" && version != "1.1":
		x.wrong(0, "the XML declaration has no version 1.0", "")
	case enc != "" && enc != "utf-8" && enc != "utf8" && enc != "us-ascii" && enc != "ascii":
		x.wrong(0, "the document says it is in "+clip(encoding), "convert it to UTF-8")
	}
	x.pos = j + 2
	x.tok = x.pos
}

// pseudoAttr is the value of name="..." in an XML declaration, or "".
func pseudoAttr(decl, name string) string {
	i := strings.Index(decl, name)
	if i < 0 {
		return ""
	}
	rest := strings.TrimLeft(decl[i+len(name):], " \t\r\n")
	rest, ok := strings.CutPrefix(rest, "=")
	rest = strings.TrimLeft(rest, " \t\r\n")
	if !ok || rest == "" || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	value, _, ok := strings.Cut(rest[1:], rest[:1])
	if !ok {
		return ""
	}
	return value
}
