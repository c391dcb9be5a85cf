package main

import (
	"fmt"
	"os"
	"runtime"
)

// bound is what no query of the workloads should take at 10 million triples.
const bound = 1 << 30

// forgetPeak makes this process's peak of resident memory start anew, where /proc
// can, and gives what is resident now; 0 where that is not known.
func forgetPeak() int64 {
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o600); err != nil {
		return 0
	}
	now, _ := residence(os.Getpid())
	return now
}

// grown is by how much the process was larger at most, since it had that size.
func grown(before int64) int64 {
	_, peak := residence(os.Getpid())
	if before == 0 || peak < before {
		return 0
	}
	return peak - before
}

// refill has the heap take back from the system what debug.FreeOSMemory gave away to
// measure a peak. A program that has run for a while has memory that it used before;
// without this the timed runs after a peak, and no other engine's, would wait for new
// pages again and again.
func refill() {
	pieces := make([][]byte, refilled>>13)
	for i := range pieces {
		pieces[i] = make([]byte, 1<<13)
		for k := 0; k < len(pieces[i]); k += 1 << 12 {
			pieces[i][k] = 1
		}
	}
	clear(pieces)
	runtime.GC()
}

// refilled is more than the timed runs of a small query allocate together.
const refilled = 32 << 20

// memory is a table of what queries of Trivet held, at the largest size that each
// workload was asked at alone.
func (d *document) memory() {
	const least = 16 << 20 // what is worth a line
	said, largest := false, int64(0)
	for _, name := range d.workloads() {
		sizes := d.sizesOf(name)
		r := sizes[len(sizes)-1]
		var lines []string
		all, most := 0, int64(0)
		for k := range r.Queries {
			t := &r.Queries[k].Timings[0]
			if t.Peak == 0 {
				continue
			}
			all, most, largest = all+1, max(most, t.Held), max(largest, t.Held)
			if t.Held >= least {
				lines = append(lines, fmt.Sprintf("| %s %s %s | %s | %s |\n", name, r.Size, r.Queries[k].Query, mebibytes(t.Held), mebibytes(t.Peak)))
			}
		}
		if all == 0 {
			continue
		}
		if !said {
			said = true
			d.say("\n## Memory of queries\n\nThe first column of figures is the most that the query held, as it accounts for it and as its limit bounds it; the second by how\n" +
				"much the process grew at most, from a state after a collection, in the first run: garbage and the writing of the result included, and lists that\n" +
				"the graph makes when first asked for. Go's collector lets garbage grow to the size of what lives, the graph included, unless GOMEMLIMIT says otherwise.\n" +
				"Queries that held less than 16 MiB are counted only.\n\n| query | held, MiB | process, MiB |\n|---|--:|--:|\n")
		}
		for _, l := range lines {
			d.say("%s", l)
		}
		d.say("| %s %s: %d others | < 16 | |\n", name, r.Size, all-len(lines))
	}
	switch {
	case !said:
	case largest <= bound:
		d.say("\nNo query held more than 1 GiB.\n")
	default:
		d.say("\n**More than 1 GiB was held.**\n")
	}
}

func mebibytes(n int64) string { return fmt.Sprintf("%.0f", float64(n)/(1<<20)) }
