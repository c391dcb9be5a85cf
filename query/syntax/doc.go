// Package syntax reads and writes the text of SPARQL: Query and Update,
// versions 1.1 and 1.2. It knows nothing of graphs or of evaluation.
//
// # Mental model
//
// One lexer and one recursive-descent parser serve every reader of the text:
//
//	text -> tokens -> tree            Parse, ParseUpdate
//	tree -> text                      String on every node
//	text -> text, comments kept       Format
//	text -> coloured pieces           Tokens
//	text + offset -> what may follow  CompleteAt
//	text so far -> finished?          Incomplete
//
// The parser has one method per rule of the grammar (SPARQL 1.2 Query, section
// 19.8), named after the rule and with the rule quoted above it. What a grammar
// cannot say (scope of variables and blank nodes, grouping, where aggregates may
// stand) is checked on the finished tree, in check.go.
//
// # Guarantees
//
// Every node knows its place in the text. Printing a parsed tree and parsing the
// print gives the same tree, places apart. Errors are *Error: they carry a span
// inside the text, say in words what was found and what was expected, and where
// the slip is a common one they carry the edits that mend it. No input panics;
// nesting, length and list sizes have limits (Limits). Nothing here keeps state
// between calls, so all functions may be called from many goroutines at once; a
// tree may be shared as long as nobody changes it.
//
// # Cost
//
// Parsing is one pass over the text; chains such as a || b || c and p/q/r are
// read by loops, not by recursion. A query of 300 bytes takes some microseconds.
package syntax
