package syntax

// Role is a set of parts that the next thing in a text may play.
type Role uint16

// The roles.
const (
	RoleVariable  Role = 1 << iota // a variable
	RoleIRI                        // an IRI or prefixed name as subject, object or value
	RolePredicate                  // a property
	RoleClass                      // a class: the object of a
	RoleFunction                   // a built-in function or a function by IRI
	RoleGraph                      // the IRI of a graph
	RoleService                    // the IRI of a SPARQL service
	RoleDatatype                   // the IRI of a datatype
	RolePrefix                     // the label of a prefix to declare
	RolePrefixIRI                  // the IRI of a prefix to declare
)

func (p *parser) noteVerb(subject Term)                     {}
func (p *parser) noteObject(prop *Property)                 {}
func (p *parser) noteTriple(s Term, prop *Property, o Term) {}
func (p *parser) checkSelectEnd()                           {}
func (p *parser) checkConditionEnd(w string)                {}
func (p *parser) checkFilterEnd(start Pos)                  {}
func (p *parser) undeclared(label, local string) {
	p.fail(p.tok.span(), "the prefix "+label+": is not declared", "")
}
func (p *parser) diagnose(expected string, where place) *Error {
	return &Error{Span: p.tok.span(), Msg: "expected " + expected + ", but " + p.found(), incomplete: p.tok.kind == tEOF}
}
func (l *lexer) unreadable(at Span) { l.err = &Error{Span: at, Msg: "unreadable"} }
func (l *lexer) openString(off, end int, incomplete bool) {
	l.err = &Error{Span: Span{position(l.src, off), position(l.src, end)}, Msg: "open string", incomplete: incomplete}
}

type Open int
