package sp2b

import (
	"math"
	"slices"

	"github.com/trivet-rdf/trivet/bench/workload"
)

// erdoes is the one person with an IRI; the others are blank nodes.
const erdoes = persons + "Paul_Erdoes"

// authorsOf gives a document its authors, one to several, each once; new ones are
// described before it.
func (l *library) authorsOf(n *workload.Node, year int, byErdoes bool) {
	if byErdoes {
		l.withErdoes(n)
		return
	}
	count := 1
	for more := 0.32 + 0.004*float64(year-1936); count < 12 && l.Chance(math.Min(more, 0.6)); {
		count++
	}
	chosen := make([]int, 0, 12)
	for range count {
		i := l.author()
		if slices.Contains(chosen, i) {
			continue
		}
		chosen = append(chosen, i)
		n.Add(dc+"creator", workload.Blank(label(i)))
	}
	l.known = append(l.known, chosen...)
}

// withErdoes gives a document Erdoes and sometimes another author out of a circle
// that grows slowly; its members rarely write without him.
func (l *library) withErdoes(n *workload.Node) {
	n.Add(dc+"creator", l.paul())
	if l.Chance(0.4) {
		return
	}
	if len(l.circle) == 0 || l.Chance(0.2) {
		l.authors++
		l.person(workload.Blank(label(l.authors)), name(l.authors))
		l.circle = append(l.circle, l.authors)
	}
	i := workload.Pick(l.Draw, l.circle)
	n.Add(dc+"creator", workload.Blank(label(i)))
	if l.Chance(0.1) {
		l.known = append(l.known, i)
	}
}

// editors gives proceedings their editors; Erdoes edits the year's first two.
func (l *library) editors(n *workload.Node, year int) {
	if year >= 1940 && year <= 1996 && len(l.meetings) < 2 {
		n.Add(swrc+"editor", l.paul())
	}
	chosen := []int{}
	for range l.Between(1, 3) {
		if i := l.author(); !slices.Contains(chosen, i) {
			chosen = append(chosen, i)
			n.Add(swrc+"editor", workload.Blank(label(i)))
		}
	}
}

// author is somebody: more often than not one who has written before.
func (l *library) author() int {
	if len(l.known) > 0 && l.Chance(0.58) {
		return l.known[l.IntN(len(l.known))]
	}
	l.authors++
	l.person(workload.Blank(label(l.authors)), name(l.authors))
	return l.authors
}

func (l *library) paul() workload.Value {
	if !l.erdoes {
		l.erdoes = true
		l.person(workload.IRI(erdoes), "Paul Erdoes")
	}
	return workload.IRI(erdoes)
}

func (l *library) person(self workload.Value, name string) {
	l.done(l.pool.New(self).Type(foaf+"Person").Add(foaf+"name", text(name)))
}

// syllables is how many there are to make names and words of.
const syllables = 60

func syllable(i int) string {
	const consonants, vowels = "bdfgklmnprst", "aeiou"
	return string([]byte{consonants[i%12], vowels[i/12]})
}

// parts writes a number in syllables, so that different numbers have different
// names; the first letter is a capital.
func parts(i int) string {
	b := []byte{}
	for range 3 {
		b = append(b, syllable(i%syllables)...)
		i /= syllables
	}
	b[0] -= 'a' - 'A'
	return string(b)
}

// name is the i-th person's full name, unlike all others'.
func name(i int) string { return parts(i*7919%199_999) + " " + parts(i+10*syllables) }

// label is the i-th person's blank node.
func label(i int) string { return parts(i*7919%199_999) + "_" + parts(i+10*syllables) }
