package results_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/results"
)

func people() *results.Table {
	return &results.Table{
		Names: []string{"person", "name", "age"},
		Rows: [][]graph.Term{
			{graph.NewIRI("http://example.org/alice"), graph.NewLang("Alice", "en"), graph.NewTyped("34", graph.XSD+"integer")},
			{graph.NewIRI("http://example.org/bob"), graph.NewLiteral("Bob"), {}},
		},
	}
}

func ExampleWrite() {
	err := results.Write(os.Stdout, results.Box, people(), results.Options{
		Prefixes: map[string]string{"ex": "http://example.org/"},
		Width:    80,
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// ┌──────────┬──────────┬─────┐
	// │ person   │ name     │ age │
	// ├──────────┼──────────┼─────┤
	// │ ex:alice │ Alice@en │  34 │
	// │ ex:bob   │ Bob      │   · │
	// └──────────┴──────────┴─────┘
}

func ExampleWrite_json() {
	_ = results.Write(os.Stdout, results.JSON, people(), results.Options{})
	// Output:
	// {"head":{"vars":["person","name","age"]},"results":{"bindings":[
	// {"person":{"type":"uri","value":"http://example.org/alice"},"name":{"type":"literal","value":"Alice","xml:lang":"en"},"age":{"type":"literal","value":"34","datatype":"http://www.w3.org/2001/XMLSchema#integer"}},
	// {"person":{"type":"uri","value":"http://example.org/bob"},"name":{"type":"literal","value":"Bob"}}
	// ]}}
}

func ExampleRead() {
	table, err := results.Read(strings.NewReader("?name\t?age\n\"Alice\"@en\t34\n\"Bob\"\t\n"), results.TSV)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range table.Rows {
		fmt.Println(row[0].Value(), row[1].IsAny())
	}
	_, err = results.Read(strings.NewReader("?name\t?age\nAlice\t34\n"), results.TSV)
	fmt.Println(err)
	// Output:
	// Alice false
	// Bob true
	// results: tsv line 2 column 1: expected a term, found "Alice" (terms look like <iri>, _:b, "text", "text"@en, "1"^^<datatype>, 1, true, <<( s p o )>>)
}

func ExampleWriteBool() {
	_ = results.WriteBool(os.Stdout, results.JSON, true, results.Options{})
	// Output: {"head":{},"boolean":true}
}
