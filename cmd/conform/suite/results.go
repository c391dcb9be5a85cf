package suite

import (
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/results"
)

// Comparison says how two tables of solutions are compared. In any case blank
// nodes are compared up to renaming: one renaming must serve all rows.
type Comparison struct {
	Ordered bool     // row by row, not as multisets
	Keys    []string // the variables of ORDER BY: their values come in the same order
	Text    bool     // terms count by their text only: what CSV keeps
	Lax     bool     // mf:LaxCardinality: a repeated row may be there fewer times, but once
}

// CompareTables reports why got is not the result want, or nil. Terms are
// equal when they are the same term, language tags without regard to case. If
// that fails, decimals, floats and doubles of one datatype may also be equal by
// value: no specification says how a computed one is spelled, and the suites
// themselves have both "2" and "2.0".
func CompareTables(want, got *results.Table, c Comparison) error {
	if want.Boolean != nil || got.Boolean != nil {
		return compareBooleans(want.Boolean, got.Boolean)
	}
	columns, err := alignColumns(want, got)
	if err != nil {
		return err
	}
	first := compareRows(want, got, columns, c, normalTerm)
	if first == nil || c.Text {
		return first
	}
	if compareRows(want, got, columns, c, valueTerm) == nil {
		return nil
	}
	return first
}

func compareBooleans(want, got *bool) error {
	name := func(b *bool) string {
		if b == nil {
			return "rows"
		}
		return strconv.FormatBool(*b)
	}
	if name(want) != name(got) {
		return fmt.Errorf("expected %s, got %s", name(want), name(got))
	}
	return nil
}

// alignColumns gives, for each variable of want, its column in got.
func alignColumns(want, got *results.Table) ([]int, error) {
	columns := make([]int, len(want.Names))
	for i, name := range want.Names {
		columns[i] = slices.Index(got.Names, name)
	}
	if len(want.Names) != len(got.Names) || slices.Contains(columns, -1) {
		return nil, fmt.Errorf("expected the variables %s, got %s", strings.Join(want.Names, " "), strings.Join(got.Names, " "))
	}
	return columns, nil
}

// rowSet is a table made ready: its terms normalised, its columns in want's order.
type rowSet struct {
	names []string
	rows  [][]graph.Term
	sigs  []string // of each row: its text with blank nodes replaced by their colours
}

func compareRows(want, got *results.Table, columns []int, c Comparison, normal func(graph.Term) graph.Term) error {
	if c.Text {
		normal = textTerm
	}
	w := &rowSet{names: want.Names, rows: mapRows(want.Rows, nil, normal)}
	g := &rowSet{names: want.Names, rows: mapRows(got.Rows, columns, normal)}
	if c.Lax {
		return compareLax(w, g)
	}
	if len(w.rows) != len(g.rows) {
		w.paint()
		g.paint()
		return fmt.Errorf("expected %d rows, got %d%s", len(w.rows), len(g.rows), difference(w, g))
	}
	if c.Ordered {
		return compareOrdered(w, g)
	}
	if err := compareBags(w, g); err != nil {
		return err
	}
	return compareKeys(w, g, c.Keys)
}

func mapRows(rows [][]graph.Term, columns []int, normal func(graph.Term) graph.Term) [][]graph.Term {
	out := make([][]graph.Term, len(rows))
	for n, row := range rows {
		to := make([]graph.Term, len(row))
		for i := range row {
			from := i
			if columns != nil {
				from = columns[i]
			}
			to[i] = normal(row[from])
		}
		out[n] = to
	}
	return out
}

func compareOrdered(w, g *rowSet) error {
	m := newRenaming()
	for i := range w.rows {
		if !m.row(w.rows[i], g.rows[i]) {
			return fmt.Errorf("row %d: expected %s, got %s", i+1, w.show(i), g.show(i))
		}
	}
	return nil
}

// compareKeys compares the sequences of the key columns: rows that tie on all
// keys may come in any order. Blank nodes count as equal here, since which
// is which was settled for the whole table.
func compareKeys(w, g *rowSet, keys []string) error {
	for _, key := range keys {
		k := slices.Index(w.names, key)
		if k < 0 {
			continue
		}
		for i := range w.rows {
			a, b := w.rows[i][k], g.rows[i][k]
			if a != b && (!hasBlank(a) || !hasBlank(b)) {
				return fmt.Errorf("wrong order: row %d has ?%s = %s, expected %s", i+1, key, showTerm(b), showTerm(a))
			}
		}
	}
	return nil
}

// compareLax is the rule of mf:LaxCardinality, for REDUCED: the same distinct
// rows, none more often than expected.
func compareLax(w, g *rowSet) error {
	wd, wn := w.distinct()
	gd, gn := g.distinct()
	if len(wd.rows) != len(gd.rows) {
		wd.paint()
		gd.paint()
		return fmt.Errorf("expected %d distinct rows, got %d%s", len(wd.rows), len(gd.rows), difference(wd, gd))
	}
	if err := compareBags(wd, gd); err != nil {
		return err
	}
	most := make(map[string]int)
	for i, sig := range wd.sigs {
		most[sig] += wn[i]
	}
	for i, sig := range gd.sigs {
		if most[sig] -= gn[i]; most[sig] < 0 {
			return fmt.Errorf("the row %s comes more often than expected", gd.show(i))
		}
	}
	return nil
}

// distinct gives the different rows, and how often each comes.
func (s *rowSet) distinct() (*rowSet, []int) {
	out := &rowSet{names: s.names}
	var counts []int
	at := make(map[string]int)
	for _, row := range s.rows {
		key := rowText(row, func(t graph.Term) string { return t.NTriples() })
		i, seen := at[key]
		if !seen {
			i = len(out.rows)
			at[key] = i
			out.rows = append(out.rows, row)
			counts = append(counts, 0)
		}
		counts[i]++
	}
	return out, counts
}

// compareBags compares as multisets, up to a renaming of blank nodes.
func compareBags(w, g *rowSet) error {
	w.paint()
	g.paint()
	if d := difference(w, g); d != "" {
		return errors.New(strings.TrimPrefix(d, "; "))
	}
	s := &search{w: w, g: g, m: newRenaming(), left: maxSearchSteps, bySig: make(map[string][]int), used: make([]bool, len(g.rows))}
	for i, sig := range g.sigs {
		s.bySig[sig] = append(s.bySig[sig], i)
	}
	for i, row := range w.rows {
		if slices.ContainsFunc(row, hasBlank) {
			s.order = append(s.order, i)
		}
	}
	sort.SliceStable(s.order, func(a, b int) bool { return len(s.bySig[w.sigs[s.order[a]]]) < len(s.bySig[w.sigs[s.order[b]]]) })
	ok := s.place(0)
	switch {
	case ok:
		return nil
	case s.left <= 0:
		return errors.New("cannot tell: too many blank nodes that look alike")
	}
	return errors.New("the rows differ in which blank nodes are the same")
}

// difference shows rows of want whose signature got lacks, and the reverse; ""
// when there are none.
func difference(w, g *rowSet) string {
	count := make(map[string]int)
	for _, sig := range g.sigs {
		count[sig]++
	}
	var missing, extra []string
	for i, sig := range w.sigs {
		if count[sig]--; count[sig] < 0 {
			missing = append(missing, w.show(i))
		}
	}
	for i, sig := range slices.Backward(g.sigs) {
		if count[sig]--; count[sig] >= 0 {
			extra = append(extra, g.show(i))
		}
	}
	return few("; missing", missing) + few("; not expected", extra)
}

func few(what string, rows []string) string {
	const most = 3
	if len(rows) == 0 {
		return ""
	}
	text := what + " " + strings.Join(rows[:min(most, len(rows))], " ")
	if len(rows) > most {
		text += fmt.Sprintf(" and %d more", len(rows)-most)
	}
	return text
}

// paint gives blank nodes colours by what stands beside them, refines the
// colours until they tell no more apart, and signs the rows with them.
func (s *rowSet) paint() {
	colors := make(map[graph.Term]uint64)
	for _, row := range s.rows {
		for _, t := range row {
			eachBlank(t, func(b graph.Term) { colors[b] = 1 })
		}
	}
	classes := 0
	for range 2 + len(colors) {
		s.sign(colors)
		next := make(map[graph.Term][]string, len(colors))
		for n, row := range s.rows {
			for i, t := range row {
				eachBlank(t, func(b graph.Term) {
					// Where b stands inside its row, and in a triple term, is
					// told by painting b alone in another colour.
					alone := rowText(row, func(u graph.Term) string { return paintTerm(u, colors, b) })
					next[b] = append(next[b], strconv.Itoa(i)+" "+alone+s.sigs[n])
				})
			}
		}
		distinct := make(map[uint64]bool)
		for b, seen := range next {
			slices.Sort(seen)
			colors[b] = digest(strings.Join(seen, "\n"))
			distinct[colors[b]] = true
		}
		if len(distinct) <= classes {
			break
		}
		classes = len(distinct)
	}
	s.sign(colors)
}

func (s *rowSet) sign(colors map[graph.Term]uint64) {
	s.sigs = make([]string, len(s.rows))
	for n, row := range s.rows {
		s.sigs[n] = rowText(row, func(t graph.Term) string { return paintTerm(t, colors, graph.Any) })
	}
}

func rowText(row []graph.Term, text func(graph.Term) string) string {
	var b strings.Builder
	for _, t := range row {
		b.WriteString(text(t))
		b.WriteByte('\t')
	}
	return b.String()
}

// paintTerm is t's text with colours for blank nodes; marked has one of its own.
func paintTerm(t graph.Term, colors map[graph.Term]uint64, marked graph.Term) string {
	if tr, ok := t.Triple(); ok {
		return "<<( " + paintTerm(tr.S, colors, marked) + " " + paintTerm(tr.P, colors, marked) + " " + paintTerm(tr.O, colors, marked) + " )>>"
	}
	switch {
	case !t.IsBlank():
		return t.NTriples()
	case t == marked:
		return "_:*"
	}
	return "_:" + strconv.FormatUint(colors[t], 36)
}

func digest(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return h.Sum64()
}

func eachBlank(t graph.Term, f func(graph.Term)) {
	if tr, ok := t.Triple(); ok {
		eachBlank(tr.S, f)
		eachBlank(tr.P, f)
		eachBlank(tr.O, f)
	} else if t.IsBlank() {
		f(t)
	}
}

func hasBlank(t graph.Term) bool {
	found := false
	eachBlank(t, func(graph.Term) { found = true })
	return found
}

// maxSearchSteps bounds the search for a renaming; tests of the suites need a few hundred.
const maxSearchSteps = 1_000_000

// search looks for a renaming under which every row of w with a blank node is
// a row of g, each used once.
type search struct {
	w, g  *rowSet
	m     *renaming
	order []int // rows of w still to place, the most telling ones first
	bySig map[string][]int
	used  []bool
	left  int // steps
}

func (s *search) place(n int) bool {
	if n == len(s.order) {
		return true
	}
	row := s.w.rows[s.order[n]]
	for _, k := range s.bySig[s.w.sigs[s.order[n]]] {
		if s.used[k] {
			continue
		}
		if s.left--; s.left <= 0 {
			return false
		}
		mark := len(s.m.trail)
		if s.m.row(row, s.g.rows[k]) {
			s.used[k] = true
			if s.place(n + 1) {
				return true
			}
			s.used[k] = false
		}
		s.m.undo(mark)
	}
	return false
}

// renaming is a partial bijection between the blank nodes of two tables.
type renaming struct {
	to, from map[graph.Term]graph.Term
	trail    []graph.Term // what was added to to, in order
}

func newRenaming() *renaming {
	return &renaming{to: make(map[graph.Term]graph.Term), from: make(map[graph.Term]graph.Term)}
}

func (m *renaming) row(want, got []graph.Term) bool {
	for i := range want {
		if !m.term(want[i], got[i]) {
			return false
		}
	}
	return true
}

// term reports whether want becomes got, and adds to the renaming what that needs.
func (m *renaming) term(want, got graph.Term) bool {
	if a, ok := want.Triple(); ok {
		b, ok := got.Triple()
		return ok && m.term(a.S, b.S) && m.term(a.P, b.P) && m.term(a.O, b.O)
	}
	if !want.IsBlank() || !got.IsBlank() {
		return want == got
	}
	if to, ok := m.to[want]; ok {
		return to == got
	}
	if _, taken := m.from[got]; taken {
		return false
	}
	m.to[want], m.from[got] = got, want
	m.trail = append(m.trail, want)
	return true
}

func (m *renaming) undo(mark int) {
	for _, want := range m.trail[mark:] {
		delete(m.from, m.to[want])
		delete(m.to, want)
	}
	m.trail = m.trail[:mark]
}
