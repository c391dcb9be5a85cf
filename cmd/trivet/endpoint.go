package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/repl"
)

// endpointFlags say which SPARQL endpoint a command turns to, and with what right.
type endpointFlags struct {
	url    string // --endpoint
	auth   string // --endpoint-auth
	update string // --update-url
}

// add adds the flags; use says what the endpoint is for.
func (e *endpointFlags) add(cmd *cobra.Command, use string) {
	f := cmd.Flags()
	f.StringVar(&e.url, "endpoint", "", use)
	f.StringVar(&e.auth, "endpoint-auth", "", "file with the endpoint's credentials, for its owner only: bearer TOKEN, basic NAME PASSWORD or digest NAME PASSWORD")
}

// addUpdate adds the flag for endpoints that take updates elsewhere.
func (e *endpointFlags) addUpdate(cmd *cobra.Command) {
	cmd.Flags().StringVar(&e.update, "update-url", "", "where the endpoint takes updates, if not where it takes queries")
}

// open opens the endpoint, with the credentials of --endpoint-auth or
// TRIVET_ENDPOINT_AUTH.
func (a *app) openEndpoint(e *endpointFlags, more ...remote.Option) (*remote.Endpoint, error) {
	text := a.getenv("TRIVET_ENDPOINT_AUTH")
	if e.auth != "" {
		var err error
		if text, err = secretFile(e.auth); err != nil {
			return nil, err
		}
	}
	auth, err := credentials(text)
	if err != nil {
		return nil, err
	}
	opts := append(auth, more...)
	if e.update != "" {
		opts = append(opts, remote.WithUpdateURL(e.update))
	}
	opened, err := remote.Open(e.url, opts...)
	if err != nil {
		return nil, usagef("%v", err)
	}
	return opened, nil
}

// credentials reads "bearer TOKEN", "basic NAME PASSWORD" or "digest NAME PASSWORD".
func credentials(text string) ([]remote.Option, error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return nil, nil
	}
	switch kind := strings.ToLower(words[0]); {
	case kind == "bearer" && len(words) == 2:
		return []remote.Option{remote.WithBearer(words[1])}, nil
	case kind == "basic" && len(words) == 3:
		return []remote.Option{remote.WithBasicAuth(words[1], words[2])}, nil
	case kind == "digest" && len(words) == 3:
		return []remote.Option{remote.WithDigestAuth(words[1], words[2])}, nil
	}
	return nil, &repl.UsageError{Msg: "the endpoint's credentials cannot be read", Usage: "write bearer TOKEN, basic NAME PASSWORD or digest NAME PASSWORD"}
}

// secretFile reads a file that its owner alone may read.
func secretFile(name string) (string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return "", err
	}
	if info.Mode().Perm()&0o077 != 0 && info.Mode()&fs.ModeType == 0 {
		return "", &repl.UsageError{Msg: name + " can be read by others", Usage: "chmod 600 " + name}
	}
	text, err := os.ReadFile(name)
	return strings.TrimSpace(string(text)), err
}

// uploadFlags say how a graph is sent to an endpoint.
type uploadFlags struct {
	to    endpointFlags
	graph string // --graph
	store string // --graph-store
	batch int    // --batch
	skip  int    // --skip
	name  string // --skolem
}

// add adds the flags.
func (u *uploadFlags) add(cmd *cobra.Command) {
	u.to.add(cmd, "send the triples to the SPARQL endpoint at this URL")
	u.to.addUpdate(cmd)
	f := cmd.Flags()
	f.StringVar(&u.store, "graph-store", "", "send by the Graph Store protocol to this URL instead of by INSERT DATA")
	f.IntVar(&u.batch, "batch", remote.DefaultBatch, "statements in one request")
	f.IntVar(&u.skip, "skip", 0, "statements that an upload that broke off has stored already")
	f.StringVar(&u.name, "skolem", "", "IRI to name blank nodes by, so that sending them twice does no harm")
}

// upload sends a graph.
func (a *app) upload(ctx context.Context, u *uploadFlags, g *graph.Graph) error {
	o := remote.UploadOptions{Batch: u.batch, Skip: u.skip, Skolem: u.name, GraphStore: u.store != ""}
	var err error
	if o.Graph, err = graphName(u.graph); err != nil {
		return err
	}
	if u.batch < 1 || u.skip < 0 {
		return usagef("--batch wants a number from 1 on, and --skip one from 0 on")
	}
	e, err := a.openEndpoint(&u.to, remote.WithGraphStore(u.store))
	if err != nil {
		return err
	}
	defer e.Close()
	bar := a.uploadBar(g.Len())
	o.Progress = bar.update
	done, err := e.Upload(ctx, g, o)
	bar.finish()
	if err != nil {
		return a.uploadFailed(err)
	}
	requests := "1 request"
	if done.Requests != 1 {
		requests = fmt.Sprintf("%d requests", done.Requests)
	}
	a.note("%d statements sent to %s in %s, %s", done.Done-u.skip, e.URL(), requests, done.Elapsed.Round(time.Millisecond))
	return nil
}

// uploadFailed adds how an upload that broke off can go on.
func (a *app) uploadFailed(err error) error {
	var broke *remote.UploadError
	if !errors.As(err, &broke) {
		return err
	}
	var answer *remote.Error
	if errors.As(err, &answer) && answer.Status == http.StatusUnauthorized {
		a.note("the endpoint wants to know who asks: --endpoint-auth FILE or TRIVET_ENDPOINT_AUTH gives it credentials")
	}
	if broke.Done == 0 && !broke.Unsure {
		return err // nothing is there yet
	}
	again := fmt.Sprintf("the same command with --skip %d goes on", broke.Done)
	if broke.Unsure {
		again += "; statements with blank nodes after those may be there twice then, unless --skolem names them"
	}
	a.note("%s", again)
	return err
}

// graphName is a graph's IRI as a term; the zero Term for "".
func graphName(iri string) (graph.Term, error) {
	switch {
	case iri == "":
		return graph.Any, nil
	case !strings.Contains(iri, ":") || strings.ContainsAny(iri, " <>\"{}|^`\\"):
		return graph.Any, usagef("%q is no absolute IRI of a graph", iri)
	}
	return graph.NewIRI(iri), nil
}

// uploadBar is the bar of an upload, on a terminal only.
type uploadBar struct{ bar *progressbar.ProgressBar }

func (a *app) uploadBar(total int) uploadBar {
	if !terminal(a.stderr) || total < 10*remote.DefaultBatch {
		return uploadBar{}
	}
	return uploadBar{progressbar.NewOptions(total,
		progressbar.OptionSetDescription("sent"), progressbar.OptionSetWriter(a.stderr), progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish())}
}

func (b uploadBar) update(u remote.Uploaded) {
	if b.bar != nil {
		_ = b.bar.Set(u.Done) // a bar that cannot be drawn is no reason to stop
	}
}

func (b uploadBar) finish() {
	if b.bar != nil {
		_ = b.bar.Finish()
	}
}

// download fetches a graph: a named one, or what the endpoint answers without a name.
func (a *app) download(ctx context.Context, e *endpointFlags, name string) (*graph.Graph, error) {
	term, err := graphName(name)
	if err != nil {
		return nil, err
	}
	far, err := a.openEndpoint(e)
	if err != nil {
		return nil, err
	}
	defer far.Close()
	if term.IsAny() {
		return far.Construct(ctx, "CONSTRUCT WHERE { ?s ?p ?o }")
	}
	return far.Construct(ctx, "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH "+term.NTriples()+" { ?s ?p ?o } }")
}

// describeFar fetches what an endpoint says of a term.
func (a *app) describeFar(ctx context.Context, e *endpointFlags, term string) (*graph.Graph, error) {
	prefixes, err := a.prefixMap()
	if err != nil {
		return nil, err
	}
	if strings.Contains(term, "://") && !strings.HasPrefix(term, "<") {
		term = "<" + term + ">"
	}
	far, err := a.openEndpoint(e)
	if err != nil {
		return nil, err
	}
	defer far.Close()
	text := "DESCRIBE " + term
	triples, err := query.Describe(ctx, far, text, query.WithPrefixes(prefixes))
	if err != nil {
		return nil, about(text, err)
	}
	return triples.Graph()
}

// sampleTriples is how much of an endpoint's data its statistics look at.
const sampleTriples = 100_000

// statsFar tells what is in an endpoint: a count, and a sample's properties and
// classes, since counting all of a large store can take it minutes.
func (a *app) statsFar(ctx context.Context, e *endpointFlags, format string) error {
	far, err := a.openEndpoint(e)
	if err != nil {
		return err
	}
	defer far.Close()
	lines := [][]string{}
	n, err := query.One[int64](ctx, far, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
	if err != nil {
		return err
	}
	lines = append(lines, []string{"triples", "", fmt.Sprint(n)})
	v, err := far.Vocabulary(ctx, sampleTriples)
	if err != nil {
		return err
	}
	for _, c := range v.Classes {
		lines = append(lines, []string{"class", c.IRI, fmt.Sprint(c.N)})
	}
	for _, p := range v.Predicates {
		lines = append(lines, []string{"property", p.IRI, fmt.Sprint(p.N)})
	}
	if n > sampleTriples {
		a.note("classes and properties are those of a sample of %d triples", sampleTriples)
	}
	return a.writeLines(format, []string{"what", "iri", "count"}, lines)
}
