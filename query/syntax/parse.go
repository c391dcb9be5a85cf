package syntax

import (
	"strings"
	"unicode/utf8"
)

// Parse reads a query. The error, if any, is an *Error.
func Parse(text string, o Options) (*Query, error) {
	var q *Query
	err := read(text, o, func(p *parser) {
		if q = p.queryUnit(); p.err == nil {
			if p.ruled {
				checkQuery(p, q)
			}
			p.settle(q, &q.Prologue)
		}
	})
	if err != nil {
		return nil, err
	}
	return q, nil
}

// ParseUpdate reads an update: a sequence of operations, which may be empty.
// The error, if any, is an *Error.
func ParseUpdate(text string, o Options) (*Update, error) {
	var u *Update
	err := read(text, o, func(p *parser) {
		p.isUpdate = true
		if u = p.updateUnit(); p.err == nil {
			checkUpdate(p, u)
			p.settle(u, &u.Prologue)
		}
	})
	if err != nil {
		return nil, err
	}
	return u, nil
}

// ParseAny reads a query or an update, whichever the text is; the other result
// is nil.
func ParseAny(text string, o Options) (*Query, *Update, error) {
	if isUpdateText(text) {
		u, err := ParseUpdate(text, o)
		return nil, u, err
	}
	q, err := Parse(text, o)
	return q, nil, err
}

// isUpdateText tells whether the first word after the prologue begins an
// update.
func isUpdateText(text string) bool {
	l := newLexer(text)
	for t := l.next(); t.kind != tEOF; t = l.next() {
		switch t.word {
		case "INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH":
			return true
		case "SELECT", "CONSTRUCT", "ASK", "DESCRIBE":
			return false
		}
	}
	return false
}

// read checks what concerns the text as a whole and runs a parser over it. A
// text that fails is read a second time by a parser that takes note of what
// could have stood at each token, which would slow the first reading down.
func read(text string, o Options, parse func(*parser)) error {
	if err := checkText(text, o); err != nil {
		return err
	}
	p := newParser(text, o)
	p.quiet = true
	p.start()
	parse(p)
	if p.err == nil {
		return nil
	}
	again := newParser(text, o)
	again.wants = &wants{}
	again.start()
	parse(again)
	if again.err == nil {
		return p.err
	}
	return again.err
}

// checkText refuses a text that is too long or not UTF-8.
func checkText(text string, o Options) error {
	if most := o.Limits.withDefaults().MaxTextBytes; len(text) > most {
		e := &LimitError{Limit: "MaxTextBytes", Max: most}
		at := Pos{Offset: 0, Line: 1, Column: 1}
		return &Error{File: o.File, Span: Span{at, at}, Msg: "this text is too long: " + e.Error(), Err: e}
	}
	if utf8.ValidString(text) {
		return nil
	}
	off := 0
	for off < len(text) {
		r, size := utf8.DecodeRuneInString(text[off:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		off += size
	}
	start := position(text, off)
	end := start
	end.Offset++
	return &Error{
		File: o.File, Span: Span{start, end}, Msg: "this byte is not valid UTF-8",
		Hint:       "SPARQL is written in UTF-8; save the text with that encoding",
		incomplete: !utf8.FullRuneInString(text[off:]),
	}
}

// settle makes the prologue fit the finished tree: prefixes borrowed from the
// options are added, and names whose prefix means something else at the end
// lose their short form.
func (p *parser) settle(n Node, pro *Prologue) {
	if len(p.borrowed) > 0 {
		for _, label := range sortedKeys(p.borrowed) {
			pro.Prefixes = append(pro.Prefixes, PrefixDecl{Label: label, IRI: p.borrowed[label]})
		}
	}
	if !p.rebound {
		return
	}
	Walk(n, func(n Node) bool {
		if iri, ok := n.(*IRI); ok && iri.Short != "" && iri.Short != "a" {
			label, local, _ := strings.Cut(iri.Short, ":")
			if p.prefixes[label]+unescapeLocal(local) != iri.Value {
				iri.Short = ""
			}
		}
		return true
	})
}

// queryUnit reads a whole text.
//
//	[1] QueryUnit ::= Query
func (p *parser) queryUnit() *Query {
	q := p.query()
	if p.tok.kind != tEOF {
		p.unexpected("the end of the query", placeQueryEnd)
	}
	for p.tolerant && p.tok.kind != tEOF {
		p.goOn(q)
	}
	return q
}

// goOn reads what follows a query with a brace too many, in a tolerant parser:
// more of the pattern, or else one token.
func (p *parser) goOn(q *Query) {
	at := p.tok.start.Offset
	p.groupGraphPatternSub(&Group{})
	p.solutionModifier(q)
	if p.tok.start.Offset == at {
		p.next()
	}
}

// query reads the prologue and one of the four forms.
//
//	[2] Query ::= Prologue ( SelectQuery | ConstructQuery | DescribeQuery | AskQuery ) ValuesClause
func (p *parser) query() *Query {
	start := p.tok.start
	p.readPrologue()
	q := &Query{}
	p.want("SELECT", "CONSTRUCT", "DESCRIBE", "ASK")
	switch p.tok.word {
	case "SELECT":
		p.selectQuery(q)
	case "CONSTRUCT":
		p.constructQuery(q)
	case "DESCRIBE":
		p.describeQuery(q)
	case "ASK":
		p.askQuery(q)
	default:
		p.unexpected("SELECT, CONSTRUCT, DESCRIBE or ASK", placeQueryStart)
	}
	q.Values = p.valuesClause()
	q.Loc = p.from(start)
	q.Prologue = p.prologue
	return q
}

// readPrologue reads declarations, in any number and order.
//
//	[4] Prologue ::= ( BaseDecl | PrefixDecl | VersionDecl )*
func (p *parser) readPrologue() {
	start, some := p.tok.start, false
	for p.ok() {
		p.want("BASE", "PREFIX", "VERSION")
		switch p.tok.word {
		case "BASE":
			p.baseDecl()
		case "PREFIX":
			p.prefixDecl()
		case "VERSION":
			p.versionDecl()
		default:
			if some {
				p.prologue.Loc = p.from(start)
			}
			return
		}
		some = true
		if p.tok.kind == tDot {
			p.unexpected("SELECT or another declaration", placePrologue)
		}
	}
}

// baseDecl reads BASE, which must be absolute or made so by the base so far.
//
//	[5] BaseDecl ::= 'BASE' IRIREF
func (p *parser) baseDecl() {
	p.next()
	if p.tok.kind != tIRI {
		p.is(tIRI)
		p.unexpected("an IRI in angle brackets after BASE", placeDeclIRI)
		return
	}
	iri := p.iriRef()
	if schemeEnd(iri.Value) < 0 {
		p.fail(iri.At, "the base must be an absolute IRI, with a scheme such as http:", "write BASE <http://example.org/>")
		return
	}
	p.base, p.prologue.Base = iri.Value, iri.Value
	p.split = iriParts{}
}

// prefixDecl reads PREFIX. A later declaration of the same prefix replaces the
// earlier one.
//
//	[6] PrefixDecl ::= 'PREFIX' PNAME_NS IRIREF
func (p *parser) prefixDecl() {
	start := p.tok.start
	p.next()
	p.wantRole(RolePrefix)
	label := p.text()
	if p.tok.kind != tPName || strings.IndexByte(label, ':') != len(label)-1 {
		p.unexpected("a prefix with a colon, such as ex:", placePrefix)
		return
	}
	label = label[:len(label)-1]
	p.next()
	if p.tok.kind != tIRI {
		p.is(tIRI)
		p.wantRole(RolePrefixIRI)
		p.unexpected("an IRI in angle brackets after the prefix", placeDeclIRI)
		return
	}
	iri := p.iriRef()
	if old, again := p.prefixes[label]; again && old != iri.Value {
		p.rebound = true
	}
	if p.prefixes == nil {
		p.prefixes = map[string]string{}
	}
	if _, used := p.borrowed[label]; used {
		delete(p.borrowed, label)
		p.rebound = true
	}
	p.prefixes[label] = iri.Value
	p.prologue.Prefixes = append(p.prologue.Prefixes, PrefixDecl{Loc: p.from(start), Label: label, IRI: iri.Value})
}

// versionDecl reads VERSION with a string in single quotes; long strings are
// not allowed.
//
//	[7] VersionDecl      ::= 'VERSION' VersionSpecifier
//	[8] VersionSpecifier ::= STRING_LITERAL1 | STRING_LITERAL2
func (p *parser) versionDecl() {
	p.next()
	if !p.is(tString) || isLongString(p.text()) {
		p.unexpected(`a version in quotes, such as "1.2"`, placeNone)
		return
	}
	p.prologue.Version = p.stringToken()
}
