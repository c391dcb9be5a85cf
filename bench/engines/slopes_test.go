package engines

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/bench/records"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/remote"
)

// slopeQueries are what TestSlopes times, from a look-up to a sort of everything.
func slopeQueries() []string {
	return []string{"02-point", "01-tutorial", "18-top-drugs", "42-count-all", "24-distinct"}
}

// TestSlopes tells how upload, memory and queries grow with the data, on each engine
// and on `trivet serve`: TRIVET_SLOPES names files of the records workload, one after
// the other, and TRIVET_ENGINES the engines (all, if it is not set). The figures are
// for people, and for docs/scale.md.
func TestSlopes(t *testing.T) {
	files := strings.Fields(os.Getenv("TRIVET_SLOPES"))
	if len(files) == 0 {
		t.Skip("TRIVET_SLOPES is not set")
	}
	w, err := records.Workload()
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, q := range w.Queries {
		texts[q.Name] = q.Text
	}
	only := os.Getenv("TRIVET_ENGINES")
	for _, file := range files {
		began := time.Now()
		local, err := graph.LoadFile(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d triples read in %.2f s", filepath.Base(file), local.Len(), time.Since(began).Seconds())
		for _, e := range append(All(), Trivet()) {
			if only == "" || slices.Contains(strings.Fields(only), e.Name) {
				t.Run(e.Name+"/"+filepath.Base(file), func(t *testing.T) { slope(t, e, local, texts) })
			}
		}
	}
}

// slope uploads a graph to an engine and asks it.
func slope(t *testing.T, e Engine, local *graph.Graph, texts map[string]string) {
	ctx, far := started(t, e)
	before, began := far.resident(), time.Now()
	into := graph.NewIRI("urn:records")
	up, err := far.Upload(ctx, local, remote.UploadOptions{Graph: into, Skolem: "urn:node:"})
	if err != nil {
		t.Fatal(err)
	}
	took, held := time.Since(began), far.resident()-before
	line := fmt.Sprintf("%d triples in %.1f s: %.0f a second; %d B of memory a triple", up.Done, took.Seconds(), float64(up.Done)/took.Seconds(), held/int64(up.Done))
	for _, name := range slopeQueries() {
		line += fmt.Sprintf("; %s %.1f ms", name, median(ctx, t, far, texts[name]))
	}
	t.Log(line)
}

// median is the time of a query in ms, of three after one that warms up.
func median(ctx context.Context, t *testing.T, far *Running, text string) float64 {
	var all []float64
	for i := range 4 {
		began := time.Now()
		rows, err := query.Select(ctx, far, text, query.WithDataset([]string{"urn:records"}, nil))
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			all = append(all, time.Since(began).Seconds()*1000)
		}
	}
	slices.Sort(all)
	return all[1]
}

// resident is the engine's resident memory in bytes; 0 where that is not known.
func (r *Running) resident() int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", r.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(data))
	pages, _ := strconv.ParseInt(fields[1], 10, 64) // digits, by the kernel's word
	return pages * int64(os.Getpagesize())
}

// Trivet is `trivet serve` with a store on the disk.
func Trivet() Engine {
	return Engine{Name: "Trivet", start: func(dir string, port int) (*exec.Cmd, access, error) {
		program, err := found("TRIVET_BINARY", "trivet")
		if err != nil {
			return nil, access{}, err
		}
		base := fmt.Sprintf("http://127.0.0.1:%d", port)
		cmd := exec.Command(program, "serve", "--addr", fmt.Sprintf("127.0.0.1:%d", port), "--data", "store", "--update", "--max-rows", "-1")
		cmd.Env = append(os.Environ(), "TRIVET_SERVE_TOKEN="+clientToken)
		return cmd, access{query: base + "/sparql", update: base + "/sparql", store: base + "/graphs", opts: []remote.Option{remote.WithBearer(clientToken)}}, nil
	}}
}
