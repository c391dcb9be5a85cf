// Package suite reads W3C-style test manifests and runs their tests.
//
// A manifest is a Turtle document that lists entries; an entry is a Test with a
// type, an action (the input) and a result. Load follows mf:include and gives
// the tests of the whole tree in order. What a type means is a Runner: a
// function from a Test to nil (pass), ErrSkip (does not apply) or the reason it
// failed. RDFRunners has those of the RDF test suites; Run picks the runner by
// type, so that a manifest of any origin works as long as its types are known.
//
//	manifest.ttl -> Load -> []*Test -> Run(runners) -> Result per test
//
// IRIs of a manifest are resolved against the manifest's own file, so actions
// and results are files beside it. The base IRI of a test document is that of
// the manifest's mf:assumedTestBase joined with the file's path below the
// manifest; without one it is the file's own IRI.
package suite
