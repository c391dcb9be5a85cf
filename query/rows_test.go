package query_test

import (
	"context"
	"errors"
	"math"
	"math/big"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

func sel(t testing.TB, src query.Source, text string, opts ...query.Option) *query.Rows {
	t.Helper()
	rows, err := query.Select(context.Background(), src, text, append([]query.Option{prefixes}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestRowsNext(t *testing.T) {
	rows := sel(t, people(t), "SELECT ?s ?a { ?s :age ?a } ORDER BY ?a")
	equal(t, "Vars", strings.Join(rows.Vars(), " "), "s a")
	equal(t, "first", rows.Next() && rows.Row().String("a") == "25", true)
	equal(t, "second", rows.Next() && rows.Row().String("a") == "36", true)
	equal(t, "end", rows.Next(), false)
	equal(t, "end again", rows.Next(), false)
	equal(t, "Err", rows.Err(), nil)
	equal(t, "Close", rows.Close(), nil)
	equal(t, "Close again", rows.Close(), nil)
}

// TestRowsClose: closed early, rows are at their end; a row given stays valid.
func TestRowsClose(t *testing.T) {
	rows := sel(t, people(t), "SELECT ?s { ?s a :Person } ORDER BY ?s")
	if !rows.Next() {
		t.Fatal(rows.Err())
	}
	row := rows.Row()
	equal(t, "Close", rows.Close(), nil)
	equal(t, "Next", rows.Next(), false)
	equal(t, "row", row.String("s"), ex+"ada")
	for range rows.All() {
		t.Error("All gave rows after Close")
	}
}

// TestRowsBreak: leaving the loop closes the rows.
func TestRowsBreak(t *testing.T) {
	rows := sel(t, people(t), "SELECT ?s { ?s a :Person }")
	for _, err := range rows.All() {
		equal(t, "err", err, nil)
		break
	}
	equal(t, "Next after break", rows.Next(), false)
	rows = sel(t, people(t), "SELECT ?s { ?s a :Person }")
	for range rows.Terms() {
		break
	}
	equal(t, "Next after break of Terms", rows.Next(), false)
}

// TestRowsAllAfterNext: All gives the rows that are left.
func TestRowsAllAfterNext(t *testing.T) {
	rows := sel(t, people(t), "SELECT ?s { ?s a :Person }")
	rows.Next()
	n := 0
	for range rows.All() {
		n++
	}
	equal(t, "left", n, 2)
}

// TestRowsErrorLast: an error comes once, last, with a zero row.
func TestRowsErrorLast(t *testing.T) {
	rows := sel(t, people(t), "SELECT ?s { ?s a :Person }", query.WithLimits(query.Limits{MaxRows: 2}))
	good, bad := 0, 0
	for row, err := range rows.All() {
		if err == nil {
			good++
			continue
		}
		bad++
		equal(t, "row with the error", row.Len(), 0)
		equal(t, "its value", row.String("s"), "")
	}
	equal(t, "rows", good, 2)
	equal(t, "errors", bad, 1)
	var limit *query.LimitError
	equal(t, "Err", errors.As(rows.Err(), &limit), true)
	equal(t, "Close", rows.Close(), rows.Err())
}

// TestRowsStayValid: rows may be kept beyond the loop, over many batches.
func TestRowsStayValid(t *testing.T) {
	g := graph.New()
	const n = 5000
	for i := range n {
		g.Add(graph.Triple{S: iri("s"), P: iri("p"), O: graph.NewTyped(big.NewInt(int64(i)).String(), graph.XSD+"integer")})
	}
	var kept []query.Row
	for row, err := range sel(t, g, "SELECT ?o (STR(?o) AS ?text) { :s :p ?o } ORDER BY ?o").All() {
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, row)
	}
	equal(t, "rows", len(kept), n)
	for i, row := range kept {
		if row.Int("o") != int64(i) || row.String("text") != row.String("o") {
			t.Fatalf("row %d is %v", i, row.Map())
		}
	}
}

// TestTermsReuse: the slice of Terms is one, its unbound columns zero Terms.
func TestTermsReuse(t *testing.T) {
	var first []graph.Term
	unbound := 0
	for terms, err := range sel(t, people(t), "SELECT ?n ?a { ?s a :Person ; foaf:name ?n OPTIONAL { ?s :age ?a } }").Terms() {
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = terms
		}
		equal(t, "same slice", &first[0] == &terms[0], true)
		if terms[1].IsAny() {
			unbound++
		}
	}
	equal(t, "unbound", unbound, 1)
}

// TestEmptySchema: a query without columns has rows without columns.
func TestEmptySchema(t *testing.T) {
	equal(t, "rows", answer(t, people(t), "SELECT * { :ada :age 36 }"), "")
	rows := sel(t, people(t), "SELECT * { :ada :age 36 }")
	equal(t, "Next", rows.Next(), true)
	equal(t, "Len", rows.Row().Len(), 0)
	equal(t, "Scan", rows.Row().Scan(), nil)
	equal(t, "Map", len(rows.Row().Map()), 0)
	rows.Close()
	var zero query.Row
	equal(t, "zero row", zero.String("x"), "")
}

const values = `:v :iri :x ; :int 42 ; :neg -7 ; :dec 1.50 ; :dbl 2.5e0 ; :inf "INF"^^xsd:double ; :yes true ; :one "1"^^xsd:boolean ;
 :date "2024-02-29"^^xsd:date ; :time "2024-02-29T12:00:00.5+02:00"^^xsd:dateTime ; :local "2024-02-29T12:00:00"^^xsd:dateTime ;
 :text "héllo"@fr ; :num " 17 " ; :big 123456789012345678901234567890 ; :addr "192.0.2.1" .`

// valueRow is a row with a column for each property of the data above.
func valueRow(t *testing.T) query.Row {
	rows := sel(t, turtle(t, values), `SELECT * { :v :iri ?iri ; :int ?int ; :neg ?neg ; :dec ?dec ; :dbl ?dbl ; :inf ?inf ; :yes ?yes ; :one ?one ;
 :date ?date ; :time ?time ; :local ?local ; :text ?text ; :num ?num ; :big ?big ; :addr ?addr . OPTIONAL { :v :none ?none } }`)
	defer rows.Close()
	if !rows.Next() {
		t.Fatal("no row", rows.Err())
	}
	return rows.Row()
}

func TestRowAccessors(t *testing.T) {
	r := valueRow(t)
	equal(t, "String iri", r.String("iri"), ex+"x")
	equal(t, "String text", r.String("text"), "héllo")
	equal(t, "String none", r.String("none"), "")
	equal(t, "String no column", r.String("nothing"), "")
	equal(t, "Int", r.Int("int"), int64(42))
	equal(t, "Int neg", r.Int("neg"), int64(-7))
	equal(t, "Int of plain text", r.Int("num"), int64(17))
	equal(t, "Int of a decimal", r.Int("dec"), int64(0))
	equal(t, "Int too big", r.Int("big"), int64(0))
	equal(t, "Int unbound", r.Int("none"), int64(0))
	equal(t, "Float", r.Float("dec"), 1.5)
	equal(t, "Float double", r.Float("dbl"), 2.5)
	equal(t, "Float INF", r.Float("inf"), math.Inf(1))
	equal(t, "Float of an IRI", r.Float("iri"), 0.0)
	equal(t, "Bool", r.Bool("yes"), true)
	equal(t, "Bool 1", r.Bool("one"), true)
	equal(t, "Bool text", r.Bool("text"), false)
	equal(t, "Time date", r.Time("date"), time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC))
	equal(t, "Time zone", r.Time("time").UTC(), time.Date(2024, 2, 29, 10, 0, 0, 5e8, time.UTC))
	equal(t, "Time local", r.Time("local"), time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC))
	equal(t, "Time of text", r.Time("text").IsZero(), true)
	term, ok := r.Get("dec")
	equal(t, "Get", term.NTriples(), `"1.50"^^<`+graph.XSD+`decimal>`)
	equal(t, "Get ok", ok, true)
	_, ok = r.Get("none")
	equal(t, "Get unbound", ok, false)
	_, ok = r.Get("nothing")
	equal(t, "Get no column", ok, false)
	equal(t, "Len", r.Len(), len(r.Vars()))
	equal(t, "Map leaves unbound out", len(r.Map()), r.Len()-1)
	for i, name := range r.Vars() {
		got, _ := r.Get(name)
		equal(t, "At "+name, r.At(i), got)
	}
}

type code string

// TestScan: one column into each kind of Go variable.
func TestScan(t *testing.T) {
	row := valueRow(t)
	one := func(name string, dst any) error {
		term, _ := row.Get(name)
		rows := sel(t, graph.New(), "SELECT ?x { }", query.Bind("x", term))
		defer rows.Close()
		rows.Next()
		return rows.Row().Scan(dst)
	}
	var (
		s  string
		c  code
		i  int
		i8 int8
		u  uint16
		f  float64
		f4 float32
		b  bool
		at time.Time
		n  *big.Int
		q  *big.Rat
		g  graph.Term
		p  *int
		o  query.Opt[float64]
		ip netip.Addr
		fn func()
	)
	good := []struct {
		name string
		dst  any
		got  func() any
		want any
	}{
		{"iri", &s, func() any { return s }, ex + "x"},
		{"text", &c, func() any { return c }, code("héllo")},
		{"neg", &i, func() any { return i }, -7},
		{"int", &i8, func() any { return i8 }, int8(42)},
		{"num", &u, func() any { return u }, uint16(17)},
		{"dbl", &f, func() any { return f }, 2.5},
		{"int", &f4, func() any { return f4 }, float32(42)},
		{"one", &b, func() any { return b }, true},
		{"date", &at, func() any { return at.Format(time.DateOnly) }, "2024-02-29"},
		{"big", &n, func() any { return n.String() }, "123456789012345678901234567890"},
		{"dec", &q, func() any { return q.RatString() }, "3/2"},
		{"dec", &g, func() any { return g.Value() }, "1.50"},
		{"int", &p, func() any { return *p }, 42},
		{"int", &o, func() any { return o }, query.Opt[float64]{Value: 42, Bound: true}},
		{"addr", &ip, func() any { return ip }, netip.AddrFrom4([4]byte{192, 0, 2, 1})},
	}
	for _, c := range good {
		if err := one(c.name, c.dst); err != nil {
			t.Errorf("%s into %T: %v", c.name, c.dst, err)
			continue
		}
		equal(t, c.name, c.got(), c.want)
	}
	bad := []struct {
		name string
		dst  any
		want string
	}{
		{"iri", &i, "whole number"}, {"dec", &i, "whole number"}, {"big", &i, "fits int"}, {"neg", &u, "fits uint16"},
		{"text", &f, "a number"}, {"iri", &f, "a number"}, {"text", &b, "boolean"}, {"int", &b, "boolean"},
		{"text", &at, "date"}, {"dec", &n, "whole number"}, {"text", &q, "a number"}, {"text", &o, "a number"},
		{"text", &p, "whole number"}, {"text", &ip, "unable to parse"}, {"int", &fn, "no conversion"}, {"int", i, "a pointer is needed"},
		{"int", (*int)(nil), "a pointer is needed"}, {"int", nil, "a pointer is needed"},
	}
	for _, c := range bad {
		if err := one(c.name, c.dst); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "column ?x") {
			t.Errorf("%s into %T: %v, want %q", c.name, c.dst, err, c.want)
		}
	}
}

// TestScanUnbound: pointers, Opt and Term take an unbound column, others do not.
func TestScanUnbound(t *testing.T) {
	rows := sel(t, graph.New(), "SELECT ?x { OPTIONAL { ?x :p 1 } }")
	defer rows.Close()
	rows.Next()
	row, seven := rows.Row(), 7
	p, o, g, n := &seven, query.Opt[int]{Value: 7, Bound: true}, iri("x"), big.NewInt(7)
	for _, dst := range []any{&p, &o, &g, &n} {
		if err := row.Scan(dst); err != nil {
			t.Errorf("%T: %v", dst, err)
		}
	}
	if p != nil || o.Bound || o.Value != 0 || !g.IsAny() || n != nil {
		t.Errorf("%v %v %v %v kept a value", p, o, g, n)
	}
	for _, dst := range []any{new(int), new(string), new(bool), new(time.Time), new(float64)} {
		if err := row.Scan(dst); err == nil || !strings.Contains(err.Error(), "unbound") {
			t.Errorf("%T: %v", dst, err)
		}
	}
	if err := row.Scan(); err == nil {
		t.Error("one column into no variable")
	}
}

// TestTermOf is the conversion table of Go values to terms, and back.
func TestTermOf(t *testing.T) {
	big1, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	cases := []struct {
		value any
		want  string // N-Triples, with xsd: for its namespace
	}{
		{iri("x"), "<http://example.org/x>"},
		{graph.NewBlank("b"), "_:b"},
		{graph.NewLang("a", "en"), `"a"@en`},
		{`a "quoted" } # text`, `"a \"quoted\" } # text"`},
		{code("c"), `"c"`},
		{true, `"true"^^<xsd:boolean>`},
		{int8(-5), `"-5"^^<xsd:integer>`},
		{uint64(math.MaxUint64), `"18446744073709551615"^^<xsd:integer>`},
		{time.Minute, `"60000000000"^^<xsd:integer>`},
		{big1, `"123456789012345678901234567890"^^<xsd:integer>`},
		{big.NewRat(3, 2), `"1.5"^^<xsd:decimal>`},
		{big.NewRat(4, 2), `"2.0"^^<xsd:decimal>`},
		{1.0, `"1.0E0"^^<xsd:double>`},
		{float32(0.1), `"1.0E-1"^^<xsd:double>`},
		{-1234.5, `"-1.2345E3"^^<xsd:double>`},
		{math.Inf(-1), `"-INF"^^<xsd:double>`},
		{math.NaN(), `"NaN"^^<xsd:double>`},
		{time.Date(2024, 2, 29, 1, 2, 3, 4e6, time.UTC), `"2024-02-29T01:02:03.004Z"^^<xsd:dateTime>`},
		{netip.MustParseAddr("::1"), `"::1"`},
	}
	for _, c := range cases {
		got, err := query.TermOf(c.value)
		if text := strings.ReplaceAll(got.NTriples(), graph.XSD, "xsd:"); err != nil || text != c.want {
			t.Errorf("%T %v: %s %v, want %s", c.value, c.value, text, err, c.want)
		}
	}
	for _, v := range []any{nil, graph.Any, []int{1}, struct{}{}, (*big.Int)(nil), (*big.Rat)(nil), (*int)(nil), big.NewRat(1, 3), func() {}, (*netip.Addr)(nil)} {
		if got, err := query.TermOf(v); err == nil {
			t.Errorf("%T %v became %v", v, v, got)
		}
	}
}
