package rdfio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
)

// collect gives the statements of a document as canonical N-Quads lines.
func collect(t testing.TB, r io.Reader, f Format, o Options) ([]string, error) {
	t.Helper()
	var list []string
	err := Read(context.Background(), r, f, o, func(q *Quad) error {
		list = append(list, quadLine(t, q))
		return nil
	})
	return list, err
}

// quadLine is q as a canonical N-Quads line.
func quadLine(t testing.TB, q *Quad) string {
	t.Helper()
	l := lineWriter{out: &output{w: io.Discard}, canonical: true, quads: true}
	if err := l.write(q); err != nil {
		t.Fatalf("%+v: %v", *q, err)
	}
	return string(l.out.buf)
}

// numbered is n lines of N-Triples, some empty, some comments.
func numbered(n int) []byte {
	var b bytes.Buffer
	for i := 1; i <= n; i++ {
		switch {
		case i%17 == 0:
			b.WriteString("# comment\n")
		case i%13 == 0:
			b.WriteString("\r\n")
		default:
			fmt.Fprintf(&b, "<http://e/s%d> <http://e/p%d> \"line %d\" .\n", i/3, i%5, i)
		}
	}
	return b.Bytes()
}

func TestSplitLines(t *testing.T) {
	data := numbered(1000)
	want, err := collect(t, bytes.NewReader(data), NTriples, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 2, 3, 7, 100, 5000} {
		var got []string
		for _, l := range SplitLines(data, n) {
			if wantLine := 1 + bytes.Count(data[:l.Offset], []byte{'\n'}); l.Line != wantLine {
				t.Fatalf("n=%d: run at %d says line %d, want %d", n, l.Offset, l.Line, wantLine)
			}
			err := l.Read(context.Background(), NTriples, Options{}, func(q *Quad) error {
				got = append(got, quadLine(t, q))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if strings.Join(got, "") != strings.Join(want, "") {
			t.Errorf("n=%d: %d statements, want %d", n, len(got), len(want))
		}
	}
}

func TestSplitter(t *testing.T) {
	for _, end := range []string{"", "<http://e/s> <http://e/p> <http://e/o> .", "# end"} {
		data := append(numbered(3000), end...)
		want, err := collect(t, bytes.NewReader(data), NTriples, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, size := range []int{0, 1, 100, 4096, 1 << 20} {
			for name, r := range map[string]io.Reader{
				"whole":    bytes.NewReader(data),
				"one byte": iotest.OneByteReader(bytes.NewReader(data)),
				"with BOM": io.MultiReader(strings.NewReader(byteOrderMark), bytes.NewReader(data)),
			} {
				got := splitAll(t, r, size)
				if strings.Join(got, "") != strings.Join(want, "") {
					t.Errorf("%s, size %d: %d statements, want %d", name, size, len(got), len(want))
				}
			}
		}
	}
}

func splitAll(t *testing.T, r io.Reader, size int) (got []string) {
	t.Helper()
	x := NewSplitter(context.Background(), r, size, Options{})
	for line := 1; ; {
		l, err := x.Next()
		if err == io.EOF {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		if l.Line != line {
			t.Fatalf("size %d: run says line %d, want %d", size, l.Line, line)
		}
		line += bytes.Count(l.Data, []byte{'\n'})
		if err := l.Read(context.Background(), NTriples, Options{}, func(q *Quad) error {
			got = append(got, quadLine(t, q))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// An error in a run carries the line and offset of the whole document.
func TestSplitErrorPosition(t *testing.T) {
	data := append(numbered(500), "<http://e/s> <http://e/ü> <bad> .\n"...)
	whole := Read(context.Background(), bytes.NewReader(data), NTriples, Options{File: "x.nt"}, func(*Quad) error { return nil })
	list := SplitLines(data, 4)
	part := list[len(list)-1].Read(context.Background(), NTriples, Options{File: "x.nt"}, func(*Quad) error { return nil })
	var a, b *Error
	if !errors.As(whole, &a) || !errors.As(part, &b) {
		t.Fatalf("got %v and %v", whole, part)
	}
	if *a != *b || a.Line != 501 || a.Column != 27 {
		t.Errorf("whole: %+v\nrun:   %+v", *a, *b)
	}
	if got, want := a.Error(), "x.nt:501:27: the IRI <bad> is relative (N-Triples and N-Quads have absolute IRIs only)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Runs are read by goroutines at the same time, from one splitter, and together
// give the document.
func TestSplitParallel(t *testing.T) {
	data := recordAs(t, 20_000, NTriples)
	want, err := collect(t, bytes.NewReader(data), NTriples, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var parts []*[]string
	x := NewSplitter(context.Background(), bytes.NewReader(data), 50_000, Options{})
	for {
		l, err := x.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		part := new([]string)
		parts = append(parts, part)
		wg.Go(func() {
			err := l.Read(context.Background(), NTriples, Options{}, func(q *Quad) error {
				*part = append(*part, quadLine(t, q))
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var got []string
	for _, part := range parts {
		got = append(got, *part...)
	}
	if len(parts) < 10 || !slices.Equal(got, want) {
		t.Errorf("%d runs, %d statements, want %d", len(parts), len(got), len(want))
	}
}
