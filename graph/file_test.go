package graph

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// snapshotGraph is a graph with everything a snapshot file holds.
func snapshotGraph(t *testing.T) *Graph {
	g := mustLoad(t, someTurtle+`@prefix x: <http://x/> . x:a x:b 1.5e0, "\u0000", "`+strings.Repeat("long ", 300)+`" .`)
	g.AddQuads(
		Quad{Triple{NewIRI("http://e/s"), NewIRI("http://e/p"), NewTripleTerm(NewBlank("n"), NewIRI("http://e/p"), NewDirLang("a", "ar", RTL))}, NewIRI("http://e/g")},
		Quad{Triple{NewIRI("_:odd"), NewIRI("http://e/p"), NewIRI("")}, NewBlank("g2")})
	for i := range 300 {
		g.AddQuads(Quad{Triple{NewIRI(fmt.Sprint("http://e/", i/3)), NewIRI("http://e/p"), NewTyped(fmt.Sprint(i*1000), xsdInteger)}, NewIRI("http://e/columns")})
	}
	return g
}

// reopened saves g and opens it again.
func reopened(t *testing.T, g *Graph) *Graph {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.trivet")
	if err := g.SaveSnapshot(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	back, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := back.Check(); err != nil {
		t.Fatal(err)
	}
	return back
}

func quadsOf(g *Graph) map[Quad]bool {
	quads := map[Quad]bool{}
	for q := range g.MatchQuads(Any, Any, Any, Any) {
		quads[q] = true
	}
	return quads
}

func TestSnapshotFileRoundTrip(t *testing.T) {
	g := snapshotGraph(t)
	back := reopened(t, g)
	sameQuads(t, back.Snapshot(), quadsOf(g))
	if iri, _ := back.Prefixes().IRI("ex"); iri != "http://e/" || back.Prefixes().Len() != 2 {
		t.Error("prefixes were lost")
	}
	lit := NewTyped("1.5e0", XSD+"double")
	id, _ := back.Snapshot().Lookup(lit)
	if f, ok := back.Snapshot().Number(id); f != 1.5 || !ok {
		t.Error("numbers were lost")
	}
	sameQuads(t, reopened(t, New()).Snapshot(), nil)
}

// TestUpdateOpenedGraph updates a graph from a file, saves and opens it again.
func TestUpdateOpenedGraph(t *testing.T) {
	g := mustLoad(t, string(records(5000)), WithFormat(rdfio.NTriples))
	rng := rand.New(rand.NewPCG(15, 16))
	for round := range 4 {
		g = reopened(t, g)
		want := quadsOf(g)
		gone := 0
		for q := range want {
			if gone++; gone%7 == 0 {
				g.RemoveQuads(q)
				delete(want, q)
			}
		}
		for i := range 800 {
			q := Quad{Triple: Triple{NewIRI(fmt.Sprint("http://new/", rng.IntN(5000))), NewIRI("http://e/p"), NewTyped(fmt.Sprint(round, i, ".5e0"), XSD+"double")}}
			g.AddQuads(q)
			want[q] = true
		}
		if err := g.Load(context.Background(), strings.NewReader("_:x <http://e/p> \"y"+strings.Repeat("y", 1<<20*round)+"\" .\n"), WithFormat(rdfio.NTriples)); err != nil {
			t.Fatal(err)
		}
		if err := g.Load(context.Background(), strings.NewReader("_:x <http://e/p> \"new text\" .\n oops"), WithFormat(rdfio.NTriples)); err == nil {
			t.Fatal("no error")
		}
		if err := g.Check(); err != nil {
			t.Fatal(err)
		}
		if g.Len() != len(want)+1 {
			t.Fatalf("round %d: %d triples, want %d", round, g.Len(), len(want)+1)
		}
		for q := range want {
			if !g.Has(q.Triple) {
				t.Fatalf("%v was lost", q)
			}
		}
	}
}

// fileBytes is a small snapshot file.
func fileBytes(t *testing.T) []byte {
	g := newGraph(1) // the same file in every run
	for i := range 260 {
		g.Add(Triple{NewIRI(fmt.Sprint("http://e/", i/9)), NewIRI(fmt.Sprint("http://p/", i%3)), NewTyped(fmt.Sprint(i, "e0"), XSD+"double")})
	}
	g.AddQuads(Quad{Triple{NewBlank("a"), NewIRI("http://p/1"), NewLiteral("x")}, NewIRI("http://g")})
	path := filepath.Join(t.TempDir(), "x.trivet")
	if err := g.SaveSnapshot(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// copied is data at a place in memory that suits all arrays.
func copied(data []byte) []byte {
	b := bytesOf(makeWords((len(data) + 7) / 8))[:len(data)]
	copy(b, data)
	return b
}

func openBytes(data []byte) error {
	if err := checkHead(data, int64(len(data))); err != nil {
		return err
	}
	_, err := openData(context.Background(), data)
	return err
}

func isFileError(err error) bool {
	return errors.Is(err, ErrCorrupt) || errors.Is(err, ErrNotSnapshot) || errors.Is(err, ErrVersion)
}

func TestEveryFlippedByteIsNoticed(t *testing.T) {
	data := copied(fileBytes(t))
	if err := openBytes(data); err != nil {
		t.Fatal(err)
	}
	for i := range data {
		data[i] ^= byte(1 + i%255)
		if err := openBytes(data); !isFileError(err) {
			t.Fatalf("byte %d of %d: %v", i, len(data), err)
		}
		data[i] ^= byte(1 + i%255)
	}
}

func TestEveryTruncationIsNoticed(t *testing.T) {
	data := copied(fileBytes(t))
	for n := range data {
		if err := openBytes(data[:n]); !isFileError(err) {
			t.Fatalf("%d of %d bytes: %v", n, len(data), err)
		}
	}
	if err := openBytes(append(data[:len(data):len(data)], 0)); !isFileError(err) {
		t.Fatal(err)
	}
}

// TestForgedFiles changes bytes and makes all checksums right again: the file is
// refused or opens, but nothing in the library may panic or lead out of memory.
func TestForgedFiles(t *testing.T) {
	data := fileBytes(t)
	rng := rand.New(rand.NewPCG(17, 18))
	opened := 0
	for range 6000 {
		forged := copied(data)
		for range 1 + rng.IntN(3) {
			at := pageBytes + rng.IntN(len(data)-pageBytes-footBytes)
			switch rng.IntN(3) {
			case 0:
				forged[at] ^= 1 << rng.IntN(8)
			case 1:
				forged[at] = byte(rng.IntN(256))
			default:
				copy(forged[at:len(forged)-footBytes], []byte{0xff, 0xff, 0xff, 0xff})
			}
		}
		resign(forged)
		g, err := openData(context.Background(), forged)
		if err != nil {
			if !isFileError(err) {
				t.Fatal(err)
			}
			continue
		}
		opened++
		exercise(g)
	}
	if opened == 0 {
		t.Error("every change was refused: the test tests nothing")
	}
}

// resign makes all checksums of a file right.
func resign(b []byte) {
	foot := b[len(b)-footBytes:]
	at := binary.LittleEndian.Uint64(foot)
	dir := b[at : len(b)-footBytes]
	for i := 0; i < len(dir); i += entryBytes {
		end := at
		if i+entryBytes < len(dir) {
			end = binary.LittleEndian.Uint64(dir[i+entryBytes+8:])
		}
		start := binary.LittleEndian.Uint64(dir[i+8:])
		if start <= end && end <= at {
			binary.LittleEndian.PutUint32(dir[i+24:], checksum(0, b[start:end]))
		}
	}
	binary.LittleEndian.PutUint32(foot[24:], checksum(0, dir))
	binary.LittleEndian.PutUint32(foot[footBytes-12:], checksum(0, foot[:footBytes-12]))
}

// exercise asks a graph of doubtful origin everything once.
func exercise(g *Graph) {
	_ = g.Check()
	s := g.Snapshot()
	s.Stats()
	for _, v := range []*View{s.Default(), s.Union(s.Graphs(), true)} {
		for q := range v.AllSubjects() {
			v.Row(v.AllSubjects()[q], nil, nil)
		}
		for _, o := range v.AllObjects() {
			v.InRow(o, nil, nil)
			v.Count(None, None, o)
			s.Number(o)
			s.Term(o)
		}
		for _, p := range v.Predicates() {
			subjects, objects := v.Pairs(p)
			for i := range subjects {
				v.Has(subjects[i], p, objects[i])
				v.Subjects(p, objects[i], nil)
				v.Count(subjects[i], None, objects[i])
			}
		}
	}
	for i := range 30 {
		g.Add(Triple{NewIRI(fmt.Sprint("http://more/", i)), NewIRI("http://p/1"), NewLang(fmt.Sprint(i), "en")})
		g.Remove(Triple{NewIRI(fmt.Sprint("http://e/", i)), NewIRI("http://p/1"), NewTyped(fmt.Sprint(i, "e0"), XSD+"double")})
	}
}

func TestOpenForeignFiles(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"empty":   {"", ErrNotSnapshot},
		"turtle":  {someTurtle, ErrNotSnapshot},
		"version": {fileMagic + "\x63\x00\x00\x00\x04\x03\x02\x01" + strings.Repeat("\x00", 8000), ErrVersion},
		"short":   {fileMagic, ErrCorrupt},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(context.Background(), path); !errors.Is(err, c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Open(context.Background(), filepath.Join(dir, "absent")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// TestSnapshotFileFaults fails the disk at every operation, and the context.
func TestSnapshotFileFaults(t *testing.T) {
	g := snapshotGraph(t)
	path := filepath.Join(t.TempDir(), "x.trivet")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	save := func(ctx context.Context, f *failingFiles) error {
		return g.Snapshot().saveFile(ctx, f.files(), path, &Prefixes{})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := save(ctx, &failingFiles{left: 1 << 20}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for n := 0; ; n++ {
		err := save(context.Background(), &failingFiles{left: n})
		if err == nil {
			break
		}
		if text, _ := os.ReadFile(path); !errors.Is(err, errDisk) || string(text) != "old" {
			t.Fatalf("operation %d: %v", n, err)
		}
	}
	if _, err := Open(context.Background(), path); err != nil {
		t.Error(err)
	}
	data, _ := os.ReadFile(path)
	if _, err := openData(ctx, copied(data)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestSaveWhileWriting saves a snapshot while the graph grows: the file has what
// the snapshot has.
func TestSaveWhileWriting(t *testing.T) {
	g := mustLoad(t, string(records(3000)), WithFormat(rdfio.NTriples))
	want := quadsOf(g)
	snap := g.Snapshot()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 20_000 {
			g.Add(Triple{NewIRI(fmt.Sprint("http://n/", i)), NewIRI("http://p"), NewTyped(fmt.Sprint(i, "e0"), XSD+"double")})
		}
	}()
	path := filepath.Join(t.TempDir(), "x.trivet")
	for range 5 {
		if err := snap.saveFile(context.Background(), osFiles(), path, &Prefixes{}); err != nil {
			t.Fatal(err)
		}
		back, err := Open(context.Background(), path)
		if err != nil {
			t.Fatal(err)
		}
		if err := back.Check(); err != nil {
			t.Fatal(err)
		}
		sameQuads(t, back.Snapshot(), want)
	}
	<-done
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
}

func TestSnapshotFileIsDeterministic(t *testing.T) {
	g := snapshotGraph(t)
	var files [2][]byte
	for i := range files {
		path := filepath.Join(t.TempDir(), "x.trivet")
		if err := g.SaveSnapshot(context.Background(), path); err != nil {
			t.Fatal(err)
		}
		files[i], _ = os.ReadFile(path)
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two files of one graph differ")
	}
}
