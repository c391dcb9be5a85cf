package sp2b

import (
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/bench/workload"
)

// article writes an article in one of the year's journals.
func (l *library) article(year int, byErdoes bool) {
	if l.full() {
		return
	}
	n, iri := l.document(article, year)
	l.common(n, iri, 0.926)
	if byErdoes || l.Chance(0.99) {
		l.authorsOf(n, year, byErdoes)
	}
	n.Add(swrc+"journal", workload.IRI(workload.Pick(l.Draw, l.volumes)))
	n.Add(swrc+"volume", l.number(1, 60))
	if l.Chance(0.89) {
		n.Add(swrc+"number", l.number(1, 12))
	}
	if l.Chance(0.0075) {
		n.Add(swrc+"month", l.number(1, 12))
	}
	if l.Chance(0.0112) {
		n.Add(bench+"cdrom", text(l.words(2)))
	}
	l.citations(n, 0.0048*4)
	l.finish(n)
	l.citable = append(l.citable, iri)
}

// paper writes a paper in one of the year's proceedings.
func (l *library) paper(year int) {
	if l.full() || len(l.meetings) == 0 {
		return
	}
	n, iri := l.document(inproceedings, year)
	l.common(n, iri, 0.949)
	if l.Chance(0.99) {
		l.authorsOf(n, year, false)
	}
	n.Add(bench+"booktitle", text("Conference on "+l.words(1)))
	if l.Chance(0.8) {
		n.Add(dcterms+"partOf", workload.IRI(workload.Pick(l.Draw, l.meetings)))
	}
	if l.Chance(0.01) {
		n.Add(swrc+"note", text(l.words(3)))
	}
	l.citations(n, 0.0104*4)
	l.finish(n)
	l.citable = append(l.citable, iri)
}

// others writes the rare kinds.
func (l *library) others(year int) {
	for _, o := range []struct {
		kind  kind
		first float64
		rate  float64
	}{{book, 0.3, 0.09}, {incollection, 0.2, 0.11}, {phdThesis, 0.15, 0.07}, {mastersThesis, 0.05, 0.06}, {www, 0.01, 0.15}} {
		for range l.grow(o.first, o.rate, year) {
			if l.full() {
				return
			}
			n, iri := l.document(o.kind, year)
			l.common(n, iri, 0.3)
			l.authorsOf(n, year, false)
			if o.kind == book {
				n.Add(swrc+"isbn", text("isbn-b"+strconv.Itoa(l.counts[book])))
				n.Add(dc+"publisher", text(l.words(1)+" Press"))
			}
			l.citations(n, 0.15)
			l.finish(n)
			l.citable = append(l.citable, iri)
		}
	}
}

// common gives a document its title, pages and links; one in a hundred has an
// abstract, which is long.
func (l *library) common(n *workload.Node, iri string, pages float64) {
	n.Add(dc+"title", text(l.words(l.Between(4, 9))))
	tail := strings.TrimPrefix(iri, documents)
	n.Add(foaf+"homepage", text("http://www.library.example/"+tail+".html"))
	if l.Chance(0.66) {
		n.Add(rdfs+"seeAlso", text("http://www.publisher.example/"+tail))
	}
	if l.Chance(pages) {
		n.Add(swrc+"pages", l.number(1, 300))
	}
	if l.Chance(0.01) {
		n.Add(bench+"abstract", text(l.words(l.Between(120, 180))))
	}
}

// citations gives some documents a bag of references to earlier ones. A few that
// are cited much are cited more.
func (l *library) citations(n *workload.Node, often float64) {
	if len(l.citable) < 10 || !l.Chance(often) {
		return
	}
	bag := n.Child(dcterms + "references").Type(workload.RDF + "Bag")
	for i := range l.Between(1, 20) {
		at := float64(len(l.citable)) * l.Float64() * l.Float64() * l.Float64()
		bag.Add(workload.RDF+"_"+strconv.Itoa(i+1), workload.IRI(l.citable[int(at)]))
	}
}

func (l *library) number(from, to int) workload.Value {
	return workload.Typed(strconv.Itoa(l.Between(from, to)), workload.XSD+"integer")
}

// words makes a phrase of made-up words.
func (l *library) words(count int) string {
	var b strings.Builder
	for i := range count {
		if i > 0 {
			b.WriteByte(' ')
		}
		for range l.Between(2, 4) {
			b.WriteString(syllable(l.IntN(syllables)))
		}
	}
	return b.String()
}
