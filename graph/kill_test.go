package graph

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// What the children of the tests below are told by.
const (
	killPath = "TRIVET_KILL_PATH" // the file to save to
	killAt   = "TRIVET_KILL_AT"   // die at that operation on files; without it save again and again
)

// The graphs that are saved, told apart by their length.
const (
	oldTriples = 3000
	newTriples = 5000
)

// TestKilledWhileSaving kills a process that saves, at every operation on files
// in turn: afterwards the old file is there or the new one, whole.
func TestKilledWhileSaving(t *testing.T) {
	if path := os.Getenv(killPath); path != "" {
		dieSaving(t, path)
		return
	}
	for _, name := range []string{"x.trivet", "x.nt", "x.nt.gz"} {
		path := filepath.Join(t.TempDir(), name)
		if err := savedGraph(t, oldTriples).SaveFile(path); err != nil {
			t.Fatal(err)
		}
		for n := 0; ; n++ {
			child := exec.Command(os.Args[0], "-test.run=^TestKilledWhileSaving$")
			child.Env = append(os.Environ(), killPath+"="+path, fmt.Sprintf("%s=%d", killAt, n))
			out, err := child.CombinedOutput()
			got := triplesIn(t, path)
			if err == nil {
				if n < 6 || got != newTriples {
					t.Errorf("%s: saved after %d operations, with %d triples", name, n, got)
				}
				break
			}
			if strings.Contains(string(out), "FAIL") {
				t.Fatalf("%s", out)
			}
			if got != oldTriples && got != newTriples {
				t.Fatalf("%s, killed at operation %d: %d triples", name, n, got)
			}
		}
	}
}

// TestKilledAtAnyMoment kills a process that saves two graphs by turns, whenever
// it happens to be.
func TestKilledAtAnyMoment(t *testing.T) {
	if path := os.Getenv(killPath); path != "" {
		saveByTurns(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "x.trivet")
	random := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		child := exec.Command(os.Args[0], "-test.run=^TestKilledAtAnyMoment$")
		child.Env = append(os.Environ(), killPath+"="+path)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for range 1 + random.IntN(6) {
			if !lines.Scan() || lines.Text() != "saved" {
				t.Errorf("the child says %q", lines.Text())
			}
		}
		child.Process.Kill()
		_ = child.Wait() // it was killed
		if n := triplesIn(t, path); n != oldTriples && n != newTriples {
			t.Fatalf("%d triples", n)
		}
	}
}

func savedGraph(t *testing.T, triples int) *Graph {
	return mustLoad(t, string(records(triples)), WithFormat(rdfio.NTriples))
}

// triplesIn is the number of triples of a file, which must be whole.
func triplesIn(t *testing.T, path string) int {
	t.Helper()
	g, err := LoadFile(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	return g.Len()
}

// saveByTurns saves until it is killed.
func saveByTurns(t *testing.T, path string) {
	graphs := []*Graph{savedGraph(t, oldTriples), savedGraph(t, newTriples)}
	for i := 0; ; i++ {
		if err := graphs[i%2].SaveSnapshot(context.Background(), path); err != nil {
			t.Fatal(err)
		}
		fmt.Println("saved")
	}
}

// dieSaving saves and is killed on the way, if saving takes so many operations.
func dieSaving(t *testing.T, path string) {
	left, err := strconv.Atoi(os.Getenv(killAt))
	if err != nil {
		t.Fatal(err)
	}
	if err := savedGraph(t, newTriples).saveFile((&killingFiles{left: left}).files(), path, nil); err != nil {
		t.Fatal(err)
	}
}

// killingFiles kills the process at the n-th operation on files.
type killingFiles struct {
	left int
}

func (f *killingFiles) do() {
	if f.left--; f.left < 0 {
		f.die()
	}
}

func (f *killingFiles) die() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {} // until it has happened
}

func (f *killingFiles) files() files {
	real := osFiles()
	return files{
		create: func(dir, pattern string) (newFile, error) {
			f.do()
			file, err := real.create(dir, pattern)
			return &killingFile{file, f}, err
		},
		rename: func(from, to string) error { f.do(); return real.rename(from, to) },
		remove: real.remove,
		sync:   func(dir string) error { f.do(); return real.sync(dir) },
	}
}

type killingFile struct {
	newFile
	f *killingFiles
}

// Write dies in the middle of what it is to write.
func (x *killingFile) Write(p []byte) (int, error) {
	if x.f.left--; x.f.left < 0 {
		_, _ = x.newFile.Write(p[:len(p)/2])
		x.f.die()
	}
	return x.newFile.Write(p)
}

func (x *killingFile) Sync() error {
	x.f.do()
	return x.newFile.Sync()
}

func (x *killingFile) Close() error {
	x.f.do()
	return x.newFile.Close()
}
