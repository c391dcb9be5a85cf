package fetch_test

import (
	"context"
	"fmt"
	"log"
	"net/url"
	"strings"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// start runs a container for the examples.
func start() *sandbox.Server {
	srv, err := sandbox.Open(sandbox.Options{})
	if err != nil {
		log.Fatal(err)
	}
	if err := srv.Start("127.0.0.1:0"); err != nil {
		log.Fatal(err)
	}
	return srv
}

// The steps of the dance one by one, as a web application takes them: the
// Authorization waits in the user's session while the user agrees.
func Example() {
	srv := start()
	defer srv.Close()
	ctx := context.Background()

	c, err := fetch.New(fetch.Config{
		APIBase: srv.URL(), ConsumerKey: "my-app@apps.smartplatforms.org", ConsumerSecret: "smartapp-secret",
	})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	auth, err := c.RequestToken(ctx, "1000001")
	if err != nil {
		log.Fatal(err)
	}
	// The user's browser goes to auth.URL and comes back to the callback.
	callback, err := sandbox.Visitor{}.Consent(ctx, auth.URL)
	if err != nil {
		log.Fatal(err)
	}
	back, err := url.Parse(callback)
	if err != nil {
		log.Fatal(err)
	}
	verifier, err := auth.Verifier(back.Query())
	if err != nil {
		log.Fatal(err)
	}
	token, err := c.Exchange(ctx, auth, verifier)
	if err != nil {
		log.Fatal(err)
	}
	g, err := c.Graph(ctx, "/records/"+token.RecordID+"/demographics")
	if err != nil {
		log.Fatal(err)
	}
	for t := range g.Match(graph.Any, graph.NewIRI("http://www.w3.org/2006/vcard/ns#given-name"), graph.Any) {
		fmt.Println("Hello,", t.O.Value())
	}
	// Output: Hello, Marisol
}

// A background application reads every record without a user.
func ExampleClient_Records() {
	srv := start()
	defer srv.Close()
	ctx := context.Background()
	c, err := fetch.New(fetch.Config{
		APIBase: srv.URL(), ConsumerKey: "background@apps.smartplatforms.org", ConsumerSecret: "smartapp-secret",
	})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	for token, err := range c.Records(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		g, err := c.Graph(ctx, "/records/"+token.RecordID+"/problems/")
		if err != nil {
			log.Fatal(err)
		}
		for _, s := range fetch.Summaries(g) {
			fmt.Println(token.RecordID, s.Total)
		}
	}
	// Output:
	// 1000001 4
	// 1000006 1
	// 1000007 1
}

// Paging through a collection, newest first.
func ExampleClient_Pages() {
	srv := start()
	defer srv.Close()
	ctx := context.Background()
	c, err := fetch.New(fetch.Config{
		APIBase: srv.URL(), ConsumerKey: "background@apps.smartplatforms.org", ConsumerSecret: "smartapp-secret",
	})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	if _, err := c.RecordToken(ctx, "1000001"); err != nil {
		log.Fatal(err)
	}
	for page, err := range c.Pages(ctx, "/records/1000001/encounters/?limit=8") {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(page.Summary.Returned, "of", page.Summary.Total)
	}
	// Output:
	// 8 of 19
	// 8 of 19
	// 3 of 19
}

// A query over the container: FROM names a protected collection, which the
// loader fetches, signed.
func ExampleClient_Loader() {
	srv := start()
	defer srv.Close()
	ctx := context.Background()
	c, err := fetch.New(fetch.Config{
		APIBase: srv.URL(), ConsumerKey: "background@apps.smartplatforms.org", ConsumerSecret: "smartapp-secret",
	})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	if _, err := c.RecordToken(ctx, "1000001"); err != nil {
		log.Fatal(err)
	}
	text := `PREFIX sp: <http://smartplatforms.org/terms#>
		PREFIX dcterms: <http://purl.org/dc/terms/>
		SELECT ?drug FROM <` + c.APIBase() + `/records/1000001/medications/>
		{ ?m a sp:Medication ; sp:drugName [ dcterms:title ?drug ] } ORDER BY ?drug LIMIT 3`
	rows, err := query.Select(ctx, graph.New(), text, query.WithLoader(c.Loader()))
	if err != nil {
		log.Fatal(err)
	}
	defer rows.Close()
	for row, err := range rows.All() {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(row.String("drug"))
	}
	// Output:
	// Amoxicillin 500 MG Oral Capsule
	// Aspirin 81 MG Oral Tablet
	// Atorvastatin 40 MG Oral Tablet
}

// Statements of a graph as Go values.
func ExampleMedicationsOf() {
	ctx := context.Background()
	g, err := graph.Load(ctx, strings.NewReader(`
		@prefix sp: <http://smartplatforms.org/terms#> .
		@prefix dcterms: <http://purl.org/dc/terms/> .
		<http://localhost:7000/records/1/medications/1> a sp:Medication ;
			sp:drugName [ dcterms:title "Aspirin 81 MG Oral Tablet" ] ; sp:startDate "2010-05" ;
			sp:quantity [ sp:value "1" ; sp:unit "{tablet}" ] .`), graph.WithName("record.ttl"))
	if err != nil {
		log.Fatal(err)
	}
	medications, err := fetch.MedicationsOf(ctx, g)
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range medications {
		fmt.Printf("%s: %s since %s; still taken: %t\n", m.Drug.Title, m.Quantity, m.Start.Time.Format("January 2006"), m.End.Time.IsZero())
	}
	// Output:
	// Aspirin 81 MG Oral Tablet: 1 {tablet} since May 2010; still taken: true
}

// Secrets do not print.
func ExampleConfig() {
	fmt.Printf("%+v\n", fetch.Config{APIBase: "http://localhost:7000", ConsumerKey: "my-app@example.org", ConsumerSecret: "hunter2"})
	fmt.Println(fetch.Secret("hunter2"))
	// Output:
	// fetch.Config(my-app@example.org at http://localhost:7000)
	// [redacted]
}
