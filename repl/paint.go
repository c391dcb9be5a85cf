package repl

import (
	"strings"

	"github.com/trivet-rdf/trivet/query/syntax"
)

// The colours of a statement being typed: SGR sequences only, since readline
// computes the cursor's place from the text without them.
const (
	sgrKeyword  = "\x1b[1;34m"
	sgrVariable = "\x1b[36m"
	sgrIRI      = "\x1b[32m"
	sgrPName    = "\x1b[32m"
	sgrString   = "\x1b[33m"
	sgrNumber   = "\x1b[35m"
	sgrComment  = "\x1b[2m"
	sgrWrong    = "\x1b[1;31m"
	sgrCommand  = "\x1b[1m"
	sgrDim      = "\x1b[2m"
	sgrAdvice   = "\x1b[36m"
	sgrWarning  = "\x1b[33m"
	sgrNew      = "\x1b[32m"
	sgrGone     = "\x1b[31m"
	sgrHeading  = "\x1b[1m"
	sgrReset    = "\x1b[0m"
)

// maxPainted is the longest line that is coloured, in bytes: painting is done
// again at every key.
const maxPainted = 64 << 10

// painter colours the line being typed. It keeps the last line it coloured,
// because readline draws the same one several times.
type painter struct {
	s       *Session
	last    string
	painted string
}

// newPainter returns a painter that knows the session's prefixes.
func newPainter(s *Session) *painter { return &painter{s: s} }

// paint gives the line with colours. The text without them is the line itself.
func (p *painter) paint(line string) string {
	if line == p.last {
		return p.painted
	}
	p.last, p.painted = line, p.color(line)
	return p.painted
}

// color colours a line.
func (p *painter) color(line string) string {
	if len(line) > maxPainted || strings.IndexByte(line, 0x1b) >= 0 {
		return line
	}
	if _, _, ok := commandLine(line); ok && len(p.s.lines) == 0 {
		head, rest, _ := strings.Cut(line, " ")
		return sgrCommand + head + sgrReset + line[len(head):len(line)-len(rest)] + rest
	}
	// The mark of a newline is as long as a newline is not, so that offsets stay.
	text := strings.ReplaceAll(line, newlineMark, "\n\n\n")
	return p.colorTokens(line, text)
}

// colorTokens colours line by the tokens of text, which has the same offsets.
func (p *painter) colorTokens(line, text string) string {
	var b strings.Builder
	b.Grow(len(line) * 2)
	at := 0
	tokens := syntax.Tokens(text)
	bad := p.unbalanced(text, tokens)
	p.unknownPrefixes(text, tokens, bad)
	last := map[int]bool{} // where _ stands for the last result
	for _, u := range lastUses(text) {
		last[u.end-len(lastMark)] = true
	}
	for _, t := range tokens {
		start, end := t.Start, t.End
		if start < at || end > len(line) {
			return line
		}
		b.WriteString(line[at:start])
		at = end
		code := p.code(t, text[start:end])
		switch {
		case bad[start]:
			code = sgrWrong
		case last[start]:
			code = sgrVariable
		}
		if code == "" {
			b.WriteString(line[start:end])
			continue
		}
		b.WriteString(code)
		b.WriteString(line[start:end])
		b.WriteString(sgrReset)
	}
	b.WriteString(line[at:])
	return b.String()
}

// unbalanced finds the closing brackets without an opening one, counting those
// of the lines before.
func (p *painter) unbalanced(text string, tokens []syntax.Token) map[int]bool {
	var open []byte
	bad := map[int]bool{}
	scan := func(text string, tokens []syntax.Token, note bool) {
		for _, t := range tokens {
			if t.Kind != syntax.TokenPunctuation {
				continue
			}
			for i := t.Start; i < t.End; i++ {
				switch c := text[i]; c {
				case '{', '(', '[':
					open = append(open, c)
				case '}', ')', ']':
					if len(open) > 0 && open[len(open)-1] == opener(c) {
						open = open[:len(open)-1]
					} else if note {
						bad[t.Start] = true
					}
				}
			}
		}
	}
	if len(p.s.lines) > 0 {
		before := p.s.pending()
		scan(before, syntax.Tokens(before), false)
	}
	scan(text, tokens, true)
	return bad
}

// unknownPrefixes adds the places of names whose prefix nobody knows.
func (p *painter) unknownPrefixes(text string, tokens []syntax.Token, bad map[int]bool) {
	labels := undeclaredIn(text, tokens)
	if len(p.s.lines) > 0 {
		before := p.s.pending()
		labels = undeclaredIn(before+text, append(syntax.Tokens(before), moved(tokens, len(before))...))
	}
	unknown := map[string]bool{}
	for _, label := range labels {
		if _, ok := p.s.prefixes.lookup(label); !ok {
			unknown[label] = true
		}
	}
	if len(unknown) == 0 {
		return
	}
	for _, t := range tokens {
		if t.Kind == syntax.TokenPrefixedName {
			if label, _, _ := strings.Cut(text[t.Start:t.End], ":"); unknown[label] {
				bad[t.Start] = true
			}
		}
	}
}

// moved is tokens n bytes further on.
func moved(tokens []syntax.Token, n int) []syntax.Token {
	out := make([]syntax.Token, len(tokens))
	for i, t := range tokens {
		out[i] = syntax.Token{Kind: t.Kind, Start: t.Start + n, End: t.End + n}
	}
	return out
}

// opener is the bracket that c closes.
func opener(c byte) byte {
	switch c {
	case '}':
		return '{'
	case ')':
		return '('
	}
	return '['
}

// code is the colour of a token; "" is none.
func (p *painter) code(t syntax.Token, word string) string {
	switch t.Kind {
	case syntax.TokenComment:
		return sgrComment
	case syntax.TokenKeyword, syntax.TokenFunction:
		return sgrKeyword
	case syntax.TokenVariable:
		return sgrVariable
	case syntax.TokenIRI, syntax.TokenBlank:
		return sgrIRI
	case syntax.TokenPrefixedName:
		return sgrPName
	case syntax.TokenString, syntax.TokenLang:
		return sgrString
	case syntax.TokenNumber:
		return sgrNumber
	case syntax.TokenError:
		return sgrWrong
	}
	return ""
}
