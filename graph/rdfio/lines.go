package rdfio

import (
	"bytes"
	"context"
	"io"
	"unicode/utf8"
)

// lineParser parses N-Triples and N-Quads (RDF 1.2) in blocks of whole lines.
// Every block ends with an end of line, which no token may contain, so the
// scanners always stop inside the block.
type lineParser struct {
	ctx   context.Context
	o     Options
	quads bool
	emit  func(*Quad) error

	b    []byte // the block
	mark        // where the block starts
	err  error  // of the last statement that failed
	q    Quad
	seen int // statements since ctx was asked

	arena arena
	subj  string // last subject as written, with its brackets, or ""
	preds predicates
	types names
	graph string // last graph name as written, with its brackets, or ""
	tag   string // last language tag as written
	lang  string // and what it says
	dir   Direction
}

func newLineParser(ctx context.Context, f Format, o Options, emit func(*Quad) error) *lineParser {
	return &lineParser{ctx: ctx, o: o, quads: f == NQuads, emit: emit, mark: mark{line: 1}}
}

// readLines reads a whole document of a line format.
func readLines(ctx context.Context, r io.Reader, f Format, o Options, emit func(*Quad) error) error {
	p := newLineParser(ctx, f, o, emit)
	s := newSource(ctx, r, &o)
	s.max = lineLimit(&o)
	for searched := 0; ; {
		if end := lastEOL(s.buf[searched:]); end >= 0 {
			block, m := s.cut(searched + end)
			if err := p.block(block, m); err != nil {
				return err
			}
		}
		unread := len(s.buf)
		if !s.more() {
			break
		}
		searched = s.tok + unread
	}
	if s.fault != nil {
		return s.failure(s.tok)
	}
	return nil // the line feed that source adds has ended the last line
}

// lineLimit bounds a whole line: four tokens of the longest size.
func lineLimit(o *Options) int { return 4*o.Limits.MaxTokenBytes + 1024 }

// lastEOL is the index behind the last end of line of b, or -1.
func lastEOL(b []byte) int {
	if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
		return i + 1
	}
	if i := bytes.LastIndexByte(b, '\r'); i >= 0 {
		return i + 1
	}
	return -1
}

// block parses the lines of b, which start at m in the document.
func (p *lineParser) block(b []byte, m mark) error {
	p.b, p.mark = b, m
	if err := p.ctx.Err(); err != nil {
		return err
	}
	for i := 0; i < len(b); {
		if class[b[i]]&cSpace != 0 {
			i++
			continue
		}
		j, ok := p.line(i)
		if !ok {
			e, bad := p.err.(*Error)
			if !bad || p.o.SkipBad == nil || !p.o.SkipBad(e) {
				return p.err
			}
			j = i + endOfLine(b[i:])
		}
		i = j
		if p.seen++; p.seen >= 1024 {
			p.seen = 0
			if err := p.ctx.Err(); err != nil {
				return err
			}
		}
	}
	return nil
}

// endOfLine is the index of the first end of line in b, or its length.
func endOfLine(b []byte) int {
	for i, c := range b {
		if c == '\n' || c == '\r' {
			return i
		}
	}
	return len(b)
}

// line parses what starts at b[i] and emits the statement, if it is one:
// [1] ntriplesDoc ::= (triple | versionDirective)? (EOL (...)?)*
func (p *lineParser) line(i int) (int, bool) {
	switch c := p.b[i]; c {
	case '#':
		return p.comment(i)
	case 'V':
		return p.version(i)
	}
	j, ok := p.statement(i)
	if !ok {
		return j, false
	}
	if err := p.emit(&p.q); err != nil {
		p.err = stop{err}
		return j, false
	}
	return j, true
}

// statement parses: subject predicate object graphLabel? '.'
func (p *lineParser) statement(i int) (int, bool) {
	i, ok := p.subject(i)
	if !ok {
		return i, false
	}
	i, ok = p.predicate(p.blank(i))
	if !ok {
		return i, false
	}
	i, ok = p.object(p.blank(i), &p.q.O, 0)
	if !ok {
		return i, false
	}
	i = p.blank(i)
	if p.quads {
		if i, ok = p.graphLabel(i); !ok {
			return i, false
		}
	}
	if c := p.b[i]; c != '.' {
		msg, hint := describe(p.b, i, "'.' at the end of the statement")
		if !p.quads && (c == '<' || c == '_') {
			hint = "a fourth term names a graph: that is N-Quads"
		}
		return p.fail(i, msg, hint)
	}
	return p.lineEnd(i + 1)
}

// lineEnd parses what may follow a statement: blanks and a comment.
func (p *lineParser) lineEnd(i int) (int, bool) {
	i = p.blank(i)
	switch p.b[i] {
	case '\n', '\r':
		return i + 1, true
	case '#':
		return p.comment(i)
	}
	return p.unexpected(i, "the end of the line")
}

// comment steps over a comment, which must be UTF-8 like everything else.
func (p *lineParser) comment(i int) (int, bool) {
	end := i + endOfLine(p.b[i:])
	if !utf8.Valid(p.b[i:end]) {
		for j := i; j < end; {
			_, n, st := decode(p.b, j)
			if st != plain {
				return p.unexpected(j, "UTF-8 in the comment")
			}
			j += n
		}
	}
	return end, true
}

// version parses: 'VERSION' STRING_LITERAL_QUOTE
func (p *lineParser) version(i int) (int, bool) {
	if !bytes.HasPrefix(p.b[i:], []byte("VERSION")) {
		return p.unexpected(i, "a subject: an IRI in <> or a blank node _:label")
	}
	j := p.blank(i + len("VERSION"))
	if p.b[j] != '"' {
		return p.unexpected(j, "the version as a string in double quotes")
	}
	var t Term
	j, ok := p.quoted(j, &t)
	if !ok {
		return j, false
	}
	return p.lineEnd(j)
}

// blank steps over spaces and tabs.
func (p *lineParser) blank(i int) int {
	b := p.b
	for i < len(b) && (b[i] == ' ' || b[i] == '\t') {
		i++
	}
	return i
}

// subject parses: IRIREF | BLANK_NODE_LABEL. A subject equal to the last one
// is left as it is.
func (p *lineParser) subject(i int) (int, bool) {
	b := p.b
	if n := len(p.subj); n > 0 && len(b)-i > n && string(b[i:i+n]) == p.subj {
		return i + n, true
	}
	p.subj = ""
	switch b[i] {
	case '<':
		j, ok := p.iri(i, &p.q.S)
		if ok {
			p.subj = view(b[i:j])
		}
		return j, ok
	case '_':
		return p.label(i, &p.q.S)
	}
	return p.unexpected(i, "a subject: an IRI in <> or a blank node _:label")
}

// predicate parses: IRIREF.
func (p *lineParser) predicate(i int) (int, bool) {
	if n := p.preds.match(p.b[i:], &p.q.P); n > 0 {
		return i + n, true
	}
	if p.b[i] != '<' {
		return p.unexpected(i, "a predicate: an IRI in <>")
	}
	j, ok := p.iri(i, &p.q.P)
	if ok {
		p.preds.add(p.b[i:j], &p.q.P, &p.arena)
	}
	return j, ok
}

// graphLabel parses: (IRIREF | BLANK_NODE_LABEL)?
func (p *lineParser) graphLabel(i int) (int, bool) {
	b := p.b
	if n := len(p.graph); n > 0 && len(b)-i > n && string(b[i:i+n]) == p.graph {
		return p.blank(i + n), true
	}
	p.graph = ""
	ok := true
	switch b[i] {
	case '<':
		start := i
		if i, ok = p.iri(i, &p.q.G); ok {
			p.graph = view(b[start:i])
		}
	case '_':
		i, ok = p.label(i, &p.q.G)
	default:
		p.q.G = Term{}
	}
	return p.blank(i), ok
}

// object parses: IRIREF | BLANK_NODE_LABEL | literal | tripleTerm
func (p *lineParser) object(i int, t *Term, depth int) (int, bool) {
	b := p.b
	switch b[i] {
	case '<':
		if len(b)-i > 2 && b[i+1] == '<' && b[i+2] == '(' {
			return p.tripleTerm(i, t, depth+1)
		}
		return p.iri(i, t)
	case '"':
		return p.literal(i, t)
	case '_':
		return p.label(i, t)
	}
	return p.unexpected(i, "an object: an IRI in <>, a blank node _:label, a literal in \"\" or a triple term <<( )>>")
}

// tripleTerm parses: '<<(' subject predicate object ')>>'
func (p *lineParser) tripleTerm(i int, t *Term, depth int) (int, bool) {
	if depth > p.o.Limits.MaxDepth {
		return p.limit(i, "MaxDepth", p.o.Limits.MaxDepth)
	}
	tr, ok, b := new(Triple), false, p.b
	i = p.blank(i + 3)
	switch b[i] {
	case '<':
		i, ok = p.iri(i, &tr.S)
	case '_':
		i, ok = p.label(i, &tr.S)
	default:
		return p.unexpected(i, "the subject of the triple term")
	}
	if !ok {
		return i, false
	}
	if i = p.blank(i); b[i] != '<' {
		return p.unexpected(i, "the predicate of the triple term: an IRI in <>")
	}
	if i, ok = p.iri(i, &tr.P); !ok {
		return i, false
	}
	if i, ok = p.object(p.blank(i), &tr.O, depth); !ok {
		return i, false
	}
	if i = p.blank(i); !bytes.HasPrefix(b[i:], []byte(")>>")) {
		return p.unexpected(i, "')>>' at the end of the triple term")
	}
	*t = Term{Kind: TripleTerm, Triple: tr}
	return i + 3, true
}
