package graph

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// BenchmarkReaders measures look-ups of 64 readers, each of whom takes a new
// snapshot for every 16 of them, without and beside a writer that adds one triple
// after the other. A latency is the time of the 16.
func BenchmarkReaders(b *testing.B) {
	const readers, together = 64, 16
	for _, n := range benchSizes() {
		g := benchGraph(b, n)
		v := g.Snapshot().Default()
		p, _ := g.Snapshot().Lookup(NewIRI("http://smartplatforms.org/terms#belongsTo"))
		subjects, _ := v.Pairs(p)
		for _, writing := range []bool{false, true} {
			name := map[bool]string{false: "Idle", true: "BesideWriter"}[writing]
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				var stop atomic.Bool
				var writer, all sync.WaitGroup
				if writing {
					writer.Go(func() {
						for i := 0; !stop.Load(); i++ {
							g.Add(Triple{NewIRI("http://new/" + strconv.Itoa(i)), NewIRI("http://p"), NewTyped(strconv.Itoa(i), xsdInteger)})
						}
					})
				}
				times := make([][]time.Duration, readers)
				b.ResetTimer()
				for r := range readers {
					all.Go(func() {
						rng, buf := rand.New(rand.NewPCG(uint64(r), 1)), make([]ID, 64)
						for range b.N / readers / together {
							start := time.Now()
							view := g.Snapshot().Default()
							for range together {
								view.Objects(subjects[rng.IntN(len(subjects))], p, buf)
							}
							times[r] = append(times[r], time.Since(start))
						}
					})
				}
				all.Wait()
				b.StopTimer()
				stop.Store(true)
				writer.Wait()
				sorted := slices.Sorted(slices.Values(slices.Concat(times...)))
				for q, name := range map[float64]string{0.5: "p50-ns", 0.95: "p95-ns", 0.99: "p99-ns"} {
					if len(sorted) > 0 {
						b.ReportMetric(float64(sorted[int(q*float64(len(sorted)-1))].Nanoseconds()), name)
					}
				}
			})
		}
	}
}

// BenchmarkCancel cancels loads at moments all over them and measures how long
// they take to return.
func BenchmarkCancel(b *testing.B) {
	for _, n := range benchSizes() {
		data := records(n)
		start := time.Now()
		if _, err := Load(context.Background(), bytes.NewReader(data), WithFormat(rdfio.NTriples)); err != nil {
			b.Fatal(err)
		}
		whole := time.Since(start)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			var took []time.Duration
			rng := rand.New(rand.NewPCG(8, 9))
			for b.Loop() {
				ctx, cancel := context.WithCancel(context.Background())
				var at atomic.Int64
				timer := time.AfterFunc(time.Duration(rng.Float64()*float64(whole)), func() {
					at.Store(time.Since(start).Nanoseconds())
					cancel()
				})
				_, err := Load(ctx, bytes.NewReader(data), WithFormat(rdfio.NTriples))
				if err != nil {
					took = append(took, time.Since(start)-time.Duration(at.Load()))
				}
				timer.Stop()
				cancel()
			}
			if slices.Sort(took); len(took) > 0 {
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1e3, "median-ms")
				b.ReportMetric(float64(took[len(took)-1].Microseconds())/1e3, "max-ms")
				b.ReportMetric(float64(len(took)), "cancelled")
			}
		})
	}
}
