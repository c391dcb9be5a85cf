package graph

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

const someTurtle = `@prefix ex: <http://e/> .
ex:a ex:p ex:b, "x"@en, 5, 5.0, true, _:n .
_:n ex:q "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
`

// mustLoad loads a document into a new graph and checks the store.
func mustLoad(t *testing.T, text string, opts ...LoadOption) *Graph {
	t.Helper()
	g, err := Load(context.Background(), strings.NewReader(text), opts...)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	return g
}

func TestLoadTurtle(t *testing.T) {
	g := mustLoad(t, someTurtle, WithFormat(rdfio.Turtle))
	ex := func(l string) Term { return NewIRI("http://e/" + l) }
	for _, want := range []Triple{
		{ex("a"), ex("p"), ex("b")}, {ex("a"), ex("p"), NewLang("x", "en")}, {ex("a"), ex("p"), NewTyped("5", xsdInteger)},
		{ex("a"), ex("p"), NewTyped("5.0", xsdDecimal)}, {ex("a"), ex("p"), NewTyped("true", xsdBoolean)},
		{ex("a"), ex("p"), NewBlank("n")}, {NewBlank("n"), ex("q"), NewTyped("2020-01-01", xsdDate)},
	} {
		if !g.Has(want) {
			t.Errorf("lacks %v", want)
		}
	}
	if g.Len() != 7 {
		t.Errorf("%d triples", g.Len())
	}
	if iri, ok := g.Prefixes().IRI("ex"); iri != "http://e/" || !ok {
		t.Errorf("prefix ex: %q", iri)
	}
}

func TestLoadFormats(t *testing.T) {
	zipped := func(s string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		io.WriteString(z, s)
		z.Close()
		return b.String()
	}
	triple := "<http://e/a> <http://e/p> \"x\" .\n"
	for name, c := range map[string]struct {
		text string
		opts []LoadOption
	}{
		"by option":    {triple, []LoadOption{WithFormat(rdfio.NTriples), WithName("x.ttl")}},
		"by name":      {"@prefix e: <http://e/> . e:a e:p \"x\" .", []LoadOption{WithName("dir/x.ttl")}},
		"by content":   {"@prefix e: <http://e/> . e:a e:p \"x\" .", nil},
		"gzip":         {zipped(triple), []LoadOption{WithName("x.nt.gz")}},
		"gzip sniffed": {zipped(triple), nil},
		"base":         {"<a> <p> \"x\" .", []LoadOption{WithFormat(rdfio.Turtle), WithBase("http://e/")}},
		"to a graph":   {triple, []LoadOption{WithFormat(rdfio.NTriples), WithGraph(NewIRI("http://e/g"))}},
		"quads":        {"<http://e/a> <http://e/p> \"x\" <http://e/g> .\n", []LoadOption{WithFormat(rdfio.NQuads)}},
	} {
		t.Run(name, func(t *testing.T) {
			g := mustLoad(t, c.text, c.opts...)
			want := Quad{Triple: Triple{NewIRI("http://e/a"), NewIRI("http://e/p"), NewLiteral("x")}}
			if name == "quads" || name == "to a graph" {
				want.G = NewIRI("http://e/g")
			}
			sameQuads(t, g.Snapshot(), map[Quad]bool{want: true})
		})
	}
}

func TestLoadErrors(t *testing.T) {
	ctx := context.Background()
	g := mustLoad(t, someTurtle)
	before := g.Snapshot()
	_, err := Load(ctx, strings.NewReader("no such thing at all {{{"))
	if !errors.Is(err, ErrUnknownFormat) {
		t.Error(err)
	}
	err = g.Load(ctx, strings.NewReader("<http://e/a> <http://e/p> <http://e/new1> .\n<http://e/a> oops"), WithName("f.nt"))
	var bad *rdfio.Error
	if !errors.As(err, &bad) || bad.File != "f.nt" || bad.Line != 2 {
		t.Errorf("%#v", err)
	}
	if err := g.Load(ctx, strings.NewReader(someTurtle), WithGraph(NewLiteral("x"))); err == nil {
		t.Error("a literal named a graph")
	}
	if err := g.LoadFile(ctx, filepath.Join(t.TempDir(), "absent.nt")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if g.Snapshot() != before || g.dict.resources.n != before.dict.resources.n {
		t.Error("a failed load left something")
	}
	if err := g.Check(); err != nil {
		t.Error(err)
	}
}

func TestLoadSkipBad(t *testing.T) {
	var text strings.Builder
	for i := range 20_000 {
		if i%5000 == 77 {
			text.WriteString("this is bad\n")
		}
		fmt.Fprintf(&text, "<http://e/%d> <http://e/p> \"some text that makes the line longer, %d\" .\n", i, i)
	}
	var lines []int
	g := mustLoad(t, text.String(), WithFormat(rdfio.NTriples), WithSkipBad(func(e *rdfio.Error) { lines = append(lines, e.Line) }))
	if g.Len() != 20_000 || fmt.Sprint(lines) != "[78 5079 10080 15081]" {
		t.Error(g.Len(), lines)
	}
}

func TestBlankNodesOfDocumentsStayApart(t *testing.T) {
	g := New()
	for range 3 {
		if err := g.Load(context.Background(), strings.NewReader("_:x <http://e/p> _:y .\n"), WithFormat(rdfio.NTriples)); err != nil {
			t.Fatal(err)
		}
	}
	g.Add(Triple{NewBlank("d9.x"), NewIRI("http://e/p"), NewBlank("d9.y")})
	if err := g.Load(context.Background(), strings.NewReader("_:x <http://e/p> [] ."), WithFormat(rdfio.Turtle)); err != nil {
		t.Fatal(err)
	}
	if got := len(g.Snapshot().Default().AllSubjects()); got != 5 {
		t.Errorf("%d subjects, want 5", got)
	}
	if !g.Has(Triple{NewBlank("x"), NewIRI("http://e/p"), NewBlank("y")}) {
		t.Error("the labels of the first document should stay as they are")
	}
}

// TestFailingReader fails at every call of the reader in turn: each time there
// is an error and the graph stays as it was.
func TestFailingReader(t *testing.T) {
	old := mustLoad(t, someTurtle)
	before := old.Snapshot()
	quads := map[Quad]bool{}
	for q := range old.MatchQuads(Any, Any, Any, Any) {
		quads[q] = true
	}
	for _, format := range []rdfio.Format{rdfio.NTriples, rdfio.Turtle, rdfio.NQuads} {
		data := records(300)
		for n := 0; ; n++ {
			cause := errors.New("disk on fire")
			r := &failingReader{r: bytes.NewReader(data), left: n, err: cause}
			err := old.Load(context.Background(), r, WithFormat(format))
			if err == nil {
				if n == 0 {
					t.Fatal("the reader never failed")
				}
				break
			}
			if !errors.Is(err, cause) {
				t.Fatalf("%v, call %d: %v", format, n, err)
			}
			if old.Snapshot() != before || old.dict.resources.n != before.dict.resources.n || old.dict.literals.n != before.dict.literals.n {
				t.Fatalf("%v, call %d changed the graph", format, n)
			}
		}
		if err := old.Check(); err != nil {
			t.Fatal(err)
		}
		old.Update(func(tx *Tx) error { // back to the start for the next format
			tx.Clear(Any)
			for q := range quads {
				tx.Add(q)
			}
			return nil
		})
		before = old.Snapshot()
	}
}

type failingReader struct {
	r    io.Reader
	left int
	err  error
}

func (f *failingReader) Read(p []byte) (int, error) {
	if f.left--; f.left < 0 {
		return 0, f.err
	}
	return f.r.Read(p[:min(len(p), 700)])
}

func TestLoadCancelled(t *testing.T) {
	for _, format := range []rdfio.Format{rdfio.NTriples, rdfio.Turtle} {
		g := New()
		before := g.Snapshot()
		ctx, cancel := context.WithCancel(context.Background())
		data := records(60_000)
		r := iotest.OneByteReader(bytes.NewReader(data[:100]))
		stop := readerFunc(func(p []byte) (int, error) { cancel(); return copy(p, data[100:]), nil })
		err := g.Load(ctx, io.MultiReader(r, stop), WithFormat(format))
		if !errors.Is(err, context.Canceled) || g.Snapshot() != before {
			t.Error(err)
		}
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestSortsHearCancellation gives every stage of the build a context that has
// ended.
func TestSortsHearCancellation(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("enough"))
	j := &job{ctx: ctx, workers: 2}
	if _, err := new(sorter).radix(j, make([]uint64, 10), 0); err == nil {
		t.Error("radix")
	}
	ts := randomTriples(testRand(), someIDs(), 2000)
	c := columnsOf(ts)
	if _, err := newLayered(c, nil).rebuild(j); err == nil {
		t.Error("rebuild")
	}
	if err := c.makeSPO(j); err == nil {
		t.Error("makeSPO")
	}
	if err := c.makeOPS(j, make([]int, len(c.preds))); err == nil {
		t.Error("makeOPS")
	}
}

func TestLoadProgress(t *testing.T) {
	data := records(5000)
	var last Progress
	var stages []Stage
	_, err := Load(context.Background(), bytes.NewReader(data), WithFormat(rdfio.NTriples), WithProgress(func(p Progress) {
		if len(stages) == 0 || stages[len(stages)-1] != p.Stage {
			stages = append(stages, p.Stage)
		}
		last = p
	}))
	if err != nil || last.Triples != 5000 || last.Bytes != int64(len(data)) || last.Total != int64(len(data)) || last.Rate() <= 0 {
		t.Errorf("%+v %v", last, err)
	}
	if got := fmt.Sprint(stages); !strings.HasSuffix(got, "indexing done]") {
		t.Error(got)
	}
}

// TestLoadOntoGraph loads little onto much, much onto little, and overlapping.
func TestLoadOntoGraph(t *testing.T) {
	data := records(9000)
	lines := bytes.SplitAfter(data, []byte("\n"))
	text := func(from, to int) string {
		var b strings.Builder
		for _, l := range lines[from:to] {
			s := string(l)
			if at := strings.Index(s, "_:"); at >= 0 {
				end := at + strings.IndexByte(s[at:], ' ')
				s = s[:at] + "<urn:" + s[at+2:end] + ">" + s[end:]
			}
			b.WriteString(s)
		}
		return b.String()
	}
	all := mustLoad(t, text(0, 9000), WithFormat(rdfio.NTriples))
	for _, cut := range [][2]int{{100, 100}, {8000, 7000}, {200, 0}, {8900, 8900}, {4000, 3000}} {
		g := mustLoad(t, text(0, cut[0]), WithFormat(rdfio.NTriples))
		if err := g.Load(context.Background(), strings.NewReader(text(cut[1], 9000)), WithFormat(rdfio.NTriples)); err != nil {
			t.Fatal(err)
		}
		if err := g.Check(); err != nil {
			t.Fatal(err)
		}
		if !Isomorphic(g, all) {
			t.Errorf("cut %v: %d triples, want %d", cut, g.Len(), all.Len())
		}
	}
}

func TestLoadManySmallGraphs(t *testing.T) {
	var text strings.Builder
	for i := range 3000 {
		for j := range 1 + i%4 {
			fmt.Fprintf(&text, "<http://e/s%d> <http://e/p%d> \"%d\" <http://e/g%d> .\n", i, j, i*j, i)
		}
	}
	for i := range 1000 {
		fmt.Fprintf(&text, "<http://e/s%d> <http://e/p> <http://e/s%d> <http://e/g7> .\n", i, i/2)
	}
	g := mustLoad(t, text.String(), WithFormat(rdfio.NQuads))
	s := g.Snapshot()
	if len(s.Graphs()) != 3000 || g.Len() != 7500+1000 {
		t.Errorf("%d graphs, %d triples", len(s.Graphs()), g.Len())
	}
	if u := s.Union(s.Graphs(), true); u.Len() != g.Len() {
		t.Errorf("the union has %d", u.Len())
	}
	id, _ := s.Lookup(NewIRI("http://e/g7"))
	if n := s.Named(id).Len(); n != 1004 {
		t.Errorf("g7 has %d", n)
	}
}
