package repl

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/trivet-rdf/trivet/query"
)

// planLine is one operator of a plan as text.
type planLine struct {
	tree string // with its branches
	node *query.PlanNode
	own  time.Duration // time in the operator itself, without its inputs
}

// How wide the tree of a plan may be before it is cut, and how narrow it gets
// before columns of numbers are left out.
const (
	maxPlanColumn = 70
	minPlanColumn = 40
)

// planColumn is a column of numbers beside the tree of a plan.
type planColumn struct {
	head string
	wide int // with the blanks before it; of the head too
	cell func(l planLine) string
	drop int // columns are left out where the screen is narrow, high ones first; 0 never
}

// planText writes a plan as a tree with columns: what was expected beside what
// was found, and bars for the time and the memory of each operator. A line
// where the two numbers are far apart is marked, since there a plan goes wrong.
// width is that of the screen; 0 is unknown.
func planText(w io.Writer, p *query.Plan, width int) error {
	var lines []planLine
	planLines(p.Root, "", "", &lines)
	tree := len("operator")
	for _, l := range lines {
		tree = max(tree, utf8.RuneCountInString(l.tree))
	}
	tree = min(tree, maxPlanColumn)
	columns, beside := fitColumns(planColumns(lines, p.Analyzed), tree, width)
	if width > 0 {
		tree = max(min(tree, width-beside), 1)
	}
	var b strings.Builder
	line := func(text string, cell func(planColumn) string) {
		text = fit(text, tree)
		for _, c := range columns {
			text += cell(c)
		}
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
	line("operator", func(c planColumn) string { return fmt.Sprintf("%*s", c.wide, c.head) })
	for _, l := range lines {
		line(l.tree, func(c planColumn) string { return c.cell(l) })
	}
	if p.Analyzed {
		fmt.Fprintf(&b, "parse %s · plan %s · first row %s · all %s\n",
			duration(p.Timing.Parse), duration(p.Timing.Plan), duration(p.Timing.First), duration(p.Timing.All))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// planColumns are all columns that a plan has.
func planColumns(lines []planLine, analyzed bool) []planColumn {
	columns := []planColumn{{"expected", 11, func(l planLine) string { return fmt.Sprintf("%11s", estimate(l.node.Estimated)) }, 0}}
	if !analyzed {
		return columns
	}
	total, most := time.Duration(0), int64(0)
	for _, l := range lines {
		total += l.own
		most = max(most, l.node.Bytes)
	}
	left := func(head string, wide int) string { return fit(head, wide) }
	return append(columns,
		planColumn{"rows ", 12, func(l planLine) string { return fmt.Sprintf("%11s%s", thousands(int(l.node.Rows)), surprise(l.node)) }, 0},
		planColumn{"seeks", 11, func(l planLine) string { return fmt.Sprintf("%11s", thousands(int(l.node.Seeks))) }, 3},
		planColumn{left("  time", 10), 10, func(l planLine) string { return "  " + fit(duration(l.own), 8) }, 0},
		planColumn{"", 10, func(l planLine) string { return fit(bar(int64(l.own), int64(total)), 10) }, 4},
		planColumn{left(" memory", 9), 9, func(l planLine) string { return " " + fit(memory(l.node.Bytes), 8) }, 2},
		planColumn{"", 10, func(l planLine) string { return fit(bar(l.node.Bytes, most), 10) }, 5},
	)
}

// fitColumns leaves columns out until the tree beside them is at least
// minPlanColumn wide, or as wide as it needs. beside is the width of what stays.
func fitColumns(columns []planColumn, tree, width int) (kept []planColumn, beside int) {
	for _, c := range columns {
		beside += c.wide
	}
	for width > 0 && width-beside < min(tree, minPlanColumn) {
		worst := 0
		for i, c := range columns {
			if c.drop > columns[worst].drop {
				worst = i
			}
		}
		if columns[worst].drop == 0 {
			break
		}
		beside -= columns[worst].wide
		columns = append(columns[:worst:worst], columns[worst+1:]...)
	}
	return columns, beside
}

// surprise is a mark where far more or fewer rows were found than expected.
func surprise(n *query.PlanNode) string {
	rows, expected := float64(n.Rows)+1, n.Estimated+1
	if rows > 10*expected || expected > 10*rows && n.Rows > 0 {
		return "!"
	}
	return " "
}

// memory is a number of bytes in few characters.
func memory(n int64) string {
	switch {
	case n <= 0:
		return ""
	case n < 10_000:
		return thousands(int(n)) + " B"
	case n < 10_000_000:
		return thousands(int(n/1000)) + " kB"
	}
	return thousands(int(n/1_000_000)) + " MB"
}

// planLines lists the operators of a plan, the root first.
func planLines(n *query.PlanNode, lead, below string, lines *[]planLine) {
	own := n.Time
	for _, in := range n.Inputs {
		own -= in.Time
	}
	text := n.Operator
	if n.Detail != "" {
		text += "  " + strings.Join(strings.Fields(n.Detail), " ")
	}
	*lines = append(*lines, planLine{tree: lead + visible(text), node: n, own: max(own, 0)})
	for i, in := range n.Inputs {
		if i == len(n.Inputs)-1 {
			planLines(in, below+"└─ ", below+"   ", lines)
		} else {
			planLines(in, below+"├─ ", below+"│  ", lines)
		}
	}
}

// estimate is an expected number of rows in few characters.
func estimate(f float64) string {
	switch {
	case f >= 1e9:
		return fmt.Sprintf("%.3gG", f/1e9)
	case f >= 1e6:
		return fmt.Sprintf("%.3gM", f/1e6)
	case f >= 1e4:
		return fmt.Sprintf("%.3gk", f/1e3)
	}
	return fmt.Sprintf("%.0f", f)
}

// bar is a bar of up to ten blocks for a part of a whole.
func bar(part, whole int64) string {
	if whole <= 0 || part <= 0 {
		return ""
	}
	eighths := int(min(80*part/whole, 80))
	text := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		text += string(rune('█' + 8 - rest)) // the block elements from seven eighths down to one
	}
	return text
}
