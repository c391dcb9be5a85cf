package rdfio_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

func ExampleRead() {
	doc := `@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<http://example.org/alice> foaf:name "Alice"@en ; foaf:age 42 .`
	err := rdfio.Read(context.Background(), strings.NewReader(doc), rdfio.Turtle, rdfio.Options{}, func(q *rdfio.Quad) error {
		fmt.Printf("%s %q %q %q\n", q.P.Value, q.O.Value, q.O.Lang, q.O.Datatype)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// http://xmlns.com/foaf/0.1/name "Alice" "en" ""
	// http://xmlns.com/foaf/0.1/age "42" "" "http://www.w3.org/2001/XMLSchema#integer"
}

func ExampleError() {
	doc := "<http://example.org/a> rdfs:label \"A\" ."
	err := rdfio.Read(context.Background(), strings.NewReader(doc), rdfio.Turtle, rdfio.Options{File: "a.ttl"}, func(*rdfio.Quad) error { return nil })
	fmt.Println(err)
	var e *rdfio.Error
	if errors.As(err, &e) {
		fmt.Println(e.Line, e.Column)
	}
	// Output:
	// a.ttl:1:24: the prefix 'rdfs:' is not declared (declare it: @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .)
	// 1 24
}

func ExampleNewWriter() {
	w, err := rdfio.NewWriter(os.Stdout, rdfio.Turtle, rdfio.WriterOptions{Prefixes: []rdfio.Prefix{{Label: "ex", IRI: "http://example.org/"}}})
	if err != nil {
		log.Fatal(err)
	}
	iri := func(s string) rdfio.Term { return rdfio.Term{Kind: rdfio.IRI, Value: "http://example.org/" + s} }
	address := rdfio.Term{Kind: rdfio.Blank, Value: "a"}
	for _, q := range []rdfio.Quad{
		{S: iri("alice"), P: iri("address"), O: address},
		{S: address, P: iri("city"), O: rdfio.Term{Kind: rdfio.Literal, Value: "Basel"}},
		{S: iri("alice"), P: iri("knows"), O: iri("bob")},
	} {
		if err := w.Write(&q); err != nil {
			log.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// @prefix ex: <http://example.org/> .
	//
	// ex:alice ex:address [ ex:city "Basel" ] ;
	//     ex:knows ex:bob .
}

func ExampleSplitLines() {
	data := []byte("<http://e/a> <http://e/p> \"1\" .\n<http://e/b> <http://e/p> \"2\" .\n")
	for _, run := range rdfio.SplitLines(data, 2) { // each could have its goroutine
		err := run.Read(context.Background(), rdfio.NTriples, rdfio.Options{}, func(q *rdfio.Quad) error {
			fmt.Println(run.Line, q.S.Value)
			return nil
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// 1 http://e/a
	// 2 http://e/b
}

func ExampleResolveIRI() {
	iri, err := rdfio.ResolveIRI("http://example.org/a/b", "../c#d")
	fmt.Println(iri, err)
	// Output: http://example.org/c#d <nil>
}

func ExampleFormatByPath() {
	fmt.Println(rdfio.FormatByPath("records.ttl.gz"), rdfio.FormatByMediaType("application/rdf+xml; charset=utf-8"), rdfio.Sniff([]byte("<rdf:RDF xmlns:rdf=")))
	// Output: Turtle RDF/XML RDF/XML
}
