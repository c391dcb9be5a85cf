package bsbm

import (
	"strconv"

	"github.com/trivet-rdf/trivet/bench/workload"
)

// offers writes the vendors, each with its offers after it.
func (m *market) offers() {
	count := m.count * offersEach
	vendor := 0
	for number := 1; number <= count; {
		vendor++
		v := strconv.Itoa(vendor)
		iri := instances + "dataFromVendor" + v + "/Vendor" + v
		n := m.pool.New(workload.IRI(iri)).Type(vocabulary + "Vendor")
		n.Add(rdfs+"label", workload.Text(m.text(1, 3))).Add(rdfs+"comment", workload.Text(m.text(20, 50)))
		n.Add(foaf+"homepage", workload.IRI("http://www.vendor"+v+".example/")).Add(vocabulary+"country", m.country())
		m.done(m.source(n, iri, m.day(100, 1000)))
		for range m.normal(1, 2*min(offersPerVendor, max(count/6, 2))-1) {
			if number <= count {
				m.offer(number, v, iri)
				number++
			}
		}
	}
}

// offer writes one offer of a product. Prices have the benchmark's own datatype.
func (m *market) offer(number int, v, vendor string) {
	iri := instances + "dataFromVendor" + v + "/Offer" + strconv.Itoa(number)
	n := m.pool.New(workload.IRI(iri)).Type(vocabulary + "Offer")
	n.Add(vocabulary+"product", workload.IRI(m.productIRI(m.Between(1, m.count)))).Add(vocabulary+"vendor", workload.IRI(vendor))
	price := strconv.FormatFloat(float64(m.Between(500, 1_000_000))/100, 'f', 2, 64)
	n.Add(vocabulary+"price", workload.Typed(price, vocabulary+"USD"))
	made := m.day(0, 97)
	from := made.AddDate(0, 0, -m.Between(0, 90))
	n.Add(vocabulary+"validFrom", dateTime(from)).Add(vocabulary+"validTo", dateTime(made.AddDate(0, 0, m.Between(1, 90))))
	n.Add(vocabulary+"deliveryDays", integer(m.Between(1, 21)))
	n.Add(vocabulary+"offerWebpage", workload.IRI("http://www.vendor"+v+".example/offers/Offer"+strconv.Itoa(number)))
	m.done(m.source(n, vendor, made))
}

// reviews writes rating sites, their reviewers, and what those have written, until
// there are enough triples.
func (m *market) reviews() {
	review := 0
	for person := 1; !m.full(); person++ {
		site := instances + "dataFromRatingSite" + strconv.Itoa(1+(person-1)/reviewersPerSite)
		iri := site + "/Reviewer" + strconv.Itoa(person)
		n := m.pool.New(workload.IRI(iri)).Type(foaf+"Person").Add(foaf+"name", workload.Text(m.text(2, 3)))
		n.Add(foaf+"mbox_sha1sum", workload.Text(strconv.FormatUint(m.Uint64(), 16))).Add(vocabulary+"country", m.country())
		m.done(m.source(n, site, m.day(0, 400)))
		for range m.normal(1, 2*reviewsPerPerson-1) {
			if !m.full() {
				review++
				m.review(review, site, iri)
			}
		}
	}
}

// review writes what a person thinks of a product; each rating is given by seven
// in ten.
func (m *market) review(number int, site, person string) {
	n := m.pool.New(workload.IRI(site + "/Review" + strconv.Itoa(number))).Type(rev + "Review")
	n.Add(vocabulary+"reviewFor", workload.IRI(m.productIRI(m.Between(1, m.count)))).Add(rev+"reviewer", workload.IRI(person))
	n.Add(dc+"title", workload.Text(m.text(4, 15))).Add(rev+"text", workload.Lang(m.text(50, 200), m.language()))
	for i := range 4 {
		if m.Chance(0.7) {
			n.Add(vocabulary+"rating"+strconv.Itoa(i+1), integer(m.Between(1, 10)))
		}
	}
	on := m.day(0, 365)
	n.Add(vocabulary+"reviewDate", dateTime(on))
	m.done(m.source(n, site, on))
}

// language is half the time English.
func (m *market) language() string {
	if m.Chance(0.5) {
		return "en"
	}
	return workload.Pick(m.Draw, []string{"ja", "zh", "de", "fr", "es", "ru", "ko"})
}
