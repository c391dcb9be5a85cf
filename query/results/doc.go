// Package results writes and reads the answers of SPARQL queries.
//
// Rows go in as an iterator and leave as bytes: every writer but Box is a
// pure function from one row to bytes appended to a buffer, so a result of any
// size is written in constant memory and nothing is allocated per row.
//
//	machine formats   JSON XML CSV TSV JSONLines   exact, read back by Read (not JSONLines)
//	human formats     Box Line Markdown HTML Count  IRIs shrunk, control characters made visible
//
// The machine formats follow the SPARQL 1.1 recommendations (Query Results
// JSON, XML, CSV and TSV) with what SPARQL 1.2 adds: triple terms and base
// directions. They change nothing in a term, with two exceptions that the
// formats force: bytes that are not UTF-8, and in XML the characters that XML
// 1.0 cannot hold, are written as U+FFFD. CSV, by its specification, keeps
// only the text of terms; use TSV where kinds and datatypes matter.
//
// The human formats never let a term act on its surroundings: a literal
// cannot send an escape sequence to a terminal, change the order of the text
// around it, close an HTML tag, or become a Markdown link.
//
// Write, Copy and WriteBool write; Read gives a Table, which is Rows again.
//
// Cost sketch: a row of three IRIs is about 200 bytes of JSON and costs well
// under a microsecond, so writing keeps up with any network. Box holds the
// rows that it shows, because column widths depend on all of them.
//
// Box measures text with github.com/rivo/uniseg: how many columns a terminal
// gives to a string is decided by grapheme clusters (combining marks, CJK,
// emoji joined by zero-width joiners), and those Unicode tables are not in
// the standard library. It is the only third-party library here.
package results
