// Package reference evaluates the SPARQL algebra as literally as the
// specification writes it. It is slow and is imported by tests only: the
// executor's answers are compared with its.
//
// A solution is a map from variables to terms, a multiset is a slice of
// solutions, a graph is a slice of triples. Every operator is its definition in
// section 18.6 of SPARQL 1.2 (18.5 of 1.1) turned into nested loops over whole
// inputs; there are no indexes, no identifiers, no reordering and no early
// stops. Paths are the functions of section 18.5 (18.4 of 1.1). The lazy
// operators (|| && IF COALESCE BOUND IN EXISTS) and the aggregates are written
// here; the strict functions are those of package eval, which has tests of its
// own.
//
// Where the specification leaves something open, it is decided as follows:
//
//   - A negated property set gives one solution for each triple, not for each
//     pair of nodes, as engines do (w3c/sparql-query issue 395).
//   - ZeroOrOnePath gives a set (issue 394).
//   - A group whose key is an error or unbound stays, with the key unbound; a
//     query with aggregates and no GROUP BY has one group even without input.
//   - BIND to a variable that the context solution of an EXISTS binds keeps the
//     solution if both values are the same term and drops it otherwise.
//   - COUNT(DISTINCT *) looks at the variables written by the author only.
//   - SAMPLE is the first value that is no error.
//
// Work is counted in steps (pairs of solutions or triples looked at), and an
// evaluation stops with ErrBudget when they are used up, so that random queries
// which are too large fail the same way on every machine.
package reference
