package results

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonLexer reads JSON (RFC 8259) from a stream, a piece at a time, without an
// allocation but for the strings that are kept. encoding/json's Decoder gives
// each token as an interface, which costs ten times as much as the rest of
// reading a result.
type jsonLexer struct {
	r    *bufio.Reader
	pos  int64  // bytes read
	text []byte // the string read last, unescaped; valid until the next one
}

func (l *jsonLexer) fail(msg, hint string) error {
	return &Error{Format: JSON, Offset: l.pos, Msg: msg, Hint: hint}
}

// ended turns the end of input, which is never expected here, into an error of ours.
func (l *jsonLexer) ended(err error) error {
	if errors.Is(err, io.EOF) {
		return l.fail("the document ends too early", "")
	}
	return err
}

// peek gives the next byte that is not white space, without reading it.
func (l *jsonLexer) peek() (byte, error) {
	for {
		c, err := l.r.ReadByte()
		if err != nil {
			return 0, err
		}
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c, l.r.UnreadByte()
		}
		l.pos++
	}
}

// take reads the byte c after white space, if it is next.
func (l *jsonLexer) take(c byte) (bool, error) {
	next, err := l.peek()
	if err != nil || next != c {
		return false, l.ended(err)
	}
	_, err = l.r.ReadByte()
	l.pos++
	return true, err
}

// want is take, and fails if c is not next.
func (l *jsonLexer) want(c byte, where string) error {
	ok, err := l.take(c)
	if err == nil && !ok {
		return l.fail("not JSON: expected "+strconv.QuoteRune(rune(c))+" "+where, "")
	}
	return err
}

// str reads a string, into l.text; what names it in errors.
func (l *jsonLexer) str(what string) error {
	ok, err := l.take('"')
	if err != nil {
		return err
	}
	if !ok {
		return l.fail(what+" is not a string", "")
	}
	l.text = l.text[:0]
	for {
		end, err := l.run()
		if err != nil || end {
			return err
		}
		if err := l.escape(); err != nil {
			return err
		}
	}
}

// run appends to l.text up to a quote (end is true) or a backslash, and reads that.
func (l *jsonLexer) run() (end bool, err error) {
	for {
		if len(l.text) > maxTermBytes {
			return false, &Error{Format: JSON, Offset: l.pos, Msg: "a string is too long", Hint: "at most 16 MiB", Err: ErrLimit}
		}
		if _, err := l.r.Peek(1); err != nil {
			return false, l.ended(err)
		}
		b, _ := l.r.Peek(l.r.Buffered())
		n := 0
		for n < len(b) && b[n] != '"' && b[n] != '\\' && b[n] >= ' ' {
			n++
		}
		l.text = append(l.text, b[:n]...)
		_, _ = l.r.Discard(n)
		l.pos += int64(n)
		if n == len(b) {
			continue
		}
		c, err := l.r.ReadByte()
		if c < ' ' {
			return false, l.fail("not JSON: a control character in a string", `write it as \u00XX`)
		}
		l.pos++
		return c == '"', err
	}
}

// escape reads what follows a backslash. Surrogates that are not a pair become
// U+FFFD, as encoding/json has it.
func (l *jsonLexer) escape() error {
	c, err := l.r.ReadByte()
	if err != nil {
		return l.ended(err)
	}
	l.pos++
	switch c {
	case '"', '\\', '/':
		l.text = append(l.text, c)
	case 'b':
		l.text = append(l.text, '\b')
	case 'f':
		l.text = append(l.text, '\f')
	case 'n':
		l.text = append(l.text, '\n')
	case 'r':
		l.text = append(l.text, '\r')
	case 't':
		l.text = append(l.text, '\t')
	case 'u':
		return l.unicode()
	default:
		return l.fail("not JSON: a bad escape", `\" \\ \/ \b \f \n \r \t \uXXXX are known`)
	}
	return nil
}

// unicode reads XXXX, and the second half of a surrogate pair.
func (l *jsonLexer) unicode() error {
	r, err := l.hex4()
	if err != nil {
		return err
	}
	if utf16.IsSurrogate(r) {
		if next, err := l.r.Peek(6); err == nil && next[0] == '\\' && next[1] == 'u' {
			if low, err := strconv.ParseUint(string(next[2:6]), 16, 16); err == nil {
				if pair := utf16.DecodeRune(r, rune(low)); pair != utf8.RuneError {
					_, _ = l.r.Discard(6)
					l.pos += 6
					r = pair
				}
			}
		}
	}
	l.text = utf8.AppendRune(l.text, r) // U+FFFD for a lone surrogate
	return nil
}

func (l *jsonLexer) hex4() (rune, error) {
	var b [4]byte
	n, err := io.ReadFull(l.r, b[:])
	l.pos += int64(n)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	if err != nil {
		return 0, l.ended(err)
	}
	v, err := strconv.ParseUint(string(b[:]), 16, 16)
	if err != nil {
		return 0, l.fail(`not JSON: a bad \u escape`, "4 hexadecimal digits")
	}
	return rune(v), nil
}

// word reads the rest of a number, true, false or null, into l.text.
func (l *jsonLexer) word() error {
	l.text = l.text[:0]
	if _, err := l.peek(); err != nil {
		return l.ended(err)
	}
	for {
		c, err := l.r.ReadByte()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err == nil && (c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '+' || c == '-' || c == '.') && len(l.text) < 1024 {
			l.text = append(l.text, c)
			l.pos++
			continue
		}
		if err == nil {
			_ = l.r.UnreadByte()
		}
		if w := string(l.text); w == "true" || w == "false" || w == "null" || jsonNumber(w) {
			return nil
		}
		return l.fail("not JSON: expected a value", "")
	}
}

// jsonNumber reports whether w is a JSON number (RFC 8259, section 6).
func jsonNumber(w string) bool {
	if len(w) > 0 && w[0] == '-' {
		w = w[1:]
	}
	if len(w) > 1 && w[0] == '0' && w[1] >= '0' && w[1] <= '9' || w == "" || w[0] < '0' || w[0] > '9' {
		return false
	}
	i := 0
	digits(w, &i)
	if i < len(w) && w[i] == '.' {
		i++
		if digits(w, &i) == 0 {
			return false
		}
	}
	if i < len(w) && w[i]|0x20 == 'e' {
		i++
		if i < len(w) && (w[i] == '+' || w[i] == '-') {
			i++
		}
		if digits(w, &i) == 0 {
			return false
		}
	}
	return i == len(w)
}

// members reads an object, and calls member for each key once the colon is
// read; member reads the value. The key is valid only until it reads.
func (l *jsonLexer) members(what string, member func(key []byte) error) error {
	ok, err := l.take('{')
	if err != nil {
		return err
	}
	if !ok {
		return l.fail(what+" is not an object", "")
	}
	if done, err := l.take('}'); done || err != nil {
		return err
	}
	for {
		if err := l.str("the name of a member"); err != nil {
			return err
		}
		if err := l.want(':', "after the name of a member"); err != nil {
			return err
		}
		if err := member(l.text); err != nil {
			return err
		}
		if more, err := l.take(','); err != nil {
			return err
		} else if !more {
			return l.want('}', "or ',' in an object")
		}
	}
}

// elements reads an array, and calls element before each element.
func (l *jsonLexer) elements(what string, element func() error) error {
	ok, err := l.take('[')
	if err != nil {
		return err
	}
	if !ok {
		return l.fail(what+" is not an array", "")
	}
	if done, err := l.take(']'); done || err != nil {
		return err
	}
	for {
		if err := element(); err != nil {
			return err
		}
		if more, err := l.take(','); err != nil {
			return err
		} else if !more {
			return l.want(']', "or ',' in an array")
		}
	}
}

// skip passes over a value of any kind that is depth levels deep already.
func (l *jsonLexer) skip(depth int) error {
	if depth > maxDepth {
		return l.tooDeep()
	}
	c, err := l.peek()
	if err != nil {
		return l.ended(err)
	}
	switch c {
	case '{':
		return l.members("", func([]byte) error { return l.skip(depth + 1) })
	case '[':
		return l.elements("", func() error { return l.skip(depth + 1) })
	case '"':
		return l.str("")
	}
	return l.word()
}

func (l *jsonLexer) tooDeep() error {
	return &Error{Format: JSON, Offset: l.pos, Msg: "values are nested too deep",
		Hint: "at most " + strconv.Itoa(maxDepth) + " levels", Err: ErrLimit}
}
