package records

import (
	"embed"
	"io"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

//go:embed queries/*.rq answers.txt
var files embed.FS

// Workload is the generator under seed 1, with the queries of this package and
// their pinned answers.
func Workload() (*workload.Workload, error) {
	return workload.New("records", files, func(w io.Writer, f rdfio.Format, triples int) error {
		_, err := Write(w, f, Options{Triples: triples, Seed: 1})
		return err
	}, "50M")
}
