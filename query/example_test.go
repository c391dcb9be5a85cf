package query_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// The examples ask this little record.
const record = `PREFIX sp: <http://smartplatforms.org/terms#>
PREFIX vc: <http://www.w3.org/2006/vcard/ns#>
PREFIX dc: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX : <http://example.org/>

:ada a sp:Demographics ; vc:n [ vc:given-name "Ada" ; vc:family-name "Example" ] ; vc:bday "1985-12-10"^^xsd:date .
:m1 a sp:Medication ; sp:drugName "Metformin" ; sp:quantity 2 ; sp:startDate "2023-04-01"^^xsd:date .
:m2 a sp:Medication ; sp:drugName "Aspirin" ; sp:quantity 1 .
:w1 a sp:Weight ; sp:kg 61.5 ; sp:on "2024-01-05"^^xsd:date .
:w2 a sp:Weight ; sp:kg 63.0 ; sp:on "2024-02-05"^^xsd:date .`

func load() *graph.Graph {
	g, err := graph.Load(context.Background(), strings.NewReader(record), graph.WithFormat(rdfio.Turtle))
	if err != nil {
		log.Fatal(err)
	}
	return g
}

// names are the prefixes of the record.
var names = query.WithPrefixes(map[string]string{
	"sp": "http://smartplatforms.org/terms#",
	"vc": "http://www.w3.org/2006/vcard/ns#",
	"":   "http://example.org/",
})

var ctx = context.Background()

// The tutorial: a person's name.
func Example() {
	demographics := load()
	rows, err := query.Select(ctx, demographics, `
PREFIX vc: <http://www.w3.org/2006/vcard/ns#>
SELECT ?given ?family
WHERE { [] vc:n ?n .
  OPTIONAL { ?n vc:given-name ?given }
  OPTIONAL { ?n vc:family-name ?family } }`)
	if err != nil {
		log.Fatal(err)
	}
	for row, err := range rows.All() {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(row.String("given"), row.String("family"))
	}
	// Output: Ada Example
}

func ExampleSelect() {
	rows, err := query.Select(ctx, load(), `SELECT ?drug ?n { ?m sp:drugName ?drug ; sp:quantity ?n } ORDER BY ?drug`, names)
	if err != nil {
		log.Fatal(err)
	}
	for row, err := range rows.All() {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %d a day\n", row.String("drug"), row.Int("n"))
	}
	// Output:
	// Aspirin: 1 a day
	// Metformin: 2 a day
}

func ExampleAsk() {
	has, err := query.Ask(ctx, load(), `ASK { ?m sp:drugName "Aspirin" }`, names)
	fmt.Println(has, err)
	// Output: true <nil>
}

func ExampleConstruct() {
	triples, err := query.Construct(ctx, load(), `CONSTRUCT { ?m :label ?n } WHERE { ?m sp:drugName ?n } ORDER BY ?n`, names)
	if err != nil {
		log.Fatal(err)
	}
	for t, err := range triples.All() {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(t.S.Value(), t.O.Value())
	}
	// Output:
	// http://example.org/m2 Aspirin
	// http://example.org/m1 Metformin
}

func ExampleDescribe() {
	triples, err := query.Describe(ctx, load(), `DESCRIBE :ada`, names)
	if err != nil {
		log.Fatal(err)
	}
	g, err := triples.Graph()
	fmt.Println(g.Len(), "triples", err) // the blank node's are among them
	// Output: 5 triples <nil>
}

func ExampleUpdate() {
	g := load()
	n, err := query.Update(ctx, g, `DELETE { ?m sp:quantity ?n } INSERT { ?m sp:quantity 3 } WHERE { ?m sp:drugName "Aspirin" ; sp:quantity ?n }`, names)
	fmt.Println(n.Deleted, "deleted,", n.Inserted, "inserted", err)
	// Output: 1 deleted, 1 inserted <nil>
}

// An update of several operations takes effect as a whole or not at all.
func ExampleUpdate_atomic() {
	g := load()
	before := g.Len()
	_, err := query.Update(ctx, g, `DELETE WHERE { ?s ?p ?o } ; DROP GRAPH :nowhere`, names)
	fmt.Println(errors.Is(err, query.ErrNoGraph), g.Len() == before)
	// Output: true true
}

func ExampleRun() {
	for _, text := range []string{"ASK { }", "SELECT (1 AS ?one) { }", "CONSTRUCT { :a :b :c } { }"} {
		res, err := query.Run(ctx, load(), text, names)
		if err != nil {
			log.Fatal(err)
		}
		switch res.Form {
		case syntax.Ask:
			fmt.Println("ASK:", res.Bool)
		case syntax.Select:
			fmt.Println("SELECT:", res.Rows.Vars())
			res.Rows.Close()
		default:
			g, err := res.Triples.Graph()
			fmt.Println("CONSTRUCT:", g.Len(), err)
		}
	}
	// Output:
	// ASK: true
	// SELECT: [one]
	// CONSTRUCT: 1 <nil>
}

// A query is parsed once and run many times, with other values and on other
// data, by any number of goroutines.
func ExampleQuery_Select() {
	q := query.MustParse(`SELECT ?n { ?m sp:drugName ?drug ; sp:quantity ?n }`, names)
	g := load()
	for _, drug := range []string{"Aspirin", "Metformin"} {
		rows, err := q.Select(ctx, g, query.Bind("drug", drug))
		if err != nil {
			log.Fatal(err)
		}
		for row := range rows.All() {
			fmt.Println(drug, row.Int("n"))
		}
	}
	// Output:
	// Aspirin 1
	// Metformin 2
}

// Values are never pasted into the text: whatever they hold, they stay values.
func ExampleBind() {
	hostile := `Aspirin" } ; DROP ALL #`
	has, err := query.Ask(ctx, load(), `ASK { ?m sp:drugName ?drug }`, names, query.Bind("drug", hostile))
	fmt.Println(has, err)
	_, err = query.Ask(ctx, load(), `ASK { ?m sp:drugName ?drug }`, names, query.Bind("durg", "Aspirin"))
	fmt.Println(err)
	// Output:
	// false <nil>
	// binding ?durg: the query has no such variable; did you mean ?drug?
}

func ExampleCollect() {
	type medication struct {
		Drug   string
		PerDay int                  `sparql:"n"`
		Since  query.Opt[time.Time] `sparql:"since"` // may be unbound
	}
	meds, err := query.Collect[medication](ctx, load(), `
SELECT ?drug ?n ?since { ?m sp:drugName ?drug ; sp:quantity ?n OPTIONAL { ?m sp:startDate ?since } } ORDER BY ?drug`, names)
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range meds {
		fmt.Println(m.Drug, m.PerDay, m.Since.Bound)
	}
	// Output:
	// Aspirin 1 false
	// Metformin 2 true
}

// A type that is no struct takes the only column.
func ExampleCollect_oneColumn() {
	drugs, err := query.Collect[string](ctx, load(), `SELECT ?n { ?m sp:drugName ?n } ORDER BY ?n`, names)
	fmt.Println(drugs, err)
	// Output: [Aspirin Metformin] <nil>
}

func ExampleEach() {
	type weight struct {
		Kg float64
		On time.Time
	}
	for w, err := range query.Each[weight](ctx, load(), `SELECT ?kg ?on { ?w sp:kg ?kg ; sp:on ?on } ORDER BY ?on`, names) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(w.On.Format("2 Jan"), w.Kg)
	}
	// Output:
	// 5 Jan 61.5
	// 5 Feb 63
}

func ExampleOne() {
	mean, err := query.One[float64](ctx, load(), `SELECT (AVG(?kg) AS ?mean) { ?w sp:kg ?kg }`, names)
	fmt.Println(mean, err)
	_, err = query.One[string](ctx, load(), `SELECT ?n { ?m sp:drugName ?n }`, names)
	fmt.Println(err)
	// Output:
	// 62.25 <nil>
	// the query has more than one solution
}

func ExampleCollectRows() {
	q := query.MustParse(`SELECT ?kg { ?w sp:kg ?kg } ORDER BY ?kg`, names)
	rows, err := q.Select(ctx, load())
	if err != nil {
		log.Fatal(err)
	}
	kg, err := query.CollectRows[float64](rows)
	fmt.Println(kg, err)
	// Output: [61.5 63] <nil>
}

// Next, Row and Err are for loops that range cannot express, such as two
// results side by side.
func ExampleRows_Next() {
	g := load()
	drugs, err := query.Select(ctx, g, `SELECT ?n { ?m sp:drugName ?n } ORDER BY ?n`, names)
	if err != nil {
		log.Fatal(err)
	}
	defer drugs.Close()
	weights, err := query.Select(ctx, g, `SELECT ?kg { ?w sp:kg ?kg } ORDER BY ?kg`, names)
	if err != nil {
		log.Fatal(err)
	}
	defer weights.Close()
	for drugs.Next() && weights.Next() {
		fmt.Println(drugs.Row().String("n"), weights.Row().Float("kg"))
	}
	fmt.Println(drugs.Err(), weights.Err())
	// Output:
	// Aspirin 61.5
	// Metformin 63
	// <nil> <nil>
}

func ExampleRows_Terms() {
	rows, err := query.Select(ctx, load(), `SELECT ?on ?kg { ?w sp:kg ?kg ; sp:on ?on } ORDER BY ?on LIMIT 1`, names)
	if err != nil {
		log.Fatal(err)
	}
	for terms, err := range rows.Terms() {
		if err != nil {
			log.Fatal(err)
		}
		for i, name := range rows.Vars() {
			fmt.Println(name, terms[i].NTriples())
		}
	}
	// Output:
	// on "2024-01-05"^^<http://www.w3.org/2001/XMLSchema#date>
	// kg "61.5"^^<http://www.w3.org/2001/XMLSchema#decimal>
}

func ExampleRow_Get() {
	rows, err := query.Select(ctx, load(), `SELECT ?m ?since { ?m a sp:Medication OPTIONAL { ?m sp:startDate ?since } } ORDER BY ?m`, names)
	if err != nil {
		log.Fatal(err)
	}
	for row := range rows.All() {
		since, ok := row.Get("since")
		fmt.Println(row.String("m"), since.Value(), ok)
	}
	// Output:
	// http://example.org/m1 2023-04-01 true
	// http://example.org/m2  false
}

func ExampleRow_Scan() {
	rows, err := query.Select(ctx, load(), `SELECT ?drug ?n { ?m sp:drugName ?drug ; sp:quantity ?n } ORDER BY ?drug LIMIT 1`, names)
	if err != nil {
		log.Fatal(err)
	}
	for row := range rows.All() {
		var drug string
		var n int
		if err := row.Scan(&drug, &n); err != nil {
			log.Fatal(err)
		}
		fmt.Println(drug, n)
	}
	// Output: Aspirin 1
}

func ExampleRow_Time() {
	rows, err := query.Select(ctx, load(), `SELECT ?b { ?p vc:bday ?b }`, names)
	if err != nil {
		log.Fatal(err)
	}
	for row := range rows.All() {
		fmt.Println(row.Time("b").Year())
	}
	// Output: 1985
}

// Errors of a text say where it is wrong, and often how to mend it.
func ExampleParse() {
	const text = `SELECT ?x WHERE { ?x sp:drugName ?n } ORDR BY ?n`
	_, err := query.Parse(text, names)
	var e *syntax.Error
	if errors.As(err, &e) {
		fmt.Println(e.Span.Start.Column, e.Hint)
		fmt.Println(syntax.Apply(text, e.Fixes))
	}
	// Output:
	// 39 did you mean ORDER?
	// SELECT ?x WHERE { ?x sp:drugName ?n } ORDER BY ?n
}

// Warnings are about queries that are valid but likely not meant so.
func ExampleQuery_Warnings() {
	q := query.MustParse(`SELECT ?x { ?m sp:drugname ?n }`, names)
	for _, w := range q.Warnings(load()) {
		fmt.Printf("%s (%s)\n", w.Msg, w.Hint)
	}
	// Output:
	// ?x has no value in the pattern, so nothing would be selected for it ()
	// no triple of the data has the predicate sp:drugname (did you mean sp:drugName?)
}

// A query that asks for too much ends with an error, not the program.
func ExampleWithLimits() {
	const cross = `SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a`
	_, err := query.Collect[struct{}](ctx, load(), `SELECT ?x { ?x ?y ?z }`, query.WithLimits(query.Limits{MaxQueryBytes: 10}))
	fmt.Println(err)
	rows, err := query.Select(ctx, load(), cross, query.WithLimits(query.Limits{MaxMemoryBytes: 1 << 20}))
	if err != nil {
		log.Fatal(err)
	}
	for range rows.All() {
	}
	var limit *query.LimitError
	if errors.As(rows.Err(), &limit) {
		fmt.Println(limit.Limit, "in", limit.Operator)
	}
	// Output:
	// query stopped: MaxQueryBytes of 10 reached in parse after 0 rows
	// MaxMemoryBytes in sort
}

func ExampleWithTimeout() {
	rows, err := query.Select(ctx, load(), `SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }`, query.WithTimeout(time.Microsecond))
	if err == nil {
		for range rows.All() {
		}
		err = rows.Err()
	}
	var stop *query.StopError
	fmt.Println(errors.Is(err, context.DeadlineExceeded), errors.As(err, &stop))
	// Output: true true
}

func ExampleWithFunction() {
	bmi := query.WithFunction("http://example.org/bmi", query.Func2(func(kg, m float64) (float64, error) { return kg / (m * m), nil }))
	v, err := query.One[float64](ctx, load(), `SELECT (:bmi(?kg, 1.70) AS ?v) { :w1 sp:kg ?kg }`, names, bmi)
	fmt.Printf("%.1f %v\n", v, err)
	// Output: 21.3 <nil>
}

// longest is an aggregate: the longest text of a group.
type longest struct{ text string }

func (l *longest) Add(args []graph.Term) error {
	if t := args[0].Value(); len(t) > len(l.text) {
		l.text = t
	}
	return nil
}

func (l *longest) Result() (graph.Term, error) { return graph.NewLiteral(l.text), nil }

func ExampleWithAggregate() {
	option := query.WithAggregate("http://example.org/longest", func() query.Aggregator { return &longest{} })
	v, err := query.One[string](ctx, load(), `SELECT (:longest(?n) AS ?v) { ?m sp:drugName ?n }`, names, option)
	fmt.Println(v, err)
	// Output: Metformin <nil>
}

// SERVICE reaches what the handler lets it reach: here a graph of our own.
func ExampleWithService() {
	codes := graph.New()
	codes.Add(graph.Triple{S: graph.NewIRI("http://codes/860975"), P: graph.NewIRI("http://codes/name"), O: graph.NewLiteral("Metformin")})
	handler := query.WithService(func(ctx context.Context, call *query.ServiceCall) ([][]graph.Term, error) {
		if call.Endpoint.Value() != "http://codes/sparql" {
			return nil, fmt.Errorf("%s is not allowed", call.Endpoint.Value())
		}
		rows, err := call.Query().Select(ctx, codes)
		if err != nil {
			return nil, err
		}
		var out [][]graph.Term
		for terms, err := range rows.Terms() {
			if err != nil {
				return nil, err
			}
			out = append(out, append([]graph.Term{}, terms...))
		}
		return out, nil
	})
	const text = `SELECT ?c { ?m sp:drugName ?n SERVICE <http://codes/sparql> { ?c <http://codes/name> ?n } }`
	code, err := query.One[string](ctx, load(), text, names, handler)
	fmt.Println(code, err)
	_, err = query.One[string](ctx, load(), text, names)
	fmt.Println(err)
	// Output:
	// http://codes/860975 <nil>
	// SERVICE is refused: no service handler was given
}

// FROM and LOAD go through the caller's loader.
func ExampleWithLoader() {
	loader := query.WithLoader(func(ctx context.Context, iri string) (*graph.Graph, error) {
		fmt.Println("loading", iri)
		return load(), nil
	})
	n, err := query.One[int](ctx, graph.New(), `SELECT (COUNT(*) AS ?n) FROM <http://records/7> { ?m a sp:Medication }`, names, loader)
	fmt.Println(n, err)
	// Output:
	// loading http://records/7
	// 2 <nil>
}

func ExampleWithDataset() {
	g := graph.New()
	for i, name := range []string{"a", "b", "c"} {
		v, _ := query.TermOf(i)
		g.AddQuads(graph.Quad{Triple: graph.Triple{S: graph.NewIRI("s"), P: graph.NewIRI("p"), O: v}, G: graph.NewIRI(name)})
	}
	values, err := query.Collect[int](ctx, g, `SELECT ?o { ?s ?p ?o } ORDER BY ?o`, query.WithDataset([]string{"a", "c"}, nil))
	fmt.Println(values, err)
	values, err = query.Collect[int](ctx, g, `SELECT ?o { ?s ?p ?o } ORDER BY ?o`, query.WithUnionDefault())
	fmt.Println(values, err)
	// Output:
	// [0 2] <nil>
	// [0 1 2] <nil>
}

// Explain shows how a query is run: with Analyze, how many rows and index
// look-ups each operator had.
func ExampleQuery_Explain() {
	q := query.MustParse(`SELECT ?drug { ?m a sp:Medication ; sp:drugName ?drug FILTER(STRLEN(?drug) > 8) }`, names)
	plan, err := q.Explain(ctx, load(), query.PlanOnly)
	if err != nil {
		log.Fatal(err)
	}
	for n := plan.Root; n != nil; {
		fmt.Println(n.Operator, "|", n.Detail)
		if len(n.Inputs) == 0 {
			break
		}
		n = n.Inputs[0]
	}
	// Output:
	// project | ?drug
	// filter | (> (strlen ?drug) 8)
	// index join | ?m sp:drugName ?drug
	// scan | ?m rdf:type sp:Medication
}

func ExampleTermOf() {
	for _, v := range []any{"text", 42, 1.5, true} {
		t, err := query.TermOf(v)
		fmt.Println(t.NTriples(), err)
	}
	// Output:
	// "text" <nil>
	// "42"^^<http://www.w3.org/2001/XMLSchema#integer> <nil>
	// "1.5E0"^^<http://www.w3.org/2001/XMLSchema#double> <nil>
	// "true"^^<http://www.w3.org/2001/XMLSchema#boolean> <nil>
}

// A snapshot keeps a state: several queries on it agree with each other.
func Example_snapshot() {
	g := load()
	snap := g.Snapshot()
	if _, err := query.Update(ctx, g, `DELETE WHERE { ?m a sp:Medication }`, names); err != nil {
		log.Fatal(err)
	}
	for _, src := range []query.Source{snap, g} {
		n, err := query.One[int](ctx, src, `SELECT (COUNT(*) AS ?n) { ?m a sp:Medication }`, names)
		fmt.Println(n, err)
	}
	// Output:
	// 2 <nil>
	// 0 <nil>
}

// The loop over the rows may change the graph: the query goes on on the state it
// began with.
func Example_writeInLoop() {
	g := load()
	rows, err := query.Select(ctx, g, `SELECT ?m { ?m a sp:Medication }`, names)
	if err != nil {
		log.Fatal(err)
	}
	for row, err := range rows.All() {
		if err != nil {
			log.Fatal(err)
		}
		m, _ := row.Get("m")
		g.Add(graph.Triple{S: m, P: graph.NewIRI("http://example.org/seen"), O: graph.NewLiteral("yes")})
	}
	n, err := query.One[int](ctx, g, `SELECT (COUNT(*) AS ?n) { ?m :seen "yes" }`, names)
	fmt.Println(n, err)
	// Output: 2 <nil>
}
