package eval

import (
	"strings"
	"unicode/utf8"
)

// translator rewrites a regular expression of XPath (XPath Functions 3.1
// section 5.6.1, which extends that of XML Schema) in the syntax of Go.
// Differences: . excludes carriage returns too; \d \w \s and \i \c with their
// complements are Unicode classes; classes may be subtracted; \p{IsX} are
// blocks; x removes white space. Back-references are refused. What only Go has
// is refused where XPath gives it another meaning.
type translator struct {
	in  string
	at  int
	out strings.Builder
	f   regexFlags
	bad bool
}

// translate gives the Go syntax for an XPath regular expression.
func translate(text string, f regexFlags) (expr string, ok bool) {
	if !utf8.ValidString(text) {
		return "", false
	}
	t := translator{in: text, f: f}
	for t.at < len(t.in) && !t.bad {
		t.step()
	}
	return t.out.String(), !t.bad
}

// step translates the next character or escape.
func (t *translator) step() {
	c := t.in[t.at]
	switch {
	case c == '\\':
		t.escape()
	case c == '[':
		set := t.class()
		t.out.WriteString(set.String())
	case c == '.' && !t.f.dotAll:
		t.out.WriteString(`[^\n\r]`)
		t.at++
	case c == '.':
		t.out.WriteString(`(?s:.)`)
		t.at++
	case c == '(' && strings.HasPrefix(t.in[t.at:], "(?"):
		t.group()
	case c == '$' && !t.f.multi:
		t.out.WriteString(`\z`)
		t.at++
	case t.f.extended && (c == ' ' || c == '\t' || c == '\n' || c == '\r'):
		t.at++
	case c == ']' || c == '}':
		t.bad = true // must be escaped in XPath
	case c == '{':
		t.quantifier()
	default:
		_, n := utf8.DecodeRuneInString(t.in[t.at:])
		t.out.WriteString(t.in[t.at : t.at+n])
		t.at += n
	}
}

// group copies the start of a group: (?: of XPath, and as an extension the
// inline flags of Perl, (?i) and the like.
func (t *translator) group() {
	n := 2
	for t.at+n < len(t.in) && strings.IndexByte("ims-", t.in[t.at+n]) >= 0 {
		n++
	}
	if t.at+n == len(t.in) || t.in[t.at+n] != ':' && (t.in[t.at+n] != ')' || n == 2) {
		t.bad = true
		return
	}
	t.out.WriteString(t.in[t.at : t.at+n+1])
	t.at += n + 1
}

// quantifier copies {n}, {n,} or {n,m}, which Go would take literally if malformed.
func (t *translator) quantifier() {
	end := strings.IndexByte(t.in[t.at:], '}')
	if end < 0 {
		t.bad = true
		return
	}
	body := t.in[t.at+1 : t.at+end]
	lo, hi, comma := strings.Cut(body, ",")
	if lo == "" || strings.Trim(lo, "0123456789") != "" || comma && strings.Trim(hi, "0123456789") != "" {
		t.bad = true
		return
	}
	t.out.WriteString(t.in[t.at : t.at+end+1])
	t.at += end + 1
}

// escape translates a backslash escape outside a class.
func (t *translator) escape() {
	if t.at+1 == len(t.in) {
		t.bad = true
		return
	}
	if c := t.in[t.at+1]; c == 'b' || c == 'B' { // an extension: word boundaries
		t.out.WriteString(t.in[t.at : t.at+2])
		t.at += 2
		return
	}
	set, single := t.classEscape()
	if single >= 0 {
		set = runeSet{{single, single}}
	}
	t.out.WriteString(set.String())
}

// classEscape reads an escape, inside a class or out of it: a single character,
// or else a set.
func (t *translator) classEscape() (set runeSet, single rune) {
	c, n := utf8.DecodeRuneInString(t.in[t.at+1:])
	t.at += 1 + n
	switch c {
	case 'n':
		return nil, '\n'
	case 'r':
		return nil, '\r'
	case 't':
		return nil, '\t'
	case '\\', '|', '.', '?', '*', '+', '(', ')', '{', '}', '-', '[', ']', '^', '$':
		return nil, c
	case '/', '"', '\'', '@', '#', ',', ':', ';', '=', '!', '%', '&', '~', '_', '<', '>', ' ':
		return nil, c // an extension: needless escapes of punctuation
	case 'p', 'P':
		return t.property(c == 'P'), -1
	}
	set = multiEscape(c)
	if set == nil {
		t.bad = true
	}
	return set, -1
}

// property reads {Name} after \p or \P.
func (t *translator) property(complement bool) runeSet {
	end := strings.IndexByte(t.in[t.at:], '}')
	if !strings.HasPrefix(t.in[t.at:], "{") || end < 0 {
		t.bad = true
		return nil
	}
	name := t.in[t.at+1 : t.at+end]
	t.at += end + 1
	set := propertySet(name)
	if set == nil {
		t.bad = true
		return nil
	}
	if complement {
		return set.complement()
	}
	return set
}

// class reads a character class [...], with subtraction [...-[...]].
func (t *translator) class() runeSet {
	t.at++ // [
	negated := t.at < len(t.in) && t.in[t.at] == '^'
	if negated {
		t.at++
	}
	var set runeSet
	for first := true; !t.bad; first = false {
		if t.at >= len(t.in) {
			t.bad = true
			break
		}
		switch rest := t.in[t.at:]; {
		case rest[0] == ']' && !first:
			t.at++
			return set.finish(negated, t.f.fold)
		case strings.HasPrefix(rest, "-[") && !first:
			t.at++
			minus := t.class()
			if t.at >= len(t.in) || t.in[t.at] != ']' {
				t.bad = true
				return nil
			}
			t.at++
			return set.finish(negated, t.f.fold).minus(minus)
		default:
			set = t.classItem(set)
		}
	}
	return nil
}

// classItem reads one character, range or escape of a class.
func (t *translator) classItem(set runeSet) runeSet {
	lo, many := t.classChar()
	if many != nil || t.bad {
		return append(set, many...)
	}
	rest := t.in[t.at:]
	if !strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "-]") || strings.HasPrefix(rest, "-[") {
		return append(set, runeRange{lo, lo})
	}
	t.at++
	if t.at >= len(t.in) {
		t.bad = true
		return nil
	}
	hi, many := t.classChar()
	if many != nil || hi < lo {
		t.bad = true
		return nil
	}
	return append(set, runeRange{lo, hi})
}

// classChar reads one character of a class, or an escape for a set.
func (t *translator) classChar() (r rune, set runeSet) {
	c := t.in[t.at]
	if c == '[' {
		t.bad = true
		return 0, nil
	}
	if c != '\\' {
		r, n := utf8.DecodeRuneInString(t.in[t.at:])
		t.at += n
		return r, nil
	}
	if t.at+1 == len(t.in) {
		t.bad = true
		return 0, nil
	}
	set, single := t.classEscape()
	if single >= 0 {
		return single, nil
	}
	return 0, set
}
