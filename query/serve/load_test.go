package serve_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/query/serve"
)

// TestLoad sends small queries at a fixed pace, with updates among them and slow
// clients beside, for as long as TRIVET_LOAD says ("5m"), and tells latencies and
// memory. It fails on any error; the figures are for people.
func TestLoad(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("TRIVET_LOAD"))
	if err != nil {
		t.Skip("TRIVET_LOAD is not set")
	}
	const perSecond, clients = 1000, 16
	dir := t.TempDir()
	st := openStore(t, dir)
	base := start(t, st.Graph(), serve.Options{Store: st, Updates: true, Token: token})
	seed := newClient(t, st)
	for i := range 1000 {
		seed.update(fmt.Sprintf("INSERT DATA { <urn:s%d> <urn:p> %d ; <urn:q> \"text %d\" }", i, i, i%10))
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	defer client.CloseIdleConnections()
	ticks := make(chan int)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var took, updates []time.Duration
	failures := 0
	for range clients {
		wg.Go(func() {
			for i := range ticks {
				began := time.Now()
				ok := loadOne(client, base, i)
				d := time.Since(began)
				mu.Lock()
				if !ok {
					failures++
				}
				if i%20 == 0 {
					updates = append(updates, d)
				} else {
					took = append(took, d)
				}
				mu.Unlock()
			}
		})
	}
	heaps := pace(ticks, length, perSecond)
	wg.Wait()
	report(t, "queries", took)
	report(t, "updates", updates)
	t.Logf("failures %d; heap after GC, MiB: %v", failures, heaps)
	if failures > 0 {
		t.Error("there were failures")
	}
}

// pace gives out numbers at a pace, and the heap at ten moments.
func pace(ticks chan<- int, length time.Duration, perSecond int) (heaps []uint64) {
	defer close(ticks)
	ticker := time.NewTicker(time.Second / time.Duration(perSecond))
	defer ticker.Stop()
	n := int(length.Seconds()) * perSecond
	for i := range n {
		<-ticker.C
		ticks <- i
		if i%(n/10) == n/10-1 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			heaps = append(heaps, m.HeapAlloc>>20)
		}
	}
	return heaps
}

// loadOne sends the i-th request: one in twenty is an update, which replaces a value.
func loadOne(client *http.Client, base string, i int) bool {
	text, media := fmt.Sprintf("SELECT ?o ?t { <urn:s%d> <urn:p> ?o ; <urn:q> ?t }", i%1000), "application/sparql-query"
	if i%20 == 0 {
		text = fmt.Sprintf("DELETE { <urn:s%d> <urn:p> ?o } INSERT { <urn:s%d> <urn:p> %d } WHERE { <urn:s%d> <urn:p> ?o }", i%1000, i%1000, i, i%1000)
		media = "application/sparql-update"
	}
	req, err := http.NewRequest("POST", base+"/sparql", strings.NewReader(text))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", media)
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := client.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return err == nil && res.StatusCode/100 == 2
}

func report(t *testing.T, what string, took []time.Duration) {
	slices.Sort(took)
	if n := len(took); n > 0 {
		t.Logf("%d %s: p50 %v, p95 %v, p99 %v, most %v", n, what, took[n/2], took[n*95/100], took[n*99/100], took[n-1])
	}
}
