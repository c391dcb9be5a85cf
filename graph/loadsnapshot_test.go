package graph

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// TestLoadSnapshotFile loads a snapshot file like any other: into an empty graph,
// onto another one, and into a named graph.
func TestLoadSnapshotFile(t *testing.T) {
	ctx := context.Background()
	g := snapshotGraph(t)
	path := filepath.Join(t.TempDir(), "x.trivet")
	if err := g.SaveFile(path); err != nil {
		t.Fatal(err)
	}
	stages := ""
	back, err := LoadFile(ctx, path, WithProgress(func(p Progress) { stages += p.Stage.String() }))
	if err != nil {
		t.Fatal(err)
	}
	sameQuads(t, back.Snapshot(), quadsOf(g))
	if iri, _ := back.Prefixes().IRI("ex"); iri != "http://e/" || stages != "done" {
		t.Errorf("prefixes %v, progress %q", back.Prefixes().List(), stages)
	}
	if err := back.LoadFile(ctx, path); err != nil { // the same again: only blank nodes are new
		t.Fatal(err)
	}
	if err := back.Check(); err != nil {
		t.Error(err)
	}
	blanks := 0
	for q := range g.MatchQuads(Any, Any, Any, Any) {
		if q.S.Kind() == Blank || q.O.Kind() == Blank || q.O.Kind() == TripleTerm || q.G.Kind() == Blank {
			blanks++
		}
	}
	if back.Len() != g.Len()+blanks {
		t.Errorf("%d triples, want %d and %d with blank nodes", back.Len(), g.Len(), blanks)
	}
	into := New()
	if err := into.LoadFile(ctx, path, WithGraph(NewIRI("http://into"))); err != nil {
		t.Fatal(err)
	}
	name, _ := into.Snapshot().Lookup(NewIRI("http://into"))
	if into.Snapshot().Default().Len() != 0 || into.Snapshot().Named(name).Len() != g.Snapshot().Default().Len() {
		t.Error("the default graph did not become the named one")
	}
}

func TestLoadSnapshotFileErrors(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	data := fileBytes(t)
	old := mustLoad(t, someTurtle)
	before := old.Snapshot()
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	for name, c := range map[string]struct {
		err  error
		want error
	}{
		"foreign":   {old.LoadFile(ctx, write("a.trivet", []byte(someTurtle))), ErrNotSnapshot},
		"empty":     {old.LoadFile(ctx, write("b.trivet", nil)), ErrNotSnapshot},
		"cut":       {old.LoadFile(ctx, write("c.nt", data[:len(data)-1])), ErrCorrupt},
		"cancelled": {old.LoadFile(cancelled, write("d.trivet", data)), context.Canceled},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	if err := old.LoadFile(ctx, write("e.trivet", data), WithFormat(rdfio.Turtle)); err == nil || !strings.Contains(err.Error(), "not Turtle") {
		t.Error(err)
	}
	if err := old.Load(ctx, bytes.NewReader(data)); err == nil || !strings.Contains(err.Error(), "by its name") {
		t.Error(err)
	}
	if old.Snapshot() != before {
		t.Error("a failed load left something")
	}
	if err := old.SaveFile(filepath.Join(dir, "x.trivet"), WithOnly(Any)); err == nil {
		t.Error("a snapshot file of one graph")
	}
}

// TestMappingLastsAsLongAsItsText drops a graph that was opened from a file, and
// keeps a term of it: the mapping stays; without the term it goes.
func TestMappingLastsAsLongAsItsText(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("mappings are listed on Linux only")
	}
	path := filepath.Join(t.TempDir(), "x.trivet")
	if err := mustLoad(t, string(records(20_000)), WithFormat(rdfio.NTriples)).SaveSnapshot(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	terms, copies := someTerms(t, path)
	for range 5 { // in which other memory comes and goes
		runtime.GC()
		_ = make([]byte, 1<<20)
	}
	if !mapped(t, path) {
		t.Fatal("the mapping has gone, or never was")
	}
	for i, term := range terms {
		if term.String() != copies[i] {
			t.Fatalf("term %d changed", i)
		}
	}
	runtime.KeepAlive(terms)
	terms = nil
	for range 1000 {
		if runtime.GC(); !mapped(t, path) {
			return
		}
	}
	t.Error("the mapping stays")
}

// someTerms opens a file and keeps terms of it, and copies of them, only.
func someTerms(t *testing.T, path string) (terms []Term, copies []string) {
	g, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	for tr := range g.Match(Any, Any, Any) {
		if tr.S.Kind() == IRI && len(terms) < 100 {
			terms, copies = append(terms, tr.S), append(copies, strings.Clone(tr.S.String()))
		}
	}
	return terms, copies
}

func mapped(t *testing.T, path string) bool {
	list, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Skip(err)
	}
	return bytes.Contains(list, []byte(path))
}

// TestReadersOfMapping reads terms of files that are opened and dropped meanwhile
// by several goroutines, and updates them: nobody sees memory that is not its own.
func TestReadersOfMapping(t *testing.T) {
	g := mustLoad(t, string(records(9000)), WithFormat(rdfio.NTriples))
	path := filepath.Join(t.TempDir(), "x.trivet")
	if err := g.SaveSnapshot(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	want := quadsOf(g)
	done := make(chan error)
	for w := range 4 {
		go func() {
			for range 10 {
				g, err := Open(context.Background(), path)
				if err != nil {
					done <- err
					return
				}
				g.Add(Triple{NewIRI(fmt.Sprint("http://new/", w)), NewIRI("http://p"), NewLiteral("new")})
				iter := g.MatchQuads(Any, Any, Any, Any)
				g = nil
				runtime.GC()
				found := 0
				for q := range iter {
					if want[q] {
						found++
					}
				}
				if found != len(want) {
					done <- fmt.Errorf("found %d of %d", found, len(want))
					return
				}
			}
			done <- nil
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// TestWrongName: the error of a document whose name tells another format says so.
func TestWrongName(t *testing.T) {
	xml := `<rdf:RDF xmlns:rdf="` + RDF + `"/>`
	for name, c := range map[string]struct{ text, hint string }{
		"a.nt":  {someTurtle, "looks like Turtle"},
		"b.ttl": {xml, "looks like RDF/XML"},
		"c.nq":  {`{"@id": "http://e/"}`, "looks like JSON-LD"},
		"d.ttl": {"@prefix e: <http://e/> . e:a e:b oops .", ""},
	} {
		var bad *rdfio.Error
		_, err := Load(context.Background(), strings.NewReader(c.text), WithName(name))
		if !errors.As(err, &bad) || !strings.Contains(bad.Hint, c.hint) || c.hint == "" && strings.Contains(bad.Hint, "looks like") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSaveToPipe writes to what is no regular file: it is written to, not
// replaced.
func TestSaveToPipe(t *testing.T) {
	if _, err := os.Stat("/dev/fd"); err != nil {
		t.Skip("no names for open files here")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	g := mustLoad(t, someTurtle)
	if err := g.SaveFile(fmt.Sprintf("/dev/fd/%d", w.Fd()), WithFileFormat(rdfio.NTriples)); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if text, err := io.ReadAll(r); err != nil || bytes.Count(text, []byte("\n")) != g.Len() {
		t.Errorf("%q %v", text, err)
	}
	if err := g.SaveFile(t.TempDir(), WithFileFormat(rdfio.NTriples)); err == nil || !strings.Contains(err.Error(), "directory") {
		t.Error(err)
	}
}
