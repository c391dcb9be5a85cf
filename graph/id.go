package graph

// ID is a term inside one Graph: what indexes and query operators work on.
// Within one snapshot, equal terms have equal IDs and different terms have
// different IDs. The top two bits are the kind of ID.
type ID uint32

// None is no term: an unbound variable, or a wildcard in a pattern.
const None ID = 0

// The kinds of ID, in the top two bits.
const (
	idResource ID = 0 << 30 // IRIs, blank nodes, triple terms: ordinal in the dictionary
	idLiteral  ID = 1 << 30 // literals: ordinal in the dictionary
	idInline   ID = 2 << 30 // the term's exact value is in the ID itself
	idLocal    ID = 3 << 30 // a term computed by a query, known to that query only

	idKindMask ID = 3 << 30
)

// IsResource reports whether id is an IRI, blank node or triple term of the dictionary.
func (id ID) IsResource() bool { return id&idKindMask == idResource && id != None }

// IsLiteral reports whether id is a dictionary literal.
func (id ID) IsLiteral() bool { return id&idKindMask == idLiteral }

// IsInline reports whether id carries its literal itself.
func (id ID) IsInline() bool { return id&idKindMask == idInline }

// IsLocal reports whether id belongs to one query's own dictionary.
func (id ID) IsLocal() bool { return id&idKindMask == idLocal }

// LocalID makes the ID of the n-th term of a query's own dictionary; n < 1<<30.
func LocalID(n int) ID { return idLocal | ID(n) }

// Ordinal is the id's position in its dictionary: terms of one kind are
// numbered densely, so operators may index arrays with it.
func (id ID) Ordinal() int { return int(id &^ idKindMask) }
