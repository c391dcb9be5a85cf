package syntax_test

import (
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/query/syntax"
)

// tutorial is a query as in the SMART tutorial: a patient's medications.
const tutorial = `PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX sp: <http://smartplatforms.org/terms#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?med ?name ?quant ?quantUnit ?freq ?freqUnit ?startDate
WHERE {
  ?med rdf:type sp:Medication .
  ?med sp:drugName ?medc .
  ?medc dcterms:title ?name .
  ?med sp:quantity ?quantv .
  ?quantv sp:value ?quant ; sp:unit ?quantUnit .
  OPTIONAL { ?med sp:frequency [ sp:value ?freq ; sp:unit ?freqUnit ] }
  OPTIONAL { ?med sp:startDate ?startDate . FILTER (?startDate > "2009-01-01") }
}
ORDER BY ?name LIMIT 20`

func BenchmarkParse(b *testing.B) {
	for name, text := range map[string]string{
		"tutorial": tutorial,
		"small":    "SELECT * WHERE { ?s ?p ?o } LIMIT 10",
		"triples":  "ASK { " + strings.Repeat("?s <http://example.org/p> \"o\"@en . ", 1000) + "}",
		"or":       "ASK { FILTER (" + strings.Repeat("?x = 1 || ", 1000) + "?x) }",
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := syntax.Parse(text, syntax.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkTools(b *testing.B) {
	ten := strings.Repeat("?s <http://example.org/p> \"o\"@en ; ex:q ?o . # note\n", 10240/52)
	query := "SELECT * {\n" + ten + "}"
	b.Run("tokens 10 KB", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			syntax.Tokens(query)
		}
	})
	b.Run("complete 10 KB", func(b *testing.B) {
		for b.Loop() {
			syntax.CompleteAt(query, len(query)-1)
		}
	})
	b.Run("incomplete tutorial", func(b *testing.B) {
		text := tutorial[:len(tutorial)-40]
		for b.Loop() {
			syntax.Incomplete(text, syntax.Options{})
		}
	})
	b.Run("format tutorial", func(b *testing.B) {
		for b.Loop() {
			if _, err := syntax.Format(tutorial); err != nil {
				b.Fatal(err)
			}
		}
	})
}
