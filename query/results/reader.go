package results

import (
	"errors"
	"io"
	"iter"

	"github.com/trivet-rdf/trivet/graph"
)

// Reader reads a result document row by row: its memory does not grow with the
// number of rows. It implements Rows. One goroutine uses it at a time, and it must
// be closed, or looped over to the end.
//
// A JSON document whose rows come before their names, which JSON allows, has to be
// read whole before its first row is known.
type Reader struct {
	names   []string
	boolean *bool
	pull    func() ([]graph.Term, error, bool)
	stop    func()
}

// NewReader reads the beginning of a document in format f, as [Read] would, up to
// its first row. An error of the rest comes with the rows.
func NewReader(r io.Reader, f Format) (*Reader, error) {
	d := &Reader{}
	d.pull, d.stop = iter.Pull2(d.parts(r, f))
	_, err, _ := d.pull()
	if err != nil {
		d.stop()
		return nil, err
	}
	return d, nil
}

// errStopped ends the reading when nobody wants the rest.
var errStopped = errors.New("results: the reader was closed")

// parts gives a nil row once names or the boolean are known, then the rows.
func (d *Reader) parts(r io.Reader, f Format) iter.Seq2[[]graph.Term, error] {
	return func(yield func([]graph.Term, error) bool) {
		give := func(row []graph.Term) error {
			if !yield(row, nil) {
				return errStopped
			}
			return nil
		}
		err := read(r, f, receiver{
			head: func(names []string) error { d.names = names; return give(nil) },
			bool: func(v bool) error { d.boolean = &v; return give(nil) },
			row:  give,
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(nil, err)
		}
	}
}

// Vars are the names of the variables.
func (d *Reader) Vars() []string { return d.names }

// Boolean is the answer of an ASK query, nil for rows.
func (d *Reader) Boolean() *bool { return d.boolean }

// Terms loops over the rows that are left and closes the Reader at the end, also
// when the loop is left early. The slices are the caller's.
func (d *Reader) Terms() iter.Seq2[[]graph.Term, error] {
	return func(yield func([]graph.Term, error) bool) {
		defer d.Close()
		for {
			row, err, more := d.pull()
			if !more {
				return
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// Close ends the reading. It does not close what is read from, and may be called
// again.
func (d *Reader) Close() error {
	d.stop()
	return nil
}
