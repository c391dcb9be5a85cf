package rdfio

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// What the writers make of one document, byte for byte: prefixes in use only,
// subjects grouped, rdf:type first, brackets, lists, long strings, bare
// numbers, triple terms.
func TestWriterForms(t *testing.T) {
	const doc = `@prefix : <http://e/> . @prefix ex: <http://ex.org/#> .
:s :p 1, 2.5, true, "x"^^ex:t, "two\nlines", "hi"@en--ltr, :o ; a :T ; :list ( 1 [ :q "r" ; :z () ] _:shared ) .
_:shared :p _:shared .
:s ex:again [ ] . [] :top [ :deep [ :deeper :end ] ] .
:s2 :says <<( :s :p 1 )>> .`
	quads, err := parse([]byte(doc), Turtle, Options{})
	if err != nil {
		t.Fatal(err)
	}
	prefixes := []Prefix{{"", "http://e/"}, {"ex", "http://ex.org/#"}, {"unused", "http://unused/"}}
	for _, test := range []struct {
		name string
		f    Format
		o    WriterOptions
		want string
	}{
		{"pretty", Turtle, WriterOptions{Prefixes: prefixes}, `@prefix : <http://e/> .
@prefix ex: <http://ex.org/#> .

:s a :T ;
    :p 1 ,
        2.5 ,
        true ,
        "x"^^ex:t ,
        """two
lines""" ,
        "hi"@en--ltr ,
        :o ;
    :list ( 1 [
        :q "r" ;
        :z ()
    ] _:shared ) ;
    ex:again [] .
_:shared :p _:shared .
[] :top [ :deep [ :deeper :end ] ] .
:s2 :says <<( :s :p 1 )>> .
`},
		{"base", Turtle, WriterOptions{Base: "http://e/dir/doc"}, `@base <http://e/dir/doc> .

<http://e/s>`},
	} {
		got, err := write(quads, test.f, test.o)
		if err != nil {
			t.Fatal(err)
		}
		if test.name == "base" {
			got = got[:min(len(got), len(test.want))]
		}
		if string(got) != test.want {
			t.Errorf("%s: got\n%s", test.name, got)
		}
	}
}

func TestWriterFormsOfGraphs(t *testing.T) {
	const doc = `@prefix : <http://e/> . :g { :s :p ( ) , [ :q 1 ] . } :s :p 1 . _:h { :s :p _:h } :g { :t :p "a" }`
	quads, err := parse([]byte(doc), TriG, Options{})
	if err != nil {
		t.Fatal(err)
	}
	prefixes := []Prefix{{"", "http://e/"}}
	for name, test := range map[string]struct {
		f    Format
		o    WriterOptions
		want string
	}{
		"pretty": {TriG, WriterOptions{Prefixes: prefixes}, `@prefix : <http://e/> .

:s :p 1 .
:g {
    :s :p () ,
            [ :q 1 ] .
    :t :p "a" .
}

_:h {
    :s :p _:h .
}
`},
		"streaming": {TriG, WriterOptions{Prefixes: prefixes, Streaming: true}, `@prefix : <http://e/> .

:g {
:s :p (), _:g1 .
_:g1 :q 1 .
}
:s :p 1 .
_:h {
:s :p _:h .
}
:g {
:t :p "a" .
}
`},
		"JSON-LD": {JSONLD, WriterOptions{Prefixes: []Prefix{{"e", "http://e/"}}}, `{
  "@context": {
    "e": "http://e/"
  },
  "@graph": [
    {"@id": "e:s", "e:p": [{"@value": "1", "@type": "http://www.w3.org/2001/XMLSchema#integer"}]},
    {
      "@id": "e:g",
      "@graph": [
        {"@id": "e:s", "e:p": [{"@list": []}, {"@id": "_:g1"}]},
        {"@id": "_:g1", "e:q": [{"@value": "1", "@type": "http://www.w3.org/2001/XMLSchema#integer"}]},
        {"@id": "e:t", "e:p": [{"@value": "a"}]}
      ]
    },
    {
      "@id": "_:h",
      "@graph": [
        {"@id": "e:s", "e:p": [{"@id": "_:h"}]}
      ]
    }
  ]
}
`},
	} {
		got, err := write(quads, test.f, test.o)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != test.want {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}

func TestWriterFormsOfXML(t *testing.T) {
	const doc = `@prefix : <http://e/> . :s :p "a<b>&\"c\"\r\n"@de, 1, _:b, <http://e/?a=1&b=2> ; <http://other/ns#x-1> :o . _:b :p <<( :s :p "x"@ar--rtl )>> .`
	quads, err := parse([]byte(doc), Turtle, Options{})
	if err != nil {
		t.Fatal(err)
	}
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:e="http://e/">
  <rdf:Description rdf:about="http://e/s">
    <e:p xml:lang="de">a&lt;b&gt;&amp;"c"&#xD;
</e:p>
    <e:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</e:p>
    <e:p rdf:nodeID="b"/>
    <e:p rdf:resource="http://e/?a=1&amp;b=2"/>
    <ns:x-1 xmlns:ns="http://other/ns#" rdf:resource="http://e/o"/>
  </rdf:Description>
  <rdf:Description rdf:nodeID="b">
    <e:p rdf:version="1.2" rdf:parseType="Triple">
      <rdf:Description rdf:about="http://e/s">
        <e:p xml:lang="ar" rdf:version="1.2" xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0" its:dir="rtl">x</e:p>
      </rdf:Description>
    </e:p>
  </rdf:Description>
</rdf:RDF>
`
	got, err := write(quads, RDFXML, WriterOptions{Prefixes: []Prefix{{"e", "http://e/"}}})
	if err != nil || string(got) != want {
		t.Errorf("%v, got\n%s", err, got)
	}
}

// An empty document is a document in every format.
func TestWriteNothing(t *testing.T) {
	for name, shape := range shapes() {
		f, o := shape()
		text, err := write(nil, f, o)
		if err != nil {
			t.Fatal(err)
		}
		if quads, err := parse(text, f, Options{}); err != nil || len(quads) != 0 {
			t.Errorf("%s: %q: %v, %v", name, text, quads, err)
		}
	}
}

// A predicate that no XML name ends, and names that RDF/XML keeps for itself,
// are refused by name.
func TestRDFXMLRefuses(t *testing.T) {
	iri := func(s string) Term { return Term{Kind: IRI, Value: s} }
	for _, p := range []string{"http://e/", "http://e/1", "http://e/a/", rdfNS + "li", rdfNS + "Description", rdfNS + "about", "http://e/p?x=1&"} {
		_, err := write([]Quad{{S: iri("http://e/s"), P: iri(p), O: iri("http://e/o")}}, RDFXML, WriterOptions{})
		if err == nil || !strings.Contains(err.Error(), p) {
			t.Errorf("%s: %v", p, err)
		}
	}
	for _, text := range []string{"\x00", "\x0b", "\uFFFE", "\uFFFF"} {
		if _, err := write([]Quad{{S: iri("http://e/s"), P: iri("http://e/p"), O: Term{Kind: Literal, Value: text}}}, RDFXML, WriterOptions{}); err == nil {
			t.Errorf("%q was written", text)
		}
	}
}

// A Turtle document that is larger than what the pretty form gathers is written
// all the same, as a stream.
func TestPrettyLimit(t *testing.T) {
	quads, err := parse(recordTurtle(500), Turtle, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := NewWriter(&b, Turtle, WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	inner := w.format.(*turtleWriter)
	inner.most = 100
	for i := range quads {
		if err := w.Write(&quads[i]); err != nil {
			t.Fatal(err)
		}
		if inner.held.n > 100 {
			t.Fatalf("%d statements are held", inner.held.n)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	back, err := parse(b.Bytes(), Turtle, Options{})
	if err != nil || len(back) != len(quads) {
		t.Fatalf("%d statements, %v", len(back), err)
	}
	for i := range back {
		if quadLine(t, &back[i]) != quadLine(t, &quads[i]) {
			t.Fatalf("statement %d differs", i)
		}
	}
}

// Examples of RFC 8785 and of ECMAScript's numbers.
func TestJCS(t *testing.T) {
	for in, want := range map[string]string{
		`{"b":1,"a":[true,false,null],"":{}}`:                                         `{"":{},"a":[true,false,null],"b":1}`,
		`"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"`:                             `"€$\u000f\nA'B\"\\\\\"/"`,
		`[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]`:           `[333333333.3333333,1e+30,4.5,0.002,1e-27]`,
		`[0,-0,1e21,999999999999999900000,1e-6,1e-7,123456789012]`:                    `[0,0,1e+21,999999999999999900000,0.000001,1e-7,123456789012]`,
		`{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}`: "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}",
	} {
		v, err := parseJSON([]byte(in), &Options{Limits: Limits{}.withDefaults()})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(appendJCS(nil, v)); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

// parseJSON agrees with encoding/json on what is JSON and on what it means,
// but for the documents that it refuses because they lose data.
func TestParseJSONAgrees(t *testing.T) {
	for _, in := range []string{
		`null`, ` [1 , -2.5e+3,"a\tb\u0041",{"x":{}}, [] ,true ] `, `{"a":"\ud83d\ude00é"}`, `"\/\b\f"`, `0`, `-0`, `1E400`,
		``, `{`, `[1,]`, `{"a":1,}`, `{a:1}`, `'a'`, `01`, `1.`, `.5`, `+1`, `1e`, `-`, `tru`, `nul`, "\"\n\"", `"\x"`, `"\u12"`, `[1 2]`, `{"a" 1}`, `{} {}`, `]`, `"`, `NaN`,
	} {
		got, err := parseJSON([]byte(in), &Options{Limits: Limits{}.withDefaults()})
		if (err == nil) != json.Valid([]byte(in)) {
			t.Errorf("%s: %v, encoding/json: %v", in, err, json.Valid([]byte(in)))
		}
		if err != nil {
			continue
		}
		d := json.NewDecoder(strings.NewReader(in))
		d.UseNumber()
		var want any
		if err := d.Decode(&want); err != nil {
			t.Fatal(err)
		}
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want)
		if !bytes.Equal(a, b) {
			t.Errorf("%s: %s, encoding/json: %s", in, a, b)
		}
	}
}
