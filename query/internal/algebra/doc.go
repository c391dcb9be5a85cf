// Package algebra holds the SPARQL algebra and the translation of the syntax
// tree into it.
//
// A query's text becomes a tree (package syntax), the tree becomes operators
// (this package), and operators become a physical plan (package plan). The
// operators and expressions of op.go and expr.go are the nouns of SPARQL 1.1
// section 18; the translation follows section 18.2 step by step, and SPARQL 1.2
// where it differs:
//
//	translate.go  query forms, solution modifiers, the entry points
//	group.go      graph patterns: groups, filters, OPTIONAL, MINUS, BIND ...
//	triples.go    abbreviated triples: lists, collections, reifiers, annotations
//	path.go       property paths
//	value.go      expressions
//	aggregate.go  GROUP BY, HAVING and aggregates
//	update.go     update operations
//	scope.go      which variables an operator binds, and which it surely binds
//	sse.go        operators as s-expressions, for tests and EXPLAIN
//
// Nothing is optimised here. The one simplification is the specification's own:
// a join with the empty basic graph pattern is its other side. Two places say
// more than SPARQL 1.1 does: aggregates are folded into Group (Aggregation and
// AggregateJoin have no operator of their own), and the patterns of EXISTS carry
// the Context operator of SPARQL 1.2.
//
// A translated query shares nothing with its syntax tree but source positions
// and never changes afterwards, so many goroutines may use it at once.
package algebra
