package eval

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// samples are terms of all kinds.
func samples() []graph.Term {
	xsd := func(s, typ string) graph.Term { return graph.NewTyped(s, graph.XSD+typ) }
	s, p := graph.NewIRI("http://e/s"), graph.NewIRI("http://e/p")
	return []graph.Term{
		s, graph.NewBlank("b"), graph.NewLiteral(""), graph.NewLiteral("a"), graph.NewLang("a", "en-gb"), graph.NewDirLang("a", "ar", graph.RTL),
		xsd("1", "integer"), xsd("01", "integer"), xsd("-5", "integer"), xsd("134217728", "integer"), xsd("99999999999999999999", "integer"), xsd("x", "integer"),
		xsd("1.0", "decimal"), xsd("1.00", "decimal"), xsd("1", "decimal"), xsd("-0.125", "decimal"), xsd("0.0001", "decimal"),
		xsd("1.0E0", "double"), xsd("NaN", "double"), xsd("0.1", "float"), xsd("true", "boolean"), xsd("1", "boolean"), xsd("no", "boolean"),
		xsd("2000-02-29", "date"), xsd("2000-02-30", "date"), xsd("2000-01-01Z", "date"), xsd("2000-01-01T00:00:00", "dateTime"), xsd("P1D", "dayTimeDuration"),
		xsd("7", "byte"), graph.NewTyped("x", "http://e/t"), graph.NewTripleTerm(s, p, xsd("1.0", "decimal")),
		graph.NewTripleTerm(s, p, graph.NewTripleTerm(s, p, graph.NewLang("x\"\n", "en"))),
	}
}

// TestDict checks that terms, IDs and values correspond, for terms of the data
// and for computed ones.
func TestDict(t *testing.T) {
	for _, known := range []bool{true, false} {
		var data []graph.Term
		if known {
			for _, s := range samples() {
				if !s.IsBlank() {
					data = append(data, s)
				}
			}
		}
		d := newFixture(t, data...).env.Dict
		seen := map[graph.ID]graph.Term{}
		for _, s := range samples() {
			id := d.ID(s)
			if old, ok := seen[id]; ok || id == graph.None {
				t.Errorf("%s has the ID of %s", s.NTriples(), old.NTriples())
			}
			seen[id] = s
			if got := d.Term(id); got != s {
				t.Errorf("term of the ID of %s: %s", s.NTriples(), got.NTriples())
			}
			for range 2 {
				v := d.Value(id)
				if back := ToTerm(v); back != s || d.Intern(v) != id {
					t.Errorf("%s as value: %s with ID %d, want %d", s.NTriples(), back.NTriples(), d.Intern(v), id)
				}
			}
			if local := id.IsLocal(); local && known && !s.IsBlank() {
				t.Errorf("%s is in the data, but has a local ID", s.NTriples())
			}
		}
		if known != (d.Bytes() < 1000) {
			t.Errorf("known %v: %d bytes", known, d.Bytes())
		}
	}
}

// TestTermsBesideNewOnes: terms are read by others while a dictionary makes more, and
// stay what they are.
func TestTermsBesideNewOnes(t *testing.T) {
	d := newFixture(t).env.Dict
	terms, first := d.Reader(), []graph.ID(nil)
	for n := range 20 {
		first = append(first, d.ID(graph.NewLiteral(fmt.Sprint("first ", n))))
	}
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			for range 200 {
				for n, id := range first {
					if got := terms.Term(id).Value(); got != fmt.Sprint("first ", n) {
						t.Errorf("%q was %d", got, n)
					}
				}
			}
		})
	}
	for n := range 2000 {
		d.ID(graph.NewLiteral(fmt.Sprint("later ", n)))
	}
	wait.Wait()
}

// TestDictNone checks what is no term.
func TestDictNone(t *testing.T) {
	d := newFixture(t).env.Dict
	if d.ID(graph.Any) != graph.None || d.Intern(value.Value{}) != graph.None || !d.Term(graph.None).IsAny() {
		t.Error("no term is something")
	}
	if !d.Term(graph.LocalID(5)).IsAny() || d.Value(graph.LocalID(5)).Kind() != value.None || d.number(graph.LocalID(5)).c != other {
		t.Error("an ID never given out is something")
	}
	if d.Snapshot() == nil {
		t.Error("no snapshot")
	}
}

// TestCache checks the table of memories over its growth and its limit.
func TestCache(t *testing.T) {
	c := cache[int]{limit: 256}
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 1000 {
		id := graph.ID(r.Uint32() | 1)
		if c.find(id) != nil {
			continue
		}
		c.put(id, n)
		if v := c.find(id); v == nil || *v != n {
			t.Fatalf("entry %d is lost", n)
		}
		if len(c.keys) > 256 || c.n > len(c.keys)*3/4+1 {
			t.Fatalf("%d entries in a table of %d", c.n, len(c.keys))
		}
	}
	if c.find(12) != nil {
		t.Error("found what was never put")
	}
}

// TestMemoGivesUp checks that an expression over ever new terms stops being
// remembered, and gives the same answers.
func TestMemoGivesUp(t *testing.T) {
	calls := 0
	test := rememberTest(0, func(b *batch.Batch, row int) (bool, error) {
		calls++
		if b.Cols[0][row]%3 == 0 {
			return false, value.ErrType
		}
		return b.Cols[0][row]%3 == 1, nil
	})
	b := &batch.Batch{N: 1, Cols: [][]graph.ID{{0}}}
	at := func(id graph.ID) string {
		b.Cols[0][0] = id
		ok, err := test(b, 0)
		return fmt.Sprint(ok, err != nil)
	}
	for n := range graph.ID(3 * gaugePeriod) {
		if got, want := at(n+1), []string{"false true", "true false", "false false"}[(n+1)%3]; got != want {
			t.Fatalf("%d: %s, want %s", n+1, got, want)
		}
	}
	calls = 0
	at(1)
	at(1)
	if calls != 2 {
		t.Errorf("a memory that did not pay is still asked: %d calls", calls)
	}
}

// TestMemoRemembers checks that costly expressions are computed once per term.
func TestMemoRemembers(t *testing.T) {
	f := newFixture(t)
	schema, b := f.rows(`?a`, strings.Repeat(`("a") ("b") (UNDEF) (1) `, 100))
	x := f.compile(`REGEX(LCASE(?a), "^[ab]$")`, schema)
	before := testing.AllocsPerRun(1, func() {
		if _, err := x.Filter(b, nil); err != nil {
			t.Fatal(err)
		}
	})
	sel := make([]uint16, 0, b.N)
	after := testing.AllocsPerRun(10, func() {
		var err error
		if sel, err = x.Filter(b, sel[:0]); err != nil || len(sel) != 200 {
			t.Fatal(len(sel), err)
		}
	})
	if after > 0 {
		t.Errorf("%v allocations over remembered terms, %v at first", after, before)
	}
}

// TestNoAllocation checks that numeric conditions do not allocate per row.
func TestNoAllocation(t *testing.T) {
	f := newFixture(t)
	schema, b := f.rows(`?a ?b`, strings.Repeat(`(1 2.5) (2e0 1.25e0) (123456789 "x") (300000000 UNDEF) `, 50))
	for _, expr := range []string{`?a > 1`, `?a != 5`, `?a < ?b`, `?a + ?b * 2 > 3`, `?a = :i || ?b = :j`, `BOUND(?b) && ?a >= 2`, `xsd:integer(?a) = 2`} {
		x := f.compile(expr, schema)
		sel := make([]uint16, 0, b.N)
		run := func() {
			var err error
			if sel, err = x.Filter(b, sel[:0]); err != nil {
				t.Fatal(err)
			}
		}
		run()
		if n := testing.AllocsPerRun(5, run); n > 0 {
			t.Errorf("%s: %v allocations for %d rows", expr, n, b.N)
		}
	}
}

// TestCompare checks the order of terms by ID against that of their values.
func TestCompare(t *testing.T) {
	f := newFixture(t, samples()[2:20]...)
	d := f.env.Dict
	ids := []graph.ID{graph.None}
	for _, s := range samples() {
		ids = append(ids, d.ID(s))
	}
	for _, a := range ids {
		for _, b := range ids {
			if got, want := f.env.Compare(a, b), value.Order(d.Value(a), d.Value(b)); got != want {
				t.Errorf("Compare(%s, %s) = %d, want %d", f.show(a), f.show(b), got, want)
			}
		}
	}
}

// TestErrors checks the texts of errors.
func TestErrors(t *testing.T) {
	for want, err := range map[string]error{
		"unknown function NOSUCH":                       &UnknownError{What: "function", Name: "NOSUCH"},
		"IF takes 3 arguments, not 1":                   &ArityError{Name: "IF", Got: 1, Min: 3, Max: 3},
		"REGEX takes 2 to 3 arguments, not 1":           &ArityError{Name: "REGEX", Got: 1, Min: 2, Max: 3},
		"F takes at least 1 arguments, not 0":           &ArityError{Name: "F", Min: 1, Max: -1},
		"custom function <x> panicked: oh":              &FuncError{IRI: "x", Panic: "oh"},
		"limit exceeded: bytes (at most 5): be shorter": &LimitError{Limit: "bytes", Max: 5, Hint: "be shorter"},
		"limit exceeded: bytes (at most 5)":             &LimitError{Limit: "bytes", Max: 5},
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err.Error(), want)
		}
	}
	inner := value.ErrType
	if e := (&FuncError{Err: inner}); e.Unwrap() != inner {
		t.Error("FuncError hides its cause")
	}
}

// TestUnboundColumns checks expressions over schemas that lack their variables.
func TestUnboundColumns(t *testing.T) {
	f := newFixture(t)
	for _, expr := range []string{`?a`, `?a = 1`, `?a + 1`, `STR(?a)`, `?a IN (1)`, `!?a`} {
		x := f.compile(expr, []algebra.Var{"other"})
		b := &batch.Batch{N: 1, Cols: [][]graph.ID{{graph.None}}}
		if id, err := x.ID(b, 0); id != graph.None || err != nil {
			t.Errorf("%s: %s, %v", expr, f.show(id), err)
		}
	}
}

// TestMadePlaces: terms that a query makes lie one behind the other in chunks that
// have room for them.
func TestMadePlaces(t *testing.T) {
	chunk, next := 0, 0
	for n := range 2000 {
		if next == madeRoom(chunk) {
			chunk, next = chunk+1, 0
		}
		if c, at := madePlace(n); c != chunk || at != next {
			t.Fatalf("term %d is at %d of chunk %d, want %d of %d", n, at, c, next, chunk)
		}
		next++
	}
}
