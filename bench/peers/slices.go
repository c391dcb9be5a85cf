package main

import (
	"regexp"
	"strings"
	"time"
)

// slice is what is measured together: one workload at one size in Trivet and some
// peers, all loaded at once and asked by turns. A comparison is made of slices, so
// that it can be interrupted, and so that the engines together need no more memory
// than there is.
type slice struct {
	workload, size string
	peers          []string
	queries        string // a regular expression for their names; "" is all
	rounds         int
	limit          time.Duration // of one run
	total          time.Duration // of all runs of one query in one engine, one run aside
}

// name is the slice's in messages and of the file with its figures.
func (s *slice) name() string {
	peers := "growth"
	if len(s.peers) > 0 {
		peers = strings.Join(s.peers, "-")
	}
	return s.workload + "-" + s.size + "-" + peers
}

func (s *slice) wants(query string) bool {
	ok, err := regexp.MatchString(s.queries, query)
	return ok && err == nil
}

// The peers that go together: what fits into memory, and engines of a kind.
func fastest() []string { return []string{unaided, "oxigraph", "virtuoso"} }
func native() []string  { return []string{"oxigraph", "virtuoso"} }
func onJava() []string  { return []string{"jena", "jena-tdb2", "rdf4j"} }
func scripts() []string { return []string{"rdflib", "comunica"} }

// everywhere are the workloads at the size that all engines but those in scripting
// languages are asked at.
func everywhere() [][2]string {
	return [][2]string{{"records", "1M"}, {"sp2b", "250k"}, {"bsbm", "1M"}, {"watdiv", "1M"}, {"lubm", "1M"}, {"trainmarks", "1M"}}
}

// slices of the comparison that docs/performance.md shows, the most telling first.
// The engines in scripting languages, and the other one in Go, are asked at the
// smallest size only; those on Java at 10 million triples one at a time, for each
// takes most of a machine's memory.
func comparison() []slice {
	var all []slice
	add := func(workload, size string, peers []string, rounds int, limit, total time.Duration) {
		all = append(all, slice{workload: workload, size: size, peers: peers, rounds: rounds, limit: limit, total: total})
	}
	for _, at := range everywhere() {
		add(at[0], at[1], fastest(), 5, 10*time.Second, 2*time.Second)
	}
	for _, w := range []string{"records", "sp2b", "trainmarks", "bsbm", "watdiv", "lubm"} {
		add(w, "10M", native(), 3, 20*time.Second, 4*time.Second)
	}
	for i, at := range everywhere() {
		together := [][]string{onJava()}
		if i < 2 { // many queries, slow ones: see earlier
			together = [][]string{onJava()[:1], onJava()[1:]}
		}
		for _, peers := range together {
			add(at[0], at[1], peers, 3, 10*time.Second, 2*time.Second)
		}
	}
	for _, w := range []string{"records", "sp2b", "bsbm", "watdiv", "lubm", "trainmarks"} {
		add(w, "100k", scripts(), 3, 5*time.Second, time.Second)
		add(w, "100k", []string{"gordflib"}, 3, 5*time.Second, time.Second)
	}
	for _, w := range []string{"trainmarks", "bsbm", "watdiv", "lubm", "records"} {
		add(w, "10M", onJava()[:1], 2, 20*time.Second, 3*time.Second)
	}
	for _, peer := range onJava()[1:] {
		add("records", "10M", []string{peer}, 2, 20*time.Second, 3*time.Second)
	}
	for _, w := range []string{"records", "sp2b", "bsbm", "watdiv", "lubm", "trainmarks"} {
		for _, size := range []string{"100k", "1M", "10M"} {
			add(w, size, nil, 5, time.Minute, 2*time.Second)
		}
	}
	add("records", "50M", nil, 3, time.Minute, 4*time.Second)
	return all
}

// earlier are slices that are measured no more, since others do the same in smaller
// parts. Their figures are shown until there are newer ones.
func earlier() []slice {
	var all []slice
	for _, at := range everywhere()[:2] {
		all = append(all, slice{workload: at[0], size: at[1], peers: onJava()})
	}
	return all
}
