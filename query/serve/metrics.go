package serve

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// metrics counts what the server does.
type metrics struct {
	inFlight atomic.Int64
	panics   atomic.Int64
	started  time.Time

	mu       sync.Mutex
	requests map[[2]string]int64   // by area and status class
	queries  map[string]*histogram // by kind
	failed   map[[2]string]int64   // queries by kind and reason
}

func newMetrics() *metrics {
	return &metrics{
		started: time.Now(), requests: map[[2]string]int64{}, queries: map[string]*histogram{}, failed: map[[2]string]int64{},
	}
}

// bounds are the upper bounds of the histograms' buckets, in seconds.
func bounds() []float64 {
	return []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30}
}

// histogram counts durations.
type histogram struct {
	buckets []int64
	count   int64
	sum     float64
}

// request counts a request.
func (m *metrics) request(area string, status int) {
	m.mu.Lock()
	m.requests[[2]string{area, fmt.Sprint(status)}]++
	m.mu.Unlock()
}

// query counts a query or update.
func (m *metrics) query(kind string, status int, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.queries[kind]
	if h == nil {
		h = &histogram{buckets: make([]int64, len(bounds()))}
		m.queries[kind] = h
	}
	h.count++
	h.sum += took.Seconds()
	for i, bound := range bounds() {
		if took.Seconds() <= bound {
			h.buckets[i]++
		}
	}
	if status >= 400 {
		m.failed[[2]string{kind, fmt.Sprint(status)}]++
	}
}

// openMetrics writes metric families as OpenMetrics 1.0 text. Labels are names of
// our own, which need no escaping.
type openMetrics struct{ w io.Writer }

// family starts a family.
func (o openMetrics) family(name, kind, help string) {
	fmt.Fprintf(o.w, "# TYPE %s %s\n# HELP %s %s\n", name, kind, name, help)
}

// sample writes one value; labels come in pairs.
func (o openMetrics) sample(name string, value any, labels ...string) {
	var b strings.Builder
	for i := 0; i+1 < len(labels); i += 2 {
		sep := ","
		if i == 0 {
			sep = "{"
		}
		fmt.Fprintf(&b, "%s%s=%q", sep, labels[i], labels[i+1])
	}
	if b.Len() > 0 {
		b.WriteByte('}')
	}
	fmt.Fprintf(o.w, "%s%s %v\n", name, b.String(), value)
}

// gauge writes a family of one value.
func (o openMetrics) gauge(name, help string, value any) {
	o.family(name, "gauge", help)
	o.sample(name, value)
}

// showMetrics answers /metrics.
func (x *exchange) showMetrics() error {
	if err := x.allow(http.MethodGet, http.MethodHead); err != nil {
		return err
	}
	x.reply.Header().Set("Content-Type", "application/openmetrics-text; version=1.0.0; charset=utf-8")
	x.reply.Header().Set("Cache-Control", "no-store")
	o := openMetrics{x.reply}
	x.s.counters(o)
	x.s.gauges(o)
	fmt.Fprintln(x.reply, "# EOF")
	x.reply.finish(http.StatusOK)
	return nil
}

// counters writes what was counted.
func (s *Server) counters(o openMetrics) {
	m := s.metrics
	m.mu.Lock()
	defer m.mu.Unlock()
	o.family("trivet_http_requests", "counter", "Requests answered, by part of the server and status.")
	for _, k := range sortedPairs(m.requests) {
		o.sample("trivet_http_requests_total", m.requests[k], "area", k[0], "status", k[1])
	}
	o.family("trivet_query_failures", "counter", "Queries and updates that failed, by status.")
	for _, k := range sortedPairs(m.failed) {
		o.sample("trivet_query_failures_total", m.failed[k], "kind", k[0], "status", k[1])
	}
	o.family("trivet_query_seconds", "histogram", "Time from request to the end of the answer.")
	for _, kind := range slices.Sorted(maps.Keys(m.queries)) {
		h := m.queries[kind]
		for i, bound := range bounds() {
			o.sample("trivet_query_seconds_bucket", h.buckets[i], "kind", kind, "le", fmt.Sprint(bound))
		}
		o.sample("trivet_query_seconds_bucket", h.count, "kind", kind, "le", "+Inf")
		o.sample("trivet_query_seconds_sum", h.sum, "kind", kind)
		o.sample("trivet_query_seconds_count", h.count, "kind", kind)
	}
	o.family("trivet_panics", "counter", "Requests that ended in a panic.")
	o.sample("trivet_panics_total", m.panics.Load())
}

// sortedPairs are the keys of a map in order.
func sortedPairs(m map[[2]string]int64) [][2]string {
	return slices.SortedFunc(maps.Keys(m), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
}

// gauges writes how things stand.
func (s *Server) gauges(o openMetrics) {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	o.gauge("trivet_http_requests_in_flight", "Requests being answered.", s.metrics.inFlight.Load())
	o.gauge("trivet_queries_running", "Queries and updates admitted.", s.admission.open.Load())
	o.gauge("trivet_queries_waiting", "Queries waiting for a slot.", s.admission.waiting.Load())
	o.gauge("trivet_slots", "Queries that may compute at once.", cap(s.admission.slots))
	o.gauge("trivet_triples", "Triples in all graphs.", s.g.Len())
	o.gauge("trivet_graph_version", "Changes that the data has had.", s.g.Snapshot().Version())
	if s.opts.Store != nil {
		o.gauge("trivet_log_bytes", "Length of the update log.", s.opts.Store.LogBytes())
	}
	o.gauge("trivet_heap_bytes", "Heap in use.", mem.HeapInuse)
	o.gauge("trivet_goroutines", "Goroutines.", runtime.NumGoroutine())
	o.gauge("trivet_uptime_seconds", "Time since the start.", int64(time.Since(s.metrics.started).Seconds()))
}
