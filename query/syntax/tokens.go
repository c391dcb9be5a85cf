package syntax

// TokenKind is the kind of a piece of text, as colouring needs it.
type TokenKind uint8

// The kinds of tokens.
const (
	TokenSpace        TokenKind = iota // white space, and a byte order mark
	TokenComment                       // # to the end of the line
	TokenKeyword                       // SELECT, WHERE, a, true, ...
	TokenFunction                      // a built-in function or aggregate
	TokenVariable                      // ?x
	TokenIRI                           // <...>
	TokenPrefixedName                  // ex:name
	TokenBlank                         // _:b
	TokenString                        // "..." in all its forms
	TokenLang                          // @en--ltr
	TokenNumber                        // 1, 1.5, 1e6
	TokenPunctuation                   // braces, dots and operators
	TokenError                         // what is none of these
)

// Token is a piece of text: text[Start:End], in bytes.
type Token struct {
	Kind       TokenKind
	Start, End int
}

// Tokens cuts any text into tokens, without gaps or overlaps: the first starts
// at 0, each starts where the one before ends, and the last ends at len(text).
// Unknown words are errors, but for one that touches the end of the text, which
// may be half typed and is a keyword for now. It takes time linear in the text.
func Tokens(text string) []Token {
	out := make([]Token, 0, 16+len(text)/4)
	l := newLexer(text)
	if n := l.pos.Offset; n > 0 {
		out = append(out, Token{TokenSpace, 0, n})
	}
	for l.pos.Offset < len(text) {
		off := l.pos.Offset
		kind, end := l.piece(off)
		l.pos.Offset = end
		if n := len(out); n > 0 && kind == TokenSpace && out[n-1].Kind == TokenSpace {
			out[n-1].End = end
			continue
		}
		out = append(out, Token{kind, off, end})
	}
	return out
}

// piece is the kind and the end of the token at off, white space and comments
// among them.
func (l *lexer) piece(off int) (TokenKind, int) {
	if c := l.src[off]; isSpace(c) {
		end := off + 1
		for end < len(l.src) && isSpace(l.src[end]) {
			end++
		}
		return TokenSpace, end
	} else if c == '#' {
		return TokenComment, commentEnd(l.src, off)
	}
	kind, end := l.scan(off)
	end = max(end, off+1)
	if kind != tWord {
		return kind.colour(), end
	}
	switch word := keyword(l.src[off:end]); {
	case word == "" && end < len(l.src):
		return TokenError, end
	case isFunction(word):
		return TokenFunction, end
	}
	return TokenKeyword, end
}

// colour is the kind of a token for colouring.
func (k kind) colour() TokenKind {
	switch k {
	case tIRI:
		return TokenIRI
	case tPName:
		return TokenPrefixedName
	case tBlank:
		return TokenBlank
	case tVar:
		return TokenVariable
	case tString:
		return TokenString
	case tLang:
		return TokenLang
	case tInteger, tDecimal, tDouble:
		return TokenNumber
	case tError:
		return TokenError
	}
	return TokenPunctuation
}
