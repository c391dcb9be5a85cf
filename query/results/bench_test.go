package results

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

func benchTable() *Table {
	t := &Table{Names: []string{"person", "name", "age", "note"}}
	for i := range 10000 {
		t.Rows = append(t.Rows, []graph.Term{
			graph.NewIRI(fmt.Sprintf("http://example.org/people/%d", i)),
			graph.NewLang(fmt.Sprintf("Person number %d", i), "en"),
			graph.NewTyped(fmt.Sprint(i%90), graph.XSD+"integer"),
			graph.NewLiteral("a note of some length, with a \"quote\" and an é"),
		})
	}
	return t
}

// BenchmarkWrite reports bytes of output a second.
func BenchmarkWrite(b *testing.B) {
	table := benchTable()
	o := Options{Prefixes: map[string]string{"ex": "http://example.org/people/"}, MaxRows: 40, Width: 100}
	for _, f := range Formats() {
		b.Run(f.String(), func(b *testing.B) {
			b.SetBytes(int64(len(write(b, f, table, o))))
			b.ReportAllocs()
			for b.Loop() {
				if err := Write(io.Discard, f, table, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRead reports bytes of input a second.
func BenchmarkRead(b *testing.B) {
	table := benchTable()
	for _, f := range []Format{JSON, XML, CSV, TSV} {
		text := write(b, f, table, Options{})
		b.Run(f.String(), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read(strings.NewReader(text), f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
