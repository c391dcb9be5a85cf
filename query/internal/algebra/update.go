package algebra

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Operation is one operation of an update request (SPARQL 1.1 Update, section
// 3): *InsertData, *DeleteData, *Modify, *Load, *Clear, *Create or *Transfer.
type Operation interface {
	// Where is the operation's place in the request's text.
	Where() syntax.Span
	operation()
}

// Loc is embedded in operations and holds their place.
type Loc struct{ At syntax.Span }

// Where implements Operation.
func (l Loc) Where() syntax.Span { return l.At }

// QuadPattern is a triple pattern in a graph; the zero Graph is the default
// graph. In what is inserted, a blank node is a hidden variable that no pattern
// binds: each solution gets a new blank node for it.
type QuadPattern struct {
	Graph Node
	TriplePattern
}

// InsertData is INSERT DATA; its only variables are hidden ones, for blank nodes.
type InsertData struct {
	Loc
	Quads []QuadPattern
}

// DeleteData is DELETE DATA; it has no variables.
type DeleteData struct {
	Loc
	Quads []QuadPattern
}

// Modify is DELETE/INSERT ... WHERE, and DELETE WHERE: for all solutions of
// Pattern, taken first, the instances of Delete are removed and then those of
// Insert added; instances that are no legal quads are left out. A WITH is
// already the graph of the template quads that name none.
type Modify struct {
	Loc
	Delete, Insert []QuadPattern
	Pattern        Op
	Dataset        Dataset    // of USING and USING NAMED
	With           graph.Term // WITH: the default graph of Pattern unless Dataset.Given; zero for none
	Base           string     // for IRI() in Pattern
}

// Load is LOAD; the zero Into is the default graph.
type Load struct {
	Loc
	Silent     bool
	From, Into graph.Term
}

// Target says which graphs Clear works on: one by name, or by kind.
type Target struct {
	Graph   graph.Term // set for GRAPH <iri>
	Default bool       // the default graph
	Named   bool       // all named graphs
}

// Clear is CLEAR, or DROP.
type Clear struct {
	Loc
	Silent, Drop bool
	Target       Target // ALL is Default and Named
}

// Create is CREATE GRAPH.
type Create struct {
	Loc
	Silent bool
	Graph  graph.Term
}

// Transfer is COPY, MOVE or ADD between two graphs; the zero Term is the default
// graph.
type Transfer struct {
	Loc
	Kind     string // "COPY", "MOVE" or "ADD"
	Silent   bool
	From, To graph.Term
}

func (*InsertData) operation() {}
func (*DeleteData) operation() {}
func (*Modify) operation()     {}
func (*Load) operation()       {}
func (*Clear) operation()      {}
func (*Create) operation()     {}
func (*Transfer) operation()   {}

// TranslateUpdate translates the operations of an update request, in order.
// Errors are *syntax.Error.
func TranslateUpdate(u *syntax.Update) ([]Operation, error) { return Options{}.TranslateUpdate(u) }

// TranslateUpdate is the function TranslateUpdate with options.
func (o Options) TranslateUpdate(u *syntax.Update) ([]Operation, error) {
	out := make([]Operation, 0, len(u.Operations))
	for _, op := range u.Operations {
		t := &translator{options: o, prologue: &u.Prologue}
		translated, err := t.operation(op, u.Prologue.Base)
		if err != nil {
			return nil, err
		}
		out = append(out, translated)
	}
	return out, nil
}

// operation translates one operation.
func (t *translator) operation(op syntax.Operation, base string) (Operation, error) {
	at := Loc{At: op.Where()}
	switch op := op.(type) {
	case *syntax.InsertData:
		quads, err := t.quads(op.Quads, Node{})
		return &InsertData{Loc: at, Quads: quads}, err
	case *syntax.DeleteData:
		quads, err := t.quads(op.Quads, Node{})
		return &DeleteData{Loc: at, Quads: quads}, err
	case *syntax.DeleteWhere:
		return t.deleteWhere(op, base)
	case *syntax.Modify:
		return t.modify(op, base)
	case *syntax.Load:
		return &Load{Loc: at, Silent: op.Silent, From: iriTerm(op.From), Into: iriTerm(op.Into)}, nil
	case *syntax.Clear:
		return &Clear{Loc: at, Silent: op.Silent, Drop: op.Drop, Target: target(op.Target)}, nil
	case *syntax.Create:
		return &Create{Loc: at, Silent: op.Silent, Graph: iriTerm(op.Graph)}, nil
	case *syntax.Transfer:
		return &Transfer{
			Loc: at, Kind: op.Kind, Silent: op.Silent, From: iriTerm(op.From.IRI), To: iriTerm(op.To.IRI),
		}, nil
	}
	return nil, fail(op, "an update operation of an unknown kind", "")
}

// iriTerm is the term of an IRI, the zero Term of none.
func iriTerm(iri *syntax.IRI) graph.Term {
	if iri == nil {
		return graph.Term{}
	}
	return graph.NewIRI(iri.Value)
}

func target(r *syntax.GraphRef) Target {
	return Target{Graph: iriTerm(r.IRI), Default: r.Default || r.All, Named: r.Named || r.All}
}

// quads expands the triples of a template or of data; those without a graph of
// their own go to graph without.
func (t *translator) quads(in []*syntax.Quads, without Node) ([]QuadPattern, error) {
	var out []QuadPattern
	for _, q := range in {
		g := without
		if q.Graph != nil {
			var err error
			if g, err = t.name(q.Graph); err != nil {
				return nil, err
			}
		}
		x := &expander{t: t}
		for _, ts := range q.Triples {
			if err := x.triples(ts); err != nil {
				return nil, err
			}
		}
		triples, err := x.plain()
		if err != nil {
			return nil, err
		}
		for _, triple := range triples {
			out = append(out, QuadPattern{Graph: g, TriplePattern: triple})
		}
	}
	return out, nil
}

// modify translates DELETE/INSERT. Blank nodes of the templates are not those of
// the pattern.
func (t *translator) modify(op *syntax.Modify, base string) (Operation, error) {
	out := &Modify{
		Loc: Loc{At: op.At}, Dataset: dataset(op.Using), With: iriTerm(op.With), Base: base,
	}
	var err error
	if out.Pattern, err = t.group(op.Pattern); err != nil {
		return nil, err
	}
	with := Node{Term: out.With}
	templates := t.template1()
	if out.Delete, err = templates.quads(op.Delete, with); err != nil {
		return nil, err
	}
	templates = templates.template1()
	out.Insert, err = templates.quads(op.Insert, with)
	return out, err
}

// deleteWhere translates DELETE WHERE, whose pattern is its template.
func (t *translator) deleteWhere(op *syntax.DeleteWhere, base string) (Operation, error) {
	out := &Modify{Loc: Loc{At: op.At}, Base: base}
	var err error
	if out.Delete, err = t.quads(op.Quads, Node{}); err != nil {
		return nil, err
	}
	out.Pattern = &BGP{}
	for i := 0; i < len(out.Delete); {
		g := out.Delete[i].Graph
		bgp := &BGP{}
		for ; i < len(out.Delete) && out.Delete[i].Graph == g; i++ {
			bgp.Triples = append(bgp.Triples, out.Delete[i].TriplePattern)
		}
		var part Op = bgp
		if g != (Node{}) {
			part = &Graph{Name: g, Input: bgp}
		}
		out.Pattern = join(out.Pattern, part)
	}
	return out, nil
}
