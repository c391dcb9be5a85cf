package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// document writes the page of all figures. A group is the reports of one workload
// at one size, which differ in their peers.
type document struct {
	w   io.Writer
	all []*report
}

func (d *document) say(format string, args ...any) { fmt.Fprintf(d.w, format, args...) }

// groups are the reports with peers, by workload and size in the order they came.
func (d *document) groups() [][]*report {
	var list [][]*report
	for _, r := range d.all {
		if len(r.Engines) < 2 {
			continue
		}
		i := slices.IndexFunc(list, func(g []*report) bool { return g[0].Workload == r.Workload && g[0].Size == r.Size })
		if i < 0 {
			i, list = len(list), append(list, nil)
		}
		list[i] = append(list[i], r)
	}
	return list
}

// peers are all engines but Trivet, in the order of peerNames.
func (d *document) peers() []string {
	var found []string
	for _, name := range peerNames() {
		if slices.ContainsFunc(d.all, func(r *report) bool { return r.index(name) > 0 }) {
			found = append(found, name)
		}
	}
	return found
}

// index is the engine's place in the report, or -1.
func (r *report) index(name string) int {
	return slices.IndexFunc(r.Engines, func(a about) bool { return a.Name == name })
}

// head says what the page is, where the figures are from, and of what versions.
func (d *document) head(picture string) {
	d.say("# Performance\n\nWritten by `make compare`; `go doc ./bench/peers` says what exactly is measured. Trivet and the other engines hold the same data\n" +
		"in memory and are asked by turns, query after query; figures are medians with half the distance of the quartiles. A ratio is the time of\n" +
		"the other engine over Trivet's in the same turns: **above 1 Trivet is faster**, below 1 (bold) it is slower. Answers are compared, and the\n" +
		"differences are listed with who is right. What an engine did not do within the limit counts as a failure and not in the means.\n" +
		"Slices that were not measured, and queries that a slice has not come to yet, are not shown.\n\n" +
		"Trivet remembers the plans of the texts asked last while the data stays as it is, as Virtuoso does. A query that is asked again and\n" +
		"again, as here, is not parsed and planned again. `trivet-anew` is Trivet without that.\n\n")
	d.say("![Each dot is a query; to the right of the line Trivet is faster](%s)\n\n", picture)
	machines := map[string]bool{}
	for _, r := range d.all {
		if !machines[r.Machine] {
			machines[r.Machine] = true
			d.say("- %s\n", r.Machine)
		}
	}
	for _, name := range append([]string{"trivet"}, d.peers()...) {
		for _, r := range d.all {
			if i := r.index(name); i >= 0 && r.Engines[i].Version != "" {
				d.say("- `%s`: %s\n", name, r.Engines[i].Version)
				break
			}
		}
	}
	d.say("\nOf SPARQL engines in Go the module proxy serves goRDFlib, though not its newest version. It refuses `liliang-cn/rdfgo` and `jplu/trident`\n" +
		"(403, 2026-11-30); `aleksaelezovic/trigo` keeps its data on disk.\n")
}

// tally is how one peer compares in a group.
type tally struct {
	logs                      float64
	both, wins, losses, fails int
}

func (t *tally) add(r *row, base, engine int) {
	switch f := r.over(base, engine); {
	case r.Timings[engine].Failure != "":
		t.fails++
	case f == 0:
	default:
		t.logs, t.both = t.logs+math.Log(f), t.both+1
		if f >= 1 {
			t.wins++
		} else {
			t.losses++
		}
	}
}

func (t *tally) mean() float64 {
	if t.both == 0 {
		return 0
	}
	return math.Exp(t.logs / float64(t.both))
}

func (t *tally) String() string {
	switch {
	case t.both+t.fails == 0:
		return ""
	case t.both == 0:
		return fmt.Sprintf("- (%d failed)", t.fails)
	}
	return fmt.Sprintf("%s (%d, %d, %d)", ratioText(t.mean()), t.wins, t.losses, t.fails)
}

// tallyOf compares a peer with Trivet, or with Trivet that remembers no text.
func tallyOf(g []*report, peer, with string) tally {
	var t tally
	for _, r := range g {
		if i, base := r.index(peer), r.index(with); i > 0 && base >= 0 && i != base {
			for k := range r.Queries {
				t.add(&r.Queries[k], base, i)
			}
		}
	}
	return t
}

// summary is the table of geometric means.
func (d *document) summary() {
	d.say("\n## Geometric means\n\nIn parentheses: queries where Trivet is faster, where it is slower, and where the other engine failed.\nThe second line of a workload compares the others with `trivet-anew`.\n\n| workload | size |")
	peers := d.peers()
	for _, p := range peers {
		d.say(" %s |", p)
	}
	d.say("\n|---|---|%s\n", strings.Repeat("--:|", len(peers)))
	for _, g := range d.groups() {
		for _, with := range []string{"trivet", unaided} {
			if with == unaided && g[0].index(unaided) < 0 {
				continue
			}
			d.say("| %s | %s |", g[0].Workload, map[string]string{"trivet": g[0].Size, unaided: g[0].Size + ", texts anew"}[with])
			for _, p := range peers {
				t := tallyOf(g, p, with)
				d.say(" %s |", t.String())
			}
			d.say("\n")
		}
	}
}

// losses lists every query that another engine answers faster, worst first, and
// those that Trivet does not answer.
func (d *document) losses() {
	type loss struct {
		text  string
		ratio float64
	}
	var list []loss
	for _, g := range d.groups() {
		for _, r := range g {
			for k := range r.Queries {
				q := &r.Queries[k]
				if f := q.Timings[0].Failure; f != "" {
					list = append(list, loss{fmt.Sprintf("- %s %s %s: Trivet failed: %s\n", r.Workload, r.Size, q.Query, firstLine(f)), 0})
				}
				for i := 1; i < len(r.Engines); i++ {
					if f := q.ratio(i); f > 0 && f < 1 && r.Engines[i].Name != unaided {
						list = append(list, loss{fmt.Sprintf("- %s %s %s: %s ms, %s %s ms (%.2f)\n", r.Workload, r.Size, q.Query,
							milliseconds(q.Timings[0].Median), r.Engines[i].Name, milliseconds(q.Timings[i].Median), f), f})
					}
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b loss) int { return int(math.Copysign(1, a.ratio-b.ratio)) })
	d.say("\n## Where Trivet is slower\n\n")
	if len(list) == 0 {
		d.say("Nowhere in these figures.\n")
	}
	for _, l := range list {
		d.say("%s", l.text)
	}
}

// tables are the figures themselves.
func (d *document) tables() {
	for _, g := range d.groups() {
		d.say("\n## %s, %s\n\n", g[0].Workload, g[0].Size)
		d.loading(g)
		head, rule := "| query | rows | Trivet ms |", "|---|--:|--:|"
		var peers, queries []string
		for _, r := range g {
			for _, e := range r.Engines[1:] {
				if !slices.Contains(peers, e.Name) {
					peers = append(peers, e.Name)
					head, rule = head+" "+e.Name+" ms | ratio |", rule+"--:|--:|"
				}
			}
			for k := range r.Queries {
				queries = append(queries, r.Queries[k].Query)
			}
		}
		d.say("\n%s\n%s\n", head, rule)
		slices.Sort(queries)
		for _, query := range slices.Compact(queries) {
			d.line(g, peers, query)
		}
	}
}

// loading says how long each engine took to load the data.
func (d *document) loading(g []*report) {
	said := map[string]bool{}
	var parts []string
	for _, r := range g {
		for _, e := range r.Engines {
			if !said[e.Name] && e.Load > 0 {
				said[e.Name] = true
				parts = append(parts, fmt.Sprintf("%s %.1f s", e.Name, e.Load))
			}
		}
	}
	if len(parts) > 0 {
		d.say("Loading the N-Triples: %s. ", strings.Join(parts, ", "))
	}
	d.say("Trivet's time is that beside the first engines; ratios are from each one's own turns.\n")
	for _, r := range g {
		d.say("%s", r.turns())
	}
}

// turns says which engines were asked by turns, when, and of which version Trivet was.
func (r *report) turns() string {
	var peers, versions []string
	for _, e := range r.Engines[1:] {
		peers = append(peers, e.Name)
	}
	first, last := "", ""
	for k := range r.Queries {
		q := &r.Queries[k]
		if q.Trivet != "" && !slices.Contains(versions, q.Trivet) {
			versions = append(versions, q.Trivet)
		}
		if q.At != "" && (first == "" || q.At < first) {
			first = q.At
		}
		last = max(last, q.At)
	}
	if first == "" {
		return ""
	}
	return fmt.Sprintf("By turns with %s: %s, %s to %s.\n", strings.Join(peers, ", "), strings.Join(versions, " and "), first, last)
}

// line is one query in Trivet and the peers of a group.
func (d *document) line(g []*report, peers []string, query string) {
	rows, mine := "?", ""
	cells := make([]string, len(peers))
	for _, r := range g {
		k := slices.IndexFunc(r.Queries, func(q row) bool { return q.Query == query })
		if k < 0 {
			continue
		}
		q := &r.Queries[k]
		if a := q.Timings[0].Answer; a != nil {
			rows = fmt.Sprint(a.Rows)
		}
		if mine == "" {
			mine = q.Timings[0].cell()
		}
		for at, peer := range peers {
			if i := r.index(peer); i > 0 && q.Timings[i].asked() {
				cells[at] = q.Timings[i].cell() + " | " + ratioText(q.ratio(i))
			}
		}
	}
	d.say("| %s | %s | %s |", query, rows, mine)
	for _, cell := range cells {
		if cell == "" {
			cell = "|"
		}
		d.say(" %s |", cell)
	}
	d.say("\n")
}

// cell is the median in milliseconds with the spread, or that there is none.
func (t *timing) cell() string {
	switch {
	case strings.HasPrefix(t.Failure, "over "):
		return "> " + strings.TrimPrefix(firstLine(t.Failure), "over ")
	case t.Failure != "":
		return "failed"
	case t.Runs == 0:
		return ""
	case t.Runs == 1:
		return milliseconds(t.Median) + " once"
	}
	return fmt.Sprintf("%s ±%.0f %%", milliseconds(t.Median), 100*t.Spread)
}
