// Package plan turns the SPARQL algebra into a physical plan: a tree of nodes
// that package exec has an operator for.
//
// Planning goes in three steps. rewrite.go applies the algebraic passes
// (filters towards their patterns, OPTIONAL, MINUS and BIND above joins,
// duplicates removed before sorting). group.go takes joined patterns and their
// filters as one set and order.go chooses the order and the method of each
// join, by dynamic programming over exact counts from the indexes for small
// sets and greedily for large ones. optional.go and condition.go choose among
// the forms of OPTIONAL, MINUS and EXISTS. Last, prune.go drops the columns
// that nobody reads.
//
// The plan of a typical pattern is a chain: a scan, then a Step per pattern
// that joins through an index. A Step whose keys come in ascending order walks
// the predicate's sorted column beside them, so the chain is a merge join where
// orders agree and an index join where they do not; where a chain would make
// too many look-ups the planner takes a hash join. What is optional or tested
// (EXISTS, MINUS) is run against batches of the rows at hand (Lateral) or
// hashed, whichever is cheaper.
package plan
