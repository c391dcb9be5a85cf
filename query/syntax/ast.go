package syntax

// Pos is a place in the query text.
type Pos struct {
	Offset int // bytes from the start, from 0
	Line   int // from 1
	Column int // in characters (code points), from 1
}

// Span is the text from Start up to, not including, End.
type Span struct {
	Start, End Pos
}

// Node is any part of the tree.
type Node interface {
	// Where is the node's place in the text it was parsed from.
	Where() Span
	// String prints the node as SPARQL that parses to the same tree.
	String() string
}

// Loc is embedded in every node and holds its place.
type Loc struct{ At Span }

// Where implements Node.
func (l Loc) Where() Span { return l.At }

// ---- terms -----------------------------------------------------------------

// Term is what may stand as subject or object of a triple pattern: *IRI,
// *Literal, *Blank, *Var, *TripleTerm, and the abbreviations
// *PropertyList, *Collection and *ReifiedTriple, which the algebra expands.
type Term interface {
	Node
	term()
}

// IRI is an IRI, resolved against the base.
type IRI struct {
	Loc
	Value string // absolute, prefixes expanded and escapes decoded
	Short string // the prefixed name as written, or "" for <...>
}

// Literal is an RDF literal. Numbers and booleans written bare are literals
// with their datatype.
type Literal struct {
	Loc
	Lexical  string
	Datatype string // absolute IRI; "" for a simple or language-tagged string
	Lang     string // as written, without @ and direction
	Dir      string // "", "ltr" or "rtl"
	Bare     bool   // written as a bare number or boolean
}

// Blank is a blank node: labelled (_:x) or anonymous ([]). Anonymous nodes get
// a label that cannot be written, unique in the query.
type Blank struct {
	Loc
	Label string
	Anon  bool
}

// Var is a variable, without its ? or $.
type Var struct {
	Loc
	Name string
}

// TripleTerm is <<( s p o )>> (SPARQL 1.2).
type TripleTerm struct {
	Loc
	S, P, O Term
}

// ReifiedTriple is << s p o ~ r >> (SPARQL 1.2); Reifier is nil when not written.
type ReifiedTriple struct {
	Loc
	S, P, O Term
	Reifier Term
}

// PropertyList is [ p o ; ... ].
type PropertyList struct {
	Loc
	Node       *Blank // the node it stands for
	Properties []*Property
}

// Collection is ( a b c ).
type Collection struct {
	Loc
	Items []Term
}

func (*IRI) term()           {}
func (*Literal) term()       {}
func (*Blank) term()         {}
func (*Var) term()           {}
func (*TripleTerm) term()    {}
func (*ReifiedTriple) term() {}
func (*PropertyList) term()  {}
func (*Collection) term()    {}

// ---- triples ---------------------------------------------------------------

// Triples is one subject with its properties (TriplesSameSubjectPath). For a
// lone [ p o ] or ( ... ) or << ... >> Properties may be empty.
type Triples struct {
	Loc
	Subject    Term
	Properties []*Property
}

// Property is a verb with its objects. Exactly one of Verb and Path is set;
// Verb is *IRI or *Var, Path anything longer than one IRI.
type Property struct {
	Loc
	Verb    Term
	Path    Path
	Objects []*Object
}

// Object is an object with its annotations (SPARQL 1.2), in the order written.
type Object struct {
	Loc
	Term        Term
	Annotations []*Annotation
}

// Annotation is a reifier (~ r) or an annotation block ({| ... |}).
type Annotation struct {
	Loc
	Reifier    Term        // for "~ r"; a fresh *Blank for a bare "~"; nil for a block
	Properties []*Property // for a block
}

// ---- property paths ----------------------------------------------------------

// Path is a property path: *PathIRI, *PathInverse, *PathSeq, *PathAlt,
// *PathRepeat, *PathNegated.
type Path interface {
	Node
	path()
}

// PathIRI is one predicate as a path.
type PathIRI struct {
	Loc
	IRI *IRI
}

// PathInverse is ^p.
type PathInverse struct {
	Loc
	Path Path
}

// PathSeq is p/q/...; at least two parts.
type PathSeq struct {
	Loc
	Parts []Path
}

// PathAlt is p|q|...; at least two parts.
type PathAlt struct {
	Loc
	Parts []Path
}

// PathRepeat is p*, p+ or p?.
type PathRepeat struct {
	Loc
	Path Path
	Mod  byte // '*', '+' or '?'
}

// PathNegated is !p or !(p|^q|...).
type PathNegated struct {
	Loc
	Forward, Inverse []*IRI
}

func (*PathIRI) path()     {}
func (*PathInverse) path() {}
func (*PathSeq) path()     {}
func (*PathAlt) path()     {}
func (*PathRepeat) path()  {}
func (*PathNegated) path() {}

// ---- graph patterns ----------------------------------------------------------

// Pattern is an element of a group: *Triples, *Group, *Optional, *Union,
// *Minus, *Graph, *Service, *Filter, *Bind, *Data, *SubSelect.
type Pattern interface {
	Node
	pattern()
}

// Group is { ... }: its elements in order.
type Group struct {
	Loc
	Elements []Pattern
}

// Optional is OPTIONAL { ... }.
type Optional struct {
	Loc
	Group *Group
}

// Union is { ... } UNION { ... } ...; at least two groups.
type Union struct {
	Loc
	Groups []*Group
}

// Minus is MINUS { ... }.
type Minus struct {
	Loc
	Group *Group
}

// Graph is GRAPH name { ... }; Name is *IRI or *Var.
type Graph struct {
	Loc
	Name  Term
	Group *Group
}

// Service is SERVICE [SILENT] name { ... }; Name is *IRI or *Var.
type Service struct {
	Loc
	Silent bool
	Name   Term
	Group  *Group
}

// Filter is FILTER expr.
type Filter struct {
	Loc
	Expr Expr
}

// Bind is BIND (expr AS ?v).
type Bind struct {
	Loc
	Expr Expr
	Var  *Var
}

// Data is VALUES: rows as wide as Vars; a nil Term is UNDEF.
type Data struct {
	Loc
	Vars []*Var
	Rows [][]Term
}

// SubSelect is a nested SELECT.
type SubSelect struct {
	Loc
	Query *Query
}

func (*Triples) pattern()   {}
func (*Group) pattern()     {}
func (*Optional) pattern()  {}
func (*Union) pattern()     {}
func (*Minus) pattern()     {}
func (*Graph) pattern()     {}
func (*Service) pattern()   {}
func (*Filter) pattern()    {}
func (*Bind) pattern()      {}
func (*Data) pattern()      {}
func (*SubSelect) pattern() {}

// ---- expressions -------------------------------------------------------------

// Expr is an expression: *TermExpr, *Binary, *Unary, *In, *Call, *FunctionCall,
// *Aggregate, *Exists.
type Expr interface {
	Node
	expr()
}

// TermExpr is a variable or constant as expression: *IRI, *Literal, *Var or
// *TripleTerm (whose parts may be variables).
type TermExpr struct {
	Loc
	Term Term
}

// Binary is l op r; Op is one of || && = != < > <= >= + - * /.
type Binary struct {
	Loc
	Op   string
	L, R Expr
}

// Unary is op x; Op is one of ! + -.
type Unary struct {
	Loc
	Op string
	X  Expr
}

// In is x [NOT] IN (list).
type In struct {
	Loc
	Not  bool
	X    Expr
	List []Expr
}

// Call is a built-in function; Name is its keyword in upper case (STR, IF,
// COALESCE, BOUND, REGEX, ...).
type Call struct {
	Loc
	Name string
	Args []Expr
}

// FunctionCall is a call of a function by IRI: a cast or an extension function.
type FunctionCall struct {
	Loc
	Name     *IRI
	Distinct bool
	Args     []Expr
}

// Aggregate is COUNT, SUM, MIN, MAX, AVG, SAMPLE or GROUP_CONCAT.
type Aggregate struct {
	Loc
	Name      string // upper case
	Distinct  bool
	Star      bool // COUNT(*)
	Arg       Expr // nil for COUNT(*)
	Separator string
	HasSep    bool
}

// Exists is [NOT] EXISTS { ... }.
type Exists struct {
	Loc
	Not   bool
	Group *Group
}

func (*TermExpr) expr()     {}
func (*Binary) expr()       {}
func (*Unary) expr()        {}
func (*In) expr()           {}
func (*Call) expr()         {}
func (*FunctionCall) expr() {}
func (*Aggregate) expr()    {}
func (*Exists) expr()       {}

// ---- queries -----------------------------------------------------------------

// Form is the kind of a query.
type Form uint8

// The query forms (SPARQL 1.1 section 16).
const (
	Select Form = iota + 1
	Construct
	Describe
	Ask
)

// Prologue is what stands before a query or an update operation.
type Prologue struct {
	Loc
	Base     string // the last BASE, resolved; "" when none
	Prefixes []PrefixDecl
	Version  string // VERSION "1.2"; "" when none
}

// PrefixDecl is PREFIX label: <iri>.
type PrefixDecl struct {
	Loc
	Label string // without the colon
	IRI   string // resolved
}

// Query is a whole query, or the inside of a sub-select.
type Query struct {
	Loc
	Prologue Prologue
	Form     Form

	Distinct   bool          // SELECT DISTINCT
	Reduced    bool          // SELECT REDUCED
	Star       bool          // SELECT * or DESCRIBE *
	Projection []*Projection // SELECT items
	Targets    []Term        // DESCRIBE: *IRI and *Var
	Template   []*Triples    // CONSTRUCT { ... }
	Short      bool          // CONSTRUCT WHERE { ... }: Template equals the pattern

	Datasets []*Dataset
	Pattern  *Group // WHERE; nil only for DESCRIBE without a pattern

	GroupBy []*GroupKey
	Having  []Expr
	OrderBy []*OrderKey
	Limit   *int64
	Offset  *int64
	Values  *Data // trailing VALUES
}

// Projection is ?v or (expr AS ?v); Expr is nil for a plain variable.
type Projection struct {
	Loc
	Expr Expr
	Var  *Var
}

// Dataset is FROM or FROM NAMED (USING or USING NAMED in updates).
type Dataset struct {
	Loc
	Named bool
	IRI   *IRI
}

// GroupKey is one GROUP BY condition; Var is set for (expr AS ?v) and, with a
// nil Expr, for a plain variable.
type GroupKey struct {
	Loc
	Expr Expr
	Var  *Var
}

// OrderKey is one ORDER BY condition.
type OrderKey struct {
	Loc
	Expr Expr
	Desc bool
}

// ---- updates -----------------------------------------------------------------

// Update is a sequence of operations.
type Update struct {
	Loc
	Prologue   Prologue // as it stands at the end
	Operations []Operation
}

// Operation is *Load, *Clear, *Create, *Transfer, *InsertData, *DeleteData,
// *DeleteWhere or *Modify.
type Operation interface {
	Node
	operation()
}

// GraphRef names the target of a graph operation. Exactly one is set.
type GraphRef struct {
	Loc
	IRI     *IRI
	Default bool
	Named   bool // NAMED: all named graphs
	All     bool
}

// Load is LOAD [SILENT] <from> [INTO GRAPH <into>].
type Load struct {
	Loc
	Silent bool
	From   *IRI
	Into   *IRI // nil: the default graph
}

// Clear is CLEAR or DROP.
type Clear struct {
	Loc
	Silent bool
	Drop   bool
	Target *GraphRef
}

// Create is CREATE [SILENT] GRAPH <iri>.
type Create struct {
	Loc
	Silent bool
	Graph  *IRI
}

// Transfer is COPY, MOVE or ADD; From and To are an IRI or the default graph.
type Transfer struct {
	Loc
	Kind     string // "COPY", "MOVE" or "ADD"
	Silent   bool
	From, To *GraphRef
}

// Quads are triples by graph: templates and data of updates.
type Quads struct {
	Loc
	Graph   Term // nil: the default graph; *IRI or *Var
	Triples []*Triples
}

// InsertData is INSERT DATA { ... }.
type InsertData struct {
	Loc
	Quads []*Quads
}

// DeleteData is DELETE DATA { ... }.
type DeleteData struct {
	Loc
	Quads []*Quads
}

// DeleteWhere is DELETE WHERE { ... }.
type DeleteWhere struct {
	Loc
	Quads []*Quads
}

// Modify is [WITH] DELETE ... INSERT ... [USING] WHERE. HasDelete and HasInsert
// tell an empty template from an absent one.
type Modify struct {
	Loc
	With      *IRI
	Delete    []*Quads
	Insert    []*Quads
	HasDelete bool
	HasInsert bool
	Using     []*Dataset
	Pattern   *Group // WHERE
}

func (*Load) operation()        {}
func (*Clear) operation()       {}
func (*Create) operation()      {}
func (*Transfer) operation()    {}
func (*InsertData) operation()  {}
func (*DeleteData) operation()  {}
func (*DeleteWhere) operation() {}
func (*Modify) operation()      {}
