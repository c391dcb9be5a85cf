package remote_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/query/results"
)

// virtuoso starts Virtuoso 7 on loopback in a folder of its own, or skips the test.
// It is found as $TRIVET_VIRTUOSO, or as virtuoso-t (Debian: virtuoso-opensource-7).
func virtuoso(t *testing.T) string {
	t.Helper()
	program := os.Getenv("TRIVET_VIRTUOSO")
	if program == "" {
		found, err := exec.LookPath("virtuoso-t")
		if err != nil {
			t.Skip("Virtuoso is not installed: no virtuoso-t, and TRIVET_VIRTUOSO is not set")
		}
		program = found
	}
	dir, http := t.TempDir(), freePort(t)
	ini := fmt.Sprintf(`[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = v-temp.db
TransactionFile = v-temp.trx
[Parameters]
ServerPort = 127.0.0.1:%d
NumberOfBuffers = 10000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:%d
`, freePort(t), http)
	if err := os.WriteFile(filepath.Join(dir, "v.ini"), []byte(ini), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-f", "-c", "v.ini")
	cmd.Dir = dir
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	return fmt.Sprintf("http://127.0.0.1:%d", http)
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// TestVirtuoso ships a graph to Virtuoso by Digest credentials, asks it the same
// questions as the local graph, and fetches the graph back.
func TestVirtuoso(t *testing.T) {
	base := virtuoso(t)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	e := open(t, base+"/sparql-auth", remote.WithDigestAuth("dba", "dba"), remote.WithGraphStore(base+"/sparql-graph-crud-auth"),
		remote.WithRetries(1000)) // it takes a while to start
	defer e.Close()
	if ok, err := e.Ask(ctx, "ASK { ?s ?p ?o }"); !ok || err != nil {
		t.Fatalf("%t, %v", ok, err)
	}
	src, into := shipment(t), graph.NewIRI("urn:trivet:test")
	n, err := e.Upload(ctx, src, remote.UploadOptions{Graph: into})
	if err != nil || n.Done != src.Len() {
		t.Fatalf("%+v, %v", n, err)
	}
	back, err := e.Construct(ctx, "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <urn:trivet:test> { ?s ?p ?o } }")
	if err != nil || back.Len() != src.Len() {
		t.Errorf("CONSTRUCT: %v, %v", back, err)
	}
	for _, text := range []string{
		`SELECT ?s ?n FROM <urn:trivet:test> { ?s <urn:n> ?n FILTER(?n > 990) }`,
		`SELECT (COUNT(*) AS ?c) FROM <urn:trivet:test> { ?s <urn:card> [ <urn:name> ?name ] }`,
		`SELECT ?name FROM <urn:trivet:test> { <urn:s7> <urn:card>/<urn:name> ?name }`,
		`SELECT ?s FROM <urn:trivet:test> { ?s <urn:n> ?n OPTIONAL { ?s <urn:none> ?x } FILTER(!BOUND(?x) && ?n < 3) }`,
		`SELECT (SUM(?n) AS ?sum) FROM <urn:trivet:test> { ?s <urn:n> ?n }`,
	} {
		got, err := e.Select(ctx, text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		rows, err := query.Select(ctx, src, strings.Replace(text, "FROM <urn:trivet:test>", "", 1))
		if err != nil {
			t.Fatal(err)
		}
		want, err := results.Collect(rows)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := bag(got), bag(want); !slices.Equal(a, b) {
			t.Errorf("%s:\nVirtuoso %v\nhere %v", text, a, b)
		}
	}
	virtuosoStore(ctx, t, e)
}

// virtuosoStore uses the Graph Store, and SERVICE.
func virtuosoStore(ctx context.Context, t *testing.T, e *remote.Endpoint) {
	name, g := graph.NewIRI("urn:trivet:people"), people()
	if err := e.PutGraph(ctx, name, g.Snapshot()); err != nil {
		t.Fatal(err)
	}
	if back, err := e.GetGraph(ctx, name); err != nil || !graph.Isomorphic(back, g) {
		t.Errorf("GET: %v", err)
	}
	rows, err := query.Select(ctx, people(), fmt.Sprintf(
		"SELECT ?s { ?s <http://ex/name> ?n SERVICE <%s> { GRAPH <urn:trivet:people> { ?s <http://ex/name> ?n } } }", e.URL()),
		query.WithService(remote.Service(e)))
	if err != nil {
		t.Fatal(err)
	}
	if table, err := results.Collect(rows); err != nil || table.Len() != 2 {
		t.Errorf("SERVICE: %v, %v", table, err)
	}
	if err := e.DeleteGraph(ctx, name); err != nil {
		t.Error(err)
	}
	if ok, err := e.Ask(ctx, "ASK { GRAPH <urn:trivet:people> { ?s ?p ?o } }"); ok || err != nil {
		t.Errorf("after DELETE: %t, %v", ok, err)
	}
}

// shipment is a graph of what engines agree on: IRIs, blank nodes, integers, strings
// and tagged strings.
func shipment(t *testing.T) *graph.Graph {
	t.Helper()
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "<urn:s%d> <urn:n> %d ; <urn:card> [ <urn:name> \"näme \\\"%d\\\"\"@en ; <urn:note> \"a\\nb\" ] .\n", i, i, i)
	}
	g, err := graph.Load(context.Background(), strings.NewReader(b.String()), graph.WithFormat(rdfio.Turtle))
	if err != nil {
		t.Fatal(err)
	}
	return g
}
