package rdfio

import (
	"bytes"
	"io"
	"os"
	"slices"
	"testing"
	"testing/iotest"
)

// fuzzLimits keep a fuzzed document small.
var fuzzLimits = Limits{MaxTokenBytes: 4096, MaxDepth: 64}

// seed adds documents of the W3C suites, when they are there, and a few more.
func seed(f *testing.F, formats []Format, more ...string) {
	for _, doc := range more {
		f.Add([]byte(doc))
	}
	root := os.Getenv("TRIVET_W3C")
	if _, err := os.Stat(root + "/rdf"); root == "" || err != nil {
		return
	}
	for _, path := range positiveW3C(f) {
		data, err := os.ReadFile(path)
		if err == nil && len(data) < 2000 && slices.Contains(formats, FormatByPath(path)) {
			f.Add(data)
		}
	}
}

// readBoth reads data whole and byte by byte and wants no difference.
func readBoth(t *testing.T, data []byte, f Format) ([]Quad, error) {
	t.Helper()
	o := Options{Base: "http://example/a/b", Limits: fuzzLimits}
	quads, err := parse(data, f, o)
	var piece []Quad
	pieceErr := Read(t.Context(), iotest.OneByteReader(bytes.NewReader(data)), f, o, func(q *Quad) error {
		piece = append(piece, *q)
		return nil
	})
	same := err != nil && f == JSONLD || err == nil || err.Error() == pieceErr.Error() // json-gold's words depend on the order of maps
	if (err == nil) != (pieceErr == nil) || !same || len(quads) != len(piece) {
		t.Fatalf("whole: %d statements, %v\nbyte by byte: %d, %v", len(quads), err, len(piece), pieceErr)
	}
	for i := range quads {
		if a, b := quadLine(t, &quads[i]), quadLine(t, &piece[i]); a != b {
			t.Fatalf("statement %d: %s or %s", i, a, b)
		}
	}
	return quads, err
}

// rewrite writes quads as f and wants the same back.
func rewrite(t *testing.T, quads []Quad, f Format, o WriterOptions) {
	t.Helper()
	if len(quads) > 60 || len(startColours(quads)) > 7 {
		return // isomorphic tries all permutations of what looks alike
	}
	text, err := write(quads, f, o)
	if err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	back, err := parse(text, f, Options{})
	if err != nil {
		t.Fatalf("%s: %v\n%s", f, err, text)
	}
	if !isomorphic(quads, back) {
		t.Fatalf("%s: not the same dataset\n%s", f, text)
	}
}

func FuzzTurtle(f *testing.F) {
	seed(f, []Format{Turtle, TriG},
		"@prefix : <http://e/> . :a :b (1 2.5 [ :c \"x\"@en--ltr ]) {| :d :e |} ; a :T .",
		"@prefix : <http://e/> . :g { << :a :b :c ~ :r >> :q <<( :a :b 'x' )>> }",
		"BASE <http://e/> PREFIX p: <#> p:x\\.y p:%41 '''a\n''b''' , -1.e5, .5, true .")
	f.Fuzz(func(t *testing.T, data []byte) {
		quads, err := readBoth(t, data, TriG)
		turtle, turtleErr := readBoth(t, data, Turtle)
		if turtleErr == nil && (err != nil || len(turtle) != len(quads)) {
			t.Fatalf("Turtle has %d statements, TriG %d: %v", len(turtle), len(quads), err)
		}
		if err == nil {
			rewrite(t, quads, TriG, WriterOptions{Prefixes: []Prefix{{"", "http://e/"}}})
			rewrite(t, quads, TriG, WriterOptions{Streaming: true})
			rewrite(t, quads, NQuads, WriterOptions{})
		}
	})
}

func FuzzNTriples(f *testing.F) {
	seed(f, []Format{NTriples, NQuads},
		"<http://e/s> <http://e/p> \"x\\u00e9\"@en--rtl <http://e/g> . # c\r\n_:a <http://e/p> <<( _:a <http://e/p> \"\" )>> .",
		"VERSION \"1.2\"\nrubbish\n<http://e/s><http://e/p>_:b.")
	f.Fuzz(func(t *testing.T, data []byte) {
		quads, err := readBoth(t, data, NQuads)
		if err == nil {
			rewrite(t, quads, NQuads, WriterOptions{Canonical: true})
		}
		// The line reader, its runs and the Turtle family agree on what is good.
		if trig, trigErr := parse(data, TriG, Options{Limits: fuzzLimits}); err == nil && trigErr == nil && len(quads) != len(trig) && !hasGraphs(quads) {
			t.Fatalf("N-Quads has %d statements, TriG %d", len(quads), len(trig))
		}
		skip := Options{Limits: fuzzLimits, SkipBad: func(*Error) bool { return true }}
		want, _ := parse(data, NQuads, skip)
		got := 0
		for _, l := range SplitLines(data, 3) {
			if err := l.Read(t.Context(), NQuads, skip, func(*Quad) error { got++; return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if got != len(want) {
			t.Fatalf("%d statements in runs of lines, %d in one", got, len(want))
		}
	})
}

func hasGraphs(quads []Quad) bool {
	return slices.ContainsFunc(quads, func(q Quad) bool { return q.G.Kind != 0 })
}

func FuzzRDFXML(f *testing.F) {
	seed(f, []Format{RDFXML},
		"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b&#65;'>]>"+rdfOpen+"<e:T rdf:ID='x' e:p='&a;'><e:q rdf:parseType='Literal'>a<b c='d'/></e:q></e:T></rdf:RDF>",
		rdfOpen+"<rdf:Description rdf:version='1.2'><e:p rdf:parseType='Triple'><rdf:Description><e:q>x</e:q></rdf:Description></e:p></rdf:Description></rdf:RDF>")
	f.Fuzz(func(t *testing.T, data []byte) {
		quads, err := readBoth(t, data, RDFXML)
		if err != nil {
			return
		}
		rewrite(t, quads, NTriples, WriterOptions{})
		w, err := NewWriter(io.Discard, RDFXML, WriterOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range quads {
			if err := w.Write(&quads[i]); err != nil {
				return // rdf:li as an attribute and the like have no RDF/XML again
			}
		}
		rewrite(t, quads, RDFXML, WriterOptions{})
	})
}

func FuzzJSONLD(f *testing.F) {
	seed(f, []Format{JSONLD},
		`{"@context": {"@vocab": "http://v/", "@version": 1.1, "l": {"@container": "@list"}}, "@id": "http://e/s", "l": [1, [true, null]], "@reverse": {"p": {"@id": "_:b"}}}`,
		`[{"@id": "http://e/g", "@graph": [{"@type": "http://e/T", "http://e/p": {"@value": {"a": [1e30]}, "@type": "@json"}}]}]`)
	f.Fuzz(func(t *testing.T, data []byte) {
		quads, err := readBoth(t, data, JSONLD)
		if err == nil {
			rewrite(t, quads, JSONLD, WriterOptions{})
			rewrite(t, quads, NQuads, WriterOptions{})
		}
	})
}
