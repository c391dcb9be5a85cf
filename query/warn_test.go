package query_test

import (
	"context"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// told gives warnings as "line:column message [hint]", joined by "; ".
func told(text string, list []query.Warning) string {
	var out []string
	for _, w := range list {
		line, _, _ := strings.Cut(w.Pretty(text), "\n")
		if w.Hint != "" {
			line += " [" + w.Hint + "]"
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

func TestWarnings(t *testing.T) {
	g := turtle(t, `:a a :Patient ; :medication :m ; <http://other.org/ns#code> 1 . :g1 { :b :dose 2 ; a :Drug }`)
	cases := []struct{ text, want string }{
		{"SELECT ?s { ?s :medication ?m }", ""},
		{"SELECT ?s { ?s a :Patient ; :dose 1 . GRAPH :g1 { ?x a :Drug } }", ""},
		{"SELECT ?s { ?s :medicaton ?m }", "1:16: no triple of the data has the predicate :medicaton [did you mean :medication?]"},
		{"SELECT ?s { ?s :code ?m }", "1:16: no triple of the data has the predicate :code [did you mean <http://other.org/ns#code>?]"},
		{"SELECT ?s { ?s :nothingLikeIt ?m }", "1:16: no triple of the data has the predicate :nothingLikeIt"},
		{"SELECT ?s { ?s <" + ex + "doze> ?m }", "1:16: no triple of the data has the predicate <" + ex + "doze> [did you mean <" + ex + "dose>?]"},
		{"SELECT ?s { ?s a :Patiant }", "1:18: nothing in the data is of class :Patiant [did you mean :Patient?]"},
		{"SELECT ?s { ?s :medication/:doze+ ?m }", "1:28: no triple of the data has the predicate :doze [did you mean :dose?]"},
		{"SELECT ?s { ?s !:doze ?m }", ""},
		{"SELECT ?s { GRAPH :g2 { ?s :dose ?m } }", "1:19: the data has no graph :g2 [did you mean :g1?]"},
		{"SELECT ?s { SERVICE <http://x> { ?s :doze ?m } }", ""},
		{"SELECT ?s { ?s ?p ?o FILTER EXISTS { ?s :doze 1 } }", "1:41: no triple of the data has the predicate :doze [did you mean :dose?]"},
		{"SELECT ?x { ?s :doze ?m }", "1:8: ?x has no value in the pattern, so nothing would be selected for it; 1:16: no triple of the data has the predicate :doze [did you mean :dose?]"},
		{"CONSTRUCT { ?s :new ?m } WHERE { ?s :medication ?m }", ""},
		{"CONSTRUCT WHERE { ?s :new ?m }", "1:22: no triple of the data has the predicate :new"},
		{"ASK { }", ""},
	}
	for _, c := range cases {
		q := query.MustParse(c.text, prefixes)
		list := q.Warnings(g)
		equal(t, c.text, told(c.text, list), c.want)
		for _, w := range list {
			if w.Fixes == nil {
				continue
			}
			mended, err := query.Parse(syntax.Apply(c.text, w.Fixes), prefixes)
			if err != nil {
				t.Errorf("%s mended: %v", c.text, err)
			} else if len(mended.Warnings(g)) >= len(list) {
				t.Errorf("%s is no better", mended)
			}
		}
	}
}

// TestWarningsOf: rows, triples and updates have their warnings too; without a
// source only those of the text; what is bound has a value.
func TestWarningsOf(t *testing.T) {
	ctx, g := context.Background(), people(t)
	const text = "SELECT ?x { ?s :agee ?a }"
	rows := sel(t, g, text)
	defer rows.Close()
	equal(t, "rows", len(rows.Warnings()), 2)
	q := query.MustParse(text, prefixes)
	equal(t, "no source", len(q.Warnings(nil)), 1)
	equal(t, "bound", len(q.Warnings(nil, query.Bind("x", 1))), 0)
	ts, err := query.Construct(ctx, g, "CONSTRUCT { ?s :a ?x } { ?s :agee ?a }", prefixes)
	if err != nil {
		t.Fatal(err)
	}
	defer ts.Close()
	equal(t, "triples", len(ts.Warnings()), 2)
	u, err := query.ParseUpdate("DELETE { ?s :nope ?x } WHERE { ?s :agee ?a } ; INSERT DATA { :a :new 1 }", prefixes)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "update", len(u.Warnings(g)), 2)
	dataset := query.MustParse("SELECT ?s FROM :elsewhere { ?s :agee ?a }", prefixes)
	equal(t, "a dataset that a loader fetches", len(dataset.Warnings(g, query.WithLoader(fetched))), 0)
	equal(t, "of an empty graph", len(query.MustParse("SELECT ?s { ?s a ?c ; :p 1 }", prefixes).Warnings(graph.New())), 1)
}
