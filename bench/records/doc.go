// Package records makes SMART health records of any number in the real model of
// SMART Classic containers, and holds the queries that the benchmarks ask.
//
// # What is in the data
//
// A patient has demographics, encounters over the years with vital signs, labs in
// panels with normal ranges, problems, medications with fulfilments, allergies or
// their exclusion, immunizations, procedures, social and family history, and
// notes: about 1,000 triples, with large differences between patients. As in
// real records
//
//   - statements are IRIs below the record, the things they speak of are nested
//     blank nodes (labs four deep), and codes are shared IRIs described once;
//   - codes are skewed: a few problems, drugs and tests are everywhere, most are
//     rare (Zipf), and drugs go with problems;
//   - every literal is plain, numbers too, so a comparison needs a cast; one value
//     in fifty is no number ("<5"), and dates have the precision of a year, a day or
//     a second;
//   - everything that the model allows to be missing is missing somewhere.
//
// Codes and texts are illustrations, and no patient exists.
//
// The n-th patient is the same in a data set of any size under the same seed, but
// for the code nodes, which stand where they are first used.
//
// # Cost
//
// Generation takes one patient's memory and about 0.3 µs a triple as N-Triples.
package records
