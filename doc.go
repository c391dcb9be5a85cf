// Package trivet is the front door of Trivet, a SPARQL and RDF engine for Go.
// It holds no code; the parts are
//
//   - [github.com/trivet-rdf/trivet/graph], the store: terms, loading, snapshots;
//   - [github.com/trivet-rdf/trivet/query], SPARQL queries and updates over it;
//   - [github.com/trivet-rdf/trivet/query/results], result formats;
//   - [github.com/trivet-rdf/trivet/fetch], signed requests to SMART containers;
//   - [github.com/trivet-rdf/trivet/fetch/sandbox], a container for tests and demos;
//   - [github.com/trivet-rdf/trivet/repl], the interactive shell;
//
// and the command trivet in cmd/trivet.
package trivet
