package reference_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/reference"
	"github.com/trivet-rdf/trivet/query/syntax"
)

const prefix = "PREFIX : <x:>\n"

// answer evaluates a query over data in TriG.
func answer(t *testing.T, data, text string, o reference.Options) (*reference.Result, error) {
	t.Helper()
	g := graph.New()
	doc := strings.NewReader(prefix + data)
	if err := g.Load(context.Background(), doc, graph.WithFormat(rdfio.TriG)); err != nil {
		t.Fatal(err)
	}
	tree, err := syntax.Parse(prefix+text, syntax.Options{})
	if err != nil {
		t.Fatal(err)
	}
	q, err := algebra.Translate(tree)
	if err != nil {
		t.Fatal(err)
	}
	return reference.Eval(context.Background(), g.Snapshot(), q, o)
}

// rows writes a result's rows, short and sorted: IRIs without their namespace,
// literals as their text, - for unbound.
func rows(r *reference.Result) string {
	var out []string
	for _, row := range r.Rows {
		var parts []string
		for _, term := range row {
			switch {
			case term.IsAny():
				parts = append(parts, "-")
			case term.IsTriple():
				parts = append(parts, term.NTriples())
			default:
				parts = append(parts, strings.TrimPrefix(term.Value(), "x:"))
			}
		}
		out = append(out, strings.Join(parts, " "))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// TestSelect: what the operators' definitions say, and nothing else.
func TestSelect(t *testing.T) {
	const people = ":a :p 1 . :b :p 2 . :a :q :b . :b :q :c . :c :q :a . :c :r 1 ."
	for name, c := range map[string]struct{ data, text, want string }{
		"basic graph pattern":                {people, "SELECT * { ?x :p ?n . ?x :q ?y }", "a 1 b, b 2 c"},
		"same variable twice":                {":a :p :a . :a :p :b .", "SELECT * { ?x :p ?x }", "a"},
		"blank node is a variable":           {people, "SELECT ?x { ?x :q [ :p 2 ] }", "a"},
		"duplicates stay":                    {people, "SELECT ?p { ?x ?p ?y FILTER (?p = :p) }", "p, p"},
		"join on unbound":                    {people, "SELECT * { VALUES (?x ?n) { (:a UNDEF) (UNDEF 2) } ?x :p ?n }", "a 1, b 2"},
		"optional":                           {people, "SELECT ?x ?n { ?x :q ?y OPTIONAL { ?x :p ?n } }", "a 1, b 2, c -"},
		"optional condition sees the left":   {people, "SELECT ?x ?n { ?x :p ?m OPTIONAL { ?y :r ?n FILTER (?n = ?m) } }", "a 1, b -"},
		"inner filter does not see the left": {people, "SELECT ?x ?n { ?x :p ?m OPTIONAL { { ?y :r ?n FILTER (?n = ?m) } } }", "a -, b -"},
		"badly designed optional":            {people, "SELECT ?x ?y ?m { ?x :p 1 OPTIONAL { ?y :p 2 OPTIONAL { ?z :r ?m FILTER (?x = :a) } } }", "a b -"},
		"badly designed join":                {people, "SELECT ?n ?y { :a :p ?n OPTIONAL { :b :q ?y OPTIONAL { ?y :p ?n } } }", "1 c"},
		"error drops":                        {people, "SELECT ?x { ?x :p ?n FILTER (?u > 1 || ?n = 1) }", "a"},
		"negated error drops":                {people, "SELECT ?x { ?x :p ?n FILTER (!(?u > 1 && ?n = 1)) }", "b"},
		"bind error":                         {people, "SELECT ?x ?z { ?x :p ?n BIND (?x + ?n AS ?z) }", "a -, b -"},
		"minus":                              {people, "SELECT ?x { ?x :q ?y MINUS { ?x :p 1 } }", "b, c"},
		"minus without shared variables":     {people, "SELECT ?x { ?x :p ?y MINUS { ?z :q ?w } }", "a, b"},
		"minus first":                        {people, "SELECT ?x { MINUS { ?x :p 1 } ?x :p ?n }", "a, b"},
		"union":                              {people, "SELECT ?x ?n ?y { { ?x :p ?n } UNION { ?x :q ?y FILTER (?y = :a) } }", "a 1 -, b 2 -, c - a"},
		"sub-select hides":                   {people, "SELECT ?x ?n { ?x :q ?y { SELECT ?n { ?y :p ?n } } FILTER (?x = :c) }", "c 1, c 2"},
		"distinct":                           {people, "SELECT DISTINCT ?p { ?x ?p ?y }", "p, q, r"},
		"slice of nothing":                   {people, "SELECT ?x { ?x :p ?n } LIMIT 3 OFFSET 7", ""},
		"in with an error":                   {people, "SELECT ?x { ?x :p ?n FILTER (?n IN (?u, 2)) }", "b"},
		"not in with an error":               {people, "SELECT ?x { ?x :p ?n FILTER (?n NOT IN (?u, 2)) }", ""},
		"coalesce and if":                    {people, "SELECT (COALESCE(?u + 1, IF(?n = 1, \"one\", ?u), \"none\") AS ?z) { ?x :p ?n }", "none, one"},
		"triple terms":                       {":a :p <<( :b :q 1 )>>, <<( :b :q 2 )>>, 3 .", "SELECT ?o { :a :p <<( :b ?p ?o )>> FILTER (?o > 1) }", "2"},
		"triple term made":                   {people, "SELECT (<<( ?x :says ?n )>> AS ?t) { ?x :r ?n }", `<<( <x:c> <x:says> "1"^^<http://www.w3.org/2001/XMLSchema#integer> )>>`},
	} {
		t.Run(name, func(t *testing.T) { check(t, c.data, c.text, c.want) })
	}
}

func check(t *testing.T, data, text, want string) {
	t.Helper()
	r, err := answer(t, data, text, reference.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := rows(r); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestExists: SPARQL 1.2's correlation, where it differs from a join too.
func TestExists(t *testing.T) {
	const data = ":a :p 1 . :b :p 2 . :a :q 1 . :b :q 3 . :c :r :a ."
	for name, c := range map[string]struct{ text, want string }{
		"joined":                  {"SELECT ?x { ?x :p ?n FILTER EXISTS { ?x :q ?n } }", "a"},
		"not":                     {"SELECT ?x { ?x :p ?n FILTER NOT EXISTS { ?x :q ?n } }", "b"},
		"filter only":             {"SELECT ?x { ?x :p ?n FILTER EXISTS { FILTER (?n = 2) } }", "b"},
		"filter sees the outside": {"SELECT ?x { ?x :p ?n FILTER EXISTS { ?y :q ?m FILTER (?m > ?n) FILTER (?y = ?x) } }", "b"},
		"group in the group":      {"SELECT ?x { ?x :p ?n FILTER EXISTS { ?y :q ?m { FILTER (?n = 1) } } }", "a"},
		"sub-select that hides":   {"SELECT ?x { ?x :p ?n FILTER EXISTS { SELECT ?y { ?x :q ?n . ?y :r ?x } } }", "a"},
		"count in a sub-select":   {"SELECT ?x { ?x :p ?n FILTER EXISTS { { SELECT (COUNT(*) AS ?c) { ?x :q ?n } } FILTER (?c = 0) } }", "b"},
		"optional inside":         {"SELECT ?x { ?x :p ?n FILTER EXISTS { OPTIONAL { ?x :q ?n . ?z :r ?x } FILTER (BOUND(?z)) } }", "a"},
		"minus inside":            {"SELECT ?x { ?x :p ?n FILTER EXISTS { ?y :r ?z MINUS { ?x :q ?n } } }", "b"},
		"unbound outside":         {"SELECT ?x ?m { ?x :p ?n OPTIONAL { ?x :q ?m FILTER (?m = ?n) } FILTER EXISTS { ?y :q ?m FILTER (?m = 3 || BOUND(?m)) } }", "a 1, b -"},
		"assignment inside":       {"SELECT ?x { ?x :p ?n FILTER EXISTS { BIND (2 AS ?n) } }", "b"},
		"nested":                  {"SELECT ?x { ?x :p ?n FILTER EXISTS { ?x :q ?m FILTER NOT EXISTS { ?z :r ?x FILTER (?m = ?n) } } }", "b"},
		"as a value":              {"SELECT ?x (EXISTS { ?x :q ?n } AS ?e) { ?x :p ?n }", "a true, b false"},
	} {
		t.Run(name, func(t *testing.T) { check(t, data, c.text, c.want) })
	}
}

// TestGraphs: GRAPH, FROM and FROM NAMED.
func TestGraphs(t *testing.T) {
	const data = ":a :p 0 . :g { :a :p 1 . :b :p 1 } :h { :a :p 2 . :a :p 1 }"
	for name, c := range map[string]struct{ text, want string }{
		"default graph":      {"SELECT ?o { :a :p ?o }", "0"},
		"by name":            {"SELECT ?o { GRAPH :h { :a :p ?o } }", "1, 2"},
		"by variable":        {"SELECT ?g ?o { GRAPH ?g { :a :p ?o } }", "g 1, h 1, h 2"},
		"empty group":        {"SELECT ?g { GRAPH ?g {} }", "g, h"},
		"unknown name":       {"SELECT ?x { GRAPH :none {} BIND (1 AS ?x) }", ""},
		"two at once":        {"SELECT ?o { GRAPH ?g { :b :p 1 } GRAPH ?g { :a :p ?o } }", "1"},
		"exists in a graph":  {"SELECT ?o { GRAPH ?g { :a :p ?o FILTER EXISTS { :b :p ?o } } }", "1"},
		"from":               {"SELECT ?o FROM :g FROM :h { :a :p ?o }", "1, 2"},
		"from named":         {"SELECT ?g ?x FROM NAMED :g { { GRAPH ?g { ?x :p 1 } } UNION { ?x :p 0 } }", "g a, g b"},
		"path in the graph":  {"SELECT ?o { GRAPH :h { :a :p? ?o } }", "1, 2, a"},
		"variable in filter": {"SELECT ?o { GRAPH ?g { :a :p ?o FILTER (BOUND(?g)) } }", ""},
	} {
		t.Run(name, func(t *testing.T) { check(t, data, c.text, c.want) })
	}
}

// TestPaths: the path functions, with their duplicates.
func TestPaths(t *testing.T) {
	const data = ":a :p :b . :b :p :c . :c :p :a . :a :q :b . :x :q :x ."
	for name, c := range map[string]struct{ text, want string }{
		"alternative keeps duplicates":   {"SELECT ?o { :a :p|:q ?o }", "b, b"},
		"sequence keeps duplicates":      {"SELECT ?o { :a (:p|:q)/:p ?o }", "c, c"},
		"star is a set":                  {"SELECT ?o { :a (:p|:q)* ?o }", "a, b, c"},
		"plus comes round":               {"SELECT ?o { :a :p+ ?o }", "a, b, c"},
		"star from the end":              {"SELECT ?s { ?s :p* :a }", "a, b, c"},
		"optional step":                  {"SELECT ?o { :a (:p|:q)? ?o }", "a, b"},
		"zero steps between constants":   {"SELECT (1 AS ?one) { :z :p* :z }", "1"},
		"zero steps need a node":         {"SELECT ?o { ?o :none* ?o }", "a, b, c, x"},
		"same variable at both ends":     {"SELECT ?o { ?o :q+ ?o }", "x"},
		"inverse of a sequence":          {"SELECT ?s { :c ^(:q/:p) ?s }", "a"},
		"negated counts triples":         {"SELECT ?o { :a !:r ?o }", "b, b"},
		"negated both ways":              {"SELECT ?o { :b !(:p|^:q) ?o }", "a"},
		"negated inverse":                {"SELECT ?o { :b !^:q ?o }", "a"},
		"repeat of a sequence":           {"SELECT ?o { :a (:p/:p)+ ?o }", "a, b, c"},
		"star of a star":                 {"SELECT ?o { :a (:p*)* ?o }", "a, b, c"},
		"both ends open, empty relation": {"SELECT ?s ?o { ?s :none+ ?o }", ""},
	} {
		t.Run(name, func(t *testing.T) { check(t, data, c.text, c.want) })
	}
}

// TestAggregates: groups and set functions, errors among the values.
func TestAggregates(t *testing.T) {
	const data = `:a :p 1, 2, 2.5 . :b :p "x", 4 . :c :q 1 .`
	for name, c := range map[string]struct{ text, want string }{
		"count":                  {"SELECT ?s (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?s", "a 3, b 2"},
		"no groups":              {"SELECT ?s (COUNT(*) AS ?n) { ?s :none ?o } GROUP BY ?s", ""},
		"one group of none":      {"SELECT (COUNT(*) AS ?n) (SUM(?o) AS ?s) (MIN(?o) AS ?m) (AVG(?o) AS ?a) (GROUP_CONCAT(?o) AS ?g) { ?s :none ?o }", "0 0 - 0 "},
		"sum and its error":      {"SELECT ?s (SUM(?o) AS ?n) { ?s :p ?o } GROUP BY ?s", "a 5.5, b -"},
		"average":                {"SELECT ?s (AVG(?o) AS ?n) { ?s :p ?o FILTER (?o > 1 && ?s = :a) } GROUP BY ?s", "a 2.25"},
		"errors are counted out": {"SELECT (COUNT(?o + 1) AS ?n) { ?s :p ?o }", "4"},
		"least is the error":     {"SELECT (MIN(?o + 1) AS ?n) (MAX(?o + 1) AS ?m) { ?s :p ?o }", "- 5"},
		"across kinds":           {"SELECT (MIN(?o) AS ?n) (MAX(?o) AS ?m) { ?s :p ?o }", "1 x"},
		"average of errors":      {"SELECT (AVG(?u) AS ?n) (SUM(?u) AS ?m) { ?s :p ?o }", "0 -"},
		"distinct":               {"SELECT (COUNT(DISTINCT ?s) AS ?n) (COUNT(DISTINCT *) AS ?m) { ?s ?p ?o, [] }", "3 6"},
		"concat":                 {"SELECT (GROUP_CONCAT(?o; SEPARATOR=\"\") AS ?n) { :b :p ?o FILTER (isNumeric(?o)) }", "4"},
		"unbound key":            {"SELECT ?k (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY (?o + 0 AS ?k)", "- 1, 1 1, 2 1, 2.5 1, 4 1"},
		"having":                 {"SELECT ?s { ?s :p ?o } GROUP BY ?s HAVING (COUNT(*) > 2)", "a"},
		"over an aggregate":      {"SELECT (COUNT(*) * 2 AS ?n) (?n + 1 AS ?m) { ?s :p ?o }", "10 11"},
		"values after groups":    {"SELECT ?s (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?s VALUES ?s { :b :b }", "b 2, b 2"},
		"sample of a key":        {"SELECT ?s { ?s :p ?o } GROUP BY ?s ORDER BY SAMPLE(?s)", "a, b"},
	} {
		t.Run(name, func(t *testing.T) { check(t, data, c.text, c.want) })
	}
}

// TestOrder: sorted rows, and which of them tie.
func TestOrder(t *testing.T) {
	r, err := answer(t, `:a :p 2 . :b :p 1.0 . :c :p 1 . :d :p "x" . :e :q 3 .`,
		"SELECT ?s { ?s ?p ?any OPTIONAL { ?s :p ?o } } ORDER BY DESC(?o)", reference.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, row := range r.Rows {
		order = append(order, row[0].Value())
	}
	if order[0] != "x:d" || order[1] != "x:a" || order[4] != "x:e" {
		t.Errorf("order is %v", order)
	}
	if !slices.Equal(r.Ties, []int{0, 1, 2, 2, 3}) {
		t.Errorf("ties are %v", r.Ties)
	}
	swapped := *r
	swapped.Rows = slices.Clone(r.Rows)
	swapped.Rows[2], swapped.Rows[3] = r.Rows[3], r.Rows[2]
	if err := r.Same(&swapped); err != nil {
		t.Error("tying rows changed places:", err)
	}
	swapped.Rows[0], swapped.Rows[1] = r.Rows[1], r.Rows[0]
	if r.Same(&swapped) == nil {
		t.Error("other rows changed places")
	}
}

// TestForms: ASK, CONSTRUCT and DESCRIBE.
func TestForms(t *testing.T) {
	const data = ":a :p :b, [ :q 1 ] . :b :p 2 ."
	for text, want := range map[string]string{
		"CONSTRUCT { ?x :r _:n . _:n :s ?o . ?o :t 1 . ?x ?o 1 } { ?x :p ?o FILTER (!isBlank(?o)) }": ":a :r [ :s :b ] ; :b 1 . :b :t 1 ; :r [ :s 2 ] .",
		"CONSTRUCT { :x :y <<( ?x :p ?o )>>, <<( ?o :p 1 )>> } { ?x :p ?o FILTER (?x = :b) }":        ":x :y <<( :b :p 2 )>> .",
		"CONSTRUCT WHERE { ?x :p 2 }": ":b :p 2 .",
		"DESCRIBE :a":                 ":a :p :b, [ :q 1 ] .",
		"DESCRIBE ?x { ?x :p 2 }":     ":b :p 2 .",
	} {
		r, err := answer(t, data, text, reference.Options{})
		if err != nil {
			t.Fatal(err)
		}
		g, err := graph.Load(context.Background(), strings.NewReader(prefix+want), graph.WithFormat(rdfio.Turtle))
		if err != nil {
			t.Fatal(err)
		}
		wanted := &reference.Result{Triples: slices.Collect(g.Match(graph.Any, graph.Any, graph.Any))}
		if err := r.Same(wanted); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, want := range map[string]bool{"ASK { :a :p :b }": true, "ASK { :b :p :a }": false, "ASK {}": true} {
		if r, err := answer(t, data, text, reference.Options{}); err != nil || r.Bool != want {
			t.Errorf("%s: got %v, %v", text, r, err)
		}
	}
}

// TestLimits: the budget, the context, and remote patterns.
func TestLimits(t *testing.T) {
	big := "SELECT * { VALUES ?a { 1 2 3 4 5 6 7 8 } ?b :p ?c . ?d :p ?e . ?f :p ?g }"
	if _, err := answer(t, ":a :p 1, 2, 3, 4, 5 .", big, reference.Options{Steps: 1000}); !errors.Is(err, reference.ErrBudget) {
		t.Errorf("a large query: %v", err)
	}
	if _, err := answer(t, "", "SELECT * { SERVICE <x:y> {} }", reference.Options{}); !errors.Is(err, reference.ErrService) {
		t.Errorf("SERVICE: %v", err)
	}
	if r, err := answer(t, "", "SELECT * { SERVICE SILENT <x:y> {} }", reference.Options{}); err != nil || len(r.Rows) != 1 {
		t.Errorf("SERVICE SILENT: %v, %v", r, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	q := &algebra.Query{Form: syntax.Ask, Pattern: &algebra.Join{L: &algebra.BGP{}, R: &algebra.BGP{}}}
	if _, err := reference.Eval(ctx, graph.New().Snapshot(), q, reference.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context: %v", err)
	}
}

// TestCompare: tables as multisets, up to the labels of blank nodes.
func TestCompare(t *testing.T) {
	iri, b1, b2, b3 := graph.NewIRI("x:a"), graph.NewBlank("1"), graph.NewBlank("2"), graph.NewBlank("3")
	type table = [][]graph.Term
	for name, c := range map[string]struct {
		a, b    table
		ordered bool
		same    bool
	}{
		"empty":                {nil, nil, true, true},
		"same rows":            {table{{iri}, {b1}}, table{{b1}, {iri}}, false, true},
		"order counts":         {table{{iri}, {b1}}, table{{b1}, {iri}}, true, false},
		"multiplicity":         {table{{iri}, {iri}, {b1}}, table{{iri}, {b1}, {b1}}, false, false},
		"number of rows":       {table{{iri}}, table{{iri}, {iri}}, false, false},
		"unbound":              {table{{iri, graph.Any}}, table{{graph.Any, iri}}, false, false},
		"renamed blank node":   {table{{b1, b1}, {iri, b1}}, table{{iri, b3}, {b3, b3}}, false, true},
		"two become one":       {table{{b1}, {b2}}, table{{b3}, {b3}}, false, false},
		"inside a triple term": {table{{graph.NewTripleTerm(b1, iri, iri)}}, table{{graph.NewTripleTerm(b2, iri, iri)}}, false, true},
	} {
		if err := reference.Compare(c.a, c.b, c.ordered); (err == nil) != c.same {
			t.Errorf("%s: %v", name, err)
		}
	}
	a := []graph.Triple{{S: b1, P: iri, O: b2}}
	if err := reference.CompareTriples(a, []graph.Triple{{S: b2, P: iri, O: b1}}); err != nil {
		t.Error(err)
	}
	if reference.CompareTriples(a, []graph.Triple{{S: b1, P: iri, O: b1}}) == nil {
		t.Error("different graphs are the same")
	}
}
