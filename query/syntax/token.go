package syntax

// kind is the kind of a token as the parser sees it.
type kind uint8

const (
	tEOF       kind = iota
	tError          // text that is no token; lexer.err says why
	tWord           // keyword, function name or unknown word
	tIRI            // <...>
	tPName          // prefix:local; local may be empty
	tBlank          // _:label
	tVar            // ?x or $x
	tString         // any of the four quotings
	tLang           // @en or @en--ltr
	tInteger        // 12, sign included
	tDecimal        // 1.5
	tDouble         // 1e6
	tLBrace         // {
	tRBrace         // }
	tLParen         // (
	tRParen         // )
	tLBracket       // [
	tRBracket       // ]
	tTermOpen       // <<(
	tTermEnd        // )>>
	tReifOpen       // <<
	tReifEnd        // >>
	tAnnOpen        // {|
	tAnnEnd         // |}
	tDot            // .
	tComma          // ,
	tSemicolon      // ;
	tEq             // =
	tNotEq          // !=
	tLess           // <
	tLessEq         // <=
	tGreater        // >
	tGreaterEq      // >=
	tAnd            // &&
	tOr             // ||
	tPipe           // |
	tBang           // !
	tPlus           // +
	tMinus          // -
	tStar           // *
	tSlash          // /
	tCaret          // ^
	tTypeMark       // ^^
	tQuestion       // ?
	tTilde          // ~
)

// String is how the token is called in messages: as it is written, or in words.
func (k kind) String() string {
	names := [...]string{
		"the end of the text", "an unreadable character", "a keyword", "an IRI", "a prefixed name",
		"a blank node", "a variable", "a string", "a language tag", "a whole number", "a number", "a number",
		`"{"`, `"}"`, `"("`, `")"`, `"["`, `"]"`, `"<<("`, `")>>"`, `"<<"`, `">>"`, `"{|"`, `"|}"`,
		`"."`, `","`, `";"`, `"="`, `"!="`, `"<"`, `"<="`, `">"`, `">="`, `"&&"`, `"||"`, `"|"`, `"!"`,
		`"+"`, `"-"`, `"*"`, `"/"`, `"^"`, `"^^"`, `"?"`, `"~"`,
	}
	return names[k]
}

// token is one token with its place. Its text is src[start.Offset:end.Offset].
type token struct {
	kind       kind
	word       string // for tWord: the keyword in upper case ("a" as it is), or "" if unknown
	start, end Pos
}

func (t token) span() Span { return Span{t.start, t.end} }
