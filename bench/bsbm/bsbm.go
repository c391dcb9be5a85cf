// Package bsbm makes the web shops of the Berlin SPARQL Benchmark (Bizer,
// Schultz: The Berlin SPARQL Benchmark, 2009), in its vocabulary, and holds the
// twelve queries of its explore use case and the eight of its business
// intelligence use case.
//
// The generator is ours and follows the published figures: a product comes with
// 20 offers and 10 reviews, about 350 triples in all; product types are a tree
// that deepens with the number of products; a type's features belong to the
// products of the types below it, each with a chance of one in four; producers
// have about 50 products, vendors 2,000 offers, reviewers 20 reviews; two in five
// companies and people are from the United States. A product has all the types
// above its own, which the benchmark calls forward chaining.
//
// Parameters are fixed to resources that exist at every size: product 7, product
// type 2, features 1 to 3. Where the published text leaves an order open under a
// LIMIT, the queries here add keys, so that every engine gives the same rows.
package bsbm

import (
	"embed"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

//go:embed queries/*.rq answers.txt
var files embed.FS

// Workload is the generator with its queries and their pinned answers.
func Workload() (*workload.Workload, error) {
	return workload.New("bsbm", files, Write)
}

// The namespaces of the benchmark.
const (
	vocabulary = "http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/vocabulary/"
	instances  = "http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/"
	countries  = "http://downlode.org/rdf/iso-3166/countries#"
	rdfs       = "http://www.w3.org/2000/01/rdf-schema#"
	foaf       = "http://xmlns.com/foaf/0.1/"
	dc         = "http://purl.org/dc/elements/1.1/"
	rev        = "http://purl.org/stuff/rev#"
)

// What there is of everything for one product, and how many triples that makes.
const (
	offersEach       = 20
	reviewsEach      = 10
	triplesEach      = 352
	offersPerVendor  = 2000
	reviewsPerPerson = 20
	productsPerMaker = 50
	reviewersPerSite = 500
)

// Write makes a market of at least so many triples: types, features and products,
// then the offers, then reviews until there are enough.
func Write(w io.Writer, f rdfio.Format, triples int) error {
	sink, err := workload.NewSink(w, f, []workload.Prefix{{Label: "bsbm", IRI: vocabulary}, {Label: "inst", IRI: instances},
		{Label: "countries", IRI: countries}, {Label: "rdfs", IRI: rdfs}, {Label: "foaf", IRI: foaf}, {Label: "dc", IRI: dc},
		{Label: "rev", IRI: rev}, {Label: "xsd", IRI: workload.XSD}, {Label: "rdf", IRI: workload.RDF}})
	if err != nil {
		return err
	}
	m := &market{Draw: workload.NewDraw(17, 0), sink: sink, want: triples}
	m.words = workload.NewZipf(vocabularySize, 0.8)
	m.typesAndFeatures(triples / triplesEach)
	m.products(max((triples-m.triples)/triplesEach, 10))
	m.offers()
	m.reviews()
	if m.err != nil {
		return m.err
	}
	return sink.Close()
}

// market is the state of the generator.
type market struct {
	workload.Draw
	sink    workload.Sink
	pool    workload.Pool
	words   workload.Zipf
	want    int
	triples int
	err     error

	leaves   []*productType
	features int
	makers   []int // the number of the first product of each producer, from 1 on
	count    int   // of products
}

func (m *market) full() bool { return m.err != nil || m.triples >= m.want }

func (m *market) done(n *workload.Node) {
	m.triples += n.Triples()
	if m.err == nil {
		m.err = m.sink.Node(n)
	}
	m.pool.Reset()
}

// today is the day that the benchmark takes for the present.
func today() time.Time { return time.Date(2008, 6, 20, 0, 0, 0, 0, time.UTC) }

// day is a date that lies from..to days before the present.
func (m *market) day(from, to int) time.Time { return today().AddDate(0, 0, -m.Between(from, to)) }

func date(t time.Time) workload.Value {
	return workload.Typed(t.Format(time.DateOnly), workload.XSD+"date")
}

func dateTime(t time.Time) workload.Value {
	return workload.Typed(t.Format("2006-01-02T15:04:05"), workload.XSD+"dateTime")
}

func integer(i int) workload.Value { return workload.Typed(strconv.Itoa(i), workload.XSD+"integer") }

// country is where a company or a person is from.
func (m *market) country() workload.Value {
	at := m.Float64()
	for _, c := range []struct {
		code  string
		share float64
	}{{"US", 0.4}, {"GB", 0.1}, {"JP", 0.1}, {"CN", 0.1}, {"DE", 0.05}, {"FR", 0.05}, {"ES", 0.05}, {"RU", 0.05}, {"KR", 0.05}} {
		if at -= c.share; at < 0 {
			return workload.IRI(countries + c.code)
		}
	}
	return workload.IRI(countries + "AT")
}

// normal is a whole number around the middle of lo and hi, and within them.
func (m *market) normal(lo, hi int) int {
	middle, deviation := float64(lo+hi)/2, float64(hi-lo)/6
	return min(max(int(math.Round(m.Normal(middle, deviation))), lo), hi)
}

// source says who has published something, and when.
func (m *market) source(n *workload.Node, publisher string, on time.Time) *workload.Node {
	return n.Add(dc+"publisher", workload.IRI(publisher)).Add(dc+"date", date(on))
}
