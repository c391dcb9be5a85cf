package results

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/trivet-rdf/trivet/graph"
)

// scanner reads terms in Turtle syntax from one line of text.
type scanner struct {
	s     string
	i     int // the next byte
	depth int // open triple terms
}

// syntaxError is what is wrong at byte at of the scanner's text.
type syntaxError struct {
	at   int
	msg  string
	hint string
	err  error
}

// Error is the message alone; the caller knows the place.
func (e *syntaxError) Error() string { return e.msg }

func (p *scanner) fail(at int, msg, hint string) error {
	return &syntaxError{at: at, msg: msg, hint: hint}
}

// term reads one term: IRI, blank node, literal, bare number or boolean, or
// triple term.
func (p *scanner) term() (graph.Term, error) {
	if p.i >= len(p.s) {
		return graph.Term{}, p.fail(p.i, "expected a term, found the end", "")
	}
	switch c := p.s[p.i]; {
	case strings.HasPrefix(p.s[p.i:], "<<("):
		return p.triple()
	case c == '<':
		iri, err := p.iri()
		return graph.NewIRI(iri), err
	case c == '_':
		return p.blank()
	case c == '"' || c == '\'':
		return p.literal()
	}
	return p.bare()
}

// triple reads <<( s p o )>>.
func (p *scanner) triple() (graph.Term, error) {
	start := p.i
	if p.depth++; p.depth > maxDepth {
		return graph.Term{}, &syntaxError{start, "triple terms are nested too deep",
			"at most " + strconv.Itoa(maxDepth) + " levels", ErrLimit}
	}
	p.i += len("<<(")
	var part [3]graph.Term
	for k := range part {
		p.space()
		var err error
		if part[k], err = p.term(); err != nil {
			return graph.Term{}, err
		}
	}
	p.space()
	if !strings.HasPrefix(p.s[p.i:], ")>>") {
		return graph.Term{}, p.fail(p.i, "expected )>> after the object of a triple term", "")
	}
	p.i += len(")>>")
	p.depth--
	if !part[1].IsIRI() || part[0].IsLiteral() || part[0].IsTriple() {
		return graph.Term{}, p.fail(start, "a triple term needs an IRI or blank node, an IRI, and any term", "")
	}
	return graph.NewTripleTerm(part[0], part[1], part[2]), nil
}

func (p *scanner) space() {
	for p.i < len(p.s) && (p.s[p.i] == ' ' || p.s[p.i] == '\t') {
		p.i++
	}
}

// iri reads <iri>.
func (p *scanner) iri() (string, error) {
	start := p.i
	end := strings.IndexByte(p.s[start:], '>')
	if end < 0 {
		return "", p.fail(start, "the IRI has no closing >", "")
	}
	raw := p.s[start+1 : start+end]
	p.i = start + end + 1
	for k := 0; k < len(raw); k++ {
		if raw[k] <= ' ' || strings.IndexByte("<\"{}|^`", raw[k]) >= 0 {
			return "", p.fail(start+1+k, "the character "+strconv.QuoteRune(rune(raw[k]))+" is not allowed in an IRI",
				`write it as \u00XX`)
		}
	}
	return p.unescape(raw, start+1, false)
}

// blank reads _:label.
func (p *scanner) blank() (graph.Term, error) {
	start := p.i
	if !strings.HasPrefix(p.s[start:], "_:") {
		return graph.Term{}, p.fail(start, "expected _: and the label of a blank node", "")
	}
	end := start + 2
	for end < len(p.s) && labelByte(p.s[end]) {
		end++
	}
	for end > start+2 && p.s[end-1] == '.' {
		end--
	}
	if end == start+2 {
		return graph.Term{}, p.fail(start, "the blank node has no label", "")
	}
	p.i = end
	return graph.NewBlank(p.s[start+2 : end]), nil
}

func labelByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '-' || c == '.' || c >= utf8.RuneSelf
}

// literal reads a quoted string, and its language or datatype.
func (p *scanner) literal() (graph.Term, error) {
	start := p.i
	quote := p.s[start : start+1]
	if long := strings.Repeat(quote, 3); strings.HasPrefix(p.s[start:], long) {
		quote = long
	}
	end := start + len(quote)
	for ; ; end++ {
		if end >= len(p.s) {
			return graph.Term{}, p.fail(start, "the string has no closing "+quote, "")
		}
		if p.s[end] == '\\' {
			end++
		} else if strings.HasPrefix(p.s[end:], quote) {
			break
		}
	}
	for len(quote) == 3 && end+3 < len(p.s) && p.s[end+3] == quote[0] {
		end++ // up to two quotes may stand before the closing three
	}
	text, err := p.unescape(p.s[start+len(quote):end], start+len(quote), true)
	if err != nil {
		return graph.Term{}, err
	}
	if len(text) > maxTermBytes {
		return graph.Term{}, &syntaxError{start, "the literal is too long", "at most 16 MiB", ErrLimit}
	}
	p.i = end + len(quote)
	return p.qualified(text)
}

// qualified reads @lang, @lang--dir, ^^<datatype> or nothing.
func (p *scanner) qualified(text string) (graph.Term, error) {
	rest := p.s[p.i:]
	if strings.HasPrefix(rest, "^^") {
		p.i += 2
		if p.i >= len(p.s) || p.s[p.i] != '<' {
			return graph.Term{}, p.fail(p.i, "expected <datatype> after ^^", "there are no prefixes here")
		}
		dt, err := p.iri()
		return graph.NewTyped(text, dt), err
	}
	if !strings.HasPrefix(rest, "@") {
		return graph.NewLiteral(text), nil
	}
	start := p.i + 1
	end := start
	for end < len(p.s) && labelByte(p.s[end]) && p.s[end] != '_' && p.s[end] != '.' && p.s[end] < utf8.RuneSelf {
		end++
	}
	p.i = end
	lang, dirName, directed := strings.Cut(p.s[start:end], "--")
	if !langTag(lang) {
		return graph.Term{}, p.fail(start, "expected a language tag after @", "")
	}
	if !directed {
		return graph.NewLang(text, lang), nil
	}
	dir := direction(dirName)
	if dir == graph.NoDirection {
		return graph.Term{}, p.fail(start, "the base direction is "+strconv.Quote(dirName), "ltr or rtl")
	}
	return graph.NewDirLang(text, lang, dir), nil
}

// langTag reports whether s is letters, then parts of letters and digits
// joined by hyphens (Turtle, production LANG_DIR).
func langTag(s string) bool {
	for n, part := range strings.Split(s, "-") {
		if part == "" {
			return false
		}
		for i := 0; i < len(part); i++ {
			c := part[i]
			letter := c|0x20 >= 'a' && c|0x20 <= 'z'
			if !letter && (n == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

func direction(name string) graph.Direction {
	switch name {
	case "ltr":
		return graph.LTR
	case "rtl":
		return graph.RTL
	}
	return graph.NoDirection
}

// bare reads a number or a boolean without quotes.
func (p *scanner) bare() (graph.Term, error) {
	start := p.i
	end := start
	for end < len(p.s) && p.s[end] != ' ' && p.s[end] != '\t' && p.s[end] != ')' {
		end++
	}
	word := p.s[start:end]
	p.i = end
	if word == "true" || word == "false" {
		return graph.NewTyped(word, xsdBoolean), nil
	}
	if dt := numberDatatype(word); dt != "" {
		return graph.NewTyped(word, dt), nil
	}
	if len(word) > 40 {
		word = strings.ToValidUTF8(word[:40], "") + "…"
	}
	return graph.Term{}, p.fail(start, "expected a term, found "+strconv.Quote(word),
		`terms look like <iri>, _:b, "text", "text"@en, "1"^^<datatype>, 1, true, <<( s p o )>>`)
}

// unescape resolves \u and \U, and in strings also \t and its kind; at is where
// s begins.
func (p *scanner) unescape(s string, at int, str bool) (string, error) {
	i := strings.IndexByte(s, '\\')
	if i < 0 {
		return s, nil
	}
	b := append(make([]byte, 0, len(s)), s[:i]...)
	for i < len(s) {
		if s[i] != '\\' {
			b = append(b, s[i])
			i++
			continue
		}
		size := 2
		switch {
		case i+1 < len(s) && (s[i+1] == 'u' || s[i+1] == 'U'):
			r, n := codepoint(s[i+1:])
			if n == 0 {
				return "", p.fail(at+i, "a bad \\u escape", "\\u and 4 or \\U and 8 hexadecimal digits of a code point")
			}
			b = utf8.AppendRune(b, r)
			size = 1 + n
		case str && i+1 < len(s) && strings.IndexByte(`tbnrf"'\`, s[i+1]) >= 0:
			b = append(b, "\t\b\n\r\f\"'\\"[strings.IndexByte(`tbnrf"'\`, s[i+1])])
		default:
			return "", p.fail(at+i, "a bad escape", `\t \b \n \r \f \" \' \\ \uXXXX \UXXXXXXXX are known`)
		}
		i += size
	}
	return string(b), nil
}

// codepoint reads uXXXX or UXXXXXXXX; n is the bytes read, 0 when bad.
func codepoint(s string) (r rune, n int) {
	n = 5
	if s[0] == 'U' {
		n = 9
	}
	if len(s) < n {
		return 0, 0
	}
	v, err := strconv.ParseUint(s[1:n], 16, 32)
	if err != nil || !utf8.ValidRune(rune(v)) || v > utf8.MaxRune {
		return 0, 0
	}
	return rune(v), n
}
