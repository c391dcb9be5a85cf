package workload

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
)

// sample is a node with every kind of value and every character that a format
// must escape.
func sample(p *Pool) *Node {
	n := p.New(IRI("http://e/a?x=1&y=2")).Type("http://e/C")
	n.Add("http://e/p", Text("\"quoted\" \\ <tag> & \n\t é 🙂")).Add("http://e/p", Lang("chat", "fr"))
	n.Add("http://e/n", Typed("1.50", XSD+"decimal")).Add("http://e/b", Blank("shared"))
	c := n.Child("http://e/c").Type("http://e/C")
	c.Child("http://e/d").Add("http://e/p", Text("deep"))
	c.Child("http://e/d").Add("http://e/p", Text("deep too"))
	return n
}

func written(t *testing.T, f rdfio.Format, nodes func(*Pool) []*Node) string {
	t.Helper()
	var b bytes.Buffer
	s, err := NewSink(&b, f, []Prefix{{Label: "e", IRI: "http://e/"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes(&Pool{}) {
		if err := s.Node(n); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFormatsAgree(t *testing.T) {
	nodes := func(p *Pool) []*Node { return []*Node{sample(p), p.New(Blank("shared")).Type("http://e/C")} }
	var first *graph.Graph
	for _, f := range []rdfio.Format{rdfio.NTriples, rdfio.Turtle, rdfio.RDFXML} {
		text := written(t, f, nodes)
		g, err := graph.Load(context.Background(), strings.NewReader(text), graph.WithFormat(f))
		if err != nil {
			t.Fatalf("%v: %v\n%s", f, err, text)
		}
		if first == nil {
			first = g
		} else if !graph.Isomorphic(first, g) {
			t.Errorf("%v differs:\n%s", f, text)
		}
	}
	if want := sample(&Pool{}).Triples() + 1; first.Len() != want {
		t.Errorf("%d triples, want %d", first.Len(), want)
	}
}

func TestTurtleNests(t *testing.T) {
	got := written(t, rdfio.Turtle, func(p *Pool) []*Node {
		n := p.New(IRI("http://e/a")).Type("http://e/C")
		n.Child("http://e/c").Add("http://other/p", Text("x")).Add("http://e/1", IRI("http://e/b"))
		return []*Node{n}
	})
	want := "@prefix e: <http://e/> .\n\ne:a a e:C ;\n  e:c [ <http://other/p> \"x\" ; <http://e/1> e:b ] .\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestRDFXMLNeedsANamespace(t *testing.T) {
	s, err := NewSink(io.Discard, rdfio.RDFXML, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Node((&Pool{}).New(IRI("http://e/a")).Add("http://e/p", Text("x"))); err == nil || !strings.Contains(err.Error(), "http://e/p") {
		t.Errorf("error %v, want one that names the predicate", err)
	}
}

func TestUnknownFormat(t *testing.T) {
	if _, err := NewSink(io.Discard, rdfio.JSONLD, nil); err == nil {
		t.Error("JSON-LD: no error")
	}
}

func TestPoolUsesNodesAgain(t *testing.T) {
	p := &Pool{}
	a := p.New(IRI("http://e/a")).Add("http://e/p", Text("x"))
	p.Reset()
	b := p.New(IRI("http://e/b"))
	if a != b || b.Triples() != 0 {
		t.Errorf("a new node with %d triples, want the old one empty", b.Triples())
	}
}

func TestZipfIsSkewed(t *testing.T) {
	d, z := NewDraw(1, 1), NewZipf(100, 1)
	counts := make([]int, 100)
	for range 100_000 {
		counts[z.Index(d)]++
	}
	if counts[0] < 15_000 || counts[0] > 23_000 || counts[99] == 0 || counts[99] > 600 {
		t.Errorf("%d of the first, %d of the last: want about 19,300 and 193", counts[0], counts[99])
	}
}

func TestAnswerIgnoresOrderLabelsAndNumberForms(t *testing.T) {
	num := func(s string) graph.Term { return graph.NewTyped(s, XSD+"double") }
	var a, b, c Answer
	a.Add([]graph.Term{graph.NewBlank("x"), num("1.5"), {}})
	a.Add([]graph.Term{graph.NewIRI("http://e/"), graph.NewLiteral("1.5"), {}})
	b.Add([]graph.Term{graph.NewIRI("http://e/"), graph.NewLiteral("1.5"), {}})
	b.Add([]graph.Term{graph.NewBlank("y"), num("1.50000000000000001E0"), {}})
	c.Add([]graph.Term{graph.NewBlank("x"), num("1.5"), {}})
	c.Add([]graph.Term{graph.NewIRI("http://e/"), graph.NewLiteral("1.50"), {}})
	if a != b {
		t.Errorf("%v and %v should be equal", a, b)
	}
	if a == c {
		t.Error("a string that looks like a number was taken for one")
	}
}

func TestTriples(t *testing.T) {
	for size, want := range map[string]int{"10k": 10_000, "250k": 250_000, "10M": 10_000_000} {
		if n, err := Triples(size); err != nil || n != want {
			t.Errorf("%s: %d, %v; want %d", size, n, err, want)
		}
	}
	for _, size := range []string{"", "10", "k", "-1k", "10G", "1Mk"} {
		if n, err := Triples(size); err == nil {
			t.Errorf("%q is %d triples, want an error", size, n)
		}
	}
}

func TestNewReadsQueriesAndAnswers(t *testing.T) {
	files := fstest.MapFS{
		"queries/02-b.rq": {Data: []byte("ASK {}")},
		"queries/01-a.rq": {Data: []byte("SELECT * { ?s ?p ?o }")},
		"answers.txt":     {Data: []byte("# head\n01-a 10k 1 00000000000000ff\n")},
	}
	w, err := New("w", files, one, "250k")
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Queries) != 2 || w.Queries[0].Name != "01-a" {
		t.Errorf("queries %v", w.Queries)
	}
	if err := w.Check("01-a", "10k", Answer{1, 0xff}); err != nil {
		t.Error(err)
	}
	if err := w.Check("01-a", "10k", Answer{2, 0xff}); err == nil || !strings.Contains(err.Error(), "2 rows") {
		t.Errorf("error %v", err)
	}
	if err := w.Check("01-a", "1M", Answer{}); err != nil {
		t.Errorf("no answer is pinned at 1M: %v", err)
	}
	files["answers.txt"].Data = []byte("nonsense\n")
	if _, err := New("w", files, one); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a bad answers file: %v", err)
	}
	delete(files, "answers.txt")
	if _, err := New("w", files, one); err == nil {
		t.Error("no answers file: no error")
	}
}

// one is a generator of one triple.
func one(w io.Writer, f rdfio.Format, _ int) error {
	s, err := NewSink(w, f, nil)
	if err != nil {
		return err
	}
	if err := s.Node((&Pool{}).New(IRI("http://e/s")).Add("http://e/p", Text("o"))); err != nil {
		return err
	}
	return s.Close()
}

func TestGraphAndRun(t *testing.T) {
	w := &Workload{Name: "one", Write: one}
	g, err := w.Graph(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for text, rows := range map[string]int{
		"SELECT * { ?s ?p ?o }": 1, "ASK { ?s ?p ?o }": 1, "ASK { ?s ?p 1 }": 0, "CONSTRUCT { ?o ?p ?s . ?s ?p ?s } { ?s ?p ?o }": 1,
	} {
		q := query.MustParse(text)
		a, err := Run(context.Background(), g, q)
		if err != nil || a.Rows != rows {
			t.Errorf("%s: %d rows, %v; want %d", text, a.Rows, err, rows)
		}
		if n, err := Count(context.Background(), g, q); err != nil || n != rows {
			t.Errorf("%s: counted %d, %v; want %d", text, n, err, rows)
		}
	}
}

func TestGraphTellsOfTheGenerator(t *testing.T) {
	broken := errors.New("broken")
	w := &Workload{Write: func(io.Writer, rdfio.Format, int) error { return broken }}
	if _, err := w.Graph(context.Background(), 1); !errors.Is(err, broken) {
		t.Errorf("error %v, want the generator's", err)
	}
}
