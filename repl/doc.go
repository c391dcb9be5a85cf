// Package repl is Trivet's shell: a session over one graph, in which lines go
// in and answers come out.
//
// # The model
//
// A Session is the shell without a terminal. Feed gives it one line; it answers
// whether it waits for more of a statement, is ready for the next one, or is
// done. What it prints goes to two writers: results to Out, everything else
// (notes, timings, errors, progress) to Err, so that a pipe carries results
// only. Run puts a terminal around a Session: line editing, history, colours,
// completion, and Ctrl-C, which stops what runs and never the shell.
//
//	keys.go     terminal bytes  -> what readline understands
//	line.go     readline        -> lines (the one file that imports it)
//	continue.go lines           -> statements, by the parser's own verdict
//	session.go  statements      -> commands, queries, updates
//	view.go     results         -> a table that fits the screen, or a format
//
// SPARQL has no terminator, so the parser decides: a line that is a whole query
// runs at once; a query of several lines runs at an empty line, at ";" or "\g";
// a text that no continuation can save is reported at once, with a caret.
//
// # Commands
//
// Every dot command is one entry of the table in command.go. Help, completion,
// the manual and the tests of the examples are made from that table.
//
// # Guarantees
//
// No escape character is written unless Config.Color or Config.Terminal asks
// for it. Control characters in data are shown, never sent. A failed or
// cancelled command leaves graph and session as they were. A Session is used by
// one goroutine at a time; Complete may be called between two Feeds.
package repl
