package serve_test

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/query/serve"
)

// TestSlowDisk: while the disk keeps an update waiting, and others wait for that
// update, queries are answered, though there is one slot only; the updates are then
// done one after the other, and none is acknowledged before the disk has it.
func TestSlowDisk(t *testing.T) {
	st := openStore(t, t.TempDir())
	waits, goes := make(chan struct{}, 8), make(chan struct{})
	st.SetSync(func(f *os.File) error {
		waits <- struct{}{}
		<-goes
		return f.Sync()
	})
	s := serve.New(st.Graph(), serve.Options{Store: st, Updates: true, Token: token, Concurrent: 1, Queue: 8})
	base := startServer(t, s)
	post := func(media, text string) (int, string) {
		req, err := http.NewRequest("POST", base+"/sparql", strings.NewReader(text))
		if err != nil {
			t.Error(err)
			return 0, ""
		}
		req.Header.Set("Content-Type", media)
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Accept", "text/csv")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Error(err)
			return 0, ""
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(body)
	}
	count := func(want string) {
		t.Helper()
		if code, body := post("application/sparql-query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"); code != 200 || body != "n\r\n"+want+"\r\n" {
			t.Errorf("%d %q, want %s", code, body, want)
		}
	}
	done := make(chan int, 3)
	for _, n := range []string{"1", "2", "3"} {
		go func() {
			code, _ := post("application/sparql-update", "INSERT DATA { <urn:s> <urn:p> "+n+" }")
			done <- code
		}()
	}
	<-waits
	for stalled := 0; stalled < 3; { // one for the disk, two for their turn
		stalled = 0
		for _, r := range s.Active() {
			if r.Stalled {
				stalled++
			}
		}
	}
	count("0")
	for i, want := range []string{"1", "2", "3"} {
		if i > 0 {
			<-waits
		}
		goes <- struct{}{}
		if code := <-done; code != http.StatusNoContent {
			t.Errorf("update: %d", code)
		}
		count(want)
	}
}
