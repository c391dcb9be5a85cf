package graph_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

const people = `
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix ex: <http://example.org/> .
ex:ada foaf:name "Ada" ; foaf:age 36 ; foaf:knows ex:charles .
ex:charles foaf:name "Charles" ; foaf:age 79 .
`

func Example() {
	g, err := graph.Load(context.Background(), strings.NewReader(people))
	if err != nil {
		fmt.Println(err)
		return
	}
	name := graph.NewIRI("http://xmlns.com/foaf/0.1/name")
	for t := range g.Match(graph.Any, name, graph.Any) {
		fmt.Println(t.S, t.O)
	}
	// Output:
	// http://example.org/ada Ada
	// http://example.org/charles Charles
}

func ExampleGraph_Add() {
	g := graph.New()
	s, p := graph.NewIRI("http://example.org/s"), graph.NewIRI("http://example.org/p")
	one := graph.NewTyped("1", graph.XSD+"integer")
	fmt.Println(g.Add(graph.Triple{S: s, P: p, O: one}, graph.Triple{S: s, P: p, O: one}))
	fmt.Println(g.Len(), g.Has(graph.Triple{S: s, P: p, O: one}))
	// Output:
	// 1
	// 1 true
}

func ExampleGraph_Update() {
	g := graph.New()
	q := graph.Quad{
		Triple: graph.Triple{S: graph.NewIRI("http://e/s"), P: graph.NewIRI("http://e/p"), O: graph.NewLiteral("o")},
		G:      graph.NewIRI("http://e/g"),
	}
	err := g.Update(func(tx *graph.Tx) error {
		tx.Add(q)
		fmt.Println("inside:", tx.Has(q), tx.Snapshot().Len())
		return errors.New("changed my mind")
	})
	fmt.Println("after:", g.Len(), err)
	// Output:
	// inside: true 1
	// after: 0 changed my mind
}

func ExampleGraph_Load() {
	g := graph.New()
	err := g.Load(context.Background(), strings.NewReader("<http://e/a> <http://e/b> oops ."), graph.WithName("bad.ttl"))
	var bad *rdfio.Error
	if errors.As(err, &bad) {
		fmt.Println(bad.File, bad.Line, g.Len())
	}
	// Output:
	// bad.ttl 1 0
}

func ExampleGraph_Save() {
	g, _ := graph.Load(context.Background(), strings.NewReader(people))
	if err := g.Save(os.Stdout, rdfio.NTriples, graph.WithOnly(graph.Any)); err != nil {
		fmt.Println(err)
	}
	// Output:
	// <http://example.org/ada> <http://xmlns.com/foaf/0.1/name> "Ada" .
	// <http://example.org/ada> <http://xmlns.com/foaf/0.1/age> "36"^^<http://www.w3.org/2001/XMLSchema#integer> .
	// <http://example.org/ada> <http://xmlns.com/foaf/0.1/knows> <http://example.org/charles> .
	// <http://example.org/charles> <http://xmlns.com/foaf/0.1/name> "Charles" .
	// <http://example.org/charles> <http://xmlns.com/foaf/0.1/age> "79"^^<http://www.w3.org/2001/XMLSchema#integer> .
}

func ExampleOpen() {
	g, _ := graph.Load(context.Background(), strings.NewReader(people))
	dir, err := os.MkdirTemp("", "trivet")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "people.trivet")
	if err := g.SaveSnapshot(context.Background(), path); err != nil {
		fmt.Println(err)
		return
	}
	back, err := graph.Open(context.Background(), path)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(back.Len(), graph.Isomorphic(g, back))
	// Output:
	// 5 true
}

func ExampleSnapshot() {
	g, _ := graph.Load(context.Background(), strings.NewReader(people))
	snap := g.Snapshot()
	g.Update(func(tx *graph.Tx) error { tx.Clear(graph.Any); return nil })
	fmt.Println(snap.Len(), g.Len())
	// Output:
	// 5 0
}

func ExampleView() {
	g, _ := graph.Load(context.Background(), strings.NewReader(people))
	snap := g.Snapshot()
	view := snap.Default()
	age, _ := snap.Lookup(graph.NewIRI("http://xmlns.com/foaf/0.1/age"))
	_, ages := view.Pairs(age)
	sum := 0.0
	for _, id := range ages {
		years, _ := snap.Number(id)
		sum += years
	}
	fmt.Println(sum, view.Stat(age).Triples, view.Count(graph.None, graph.None, graph.None))
	// Output:
	// 115 2 5
}

func ExampleSnapshot_Union() {
	g, _ := graph.Load(context.Background(), strings.NewReader(people), graph.WithGraph(graph.NewIRI("http://e/one")))
	if err := g.Load(context.Background(), strings.NewReader(people), graph.WithGraph(graph.NewIRI("http://e/two"))); err != nil {
		fmt.Println(err)
	}
	snap := g.Snapshot()
	fmt.Println(snap.Len(), snap.Union(snap.Graphs(), false).Len())
	// Output:
	// 10 5
}

func ExampleIsomorphic() {
	load := func(text string) *graph.Graph {
		g, _ := graph.Load(context.Background(), strings.NewReader(text), graph.WithFormat(rdfio.Turtle))
		return g
	}
	a := load(`_:x <http://e/p> _:y . _:y <http://e/p> "end" .`)
	b := load(`[] <http://e/p> [ <http://e/p> "end" ] .`)
	c := load(`_:x <http://e/p> _:x . _:y <http://e/p> "end" .`)
	fmt.Println(graph.Isomorphic(a, b), graph.Isomorphic(a, c))
	// Output:
	// true false
}

func ExamplePrefixes_Shorten() {
	g, _ := graph.Load(context.Background(), strings.NewReader(people))
	label, local, _ := g.Prefixes().Shorten("http://xmlns.com/foaf/0.1/name")
	fmt.Printf("%s:%s\n", label, local)
	// Output:
	// foaf:name
}

func ExampleTerm_NTriples() {
	fmt.Println(graph.NewLang("chat", "fr").NTriples())
	t := graph.NewTripleTerm(graph.NewBlank("b"), graph.NewIRI("http://e/p"), graph.NewLiteral("x"))
	parts, _ := t.Triple()
	fmt.Println(t.NTriples(), parts.O)
	// Output:
	// "chat"@fr
	// <<( _:b <http://e/p> "x" )>> x
}
