package records

import (
	"embed"
	"io"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

//go:embed queries/*.rq
var queryFiles embed.FS

//go:embed answers.txt
var answers string

// Workload is the generator with the queries of this package and their pinned
// answers, under seed 1.
func Workload() (*workload.Workload, error) {
	queries, err := workload.Queries(queryFiles, "queries")
	if err != nil {
		return nil, err
	}
	golden, err := workload.Golden(answers)
	if err != nil {
		return nil, err
	}
	return &workload.Workload{Name: "records", Queries: queries, Golden: golden,
		Sizes: map[string]int{"10k": 10_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000},
		Write: func(w io.Writer, f rdfio.Format, triples int) error {
			_, err := Write(w, f, Options{Triples: triples, Seed: 1})
			return err
		}}, nil
}
