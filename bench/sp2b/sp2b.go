// Package sp2b makes a bibliography in the shape of the SP2Bench benchmark
// (Schmidt, Hornung, Lausen, Pinkel: SP2Bench, a SPARQL performance benchmark,
// ICDE 2009), which follows the DBLP library, and holds its 17 queries.
//
// The generator is ours and follows the published figures, not the published
// program: articles grow by 12 % and conference papers by 16 % a year from 1936
// on; authors come back in proportion to what they have written; Paul Erdoes
// publishes ten articles and edits two proceedings a year from 1940 to 1996;
// citations are few, most papers have none, and are held in rdf:Bag nodes. So row
// counts have the published order of magnitude and growth, and not its digits.
//
// The queries are known for three cliffs: equality of names in a FILTER instead
// of a join (q5a, q12a), negation by OPTIONAL and !bound over all earlier years
// (q6), and the same nested (q7).
package sp2b

import (
	"embed"
	"io"
	"math"
	"strconv"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

//go:embed queries/*.rq answers.txt
var files embed.FS

// Workload is the generator with its queries and their pinned answers.
func Workload() (*workload.Workload, error) {
	return workload.New("sp2b", files, Write, "250k")
}

// The namespaces of the benchmark.
const (
	bench     = "http://localhost/vocabulary/bench/"
	persons   = "http://localhost/persons/"
	documents = "http://localhost/publications/"
	dc        = "http://purl.org/dc/elements/1.1/"
	dcterms   = "http://purl.org/dc/terms/"
	foaf      = "http://xmlns.com/foaf/0.1/"
	swrc      = "http://swrc.ontoware.org/ontology#"
	rdfs      = "http://www.w3.org/2000/01/rdf-schema#"
)

// Write makes a bibliography of at least so many triples, year by year.
func Write(w io.Writer, f rdfio.Format, triples int) error {
	sink, err := workload.NewSink(w, f, []workload.Prefix{{Label: "bench", IRI: bench}, {Label: "dc", IRI: dc},
		{Label: "dcterms", IRI: dcterms}, {Label: "foaf", IRI: foaf}, {Label: "swrc", IRI: swrc}, {Label: "rdfs", IRI: rdfs},
		{Label: "xsd", IRI: workload.XSD}, {Label: "rdf", IRI: workload.RDF}})
	if err != nil {
		return err
	}
	l := &library{Draw: workload.NewDraw(9, 0), sink: sink, want: triples}
	l.classes()
	for year := 1936; !l.full(); year++ {
		l.year(year)
	}
	if l.err != nil {
		return l.err
	}
	return sink.Close()
}

// library is the state of the generator.
type library struct {
	workload.Draw
	sink    workload.Sink
	pool    workload.Pool
	want    int
	triples int
	err     error

	authors  int      // people so far, Erdoes not counted
	known    []int    // an entry for each authorship: those who have written much are found more often
	erdoes   bool     // described
	circle   []int    // who writes with Erdoes
	citable  []string // documents so far
	counts   [kinds]int
	volumes  []string // this year's journals
	meetings []string // this year's proceedings
}

func (l *library) full() bool { return l.err != nil || l.triples >= l.want }

func (l *library) done(n *workload.Node) {
	l.triples += n.Triples()
	if l.err == nil {
		l.err = l.sink.Node(n)
	}
}

// kind is a class of documents.
type kind int

const (
	article kind = iota
	inproceedings
	proceedings
	journal
	book
	incollection
	phdThesis
	mastersThesis
	www
	kinds
)

func (k kind) class() string {
	return [kinds]string{"Article", "Inproceedings", "Proceedings", "Journal", "Book", "Incollection", "PhDThesis", "MastersThesis", "Www"}[k]
}

func (k kind) folder() string {
	return [kinds]string{"articles", "inprocs", "procs", "journals", "books", "incolls", "phds", "masters", "wwws"}[k]
}

// classes says that every kind is a foaf:Document: q6 and q7 ask for that.
func (l *library) classes() {
	for k := range kinds {
		l.done(l.pool.New(workload.IRI(bench+k.class())).Add(rdfs+"subClassOf", workload.IRI(foaf+"Document")))
		l.pool.Reset()
	}
}

// grow is how many documents appear in a year when there were first in 1936, with
// growth of that rate, rounded by chance.
func (l *library) grow(first, rate float64, year int) int {
	return int(first*math.Exp(rate*float64(year-1936)) + l.Float64())
}

// year writes the documents of one year: first what others are part of.
func (l *library) year(year int) {
	articles, papers := l.grow(11.3, 0.12, year), l.grow(1.26, 0.158, year)
	l.volumes, l.meetings = l.volumes[:0], l.meetings[:0]
	for range max(1, articles/41) {
		l.volumes = append(l.volumes, l.container(journal, year))
	}
	for range max((papers+21)/43, min(papers, 1)) {
		l.meetings = append(l.meetings, l.container(proceedings, year))
	}
	erdoes := 0
	if year >= 1940 && year <= 1996 {
		erdoes = 10
	}
	for i := range articles {
		l.article(year, i < erdoes)
	}
	for range papers {
		l.paper(year)
	}
	l.others(year)
}

// container writes a journal's volume or a conference's proceedings.
func (l *library) container(k kind, year int) string {
	if l.full() {
		return documents + "none"
	}
	n, iri := l.document(k, year)
	number := strconv.Itoa(l.counts[k])
	title := k.class() + " " + number + " (" + strconv.Itoa(year) + ")"
	if k == journal {
		number = strconv.Itoa(len(l.volumes) + 1)
		title = "Journal " + number + " (" + strconv.Itoa(year) + ")"
	}
	n.Add(dc+"title", text(title))
	if k == proceedings {
		n.Add(foaf+"homepage", text("http://www.conference"+number+".example/"+strconv.Itoa(year)))
		n.Add(swrc+"isbn", text("isbn-"+number))
		l.editors(n, year)
	}
	l.finish(n)
	return iri
}

// document begins a document of a kind: its IRI, class and year.
func (l *library) document(k kind, year int) (*workload.Node, string) {
	l.counts[k]++
	iri := documents + k.folder() + "/" + strconv.Itoa(year) + "/" + k.class() + strconv.Itoa(l.counts[k])
	n := l.pool.New(workload.IRI(iri)).Type(bench + k.class())
	return n.Add(dcterms+"issued", workload.Typed(strconv.Itoa(year), workload.XSD+"integer")), iri
}

func (l *library) finish(n *workload.Node) {
	l.done(n)
	l.pool.Reset()
}

func text(s string) workload.Value { return workload.Typed(s, workload.XSD+"string") }
