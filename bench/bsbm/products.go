package bsbm

import (
	"math"
	"sort"
	"strconv"

	"github.com/trivet-rdf/trivet/bench/workload"
)

// productType is a node of the tree of types.
type productType struct {
	number   int
	features []int // its own
	above    *productType
}

func (t *productType) iri() string { return instances + "ProductType" + strconv.Itoa(t.number) }

func featureIRI(i int) workload.Value {
	return workload.IRI(instances + "ProductFeature" + strconv.Itoa(i))
}

const standard = instances + "StandardizationInstitution1"

// typesAndFeatures writes the tree of types that so many products have, level by
// level, and the features of each.
func (m *market) typesAndFeatures(products int) {
	scale := math.Log10(float64(max(products, 10)))
	depth := int(math.Round(scale/2)) + 1
	level := []*productType{{number: 1}}
	m.productType(level[0], 1, depth)
	number := 1
	for i := 2; i <= depth; i++ {
		branches := 8
		if i == 2 {
			branches = int(math.Round(2 * scale))
		}
		var next []*productType
		for _, above := range level {
			for range branches {
				number++
				t := &productType{number: number, above: above}
				m.productType(t, i, depth)
				next = append(next, t)
			}
		}
		level = next
	}
	m.leaves = level
}

// productType writes a type of a level, and its features: more of them the deeper
// it is.
func (m *market) productType(t *productType, level, depth int) {
	n := m.pool.New(workload.IRI(t.iri())).Type(vocabulary + "ProductType")
	n.Add(rdfs+"label", workload.Text(m.text(1, 3))).Add(rdfs+"comment", workload.Text(m.text(20, 50)))
	if t.above != nil {
		n.Add(rdfs+"subClassOf", workload.IRI(t.above.iri()))
	}
	m.done(m.source(n, standard, m.day(2500, 3000)))
	share := float64(level) / (float64(depth*(depth+1))/2 - 1)
	for range m.Between(int(35*share), int(75*share)) {
		m.features++
		t.features = append(t.features, m.features)
		f := m.pool.New(featureIRI(m.features)).Type(vocabulary + "ProductFeature")
		f.Add(rdfs+"label", workload.Text(m.text(1, 3))).Add(rdfs+"comment", workload.Text(m.text(20, 50)))
		m.done(m.source(f, standard, m.day(2500, 3000)))
	}
}

// products writes so many products, each producer before its own.
func (m *market) products(count int) {
	m.count = count
	for p := 1; p <= count; {
		m.makers = append(m.makers, p)
		maker := makerIRI(len(m.makers))
		n := m.pool.New(workload.IRI(maker)).Type(vocabulary + "Producer")
		n.Add(rdfs+"label", workload.Text(m.text(1, 3))).Add(rdfs+"comment", workload.Text(m.text(20, 50)))
		n.Add(foaf+"homepage", workload.IRI("http://www.producer"+strconv.Itoa(len(m.makers))+".example/")).Add(vocabulary+"country", m.country())
		m.done(m.source(n, maker, m.day(2000, 2500)))
		for range m.normal(1, 2*productsPerMaker-1) {
			if p <= count {
				m.product(p, maker)
				p++
			}
		}
	}
}

func makerIRI(number int) string {
	n := strconv.Itoa(number)
	return instances + "dataFromProducer" + n + "/Producer" + n
}

// productIRI finds the producer, whose number is part of the IRI.
func (m *market) productIRI(number int) string {
	maker := sort.SearchInts(m.makers, number+1)
	return instances + "dataFromProducer" + strconv.Itoa(maker) + "/Product" + strconv.Itoa(number)
}

// product writes one product. Of the six properties with numbers and the six with
// texts three are always there.
func (m *market) product(number int, maker string) {
	n := m.pool.New(workload.IRI(m.productIRI(number))).Type(vocabulary + "Product")
	n.Add(rdfs+"label", workload.Text(m.text(1, 3))).Add(rdfs+"comment", workload.Text(m.text(50, 150)))
	n.Add(vocabulary+"producer", workload.IRI(maker))
	chances := [...]float64{1, 1, 1, 0.7, 0.8, 0.2}
	for i, chance := range chances {
		if m.Chance(chance) {
			n.Add(vocabulary+"productPropertyNumeric"+strconv.Itoa(i+1), integer(m.normal(1, 2000)))
		}
		if m.Chance(chance) {
			n.Add(vocabulary+"productPropertyTextual"+strconv.Itoa(i+1), workload.Text(m.text(3, 15)))
		}
	}
	for t := workload.Pick(m.Draw, m.leaves); t != nil; t = t.above {
		n.Type(t.iri())
		for _, f := range t.features {
			if m.Chance(0.25) {
				n.Add(vocabulary+"productFeature", featureIRI(f))
			}
		}
	}
	m.done(m.source(n, maker, m.day(1000, 2000)))
}
