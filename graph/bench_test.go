package graph

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// benchSizes are the sizes of generated graphs, in triples: TRIVET_BENCH_TRIPLES,
// or 100,000 and 1,000,000.
func benchSizes() []int {
	if n, err := strconv.Atoi(os.Getenv("TRIVET_BENCH_TRIPLES")); err == nil && n > 0 {
		return []int{n}
	}
	return []int{100_000, 1_000_000}
}

// records writes n triples of generated clinical records as N-Triples: about 9
// triples a subject, a patient for each 50 records, codes and dates that repeat,
// values of which most are inline, and some free text.
func records(n int) []byte {
	var b bytes.Buffer
	b.Grow(n * 150)
	rng := rand.New(rand.NewPCG(1, 2))
	const ns, xsd = "http://smartplatforms.org/terms#", XSD
	made := 0
	line := func(format string, args ...any) {
		if made < n {
			fmt.Fprintf(&b, format+" .\n", args...)
			made++
		}
	}
	for i := 0; made < n; i++ {
		patient := i / 50
		s := fmt.Sprintf("<http://sandbox.smartplatforms.org/records/%d/lab_results/%d>", patient, i)
		line("%s <%stype> <%sLabResult>", s, RDF, ns)
		line("%s <%sbelongsTo> <http://sandbox.smartplatforms.org/records/%d>", s, ns, patient)
		line("%s <%slabName> <http://purl.bioontology.org/ontology/LNC/%d-%d>", s, ns, 1000+rng.IntN(2000), rng.IntN(10))
		line("%s <%svalue> \"%d.%d\"^^<%sdecimal>", s, ns, rng.IntN(300), rng.IntN(10), xsd)
		line("%s <%sunit> \"mg/dL\"", s, ns)
		line("%s <%sstatus> _:st%d", s, ns, i)
		line("_:st%d <%stitle> \"%s result number %d\"", i, ns, [...]string{"Final", "Preliminary", "Corrected"}[rng.IntN(3)], i/2)
		line("%s <%sdate> \"20%02d-%02d-%02d\"^^<%sdate>", s, ns, rng.IntN(25), 1+rng.IntN(12), 1+rng.IntN(28), xsd)
		line("%s <%saccession> \"%d\"^^<%sinteger>", s, ns, rng.IntN(1_000_000_000), xsd)
	}
	return b.Bytes()
}

func BenchmarkLoad(b *testing.B) {
	for _, n := range benchSizes() {
		data := records(n)
		b.Run(fmt.Sprintf("NTriples/%d", n), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				g, err := Load(context.Background(), bytes.NewReader(data), WithFormat(rdfio.NTriples))
				if err != nil || g.Len() > n {
					b.Fatal(g.Len(), err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mtriples/s")
		})
		var turtle bytes.Buffer
		if err := benchGraph(b, n).Save(&turtle, rdfio.Turtle, WithStreaming(), WithPrefixes(benchPrefixes)); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("Turtle/%d", n), func(b *testing.B) {
			b.SetBytes(int64(turtle.Len()))
			for b.Loop() {
				if _, err := Load(context.Background(), bytes.NewReader(turtle.Bytes()), WithFormat(rdfio.Turtle)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mtriples/s")
		})
	}
}

var benchPrefixes = []rdfio.Prefix{
	{Label: "rdf", IRI: RDF}, {Label: "xsd", IRI: XSD}, {Label: "sp", IRI: "http://smartplatforms.org/terms#"},
	{Label: "rec", IRI: "http://sandbox.smartplatforms.org/records/"}, {Label: "lnc", IRI: "http://purl.bioontology.org/ontology/LNC/"},
}

// benchGraph is the records as a graph.
func benchGraph(b *testing.B, n int) *Graph {
	b.Helper()
	g, err := Load(context.Background(), bytes.NewReader(records(n)), WithFormat(rdfio.NTriples))
	if err != nil {
		b.Fatal(err)
	}
	return g
}

func BenchmarkMemory(b *testing.B) {
	for _, n := range benchSizes() {
		data := records(n)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				g, err := Load(context.Background(), bytes.NewReader(data), WithFormat(rdfio.NTriples))
				if err != nil {
					b.Fatal(err)
				}
				runtime.GC()
				runtime.GC() // what pools held goes with the second one
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(g.Len()), "B/triple")
				runtime.KeepAlive(g)
			}
		})
	}
}

// BenchmarkLookup measures one question each, of random subjects and objects so
// that the answer is not in the cache.
func BenchmarkLookup(b *testing.B) {
	for _, n := range benchSizes() {
		s := benchGraph(b, n).Snapshot()
		v := s.Default()
		title, _ := s.Lookup(NewIRI("http://smartplatforms.org/terms#title"))
		unit, _ := s.Lookup(NewIRI("http://smartplatforms.org/terms#belongsTo"))
		rng := rand.New(rand.NewPCG(3, 4))
		shuffled := func(ids []ID) []ID {
			ids = append([]ID(nil), ids...)
			rng.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
			return ids
		}
		blanks, titles := v.Pairs(title)
		blanks, titles = shuffled(blanks), shuffled(titles)
		subjects, patients := v.Pairs(unit)
		subjects, patients = shuffled(subjects), shuffled(patients)
		terms := make([]Term, len(titles))
		for i, id := range titles {
			terms[i] = s.Term(id)
		}
		buf := make([]ID, 256)
		for _, c := range []struct {
			name string
			list []ID
			do   func(id ID) int
		}{
			{"Objects", blanks, func(id ID) int { return len(v.Objects(id, title, buf)) }},
			{"Subjects", patients, func(id ID) int { return len(v.Subjects(unit, id, buf)) }},
			{"SubjectsOfLiteral", titles, func(id ID) int { return len(v.Subjects(title, id, buf)) }},
			{"Row", subjects, func(id ID) int { p, _ := v.Row(id, buf, nil); return len(p) }},
			{"InRow", titles, func(id ID) int { p, _ := v.InRow(id, buf, nil); return len(p) }},
			{"Count", subjects, func(id ID) int { return v.Count(id, None, None) }},
			{"Term", titles, func(id ID) int { return len(s.Term(id).Value()) }},
		} {
			b.Run(fmt.Sprintf("%s/%d", c.name, n), func(b *testing.B) {
				i, found := 0, 0
				for b.Loop() {
					if i++; i == len(c.list) {
						i = 0
					}
					found += c.do(c.list[i])
				}
				if found < b.N {
					b.Fatal("nothing found")
				}
			})
		}
		b.Run(fmt.Sprintf("TermToID/%d", n), func(b *testing.B) {
			i := 0
			for b.Loop() {
				if i++; i == len(terms) {
					i = 0
				}
				if _, ok := s.Lookup(terms[i]); !ok {
					b.Fatal("not found")
				}
			}
		})
	}
}

func BenchmarkScan(b *testing.B) {
	for _, n := range benchSizes() {
		s := benchGraph(b, n).Snapshot()
		typ, _ := s.Lookup(NewIRI(RDF + "type"))
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			rows := 0
			sum := ID(0)
			for b.Loop() {
				subjects, objects := s.Default().Pairs(typ)
				rows += len(subjects)
				for i, o := range objects {
					sum += o ^ subjects[i]
				}
			}
			runtime.KeepAlive(sum)
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, n := range benchSizes() {
		path := filepath.Join(b.TempDir(), "x.trivet")
		if err := benchGraph(b, n).SaveSnapshot(context.Background(), path); err != nil {
			b.Fatal(err)
		}
		typ := NewIRI(RDF + "type")
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				g, err := Open(context.Background(), path)
				if err != nil {
					b.Fatal(err)
				}
				id, _ := g.Snapshot().Lookup(typ)
				if g.Snapshot().Default().Count(None, id, None) == 0 {
					b.Fatal("no answer")
				}
			}
		})
	}
}

func BenchmarkUpdate(b *testing.B) {
	for _, n := range benchSizes() {
		g := benchGraph(b, n)
		p := NewIRI("http://example.org/p")
		b.Run(fmt.Sprintf("AddOne/%d", n), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				g.Add(Triple{NewIRI("http://example.org/" + strconv.Itoa(i)), p, NewTyped(strconv.Itoa(i), xsdInteger)})
			}
		})
	}
}
