package rdfio

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// limitName is the limit that err says was passed, or "".
func limitName(err error) string {
	var lim *LimitError
	if errors.As(err, &lim) {
		return lim.Limit
	}
	return ""
}

// Every kind of token at one below, at, and one above MaxTokenBytes.
func TestTokenLimit(t *testing.T) {
	const max = 1000
	for _, test := range []struct {
		f       Format
		fmt     string // %s is the token
		unit    string
		outside int // bytes of the token that %s does not hold
	}{
		{NTriples, "<http://e/s> <http://e/p> <http:%s> .", "x", 5},
		{NTriples, "<http:%s> <http://e/p> 	\"\" .", "x", 5},
		{NTriples, "<http://e/s> <http:%s> \"\" .", "x", 5},
		{NTriples, "<http://e/s> <http://e/p> \"%s\" .", "x", 0},
		{NTriples, "<http://e/s> <http://e/p> _:%s .", "x", 0},
		{NTriples, "<http://e/s> <http://e/p> \"\"^^<http:%s> .", "x", 5},
		{NQuads, "<http://e/s> <http://e/p> \"\" <http:%s> .", "x", 5},
		{Turtle, "<http:%s> <http://e/p> 1 .", "x", 5},
		{Turtle, "<http://e/s> <http://e/p> \"%s\" .", "x", 0},
		{Turtle, "<http://e/s> <http://e/p> '''%s''' .", "x", 0},
		{Turtle, "<http://e/s> <http://e/p> _:%s .", "x", 0},
		{Turtle, "<http://e/s> <http://e/p> %s .", "1", 0},
		{Turtle, "@prefix e: <http://e/> . e:%s a 1 .", "x", 2},
		{RDFXML, xmlHead + "<rdf:Description rdf:about='http:%s'/>" + xmlTail, "x", 5},
		{RDFXML, xmlHead + "<rdf:Description><e:p>%s</e:p></rdf:Description>" + xmlTail, "x", 0},
		{RDFXML, xmlHead + "<rdf:Description><e:p>&amp;%s</e:p></rdf:Description>" + xmlTail, "x", 5},
		{RDFXML, xmlHead + "<!--%s-->" + xmlTail, "x", 0},
		{JSONLD, `[{"@id": "http://e/s", "http://e/p": "%s"}]`, "x", 0},
	} {
		for _, n := range []int{max - 1, max, max + 1} {
			doc := fmt.Sprintf(test.fmt, strings.Repeat(test.unit, n-test.outside))
			_, err := parse([]byte(doc), test.f, Options{Limits: Limits{MaxTokenBytes: max}})
			var e *Error
			if n <= max && err != nil {
				t.Errorf("%s %.60s with %d: %v", test.f, test.fmt, n, err)
			}
			if n > max && (limitName(err) != "MaxTokenBytes" || !errors.As(err, &e) || e.Line != 1) {
				t.Errorf("%s %.60s with %d: %v", test.f, test.fmt, n, err)
			}
		}
	}
}

const (
	xmlHead = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>"
	xmlTail = "</rdf:RDF>"
)

// Every kind of nesting at one below, at, and one above MaxDepth, and a
// thousand times too deep: that is refused without deep recursion, which Go
// could not recover from.
func TestDepthLimit(t *testing.T) {
	for _, test := range []struct {
		f                        Format
		name                     string
		start, open, core, close string
		end                      string
		outside                  int // levels that start has
	}{
		{Turtle, "brackets", "<http://s> <http://p> ", "[ <http://p> ", "1", "] ", ".", 0},
		{Turtle, "subject brackets", "", "[ <http://p> ", "1", "] ", ".", 0},
		{Turtle, "lists", "<http://s> <http://p> ", "( ", "1", ") ", ".", 0},
		{Turtle, "reified", "", "<< ", "<http://s> <http://p> 1", " >> <http://p> 1", " .", 0},
		{Turtle, "triple terms", "<http://s> <http://p> ", "<<( <http://s> <http://p> ", "1", " )>> ", ".", 0},
		{Turtle, "annotations", "<http://s> <http://p> 1 ", "{| <http://p> 1 ", "", "|} ", ".", 0},
		{TriG, "brackets in a graph", "<http://g> { <http://s> <http://p> ", "[ <http://p> ", "1", "] ", "}", 0},
		{NTriples, "triple terms", "<http://s> <http://p> ", "<<( <http://s> <http://p> ", "\"\"", " )>> ", ".", 0},
		{RDFXML, "elements", xmlHead, "<rdf:Description><e:p>", "", "</e:p></rdf:Description>", xmlTail, 1},
	} {
		levels := 1
		if test.f == RDFXML {
			levels = 2
		}
		for _, depth := range []int{511, 512, 513, 500_000} {
			n := (depth - test.outside) / levels
			if test.name == "reified" { // a << >> as subject of a << >> has no predicate of its own
				doc := test.start + strings.Repeat("<< ", n) + test.core + strings.Repeat(" >> <http://p> 1", n-1) + " >> " + test.end
				checkDepth(t, test.f, test.name, doc, depth)
				continue
			}
			doc := test.start + strings.Repeat(test.open, n) + test.core + strings.Repeat(test.close, n) + test.end
			checkDepth(t, test.f, test.name, doc, n*levels+test.outside)
		}
	}
}

func checkDepth(t *testing.T, f Format, name, doc string, depth int) {
	t.Helper()
	_, err := parse([]byte(doc), f, Options{})
	var e *Error
	switch {
	case depth <= 512 && err != nil:
		t.Errorf("%s %s, depth %d: %v", f, name, depth, err)
	case depth > 512 && (limitName(err) != "MaxDepth" || !errors.As(err, &e) || e.Line != 1 || e.Column < 100):
		t.Errorf("%s %s, depth %d: %v", f, name, depth, err)
	}
}

// The nesting of triple terms that Write accepts is what readers accept.
func TestWriteDepth(t *testing.T) {
	iri := Term{Kind: IRI, Value: "http://e/"}
	for _, depth := range []int{511, 512, 513} {
		o := iri
		for range depth {
			o = Term{Kind: TripleTerm, Triple: &Triple{iri, iri, o}}
		}
		text, err := write([]Quad{{S: iri, P: iri, O: o}}, NTriples, WriterOptions{})
		if depth > 512 {
			if limitName(err) != "MaxDepth" {
				t.Errorf("depth %d: %v", depth, err)
			}
			continue
		}
		if err == nil {
			_, err = parse(text, NTriples, Options{})
		}
		if err != nil {
			t.Errorf("depth %d: %v", depth, err)
		}
	}
}
