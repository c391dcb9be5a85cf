package main

import (
	"bufio"
	"fmt"
	"strings"
)

// ratesFile is where the output of the benchmarks Rate and Plan is looked for, in
// the folder of the figures.
const ratesFile = "rates.txt"

// rates is a table of the figures in the output of go test -bench 'Rate|Plan' that
// a benchmark reports itself, such as rows/s, or of its time where there are none.
func (d *document) rates(output string) {
	said := false
	lines := bufio.NewScanner(strings.NewReader(output))
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := strings.TrimPrefix(fields[0], "Benchmark")
		if i := strings.LastIndex(name, "-"); i > 0 {
			name = name[:i] // the number of threads
		}
		figure := inUnit(fields[2], fields[3])
		for i := 4; i+1 < len(fields); i += 2 {
			if unit := fields[i+1]; unit != "B/op" && unit != "allocs/op" {
				figure = inUnit(fields[i], unit)
			}
		}
		if !said {
			said = true
			d.say("\n## Rates\n\nOf the engine's inner loops, and the time before a query runs: `go test -run '^$' -bench 'Rate|Plan' ./bench`. Results are those of\n" +
				"all triples of the records; joins are those of trainmarks' orders, with products by a merge and with a group of customers by hash.\n\n| benchmark | |\n|---|--:|\n")
		}
		d.say("| %s | %s |\n", name, figure)
	}
}

// inUnit is a figure as people read it.
func inUnit(value, unit string) string {
	var f float64
	if _, err := fmt.Sscan(value, &f); err != nil {
		return value + " " + unit
	}
	switch unit {
	case "ns/op":
		return fmt.Sprintf("%.1f µs", f/1000)
	case "plan-µs":
		return fmt.Sprintf("%.1f µs", f)
	case "rows/s":
		return fmt.Sprintf("%.1f M rows/s", f/1e6)
	}
	return fmt.Sprintf("%.0f %s", f, unit)
}
