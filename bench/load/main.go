// Command load puts a SMART container under signed GETs and says how it bears
// them: rate, latencies, failures, and the memory of its process.
//
//	trivet sandbox &
//	go run ./bench/load -pid $! -time 30s              # as fast as it answers
//	go run ./bench/load -pid $! -time 30s -rate 1200   # at a pace
//	go run ./bench/load -print 150000 > headers.txt    # for others, such as wrk
//
// It takes a token as the background app of the sandbox, keeps -connections
// connections open, and signs every request anew. At a pace, requests that the
// container cannot answer in time are sent late, not left out; "lost" counts
// those that got no answer of 200. The exit status is 1 when any is lost.
//
// With -print it signs that many requests ahead, their timestamps spread over
// the next minutes as at 5,000 a second, and prints their Authorization headers;
// signed.lua has wrk send them. The server's own load is mixed.sh's, which needs wrk
// only.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// settings are the flags.
type settings struct {
	container, app, record, path string
	connections, rate, print     int
	time                         time.Duration
	pid                          int
}

func main() {
	var s settings
	flag.StringVar(&s.container, "container", "http://127.0.0.1:7000", "api base")
	flag.StringVar(&s.app, "app", "background@apps.smartplatforms.org", "a background app; its secret is in LOAD_SECRET, else the sandbox's")
	flag.StringVar(&s.record, "record", "1000001", "record")
	flag.StringVar(&s.path, "path", "demographics", "what to get of the record")
	flag.IntVar(&s.connections, "connections", 16, "connections")
	flag.IntVar(&s.rate, "rate", 0, "requests a second; 0 is as many as are answered")
	flag.DurationVar(&s.time, "time", 10*time.Second, "how long")
	flag.IntVar(&s.pid, "pid", 0, "the container's process, to watch its memory (Linux)")
	flag.IntVar(&s.print, "print", 0, "print so many signed headers and end")
	flag.Parse()
	if err := run(context.Background(), &s); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, s *settings) error {
	secret := os.Getenv("LOAD_SECRET")
	if secret == "" {
		secret = fetch.DefaultSecret
	}
	c, err := fetch.New(fetch.Config{APIBase: s.container, ConsumerKey: s.app, ConsumerSecret: secret})
	if err != nil {
		return err
	}
	defer c.Close()
	t, err := c.RecordToken(ctx, s.record)
	if err != nil {
		return err
	}
	signer := &oauth.Signer{Consumer: s.app, Keys: oauth.Keys{ConsumerSecret: secret}}
	target, err := newTarget(s, signer, oauth.Token{Key: t.Key, Secret: string(t.Secret)})
	if err != nil {
		return err
	}
	if s.print > 0 {
		return target.print(os.Stdout, s.print)
	}
	return target.load(ctx, s)
}
