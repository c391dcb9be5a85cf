package serve_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/serve"
)

// openStore opens a store that is closed at the test's end.
func openStore(t testing.TB, dir string) *serve.Store {
	t.Helper()
	st, err := serve.OpenStore(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

// client sends changes straight to a server's handler.
type client struct {
	t testing.TB
	s *serve.Server
}

func newClient(t testing.TB, st *serve.Store) client {
	return client{t, serve.New(st.Graph(), serve.Options{Store: st, Updates: true, Token: token})}
}

// answer is a ResponseWriter that keeps the status.
type answer struct {
	header http.Header
	status int
	bytes.Buffer
}

func (a *answer) Header() http.Header    { return a.header }
func (a *answer) WriteHeader(status int) { a.status = status }

// do sends a change and gives its status.
func (c client) do(method, path, media, body string) int {
	req, err := http.NewRequest(method, "http://localhost"+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", media)
	a := &answer{header: http.Header{}}
	c.s.ServeHTTP(a, req)
	if a.status >= 500 {
		c.t.Errorf("%s %s: %d %s", method, path, a.status, a.String())
	}
	return a.status
}

func (c client) update(text string) int {
	return c.do("POST", "/sparql", "application/sparql-update", text)
}

// script is changes of every kind, in an order in which each does something.
func script() []func(client) int {
	up := func(text string) func(client) int { return func(c client) int { return c.update(text) } }
	return []func(client) int{
		up(`INSERT DATA { <urn:a> <urn:p> 1, "two"@en--ltr, "line\nbreak", _:b . _:b <urn:p> <<( <urn:a> <urn:b> "x" )>> }`),
		func(c client) int {
			return c.do("PUT", "/graphs?graph=urn:g", "text/turtle", `[] <urn:p> [ <urn:q> ( 1 2 ) ] .`)
		},
		up(`INSERT { GRAPH <urn:h> { ?s <urn:id> ?id, [] } } WHERE { ?s <urn:p> ?o BIND(UUID() AS ?id) }`),
		func(c client) int {
			return c.do("POST", "/graphs?default", "application/n-triples", `_:b <urn:p> "new" .`)
		},
		up(`DELETE { ?s <urn:p> ?o } WHERE { ?s <urn:p> ?o FILTER(isNumeric(?o)) }`),
		up(`CREATE GRAPH <urn:empty>; COPY <urn:g> TO <urn:k>; MOVE <urn:h> TO <urn:m>`),
		func(c client) int { return c.do("DELETE", "/graphs?graph=urn:g", "text/plain", "") },
		func(c client) int {
			return c.do("PUT", "/graphs?graph=urn:k", "text/turtle", `<urn:only> <urn:p> "this" .`)
		},
		up(`INSERT { ?s <urn:n> ?n } WHERE { ?s ?p ?o BIND(RAND() AS ?n) } ; DROP GRAPH <urn:m>`),
		up(`CLEAR DEFAULT ; INSERT DATA { <urn:z> <urn:p> 9 }`),
	}
}

// dump is all of a store, blank node labels and empty graphs included.
func dump(t testing.TB, g *graph.Graph) string {
	t.Helper()
	var b bytes.Buffer
	if err := g.Save(&b, rdfio.NQuads); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	s := g.Snapshot()
	for _, id := range s.Graphs() {
		lines = append(lines, "graph "+s.Term(id).NTriples())
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestStoreReopens: after each change, what is read from the folder is the graph as
// it was, to the labels of blank nodes; with checkpoints and without.
func TestStoreReopens(t *testing.T) {
	for _, checkpoints := range []bool{false, true} {
		dir := t.TempDir()
		for i, step := range script() {
			st, err := serve.OpenStore(context.Background(), dir)
			if err != nil {
				t.Fatal(err)
			}
			if st.Fresh() != (i == 0) || st.Cut() != 0 {
				t.Errorf("step %d: fresh %t, cut %d", i, st.Fresh(), st.Cut())
			}
			if status := step(newClient(t, st)); status >= 300 {
				t.Fatalf("step %d: status %d", i, status)
			}
			want := dump(t, st.Graph())
			if checkpoints && i%2 == 1 {
				if err := st.Checkpoint(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
			if err := st.Close(); err != nil {
				t.Fatal(err)
			}
			again, err := serve.OpenStore(context.Background(), dir)
			if err != nil {
				t.Fatal(err)
			}
			if got := dump(t, again.Graph()); got != want {
				t.Fatalf("step %d: read again\n%s\nwant\n%s", i, got, want)
			}
			if err := again.Graph().Check(); err != nil {
				t.Error(err)
			}
			again.Close()
		}
	}
}

// TestStoreTruncated: a log cut at any place gives the state after some number of
// whole changes, as many as were whole in it; and takes more changes.
func TestStoreTruncated(t *testing.T) {
	dir := t.TempDir()
	st := openStore(t, dir)
	c := newClient(t, st)
	states := []string{dump(t, st.Graph())}
	ends := []int64{st.LogBytes()}
	for _, step := range script() {
		step(c)
		states = append(states, dump(t, st.Graph()))
		ends = append(ends, st.LogBytes())
	}
	log, err := os.ReadFile(filepath.Join(dir, "log-0"))
	if err != nil || int64(len(log)) != ends[len(ends)-1] {
		t.Fatal(len(log), ends, err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	cuts := []int{0, 1, serve.LogHeaderBytes - 1, serve.LogHeaderBytes, len(log)}
	for _, end := range ends[1:] {
		cuts = append(cuts, int(end), int(end)-1)
	}
	for range 60 {
		cuts = append(cuts, random.IntN(len(log)))
	}
	for i, cut := range cuts {
		whole := 0
		for k, end := range ends {
			if int64(cut) >= end {
				whole = k
			}
		}
		damaged := bytes.Clone(log[:cut])
		if i%3 == 2 && int64(cut) > ends[whole] { // what was being written may be anything
			damaged[int(ends[whole])+random.IntN(cut-int(ends[whole]))] ^= 0x55
		}
		reopenCut(t, damaged, cut, states[whole], int64(cut)-ends[whole])
	}
}

// reopenCut opens a store with a damaged log, changes it and opens it again.
func reopenCut(t *testing.T, log []byte, cut int, want string, lost int64) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "log-0"), log, 0o600); err != nil {
		t.Fatal(err)
	}
	st, err := serve.OpenStore(context.Background(), dir)
	if err != nil {
		t.Fatalf("cut at %d: %v", cut, err)
	}
	if got := dump(t, st.Graph()); got != want {
		t.Errorf("cut at %d: got\n%s\nwant\n%s", cut, got, want)
	}
	if cut >= serve.LogHeaderBytes && st.Cut() != lost {
		t.Errorf("cut at %d: %d bytes lost, want %d", cut, st.Cut(), lost)
	}
	if status := newClient(t, st).update("INSERT DATA { <urn:after> <urn:the> <urn:crash> }"); status != 204 {
		t.Errorf("cut at %d: status %d", cut, status)
	}
	st.Close()
	again, err := serve.OpenStore(context.Background(), dir)
	if err != nil {
		t.Fatalf("cut at %d, opened again: %v", cut, err)
	}
	defer again.Close()
	if !strings.Contains(dump(t, again.Graph()), "urn:crash") {
		t.Errorf("cut at %d: the change after it is lost", cut)
	}
}

// TestStoreDamagedInside: damage that no crash can have done is not passed over.
func TestStoreDamagedInside(t *testing.T) {
	dir := t.TempDir()
	st := openStore(t, dir)
	newClient(t, st).update("INSERT DATA { <urn:a> <urn:b> 1 }")
	st.Close()
	if err := os.WriteFile(filepath.Join(dir, "log-1"), []byte("trivet log 1\n\x00\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	log, _ := os.ReadFile(filepath.Join(dir, "log-0"))
	log[len(log)-12] ^= 1
	os.WriteFile(filepath.Join(dir, "log-0"), log, 0o600)
	if _, err := serve.OpenStore(context.Background(), dir); !errors.Is(err, serve.ErrDamagedLog) {
		t.Errorf("%v", err)
	}
}

// TestStoreLocked: a folder is for one at a time.
func TestStoreLocked(t *testing.T) {
	dir := t.TempDir()
	openStore(t, dir)
	if _, err := serve.OpenStore(context.Background(), dir); !errors.Is(err, serve.ErrInUse) {
		t.Errorf("%v", err)
	}
}

// TestStoreFails: a change that is refused leaves neither graph nor log changed,
// even when much of it was in the log already.
func TestStoreFails(t *testing.T) {
	dir := t.TempDir()
	st := openStore(t, dir)
	c := newClient(t, st)
	c.update("INSERT DATA { <urn:a> <urn:b> 1 }")
	before, length := dump(t, st.Graph()), st.LogBytes()
	var big strings.Builder
	for i := range 30_000 {
		fmt.Fprintf(&big, "<urn:s%d> <urn:p> \"%s\" .\n", i, strings.Repeat("x", 200))
	}
	if status := c.update("INSERT { ?s ?p ?o } WHERE { VALUES ?s { <urn:x> } VALUES ?p { <urn:y> } VALUES ?o { 1 2 3 } } ; DROP GRAPH <urn:none>"); status != 409 {
		t.Errorf("status %d", status)
	}
	if dump(t, st.Graph()) != before || st.LogBytes() != length {
		t.Error("a refused change has changed something")
	}
	if status := c.do("PUT", "/graphs?default", "application/n-triples", big.String()); status != 204 {
		t.Errorf("status %d", status)
	}
	want := dump(t, st.Graph())
	length = st.LogBytes()
	if status := c.update("INSERT { ?s <urn:q> ?o } WHERE { ?s <urn:p> ?o } ; DROP GRAPH <urn:none>"); status != 409 {
		t.Errorf("status %d", status)
	}
	if info, err := os.Stat(filepath.Join(dir, "log-0")); err != nil || info.Size() != length || dump(t, st.Graph()) != want {
		t.Errorf("a long refused change has changed something: %v, %v", info, err)
	}
	st.Close()
	if again := openStore(t, dir); dump(t, again.Graph()) != want {
		t.Error("the change after the refused one is not there again")
	}
}

// crashChild makes changes and says of each that it was acknowledged, until it is
// killed. Change i removes what change i-1 put and adds two statements, so that one
// done in part shows; and now and then writes a checkpoint.
func crashChild(dir string) {
	st, err := serve.OpenStore(context.Background(), dir)
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	c := client{nil, serve.New(st.Graph(), serve.Options{Store: st, Updates: true, Token: token})}
	first, _ := strconv.Atoi(os.Getenv("TRIVET_SERVE_FIRST"))
	for i := first; ; i++ {
		if i%7 == 0 {
			go st.Checkpoint(context.Background())
		}
		text := fmt.Sprintf(`DELETE WHERE { <urn:last> ?p ?o } ; INSERT DATA { <urn:last> <urn:is> %d . <urn:did> <urn:n> %d . [] <urn:label> "x%d" }`, i, i, i)
		if status := c.update(text); status != 204 {
			fmt.Println("error status", status)
			os.Exit(1)
		}
		fmt.Println(i)
	}
}

// TestStoreKilled kills a process that makes changes, at random moments, and finds
// every acknowledged change, and no half one, in the folder. TRIVET_KILLS is how
// often; it goes on in the same folder each time.
func TestStoreKilled(t *testing.T) {
	kills := 12
	if n, err := strconv.Atoi(os.Getenv("TRIVET_KILLS")); err == nil {
		kills = n
	}
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(3, 4))
	done := 0
	for range kills {
		acknowledged := killOne(t, dir, done, 1+random.IntN(30), time.Duration(random.IntN(5000))*time.Microsecond)
		st, err := serve.OpenStore(context.Background(), dir)
		if err != nil {
			t.Fatal(err)
		}
		done = checkKilled(t, st.Graph(), acknowledged)
		if err := st.Graph().Check(); err != nil {
			t.Error(err)
		}
		st.Close()
	}
}

// killOne runs a child from change first+1 on, kills it some acknowledgements and a
// moment later, wherever it then is, and gives the last one.
func killOne(t *testing.T, dir string, first, after int, moment time.Duration) int {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "TRIVET_SERVE_CRASH="+dir, "TRIVET_SERVE_FIRST="+strconv.Itoa(first+1))
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	last := first
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if last, err = strconv.Atoi(lines.Text()); err != nil {
			t.Errorf("the child says: %s", lines.Text())
			break
		}
		if n == after { // and read what it still says
			kill := time.AfterFunc(moment, func() { child.Process.Kill() })
			defer kill.Stop()
		}
	}
	child.Process.Kill()
	_ = child.Wait() // it was killed
	return last
}

// checkKilled finds changes 1 to n, n being the last acknowledged or, as it may have
// been on the disk before its client heard of it, the one after; and gives n.
func checkKilled(t *testing.T, g *graph.Graph, acknowledged int) int {
	t.Helper()
	count := func(s, p graph.Term) (n int) {
		for range g.Match(s, p, graph.Any) {
			n++
		}
		return n
	}
	n := count(graph.NewIRI("urn:did"), graph.NewIRI("urn:n"))
	if n != acknowledged && n != acknowledged+1 {
		t.Errorf("%d changes are there, %d were acknowledged", n, acknowledged)
	}
	last := graph.NewTyped(strconv.Itoa(n), graph.XSD+"integer")
	if n > 0 && !g.Has(graph.Triple{S: graph.NewIRI("urn:last"), P: graph.NewIRI("urn:is"), O: last}) ||
		count(graph.NewIRI("urn:last"), graph.NewIRI("urn:is")) != min(n, 1) || count(graph.Any, graph.NewIRI("urn:label")) != n {
		t.Errorf("change %d is there in part", n)
	}
	return n
}
