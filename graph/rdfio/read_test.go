package rdfio

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// What each construct of Turtle and TriG means, as N-Quads.
func TestTurtleMeaning(t *testing.T) {
	const p = "@prefix : <http://e/> . "
	for _, test := range []struct{ in, want string }{
		{":s :p :o1 , :o2 ; :q 1 ; . :s :r 2 .", ":s :p :o1 . :s :p :o2 . :s :q 1 . :s :r 2 ."},
		{":s a :T ; a :U .", ":s <" + rdfType + "> :T . :s <" + rdfType + "> :U ."},
		{":s :p [ :q [ :r 1 ] ; :t 2 ], 3 .", ":s :p _:a . _:a :q _:b . _:b :r 1 . _:a :t 2 . :s :p 3 ."},
		{"[ :q 1 ] .", "_:a :q 1 ."},
		{"[ :q 1 ] :p 2 .", "_:a :q 1 . _:a :p 2 ."},
		{"[] :p [] .", "_:a :p _:b ."},
		{":s :p ( ) .", ":s :p <" + rdfNil + "> ."},
		{"( 1 ) :p ( ( ) ) .", "_:a <" + rdfFirst + "> 1 . _:a <" + rdfRest + "> <" + rdfNil + "> . _:a :p _:b . _:b <" + rdfFirst + "> <" + rdfNil + "> . _:b <" + rdfRest + "> <" + rdfNil + "> ."},
		{":s :p 1, 1.0, 1e0, -.5, +7, true, false .", `:s :p "1"^^<` + xsdInteger + `> . :s :p "1.0"^^<` + xsdDecimal + `> . :s :p "1e0"^^<` + xsdDouble + `> . :s :p "-.5"^^<` + xsdDecimal + `> . :s :p "+7"^^<` + xsdInteger + `> . :s :p "true"^^<` + xsdBoolean + `> . :s :p "false"^^<` + xsdBoolean + `> .`},
		{":s :p 1.:s :p 2.", ":s :p 1 . :s :p 2 ."},
		{":s :p \"x\"^^<" + xsdString + "> .", `:s :p "x" .`},
		{":s :p :o ~ :r {| :q 1 |} ~ {| :q 2 |} {| :q 3 |} .", ":s :p :o . :r <" + rdfReifies + "> <<( :s :p :o )>> . :r :q 1 . _:a <" + rdfReifies + "> <<( :s :p :o )>> . _:a :q 2 . _:b <" + rdfReifies + "> <<( :s :p :o )>> . _:b :q 3 ."},
		{":s :p :o {| :q :x {| :deep 1 |} |}, :o2 ; :z 1 .", ":s :p :o . _:a <" + rdfReifies + "> <<( :s :p :o )>> . _:a :q :x . _:b <" + rdfReifies + "> <<( _:a :q :x )>> . _:b :deep 1 . :s :p :o2 . :s :z 1 ."},
		{"<< :s :p << :a :b :c ~ :i >> ~ :r >> :q 1 .", ":i <" + rdfReifies + "> <<( :a :b :c )>> . :r <" + rdfReifies + "> <<( :s :p :i )>> . :r :q 1 ."},
		{"<< :s :p 1 >> .", "_:a <" + rdfReifies + "> <<( :s :p 1 )>> ."},
		{":g { :s :p [ :q :o ] } :h { } { :d :p 1 . } GRAPH _:g { :x :p 2 }", ":g { :s :p _:a . _:a :q :o } :d :p 1 . _:g { :x :p 2 }"},
		{"@base <http://b/x/> . <y> <../z> <#f> . BASE <w/> <> :p <?q> .", "<http://b/x/y> <http://b/z> <http://b/x/#f> . <http://b/x/w/> :p <http://b/x/w/?q> ."},
		{"@prefix : <http://f/> . :s :p :o . prefix : <#> BASE <http://c/> PREFIX : <#> :s :p :o .", "<http://f/s> <http://f/p> <http://f/o> . <http://c/#s> <http://c/#p> <http://c/#o> ."},
		{"# c\n:s#c\n:p # c\r:o.# c", ":s :p :o ."},
		{":s :p :a\\,b, :%41%5a, :a.b, :1, :_x, :-x .", ""},
		{":s :p :a\\,b, :%41%5a, :a.b, :1, :_x, :x-, :: .", ":s :p <http://e/a,b> . :s :p <http://e/%41%5a> . :s :p <http://e/a.b> . :s :p <http://e/1> . :s :p <http://e/_x> . :s :p <http://e/x-> . :s :p <http://e/:> ."},
		{`:s :p 'it''s' .`, ""},
		{`:s :p '''it's "so"''', """a""b\"""" .`, `:s :p "it's \"so\"" . :s :p "a\"\"b\"" .`},
		{"VERSION \"1.2\" :s :p :o . @version '1.1' .", ":s :p :o ."},
	} {
		got, err := parse([]byte(p+test.in), TriG, Options{Base: "http://base/"})
		if test.want == "" {
			if err == nil {
				t.Errorf("%s: accepted", test.in)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.in, err)
			continue
		}
		want, err := parse([]byte(p+test.want), TriG, Options{})
		if err != nil {
			t.Fatalf("%s: %v", test.want, err)
		}
		if !isomorphic(got, want) {
			text, _ := write(got, NQuads, WriterOptions{})
			t.Errorf("%s: got\n%s", test.in, text)
		}
	}
}

// Generated labels never meet written ones, whatever those are, and the labels
// of two documents with different prefixes never meet.
func TestLabels(t *testing.T) {
	doc := "_:g1 <p:> [ <p:> _:g2 , _:g2x , _:g1xx ], [] ."
	quads, err := parse([]byte(doc), Turtle, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(startColours(quads)); n != 6 {
		t.Errorf("%d blank nodes, want 6: %v", n, startColours(quads))
	}
	for _, f := range []Format{NTriples, Turtle, RDFXML, JSONLD} {
		data := recordAs(t, 50, f)
		a, errA := parse(data, f, Options{BlankPrefix: "a_"})
		b, errB := parse(data, f, Options{BlankPrefix: "b_"})
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		ca, cb := startColours(a), startColours(b)
		if len(ca) == 0 || len(ca) != len(cb) {
			t.Errorf("%s: %d and %d blank nodes", f, len(ca), len(cb))
		}
		for label := range ca {
			if _, ok := cb[label]; ok || !strings.HasPrefix(label, "a_") {
				t.Errorf("%s: label %q", f, label)
			}
		}
	}
}

// Consecutive statements with equal subject or predicate carry the same
// string; the reader's caches must not confuse names that begin alike.
func TestNamesThatBeginAlike(t *testing.T) {
	var b strings.Builder
	var want []string
	for i := range 3000 {
		s, p := fmt.Sprintf("http://e/s%d", i/3), fmt.Sprintf("http://e/p%d", i*i%1200)
		d := fmt.Sprintf("http://e/d%d", i%1100)
		fmt.Fprintf(&b, "<%s> <%s> \"%d\"^^<%s> <http://e/g%d> .\n", s, p, i, d, i/7)
		want = append(want, fmt.Sprintf("%s %s %s http://e/g%d", s, p, d, i/7))
	}
	for _, name := range []string{"plain", "escaped"} {
		doc := b.String()
		if name == "escaped" {
			doc = strings.ReplaceAll(doc, "/p1", "/\\u00701")
		}
		i := 0
		err := Read(context.Background(), strings.NewReader(doc), NQuads, Options{}, func(q *Quad) error {
			if got := strings.Join([]string{q.S.Value, q.P.Value, q.O.Datatype, q.G.Value}, " "); got != want[i] {
				return fmt.Errorf("statement %d: got %s, want %s", i, got, want[i])
			}
			i++
			return nil
		})
		if err != nil || i != len(want) {
			t.Errorf("%s: %d statements, %v", name, i, err)
		}
	}
}

func TestPrefixCallback(t *testing.T) {
	for f, doc := range map[Format]string{
		Turtle: "@prefix a: <http://a/> . PREFIX : <http://b#> <s:> a:b :c .",
		RDFXML: `<rdf:RDF xmlns:a="http://a/" xmlns="http://b#" xmlns:rdf="` + rdfNS + `"/>`,
		JSONLD: `{"@context": {"a": "http://a/", "b": "http://b#", "name": "http://c/name", "x": {"@id": "http://x/"}}}`,
	} {
		var got []string
		err := Read(context.Background(), strings.NewReader(doc), f, Options{Prefix: func(label, iri string) { got = append(got, label+" "+iri) }}, func(*Quad) error { return nil })
		if err != nil || !slices.Contains(got, "a http://a/") || !strings.Contains(strings.Join(got, "|"), "http://b#") {
			t.Errorf("%s: %q, %v", f, got, err)
		}
	}
}

// Random bytes and documents with random changes: an error or statements, but
// never a panic, and never a statement that cannot be written again.
func TestRandomBytes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const changes = "\x00\xff<>\"'\\@^_:.,;[](){}|~#&a1 \n"
	docs := samples(t)
	for _, f := range Formats() {
		for i := range 2000 {
			doc := bytes.Clone(docs[f][:min(len(docs[f]), 600+rng.IntN(200))])
			if i%2 == 0 {
				doc = make([]byte, rng.IntN(100))
				for k := range doc {
					doc[k] = byte(rng.Uint32())
				}
			}
			for range rng.IntN(4) {
				if len(doc) > 0 {
					doc[rng.IntN(len(doc))] = changes[rng.IntN(len(changes))]
				}
			}
			_ = Read(context.Background(), bytes.NewReader(doc), f, Options{Base: "http://e/"}, func(q *Quad) error {
				quadLine(t, q)
				return nil
			})
			Sniff(doc)
		}
	}
}

// The zero Options and an unknown format are answered, not guessed at.
func TestReadUnknown(t *testing.T) {
	if err := Read(context.Background(), strings.NewReader(""), Unknown, Options{}, nil); err == nil {
		t.Error("Unknown was read")
	}
	if _, err := NewWriter(nil, Unknown, WriterOptions{}); err == nil {
		t.Error("Unknown is written")
	}
	for _, f := range []Format{Turtle, RDFXML, JSONLD} {
		if err := Read(context.Background(), strings.NewReader(""), f, Options{Base: "relative"}, nil); err == nil {
			t.Errorf("%s: a relative base was taken", f)
		}
	}
	for name, o := range map[string]WriterOptions{
		"label":         {Prefixes: []Prefix{{"1x", "http://e/"}}},
		"twice":         {Prefixes: []Prefix{{"x", "http://e/"}, {"x", "http://f/"}}},
		"relative":      {Prefixes: []Prefix{{"x", "e/"}}},
		"bad IRI":       {Prefixes: []Prefix{{"x", "http://e/>"}}},
		"relative base": {Base: "x"},
	} {
		if _, err := NewWriter(nil, Turtle, o); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
