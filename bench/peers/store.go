package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// storeRow is what one engine did with one document, as it does by turns with the
// others: a new process each time.
type storeRow struct {
	engine  string
	format  rdfio.Format
	loads   []float64 // seconds from the file to queryable
	memory  int64     // resident bytes of the process after loading
	peak    int64     // the most there were
	lookups map[string]float64
	failure string
}

// storeFormats are the formats that a store is loaded from.
var storeFormats = []rdfio.Format{rdfio.NTriples, rdfio.Turtle, rdfio.RDFXML}

// sampleTriples is how many triples are looked up, over and over.
const sampleTriples = 1000

// compareStores measures loading, memory and look-ups, and parsing beside serdi if
// that is installed.
func compareStores(o options, w *workload.Workload, size string, names []string) error {
	triples, ok := w.Sizes[size]
	if !ok {
		return fmt.Errorf("peers: %s has no size %q", w.Name, size)
	}
	var rows []*storeRow
	parsers := map[rdfio.Format]*parseRow{}
	for _, f := range storeFormats {
		file, err := formatFile(o.cache, w, size, triples, f)
		if err != nil {
			return err
		}
		sample := file + ".sample"
		if f == rdfio.NTriples {
			if err := writeSample(file, sample, triples/sampleTriples); err != nil {
				return err
			}
		}
		engines, err := prepare(o.cache, file, triples, names)
		if err != nil {
			return err
		}
		mine := make([]*storeRow, len(engines))
		for i, e := range engines {
			mine[i] = &storeRow{engine: e.name, format: f}
		}
		parsers[f] = &parseRow{}
		for n := range o.rounds {
			for k := range engines {
				i := (k + n) % len(engines)
				fmt.Fprintln(os.Stderr, f, engines[i].name)
				mine[i].turn(engines[i], sample, f == rdfio.NTriples && n == o.rounds-1)
			}
			parsers[f].turn(engines[0], file, f)
		}
		rows = append(rows, mine...)
	}
	storeTable(os.Stdout, w.Name, size, triples, rows)
	parseTable(os.Stdout, triples, parsers)
	return nil
}

// formatFile generates the data in a format.
func formatFile(cache string, w *workload.Workload, size string, triples int, f rdfio.Format) (string, error) {
	name := filepath.Join(cache, w.Name+"-"+size+f.Extension())
	out, err := os.Create(name)
	if err != nil {
		return "", err
	}
	buf := bufio.NewWriterSize(out, 1<<20)
	err = w.Write(buf, f, triples)
	if e := buf.Flush(); err == nil {
		err = e
	}
	if e := out.Close(); err == nil {
		err = e
	}
	return name, err
}

// writeSample takes every step-th line of a file of N-Triples whose terms have
// names: nothing can be asked by a blank node's label.
func writeSample(file, sample string, step int) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(sample)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for n := 0; lines.Scan(); n++ {
		if n < step || strings.Contains(lines.Text(), "_:") {
			continue
		}
		n = 0
		fmt.Fprintln(out, lines.Text())
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return out.Close()
}

// turn loads the data in a new process, and looks the sample up if asked to.
func (r *storeRow) turn(e *engine, sample string, lookups bool) {
	if r.failure != "" {
		return
	}
	defer e.stop()
	err := e.start()
	if err == nil {
		r.loads = append(r.loads, e.loaded.Seconds())
		r.memory, r.peak = residence(e.cmd.Process.Pid)
	}
	if err == nil && lookups {
		var got reply
		got, err = e.ask(context.Background(), request{Lookup: sample})
		r.lookups = got.Lookups
	}
	if err != nil {
		r.failure = firstLine(err.Error())
	}
}

// residence is the resident memory of a process and its peak, where /proc tells.
func residence(pid int) (now, peak int64) {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for _, line := range strings.Split(string(text), "\n") {
		var kilobytes int64
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &kilobytes); err == nil {
			now = kilobytes << 10
		}
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kilobytes); err == nil {
			peak = kilobytes << 10
		}
	}
	return now, peak
}

// middle is the median.
func middle(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(list))[len(list)/2]
}

// lookupNames are the look-ups in the order of the table.
var lookupNames = []string{"s p o", "s p ?", "? p o", "s ? ?"}

// storeTable writes the figures as markdown.
func storeTable(w io.Writer, name, size string, triples int, rows []*storeRow) {
	fmt.Fprintf(w, "\n## %s, %s triples: loading\n\n%s\n\n| format | engine | s | M triples/s | times | B/triple | peak |\n|---|---|--:|--:|--:|--:|--:|\n", name, size, machine())
	base := 0.0
	for _, r := range rows {
		if r.failure != "" {
			fmt.Fprintf(w, "| %s | %s | %s |\n", r.format, r.engine, r.failure)
			continue
		}
		s := middle(r.loads)
		if r.engine == "trivet" {
			base = s
		}
		fmt.Fprintf(w, "| %s | %s | %.2f | %.2f | %.1f | %.1f | %.1f |\n", r.format, r.engine, s, float64(triples)/s/1e6, s/base,
			float64(r.memory)/float64(triples), float64(r.peak)/float64(triples))
	}
	fmt.Fprintf(w, "\n| look-up, ns (Python's call included for engines asked through it) | %s |\n|---|--:|--:|--:|--:|\n", strings.Join(lookupNames, " | "))
	for _, r := range rows {
		if r.lookups == nil {
			continue
		}
		fmt.Fprintf(w, "| %s |", r.engine)
		for _, n := range lookupNames {
			fmt.Fprintf(w, " %.0f |", r.lookups[n])
		}
		fmt.Fprintln(w)
	}
}
