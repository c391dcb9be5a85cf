package repl

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// diffCommand compares the last two results.
func diffCommand() *command {
	return &command{
		name: "diff", brief: "what the last result has and lacks against the one before", group: groupQuery,
		example: "SELECT ?s { ?s a ex:Person }\nSELECT ?s { ?s ex:age ?a }\n.diff",
		run:     func(s *Session, _ context.Context, _ string) error { return s.diff() },
	}
}

// diff shows the rows that only one of the last two results has.
func (s *Session) diff() error {
	if s.before == nil || s.last == nil {
		return &UsageError{Msg: "there are not two results yet"}
	}
	if !slices.Equal(s.before.Names, s.last.Names) {
		return &UsageError{Msg: fmt.Sprintf("the last two results have different variables: ?%s and ?%s",
			strings.Join(s.before.Names, " ?"), strings.Join(s.last.Names, " ?"))}
	}
	rows := changedRows(s.before.Rows, s.last.Rows)
	if len(rows) == 0 {
		s.note("the same rows")
		return nil
	}
	return s.tableWith(changeColumns(s.last.Names), rows, s.colorChanges)
}

// changeColumns are the columns of a table of changes.
func changeColumns(names []string) []string { return append([]string{"change"}, names...) }

// changedRows are the rows that only one of two results has: those gone, with
// a minus in front, then those that are new, with a plus.
func changedRows(before, now [][]graph.Term) [][]graph.Term {
	gone, come := compareRows(before, now)
	var rows [][]graph.Term
	for _, r := range gone {
		rows = append(rows, append([]graph.Term{graph.NewLiteral("-")}, r...))
	}
	for _, r := range come {
		rows = append(rows, append([]graph.Term{graph.NewLiteral("+")}, r...))
	}
	return rows
}

// compareRows gives the rows only a has and those only b has, counting
// repetitions, each in its own order.
func compareRows(a, b [][]graph.Term) (onlyA, onlyB [][]graph.Term) {
	counts := map[string]int{}
	for _, r := range b {
		counts[rowKey(r)]++
	}
	for _, r := range a {
		if k := rowKey(r); counts[k] > 0 {
			counts[k]--
		} else {
			onlyA = append(onlyA, r)
		}
	}
	// What is left in counts are the rows of b without a partner; the last of
	// equal rows are the ones left over.
	for _, r := range slices.Backward(b) {
		if k := rowKey(r); counts[k] > 0 {
			counts[k]--
			onlyB = append(onlyB, r)
		}
	}
	slices.Reverse(onlyB)
	return onlyA, onlyB
}

// rowKey is a text that only equal rows share.
func rowKey(row []graph.Term) string {
	var b strings.Builder
	for _, t := range row {
		if !t.IsAny() {
			b.WriteString(t.NTriples())
		}
		b.WriteByte('\n') // N-Triples escapes newlines
	}
	return b.String()
}
