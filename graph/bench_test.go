package graph

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
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
	b.Grow(n * 120)
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
	}
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
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(g.Len()), "B/triple")
				runtime.KeepAlive(g)
			}
		})
	}
}
