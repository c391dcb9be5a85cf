package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/bench"
	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// options are the command line.
type options struct {
	workload, size, peers, queries, cache, clock, jsonOut, svgOut string
	slices, document                                              string
	rounds                                                        int
	limit, total, turn                                            time.Duration
	all, again, store                                             bool
}

func main() {
	if os.Getenv(childFlag) != "" {
		exit(child(os.Stdin, os.Stdout))
		return
	}
	var o options
	flag.StringVar(&o.workload, "workload", "records", "which workload: records, sp2b, bsbm, watdiv, lubm, trainmarks")
	flag.StringVar(&o.size, "size", "100k", "sizes of the data: 10k, 100k, 1M, 10M; several with commas add a table of growth")
	flag.StringVar(&o.peers, "peers", "oxigraph", "engines beside Trivet, with commas: "+strings.Join(peerNames(), ", ")+"; or none")
	flag.StringVar(&o.queries, "queries", ".", "a regular expression for the queries' names")
	flag.StringVar(&o.cache, "cache", "", "where peers and data are kept (default: trivet-bench in the user's cache folder)")
	flag.StringVar(&o.clock, "clock", "wall", "wall, or cpu: processor time of all threads, for a machine that is not idle")
	flag.StringVar(&o.jsonOut, "json", "", "also write the figures to this file")
	flag.StringVar(&o.svgOut, "svg", "", "also write a chart of the ratios to this file")
	flag.IntVar(&o.rounds, "rounds", 7, "timed runs of each query in each engine, at least")
	flag.BoolVar(&o.store, "store", false, "measure loading, memory, look-ups and parsing instead of queries")
	flag.DurationVar(&o.limit, "limit", 60*time.Second, "kill an engine that takes longer for one query")
	flag.DurationVar(&o.total, "total", 60*time.Second, "no more rounds of a query in an engine that has taken so long for it")
	flag.BoolVar(&o.all, "compare", false, "measure what is missing of the whole comparison, and write the document")
	flag.StringVar(&o.slices, "slices", ".", "with -compare: a regular expression for what to measure, such as records-1M, or none; the document has all there is")
	flag.BoolVar(&o.again, "again", false, "with -compare: measure these slices anew")
	flag.StringVar(&o.document, "document", "docs/performance.md", "with -compare: the document")
	flag.DurationVar(&o.turn, "turn", 0, "with -compare: wait for a line on the input before measuring, and again when so long has passed")
	flag.Parse()
	exit(start(o))
}

func start(o options) error {
	if o.cache == "" {
		dir, err := os.UserCacheDir()
		if err != nil {
			return err
		}
		o.cache = filepath.Join(dir, "trivet-bench")
	}
	cache, err := filepath.Abs(o.cache) // installations change their folder
	if err != nil {
		return err
	}
	o.cache = cache
	if err := os.MkdirAll(o.cache, 0o755); err != nil {
		return err
	}
	if o.all {
		return compareAll(o)
	}
	return compare(o)
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// compare measures each size and prints what it found.
func compare(o options) error {
	w, err := bench.Workload(o.workload)
	if err != nil {
		return err
	}
	wanted, err := regexp.Compile(o.queries)
	if err != nil {
		return fmt.Errorf("-queries: %w", err)
	}
	if o.store {
		for _, size := range strings.Split(o.size, ",") {
			if err := compareStores(o, w, size, peersOf(o)); err != nil {
				return err
			}
		}
		return nil
	}
	var all []*report
	for _, size := range strings.Split(o.size, ",") {
		r, err := measureSize(o, w, wanted, size)
		if err != nil {
			return err
		}
		r.markdown(os.Stdout)
		all = append(all, r)
	}
	growth(os.Stdout, all)
	return save(o, all)
}

func measureSize(o options, w *workload.Workload, wanted *regexp.Regexp, size string) (*report, error) {
	names := peersOf(o)
	r := &report{Workload: w.Name, Size: size}
	m, err := begin(o, w, size, names, r)
	if err != nil {
		return nil, err
	}
	defer m.stop()
	for _, q := range w.Queries {
		if wanted.MatchString(q.Name) {
			fmt.Fprintln(os.Stderr, w.Name, size, q.Name)
			r.Queries = append(r.Queries, m.query(q))
		}
	}
	return r, nil
}

// begin starts the engines with the data, and puts what they are into the report.
func begin(o options, w *workload.Workload, size string, peers []string, r *report) (*meter, error) {
	triples, ok := w.Sizes[size]
	if !ok {
		return nil, fmt.Errorf("peers: %s has no size %q", w.Name, size)
	}
	data, err := dataFile(o.cache, w, size, triples)
	if err != nil {
		return nil, err
	}
	engines, err := prepare(o.cache, data, triples, peers)
	if err != nil {
		return nil, err
	}
	m := &meter{options: o, workload: w, size: size, engines: engines}
	r.Machine, r.Clock, r.Engines = machine(), o.clock, nil
	for i, e := range engines {
		fmt.Fprintln(os.Stderr, "loading:", w.Name, size, e.name)
		if err := e.start(); err != nil && i == 0 {
			m.stop()
			return nil, err
		} else if err != nil {
			e.broken = fmt.Errorf("loading failed: %w", err)
			e.stop()
		}
		r.Engines = append(r.Engines, about{Name: e.name, Version: e.version, Load: e.loaded.Seconds()})
	}
	if len(engines) == 1 {
		if s, err := m.ask(engines[0], request{Reads: true}); err == nil {
			r.Reads = s.Reads
		}
	}
	return m, nil
}

// revive starts the engines that were killed, so that they load before the next
// query is asked, and reports whether there were any.
func (m *meter) revive() bool {
	any := false
	for _, e := range m.engines {
		if e.cmd != nil || e.broken != nil {
			continue
		}
		any = true
		fmt.Fprintln(os.Stderr, "loading:", m.workload.Name, m.size, e.name)
		if err := e.start(); err != nil {
			e.broken = fmt.Errorf("loading failed: %w", err)
			e.stop()
		}
	}
	return any
}

// stop ends the engines.
func (m *meter) stop() {
	for _, e := range m.engines {
		e.stop()
	}
}

// peersOf are the engines beside Trivet that were asked for.
func peersOf(o options) []string {
	if o.peers == "none" {
		return nil
	}
	return strings.Split(o.peers, ",")
}

// dataFile generates the data as N-Triples. It is made for each run: that takes a
// third of a second per million triples, and no old file is ever measured.
func dataFile(cache string, w *workload.Workload, size string, triples int) (string, error) {
	name := filepath.Join(cache, w.Name+"-"+size+".nt")
	f, err := os.Create(name + ".part")
	if err != nil {
		return "", err
	}
	err = w.Write(f, rdfio.NTriples, triples)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return "", err
	}
	return name, os.Rename(name+".part", name)
}

// save writes the figures and the chart where they were asked for.
func save(o options, all []*report) error {
	if o.jsonOut != "" {
		text, err := json.MarshalIndent(all, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(o.jsonOut, append(text, '\n'), 0o644); err != nil {
			return err
		}
	}
	if o.svgOut == "" {
		return nil
	}
	return os.WriteFile(o.svgOut, []byte(chart(all)), 0o644)
}
