// Package graph keeps RDF data in memory: terms, a dictionary that turns them
// into 32-bit identifiers, sorted columns of identifiers, and snapshots.
//
// # Mental model
//
// A [Graph] is an RDF dataset: a default graph and any number of named graphs.
// Its whole state is one immutable [Snapshot] behind an atomic pointer. Readers
// take the snapshot and keep it for as long as they like; nothing they do
// blocks, and nothing a writer does changes what they see. Writers come one at
// a time: [Graph.Add], [Graph.Remove], [Graph.Update] and [Graph.Load] build the
// next snapshot and swap the pointer, or leave everything as it was.
//
// Inside a snapshot a term is an [ID]. Small integers, booleans, dates and short
// decimals are their own ID; every other term has a position in the dictionary,
// whose text lives in append-only byte arenas without a Go pointer per term. A
// [View] is one graph's triples as IDs: columns sorted by predicate and subject
// (PSO), predicate and object (POS), rows by subject (SPO), and for each object
// the places where POS speaks of it (OPS). Slices that a View returns alias
// those columns.
//
// An update adds a small sorted layer of additions and removals above the
// columns; layers are merged as they grow, and into the columns when they are
// large. That is why one more triple in a graph of ten million costs about a
// microsecond, and why many small named graphs cost little more than their
// triples.
//
// # Cost
//
// One triple is 8 bytes in PSO, 8 in POS, 6 in SPO, 6 for each distinct pair of
// object and predicate, and 4 for each distinct subject and object: about 25 to
// 30 bytes. One term is its text, 4 bytes of offset, 5 to 9 bytes of hash table,
// and 4 more for a literal's type.
package graph
