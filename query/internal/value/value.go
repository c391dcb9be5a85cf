package value

import (
	"math"
	"math/big"

	"github.com/cockroachdb/apd/v3"
)

// Kind classifies values by the operations they have.
type Kind uint8

// The kinds, in the order ORDER BY puts them (literals that cannot be compared
// with each other are ordered by kind; see [Order]).
const (
	None Kind = iota // no value: unbound
	Blank
	IRI
	Integer // xsd:integer and the types derived from it
	Decimal
	Float
	Double
	String
	LangString // with a language, and perhaps a base direction
	Boolean
	DateTime
	Date
	Time
	GYear
	GYearMonth
	GMonth
	GMonthDay
	GDay
	Duration
	DayTimeDuration
	YearMonthDuration
	Other    // a literal of a datatype without operations, or beyond the limits
	IllTyped // a literal whose text does not fit its datatype
	Triple   // a triple term
)

// Dir is a base direction (RDF 1.2); the numbers are those of graph.Direction.
type Dir uint8

// The base directions.
const (
	NoDir Dir = iota
	LTR
	RTL
)

// noZone is the zone of dates and times without a time zone.
const noZone = math.MinInt16

// Value is the value of a term: small, immutable and copied freely. The zero
// Value has kind None. Values are not comparable with ==; use [SameTerm],
// [Equal] or [Value.Key].
type Value struct {
	lex  string   // lexical form, IRI or blank label; "" and !has when computed
	qual string   // LangString: the tag; Other, IllTyped: the datatype IRI
	num  int64    // integer; unscaled decimal; float bits; boolean; seconds; months
	aux  int64    // decimal scale; attoseconds; seconds of a Duration
	ext  *extra   // what does not fit: big numbers, triples, long durations
	kind Kind     //
	sub  datatype // which datatype of the kind (derived integers, dateTimeStamp)
	dir  Dir      // LangString
	has  bool     // lex holds the lexical form
	zone int16    // dates: minutes east of UTC, or noZone; Decimal: see NewWritten
}

// extra holds what few values need. It is never changed after construction.
type extra struct {
	big    *big.Int     // Integer beyond int64
	dec    *apd.Decimal // Decimal beyond int64 digits; reduced, exponent <= 0
	triple [3]Value     // Triple
	digits wide         // of dec where a small quotient made it, else zero
	atto   int64        // Duration: attoseconds
}

// New makes the value of a literal from its lexical form and datatype IRI; an
// empty datatype is xsd:string. With a language tag the datatype is ignored.
// The lexical form is kept as it is.
func New(lexical, datatypeIRI, lang string, dir Dir) Value {
	if lang != "" {
		return NewLang(lexical, lang, dir)
	}
	if datatypeIRI == "" || datatypeIRI == XSDString {
		return NewString(lexical)
	}
	dt := lookup(datatypeIRI)
	if dt == dtUnknown {
		return Value{kind: Other, lex: lexical, has: true, qual: datatypeIRI, zone: noZone}
	}
	v, st := parse(lexical, dt)
	switch st {
	case parsed:
		v.lex, v.has = lexical, true
		return v
	case beyond:
		return Value{kind: Other, lex: lexical, has: true, qual: datatypeIRI, zone: noZone}
	}
	return Value{kind: IllTyped, lex: lexical, has: true, qual: datatypeIRI, zone: noZone}
}

// NewIRI makes the value of an IRI.
func NewIRI(iri string) Value { return Value{kind: IRI, lex: iri, has: true, zone: noZone} }

// NewBlank makes the value of a blank node with that label.
func NewBlank(label string) Value { return Value{kind: Blank, lex: label, has: true, zone: noZone} }

// NewTriple makes the value of the triple term <<( s p o )>>. text is its
// canonical form, which identifies it.
func NewTriple(s, p, o Value, text string) Value {
	return Value{kind: Triple, lex: text, has: true, zone: noZone, ext: &extra{triple: [3]Value{s, p, o}}}
}

// Kind says what v is.
func (v Value) Kind() Kind { return v.kind }

// IsLiteral reports whether v is a literal.
func (v Value) IsLiteral() bool { return v.kind >= Integer && v.kind <= IllTyped }

// IsNumeric reports whether v is a well-formed number.
func (v Value) IsNumeric() bool { return v.kind >= Integer && v.kind <= Double }

// IsString reports whether v is a string literal in the sense of SPARQL 1.2
// section 17.4.3: xsd:string, or a string with a language.
func (v Value) IsString() bool { return v.kind == String || v.kind == LangString }

// Lang is the language tag as written, or "".
func (v Value) Lang() string {
	if v.kind == LangString {
		return v.qual
	}
	return ""
}

// Dir is the base direction of a string with a language.
func (v Value) Dir() Dir { return v.dir }

// Bool is the truth of a Boolean; false for other kinds.
func (v Value) Bool() bool { return v.kind == Boolean && v.num != 0 }

// Triple gives the parts of a triple term; ok is false for other kinds.
func (v Value) Triple() (s, p, o Value, ok bool) {
	if v.kind != Triple {
		return Value{}, Value{}, Value{}, false
	}
	t := &v.ext.triple
	return t[0], t[1], t[2], true
}

// Datatype is the datatype IRI of a literal, "" for other values.
func (v Value) Datatype() string {
	switch {
	case !v.IsLiteral():
		return ""
	case v.kind == Other || v.kind == IllTyped:
		return v.qual
	case v.kind == LangString && v.dir != NoDir:
		return RDFDirLangString
	case v.kind == LangString:
		return RDFLangString
	}
	return v.sub.iri()
}

// Lexical is the lexical form of a literal: as written, or canonical for a
// computed value. For an IRI or blank node it is the text, for a triple term
// its canonical form.
func (v Value) Lexical() string {
	switch {
	case v.has:
		return v.lex
	case v.kind == Decimal && v.zone != noZone:
		return formatWritten(v)
	}
	return v.Canonical()
}

// Canonical is the canonical lexical form of the value (XML Schema 1.1 part 2);
// for kinds without one it is the lexical form.
func (v Value) Canonical() string {
	switch v.kind {
	case Integer:
		return formatInteger(v)
	case Decimal:
		return formatDecimal(v)
	case Float, Double:
		return formatDouble(v)
	case Boolean:
		if v.num != 0 {
			return "true"
		}
		return "false"
	case DateTime, Date, Time, GYear, GYearMonth, GMonth, GMonthDay, GDay:
		return formatTime(v)
	case Duration, DayTimeDuration, YearMonthDuration:
		return formatDuration(v)
	}
	return v.lex
}
