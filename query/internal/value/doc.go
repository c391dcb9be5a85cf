// Package value computes with the values of RDF terms: the XSD datatypes that
// SPARQL works on, their comparison, arithmetic, casts and order.
//
// # Model
//
// A [Value] is what an expression sees of a term. It is made from a lexical
// form with its datatype, language and direction ([New]) and keeps them, so the
// same term comes out again; or it is computed, and then its lexical form is
// the canonical one of XML Schema 1.1, made when somebody asks for it
// ([Value.Lexical]). The package knows nothing of graphs or queries.
//
// Each literal falls into a [Kind]. A literal whose datatype is known but whose
// text does not fit is IllTyped; one of a datatype without operations, or
// beyond the limits below, is Other. Both are equal to themselves and in
// general an error to compare with anything else.
//
// # Exactness
//
//   - Integers have any size: int64 until that overflows, then math/big.
//   - Decimals are exact: int64 digits with a scale, then apd.Decimal.
//   - A quotient of decimals or integers is exact when it has a finite decimal
//     expansion; otherwise it is rounded half to even to 34 significant digits,
//     and to no fewer than 18 digits after the point (see quotient).
//   - Sums of doubles ([Sum]) are rounded once, so they do not depend on the order.
//   - Seconds carry 18 digits after the point. A date with and one without time
//     zone compare when no zone of 14 hours either way can change the answer;
//     otherwise the comparison is an error ([ErrIndeterminate]).
//
// # Limits
//
// Numbers of more than [MaxDigits] digits, years beyond ±[MaxYear], durations
// beyond about 10^11 years and seconds with more than 18 decimals are not
// computed with: as literals they are Other, as results an error.
//
// # Errors
//
// An expression error (SPARQL 1.1 section 17.2) is an error for which
// [IsExpression] holds; it costs no allocation. Anything else, such as a
// [*LimitError], must stop the query.
package value
