// Package rdfio reads and writes RDF text: N-Triples, N-Quads, Turtle, TriG,
// RDF/XML and JSON-LD, all of RDF 1.1 and RDF 1.2.
//
// # Mental model
//
// Text comes in, statements go out, one at a time and in the order of the
// document:
//
//	io.Reader -> source (large chunks, positions) -> one reader per format -> emit(*Quad)
//
// The Quad handed to emit is reused for the next statement; the strings in its
// terms are not. They are immutable and stay valid for ever, because they point
// either straight into an input chunk, which is never written again once it has
// been parsed, or into an append-only arena that holds what had to be computed
// (expanded prefixed names, resolved IRIs, unescaped text). A term therefore
// costs no allocation of its own. The other side of the bargain: whoever keeps
// one short string keeps its chunk (a few hundred KiB) alive, so a store copies
// what it keeps into its own dictionary.
//
// Consecutive statements with the same subject, predicate or graph carry the
// very same string there, so that == on it is answered by its pointer.
//
// The files follow that line. source.go fetches chunks and knows positions, which
// are computed only for errors. scan.go has the scanners: pure functions from
// bytes to the end of a token, which say "short" when the chunk ends first; the
// parser then fetches more and scans the token again. lines.go parses N-Triples
// and N-Quads, turtle.go Turtle and TriG, xmltoken.go splits XML for rdfxml.go,
// json.go parses JSON for jsonld.go. The writers are in the files write*.go;
// group.go and pretty.go arrange a whole document.
//
// # Costs
//
// One core reads about 6 million triples of clinical records a second as
// N-Triples or Turtle (1 to 4 nanoseconds a byte) and 2.5 million as RDF/XML,
// with about one allocation for every 1,500 triples in the first two:
// BenchmarkRead. N-Triples and N-Quads can be read on all cores at once, by
// SplitLines or a Splitter. JSON-LD is held in memory as a whole and is an order
// of magnitude slower.
//
// # Errors and limits
//
// A malformed document gives an *Error with file, line, column and, where one
// can be given, a hint. Statements before it have been emitted; nothing of the
// malformed statement is emitted by the line formats. A limit of Limits
// that was passed gives an *Error that wraps a *LimitError. Readers are strict:
// invalid UTF-8, lone surrogates, NUL, bad escapes and invalid or relative IRIs
// without a base are errors, never silently repaired.
//
// Nothing here opens a file or a connection: JSON-LD contexts come only from
// Options.Contexts, and external entities of XML are refused.
package rdfio
