package serve_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/serve"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("TRIVET_SERVE_CRASH"); dir != "" {
		crashChild(dir) // it is killed
	}
	goleak.VerifyTestMain(m)
}

// start serves g on a loopback port until the test ends, and gives its URL.
func start(t testing.TB, g *graph.Graph, o serve.Options) string {
	return startServer(t, serve.New(g, o))
}

func startServer(t testing.TB, s *serve.Server) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		closeIdle()
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + l.Addr().String()
}

// closeIdle closes the client's connections that wait for more requests.
func closeIdle() { http.DefaultTransport.(*http.Transport).CloseIdleConnections() }
