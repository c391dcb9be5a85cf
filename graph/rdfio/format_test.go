package rdfio

import (
	"strings"
	"testing"
)

func TestFormatNames(t *testing.T) {
	for in, want := range map[string]Format{
		"ttl": Turtle, "turtle": Turtle, ".ttl": Turtle, "TURTLE": Turtle, "text/turtle": Turtle, "n3": Turtle,
		"nt": NTriples, "ntriples": NTriples, "N-Triples": NTriples, "nq": NQuads, "nquads": NQuads, "trig": TriG,
		"rdfxml": RDFXML, "rdf/xml": RDFXML, "RDF/XML": RDFXML, "xml": RDFXML, "rdf": RDFXML, "owl": RDFXML,
		"jsonld": JSONLD, "json-ld": JSONLD, "json": JSONLD, "application/ld+json": JSONLD, "": Unknown, "csv": Unknown,
	} {
		if got := FormatByName(in); got != want {
			t.Errorf("name %q: got %s", in, got)
		}
	}
	for in, want := range map[string]Format{
		"a.ttl": Turtle, "dir.nt/x.TTL": Turtle, "a.nt.gz": NTriples, "a.nq.zst": NQuads, "a.rdf": RDFXML, "a.owl": RDFXML,
		"http://e/a.jsonld?x=1.nt#y": JSONLD, "C:\\d\\a.trig": TriG, "a": Unknown, "a.gz": Unknown, "ttl": Unknown, "a.txt": Unknown,
	} {
		if got := FormatByPath(in); got != want {
			t.Errorf("path %q: got %s", in, got)
		}
	}
	for in, want := range map[string]Format{
		"text/turtle": Turtle, "text/turtle; charset=utf-8": Turtle, "TEXT/Turtle;charset=UTF-8": Turtle, "application/rdf+xml": RDFXML,
		"application/n-triples": NTriples, "application/n-quads": NQuads, "application/trig": TriG, "application/ld+json; profile=\"x\"": JSONLD,
		"text/plain": NTriples, "text/xml": RDFXML, "text/turtle; broken": Turtle, "": Unknown, "text/html": Unknown,
	} {
		if got := FormatByMediaType(in); got != want {
			t.Errorf("media type %q: got %s", in, got)
		}
	}
	for _, f := range Formats() {
		if FormatByName(f.String()) != f || FormatByPath("x"+f.Extension()) != f || FormatByMediaType(f.MediaType()) != f {
			t.Errorf("%s does not find itself", f)
		}
	}
	if Unknown.MediaType() != "" || Unknown.Extension() != "" || Unknown.HasGraphs() || !TriG.HasGraphs() || Turtle.HasGraphs() {
		t.Error("Unknown has properties, or graphs are wrong")
	}
}

func TestSniff(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for _, test := range []struct {
		in   string
		want Format
	}{
		{"<http://e/s> <http://e/p> <http://e/o> .\n", NTriples},
		{"# c\n_:a <http://e/p> \"o\"@en .\n<http://e/s> <http://e/p> <http://e", NTriples},
		{"<http://e/s> <http://e/p> <http://e/o> <http://e/g> .\n", NQuads},
		{"@prefix : <http://e/> .\n:a :b :c .", Turtle},
		{"PREFIX : <http://e/>\n:a :b", Turtle},
		{"<http://e/s> a <http://e/o> ; <http://e/q> 1 .", Turtle},
		{"[] a <http://e/T> .", Turtle},
		{"[ <http://e/p> 1 ] .", Turtle},
		{"( 1 2 ) a <http://e/T> .", Turtle},
		{"<http://e/s> a \"" + long + "\" .", Turtle},
		{"", Turtle},
		{"# only a comment\n", Turtle},
		{"@prefix : <http://e/> .\n:g { :a :b :c }", TriG},
		{"{ <http://e/s> a 1 }", TriG},
		{"GRAPH <http://e/g> { <http://e/s> a 1 }", TriG},
		{"<?xml version=\"1.0\"?><rdf:RDF", RDFXML},
		{"<!DOCTYPE rdf:RDF [", RDFXML},
		{"\n<rdf:RDF xmlns:rdf=\"...\">", RDFXML},
		{"\uFEFF<?xml version=\"1.0\"?>", RDFXML},
		{"{\"@id\": \"http://e/s\"}", JSONLD},
		{"{}", JSONLD},
		{" [ {\"@id\":", JSONLD},
		{"[]", JSONLD},
		{"a,b,c\n1,2,3\n", Unknown},
		{"\x1f\x8b\x08", Unknown},
		{"hello", Unknown},
	} {
		if got := Sniff([]byte(test.in)); got != test.want {
			t.Errorf("%.60q: got %s, want %s", test.in, got, test.want)
		}
	}
}
