// Package workload is what the generators and the runners of package bench
// share: a tiny writer of synthetic RDF, queries kept in files, and the answers
// that a query must have before anybody times it.
//
// # Mental model
//
// A generator makes one top-level [Node] after another: a subject with its
// properties, and below them the anonymous nodes that only this subject reaches.
// A [Sink] turns each into text (N-Triples, nested Turtle, or the flat RDF/XML
// that SMART containers send) and forgets it, so a data set of any size costs the
// memory of one node. The writers here share no code with package rdfio: loading
// the same data from three texts and comparing the graphs tests both sides.
//
// A [Workload] is a generator with its queries and the expected row counts and
// checksums (see [Answer]) for the sizes that are pinned.
package workload
