package rdfio

import (
	"errors"
	"strings"
	"testing"
)

func TestReadJSONLD(t *testing.T) {
	contexts := map[string][]byte{
		"http://c.example/ctx":      []byte(`{"@context": {"name": "http://schema.org/name", "knows": {"@id": "http://schema.org/knows", "@type": "@id"}}}`),
		"http://c.example/imported": []byte(`{"@context": {"t": "http://e/t"}}`),
	}
	for _, test := range []struct{ name, in, want string }{
		{"empty", `{}`, ``},
		{"nothing", `[]`, ``},
		{"node", `{"@id": "http://e/s", "http://e/p": "o"}`, `<http://e/s> <http://e/p> "o" .`},
		{"relative to base", `{"@id": "x", "http://e/p": {"@id": "../y"}}`, `<http://base/a/x> <http://e/p> <http://base/y> .`},
		{"types", `{"@id": "http://e/s", "@type": ["http://e/A", "_:b"]}`, `<http://e/s> a <http://e/A>, _:b .`},
		{"bool and numbers", `{"@id": "http://e/s", "http://e/p": [true, 1, -0, 1.5, 1E2, 1e21, 12345678901234567890, 0.1e-7]}`,
			`<http://e/s> <http://e/p> true, 1, 0, "1.5E0"^^<http://www.w3.org/2001/XMLSchema#double>, 100, "1.0E21"^^<http://www.w3.org/2001/XMLSchema#double>, 12345678901234567890, "1.0E-8"^^<http://www.w3.org/2001/XMLSchema#double> .`},
		{"typed number", `{"@id": "http://e/s", "http://e/p": {"@value": 5, "@type": "http://www.w3.org/2001/XMLSchema#double"}}`,
			`<http://e/s> <http://e/p> "5.0E0"^^<http://www.w3.org/2001/XMLSchema#double> .`},
		{"language and direction", `{"@id": "http://e/s", "http://e/p": [{"@value": "a", "@language": "en"}, {"@value": "b", "@language": "ar", "@direction": "rtl"}, {"@value": "c", "@direction": "ltr"}]}`,
			`<http://e/s> <http://e/p> "a"@en, "b"@ar--rtl, "c" .`},
		{"list", `{"@id": "http://e/s", "http://e/p": {"@list": [1, {"@id": "http://e/x"}, {"@list": []}]}}`, `<http://e/s> <http://e/p> (1 <http://e/x> ()) .`},
		{"set", `{"@id": "http://e/s", "http://e/p": {"@set": ["a", "b"]}}`, `<http://e/s> <http://e/p> "a", "b" .`},
		{"blank nodes", `{"@id": "_:x", "http://e/p": {"http://e/q": {"@id": "_:x"}}}`, `_:x <http://e/p> [ <http://e/q> _:x ] .`},
		{"generated labels keep away", `{"@id": "_:g1", "http://e/p": {"http://e/q": 1}}`, `_:a <http://e/p> [ <http://e/q> 1 ] .`},
		{"named graph", `{"@id": "http://e/g", "http://e/d": "x", "@graph": [{"@id": "http://e/s", "http://e/p": 1}]}`,
			`<http://e/g> <http://e/d> "x" . <http://e/g> { <http://e/s> <http://e/p> 1 }`},
		{"blank graph", `{"@graph": [{"@id": "http://e/s", "http://e/p": 1}], "http://e/d": 2}`, `_:g <http://e/d> 2 . _:g { <http://e/s> <http://e/p> 1 }`},
		{"only a graph", `{"@graph": [{"@id": "http://e/s", "http://e/p": 1}]}`, `<http://e/s> <http://e/p> 1 .`},
		{"reverse", `{"@id": "http://e/o", "@reverse": {"http://e/p": [{"@id": "http://e/s"}, {"@id": "http://e/t"}]}}`, `<http://e/s> <http://e/p> <http://e/o> . <http://e/t> <http://e/p> <http://e/o> .`},
		{"included", `{"@id": "http://e/s", "@included": [{"@id": "http://e/i", "http://e/p": 1}]}`, `<http://e/i> <http://e/p> 1 .`},
		{"json", `{"@id": "http://e/s", "http://e/p": {"@type": "@json", "@value": {"b": [1.0, 1e-7, 1E21, null, true], "a": "€\u000f\n\/"}}}`,
			`<http://e/s> <http://e/p> "{\"a\":\"€\\u000f\\n/\",\"b\":[1,1e-7,1e+21,null,true]}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> .`},
		{"context", `{"@context": {"@vocab": "http://v/", "@language": "de", "ex": "http://ex/", "d": {"@id": "ex:d", "@type": "ex:T"}}, "@id": "ex:s", "n": "Name", "d": "1"}`,
			`<http://ex/s> <http://v/n> "Name"@de ; <http://ex/d> "1"^^<http://ex/T> .`},
		{"version", `{"@context": {"@version": 1.1, "p": {"@id": "http://e/p", "@container": "@language"}}, "@id": "http://e/s", "p": {"en": "a", "de": ["b"]}}`,
			`<http://e/s> <http://e/p> "a"@en, "b"@de .`},
		{"remote context", `{"@context": "http://c.example/ctx", "@id": "http://e/s", "name": "N", "knows": "http://e/k"}`,
			`<http://e/s> <http://schema.org/name> "N" ; <http://schema.org/knows> <http://e/k> .`},
		{"import", `{"@context": {"@version": 1.1, "@import": "http://c.example/imported", "u": "http://e/u"}, "@id": "http://e/s", "t": 1, "u": 2}`,
			`<http://e/s> <http://e/t> 1 ; <http://e/u> 2 .`},
		{"nest", `{"@context": {"@version": 1.1, "@vocab": "http://v/", "labels": "@nest"}, "@id": "http://e/s", "labels": {"a": 1}}`, `<http://e/s> <http://v/a> 1 .`},
		{"byte order mark", "\uFEFF" + `{"@id": "http://e/s", "http://e/p": "o"}`, `<http://e/s> <http://e/p> "o" .`},
		{"surrogate pair", `{"@id": "http://e/s", "http://e/p": "\uD83D\uDE00"}`, `<http://e/s> <http://e/p> "😀" .`},
	} {
		got, err := parse([]byte(test.in), JSONLD, Options{Base: "http://base/a/b", Contexts: contexts})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		want, err := parse([]byte(test.want), TriG, Options{})
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if !isomorphic(got, want) {
			text, _ := write(got, NQuads, WriterOptions{})
			t.Errorf("%s: got\n%s", test.name, text)
		}
	}
}

func TestReadJSONLDErrors(t *testing.T) {
	contexts := map[string][]byte{
		"http://c/loop":  []byte(`{"@context": "http://c/loop2"}`),
		"http://c/loop2": []byte(`{"@context": ["http://c/loop"]}`),
		"http://c/bad":   []byte(`{"@context": `),
	}
	for i := range 12 { // a chain: http://c/0 names http://c/1, and so on
		contexts["http://c/"+string(rune('a'+i))] = []byte(`{"@context": "http://c/` + string(rune('a'+i+1)) + `"}`)
	}
	contexts["http://c/m"] = []byte(`{"@context": {}}`)
	for _, test := range []struct{ name, in, want string }{
		{"not JSON", `{"a" 1}`, "1:6: expected ':'"},
		{"cut", `{"@id": "http://e/s", "http://e/p": [1, 2`, "1:42: expected ','"},
		{"second value", "{}\n {}", "2:2: expected the end"},
		{"text", `"http://remote.example/doc"`, "an object or an array"},
		{"twice", `{"@id": "a", "@id": "b"}`, "1:14: the name \"@id\" is there twice"},
		{"lone surrogate", `{"a": "\uD800"}`, "1:8: a surrogate without its pair"},
		{"not UTF-8", "{\"a\": \"\xff\"}", "1:8: expected text in UTF-8"},
		{"control character", "{\"a\": \"\x01\"}", "1:8: a control character"},
		{"number", `{"a": 01}`, "malformed number"},
		{"relative", `{"@id": "x", "http://e/p": 1}`, "relative"},
		{"space in IRI", `{"@id": "http://e/a b", "http://e/p": 1}`, "cannot contain a space"},
		{"blank predicate", `{"@id": "http://e/s", "_:p": 1}`, "cannot be a predicate"},
		{"language", `{"@id": "http://e/s", "http://e/p": {"@value": "a", "@language": "not a tag"}}`, "language tag"},
		{"remote", `{"@context": "http://not.allowed/ctx", "@id": "http://e/s"}`, "http://not.allowed/ctx"},
		{"remote import", `{"@context": {"@import": "http://not.allowed/ctx"}, "@id": "http://e/s"}`, "http://not.allowed/ctx"},
		{"remote scoped", `{"@context": {"p": {"@id": "http://e/p", "@context": "http://not.allowed/ctx"}}, "@id": "http://e/s", "p": {"@id": "http://e/x"}}`, "http://not.allowed/ctx"},
		{"circle", `{"@context": "http://c/loop"}`, "names itself"},
		{"chain of 9", `{"@context": "http://c/e"}`, "limit context chain of 8"},
		{"broken context", `{"@context": "http://c/bad"}`, "http://c/bad:1:14"},
		{"protected", `{"@context": [{"@version": 1.1, "@protected": true, "p": "http://e/p"}, {"p": "http://e/q"}], "p": 1}`, "protected"},
	} {
		_, err := parse([]byte(test.in), JSONLD, Options{Contexts: contexts})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
		var e *Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("%s: %T", test.name, err)
		}
		if strings.HasPrefix(test.name, "remote") && !errors.Is(err, ErrRemoteContext) {
			t.Errorf("%s: %v is no ErrRemoteContext", test.name, err)
		}
	}
	if _, err := parse([]byte(`{"@context": "http://c/f"}`), JSONLD, Options{Contexts: contexts}); err != nil {
		t.Errorf("a chain of 8: %v", err)
	}
}

// An object with 512 levels is read, one with 513 is not; a million levels are
// refused without recursion.
func TestJSONLDDepth(t *testing.T) {
	for _, test := range []struct {
		depth int
		ok    bool
	}{{511, true}, {512, true}, {513, false}, {1_000_000, false}} {
		doc := strings.Repeat("[", test.depth) + strings.Repeat("]", test.depth)
		_, err := parseJSON([]byte(doc), &Options{Limits: Limits{}.withDefaults()})
		var lim *LimitError
		if (err == nil) != test.ok || err != nil && !errors.As(err, &lim) {
			t.Errorf("depth %d: %v", test.depth, err)
		}
	}
}
