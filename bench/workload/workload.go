package workload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// Workload is a generator with its queries.
type Workload struct {
	Name    string // records, sp2b, lubm, trainmarks
	Queries []Query
	Sizes   map[string]int    // the named sizes in triples: 100k, 1M
	Golden  map[string]Answer // by "query size", such as "01-tutorial 100k"
	Write   Generator
}

// Generator writes the data of at least so many triples as text of the format.
type Generator func(w io.Writer, f rdfio.Format, triples int) error

// New is the workload of that name, with its queries and answers from files:
// queries/*.rq and answers.txt. Its sizes are 10k, 100k, 1M, 10M and what is more.
func New(name string, files fs.FS, write Generator, more ...string) (*Workload, error) {
	queries, err := Queries(files, "queries")
	if err != nil {
		return nil, err
	}
	text, err := fs.ReadFile(files, "answers.txt")
	if err != nil {
		return nil, err
	}
	golden, err := Golden(string(text))
	if err != nil {
		return nil, err
	}
	w := &Workload{Name: name, Queries: queries, Golden: golden, Sizes: map[string]int{}, Write: write}
	for _, size := range append([]string{"10k", "100k", "1M", "10M"}, more...) {
		if w.Sizes[size], err = Triples(size); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// Triples is the number that a size's name says: 250k, 10M.
func Triples(size string) (int, error) {
	digits := strings.TrimRight(size, "kM")
	n, err := strconv.Atoi(digits)
	switch size[len(digits):] {
	case "k":
		n *= 1_000
	case "M":
		n *= 1_000_000
	default:
		err = errors.Join(err, errors.New("no unit"))
	}
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("workload: %q is no size: want a number with k or M: %w", size, err)
	}
	return n, nil
}

// Graph generates the data of so many triples into a new graph.
func (w *Workload) Graph(ctx context.Context, triples int) (*graph.Graph, error) {
	r, pw := io.Pipe()
	go func() { pw.CloseWithError(w.Write(pw, rdfio.NTriples, triples)) }()
	g, err := graph.Load(ctx, r, graph.WithFormat(rdfio.NTriples), graph.WithName(w.Name))
	r.CloseWithError(io.ErrClosedPipe) // frees the generator when loading stopped early
	return g, err
}

// Golden reads a file of expected answers: a query, a size, the rows and the
// checksum in each line, and lines that begin with #.
func Golden(text string) (map[string]Answer, error) {
	all := map[string]Answer{}
	for i, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var name, size string
		var a Answer
		if _, err := fmt.Sscanf(line, "%s %s %d %x", &name, &size, &a.Rows, &a.Sum); err != nil {
			return nil, fmt.Errorf("workload: line %d of the expected answers: want query, size, rows, checksum: %w", i+1, err)
		}
		all[name+" "+size] = a
	}
	return all, nil
}

// Check compares an answer with the expected one, if one is pinned.
func (w *Workload) Check(queryName, size string, got Answer) error {
	want, ok := w.Golden[queryName+" "+size]
	if !ok || got == want {
		return nil
	}
	return fmt.Errorf("%s: %s at %s: %d rows (sum %016x), want %d (sum %016x)",
		w.Name, queryName, size, got.Rows, got.Sum, want.Rows, want.Sum)
}
