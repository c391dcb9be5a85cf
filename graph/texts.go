package graph

// TextKind says what a text alone is the term of.
type TextKind uint8

// The kinds of text.
const (
	NoText     TextKind = iota // another term, or none
	IRIText                    // an IRI
	BlankText                  // a blank node, its label after "_:"
	StringText                 // the lexical form of an xsd:string
	AgainText                  // that of the term before, which is the same and has a text
)

// Texts gives the texts of many terms of the dictionary at once, for writing them: what
// texts[i] is of ids[i] is in kinds[i]. It is NoText for terms that have more than a
// text, for None, and for IRIs that begin like no usual one, and AgainText where ids[i] has
// a text and is ids[i-1]. All slices have one length. Text is not copied.
func (s *Snapshot) Texts(ids []ID, texts []string, kinds []TextKind) {
	texts, kinds = texts[:len(ids)], kinds[:len(ids)]
	nodes, literals := &s.dict.resources, &s.dict.literals
	for i, id := range ids {
		kinds[i] = NoText
		n := id.Ordinal()
		switch {
		case i > 0 && id == ids[i-1]: // as often after a join
			if texts[i] = texts[i-1]; kinds[i-1] != NoText {
				kinds[i] = AgainText
			}
		case id.IsResource() && n < nodes.n:
			text := nodes.text(n)
			switch texts[i] = text; {
			case text == "":
			case text[0] >= 'a' && text[0] <= 'z':
				kinds[i] = IRIText
			case len(text) > 1 && text[:2] == blankMark:
				kinds[i] = BlankText
			}
		case id.IsLiteral() && n < literals.n && s.dict.kinds[n>>pageShift][n&pageMask] == 0:
			texts[i], kinds[i] = literals.text(n), StringText
		}
	}
}
