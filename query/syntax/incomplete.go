package syntax

// Open is what is left open at the end of a text.
type Open uint8

// The things that can be open, from the outside in.
const (
	OpenNothing Open = iota
	OpenClause       // a clause, triple or expression goes on
	OpenBrace        // a "{" is not closed
	OpenIRI          // a "<" is not closed
	OpenString       // a quote is not closed
)

// Status says whether a text is finished.
type Status uint8

// The states of a text that is being typed.
const (
	Complete  Status = iota // it is a query or an update
	NeedsMore               // more text at its end could make it one
	Wrong                   // no text added at its end could
)

// State is what Incomplete finds.
type State struct {
	Status Status
	Open   Open   // what is open at the end, when Status is NeedsMore
	Depth  int    // open braces at the end, when Status is NeedsMore
	Err    *Error // what would be wrong if the text ended here; nil when Complete
}

// Incomplete tells whether a text is a whole query or update, could become one
// when more is typed at its end, or is wrong already. An empty text needs more.
//
// The answer is that of the parser: a text needs more when the parser failed at
// its end, or at a last word or sign that could still grow. A SELECT that names
// variables which a GROUP BY to come could make its keys needs more, too.
func Incomplete(text string, o Options) State {
	var p *parser
	keep := func(parse func(*parser)) func(*parser) {
		return func(q *parser) {
			p = q
			parse(q)
		}
	}
	var err error
	if isUpdateText(text) {
		err = read(text, o, keep(parseUpdate))
	} else {
		err = read(text, o, keep(parseQuery))
	}
	if err == nil {
		return State{Status: Complete}
	}
	e := err.(*Error) // read gives no others
	if !e.incomplete {
		return State{Status: Wrong, Err: e}
	}
	s := State{Status: NeedsMore, Open: e.open, Err: e}
	if p != nil {
		s.Depth = len(p.braces)
	}
	if s.Open == OpenNothing {
		s.Open = OpenClause
		if s.Depth > 0 {
			s.Open = OpenBrace
		}
	}
	return s
}

func parseQuery(p *parser) {
	if q := p.queryUnit(); p.err == nil {
		checkQuery(p, q)
	}
}

func parseUpdate(p *parser) {
	p.isUpdate = true
	if u := p.updateUnit(); p.err == nil {
		checkUpdate(p, u)
	}
}
