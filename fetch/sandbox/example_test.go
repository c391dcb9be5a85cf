package sandbox_test

import (
	"fmt"
	"log"
	"net/http"

	"github.com/trivet-rdf/trivet/fetch/sandbox"
)

// A container with one app, on a free port of the loopback interface, that
// answers the first demographics call with 503.
func Example() {
	srv, err := sandbox.Open(sandbox.Options{
		Faults: []sandbox.Fault{{Path: "/records/*/demographics", Status: http.StatusServiceUnavailable, Times: 1}},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := srv.App("app@example.org", "its secret", "http://localhost:8000/callback"); err != nil {
		log.Fatal(err)
	}
	if err := srv.Start("127.0.0.1:0"); err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	fmt.Println(len(srv.Records()), "records, the first", srv.Records()[0])
	// Output: 13 records, the first 1000001
}
