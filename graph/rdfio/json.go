package rdfio

import (
	"encoding/json"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonParser reads one JSON text (RFC 8259) into map[string]any, []any, string,
// json.Number, bool and nil. Unlike encoding/json it refuses what would lose or
// change data: a name that is there twice in an object, a lone surrogate, text
// that is not UTF-8. Every error has its place.
type jsonParser struct {
	b     []byte
	i     int
	depth int
	lim   Limits
	at    int // where the mistake is
	msg   string
	limit string // the limit that was passed, or ""
}

// parseJSON reads the whole of b.
func parseJSON(b []byte, o *Options) (any, error) {
	p := &jsonParser{b: b, lim: o.Limits}
	v, ok := p.value()
	if ok {
		p.space()
		if p.i == len(b) {
			return v, nil
		}
		p.unexpected("the end of the document")
	}
	line, col, off := mark{line: 1}.place(b, p.at)
	e := &Error{File: o.File, Line: line, Column: col, Offset: off, Msg: p.msg}
	if p.limit != "" {
		lim := &LimitError{Limit: p.limit, Max: int64(p.lim.MaxDepth)}
		if p.limit == "MaxTokenBytes" {
			lim.Max = int64(p.lim.MaxTokenBytes)
		}
		e.Msg, e.Err = lim.Error(), lim
	}
	return nil, e
}

func (p *jsonParser) space() {
	for p.i < len(p.b) && class[p.b[p.i]]&cSpace != 0 {
		p.i++
	}
}

// fail records a mistake at b[i].
func (p *jsonParser) fail(i int, msg string) bool {
	p.at, p.msg = i, msg
	return false
}

func (p *jsonParser) unexpected(want string) bool {
	msg, _ := describe(p.b, p.i, want)
	return p.fail(p.i, msg)
}

// value reads any JSON value.
func (p *jsonParser) value() (any, bool) {
	p.space()
	if p.i >= len(p.b) {
		return nil, p.unexpected("a JSON value")
	}
	switch c := p.b[p.i]; {
	case c == '{':
		return p.nested(p.object)
	case c == '[':
		return p.nested(p.array)
	case c == '"':
		return p.str()
	case c == '-' || isDigit(c):
		return p.number()
	}
	for word, v := range map[string]any{"true": true, "false": false, "null": nil} {
		end := p.i + len(word)
		if end <= len(p.b) && string(p.b[p.i:end]) == word {
			p.i = end
			return v, true
		}
	}
	return nil, p.unexpected("a JSON value")
}

// nested reads an object or array one level deeper.
func (p *jsonParser) nested(read func() (any, bool)) (any, bool) {
	if p.depth >= p.lim.MaxDepth {
		p.limit = "MaxDepth"
		return nil, p.fail(p.i, "")
	}
	p.depth++
	p.i++
	v, ok := read()
	p.depth--
	return v, ok
}

// next reads ',' or the closing bracket; more tells which.
func (p *jsonParser) next(closing byte) (more, ok bool) {
	p.space()
	if p.i < len(p.b) {
		switch p.b[p.i] {
		case ',':
			p.i++
			return true, true
		case closing:
			p.i++
			return false, true
		}
	}
	return false, p.unexpected("',' or '" + string(rune(closing)) + "'")
}

// empty reads the closing bracket right after the opening one, if it is there.
func (p *jsonParser) empty(closing byte) bool {
	p.space()
	if p.i < len(p.b) && p.b[p.i] == closing {
		p.i++
		return true
	}
	return false
}

func (p *jsonParser) object() (any, bool) {
	m := make(map[string]any)
	if p.empty('}') {
		return m, true
	}
	for {
		p.space()
		at := p.i
		if p.i >= len(p.b) || p.b[p.i] != '"' {
			return nil, p.unexpected("a name in double quotes")
		}
		name, ok := p.str()
		if !ok {
			return nil, false
		}
		if _, twice := m[name.(string)]; twice {
			return nil, p.fail(at, "the name "+strconv.Quote(clip(name.(string)))+" is there twice in one object")
		}
		p.space()
		if p.i >= len(p.b) || p.b[p.i] != ':' {
			return nil, p.unexpected("':' after the name")
		}
		p.i++
		v, ok := p.value()
		if !ok {
			return nil, false
		}
		m[name.(string)] = v
		if more, ok := p.next('}'); !more {
			return m, ok
		}
	}
}

func (p *jsonParser) array() (any, bool) {
	list := []any{}
	if p.empty(']') {
		return list, true
	}
	for {
		v, ok := p.value()
		if !ok {
			return nil, false
		}
		list = append(list, v)
		if more, ok := p.next(']'); !more {
			return list, ok
		}
	}
}

// number reads: -? (0 | [1-9][0-9]*) ('.' [0-9]+)? ([eE] [+-]? [0-9]+)?
func (p *jsonParser) number() (any, bool) {
	b, start := p.b, p.i
	i := start
	if b[i] == '-' {
		i++
	}
	end := digits(b, i)
	if end == i || b[i] == '0' && end > i+1 {
		return nil, p.fail(start, "a malformed number")
	}
	if i = end; i < len(b) && b[i] == '.' {
		if end = digits(b, i+1); end == i+1 {
			return nil, p.fail(start, "a malformed number")
		}
		i = end
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if end = digits(b, i); end == i {
			return nil, p.fail(start, "a malformed number")
		}
		i = end
	}
	p.i = i
	return json.Number(b[start:i]), true
}

// str reads a string.
func (p *jsonParser) str() (any, bool) {
	start := p.i
	out := make([]byte, 0, 32)
	for i := p.i + 1; i < len(p.b); {
		switch c := p.b[i]; {
		case c == '"':
			p.i = i + 1
			return string(out), true
		case c == '\\':
			r, n, msg := p.escape(i)
			if msg != "" {
				return nil, p.fail(i, msg)
			}
			out = utf8.AppendRune(out, r)
			i += n
		case c < ' ':
			return nil, p.fail(i, "a control character in a string: write it as an escape")
		case c < utf8.RuneSelf:
			out = append(out, c)
			i++
		default:
			_, n, st := decode(p.b, i)
			if st != plain {
				p.i = i
				return nil, p.unexpected("text in UTF-8")
			}
			out = append(out, p.b[i:i+n]...)
			i += n
		}
		if len(out) > p.lim.MaxTokenBytes {
			p.limit = "MaxTokenBytes"
			return nil, p.fail(start, "")
		}
	}
	return nil, p.fail(start, "the string is not closed")
}

// escape reads the escape at b[i]: its character and its length.
func (p *jsonParser) escape(i int) (rune, int, string) {
	if i+1 >= len(p.b) {
		return 0, 0, "the string is not closed"
	}
	switch e := p.b[i+1]; e {
	case '"', '\\', '/':
		return rune(e), 2, ""
	case 'u':
		r, ok := p.hex4(i)
		switch {
		case !ok:
			return 0, 0, "\\u needs 4 hexadecimal digits"
		case !utf16.IsSurrogate(r):
			return r, 6, ""
		}
		low, ok := p.hex4(i + 6)
		if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
			return 0, 0, "a surrogate without its pair"
		}
		return r, 12, ""
	default:
		if v := charEscape(e); v != 0 && e != '\'' {
			return rune(v), 2, ""
		}
	}
	return 0, 0, "an unknown escape"
}

// hex4 reads \uXXXX at b[i].
func (p *jsonParser) hex4(i int) (r rune, ok bool) {
	if i+6 > len(p.b) || p.b[i] != '\\' || p.b[i+1] != 'u' {
		return 0, false
	}
	for _, c := range p.b[i+2 : i+6] {
		v := hexValue(c)
		if v < 0 {
			return 0, false
		}
		r = r<<4 | rune(v)
	}
	return r, true
}
