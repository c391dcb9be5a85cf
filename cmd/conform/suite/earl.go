package suite

import (
	"bufio"
	"io"
	"time"

	"github.com/trivet-rdf/trivet/graph"
)

// WriteEARL writes a report in the Evaluation and Report Language, as Turtle,
// with one assertion for each result. date is when the tests ran.
func WriteEARL(w io.Writer, list []Result, date time.Time) error {
	const project = "<https://github.com/trivet-rdf/trivet>"
	b := bufio.NewWriter(w)
	_, _ = b.WriteString(`@prefix dc: <http://purl.org/dc/terms/> .
@prefix doap: <http://usefulinc.com/ns/doap#> .
@prefix earl: <http://www.w3.org/ns/earl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

` + project + ` a doap:Project, earl:TestSubject, earl:Software ;
  doap:name "Trivet" ;
  doap:homepage ` + project + ` ;
  doap:programming-language "Go" .
`)
	stamp := graph.NewTyped(date.UTC().Format(time.RFC3339), graph.XSD+"dateTime").NTriples()
	for _, r := range list {
		outcome := map[Outcome]string{Pass: "earl:passed", Fail: "earl:failed", Skip: "earl:untested"}[r.Outcome]
		_, _ = b.WriteString("\n[] a earl:Assertion ;\n  earl:assertedBy " + project + " ;\n  earl:subject " + project +
			" ;\n  earl:test " + graph.NewIRI(r.Test.IRI).NTriples() + " ;\n  earl:mode earl:automatic ;\n" +
			"  earl:result [ a earl:TestResult ; earl:outcome " + outcome + " ; dc:date " + stamp)
		if r.Message != "" {
			_, _ = b.WriteString(" ; dc:description " + graph.NewLiteral(r.Message).NTriples())
		}
		_, _ = b.WriteString(" ] .\n")
	}
	return b.Flush()
}
