package syntax_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/trivet-rdf/trivet/query/syntax"
)

// A query is read into a tree; the tree prints as a query.
func ExampleParse() {
	q, err := syntax.Parse(`prefix foaf: <http://xmlns.com/foaf/0.1/>
		select ?name where { ?p foaf:name ?name } limit 3`, syntax.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(q.Form == syntax.Select, q.Projection[0].Var.Name, *q.Limit)
	fmt.Println(q)
	// Output:
	// true name 3
	// PREFIX foaf: <http://xmlns.com/foaf/0.1/>
	// SELECT ?name WHERE { ?p foaf:name ?name . } LIMIT 3
}

// Updates are sequences of operations.
func ExampleParseUpdate() {
	u, err := syntax.ParseUpdate("clear graph <http://example.org/g>; insert data { <http://example.org/a> a <http://example.org/B> }", syntax.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, op := range u.Operations {
		fmt.Println(op)
	}
	// Output:
	// CLEAR GRAPH <http://example.org/g>
	// INSERT DATA { <http://example.org/a> a <http://example.org/B> . }
}

// Errors say what was expected, and draw where.
func ExampleError_Pretty() {
	const text = "SELECT ?name WHERE {\n  ?p foaf:age ?age\n  FILTER ?age > 30\n}"
	_, err := syntax.Parse(text, syntax.Options{File: "people.rq", Prefixes: syntax.WellKnownPrefixes()})
	var e *syntax.Error
	if errors.As(err, &e) {
		fmt.Print(e.Pretty(text))
	}
	// Output:
	// people.rq:3:10: expected a condition in parentheses after FILTER, but found the variable ?age
	//   3 |   FILTER ?age > 30
	//     |          ^^^^^^^^^
	//     hint: a condition stands in parentheses, unless it is the call of a function
	//     fix:  FILTER (?age > 30)
}

// The fixes of an error are edits that can be made.
func ExampleApply() {
	const text = "SELECT COUNT(*) WHERE { ?s ?p ?o }"
	_, err := syntax.Parse(text, syntax.Options{})
	var e *syntax.Error
	if errors.As(err, &e) {
		fmt.Println(syntax.Apply(text, e.Fixes))
	}
	// Output:
	// SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }
}

// A shell asks whether to run a text, to wait for more, or to complain.
func ExampleIncomplete() {
	for _, text := range []string{"SELECT * {", `SELECT * { ?s ?p "a`, "SELECT * { ?s ?p ?o }", "SELECT * { ?s ?p }"} {
		s := syntax.Incomplete(text, syntax.Options{})
		switch s.Status {
		case syntax.Complete:
			fmt.Println("run")
		case syntax.NeedsMore:
			fmt.Println("wait:", s.Depth, "open,", s.Open == syntax.OpenString)
		case syntax.Wrong:
			fmt.Println("no:", s.Err)
		}
	}
	// Output:
	// wait: 1 open, false
	// wait: 1 open, true
	// run
	// no: 1:18: expected an object after the property, but found "}"
}

// Tokens colour a text.
func ExampleTokens() {
	const text = "ASK { ?s a <x> } # so"
	for _, t := range syntax.Tokens(text) {
		switch t.Kind {
		case syntax.TokenKeyword:
			fmt.Print("*", text[t.Start:t.End], "*")
		case syntax.TokenComment:
			fmt.Print("(", text[t.Start:t.End], ")")
		default:
			fmt.Print(text[t.Start:t.End])
		}
	}
	// Output: *ASK* { ?s *a* <x> } (# so)
}

// Completion knows the place in the grammar, and what the text says of the
// subject.
func ExampleCompleteAt() {
	const text = "SELECT * { ?p a foaf:Person ; foaf:name ?n ; foaf:k"
	c := syntax.CompleteAt(text, len(text))
	fmt.Println(c.Word, c.Roles&syntax.RolePredicate != 0, c.Subject)
	fmt.Println(c.Types, c.Properties)
	// Output:
	// foaf:k true ?p
	// [http://xmlns.com/foaf/0.1/Person] [http://xmlns.com/foaf/0.1/name]
}

// Format lays a text out.
func ExampleFormat() {
	text, err := syntax.Format("select ?n where{?p a <Person>;<name> ?n filter(strlen(?n)>3)} # long names\norder by ?n")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(text)
	// Output:
	// SELECT ?n
	// WHERE {
	//   ?p a <Person> ;
	//       <name> ?n
	//   FILTER (STRLEN(?n) > 3)
	// }  # long names
	// ORDER BY ?n
}

// Warnings find what is valid but hardly meant.
func ExampleWarnings() {
	q, err := syntax.Parse("SELECT ?name { ?p <http://xmlns.com/foaf/0.1/name> ?nmae }", syntax.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range syntax.Warnings(q) {
		fmt.Println(w.Msg+";", w.Hint)
	}
	// Output:
	// ?name has no value in the pattern, so nothing would be selected for it; did you mean ?nmae?
}

// Walk visits every node of a tree.
func ExampleWalk() {
	q, err := syntax.Parse("ASK { ?a <p>/<q> ?b FILTER (?b > 1) }", syntax.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var names []string
	syntax.Walk(q, func(n syntax.Node) bool {
		if v, ok := n.(*syntax.Var); ok {
			names = append(names, v.Name)
		}
		return true
	})
	fmt.Println(strings.Join(names, " "))
	// Output: a b b
}
