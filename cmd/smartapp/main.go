// Command smartapp is a small SMART app: the tutorial's "rest_minimal" as a web
// server. It greets the user with the patient's name and shows the medications
// and the drugs that are due for refill.
//
// Start a container and the app, each in a terminal of its own, and open
// http://localhost:8000/ in a browser (user demo@sandbox.example, password demo):
//
//	trivet sandbox
//	go run ./cmd/smartapp
//
// The way of a request: index → the container's record list (launch) → index
// with a record → request token → the user's consent → /smartapp/authorize with
// the verifier → access token → index. Tokens stay in the server's memory, one
// session of a browser never sees those of another.
//
// Usage:
//
//	smartapp [-listen ADDR] [-url URL] [-container URL] [-app ID]
//
// -listen is where the app listens (127.0.0.1:8000), -url how the browser
// reaches it (http://localhost:8000), -container the container's api base
// (http://localhost:7000), -app the app's id there. The consumer secret is read
// from the environment variable SMARTAPP_SECRET; without it that of the
// tutorials is used, which is refused for a container beyond this machine. The
// container has to know the app's callback, URL + "/smartapp/authorize".
//
// The exit code is 0 after an interrupt, 1 when the app cannot listen, 2 for
// wrong usage.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main with its surroundings as arguments. It serves until ctx ends.
func run(ctx context.Context, args []string, env func(string) string, stderr io.Writer) int {
	flags := flag.NewFlagSet("smartapp", flag.ContinueOnError)
	flags.SetOutput(stderr)
	listen := flags.String("listen", "127.0.0.1:8000", "listen on `ADDR`")
	address := flags.String("url", "http://localhost:8000", "the `URL` at which browsers reach the app")
	container := flags.String("container", "http://localhost:7000", "the container's api base `URL`")
	id := flags.String("app", "my-app@apps.smartplatforms.org", "the app's `ID` at the container")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "smartapp: unexpected argument %q; see smartapp -h\n", flags.Arg(0))
		return 2
	}
	a, err := newApp(settings{URL: *address, Now: time.Now, Container: fetch.Config{
		APIBase: *container, ConsumerKey: *id, ConsumerSecret: cmp.Or(env("SMARTAPP_SECRET"), fetch.DefaultSecret), UserAgent: "smartapp",
	}})
	if err != nil {
		fmt.Fprintln(stderr, "smartapp:", err)
		return 2
	}
	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		fmt.Fprintln(stderr, "smartapp:", err)
		return 1
	}
	fmt.Fprintf(stderr, "smartapp: listening on %s; open %s/\n", ln.Addr(), a.url)
	return serve(ctx, ln, a, stderr)
}

// serve answers on ln until ctx ends, and lets answers that are being written
// arrive.
func serve(ctx context.Context, ln net.Listener, h http.Handler, stderr io.Writer) int {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 2 * time.Minute, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ln) }()
	select {
	case err := <-ended:
		fmt.Fprintln(stderr, "smartapp:", err)
		return 1
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if server.Shutdown(last) != nil {
		server.Close()
	}
	<-ended
	return 0
}
