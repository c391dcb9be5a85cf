package repl_test

import (
	"context"
	"os"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/repl"
)

// The session is the shell without a terminal: lines go in, answers come out.
func ExampleSession() {
	g := graph.New()
	g.Add(graph.Triple{
		S: graph.NewIRI("http://example.org/ann"),
		P: graph.NewIRI("http://example.org/name"),
		O: graph.NewLiteral("Ann"),
	})
	s := repl.New(repl.Config{Graph: g, Out: os.Stdout, Interactive: true, Terminal: true})
	ctx := context.Background()
	for _, line := range []string{
		".prefix ex: <http://example.org/>",
		"SELECT ?name {",
		"  ex:ann ex:name ?name }",
		"",
		".mode csv",
		"ASK { ex:ann ?p ?o }",
	} {
		s.Feed(ctx, line)
	}
	// Output:
	// ┌──────┐
	// │ name │
	// ├──────┤
	// │ Ann  │
	// └──────┘
	// true
}

// Do runs one command or query and gives its error back, for programs.
func ExampleSession_Do() {
	s := repl.New(repl.Config{Out: os.Stdout})
	ctx := context.Background()
	if err := s.Do(ctx, "INSERT DATA { <http://example.org/a> <http://example.org/b> 1 }"); err != nil {
		panic(err)
	}
	if err := s.Do(ctx, "SELECT ?n { ?s ?p ?n }"); err != nil {
		panic(err)
	}
	// Output:
	// ?n
	// 1
}

// Complete offers what the grammar allows and the data has.
func ExampleSession_Complete() {
	g := graph.New()
	g.Add(graph.Triple{
		S: graph.NewIRI("http://xmlns.com/foaf/0.1/me"),
		P: graph.NewIRI("http://xmlns.com/foaf/0.1/name"),
		O: graph.NewLiteral("Ann"),
	})
	s := repl.New(repl.Config{Graph: g})
	line := "SELECT * { ?s na"
	for _, c := range s.Complete(line, len(line)).Items {
		_, _ = os.Stdout.WriteString(c.Text + " (" + c.Note + ")\n")
	}
	// Output: foaf:name (1 triple)
}
