package query

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

const reuseText = `SELECT ?n WHERE { ?p <http://x/knows> <http://x/bob> . ?p <http://x/name> ?n }`

func add(t *testing.T, g *graph.Graph, lines ...string) {
	t.Helper()
	var text strings.Builder
	for _, l := range lines {
		text.WriteString("INSERT DATA { " + l + " } ;\n")
	}
	if _, err := Update(context.Background(), g, text.String()); err != nil {
		t.Fatal(err)
	}
}

// names are the values of reuseText's only column, one after the other.
func names(t *testing.T, src Source, opts ...Option) string {
	t.Helper()
	rows, err := Select(context.Background(), src, reuseText, opts...)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for row, err := range rows.All() {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row.String("n"))
	}
	return strings.Join(out, " ")
}

func TestReuse(t *testing.T) {
	g := graph.New()
	add(t, g, `<http://x/ann> <http://x/name> "Ann"`)
	q := MustParse(reuseText)
	if MustParse(reuseText).parsed != q.parsed {
		t.Error("the text was parsed again")
	}
	if MustParse(reuseText, WithoutReuse()).parsed == q.parsed || MustParse(reuseText, WithBase("http://b/")).parsed == q.parsed {
		t.Error("what other options mean was taken from memory")
	}
	if got := names(t, g); got != "" || q.plan.Load() != nil {
		t.Errorf("a plan with terms that the data lack: answer %q, remembered %v", got, q.plan.Load())
	}
	add(t, g, `<http://x/ann> <http://x/knows> <http://x/bob>`)
	if got := names(t, g); got != "Ann" {
		t.Errorf("after the first insertion: %q", got)
	}
	first := q.plan.Load()
	if first == nil || names(t, g) != "Ann" || q.plan.Load() != first {
		t.Error("the plan was made again for the same state")
	}
	if names(t, g, WithoutReuse()) != "Ann" || q.plan.Load() != first {
		t.Error("WithoutReuse changed what is remembered")
	}
	before := g.Snapshot()
	add(t, g, `<http://x/cid> <http://x/name> "Cid"`, `<http://x/cid> <http://x/knows> <http://x/bob>`)
	if got := names(t, g); !strings.Contains(got, "Ann") || !strings.Contains(got, "Cid") || q.plan.Load() == first {
		t.Errorf("after the second insertion: %q, same plan %v", got, q.plan.Load() == first)
	}
	if got := names(t, before); got != "Ann" {
		t.Errorf("the state before: %q", got)
	}
}

// TestReuseOfBound: bindings and datasets of a run are not in what is remembered.
func TestReuseOfBound(t *testing.T) {
	g := graph.New()
	add(t, g, `<http://x/ann> <http://x/name> "Ann" ; <http://x/knows> <http://x/bob>`, `GRAPH <http://x/g> { <http://x/dan> <http://x/name> "Dan" ; <http://x/knows> <http://x/bob> }`)
	q := MustParse(reuseText)
	ask := func(opts ...Option) string {
		rows, err := q.Select(context.Background(), g, opts...)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for row := range rows.All() {
			out = append(out, row.String("n"))
		}
		return strings.Join(out, " ")
	}
	inG := WithDataset([]string{"http://x/g"}, nil)
	for i, opts := range [][]Option{nil, {inG}, {Bind("p", graph.NewIRI("http://x/eve"))}, nil, {inG}} {
		want := [...]string{"Ann", "Dan", "", "Ann", "Dan"}[i]
		if got := ask(opts...); got != want {
			t.Errorf("run %d: %q, want %q", i, got, want)
		}
	}
}

// TestReuseConcurrently: a plan serves many goroutines while the graph changes.
func TestReuseConcurrently(t *testing.T) {
	g := graph.New()
	add(t, g, `<http://x/p0> <http://x/name> "0" ; <http://x/knows> <http://x/bob>`)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			last := 0
			for range 200 {
				n := len(strings.Fields(names(t, g)))
				if n < last {
					t.Errorf("%d rows after %d", n, last)
				}
				last = n
			}
		})
	}
	for i := range 50 {
		add(t, g, fmt.Sprintf(`<http://x/p%d> <http://x/name> "%d" ; <http://x/knows> <http://x/bob>`, i+1, i+1))
	}
	wait.Wait()
	if n := len(strings.Fields(names(t, g))); n != 51 {
		t.Errorf("%d rows in the end", n)
	}
}

// TestPlanKeepsNoGraph: a remembered plan does not keep its graph in memory.
func TestPlanKeepsNoGraph(t *testing.T) {
	q := MustParse(reuseText)
	func() {
		g := graph.New()
		add(t, g, `<http://x/ann> <http://x/name> "Ann" ; <http://x/knows> <http://x/bob>`)
		if rows, err := q.Select(context.Background(), g); err != nil || rows.Close() != nil {
			t.Fatal(err)
		}
	}()
	p := q.plan.Load()
	for range 8 {
		if runtime.GC(); p.snap.Value() == nil {
			return
		}
	}
	t.Error("the plan keeps the state that it was made for")
}

// TestTextMemory: a text in use stays, and all texts together are bounded.
func TestTextMemory(t *testing.T) {
	var m textMemory
	often := &textKey{text: "often"}
	m.put(often, &parsed{})
	for i := range 10_000 {
		m.put(&textKey{text: fmt.Sprintf("%0100d", i)}, &parsed{})
		if i%100 == 0 && m.get(often) == nil { // asked for so often that it never becomes old
			t.Fatalf("forgotten after %d others", i)
		}
		if i%100 > 0 {
			continue
		}
		total := 0
		for _, texts := range []map[textKey]*parsed{m.young, m.old} {
			for k := range texts {
				total += len(k.text)
			}
		}
		if total > 2*rememberBytes {
			t.Fatalf("%d bytes of texts", total)
		}
	}
	c := config{}
	if c.remembers(strings.Repeat(" ", rememberLength+1)) || (&config{prefixes: map[string]string{"a": "b"}}).remembers("") {
		t.Error("what may not be remembered is")
	}
}

// TestOperatorsAgain: what a run leaves is used by the next, gives the same answer,
// and still tells what its own run has done.
func TestOperatorsAgain(t *testing.T) {
	g := graph.New()
	add(t, g, `<http://x/ann> <http://x/name> "Ann" ; <http://x/knows> <http://x/bob>`,
		`<http://x/cat> <http://x/name> "Cat" ; <http://x/knows> <http://x/bob>`)
	q := MustParse(reuseText + " # again")
	used := false
	for range 20 { // under the race detector a pool forgets now and then
		rows, err := q.Select(context.Background(), g)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, err := range rows.All() {
			if n++; err != nil {
				t.Fatal(err)
			}
		}
		if root := rows.Plan().Root; n != 2 || root.Rows != 2 {
			t.Fatalf("%d rows, %d in the plan", n, root.Rows)
		}
		if rows.Timing().All <= 0 || rows.Timing().Plan <= 0 {
			t.Fatalf("timing %+v", rows.Timing())
		}
		p := q.plan.Load()
		if x := p.idle.Get(); x != nil {
			used = true
			p.idle.Put(x)
		}
	}
	if !used {
		t.Error("no operators were kept")
	}
}

// TestOperatorsNotAgain: runs with options that change what operators do, or with
// answers that were not read to the end, leave nothing and take nothing.
func TestOperatorsNotAgain(t *testing.T) {
	g := graph.New()
	add(t, g, `<http://x/ann> <http://x/name> "Ann" ; <http://x/knows> <http://x/bob>`,
		`<http://x/cat> <http://x/name> "Cat" ; <http://x/knows> <http://x/bob>`)
	q := MustParse(reuseText + " # not again")
	run := func(opts ...Option) (rows int, err error) {
		res, err := q.Select(context.Background(), g, opts...)
		if err != nil {
			return 0, err
		}
		for _, err := range res.All() {
			if err != nil {
				return rows, err
			}
			rows++
		}
		return rows, nil
	}
	idle := func() any { return q.plan.Load().idle.Get() }
	for _, opts := range [][]Option{{WithoutReuse()}, {WithAnalyze()}, {WithLimits(Limits{MaxSteps: 1000})}, {WithUnionDefault()}} {
		if n, err := run(); n != 2 || err != nil {
			t.Fatalf("%d rows, %v", n, err)
		}
		idle()
		if n, err := run(opts...); n != 2 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
		if x := idle(); x != nil {
			t.Error("operators of a run with other options were kept")
		}
	}
	rows, err := q.Select(context.Background(), g)
	if err != nil || !rows.Next() || rows.Close() != nil {
		t.Fatal(err)
	}
	if x := idle(); x != nil {
		t.Error("operators of a run that did not end were kept")
	}
	if n, err := run(); n != 2 || err != nil {
		t.Fatalf("%d rows, %v", n, err)
	}
	if _, err := run(WithLimits(Limits{MaxSteps: 1})); err == nil {
		t.Error("a limit was not heard")
	}
	add(t, g, `<http://x/dan> <http://x/name> "Dan" ; <http://x/knows> <http://x/bob>`)
	if n, err := run(); n != 3 || err != nil {
		t.Errorf("after a change: %d rows, %v", n, err)
	}
}

// TestRowsKeptBesideLaterRuns: rows are valid for as long as they are kept, also
// while other runs of the same query make terms.
func TestRowsKeptBesideLaterRuns(t *testing.T) {
	g := graph.New()
	add(t, g, `<http://x/ann> <http://x/name> "Ann"`, `<http://x/bob> <http://x/name> "Bob"`)
	q := MustParse(`SELECT ?s ?m { ?s <http://x/name> ?n BIND(CONCAT(?n, "!", STR(?s)) AS ?m) } # kept`)
	read := func() []Row {
		rows, err := q.Select(context.Background(), g)
		if err != nil {
			t.Error(err)
			return nil
		}
		defer rows.Close()
		var kept []Row
		for rows.Next() {
			kept = append(kept, rows.Row())
		}
		return kept
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			var all []Row
			for range 100 {
				all = append(all, read()...)
				for _, row := range all {
					if s, m := row.At(0), row.At(1); !strings.HasSuffix(m.Value(), "!"+s.Value()) {
						t.Errorf("%v has %v", s, m)
					}
				}
			}
		})
	}
	wait.Wait()
	kept := 0
	for range 100 { // the pool may be emptied at any time
		read()
		if x := q.plan.Load().idle.Get(); x != nil {
			kept++
		}
	}
	if kept == 0 {
		t.Error("operators of runs that made terms were never kept")
	}
}

// TestTermsMadeAgain: a run with operators used again finds the terms that the run
// before made, and does not make them twice; one with many terms leaves nothing.
func TestTermsMadeAgain(t *testing.T) {
	g := graph.New()
	for i := range 600 {
		add(t, g, fmt.Sprintf(`<http://x/s%d> <http://x/few> "%d"`, i%20, i%20), fmt.Sprintf(`<http://x/s%d> <http://x/many> "%d"`, i, i))
	}
	for _, c := range []struct {
		property string
		rows     int
		keeps    bool
	}{{"few", 20, true}, {"many", 600, false}} {
		q := MustParse(`SELECT ?s ?m { ?s <http://x/` + c.property + `> ?n BIND(CONCAT("made of ", ?n) AS ?m) } # again`)
		run := func() (bytes int64) {
			rows, err := q.Select(context.Background(), g)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for row, err := range rows.All() {
				if n++; err != nil || !strings.HasPrefix(row.String("m"), "made of ") {
					t.Fatalf("row %d: %q, %v", n, row.String("m"), err)
				}
			}
			if n != c.rows {
				t.Fatalf("%d rows", n)
			}
			return rows.run.dict.Bytes()
		}
		made, used := run(), false
		for range 100 {
			x := q.plan.Load().idle.Get()
			if x != nil {
				used = true
				q.plan.Load().idle.Put(x)
			}
			if now := run(); now != made {
				t.Fatalf("%s: %d bytes of terms, %d at first", c.property, now, made)
			}
		}
		if used != c.keeps {
			t.Errorf("%s: operators kept: %v", c.property, used)
		}
	}
}
