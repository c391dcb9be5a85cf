package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/repl"
)

const (
	demoApp    = "my-app@apps.smartplatforms.org"
	demoRecord = "1000001"
)

// demoCommand is `trivet demo`.
func (a *app) demoCommand() *cobra.Command {
	var noShell bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "A tour: a SMART container, a signed fetch, queries, the shell",
		Long: `Start a SMART container with invented patients on this machine, log in to it
as an app does (OAuth 1.0a), fetch a record, and answer queries over it.
Progress goes to standard error, answers to standard output. On a terminal the
tour ends in the shell, on the record.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := demo{app: a, start: time.Now()}
			defer d.close()
			if err := d.run(cmd.Context()); err != nil {
				return err
			}
			if noShell || !terminal(a.stdin) || !terminal(a.stdout) {
				return nil
			}
			return d.shell(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&noShell, "no-shell", false, "end after the queries, also on a terminal")
	return cmd
}

// demo is one tour.
type demo struct {
	*app
	start  time.Time // of the step that runs
	server *sandbox.Server
	client *fetch.Client
	record *graph.Graph
}

// close ends what the tour started.
func (d *demo) close() {
	if d.client != nil {
		d.client.Close()
	}
	if d.server != nil {
		_ = d.server.Close()
	}
}

// done reports a finished step with the time it took.
func (d *demo) done(format string, args ...any) {
	now := time.Now()
	d.note("%7.1f ms  %s", float64(now.Sub(d.start).Microseconds())/1000, fmt.Sprintf(format, args...))
	d.start = time.Now()
}

// run walks through the tour.
func (d *demo) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{d.container, d.login, d.demographics, d.wholeRecord} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	for _, q := range demoQueries() {
		if err := d.ask(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// container starts the SMART container.
func (d *demo) container(context.Context) error {
	server, err := sandbox.Open(sandbox.Options{})
	if err != nil {
		return err
	}
	d.server = server
	if err := server.Start("127.0.0.1:0"); err != nil {
		return err
	}
	d.done("a SMART container with %d invented patients on %s", len(server.Records()), server.URL())
	return nil
}

// login is the OAuth dance: manifest, request token, the user's consent (played
// by HTTP, as a browser would send it), exchange.
func (d *demo) login(ctx context.Context) error {
	client, err := fetch.New(fetch.Config{APIBase: d.server.URL(), ConsumerKey: demoApp, ConsumerSecret: sandbox.DefaultSecret})
	if err != nil {
		return err
	}
	d.client = client
	manifest, err := client.Manifest(ctx)
	if err != nil {
		return err
	}
	d.done("manifest of %q", manifest.Name)
	auth, err := client.RequestToken(ctx, demoRecord)
	if err != nil {
		return err
	}
	d.done("request token for record %s", demoRecord)
	callback, err := sandbox.Visitor{Email: sandbox.DefaultUser, Password: "demo"}.Consent(ctx, auth.URL)
	if err != nil {
		return err
	}
	d.done("%s logged in and agreed", sandbox.DefaultUser)
	back, err := url.Parse(callback)
	if err != nil {
		return err
	}
	verifier, err := auth.Verifier(back.Query())
	if err != nil {
		return err
	}
	if _, err := client.Exchange(ctx, auth, verifier); err != nil {
		return err
	}
	d.done("access token")
	return nil
}

// nameQuery is the query of the SMART tutorial.
const nameQuery = `PREFIX vc: <http://www.w3.org/2006/vcard/ns#>
SELECT ?given ?family
WHERE {
  [] vc:n ?name .
  OPTIONAL { ?name vc:given-name ?given }
  OPTIONAL { ?name vc:family-name ?family }
}`

// demographics is the tutorial: fetch the demographics, print the name.
func (d *demo) demographics(ctx context.Context) error {
	g, err := d.client.Graph(ctx, "/records/"+demoRecord+"/demographics")
	if err != nil {
		return err
	}
	d.done("demographics: %d triples from signed RDF/XML", g.Len())
	name, err := patientName(ctx, g)
	if err != nil {
		return err
	}
	d.done("the name, by SPARQL")
	return d.say("Patient: %s", name)
}

// patientName answers the tutorial's query; without an answer it is "Unknown".
func patientName(ctx context.Context, g *graph.Graph) (string, error) {
	rows, err := query.Select(ctx, g, nameQuery)
	if err != nil {
		return "", err
	}
	for row, err := range rows.All() {
		if err != nil {
			return "", err
		}
		return row.String("given") + " " + row.String("family"), nil
	}
	return "Unknown", nil
}

// wholeRecord fetches every collection.
func (d *demo) wholeRecord(ctx context.Context) error {
	g, err := d.client.Record(ctx, demoRecord)
	if err != nil {
		return err
	}
	d.record = g
	d.done("the whole record: %d triples", g.Len())
	return nil
}

// demoQuery is a query of the tour with its heading.
type demoQuery struct {
	heading string
	text    string
}

// demoPrefixes are the prefixes of the tour's queries.
func demoPrefixes() map[string]string {
	return map[string]string{
		"sp":      "http://smartplatforms.org/terms#",
		"dcterms": "http://purl.org/dc/terms/",
		"vc":      "http://www.w3.org/2006/vcard/ns#",
		"xsd":     graph.XSD,
	}
}

// demoQueries are the queries of the tour, after the name. None shows an IRI of
// the container, so that the answers are the same in every run. DISTINCT,
// because a blank node that two collections repeat is two nodes here.
func demoQueries() []demoQuery {
	return []demoQuery{
		{"What the record holds", `SELECT ?type (COUNT(*) AS ?count)
WHERE { ?statement sp:belongsTo ?record ; a ?type }
GROUP BY ?type
ORDER BY DESC(?count) ?type`},
		{"Current medications", `SELECT DISTINCT ?since ?medication ?instructions
WHERE {
  ?m a sp:Medication ;
     sp:drugName [ dcterms:title ?medication ] ;
     sp:startDate ?since ;
     sp:instructions ?instructions .
  OPTIONAL { ?m sp:endDate ?end }
  FILTER (!BOUND(?end))
}
ORDER BY ?since ?medication`},
		{"LDL cholesterol over 130", `SELECT DISTINCT ?date ?test ?value ?unit
WHERE {
  ?result a sp:LabResult ;
          dcterms:date ?when ;
          sp:labName [ dcterms:title ?test ] ;
          sp:quantitativeResult [ sp:valueAndUnit [ sp:value ?value ; sp:unit ?unit ] ] .
  FILTER (CONTAINS(?test, "LDL") && xsd:decimal(?value) > 130)
  BIND (SUBSTR(?when, 1, 10) AS ?date)
}
ORDER BY ?date`},
		{"Visits per year", `SELECT ?year (COUNT(?visit) AS ?visits)
WHERE {
  ?visit a sp:Encounter ; sp:startDate ?start .
  BIND (SUBSTR(?start, 1, 4) AS ?year)
}
GROUP BY ?year
ORDER BY ?year`},
	}
}

// ask answers a query of the tour.
func (d *demo) ask(ctx context.Context, q demoQuery) error {
	rows, err := query.Select(ctx, d.record, q.text, query.WithPrefixes(demoPrefixes()))
	if err != nil {
		return about(q.text, err)
	}
	defer rows.Close()
	if err := d.say("\n%s", q.heading); err != nil {
		return err
	}
	o := results.Options{Prefixes: demoPrefixes(), Width: 100}
	if terminal(d.stdout) {
		o.Width, o.Color = screenWidth(d.app), d.colorOn(d.stdout)
	}
	n, err := results.Copy(d.stdout, results.Box, rows, o)
	if err != nil {
		return about(q.text, err)
	}
	if n == 0 {
		return errors.New("the record has nothing for: " + q.heading)
	}
	t := rows.Timing()
	d.done("%s: %d rows, first after %s", q.heading, n, t.First.Round(time.Microsecond))
	return nil
}

// shell opens the shell on the record.
func (d *demo) shell(ctx context.Context) error {
	prefixes := demoPrefixes()
	return d.runShell(ctx, repl.Config{
		Graph: d.record, Prefixes: prefixes,
		Record: repl.RecordConfig{Client: d.client, RecordID: demoRecord},
	}, "\nThis is the shell on record "+demoRecord+". Try .classes, or .help; .quit leaves.")
}
