package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/query/serve"
	"github.com/trivet-rdf/trivet/repl"
)

// minToken is how long a token must be: 16 letters cannot be guessed.
const minToken = 16

// serveFlags are the flags of `trivet serve`.
type serveFlags struct {
	data      dataFlags
	addr      string
	folder    string // --data
	tokenFile string
	services  []string
	public    bool
	log       string
	maxRows   int64
	memory    int64
	options   serve.Options
}

// serveCommand is `trivet serve`.
func (a *app) serveCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve [-d FILE...] [--addr HOST:PORT] [--data DIR] [--update --token-file FILE]",
		Short: "Answer SPARQL over HTTP, with a page to write queries in",
		Long: `Serve the SPARQL 1.1 Protocol at /sparql, the Graph Store Protocol at /graphs, a
page at /, metrics at /metrics and health at /health. Ctrl-C ends it when the
running queries are done.

Nothing can be changed unless --update is given, and then only by those who show
the token (Authorization: Bearer TOKEN) that --token-file or TRIVET_SERVE_TOKEN
holds. With --data the graph is kept in a folder: every update is on the disk
before it is acknowledged, and is there again after a crash.

On a loopback address only loopback names are answered. On others, name those
that clients use with --host.`,
		Example: `  trivet serve -d people.ttl
  trivet serve --data store --update --token-file token --addr 0.0.0.0:3030 --host db.example.org
  curl -H 'Accept: text/csv' --data-urlencode 'query=SELECT * { ?s ?p ?o } LIMIT 5' localhost:3030/sparql`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runServe(cmd.Context(), &f) },
	}
	f.add(cmd)
	return cmd
}

// add adds the flags.
func (f *serveFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVarP(&f.data.files, "load", "d", nil, "file or pattern to load, - for standard input; repeats")
	f.data.addFormat(cmd)
	flags.StringVar(&f.addr, "addr", "127.0.0.1:3030", "address to listen on; port 0 takes a free one")
	flags.StringVar(&f.folder, "data", "", "folder that keeps the graph; -d fills a new one")
	flags.BoolVar(&f.options.Updates, "update", false, "allow updates, to those who show the token")
	flags.StringVar(&f.tokenFile, "token-file", "", "file with the token, for its owner only (default $TRIVET_SERVE_TOKEN)")
	flags.StringArrayVar(&f.options.Hosts, "host", nil, "name, without port, that clients call the server by; repeats")
	flags.StringArrayVar(&f.options.Origins, "cors", nil, "origin whose pages may read answers, * for all; repeats")
	flags.StringVar(&f.options.BaseURL, "base-url", "", "the server's address as clients know it, behind a proxy")
	flags.StringArrayVar(&f.services, "service", nil, "endpoint that SERVICE may ask; repeats")
	flags.BoolVar(&f.public, "service-public", false, "let SERVICE ask any endpoint on the public network")
	flags.DurationVar(&f.options.Timeout, "timeout", 30*time.Second, "how long a query may compute")
	flags.Int64Var(&f.maxRows, "max-rows", 100_000, "rows or triples of one answer; -1 for no limit")
	flags.Int64Var(&f.memory, "max-memory", 256, "memory of one query, in MiB; -1 for no limit")
	flags.IntVar(&f.options.Concurrent, "concurrent", 0, "queries that compute at once (default twice the processors)")
	flags.IntVar(&f.options.Queue, "queue", 64, "queries that may wait for their turn; -1 for none")
	flags.StringVar(&f.log, "log", "off", "a record for each request on standard error: off, text or json")
	flags.BoolVar(&f.options.LogQueries, "log-queries", false, "log query texts with their literals")
	flags.BoolVar(&f.options.NoPage, "no-page", false, "leave out the page at /")
}

// runServe serves until ctx ends.
func (a *app) runServe(ctx context.Context, f *serveFlags) error {
	if err := a.serveOptions(f); err != nil {
		return err
	}
	g, err := a.served(ctx, f)
	if err != nil {
		return err
	}
	if f.options.Store != nil {
		defer f.options.Store.Close()
	}
	l, err := net.Listen("tcp", f.addr)
	if err != nil {
		return err
	}
	if bound, err := netip.ParseAddrPort(l.Addr().String()); err == nil && !bound.Addr().IsLoopback() && len(f.options.Hosts) == 0 {
		a.note("warning: others can reach %s, and any name leads there: --host NAME answers by that name only", l.Addr())
	}
	if err := a.say("http://%s/", l.Addr()); err != nil {
		l.Close()
		return err
	}
	return serve.New(g, f.options).Serve(ctx, l)
}

// serveOptions checks the flags and completes the options.
func (a *app) serveOptions(f *serveFlags) error {
	var err error
	if f.options.Token, err = a.serveToken(f); err != nil {
		return err
	}
	if f.options.Updates && f.options.Token == "" {
		return &repl.UsageError{Msg: "--update needs a token", Usage: "write 16 letters or more to a file of your own (chmod 600) and name it with --token-file"}
	}
	if f.options.Queue == 0 {
		f.options.Queue = -1 // the library's 0 is its default
	}
	f.options.Limits = query.ServerLimits()
	f.options.Limits.MaxRows = f.maxRows
	if f.options.Limits.MaxMemoryBytes = f.memory << 20; f.memory < 0 {
		f.options.Limits.MaxMemoryBytes = query.NoLimit
	}
	policy := remote.Policy{Public: f.public}
	for _, address := range f.services {
		e, err := remote.Open(address)
		if err != nil {
			return usagef("--service: %v", err)
		}
		policy.Endpoints = append(policy.Endpoints, e)
	}
	if f.public || len(f.services) > 0 {
		f.options.Service = policy.Handler()
	}
	switch f.log {
	case "off":
	case "text":
		f.options.Log = slog.New(slog.NewTextHandler(a.stderr, nil))
	case "json":
		f.options.Log = slog.New(slog.NewJSONHandler(a.stderr, nil))
	default:
		return usagef("--log wants off, text or json, not %q", f.log)
	}
	return nil
}

// serveToken reads the token. A file that others may read is refused.
func (a *app) serveToken(f *serveFlags) (string, error) {
	token := a.getenv("TRIVET_SERVE_TOKEN")
	if f.tokenFile != "" {
		var err error
		if token, err = secretFile(f.tokenFile); err != nil {
			return "", err
		}
	}
	token = strings.TrimSpace(token)
	if token != "" && len(token) < minToken {
		return "", &repl.UsageError{Msg: "the token is too short", Usage: fmt.Sprintf("take %d letters or more", minToken)}
	}
	return token, nil
}

// served gives the graph to serve: of files, of a folder, or of files that fill a
// new folder.
func (a *app) served(ctx context.Context, f *serveFlags) (*graph.Graph, error) {
	if f.folder == "" {
		return a.load(ctx, &f.data)
	}
	if info, err := os.Stat(f.folder); err == nil && !info.IsDir() {
		return nil, &repl.UsageError{Msg: f.folder + " is a file", Usage: "--data names the folder that keeps the graph; -d loads files"}
	}
	st, err := serve.OpenStore(ctx, f.folder)
	if err != nil {
		return nil, err
	}
	f.options.Store = st
	if n := st.Cut(); n > 0 {
		a.note("warning: %d bytes of an update that had not been acknowledged were cut off the log", n)
	}
	err = a.fill(ctx, f, st)
	if err != nil {
		st.Close()
		return nil, err
	}
	return st.Graph(), nil
}

// fill loads the files into a new folder.
func (a *app) fill(ctx context.Context, f *serveFlags, st *serve.Store) error {
	if len(f.data.files) == 0 {
		return nil
	}
	if !st.Fresh() {
		return &repl.UsageError{Msg: f.folder + " holds a graph already", Usage: "-d fills a new folder only; add to this one with updates"}
	}
	if err := a.loadInto(ctx, st.Graph(), &f.data); err != nil {
		return err
	}
	return st.Checkpoint(ctx)
}
