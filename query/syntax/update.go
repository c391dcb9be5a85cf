package syntax

// updateUnit reads a whole text of operations, each with its own prologue,
// separated by semicolons; one may stand at the end.
//
//	[3]  UpdateUnit ::= Update
//	[31] Update     ::= Prologue ( Update1 ( ';' Update )? )?
func (p *parser) updateUnit() *Update {
	start := p.tok.start
	u := &Update{}
	for p.ok() {
		p.readPrologue()
		op := p.update1()
		if op == nil {
			break
		}
		u.Operations = append(u.Operations, op)
		if !p.take(tSemicolon) {
			break
		}
	}
	if p.tok.kind != tEOF {
		what := "an operation such as INSERT, DELETE, LOAD or CLEAR"
		if len(u.Operations) > 0 && p.prev.kind != tSemicolon {
			what = `";" between operations, or the end of the text`
		}
		p.unexpected(what, placeUpdateEnd)
	}
	for p.tolerant && p.tok.kind != tEOF {
		p.next()
		p.readPrologue()
		p.update1()
	}
	u.Loc = p.from(start)
	u.Prologue = p.prologue
	return u
}

// update1 reads one operation, or gives nil when there is none.
//
//	[32] Update1 ::= Load | Clear | Drop | Add | Move | Copy | Create | DeleteWhere | Modify | InsertData | DeleteData
func (p *parser) update1() Operation {
	p.want("INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
	switch p.tok.word {
	case "LOAD":
		return p.load()
	case "CLEAR", "DROP":
		return p.clear()
	case "CREATE":
		return p.create()
	case "ADD", "MOVE", "COPY":
		return p.transfer()
	case "WITH":
		return p.modify()
	case "INSERT", "DELETE":
		switch p.peek().word {
		case "DATA":
			return p.data()
		case "WHERE":
			if p.tok.word == "DELETE" {
				return p.deleteWhere()
			}
		}
		return p.modify()
	}
	return nil
}

// load reads LOAD.
//
//	[33] Load ::= 'LOAD' 'SILENT'? iri ( 'INTO' GraphRef )?
func (p *parser) load() *Load {
	start := p.tok.start
	p.next()
	l := &Load{Silent: p.takeWord("SILENT")}
	l.From = p.iri("the IRI of a document after LOAD")
	if p.takeWord("INTO") {
		l.Into = p.graphRef("INTO")
	}
	l.Loc = p.from(start)
	return l
}

// graphRef reads GRAPH and its IRI.
//
//	[48] GraphRef ::= 'GRAPH' iri
func (p *parser) graphRef(after string) *IRI {
	p.expectWord("GRAPH", " and its IRI after "+after)
	p.wantRole(RoleGraph)
	return p.iri("the IRI of a graph after GRAPH")
}

// clear reads CLEAR and DROP.
//
//	[34] Clear ::= 'CLEAR' 'SILENT'? GraphRefAll
//	[35] Drop  ::= 'DROP' 'SILENT'? GraphRefAll
func (p *parser) clear() *Clear {
	start := p.tok.start
	word := p.tok.word
	p.next()
	c := &Clear{Drop: word == "DROP", Silent: p.takeWord("SILENT")}
	c.Target = p.graphRefAll(word)
	c.Loc = p.from(start)
	return c
}

// graphRefAll reads the target of CLEAR and DROP.
//
//	[49] GraphRefAll ::= GraphRef | 'DEFAULT' | 'NAMED' | 'ALL'
func (p *parser) graphRefAll(word string) *GraphRef {
	start := p.tok.start
	r := &GraphRef{}
	switch {
	case p.takeWord("DEFAULT"):
		r.Default = true
	case p.takeWord("NAMED"):
		r.Named = true
	case p.takeWord("ALL"):
		r.All = true
	case p.isWord("GRAPH"):
		r.IRI = p.graphRef(word)
	default:
		p.unexpected("GRAPH and its IRI, DEFAULT, NAMED or ALL after "+word, placeGraphRef)
	}
	r.Loc = p.from(start)
	return r
}

// create reads CREATE.
//
//	[36] Create ::= 'CREATE' 'SILENT'? GraphRef
func (p *parser) create() *Create {
	start := p.tok.start
	p.next()
	c := &Create{Silent: p.takeWord("SILENT")}
	c.Graph = p.graphRef("CREATE")
	c.Loc = p.from(start)
	return c
}

// transfer reads ADD, MOVE and COPY.
//
//	[37] Add  ::= 'ADD' 'SILENT'? GraphOrDefault 'TO' GraphOrDefault
//	[38] Move ::= 'MOVE' 'SILENT'? GraphOrDefault 'TO' GraphOrDefault
//	[39] Copy ::= 'COPY' 'SILENT'? GraphOrDefault 'TO' GraphOrDefault
func (p *parser) transfer() *Transfer {
	start := p.tok.start
	t := &Transfer{Kind: p.tok.word}
	p.next()
	t.Silent = p.takeWord("SILENT")
	t.From = p.graphOrDefault(t.Kind)
	p.expectWord("TO", " and the target graph")
	t.To = p.graphOrDefault("TO")
	t.Loc = p.from(start)
	return t
}

// graphOrDefault reads one end of a transfer.
//
//	[47] GraphOrDefault ::= 'DEFAULT' | 'GRAPH'? iri
func (p *parser) graphOrDefault(after string) *GraphRef {
	start := p.tok.start
	r := &GraphRef{}
	if p.takeWord("DEFAULT") {
		r.Default = true
	} else {
		p.takeWord("GRAPH")
		p.wantRole(RoleGraph)
		r.IRI = p.iri("DEFAULT or the IRI of a graph after " + after)
	}
	r.Loc = p.from(start)
	return r
}

// data reads INSERT DATA and DELETE DATA: no variables in either, and no blank
// nodes in the latter (grammar notes 6 and 7).
//
//	[40] InsertData ::= 'INSERT DATA' QuadData
//	[41] DeleteData ::= 'DELETE DATA' QuadData
//	[51] QuadData   ::= '{' Quads '}'
func (p *parser) data() Operation {
	start, word := p.tok.start, p.tok.word
	p.next()
	p.next()
	p.noVars = word + " DATA"
	if word == "DELETE" {
		p.noBlanks = p.noVars
	}
	quads := p.quadPattern()
	p.noVars, p.noBlanks = "", ""
	if word == "DELETE" {
		return &DeleteData{Loc: p.from(start), Quads: quads}
	}
	return &InsertData{Loc: p.from(start), Quads: quads}
}

// deleteWhere reads DELETE WHERE, whose pattern is its template.
//
//	[42] DeleteWhere ::= 'DELETE WHERE' QuadPattern
func (p *parser) deleteWhere() *DeleteWhere {
	start := p.tok.start
	p.next()
	p.next()
	p.noBlanks = "DELETE WHERE"
	quads := p.quadPattern()
	p.noBlanks = ""
	return &DeleteWhere{Loc: p.from(start), Quads: quads}
}

// modify reads DELETE and INSERT with a pattern.
//
//	[43] Modify       ::= ( 'WITH' iri )? ( DeleteClause InsertClause? | InsertClause )
//	                      UsingClause* 'WHERE' GroupGraphPattern
//	[44] DeleteClause ::= 'DELETE' QuadPattern
//	[45] InsertClause ::= 'INSERT' QuadPattern
func (p *parser) modify() *Modify {
	start := p.tok.start
	m := &Modify{}
	if p.takeWord("WITH") {
		p.wantRole(RoleGraph)
		m.With = p.iri("the IRI of a graph after WITH")
	}
	if p.takeWord("DELETE") {
		m.HasDelete = true
		p.want("DATA", "WHERE")
		p.noBlanks = "the DELETE template"
		m.Delete = p.quadPattern()
		p.noBlanks = ""
	}
	if p.takeWord("INSERT") {
		m.HasInsert = true
		p.want("DATA")
		m.Insert = p.quadPattern()
	}
	if !m.HasDelete && !m.HasInsert {
		p.unexpected("DELETE or INSERT after WITH and its graph", placeNone)
	}
	m.Using = p.datasetClauses("USING")
	if p.isWord("WHERE") {
		p.next()
		m.Pattern = p.group("the pattern", placeWhere)
	} else {
		p.unexpected("WHERE and a pattern after the template", placeModifyWhere)
	}
	m.Loc = p.from(start)
	return m
}

// quadPattern reads triples, and triples in named graphs, in braces.
//
//	[50] QuadPattern ::= '{' Quads '}'
//	[52] Quads       ::= TriplesTemplate? ( QuadsNotTriples '.'? TriplesTemplate? )*
func (p *parser) quadPattern() []*Quads {
	before := p.paths
	p.paths = false
	defer func() { p.paths = before }()
	if !p.openBrace(" and triples") {
		return nil
	}
	quads := p.defaultQuads(nil)
	for p.ok() && p.isWord("GRAPH") {
		quads = append(quads, p.quadsNotTriples())
		p.take(tDot)
		quads = p.defaultQuads(quads)
	}
	p.closeBrace("the block", placeTemplate)
	return quads
}

// defaultQuads reads the triples outside GRAPH blocks and appends them.
func (p *parser) defaultQuads(quads []*Quads) []*Quads {
	start := p.tok.start
	if ts := p.triplesTemplate(); len(ts) > 0 {
		quads = append(quads, &Quads{Loc: p.from(start), Triples: ts})
	}
	return quads
}

// quadsNotTriples reads the triples of one graph.
//
//	[53] QuadsNotTriples ::= 'GRAPH' VarOrIri '{' TriplesTemplate? '}'
func (p *parser) quadsNotTriples() *Quads {
	start := p.tok.start
	p.next()
	q := &Quads{}
	p.wantRole(RoleGraph)
	q.Graph = p.varOrIRI("a variable or the IRI of a graph after GRAPH")
	p.openBrace(" and triples")
	q.Triples = p.triplesTemplate()
	p.closeBrace("the GRAPH block", placeTemplate)
	q.Loc = p.from(start)
	return q
}
