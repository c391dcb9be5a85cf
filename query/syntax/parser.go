package syntax

import "slices"

// parser reads one text. Its methods are the rules of the grammar. An error is
// kept in err and turns the rest of the text into tEOF, so that every rule and
// loop comes to its end by itself; what rules return after that is not used.
//
// A tolerant parser (for completion) instead goes on as well as it can: it
// takes a missing token as given and steps over one that fits nowhere.
type parser struct {
	lex    lexer
	tok    token // the token to look at
	prev   token // the token before it
	opts   Options
	limits Limits
	err    *Error
	depth  int // open groups, brackets and terms

	prologue Prologue
	base     string            // what relative IRIs are resolved against
	split    iriParts          // the base in parts, once it was needed
	prefixes map[string]string // declared in the text
	borrowed map[string]string // taken from Options.Prefixes
	rebound  bool              // a prefix was declared twice, with two IRIs
	anon     int               // anonymous blank nodes so far
	braces   []Pos             // the open braces, for messages

	noVars    string // the block that may hold no variables, or ""
	noBlanks  string // the block that may hold no blank nodes, or ""
	paths     bool   // property paths are allowed: not in templates
	aggregate bool   // aggregates are allowed here
	inside    string // the aggregate whose argument this is, or ""
	isUpdate  bool   // the text is to be an update
	ruled     bool   // there is something that checkQuery has a rule for

	nodes         slabs
	wants         *wants // what could stand at tok; nil when nobody asks
	quiet         bool   // nobody reads the error's message
	tolerant      bool   // go on after errors
	facts         *facts // what was read, for completion
	failedAt      int    // tolerant: offset of the last failure, to make progress
	prologueStart int    // where a PREFIX can be added
}

// newParser gets ready to read text; the first token is in tok.
func newParser(text string, o Options) *parser {
	p := &parser{lex: newLexer(text), opts: o, limits: o.Limits.withDefaults(), base: o.Base, paths: true, failedAt: -1}
	p.tok = p.lex.next()
	p.prologueStart = p.tok.start.Offset
	return p
}

// start makes sure that the first token can be read; it is called once the
// parser's mode is set.
func (p *parser) start() {
	if p.tok.kind == tError && p.tolerant {
		p.next()
	} else if p.tok.kind == tError {
		p.failWith(p.lex.explain(p.tok))
	}
}

// next takes the token away and reads the one after it. A tolerant parser steps
// over what is no token.
func (p *parser) next() {
	p.prev = p.tok
	p.tok = p.lex.next()
	if p.wants != nil {
		p.wants.reset()
	}
	for p.tok.kind == tError {
		if !p.tolerant {
			p.failWith(p.lex.explain(p.tok))
			return
		}
		p.tok = p.lex.next()
	}
}

// text is the token as it is written.
func (p *parser) text() string { return p.lex.src[p.tok.start.Offset:p.tok.end.Offset] }

// peek is the token after tok, unread.
func (p *parser) peek() token {
	ahead := p.lex
	return ahead.next()
}

// is tells whether the token is of this kind, and notes that it may be.
func (p *parser) is(k kind) bool {
	if p.wants != nil {
		p.wants.kind(k)
	}
	return p.tok.kind == k
}

// isWord tells whether the token is this keyword, and notes that it may be.
func (p *parser) isWord(w string) bool {
	if p.wants != nil {
		p.wants.word(w)
	}
	return p.tok.word == w
}

// take takes the token if it is of this kind.
func (p *parser) take(k kind) bool {
	if !p.is(k) {
		return false
	}
	p.next()
	return true
}

// takeWord takes the token if it is this keyword.
func (p *parser) takeWord(w string) bool {
	if !p.isWord(w) {
		return false
	}
	p.next()
	return true
}

// expect takes a token of this kind or fails; why completes "expected X ...".
func (p *parser) expect(k kind, why string) bool {
	if p.take(k) {
		return true
	}
	p.unexpected(k.String()+why, placeNone)
	return false
}

// expectWord takes this keyword or fails; why completes "expected X ...".
func (p *parser) expectWord(w, why string) bool {
	if p.takeWord(w) {
		return true
	}
	p.unexpected(w+why, placeNone)
	return false
}

// from is the place of a node that began at start and ends with the last token
// taken.
func (p *parser) from(start Pos) Loc {
	end := p.prev.end
	if end.Offset < start.Offset {
		end = start
	}
	return Loc{Span{start, end}}
}

// enter counts a level of nesting; false means that there are too many. Every
// true is paired with a leave.
func (p *parser) enter() bool {
	if p.depth >= p.limits.MaxDepth {
		p.overLimit("MaxDepth", p.limits.MaxDepth, "is nested too deep")
		return false
	}
	p.depth++
	return true
}

func (p *parser) leave() { p.depth-- }

// overLimit fails because of a limit. It ends even a tolerant parser.
func (p *parser) overLimit(limit string, most int, what string) {
	e := &LimitError{Limit: limit, Max: most}
	p.tolerant = false
	p.failWith(&Error{Span: p.tok.span(), Msg: "this " + what + ": " + e.Error(), Err: e})
}

// chain checks the number of operands of a chain.
func (p *parser) chain(n int) {
	if n > p.limits.MaxChain {
		p.overLimit("MaxChain", p.limits.MaxChain, "chain of operators is too long")
	}
}

// fail records an error at a place.
func (p *parser) fail(at Span, msg, hint string, fixes ...Edit) {
	p.failWith(&Error{Span: at, Msg: msg, Hint: hint, Fixes: fixes})
}

// failWith records the first error and ends the text, or in a tolerant parser
// makes sure that there is progress.
func (p *parser) failWith(e *Error) {
	if p.err == nil {
		e.File = p.opts.File
		p.err = e
	}
	if p.tolerant {
		p.stepOver()
		return
	}
	if p.wants != nil {
		p.wants.frozen = true
	}
	p.tok = token{kind: tEOF, start: p.tok.start, end: p.tok.start}
	p.lex.src = p.lex.src[:p.tok.start.Offset]
	p.lex.pos = p.tok.start
}

// stepOver drops a token that does not fit, the second time that it fails.
func (p *parser) stepOver() {
	switch {
	case p.tok.kind == tEOF:
		if p.wants != nil {
			p.wants.frozen = true
		}
	case p.failedAt == p.tok.start.Offset:
		p.failedAt = -1
		p.next()
	default:
		p.failedAt = p.tok.start.Offset
	}
}

// ok tells whether reading can go on: there was no error yet, or the parser is
// tolerant and has not failed at the end of the text.
func (p *parser) ok() bool { return p.err == nil || p.tolerant && !p.wants.frozen }

// wants collects what could stand at one token.
type wants struct {
	words  []string
	kinds  []kind
	role   Role
	frozen bool // the end of the text was reached: what follows is no news
}

func (w *wants) reset() {
	if !w.frozen {
		w.words, w.kinds, w.role = w.words[:0], w.kinds[:0], 0
	}
}

func (w *wants) word(s string) {
	if !w.frozen && !slices.Contains(w.words, s) {
		w.words = append(w.words, s)
	}
}

func (w *wants) kind(k kind) {
	if !w.frozen && !slices.Contains(w.kinds, k) {
		w.kinds = append(w.kinds, k)
	}
}

// want notes keywords that a switch is about to look for.
func (p *parser) want(words ...string) {
	if p.wants != nil {
		for _, w := range words {
			p.wants.word(w)
		}
	}
}

// wantRole notes that the next thing plays a role that completion knows.
func (p *parser) wantRole(r Role) {
	if p.wants != nil && !p.wants.frozen {
		p.wants.role |= r
	}
}

// list is the wanted things in words, keywords first.
func (w *wants) list() []string {
	var out []string
	for _, s := range w.words {
		switch s {
		case "GROUP", "ORDER":
			s += " BY"
		}
		out = append(out, spelling(s))
	}
	for _, k := range w.kinds {
		if s := k.String(); k != tEOF && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// found describes the token for a message.
func (p *parser) found() string {
	text := cut(p.text())
	switch p.tok.kind {
	case tEOF:
		return "the text ends here"
	case tWord:
		switch {
		case p.tok.word == "":
			return `found "` + text + `"`
		case isFunction(p.tok.word):
			return "found the function " + text
		}
		return "found the keyword " + text
	case tVar:
		return "found the variable " + text
	case tIRI:
		return "found the IRI " + text
	case tPName:
		return "found the name " + text
	case tBlank:
		return "found the blank node " + text
	case tString:
		return "found the string " + text
	case tInteger, tDecimal, tDouble:
		return "found the number " + text
	}
	return `found "` + text + `"`
}
