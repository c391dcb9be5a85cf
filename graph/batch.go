package graph

import "github.com/trivet-rdf/trivet/graph/rdfio"

// batch is some statements of a document on their way from a parser to the
// dictionary. The parser's side, where there may be several cores, does what it
// can ahead: it hashes terms, finds inline IDs, and drops most repetitions.
type batch struct {
	tokens []token
	types  []tokenType
	quads  []quadRef
	graphs []graphRun
	bad    []*rdfio.Error // statements that were skipped
	err    error          // why the document ends here, after the statements

	ids   []ID        // of the tokens, once interned
	lists []*pairList // of the tokens, once used as predicates in the current graph
}

// token is a term to look up in the dictionary.
type token struct {
	text string
	hash uint64
	kind int32 // a literal's type as an index of types, or one of the negative values below
}

// Kinds of resource tokens: what resourceText puts before the text.
const (
	plainToken  = -1 - iota // nothing
	blankToken              // blankMark
	markedToken             // iriMark
)

// tokenType is a literal type in the two parts of qualText.
type tokenType struct {
	prefix, text string
	hash         uint64
	number       uint32 // in the dictionary, once known
}

// quadRef is a statement; each position is an inline ID, or an index of tokens.
type quadRef struct {
	s, p, o uint32
}

// graphRun says that the quads up to end, from where the run before ends, are in
// one graph.
type graphRun struct {
	end   int
	graph uint32 // index of tokens, or defaultGraph
}

const defaultGraph = ^uint32(0)

// encoder fills batches. The recent cache finds terms that occurred not long ago
// in the same batch by their hash.
type encoder struct {
	seed   uint64
	into   Term // where triples of the default graph go
	b      *batch
	epoch  uint32
	recent [1 << 10]recentToken
	last   rdfio.Term // the type of the last literal
	lastAt int32
	index  map[literalKey]int32
}

type recentToken struct {
	hash  uint64
	epoch uint32 // batch it belongs to
	token uint32
}

// start makes b, emptied, the batch to fill.
func (e *encoder) start(b *batch) {
	clear(b.tokens) // let go of the text
	*b = batch{tokens: b.tokens[:0], types: b.types[:0], quads: b.quads[:0], graphs: b.graphs[:0], ids: b.ids, lists: b.lists}
	e.b = b
	e.epoch++
	e.lastAt = -1
	clear(e.index)
}

// add appends one statement.
func (e *encoder) add(q *rdfio.Quad) {
	b := e.b
	g := defaultGraph
	switch {
	case q.G.Kind != 0:
		g = e.term(&q.G)
	case e.into.kind != 0:
		prefix, text := resourceText(e.into)
		g = e.resource(prefix, text)
	}
	b.quads = append(b.quads, quadRef{e.term(&q.S), e.term(&q.P), e.term(&q.O)})
	if n := len(b.graphs); n > 0 && b.graphs[n-1].graph == g {
		b.graphs[n-1].end = len(b.quads)
		return
	}
	b.graphs = append(b.graphs, graphRun{len(b.quads), g})
}

// term returns the reference of a term.
func (e *encoder) term(t *rdfio.Term) uint32 {
	switch t.Kind {
	case rdfio.Literal:
		if t.Datatype != "" {
			if id, ok := inlineID(t.Value, t.Datatype); ok {
				return uint32(id)
			}
		}
		kind := e.literalType(t)
		return e.token(t.Value, hashText(e.seed, t.Value)^e.b.types[kind].hash, kind)
	case rdfio.IRI:
		if !needsMark(t.Value) {
			return e.token(t.Value, hashParts(e.seed, "", t.Value), plainToken)
		}
	}
	prefix, text := resourceText(FromRDFIO(t))
	return e.resource(prefix, text)
}

func (e *encoder) resource(prefix, text string) uint32 {
	kind := int32(plainToken)
	switch prefix {
	case blankMark:
		kind = blankToken
	case iriMark:
		kind = markedToken
	}
	return e.token(text, hashParts(e.seed, prefix, text), kind)
}

// token returns the index of a token, a recent one if it is the same.
func (e *encoder) token(text string, hash uint64, kind int32) uint32 {
	r := &e.recent[hash%uint64(len(e.recent))]
	if r.hash == hash && r.epoch == e.epoch {
		if t := &e.b.tokens[r.token]; t.kind == kind && t.text == text {
			return r.token
		}
	}
	n := uint32(len(e.b.tokens))
	e.b.tokens = append(e.b.tokens, token{text, hash, kind})
	*r = recentToken{hash, e.epoch, n}
	return n
}

// literalType returns the index of a literal's type, which mostly is that of the
// literal before.
func (e *encoder) literalType(t *rdfio.Term) int32 {
	if e.lastAt >= 0 && t.Datatype == e.last.Datatype && t.Lang == e.last.Lang && t.Dir == e.last.Dir {
		return e.lastAt
	}
	key := literalKey{t.Datatype, false, NoDirection}
	if t.Lang != "" {
		key = literalKey{canonicalLang(t.Lang), true, Direction(t.Dir)}
	}
	at, ok := e.index[key]
	if !ok {
		prefix, text := qualText(key.qual, key.lang, key.dir)
		at = int32(len(e.b.types))
		e.b.types = append(e.b.types, tokenType{prefix: prefix, text: text, hash: typeHash(e.seed, prefix, text)})
		if e.index == nil {
			e.index = map[literalKey]int32{}
		}
		e.index[key] = at
	}
	e.last, e.lastAt = *t, at
	return at
}

// FromRDFIO returns the same term as rdfio describes it, in this package's form.
// Strings are shared.
func FromRDFIO(t *rdfio.Term) Term {
	switch t.Kind {
	case rdfio.IRI:
		return NewIRI(t.Value)
	case rdfio.Blank:
		return NewBlank(t.Value)
	case rdfio.Literal:
		if t.Lang != "" {
			return NewDirLang(t.Value, t.Lang, Direction(t.Dir))
		}
		return NewTyped(t.Value, t.Datatype)
	case rdfio.TripleTerm:
		return NewTripleTerm(FromRDFIO(&t.Triple.S), FromRDFIO(&t.Triple.P), FromRDFIO(&t.Triple.O))
	}
	return Term{}
}

// ToRDFIO returns the same term in rdfio's form; the zero Term gives the zero
// rdfio.Term. Strings are shared.
func ToRDFIO(t Term) rdfio.Term {
	switch t.kind {
	case IRI:
		return rdfio.Term{Kind: rdfio.IRI, Value: t.value}
	case Blank:
		return rdfio.Term{Kind: rdfio.Blank, Value: t.value}
	case Literal:
		if t.lang {
			return rdfio.Term{Kind: rdfio.Literal, Value: t.value, Lang: t.qual, Dir: rdfio.Direction(t.dir)}
		}
		return rdfio.Term{Kind: rdfio.Literal, Value: t.value, Datatype: t.qual}
	case TripleTerm:
		tr, _ := t.Triple()
		return rdfio.Term{Kind: rdfio.TripleTerm, Triple: &rdfio.Triple{S: ToRDFIO(tr.S), P: ToRDFIO(tr.P), O: ToRDFIO(tr.O)}}
	}
	return rdfio.Term{}
}
