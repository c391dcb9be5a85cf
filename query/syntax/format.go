package syntax

import "strings"

// Format lays out the text of a query or an update: one clause, triple or
// condition to a line, groups indented, keywords in upper case, spaces where
// they help. Names, literals and comments stay as they are, and a blank line
// between two parts of a group stays. Formatting twice changes nothing more.
// A text that does not parse is refused with an *Error; undeclared prefixes do
// not matter.
func Format(text string) (string, error) {
	f := &formatter{src: text, marks: map[int]mark{}}
	if err := f.parse(Options{anyPrefix: true}); err != nil {
		return "", err
	}
	f.read()
	return layOut(f.pieces), nil
}

// parse reads the text and gathers the marks of its tree. A prologue alone is an
// update without operations.
func (f *formatter) parse(o Options) error {
	if isUpdateText(f.src) || !hasForm(f.src) {
		if u, err := ParseUpdate(f.src, o); err == nil {
			f.note(u)
			return nil
		} else if isUpdateText(f.src) {
			return err
		}
	}
	q, err := Parse(f.src, o)
	if err != nil {
		return err
	}
	f.note(q)
	return nil
}

// mark says how the token at an offset is laid out; marks come from the tree.
type mark uint16

const (
	markLine     mark = 1 << iota // begins a line of its own
	markProperty                  // begins a line below its subject
	markItem                      // may begin a line if the one before is full
	markPath                      // inside a property path: no space before
	markUnary                     // a sign or negation: no space after
	markCall                      // the name of a function: no space after
	markInline                    // an opening brace whose content stays on its line
)

// formatter turns a text into pieces.
type formatter struct {
	src    string
	marks  map[int]mark
	pieces []piece
	open   []opened // the open braces and brackets
	depth  int      // how many of them are braces with indented content
	after  token    // the token before
}

type opened struct {
	kind   kind
	indent bool // its content stands on lines of its own
}

func (f *formatter) mark(at Pos, m mark) { f.marks[at.Offset] |= m }

// note gathers the marks of a tree.
func (f *formatter) note(tree Node) {
	Walk(tree, func(n Node) bool {
		switch n := n.(type) {
		case *Group:
			for _, e := range n.Elements {
				f.mark(e.Where().Start, markLine)
			}
		case *Query:
			f.noteQuery(n)
		case *Triples:
			f.mark(n.At.Start, markLine)
			for _, p := range n.Properties[min(1, len(n.Properties)):] {
				f.mark(p.At.Start, markProperty)
			}
		case *Quads:
			f.mark(n.At.Start, markLine)
		case *Property:
			f.noteProperty(n)
		case *Data:
			f.noteData(n)
		case *Unary:
			f.mark(n.At.Start, markUnary)
		case *FunctionCall:
			f.mark(n.Name.At.Start, markCall)
		case *Collection:
			for _, item := range n.Items {
				f.mark(item.Where().Start, markItem)
			}
		}
		return true
	})
}

func (f *formatter) noteQuery(q *Query) {
	for _, item := range q.Projection {
		f.mark(item.At.Start, markItem)
	}
	for _, k := range q.GroupBy {
		f.mark(k.At.Start, markItem)
	}
	for _, k := range q.OrderBy {
		f.mark(k.At.Start, markItem)
	}
}

// noteProperty marks the tokens of a path after the first.
func (f *formatter) noteProperty(p *Property) {
	for _, o := range p.Objects[min(1, len(p.Objects)):] {
		f.mark(o.At.Start, markItem)
	}
	if p.Path == nil {
		return
	}
	at := p.Path.Where()
	l := lexer{src: f.src, pos: p.At.Start}
	l.next()
	end := p.Objects[0].At.Start.Offset
	for t := l.next(); t.kind != tEOF && t.start.Offset < max(at.End.Offset, p.At.Start.Offset) && t.start.Offset < end; t = l.next() {
		f.mark(t.start, markPath)
	}
}

// noteData keeps the values of a single variable on their line, and gives rows
// lines of their own.
func (f *formatter) noteData(d *Data) {
	l := lexer{src: f.src, pos: d.At.Start}
	l.next() // VALUES
	single := l.next().kind == tVar
	depth := 0
	for t := l.next(); t.kind != tEOF && t.start.Offset < d.At.End.Offset; t = l.next() {
		switch {
		case t.kind == tLBrace && single:
			f.mark(t.start, markInline)
			depth++
		case t.kind == tLBrace:
			depth++
		case depth > 0 && single:
			f.mark(t.start, markItem)
		case t.kind == tLParen && depth == 1:
			f.mark(t.start, markLine)
		}
	}
}

// read goes through the tokens and comments of the text.
func (f *formatter) read() {
	l := newLexer(f.src)
	for {
		before := l.pos.Offset
		t := l.next()
		f.comments(before, t)
		if t.kind == tEOF {
			return
		}
		f.token(t, blankLine(f.src[before:t.start.Offset]))
		f.after = t
	}
}

// blankLine tells whether white space holds an empty line; after a comment, what
// counts is the space that follows it.
func blankLine(space string) bool {
	if n := strings.LastIndexByte(space, '#'); n >= 0 {
		space = space[n:]
	}
	space = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(space)
	return strings.Count(space, "\n") > 1
}

// comments adds the comments between an offset and the next token. One on the
// line of the token before stays behind it.
func (f *formatter) comments(from int, next token) {
	space := f.src[from:next.start.Offset]
	at := 0
	for {
		n := strings.IndexByte(space[at:], '#')
		if n < 0 {
			return
		}
		gap := space[at : at+n]
		start := at + n
		at = commentEnd(space, start)
		c := piece{text: strings.TrimRight(space[start:at], " \t\f\v"), comment: true, brk: breakLine}
		first := from == 0 && strings.TrimSpace(strings.TrimPrefix(gap, "\uFEFF")) == "" && len(f.pieces) == 0
		if !strings.ContainsAny(gap, "\r\n") && !first && len(f.pieces) > 0 && !f.pieces[len(f.pieces)-1].comment {
			c.brk = breakNever
		}
		c.indent = f.depth
		c.blank = blankLine(gap) && f.after.kind != tLBrace && len(f.pieces) > 0
		if f.endsPrologue(next) && c.brk == breakLine {
			c.blank = true
		}
		f.pieces = append(f.pieces, c)
	}
}

// endsPrologue tells whether the query proper begins at a token.
func (f *formatter) endsPrologue(t token) bool {
	if len(f.open) > 0 || f.after.kind != tIRI && f.after.kind != tString || t.kind == tEOF {
		return false
	}
	switch t.word {
	case "SELECT", "CONSTRUCT", "ASK", "DESCRIBE", "INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY":
		return true
	}
	return false
}
