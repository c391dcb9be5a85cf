package results

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// someRows are rows in chunks, with an error at the end if there is one.
type someRows struct {
	chunks, size int
	err          error
}

func (r someRows) Vars() []string { return []string{"a", "b"} }

func (r someRows) row(i int, terms []graph.Term) {
	terms[0], terms[1] = graph.NewIRI(fmt.Sprint("http://e/", i)), graph.NewLiteral(fmt.Sprint("<&\"\t", i))
	if i%3 == 0 {
		terms[1] = graph.Any
	}
}

func (r someRows) Terms() iter.Seq2[[]graph.Term, error] {
	return func(yield func([]graph.Term, error) bool) {
		terms := make([]graph.Term, 2)
		for i := range r.chunks * r.size {
			if r.row(i, terms); !yield(terms, nil) {
				return
			}
		}
		if r.err != nil {
			yield(nil, r.err)
		}
	}
}

func (r someRows) Chunks() iter.Seq2[chunk, error] {
	return func(yield func(chunk, error) bool) {
		for i := range r.chunks {
			if !yield(someChunk{r, i * r.size}, nil) {
				return
			}
		}
		if r.err != nil {
			yield(nil, r.err)
		}
	}
}

type someChunk struct {
	rows  someRows
	first int
}

func (c someChunk) Len() int                      { return c.rows.size }
func (c someChunk) Row(i int, terms []graph.Term) { c.rows.row(c.first+i, terms) }

// plainRows hides the chunks.
type plainRows struct{ Rows }

// fullWriter is a writer that fails after so many bytes.
type fullWriter struct{ left int }

func (f *fullWriter) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errors.New("full")
	}
	return len(b), nil
}

// TestParallel: several goroutines write what one does, in every format, also
// when rows or the writer fail.
func TestParallel(t *testing.T) {
	for _, f := range []Format{JSON, JSONLines, XML, CSV, TSV} {
		for _, rows := range []someRows{{0, 1, nil}, {1, 7, nil}, {50, 11, nil}, {30, 5, errors.New("broken")}} {
			var want, got bytes.Buffer
			wantN, wantErr := Copy(&want, f, plainRows{rows}, Options{})
			n, err := copyChunks(&got, newEncoder(f, Options{}), rows, rows.Vars(), 20, 3)
			if n != wantN || err != wantErr || !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Errorf("%v of %d chunks: %d rows, %v, %d bytes; want %d, %v, %d", f, rows.chunks, n, err, got.Len(), wantN, wantErr, want.Len())
			}
		}
		rows := someRows{200, 11, nil}
		if _, err := copyChunks(&fullWriter{left: 5000}, newEncoder(f, Options{}), rows, rows.Vars(), 20, 3); err == nil {
			t.Errorf("%v: the writer's error is lost", f)
		}
	}
}
