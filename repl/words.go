package repl

import (
	"fmt"
	"strings"
)

// splitWords splits the arguments of a command at blanks. A word may be quoted
// with ' or " ("" inside " and ” inside ' stand for the quote itself), and
// <...> and "..."@en or "..."^^<...> stay one word with their quotes when raw
// is set, because they are RDF terms.
func splitWords(s string, raw bool) ([]string, error) {
	var words []string
	for {
		s = strings.TrimLeft(s, " \t\n")
		if s == "" {
			return words, nil
		}
		word, rest, err := nextWord(s, raw)
		if err != nil {
			return nil, err
		}
		words = append(words, word)
		s = rest
	}
}

// nextWord takes the first word of s, which does not begin with a blank.
func nextWord(s string, raw bool) (word, rest string, err error) {
	var b strings.Builder
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == ' ' || c == '\t' || c == '\n':
			return b.String(), s[i:], nil
		case c == '<' && raw:
			end := strings.IndexByte(s[i:], '>')
			if end < 0 {
				return "", "", fmt.Errorf("no closing > in %s", s)
			}
			b.WriteString(s[i : i+end+1])
			i += end + 1
		case c == '"' || c == '\'' && !raw:
			text, n, err := quoted(s[i:], raw)
			if err != nil {
				return "", "", err
			}
			b.WriteString(text)
			i += n
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String(), "", nil
}

// quoted reads the quoted text at the start of s and gives it, with its quotes
// and escapes when raw is set, and how many bytes it took.
func quoted(s string, raw bool) (string, int, error) {
	q := s[0]
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case raw && s[i] == '\\' && i+1 < len(s):
			i++
		case s[i] == q && !raw && i+1 < len(s) && s[i+1] == q:
			b.WriteByte(q)
			i++
		case s[i] == q:
			if raw {
				return s[:i+1], i + 1, nil
			}
			return b.String(), i + 1, nil
		default:
			b.WriteByte(s[i])
		}
	}
	return "", 0, fmt.Errorf("no closing %c in %s", q, s)
}
