package workload

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math"
	"path"
	"sort"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// Query is one query of a workload.
type Query struct {
	Name string // the file's name without .rq: 01-tutorial
	Text string
}

// Queries reads the .rq files of a folder, sorted by name.
func Queries(files fs.FS, dir string) ([]Query, error) {
	names, err := fs.Glob(files, path.Join(dir, "*.rq"))
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	list := make([]Query, 0, len(names))
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		list = append(list, Query{Name: strings.TrimSuffix(path.Base(name), ".rq"), Text: string(text)})
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("workload: no .rq files in %s", dir)
	}
	return list, nil
}

// Answer is what is compared of a result: how many rows (or triples; 1 or 0 for
// ASK), and a checksum that does not depend on their order, on the labels of
// blank nodes, or on how a number is written (1.50, 1.5e0).
type Answer struct {
	Rows int
	Sum  uint64
}

// String is the form of the files of expected answers: the rows and the sum.
func (a Answer) String() string { return fmt.Sprintf("%d %016x", a.Rows, a.Sum) }

// Run answers a query of any form and gives its Answer.
func Run(ctx context.Context, src query.Source, q *query.Query, opts ...query.Option) (Answer, error) {
	res, err := q.Run(ctx, src, opts...)
	if err != nil {
		return Answer{}, err
	}
	var a Answer
	switch {
	case res.Rows != nil:
		for row, err := range res.Rows.Terms() {
			if err != nil {
				return a, err
			}
			a.Add(row)
		}
	case res.Triples != nil:
		for t, err := range res.Triples.All() {
			if err != nil {
				return a, err
			}
			a.Add([]graph.Term{t.S, t.P, t.O})
		}
	case res.Bool:
		a = Answer{Rows: 1, Sum: 1}
	}
	return a, nil
}

// Count answers a query, planned anew, and throws the terms away once each row was
// looked at: what a benchmark times.
func Count(ctx context.Context, src query.Source, q *query.Query) (rows int, err error) {
	res, err := q.Run(ctx, src, query.WithoutReuse())
	if err != nil {
		return 0, err
	}
	switch {
	case res.Rows != nil:
		for _, err := range res.Rows.Terms() {
			if err != nil {
				return rows, err
			}
			rows++
		}
	case res.Triples != nil:
		for _, err := range res.Triples.All() {
			if err != nil {
				return rows, err
			}
			rows++
		}
	case res.Bool:
		rows = 1
	}
	return rows, nil
}

// Add counts one row. A zero term is an unbound variable.
func (a *Answer) Add(row []graph.Term) {
	h := fnv.New64a()
	for _, t := range row {
		_, _ = h.Write(appendKey(nil, t))
		_, _ = h.Write([]byte{0})
	}
	a.Rows++
	a.Sum += h.Sum64()
}

// appendKey is the part of a term that two engines must agree on.
func appendKey(b []byte, t graph.Term) []byte {
	switch {
	case t.Kind() == 0:
		return b
	case t.IsBlank():
		return append(b, "_:"...)
	case t.IsIRI():
		return append(append(b, '<'), t.Value()...)
	}
	if f, err := strconv.ParseFloat(t.Value(), 64); err == nil && strings.HasPrefix(t.Datatype(), XSD) &&
		t.Datatype() != XSD+"string" {
		return strconv.AppendFloat(append(b, '#'), roundTo(f, 10), 'g', 10, 64)
	}
	return append(append(append(b, '"'), t.Value()...), t.Lang()...)
}

// roundTo keeps so many significant digits, so that sums of doubles in another
// order are the same.
func roundTo(f float64, digits int) float64 {
	if f == 0 || math.IsInf(f, 0) || math.IsNaN(f) {
		return f
	}
	r, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'e', digits-1, 64), 64)
	return r
}
