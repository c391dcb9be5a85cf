package rdfio

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

// lines parses a document into canonical N-Quads lines.
func lines(t testing.TB, data []byte, f Format) ([]string, error) {
	t.Helper()
	return collect(t, bytes.NewReader(data), f, Options{Base: "http://example/a/b"})
}

// A document that is cut anywhere gives an error, or exactly the statements of
// what is left: never silently fewer, never others.
func TestTruncation(t *testing.T) {
	for _, path := range positiveW3C(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > 20_000 || filepath.Base(path) == "manifest.ttl" {
			continue
		}
		f := FormatByPath(path)
		full, err := lines(t, data, f)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		step := 1 + len(data)/500
		for cut := 0; cut < len(data); cut += step {
			checkCut(t, path, f, data, cut, full)
		}
	}
}

func checkCut(t *testing.T, path string, f Format, data []byte, cut int, full []string) {
	t.Helper()
	got, err := lines(t, data[:cut], f)
	if err != nil {
		return
	}
	if (f == RDFXML || f == JSONLD) && len(got) != len(full) {
		t.Errorf("%s cut at %d: accepted with %d of %d statements", path, cut, len(got), len(full))
	}
	if cut > 0 && data[cut-1] == '.' && (class[data[cut]]&cLocal != 0 || data[cut] >= 0x80) {
		return // "1.|5" and "e:a.|b": what is left is another complete document
	}
	if len(got) > len(full) || strings.Join(got, "") != strings.Join(full[:len(got)], "") {
		t.Errorf("%s cut at %d: not the first statements of the whole\n%s", path, cut, data[:cut])
	}
	if !endsStatement(data[:cut], f) {
		t.Errorf("%s cut at %d: accepted inside a statement\n%s", path, cut, data[:cut])
	}
}

// endsStatement reports whether the last thing in text that is no comment and
// no white space can end a statement or a directive.
func endsStatement(text []byte, f Format) bool {
	for len(text) > 0 {
		line := text[bytes.LastIndexByte(text, '\n')+1:]
		code := bytes.TrimSpace(line)
		if i := bytes.IndexByte(code, '#'); i > 0 && code[i-1] != '\\' && !bytes.ContainsAny(code[i:], ">\"'") {
			code = bytes.TrimSpace(code[:i])
		}
		if i := bytes.Index(code, []byte(" #")); i >= 0 {
			code = bytes.TrimSpace(code[:i])
		}
		if len(code) > 0 && code[0] != '#' {
			last := code[len(code)-1]
			return last == '.' || last == '}' && f == TriG || last == '>' || (last == '"' || last == '\'') && lowerASCII(string(code[:1])) == "v"
		}
		text = text[:len(text)-len(line)]
		text = bytes.TrimSuffix(text, []byte("\n"))
	}
	return true
}

// The pieces in which a reader gives a document make no difference, whether it
// is good or bad.
func TestPieces(t *testing.T) {
	root := filepath.Dir(filepath.Dir(positiveW3C(t)[0]))
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		f := FormatByPath(path)
		if err != nil || d.IsDir() || f == Unknown {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil || len(data) > 5000 {
			return err
		}
		o := Options{Base: "http://example/a/b", File: "x"}
		want, wantErr := collect(t, bytes.NewReader(data), f, o)
		for name, r := range map[string]io.Reader{
			"one byte":  iotest.OneByteReader(bytes.NewReader(data)),
			"half":      iotest.HalfReader(bytes.NewReader(data)),
			"data, EOF": iotest.DataErrReader(bytes.NewReader(data)),
		} {
			got, gotErr := collect(t, r, f, o)
			if strings.Join(got, "") != strings.Join(want, "") || (gotErr == nil) != (wantErr == nil) || gotErr != nil && gotErr.Error() != wantErr.Error() {
				t.Errorf("%s by %s: %d statements, %v; want %d, %v", path, name, len(got), gotErr, len(want), wantErr)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// failAt fails at the n-th call of Read; each call gives a few bytes.
type failAt struct {
	r io.Reader
	n int
}

var errBroken = errors.New("the disk is broken")

func (r *failAt) Read(b []byte) (int, error) {
	if r.n--; r.n < 0 {
		return 0, errBroken
	}
	return r.r.Read(b[:min(len(b), 37)])
}

// samples has one document of each format.
func samples(t testing.TB) map[Format][]byte {
	m := make(map[Format][]byte)
	for _, f := range Formats() {
		m[f] = recordAs(t, 40, f)
	}
	return m
}

// A reader that fails at its n-th call, for every n: the error comes out, and
// what came before is a prefix of the document's statements.
func TestFailingReader(t *testing.T) {
	for f, data := range samples(t) {
		full, err := lines(t, data, f)
		if err != nil {
			t.Fatal(err)
		}
		for n := 0; ; n++ {
			r := &failAt{bytes.NewReader(data), n}
			got, err := collect(t, r, f, Options{})
			if r.n >= 0 {
				if err != nil {
					t.Errorf("%s, n=%d: %v", f, n, err)
				}
				break
			}
			if !errors.Is(err, errBroken) {
				t.Fatalf("%s, n=%d: %v", f, n, err)
			}
			if strings.Join(got, "") != strings.Join(full[:len(got)], "") {
				t.Fatalf("%s, n=%d: not a prefix", f, n)
			}
		}
	}
}

// brokenWriter fails at its n-th byte.
type brokenWriter struct{ n int }

func (w *brokenWriter) Write(b []byte) (int, error) {
	if len(b) > w.n {
		return w.n, errBroken
	}
	w.n -= len(b)
	return len(b), nil
}

// A writer that fails at any byte: Write or Close says so, and so does every
// call after it.
func TestFailingWriter(t *testing.T) {
	quads, err := parse(recordTurtle(3000), Turtle, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Formats() {
		size := len(recordAs(t, 3000, f))
		for n := 0; n < size; n += 1 + size/50 {
			w, err := NewWriter(&brokenWriter{n}, f, WriterOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for i := range quads {
				if err = w.Write(&quads[i]); err != nil {
					break
				}
			}
			again := w.Write(&quads[0])
			last := w.Close()
			if !errors.Is(last, errBroken) || err != nil && !errors.Is(again, errBroken) {
				t.Fatalf("%s, n=%d: Write %v, again %v, Close %v", f, n, err, again, last)
			}
			if err := w.Write(&quads[0]); err != ErrClosed {
				t.Fatalf("%s: Write after Close: %v", f, err)
			}
		}
	}
}

// An error of emit ends the reading at once and comes out as it is, also where
// bad lines are skipped; so does the end of the context.
func TestStop(t *testing.T) {
	for f, data := range samples(t) {
		for stopAt := range 5 {
			n := 0
			err := Read(context.Background(), bytes.NewReader(data), f, Options{SkipBad: func(*Error) bool { return true }}, func(*Quad) error {
				if n++; n > stopAt {
					return errBroken
				}
				return nil
			})
			if err != errBroken || n != stopAt+1 {
				t.Errorf("%s: %v after %d statements", f, err, n)
			}
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := Read(ctx, bytes.NewReader(data), f, Options{}, func(*Quad) error { return nil }); err != context.Canceled {
			t.Errorf("%s, cancelled before: %v", f, err)
		}
		ctx, cancel = context.WithCancel(context.Background())
		n := 0
		endless := io.MultiReader(bytes.NewReader(data[:len(data)-1]), &forever{cancel: cancel})
		if err := Read(ctx, endless, f, Options{}, func(*Quad) error { n++; return nil }); err != context.Canceled {
			t.Errorf("%s, cancelled on the way: %v", f, err)
		}
	}
}

// forever gives spaces and cancels after a while.
type forever struct {
	n      int
	cancel func()
}

func (r *forever) Read(b []byte) (int, error) {
	if r.n++; r.n == 10 {
		r.cancel()
	}
	b = b[:min(len(b), 100)]
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

// A statement's strings stay what they are while the reader goes on: nothing
// that was handed out is written again.
func TestStringsStay(t *testing.T) {
	for f := range samples(t) {
		data := recordAs(t, 20_000, f)
		var kept []Quad
		var copies []string
		err := Read(context.Background(), iotest.HalfReader(bytes.NewReader(data)), f, Options{BlankPrefix: "doc_"}, func(q *Quad) error {
			kept = append(kept, *q)
			copies = append(copies, quadLine(t, q))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := range kept {
			if got := quadLine(t, &kept[i]); got != copies[i] {
				t.Fatalf("%s: statement %d was %s, now is %s", f, i, copies[i], got)
			}
		}
	}
}

// The input itself must not be changed or kept: a caller's buffer is its own.
func TestInputUntouched(t *testing.T) {
	for f, data := range samples(t) {
		before := bytes.Clone(data)
		want, err := lines(t, data, f)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(before, data) {
			t.Errorf("%s: the input was written", f)
		}
		if f != NTriples && f != NQuads {
			continue
		}
		var got []string
		for _, l := range SplitLines(data[:len(data)-1], 3) {
			if err := l.Read(context.Background(), f, Options{}, func(q *Quad) error { got = append(got, quadLine(t, q)); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(before, data) || strings.Join(got, "") != strings.Join(want, "") {
			t.Errorf("%s: runs of lines wrote the input, or differ", f)
		}
	}
}
