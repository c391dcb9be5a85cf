package sandbox

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/testdata/oracle"
)

// TestServedOracle loads the SMART sample patients and compares what the
// container serves of each collection with the answers computed from the same
// patients by the rules of the reference (../shared/smart/data/served).
func TestServedOracle(t *testing.T) {
	dir := oracle.SMART(t)
	s, err := Open(Options{Patients: filepath.Join(dir, "patients")})
	if err != nil {
		t.Fatal(err)
	}
	served, err := filepath.Glob(filepath.Join(dir, "served", "*", "*.rdf"))
	if err != nil || len(served) == 0 {
		t.Fatalf("no served files: %v", err)
	}
	for _, file := range served {
		id := filepath.Base(filepath.Dir(file))
		name := strings.TrimSuffix(filepath.Base(file), ".rdf")
		t.Run(id+"/"+name, func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := s.render(t, id, strings.TrimSuffix(name, "_observations"))
			a, b := anonymous(t, want), anonymous(t, got)
			if !graph.Isomorphic(a, b) {
				t.Errorf("%d triples served, %d expected, or not the same", b.Len(), a.Len())
			}
		})
	}
}

// render is a collection's reply, without HTTP.
func (s *Server) render(t *testing.T, id, collection string) []byte {
	t.Helper()
	rec := s.state.record(id)
	out := newReply("http://localhost:7000", rec)
	for _, k := range s.kinds {
		if k.path != collection {
			continue
		}
		list := rec.of(k)
		out.hits(list)
		if len(list) > 0 {
			out.summary(page{hits: list, total: len(list)}, 0)
		}
	}
	if out.err != nil || out.out.Close() != nil {
		t.Fatal(out.err)
	}
	return out.buf.Bytes()
}

// anonymous reads RDF/XML and turns the IRIs of a record's statements, which
// every container invents, into blank nodes.
func anonymous(t *testing.T, data []byte) *graph.Graph {
	t.Helper()
	g := graph.New()
	err := rdfio.Read(context.Background(), bytes.NewReader(data), rdfio.RDFXML, rdfio.Options{}, func(q *rdfio.Quad) error {
		g.Add(graph.Triple{S: plain(q.S), P: plain(q.P), O: plain(q.O)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func plain(t rdfio.Term) graph.Term {
	singles := []string{"demographics", "social_history"}
	switch {
	case t.Kind == rdfio.Blank:
		return graph.NewBlank("b" + t.Value)
	case t.Kind == rdfio.Literal && t.Datatype != "":
		return graph.NewTyped(t.Value, t.Datatype)
	case t.Kind == rdfio.Literal:
		return graph.NewLang(t.Value, t.Lang)
	}
	if rest, ok := strings.CutPrefix(t.Value, "http://localhost:7000/records/"); ok {
		if _, item, _ := strings.Cut(rest, "/"); item != "" && !slices.Contains(singles, item) {
			return graph.NewBlank("i" + t.Value)
		}
	}
	return graph.NewIRI(t.Value)
}
