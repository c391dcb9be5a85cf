package trivet_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// The tutorial's job, with a container on this machine in place of a hospital's.
func Example() {
	srv, err := sandbox.Open(sandbox.Options{})
	if err != nil {
		log.Fatal(err)
	}
	if err := srv.Start("127.0.0.1:0"); err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	client, err := fetch.New(fetch.Config{
		APIBase: srv.URL(), ConsumerKey: "background@apps.smartplatforms.org", ConsumerSecret: "smartapp-secret",
	})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	ctx := context.Background()
	if _, err := client.RecordToken(ctx, "1000001"); err != nil {
		log.Fatal(err)
	}
	if err := greet(ctx, client, "1000001"); err != nil {
		log.Fatal(err)
	}
	// Output: Marisol Quintero
}

// greet prints the name of a record's patient.
func greet(ctx context.Context, client *fetch.Client, record string) error {
	demographics, err := client.Graph(ctx, "/records/"+record+"/demographics")
	if err != nil {
		return err
	}
	rows, err := query.Select(ctx, demographics, `PREFIX vc: <http://www.w3.org/2006/vcard/ns#>
		SELECT ?given ?family WHERE { [] vc:n ?n . OPTIONAL { ?n vc:given-name ?given } OPTIONAL { ?n vc:family-name ?family } }`)
	if err != nil {
		return err
	}
	for row, err := range rows.All() {
		if err != nil {
			return err
		}
		fmt.Println(row.String("given"), row.String("family"))
	}
	return nil
}

// Rows go into structs; values are bound, not pasted into the text.
func Example_structs() {
	ctx := context.Background()
	g := graph.New()
	ex := func(name string) graph.Term { return graph.NewIRI("http://example.org/" + name) }
	g.Add(
		graph.Triple{S: ex("ada"), P: ex("takes"), O: ex("m1")},
		graph.Triple{S: ex("m1"), P: ex("drug"), O: graph.NewLiteral("Aspirin")},
		graph.Triple{S: ex("m1"), P: ex("since"), O: graph.NewLiteral("2010-01-18")},
		graph.Triple{S: ex("ada"), P: ex("takes"), O: ex("m2")},
		graph.Triple{S: ex("m2"), P: ex("drug"), O: graph.NewLiteral("Metformin")},
	)

	type medication struct {
		Drug  string               `sparql:"drug"`
		Since query.Opt[time.Time] `sparql:"since"`
	}
	meds, err := query.Collect[medication](ctx, g, `PREFIX ex: <http://example.org/>
		SELECT ?drug ?since WHERE { ?patient ex:takes ?m . ?m ex:drug ?drug OPTIONAL { ?m ex:since ?since } } ORDER BY ?drug`,
		query.Bind("patient", graph.NewIRI("http://example.org/ada")))
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range meds {
		fmt.Println(m.Drug, m.Since.Bound, m.Since.Value.Year())
	}
	// Output:
	// Aspirin true 2010
	// Metformin false 1
}
