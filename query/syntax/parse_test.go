package syntax_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trivet-rdf/trivet/query/syntax"
)

const prefix = "PREFIX : <http://example.org/> "

// What a text means, seen by its print.
func TestParse(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"precedence", "ASK { FILTER (1 + 2 * 3 = 7 && !?x || ?y) }", "FILTER (1 + 2 * 3 = 7 && !?x || ?y)"},
		{"parentheses", "ASK { FILTER ((1 + 2) * 3 = (7 - (6 - 5))) }", "FILTER ((1 + 2) * 3 = 7 - (6 - 5))"},
		{"left associative", "ASK { FILTER ((1 - 2) - 3) }", "FILTER (1 - 2 - 3)"},
		{"signed number", "ASK { FILTER (?x -1 +2 -3*4) }", "FILTER (?x - 1 + 2 - 3 * 4)"},
		{"unary", "ASK { FILTER (- 1 = -1 && !!?x && -?x = +?x) }", "FILTER (-(1) = -1 && !!?x && -?x = +?x)"},
		{"less than or IRI", "ASK { FILTER (?a<?b && ?c>?d) }", "FILTER (?a < ?b && ?c > ?d)"},
		{"IRI or less than", prefix + "ASK { ?s ?p <?b&&?c> }", "?s ?p <?b&&?c> ."},
		{"in", "ASK { FILTER (?x IN () || ?x NOT IN (1, 2)) }", "FILTER (?x IN () || ?x NOT IN (1, 2))"},
		{"keyword case", "ask { filter(isiri(?x) && TRUE && Exists {}) }", "FILTER (isIRI(?x) && true && EXISTS { })"},
		{"a and A", prefix + "ASK { ?x a :a }", "?x a :a ."},
		{"path", prefix + "ASK { ?x ^:a/(:b|:c)*/!(:d|^:e)?/!a ?y }", "?x ^:a/(:b|:c)*/!(:d|^:e)?/!(a) ?y ."},
		{"inverse of a repetition", prefix + "ASK { ?x ^:a*/(^:a)* ?y }", "?x ^:a*/(^:a)* ?y ."},
		{"path modifier or variable", prefix + "ASK { ?x :p? ?y . ?x :p?y }", "?x :p? ?y . ?x :p ?y ."},
		{"variable paths", prefix + "ASK { ?x (:p) ?y }", "?x :p ?y ."},
		{"local names", prefix + `ASK { :a.b :c\-d\.e :f%20g:h . }`, `:a.b :c\-d\.e :f%20g:h .`},
		{"dots", prefix + "ASK { :a :b :c. :d :e 1.5. :f :g 1 .}", ":a :b :c . :d :e 1.5 . :f :g 1 ."},
		{"numbers", prefix + "ASK { :a :b 1,1.0,.5,1e3,1.E3,-1,+.5e-1 }", ":a :b 1 , 1.0 , .5 , 1e3 , 1.E3 , -1 , +.5e-1 ."},
		{"strings", prefix + `ASK { :a :b 'x"y', """a"b""", "\t\u00E9\U0001F600" }`, `:a :b "x\"y" , "a\"b" , "\té😀" .`},
		{"languages", prefix + `ASK { :a :b "x"@EN-us, "y"@ar--rtl, "z"^^:t }`, `:a :b "x"@EN-us , "y"@ar--rtl , "z"^^<http://example.org/t> .`},
		{"collections", prefix + "ASK { () :p (1 (2) [] [ :q () ]) . (1) . [ :p 1 ] }", "() :p (1 (2) [] [ :q () ]) . (1) . [ :p 1 ] ."},
		{"semicolons", prefix + "ASK { :a :b :c ;;; :d :e ; . }", ":a :b :c ; :d :e ."},
		{"base", "BASE <http://a/b/> PREFIX p: <c#> ASK { <d> p:e <../f> }", "<http://a/b/d> p:e <http://a/f> ."},
		{"reifiers", prefix + "ASK { << :a :b :c ~ >> :p :q ~ ~ :r {| :s :t |} {| :u 1 |} }", "<< :a :b :c ~ >> :p :q ~ ~ :r {| :s :t |} {| :u 1 |} ."},
		{"triple terms", prefix + "ASK { ?s ?p <<( :a a <<( ?b ?c [] )>> )>> }", "?s ?p <<( :a a <<( ?b ?c [] )>> )>> ."},
		{"group by variable in parentheses", "SELECT ?x { ?x ?p ?o } GROUP BY (?x)", "GROUP BY ?x"},
		{"order", "SELECT * {} ORDER BY ASC(?x) DESC(?y) STR(?z) (?a + 1)", "ORDER BY ?x DESC(?y) STR(?z) (?a + 1)"},
		{"offset first", "SELECT * {} OFFSET 5 LIMIT 3", "LIMIT 3 OFFSET 5"},
		{"aggregates", "SELECT (GROUP_CONCAT(DISTINCT ?x; SEPARATOR='\"') AS ?y) (COUNT(DISTINCT *) AS ?n) {}", `(GROUP_CONCAT(DISTINCT ?x; SEPARATOR = "\"") AS ?y) (COUNT(DISTINCT *) AS ?n)`},
		{"custom aggregate", "SELECT (<f>(DISTINCT ?x) AS ?y) {}", "(<f>(DISTINCT ?x) AS ?y)"},
		{"values", "ASK { VALUES () { () } VALUES ?x { UNDEF <<( <a> <b> 1 )>> } }", "VALUES () { () } VALUES (?x) { (UNDEF) (<<( <a> <b> 1 )>>) }"},
		{"comments", "ASK#c\n{#d\r}", "ASK WHERE { }"},
		{"byte order mark", "\uFEFFASK {}", "ASK WHERE { }"},
		{"dollar variables", "ASK { $x ?x $_1 }", "?x ?x ?_1 ."},
		{"version", `VERSION "1.2" ASK {}`, "VERSION \"1.2\"\nASK"},
		{"nul", `ASK { ?s ?p "\u0000" }`, `"\u0000"`},
	}
	for _, c := range cases {
		q, err := syntax.Parse(c.text, syntax.Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := q.String(); !strings.Contains(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
		again, err := syntax.Parse(q.String(), syntax.Options{})
		if err != nil {
			t.Errorf("%s: print: %v", c.name, err)
		} else if diff := cmp.Diff(q, again, ignorePlaces); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// Updates print as they were read.
func TestParseUpdate(t *testing.T) {
	cases := []struct{ text, want string }{
		{"", ""},
		{"# nothing", ""},
		{"CLEAR ALL;", "CLEAR ALL"},
		{"CLEAR ALL; DROP SILENT NAMED; CREATE GRAPH <g>", "CLEAR ALL ;\nDROP SILENT NAMED ;\nCREATE GRAPH <g>"},
		{"COPY DEFAULT TO <g>; MOVE GRAPH <g> TO DEFAULT; ADD SILENT <a> TO <b>", "COPY DEFAULT TO GRAPH <g> ;\nMOVE GRAPH <g> TO DEFAULT ;\nADD SILENT GRAPH <a> TO GRAPH <b>"},
		{"LOAD SILENT <x> INTO GRAPH <g>", "LOAD SILENT <x> INTO GRAPH <g>"},
		{"insert data { <a> <b> <c> . graph <g> { } . <d> <e> <f> }", "INSERT DATA { <a> <b> <c> . GRAPH <g> { } <d> <e> <f> . }"},
		{"DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", "DELETE WHERE { GRAPH ?g { ?s ?p ?o . } }"},
		{"WITH <g> DELETE {} INSERT {} USING <a> USING NAMED <b> WHERE {}", "WITH <g> DELETE { } INSERT { } USING <a> USING NAMED <b> WHERE { }"},
		{"INSERT DATA { <a> <b> <c> } ; BASE <http://x/> CLEAR GRAPH <g>", "INSERT DATA { <a> <b> <c> . } ;\nBASE <http://x/>\nCLEAR GRAPH <http://x/g>"},
		{"PREFIX p: <urn:1:> CLEAR GRAPH p:x ; PREFIX p: <urn:2:> CLEAR GRAPH p:y", "PREFIX p: <urn:1:>\nPREFIX p: <urn:2:>\nCLEAR GRAPH <urn:1:x> ;\nCLEAR GRAPH p:y"},
		{"INSERT DATA { <a> <b> _:x } ; INSERT DATA { <a> <b> _:y }", "_:y"},
		{"INSERT { _:x <b> ?o } WHERE { _:x <b> ?o }", "_:x"},
	}
	for _, c := range cases {
		u, err := syntax.ParseUpdate(c.text, syntax.Options{})
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := u.String(); !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
		again, err := syntax.ParseUpdate(u.String(), syntax.Options{})
		if err != nil {
			t.Errorf("%s: print: %v", c.text, err)
		} else if diff := cmp.Diff(u, again, ignorePlaces); diff != "" {
			t.Errorf("%s: %s", c.text, diff)
		}
	}
}

// What the grammar's notes forbid, where the suites are silent.
func TestRefused(t *testing.T) {
	queries := []string{
		"", "ASK", "ASK {", "ASK { ?s ?p }", "ASK { a ?p ?o }", "ASK { ?s 'p' ?o }", "ASK { ?s ?p ?o ?s ?p ?o }",
		"SELECT (?x AS ?y AS ?z) {}", "SELECT ?x (1 AS ?x) {}", "SELECT (1 AS ?x) { { SELECT ?x { ?x ?p ?o } } }",
		"ASK { { ?s ?p ?o } BIND (1 AS ?o) }", "ASK { BIND (1 AS ?o) BIND (2 AS ?o) }", "ASK { OPTIONAL { ?s ?p ?o } BIND (1 AS ?o) }",
		"SELECT ?x { ?x ?p ?o } GROUP BY ?o", "SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?o }", "SELECT * { ?s ?p ?o } HAVING (COUNT(*) > 1)",
		"SELECT * { ?s ?p ?o } ORDER BY COUNT(*)", "SELECT ?s { ?s ?p ?o } GROUP BY (?o AS ?s)",
		"ASK { BIND (COUNT(*) AS ?n) }", "SELECT (1 AS ?x) {} GROUP BY (COUNT(*) AS ?n)", "ASK { FILTER EXISTS { FILTER (MAX(?x) > 1) } }",
		"SELECT (MAX(MIN(?x)) AS ?y) {}", "SELECT (MAX(<f>(DISTINCT ?x)) AS ?y) {}", "ASK { FILTER (<f>(DISTINCT ?x)) }",
		"ASK { _:a ?p ?o . { _:a ?p ?o } }", "ASK { _:a ?p ?o FILTER EXISTS { _:a ?p ?o } }", "ASK { _:a ?p ?o BIND (1 AS ?x) _:a ?p ?o }",
		"ASK { VALUES (?x ?y) { (1 2) (1) } }", "ASK { VALUES ?x { _:b } }", "ASK { VALUES ?x { <<( _:b <p> 1 )>> } }",
		"CONSTRUCT { ?s <p>/<q> ?o } {}", "CONSTRUCT WHERE { ?s <p>+ ?o }", "CONSTRUCT WHERE { FILTER (1) }",
		"ASK { ?s (<p>|?q) ?o }", "ASK { ?s !(<p>/<q>) ?o }", "ASK { ?s <p>** ?o }", "ASK { ?s ^^<p> ?o }",
		"ASK { ?s <p>/<q> ?o ~ }", "ASK { <<( ?s ?p ?o )>> }", "ASK { << ?s <p>/<q> ?o >> }", "ASK { << [ <p> 1 ] ?p ?o >> }",
		"ASK { FILTER (BOUND(1)) }", "ASK { FILTER (STR()) }", "ASK { FILTER (IF(1,2)) }", "ASK { FILTER (NOW(1)) }", "ASK { FILTER (STR(DISTINCT 1)) }",
		"ASK { FILTER ?x }", "ASK { FILTER ! ?x }", "ASK { FILTER (1 = 2 = 3) }", "ASK { FILTER (- - 1) }", "ASK { FILTER (_:b) }",
		"ASK { ?s ?p 1. .}", "ASK { ?s ?p 'a\nb' }", `ASK { ?s ?p "\q" }`, "ASK { ?s ?p <a b> }", "ASK { ?s ?p \"x\"@en--up }", "ASK { ?s ?p :x }",
		"SELECT * { } LIMIT 1 LIMIT 2", "SELECT * { } LIMIT 1.5", "SELECT * { } LIMIT +1", "BASE <x> ASK {}", "PREFIX a:b <c> ASK {}",
		"VERSION 1 ASK {}", "ASK {} ;", "ASK {} ASK {}", "ASK { \x00 }", "ASK { ?s ?p '\xff' }", "ASK { \uFEFF }", "ASK { ?s ?p <a##b> }",
		"CLEAR ALL",
	}
	for _, text := range queries {
		_, err := syntax.Parse(text, syntax.Options{})
		if err == nil {
			t.Errorf("query %q is not refused", text)
		}
		checkError(t, text, text, err)
		drawError(t, text, text, err)
	}
	updates := []string{
		"CLEAR", "CLEAR <g>", "CREATE <g>", "LOAD", "LOAD <a> INTO <g>", "COPY <a>", "COPY NAMED TO <a>", ";", "CLEAR ALL CLEAR ALL",
		"INSERT DATA { ?s <p> <o> }", "INSERT DATA { GRAPH ?g { <s> <p> <o> } }", "DELETE DATA { <s> <p> _:b }", "DELETE DATA { <s> <p> [] }",
		"DELETE DATA { << <s> <p> <o> >> <q> 1 }", "DELETE WHERE { ?s ?p [ ?q 1 ] }", "DELETE { ?s ?p (1) } WHERE {}", "DELETE { ?s ?p ?o {| <q> 1 |} } WHERE {}",
		"INSERT DATA { <s> <p>/<q> <o> }", "INSERT DATA { GRAPH <g> { GRAPH <h> { } } }", "INSERT { } { }", "WITH <g> CLEAR ALL", "DELETE { } INSERT { } DELETE { } WHERE { }",
		"INSERT { ?s ?p ?o } WHERE { _:a ?p ?o } ; INSERT { ?s ?p ?o } WHERE { _:a ?p ?o }", "INSERT DATA { _:a <p> 1 } ; INSERT DATA { _:a <p> 1 }",
		"INSERT { ?s ?p ?o } WHERE { FILTER (COUNT(*) > 1) }", "SELECT * { ?s ?p ?o }",
	}
	for _, text := range updates {
		_, err := syntax.ParseUpdate(text, syntax.Options{})
		if err == nil {
			t.Errorf("update %q is not refused", text)
		}
		checkError(t, text, text, err)
		drawError(t, text, text, err)
	}
}

// What is allowed though it looks odd.
func TestAllowed(t *testing.T) {
	for _, text := range []string{
		"SELECT (COUNT(*) AS ?s) { ?s ?p ?o }", // grouping takes ?s out of scope
		"SELECT (123 AS ?z) { ?s ?p ?z } GROUP BY ?s",
		"SELECT (COUNT(?v) AS ?n) (?n + 1 AS ?m) { ?s ?p ?v }",
		"SELECT ?x (1 AS ?y) { ?x ?p ?o FILTER EXISTS { SELECT (MAX(?z) AS ?m) { ?x ?q ?z } } }",
		"SELECT (MAX(?x) AS ?y) { ?s ?p ?x } HAVING (EXISTS { SELECT (MIN(?z) AS ?m) { ?s ?q ?z } })",
		"SELECT ?x { } ORDER BY MAX(?y)", "ASK { MINUS { BIND (1 AS ?x) } BIND (2 AS ?x) }",
		"ASK { FILTER EXISTS { ?s ?p ?x } BIND (2 AS ?x) }",
		"ASK { _:a ?p ?o FILTER (?o) _:a ?q ?o }", "CONSTRUCT { _:a ?p ?o } { _:a ?p ?o }",
		"SELECT * {} GROUP BY", "DESCRIBE <x>", "DESCRIBE * { ?s ?p ?o }", "SELECT*{}", "SELECT?x{?x?p?o}", "ASK{?s?p?o.}",
	} {
		_, err := syntax.Parse(text, syntax.Options{})
		if bad := strings.HasSuffix(text, "GROUP BY") || text == "SELECT ?x { } ORDER BY MAX(?y)"; bad != (err != nil) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// Options: prefixes from outside go into the prologue, bases are used, custom
// aggregates free their arguments, and files are named.
func TestOptions(t *testing.T) {
	o := syntax.Options{Prefixes: map[string]string{"ex": "http://example.org/", "no": "urn:no"}, Base: "http://base/"}
	q, err := syntax.Parse("ASK { ex:a <b> 1 }", o)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := q.String(), "PREFIX ex: <http://example.org/>\nASK WHERE { ex:a <http://base/b> 1 . }"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	const custom = "SELECT ?s (<urn:median>(?o) AS ?m) { ?s ?p ?o } GROUP BY ?s"
	if _, err := syntax.Parse(custom, syntax.Options{}); err == nil {
		t.Error("an unknown function over an ungrouped variable is allowed")
	}
	o = syntax.Options{Aggregate: func(iri string) bool { return iri == "urn:median" }, File: "q.rq"}
	if _, err := syntax.Parse(custom, o); err != nil {
		t.Error(err)
	}
	_, err = syntax.Parse("ASK { FILTER (<urn:median>(1)) }", o)
	if err == nil || !strings.HasPrefix(err.Error(), "q.rq:1:15: ") {
		t.Errorf("a custom aggregate in FILTER: %v", err)
	}
}

// Places: lines end with LF, CR LF or CR; columns count characters.
func TestPlaces(t *testing.T) {
	text := "ASK {\r\n  ?é ?p \"日\" .\r  ?x !\n}"
	_, err := syntax.Parse(text, syntax.Options{})
	var e *syntax.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if want := (syntax.Pos{Offset: strings.Index(text, "}"), Line: 4, Column: 1}); e.Span.Start != want {
		t.Errorf("got %v, want %v", e.Span.Start, want)
	}
	q, err := syntax.Parse("ASK {\n  ?é ?p \"日\"@en-x }", syntax.Options{})
	if err != nil {
		t.Fatal(err)
	}
	lit := q.Pattern.Elements[0].(*syntax.Triples).Properties[0].Objects[0]
	want := syntax.Span{
		Start: syntax.Pos{Offset: 15, Line: 2, Column: 9},
		End:   syntax.Pos{Offset: 25, Line: 2, Column: 17},
	}
	if lit.At != want {
		t.Errorf("got %v, want %v", lit.At, want)
	}
}

// The spans of nodes lie inside those of the nodes around them.
func TestSpansNest(t *testing.T) {
	for _, c := range suiteCases(t) {
		tree, err := c.parse()
		if err != nil {
			continue
		}
		checkSpans(t, c, tree)
	}
}

func checkSpans(t *testing.T, c suiteCase, n syntax.Node) {
	t.Helper()
	outer := n.Where()
	syntax.Walk(n, func(inner syntax.Node) bool {
		at := inner.Where()
		if at.Start.Offset < outer.Start.Offset || at.End.Offset > outer.End.Offset || at.Start.Offset > at.End.Offset {
			t.Errorf("%s: %T %v is outside %T %v", c.name, inner, at, n, outer)
			return false
		}
		if inner != n {
			checkSpans(t, c, inner)
			return false
		}
		return true
	})
}
