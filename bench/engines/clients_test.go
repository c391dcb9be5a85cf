package engines

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/query/serve"
)

const clientToken = "0123456789abcdef"

// step is one query of the script that every client runs; updates come first.
var (
	clientUpdates = []string{
		`INSERT DATA { <urn:new> <urn:p> "é\n\"x\""@en , 1.50 , <urn:o> , true }`,
		`DELETE { ?s <urn:old> ?o } INSERT { ?s <urn:was> ?o } WHERE { ?s <urn:old> ?o }`,
	}
	clientQueries = []string{
		`SELECT ?o WHERE { <urn:new> <urn:p> ?o } ORDER BY STR(?o)`,
		`SELECT ?s ?x WHERE { ?s <urn:was> ?o OPTIONAL { ?s <urn:none> ?x } }`,
		`SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }`,
		`SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } }`,
	}
)

// scripted serves the data that the script begins with.
func scripted(t *testing.T) string {
	t.Helper()
	g, err := graph.Load(t.Context(), strings.NewReader(`<urn:a> <urn:old> 1 , "two" . <urn:g> { <urn:b> <urn:p> <urn:c> }`), graph.WithFormat(rdfio.TriG))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(serve.New(g, serve.Options{Updates: true, Token: clientToken}))
	t.Cleanup(srv.Close)
	return srv.URL + "/sparql"
}

// lines are a result as sorted lines of values, from SPARQL JSON.
func lines(doc []byte) ([]string, error) {
	var r struct {
		Head    struct{ Vars []string }
		Results struct {
			Bindings []map[string]struct{ Value string }
		}
	}
	if err := json.Unmarshal(doc, &r); err != nil {
		return nil, fmt.Errorf("%w in %s", err, doc)
	}
	out := []string{}
	for _, b := range r.Results.Bindings {
		line := ""
		for _, v := range r.Head.Vars {
			line += b[v].Value + "|"
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out, nil
}

// wanted is what package remote gets.
func wanted(t *testing.T) [][]string {
	t.Helper()
	e, err := remote.Open(scripted(t), remote.WithBearer(clientToken))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, text := range clientUpdates {
		if err := e.Update(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	var out [][]string
	for _, text := range clientQueries {
		table, err := e.Select(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, row := range table.Rows {
			line := ""
			for _, term := range row {
				line += term.Value() + "|"
			}
			got = append(got, line)
		}
		slices.Sort(got)
		out = append(out, got)
	}
	return out
}

// program finds a client's program, or skips the test by its name.
func program(t *testing.T, name string, files ...string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil && len(files) == 0 {
		return path
	}
	for _, f := range files {
		if _, err := os.Stat(filepath.Join(Cache(), f)); err == nil {
			return filepath.Join(Cache(), f)
		}
	}
	t.Skipf("%s is not installed: see install.sh", name)
	return ""
}

// output runs a client.
func output(ctx context.Context, t *testing.T, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(ctx, name, args...)
	out, err := cmd.Output()
	if err != nil {
		text := ""
		if e, ok := err.(*exec.ExitError); ok {
			text = string(e.Stderr)
		}
		t.Fatalf("%s: %v: %s", name, err, text)
	}
	return out
}

// TestClients: independent clients run the same script against Trivet's server and
// see what package remote sees.
func TestClients(t *testing.T) {
	want := wanted(t)
	if len(want) != 4 || len(want[0]) != 4 || len(want[1]) != 2 || !slices.Equal(want[2], []string{"6|"}) {
		t.Fatalf("remote: %q", want)
	}
	t.Run("curl", func(t *testing.T) {
		curl, at := program(t, "curl"), scripted(t)
		for _, text := range clientUpdates {
			output(t.Context(), t, curl, "-sS", "--fail", "-H", "Authorization: Bearer "+clientToken, "--data-urlencode", "update="+text, at)
		}
		for i, text := range clientQueries {
			check(t, text, output(t.Context(), t, curl, "-sS", "--fail", "--compressed", "-H", "Accept: application/sparql-results+json", "--data-urlencode", "query="+text, at), want[i])
		}
	})
	t.Run("SPARQLWrapper", func(t *testing.T) { pythonClient(t, wrapperScript, want) })
	t.Run("rdflib", func(t *testing.T) { pythonClient(t, rdflibScript, want) })
	t.Run("Comunica", func(t *testing.T) {
		node, at := program(t, "node"), scripted(t)
		library := program(t, "Comunica", "js/node_modules/@comunica/query-sparql/package.json")
		docs := jobOutput(t, at, filepath.Dir(library), node, "-e", comunicaScript)
		checkAll(t, docs, want)
	})
}

func check(t *testing.T, text string, doc []byte, want []string) {
	t.Helper()
	got, err := lines(doc)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%s: %q, %v; want %q", text, got, err, want)
	}
}

// pythonClient runs a Python program that prints a SPARQL JSON document a line.
func pythonClient(t *testing.T, script string, want [][]string) {
	t.Helper()
	python, at := program(t, "SPARQLWrapper and rdflib", "py/bin/python"), scripted(t)
	checkAll(t, jobOutput(t, at, "", python, "-c", script), want)
}

// jobOutput runs a client with what it has to do as its last argument, and gives the
// lines that it prints.
func jobOutput(t *testing.T, at, library string, command ...string) []string {
	t.Helper()
	job, err := json.Marshal(map[string]any{"at": at, "token": clientToken, "library": library, "updates": clientUpdates, "queries": clientQueries})
	if err != nil {
		t.Fatal(err)
	}
	out := output(t.Context(), t, command[0], append(command[1:], string(job))...)
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// checkAll compares the documents of all queries.
func checkAll(t *testing.T, docs []string, want [][]string) {
	t.Helper()
	if len(docs) != len(want) {
		t.Fatalf("%d answers: %s", len(docs), docs)
	}
	for i, doc := range docs {
		check(t, clientQueries[i], []byte(doc), want[i])
	}
}

const wrapperScript = `
import json, sys
from SPARQLWrapper import SPARQLWrapper, JSON, POST
job = json.loads(sys.argv[1])
for text in job["updates"]:
    s = SPARQLWrapper(job["at"])
    s.addCustomHttpHeader("Authorization", "Bearer " + job["token"])
    s.setMethod(POST)
    s.setQuery(text)
    s.query()
for text in job["queries"]:
    s = SPARQLWrapper(job["at"])
    s.setReturnFormat(JSON)
    s.setQuery(text)
    print(json.dumps(s.query().convert()))
`

const rdflibScript = `
import json, sys
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
job = json.loads(sys.argv[1])
store = SPARQLUpdateStore(job["at"], job["at"], returnFormat="json", headers={"Authorization": "Bearer " + job["token"]})
for text in job["updates"]:
    store.update(text)
for text in job["queries"]:
    r = store.query(text)
    rows = [{str(v): {"value": str(x)} for v, x in b.items()} for b in r.bindings]
    print(json.dumps({"head": {"vars": [str(v) for v in r.vars]}, "results": {"bindings": rows}}))
`

// comunicaScript uses Comunica's engine as a library: its command sends no token with
// an update.
const comunicaScript = `
const job = JSON.parse(process.argv[1]);
const { QueryEngine } = require(job.library);
const engine = new QueryEngine();
const withToken = (input, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set("Authorization", "Bearer " + job.token);
  return fetch(input, { ...init, headers });
};
const at = { type: "sparql", value: job.at };
async function main() {
  for (const text of job.updates) {
    await engine.queryVoid(text, { sources: [at], destination: at, fetch: withToken });
  }
  for (const text of job.queries) {
    const result = await engine.query(text, { sources: [at], fetch: withToken });
    const { data } = await engine.resultToString(result, "application/sparql-results+json");
    let doc = "";
    for await (const part of data) doc += part;
    console.log(JSON.stringify(JSON.parse(doc)));
  }
}
main().catch((e) => { console.error(e); process.exit(1); });
`
