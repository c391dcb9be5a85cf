package syntax

// place says where in the grammar something unexpected was found, so that the
// slips that are common there can be recognised.
type place uint8

const (
	placeNone place = iota
	placeQueryStart
	placeQueryEnd
	placePrologue
	placePrefix
	placeDeclIRI
	placeSelect
	placeAs
	placeVar
	placeTemplate
	placeWhere
	placeGroup
	placeBy
	placeConstraint
	placeAsc
	placeTripleEnd
	placeVerb
	placeObject
	placeValue
	placeOperand
	placeOperator
	placeAggregateEnd
	placeNot
	placeUpdateEnd
	placeGraphRef
	placeModifyWhere
)

// unexpected fails because the token is not what was expected.
func (p *parser) unexpected(expected string, where place) {
	if p.tolerant || p.err != nil {
		// Nobody will read the message.
		p.failWith(&Error{Span: p.tok.span(), incomplete: p.tok.kind == tEOF})
		return
	}
	p.failWith(p.diagnose(expected, where))
}
