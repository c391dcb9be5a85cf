package syntax_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trivet-rdf/trivet/query/syntax"
)

// seed adds the suites' texts to a fuzz target, where they are present, and
// some texts of our own.
func seed(f *testing.F, updates bool) {
	f.Add("SELECT * { ?s ?p 'x'@en--ltr, <<( ?a ?b \"\\u0041\" )>> . FILTER (1 -1 < ?o<5) } ORDER BY DESC(?s)")
	f.Add("INSERT DATA { <a> <b> _:c } ; BASE <http://x/> PREFIX : <#> DELETE WHERE { :a :b ?c }")
	f.Add("PREFIX p: <r> BASE <http://x/> ASK { << p:a a [ <b> ?c ; ] ~ >> ^p:q*/!(p:r|^a) () , (1 2) ~ {| a 1 |} }")
	if testing.Short() {
		return
	}
	for _, c := range suiteCases(f) {
		if c.update == updates && len(c.text) < 2000 {
			f.Add(c.text)
		}
	}
}

// Tokens cover any text exactly.
func FuzzLex(f *testing.F) {
	seed(f, false)
	f.Fuzz(func(t *testing.T, text string) { checkTokens(t, text) })
}

// A query that parses prints as a text that parses to the same tree, and can be
// formatted; one that does not gives an error inside the text.
func FuzzParse(f *testing.F) {
	seed(f, false)
	f.Fuzz(func(t *testing.T, text string) {
		q, err := syntax.Parse(text, syntax.Options{})
		checkError(t, text, text, err)
		drawError(t, text, text, err)
		if (syntax.Incomplete(text, syntax.Options{}).Status == syntax.Complete) != (err == nil) {
			if _, uerr := syntax.ParseUpdate(text, syntax.Options{}); uerr != nil {
				t.Errorf("complete, but %v", err)
			}
		}
		if err != nil {
			return
		}
		syntax.Warnings(q)
		again, err := syntax.Parse(q.String(), syntax.Options{})
		if err != nil {
			t.Fatalf("%v in the print of %q:\n%s", err, text, q)
		}
		if diff := cmp.Diff(q, again, ignorePlaces); diff != "" {
			t.Fatalf("%q changed:\n%s\n%s", text, q, diff)
		}
		fuzzFormat(t, text)
	})
}

// fuzzFormat formats a text that parses, and formats and parses the result.
func fuzzFormat(t *testing.T, text string) {
	formatted, err := syntax.Format(text)
	if err != nil {
		t.Fatalf("%v in formatting %q", err, text)
	}
	checkFormat(t, text, text, formatted)
}

// FuzzUpdate is FuzzParse for updates.
func FuzzUpdate(f *testing.F) {
	seed(f, true)
	f.Fuzz(func(t *testing.T, text string) {
		u, err := syntax.ParseUpdate(text, syntax.Options{})
		checkError(t, text, text, err)
		drawError(t, text, text, err)
		if err != nil {
			return
		}
		syntax.UpdateWarnings(u)
		again, err := syntax.ParseUpdate(u.String(), syntax.Options{})
		if err != nil {
			t.Fatalf("%v in the print of %q:\n%s", err, text, u)
		}
		if diff := cmp.Diff(u, again, ignorePlaces); diff != "" {
			t.Fatalf("%q changed:\n%s\n%s", text, u, diff)
		}
		fuzzFormat(t, text)
	})
}

// Completion works at any place of any text.
func FuzzComplete(f *testing.F) {
	f.Add("SELECT * { ?s a  } ) } ; ?x . FILTER (?x <", 16)
	f.Add("INSERT DATA { <a> <b> ", 22)
	f.Fuzz(func(t *testing.T, text string, offset int) {
		c := syntax.CompleteAt(text, offset)
		if c.Start < 0 || c.Start > c.End || c.End > len(text) || text[c.Start:c.End] != c.Word {
			t.Fatalf("word %q at %d to %d of %q", c.Word, c.Start, c.End, text)
		}
	})
}
