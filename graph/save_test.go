package graph

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

func TestSaveRoundTrip(t *testing.T) {
	g := mustLoad(t, someTurtle)
	g.AddQuads(Quad{Triple{NewIRI("http://e/s"), NewIRI("http://e/p"), NewTripleTerm(NewBlank("n"), NewIRI("http://e/p"), NewDirLang("a", "ar", RTL))}, NewIRI("http://e/g")})
	var b bytes.Buffer
	if err := g.Save(&b, rdfio.NQuads); err != nil {
		t.Fatal(err)
	}
	if back := mustLoad(t, b.String(), WithFormat(rdfio.NQuads)); !Isomorphic(g, back) {
		t.Error(b.String())
	}
	if err := g.Save(io.Discard, rdfio.NTriples); !errors.Is(err, rdfio.ErrNoGraphs) {
		t.Error(err)
	}
	b.Reset()
	if err := g.Save(&b, rdfio.NTriples, WithOnly(NewIRI("http://e/g"))); err != nil || strings.Count(b.String(), "\n") != 1 {
		t.Error(b.String(), err)
	}
	b.Reset()
	if err := g.Save(&b, rdfio.NTriples, WithOnly(Any)); err != nil || strings.Count(b.String(), "\n") != 7 {
		t.Error(b.String(), err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	big := mustLoad(t, string(records(3000)), WithFormat(rdfio.NTriples))
	if err := big.Save(io.Discard, rdfio.NTriples, WithSaveContext(ctx)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestSaveFile(t *testing.T) {
	g := mustLoad(t, string(records(500)), WithFormat(rdfio.NTriples))
	dir := t.TempDir()
	for _, name := range []string{"a.nt", "a.nt.gz", "a.nq"} {
		path := filepath.Join(dir, name)
		if err := g.SaveFile(path); err != nil {
			t.Fatal(err)
		}
		back, err := LoadFile(context.Background(), path)
		if err != nil || !Isomorphic(g, back) {
			t.Error(name, err)
		}
	}
	if err := g.SaveFile(filepath.Join(dir, "a.unknown")); !errors.Is(err, ErrUnknownFormat) {
		t.Error(err)
	}
	if err := g.SaveFile(filepath.Join(dir, "a.nt.zst")); err == nil {
		t.Error("zstd cannot be written")
	}
	if list, _ := os.ReadDir(dir); len(list) != 3 {
		t.Error("temporary files were left")
	}
}

// failingFiles fails at the n-th operation on a file.
type failingFiles struct {
	left int
}

var errDisk = errors.New("no space left")

func (f *failingFiles) do() error {
	if f.left--; f.left < 0 {
		return errDisk
	}
	return nil
}

func (f *failingFiles) files() files {
	real := osFiles()
	return files{
		create: func(dir, pattern string) (newFile, error) {
			if err := f.do(); err != nil {
				return nil, err
			}
			file, err := real.create(dir, pattern)
			return &failingFile{file, f}, err
		},
		rename: func(from, to string) error {
			if err := f.do(); err != nil {
				return err
			}
			return real.rename(from, to)
		},
		remove: real.remove,
		sync:   real.sync,
	}
}

type failingFile struct {
	newFile
	f *failingFiles
}

func (x *failingFile) Write(p []byte) (int, error) {
	if err := x.f.do(); err != nil {
		return 0, err
	}
	return x.newFile.Write(p)
}

func (x *failingFile) Chmod(m fs.FileMode) error {
	if err := x.f.do(); err != nil {
		return err
	}
	return x.newFile.Chmod(m)
}

func (x *failingFile) Sync() error {
	if err := x.f.do(); err != nil {
		return err
	}
	return x.newFile.Sync()
}

func (x *failingFile) Close() error {
	err := x.newFile.Close()
	if e := x.f.do(); e != nil {
		return e
	}
	return err
}

// TestFailingDisk fails at every operation in turn: the old file stays whole and
// nothing else is left.
func TestFailingDisk(t *testing.T) {
	g := mustLoad(t, string(records(2000)), WithFormat(rdfio.NTriples))
	path := filepath.Join(t.TempDir(), "data.nt")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for n := 0; ; n++ {
		f := &failingFiles{left: n}
		err := g.saveFile(f.files(), path, nil)
		if err == nil {
			if n < 5 {
				t.Error("too few operations", n)
			}
			break
		}
		if !errors.Is(err, errDisk) {
			t.Fatal(err)
		}
		if text, _ := os.ReadFile(path); string(text) != "old" {
			t.Fatalf("operation %d: the old file was changed", n)
		}
		if list, _ := os.ReadDir(filepath.Dir(path)); len(list) != 1 {
			t.Fatalf("operation %d left a file", n)
		}
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Error("the permissions changed")
	}
}

func TestSaveThroughLink(t *testing.T) {
	g := mustLoad(t, someTurtle)
	dir := t.TempDir()
	target, link := filepath.Join(dir, "real.nt"), filepath.Join(dir, "link.nt")
	if err := os.WriteFile(target, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := g.SaveFile(link); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Lstat(link); info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link was replaced by a file")
	}
	if info, _ := os.Stat(target); info.Size() == 0 {
		t.Error("the target was not written")
	}
}
