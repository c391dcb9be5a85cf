package repl

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/results"
)

const (
	defaultLimit = 10_000  // rows a terminal takes from a query unless .limit says otherwise
	shownRows    = 40      // rows of a table without a pager: the first and the last ones
	keptRows     = 10_000  // rows kept for .diff; of a longer result only these
	keptCells    = 400_000 // and as many cells at most
)

// view says how results are shown.
type view struct {
	rows   results.Format // of SELECT and ASK
	graphs rdfio.Format   // of CONSTRUCT and DESCRIBE
	plain  bool           // the table has no lines
	wrap   bool           // long cells are wrapped instead of cut
	width  int            // columns; 0 is the screen's
	limit  int            // rows taken from a query; 0 is all
	timing bool           // a line with row count and times follows a result
	pager  bool           // what does not fit goes to the pager
	links  bool           // IRIs in tables are hyperlinks
}

// newView is the view a session starts with: a table for a terminal, TSV for a pipe.
func newView(cfg Config) view {
	v := view{rows: results.TSV, graphs: rdfio.Turtle, timing: cfg.Interactive && cfg.Terminal}
	if cfg.Terminal {
		v.rows, v.limit, v.links = results.Box, defaultLimit, cfg.Links
		v.pager = cfg.Interactive && len(cfg.Programs.Pager) > 0
	}
	return v
}

// human reports whether the row format is for reading.
func (v view) human() bool {
	switch v.rows {
	case results.Box, results.Line, results.Markdown, results.HTML:
		return true
	}
	return false
}

// width is how many columns a table may fill; 0 is as many as it needs.
func (s *Session) width() int {
	if s.view.width > 0 {
		return s.view.width
	}
	if s.cfg.Terminal {
		return max(s.cfg.Width(), 1)
	}
	return 0
}

// writeOptions are the options results are written with.
func (s *Session) writeOptions() results.Options {
	o := results.Options{
		Prefixes: s.prefixes.display(),
		Width:    s.width(),
		Wrap:     s.view.wrap,
		Plain:    s.view.plain,
		Color:    s.cfg.Color,
		Links:    s.view.links && s.cfg.Terminal,
	}
	if s.cfg.Terminal {
		o.MaxRows = shownRows
	}
	return o
}

// taken is rows on their way through the session: it counts them, keeps the
// first ones, ends at the limit, and holds an error back where the rows before
// it are worth showing.
type taken struct {
	from     results.Rows
	limit    int  // 0: all
	hold     bool // an error ends the rows quietly and is in err
	kept     *results.Table
	n        int
	cut      bool // there were more rows than limit
	overflow bool // there were more rows than are kept
	err      error
}

// take prepares rows of a query for showing.
func (s *Session) take(rows results.Rows) *taken {
	return &taken{
		from: rows, limit: s.view.limit, hold: s.view.human(),
		kept: &results.Table{Names: slices.Clone(rows.Vars())},
	}
}

// Vars implements results.Rows.
func (t *taken) Vars() []string { return t.from.Vars() }

// Terms implements results.Rows.
func (t *taken) Terms() iter.Seq2[[]graph.Term, error] {
	return func(yield func([]graph.Term, error) bool) {
		for row, err := range t.from.Terms() {
			switch {
			case err != nil:
				t.err = err
				if !t.hold {
					yield(nil, err)
				}
				return
			case t.limit > 0 && t.n == t.limit:
				t.cut = true
				return
			}
			t.n++
			t.keep(row)
			if !yield(row, nil) {
				return
			}
		}
	}
}

// keep keeps a row while there is room.
func (t *taken) keep(row []graph.Term) {
	if t.n > keptRows || t.n*len(row) > keptCells {
		t.overflow = true
		return
	}
	t.kept.Rows = append(t.kept.Rows, slices.Clone(row))
}

// show writes rows in the session's format, keeps the first ones as the last
// result, and says how many there were. timing is asked after the last row.
func (s *Session) show(ctx context.Context, rows results.Rows, timing func() string) error {
	t := s.take(rows)
	err := s.write(ctx, t)
	if err == nil {
		err = t.err
	}
	s.before, s.last = s.last, t.kept
	s.footer(t, err, timing)
	return err
}

// write writes rows through the pager when they need it and one may be used.
func (s *Session) write(ctx context.Context, t *taken) error {
	o := s.writeOptions()
	if !s.cfg.Terminal || !s.view.human() || t.limit == 0 || t.limit > keptRows {
		return results.Write(s.out, s.view.rows, t, o)
	}
	for _, err := range t.Terms() {
		if err != nil {
			break // held back in t.err
		}
	}
	if t.n == 0 && s.view.timing && s.view.rows == results.Box {
		return nil // the line below says it: a table without rows says no more
	}
	if t.overflow {
		s.note("of the wide rows only the first %s are shown; SELECT fewer variables", thousands(len(t.kept.Rows)))
	}
	if !s.view.pager || t.overflow || t.n <= s.cfg.Height()-6 {
		return results.Write(s.out, s.view.rows, t.kept, o)
	}
	o.MaxRows = 0
	o.Links = o.Links && s.pagerLinks(ctx)
	return s.page(ctx, func(w io.Writer) error {
		return results.Write(w, s.view.rows, t.kept, o)
	})
}

// footer says how many rows there were, whether they are all, and how long it took.
func (s *Session) footer(t *taken, err error, timing func() string) {
	if err != nil {
		if t.hold && t.n > 0 {
			s.note("%s before it stopped: the result is not complete", count(t.n, "row"))
		}
		return
	}
	if t.cut {
		s.note("stopped at the limit of %s; .limit 0 takes all", count(t.n, "row"))
	}
	if s.view.timing {
		s.note("%s", s.dim(count(t.n, "row")+timing()))
	}
}

// dim makes text dim where colours may be written.
func (s *Session) dim(text string) string {
	if !s.cfg.Color {
		return text
	}
	return "\x1b[2m" + text + "\x1b[0m"
}

// table shows a table of the shell's own: as a table where rows are for reading
// and in the session's format elsewhere; all of it, but on a terminal without a
// pager the first and the last of more than shownRows rows.
func (s *Session) table(names []string, rows [][]graph.Term) error {
	return s.tableWith(names, rows, nil)
}

// tableWith is table with something done to the text, or nil.
func (s *Session) tableWith(names []string, rows [][]graph.Term, change func([]byte) []byte) error {
	o := s.writeOptions()
	if s.view.pager {
		o.MaxRows = 0
	}
	t := &results.Table{Names: names, Rows: rows}
	write := func(w io.Writer) error {
		var b bytes.Buffer
		if err := results.Write(&b, s.view.rows, t, o); err != nil {
			return err
		}
		text := b.Bytes()
		if change != nil {
			text = change(text)
		}
		_, err := w.Write(text)
		return err
	}
	if s.view.pager && s.view.human() && len(rows) > s.cfg.Height()-6 {
		o.Links = o.Links && s.pagerLinks(context.Background())
		return s.page(context.Background(), write)
	}
	return write(s.out)
}

// count is "1 row", "2 rows", "12,345 rows".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "y") {
		return thousands(n) + " " + strings.TrimSuffix(noun, "y") + "ies"
	}
	if strings.HasSuffix(noun, "ss") {
		return thousands(n) + " " + noun + "es"
	}
	return thousands(n) + " " + noun + "s"
}

// thousands writes n with a comma every three digits.
func thousands(n int) string {
	s := fmt.Sprint(n)
	start := 0
	if n < 0 {
		start = 1
	}
	for i := len(s) - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// duration writes d with two or three digits that matter: "12 µs", "1.3 ms", "3.40 s".
func duration(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case ms < 1:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case ms < 100:
		return fmt.Sprintf("%.1f ms", ms)
	case ms < 1000:
		return fmt.Sprintf("%.0f ms", ms)
	case ms < 60_000:
		return fmt.Sprintf("%.2f s", ms/1000)
	}
	return d.Round(time.Second).String()
}

// integer is n as a term.
func integer(n int) graph.Term { return graph.NewTyped(fmt.Sprint(n), graph.XSD+"integer") }
