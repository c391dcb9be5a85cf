package main

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
)

// about is an engine in a report.
type about struct {
	Name    string  `json:"name"`
	Version string  `json:"version"`
	Load    float64 `json:"loadSeconds"`
}

// report is the figures of one workload at one size.
type report struct {
	Workload string  `json:"workload"`
	Size     string  `json:"size"`
	Machine  string  `json:"machine"`
	Clock    string  `json:"clock"`
	Engines  []about `json:"engines"` // Trivet first
	Queries  []row   `json:"queries"`

	Reads []float64 `json:"readNanoseconds,omitempty"` // of Trivet alone: see sweeper.reads
}

// markdown writes the report as a table, and what did not go well below it.
func (r *report) markdown(w io.Writer) {
	fmt.Fprintf(w, "\n## %s, %s triples\n\n%s; %s time.\n", r.Workload, r.Size, r.Machine, r.Clock)
	for _, e := range r.Engines {
		fmt.Fprintf(w, "%s loaded the N-Triples in %.2f s.\n", e.Version, e.Load)
	}
	head, rule := "\n| query | rows |", "|---|--:|"
	for i, e := range r.Engines {
		head, rule = head+" "+e.Name+" ms |", rule+"--:|"
		if i > 0 {
			head, rule = head+" times |", rule+"--:|"
		}
	}
	fmt.Fprintf(w, "%s\n%s\n", head, rule)
	for i := range r.Queries {
		fmt.Fprintln(w, r.Queries[i].line())
	}
	fmt.Fprintln(w, r.means())
	for i := range r.Queries {
		r.Queries[i].remarks(w, r.Engines)
	}
}

// line is one query's row. The ratio says how many times as long as Trivet a peer
// takes; below 1 it is bold.
func (r *row) line() string {
	rows := "?"
	if a := r.Timings[0].Answer; a != nil {
		rows = fmt.Sprint(a.Rows)
	}
	line := fmt.Sprintf("| %s | %s |", r.Query, rows)
	for i := range r.Timings {
		t := &r.Timings[i]
		if t.Failure != "" {
			line += " failed |"
			if i > 0 {
				line += " |"
			}
			continue
		}
		line += fmt.Sprintf(" %s ±%.0f %% |", milliseconds(t.Median), 100*t.Spread)
		if i > 0 {
			line += " " + ratioText(r.ratio(i)) + " |"
		}
	}
	return line
}

// ratio is how many times as long as Trivet the i-th engine takes, or 0.
func (r *row) ratio(i int) float64 { return r.over(0, i) }

// over is how many times as long as the engine at base the i-th takes, or 0.
func (r *row) over(base, i int) float64 {
	if r.Timings[base].Median == 0 || r.Timings[i].Median == 0 {
		return 0
	}
	return r.Timings[i].Median / r.Timings[base].Median
}

func ratioText(f float64) string {
	switch {
	case f == 0:
		return ""
	case f < 1:
		return fmt.Sprintf("**%.2f**", f)
	case f < 10:
		return fmt.Sprintf("%.1f", f)
	}
	return fmt.Sprintf("%.0f", f)
}

func milliseconds(s float64) string {
	switch ms := s * 1000; {
	case ms < 1:
		return fmt.Sprintf("%.3f", ms)
	case ms < 10:
		return fmt.Sprintf("%.2f", ms)
	case ms < 100:
		return fmt.Sprintf("%.1f", ms)
	default:
		return fmt.Sprintf("%.0f", ms)
	}
}

// means is the last row: geometric means of the ratios over the queries that both
// answered.
func (r *report) means() string {
	line := "| geometric mean | | |"
	for i := 1; i < len(r.Engines); i++ {
		sum, n := 0.0, 0
		for k := range r.Queries {
			if f := r.Queries[k].ratio(i); f > 0 {
				sum, n = sum+math.Log(f), n+1
			}
		}
		if n == 0 {
			line += " | |"
			continue
		}
		line += fmt.Sprintf(" | %s |", ratioText(math.Exp(sum/float64(n))))
	}
	return line
}

// remarks says where engines failed or disagreed.
func (r *row) remarks(w io.Writer, engines []about) {
	for i := range r.Timings {
		if f := r.Timings[i].Failure; f != "" {
			fmt.Fprintf(w, "\n- %s, %s: %s\n", r.Query, engines[i].Name, firstLine(f))
		}
	}
	for _, d := range r.Differs {
		fmt.Fprintf(w, "\n- %s: another answer from %s\n", r.Query, d)
	}
	if r.Wrong != "" {
		fmt.Fprintf(w, "\n- %s\n", r.Wrong)
	}
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// growth is the table of Trivet's times over sizes, when there are several: each
// query's factor of time beside the factor of triples.
func growth(w io.Writer, all []*report) {
	for i := 1; i < len(all); i++ {
		small, large := all[i-1], all[i]
		fmt.Fprintf(w, "\n## %s, Trivet from %s to %s triples\n\n| query | %s ms | %s ms | time | rows |\n|---|--:|--:|--:|--:|\n",
			small.Workload, small.Size, large.Size, small.Size, large.Size)
		for k := range min(len(small.Queries), len(large.Queries)) {
			a, b := &small.Queries[k].Timings[0], &large.Queries[k].Timings[0]
			if a.Runs == 0 || b.Runs == 0 {
				continue
			}
			rows := ""
			if a.Answer != nil && b.Answer != nil && a.Answer.Rows > 0 {
				rows = fmt.Sprintf("%.1f", float64(b.Answer.Rows)/float64(a.Answer.Rows))
			}
			fmt.Fprintf(w, "| %s | %s | %s | %.1f | %s |\n", small.Queries[k].Query,
				milliseconds(a.Median), milliseconds(b.Median), b.Median/a.Median, rows)
		}
	}
}

// describeCPU finds the processor's name in /proc/cpuinfo.
func describeCPU(info string) string {
	name := runtime.GOARCH
	for _, line := range strings.Split(info, "\n") {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			name = strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%s, %d threads, %s", name, runtime.NumCPU(), runtime.GOOS)
}
