// Package trainmarks makes the shop data of the trainmarks benchmark: customers,
// products, and the orders that join them, with typed numbers and dates. The
// shape is that of the published generator (10 % customers' triples, 1 %
// products', the rest orders of seven triples each); names and code are ours.
//
// Where SMART records are deep, skewed and untyped, a shop is flat, even and
// typed: the workload of data frames, with four queries of the kind that
// dashboards ask.
package trainmarks

import (
	"embed"
	"fmt"
	"io"
	"strconv"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

//go:embed queries/*.rq answers.txt
var files embed.FS

// Workload is the generator with its queries and their pinned answers.
func Workload() (*workload.Workload, error) {
	return workload.New("trainmarks", files, Write)
}

const (
	ns   = "http://benchmark.example/"
	rdfs = "http://www.w3.org/2000/01/rdf-schema#"
)

// Write makes a shop of about so many triples.
func Write(w io.Writer, f rdfio.Format, triples int) error {
	sink, err := workload.NewSink(w, f, []workload.Prefix{
		{Label: "shop", IRI: ns}, {Label: "rdfs", IRI: rdfs}, {Label: "xsd", IRI: workload.XSD}})
	if err != nil {
		return err
	}
	s := &shop{Draw: workload.NewDraw(42, 0), sink: sink, customers: max(triples/100, 1), products: max(triples/500, 1)}
	for i := range s.customers {
		s.customer(i)
	}
	for i := range s.products {
		s.product(i)
	}
	for i := range (triples - 6*s.customers - 5*s.products) / 7 {
		s.order(i)
	}
	if s.err != nil {
		return s.err
	}
	return sink.Close()
}

// shop is the state of the generator.
type shop struct {
	workload.Draw
	sink                workload.Sink
	pool                workload.Pool
	customers, products int
	err                 error
}

func (s *shop) node(iri, class string) *workload.Node {
	return s.pool.New(workload.IRI(iri)).Type(ns + class)
}

func (s *shop) done(n *workload.Node) {
	if s.err == nil {
		s.err = s.sink.Node(n)
	}
	s.pool.Reset()
}

func (s *shop) customer(i int) {
	first := workload.Pick(s.Draw, []string{"Ada", "Bo", "Carla", "Dag", "Elin", "Finn", "Gro", "Hans", "Ida", "Jon", "Kari", "Lars", "Mia", "Nils", "Olga", "Per", "Ragna", "Siv", "Tor", "Una"})
	last := workload.Pick(s.Draw, []string{"Aas", "Bjerke", "Christensen", "Dahl", "Eide", "Foss", "Gran", "Hagen", "Iversen", "Juul", "Knudsen", "Lie", "Moen", "Ness", "Ruud"})
	n := s.node(ns+fmt.Sprintf("C%06d", i), "Customer").Add(rdfs+"label", workload.Text(first+" "+last))
	n.Add(ns+"email", workload.Text(first+"."+last+"@example.com"))
	n.Add(ns+"country", workload.IRI(ns+workload.Pick(s.Draw, []string{"Norway", "Sweden", "Denmark", "Finland", "Iceland", "Germany", "France", "Spain", "Canada", "Japan"})))
	n.Add(ns+"segment", workload.IRI(ns+workload.Pick(s.Draw, []string{"Large", "Medium", "Small", "Private", "Public"})))
	s.done(n.Add(ns+"signupDate", s.date(2020)))
}

func (s *shop) product(i int) {
	n := s.node(ns+fmt.Sprintf("P%06d", i), "Product").Add(rdfs+"label", workload.Text("Article "+strconv.Itoa(i)))
	n.Add(ns+"unitPrice", s.money(30, 3000))
	n.Add(ns+"category", workload.Text(workload.Pick(s.Draw, []string{"tools", "books", "parts", "toys", "food"})))
	s.done(n.Add(ns+"stockLevel", s.integer(0, 500)))
}

func (s *shop) order(i int) {
	n := s.node(ns+fmt.Sprintf("ORD%07d", i), "Order")
	n.Add(ns+"placedBy", workload.IRI(ns+fmt.Sprintf("C%06d", s.IntN(s.customers))))
	n.Add(ns+"contains", workload.IRI(ns+fmt.Sprintf("P%06d", s.IntN(s.products))))
	n.Add(ns+"quantity", s.integer(1, 20)).Add(ns+"totalAmount", s.money(50, 5000)).Add(ns+"orderDate", s.date(2021))
	s.done(n.Add(ns+"orderStatus", workload.Text(workload.Pick(s.Draw, []string{"paid", "waiting", "sent", "cancelled", "returned"}))))
}

func (s *shop) date(from int) workload.Value {
	return workload.Typed(fmt.Sprintf("%d-%02d-%02d", from+s.IntN(5), 1+s.IntN(12), 1+s.IntN(28)), workload.XSD+"date")
}

// money is an amount with cents, as a double.
func (s *shop) money(from, to int) workload.Value {
	cents := s.Between(from*100, to*100)
	return workload.Typed(strconv.FormatFloat(float64(cents)/100, 'f', -1, 64), workload.XSD+"double")
}

func (s *shop) integer(from, to int) workload.Value {
	return workload.Typed(strconv.Itoa(s.Between(from, to)), workload.XSD+"integer")
}
