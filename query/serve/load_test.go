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
	"sync/atomic"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/query/serve"
)

const (
	loadPerSecond = 1000 // requests
	loadUpdates   = 20   // one in so many is an update
)

// TestLoad sends small queries at a fixed pace, with updates among them, for as long
// as TRIVET_LOAD says ("5m"), and tells latencies and memory. Queries and updates have
// connections of their own, as readers and writers have, and each keeps its pace: what
// cannot be sent in time is sent late, and its latency counts from when it was due. It
// fails on any error; the figures are for people.
func TestLoad(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("TRIVET_LOAD"))
	if err != nil {
		t.Skip("TRIVET_LOAD is not set")
	}
	dir := t.TempDir()
	st := openStore(t, dir)
	base := start(t, st.Graph(), serve.Options{Store: st, Updates: true, Token: token})
	seed := newClient(t, st)
	for i := range 1000 {
		seed.update(fmt.Sprintf("INSERT DATA { <urn:s%d> <urn:p> %d ; <urn:q> \"text %d\" }", i, i, i%10))
	}
	const updates = loadPerSecond / loadUpdates
	lines := []*loadLine{
		{name: "queries", clients: 16, perSecond: loadPerSecond - updates, send: loadQuery},
		{name: "updates", clients: 4, perSecond: updates, send: loadUpdate},
	}
	var wg sync.WaitGroup
	for _, l := range lines {
		wg.Go(func() { l.run(base, length) })
	}
	heaps := loadHeaps(length)
	wg.Wait()
	for _, l := range lines {
		l.report(t)
	}
	t.Logf("heap after GC, MiB: %v", heaps)
}

// loadLine is one kind of request at its pace.
type loadLine struct {
	name               string
	clients, perSecond int
	send               func(client *http.Client, base string, i int) bool

	mu       sync.Mutex
	took     []time.Duration // from when each was due
	failures int
	lasted   time.Duration
}

// run sends the requests of a length of time.
func (l *loadLine) run(base string, length time.Duration) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: l.clients}}
	defer client.CloseIdleConnections()
	var next atomic.Int64
	began, every := time.Now(), time.Second/time.Duration(l.perSecond)
	var wg sync.WaitGroup
	for range l.clients {
		wg.Go(func() {
			for {
				i := int(next.Add(1) - 1)
				due := began.Add(time.Duration(i) * every)
				if due.Sub(began) >= length {
					return
				}
				time.Sleep(time.Until(due)) // the pace; nothing waits for another by it
				ok := l.send(client, base, i)
				d := time.Since(due)
				l.mu.Lock()
				if l.took = append(l.took, d); !ok {
					l.failures++
				}
				l.mu.Unlock()
			}
		})
	}
	wg.Wait()
	l.lasted = time.Since(began)
}

func (l *loadLine) report(t *testing.T) {
	n := len(l.took)
	slices.Sort(l.took)
	if n > 0 {
		t.Logf("%d %s, %.0f/s: p50 %v, p95 %v, p99 %v, most %v", n, l.name, float64(n)/l.lasted.Seconds(), l.took[n/2], l.took[n*95/100], l.took[n*99/100], l.took[n-1])
	}
	if l.failures > 0 {
		t.Errorf("%d of the %s failed", l.failures, l.name)
	}
}

// loadHeaps is the heap at ten moments.
func loadHeaps(length time.Duration) (heaps []uint64) {
	ticker := time.NewTicker(length / 10)
	defer ticker.Stop()
	for range 10 {
		<-ticker.C
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		heaps = append(heaps, m.HeapAlloc>>20)
	}
	return heaps
}

func loadQuery(client *http.Client, base string, i int) bool {
	return loadSend(client, base, "application/sparql-query", fmt.Sprintf("SELECT ?o ?t { <urn:s%d> <urn:p> ?o ; <urn:q> ?t }", i%1000))
}

// loadUpdate replaces a value.
func loadUpdate(client *http.Client, base string, i int) bool {
	s := i % 1000
	return loadSend(client, base, "application/sparql-update", fmt.Sprintf("DELETE { <urn:s%d> <urn:p> ?o } INSERT { <urn:s%d> <urn:p> %d } WHERE { <urn:s%d> <urn:p> ?o }", s, s, i, s))
}

func loadSend(client *http.Client, base, media, text string) bool {
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
