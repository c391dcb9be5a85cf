package main

import (
	"fmt"
	"slices"
	"strings"
)

// more is by how much work has to grow faster than the data to be worth a word.
const more = 1.1

// line is what a step that is above linear has in the table, from the figures on.
func (s growthStep) line(query string) string {
	figures := fmt.Sprintf("%.1f | %.1f |", s.time, s.linear)
	if s.work == 0 {
		return figures + " | | | the work was not counted |"
	}
	figures += fmt.Sprintf(" %.1f | %s → %s |", s.work, short(s.small.unit()), short(s.large.unit()))
	swept := ""
	if s.cold > 0 {
		swept = fmt.Sprintf("%.1f", s.cold)
	}
	return fmt.Sprintf("%s %s | %s |", figures, swept, strings.Join(s.why(query), "; "))
}

// why says what the figures say: more work, another plan, caches.
func (s growthStep) why(query string) []string {
	var parts []string
	if s.work > s.linear*more {
		name, before, after := grewMost(s.small, s.large, s.linear)
		parts = append(parts, fmt.Sprintf("more work: `%s` %d → %d", shortened(name), before, after))
		if reason := whyMore[query]; reason != "" {
			parts = append(parts, reason)
		}
	}
	change := planChange(s.small, s.large)
	if change != "" {
		parts = append(parts, "another plan: "+change)
	}
	expected := max(s.linear, s.work) * tolerance
	switch {
	case s.time <= expected:
	case s.cold > 0 && s.cold <= expected:
		parts = append(parts, "caches: linear when swept")
	case s.small.Spread > notable || s.large.Spread > notable:
		parts = append(parts, fmt.Sprintf("the runs differ: ±%.0f %% and ±%.0f %%", 100*s.small.Spread, 100*s.large.Spread))
	case change == "" || change == otherOrder: // rows of other operators take another time
		parts = append(parts, fmt.Sprintf("memory: a row takes %s ns more", short(s.large.unit()-s.small.unit())))
	}
	return parts
}

// readTimes says what reads of memory took when growth was measured last.
func (d *document) readTimes() string {
	for _, r := range slices.Backward(d.all) {
		if len(r.Reads) == len(readSizes) {
			return fmt.Sprintf("\nA row takes more time, too, as what a query reads in no order outgrows the caches: one read at a random place took %.0f ns in %d MB, %.0f in %d MB and %.0f in %d MB.",
				r.Reads[0], readSizes[0], r.Reads[1], readSizes[1], r.Reads[2], readSizes[2])
		}
	}
	return ""
}

// notable is a spread that makes a step as long as the tolerance.
const notable = 0.2

func short(ns float64) string {
	if ns < 10 {
		return fmt.Sprintf("%.1f", ns)
	}
	return fmt.Sprintf("%.0f", ns)
}

// shortened is an operator's name within a cell of a table.
func shortened(name string) string {
	const most = 60
	name = strings.NewReplacer("|", "\\|", "`", "'", "\n", " ").Replace(name)
	if r := []rune(name); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return name
}

// whyMore says why the work of queries grows faster than the data: the algorithm or
// the generator.
var whyMore = map[string]string{
	"sp2b q08": "Erdoes's circle grows with the data, and its members write more",
	"lubm q02": "graduates of universities that the data describe, which are joined first, grow with both",
}
