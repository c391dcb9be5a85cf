package main

import (
	"context"
	"errors"
	"net/url"
	"os/exec"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/repl"
)

// smartFlags are the flags of commands that talk to a SMART container.
type smartFlags struct {
	base   string // --container
	app    string // --app
	record string // --record
	debug  bool   // --debug
}

// add adds the flags to a command.
func (f *smartFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.base, "container", "", "base URL of the SMART container (default $TRIVET_CONTAINER)")
	flags.StringVar(&f.app, "app", "", "the app's id (default $TRIVET_APP, else the sandbox's); its secret is in $TRIVET_APP_SECRET")
	flags.StringVar(&f.record, "record", "", "id of the record")
	flags.BoolVar(&f.debug, "debug", false, "when a signature is refused, show what was signed")
}

// client makes the client that the flags describe.
func (f *smartFlags) client(a *app) (*fetch.Client, error) {
	return a.smartClient(f.base, f.app, f.debug)
}

// explain shows what was signed when the container refused it and --debug asks.
// The base string holds no secret.
func (f *smartFlags) explain(a *app, err error) error {
	var refused *fetch.StatusError
	if errors.As(err, &refused) && refused.BaseString != "" {
		a.note("signed: %s", refused.BaseString)
	}
	return err
}

// smartClient makes a client for a container. The secret comes from the
// environment only: a command line is visible to every process.
func (a *app) smartClient(base, appID string, debug bool) (*fetch.Client, error) {
	if base == "" {
		base = a.getenv("TRIVET_CONTAINER")
	}
	if base == "" {
		return nil, &repl.UsageError{Msg: "no container", Usage: "give its URL with --container or in TRIVET_CONTAINER"}
	}
	if appID == "" {
		appID = a.getenv("TRIVET_APP")
	}
	if appID == "" {
		appID = demoApp
	}
	secret := a.getenv("TRIVET_APP_SECRET")
	if secret == "" {
		secret = sandbox.DefaultSecret // fetch.New refuses it beyond loopback
	}
	dir, err := fetch.DefaultTokenDir()
	if err != nil {
		return nil, err
	}
	return fetch.New(fetch.Config{
		APIBase: base, ConsumerKey: appID, ConsumerSecret: secret,
		Tokens: fetch.NewFileStore(dir), UserAgent: versionText(), Debug: debug,
	})
}

// recordConfig is how the shell reaches containers and the web.
func (a *app) recordConfig() repl.RecordConfig {
	return repl.RecordConfig{
		New:  func(base string) (*fetch.Client, error) { return a.smartClient(base, "", false) },
		Load: fetchPlain,
	}
}

// fetchPlain fetches RDF from a web address, unsigned.
func fetchPlain(ctx context.Context, address string) (*graph.Graph, error) {
	return fetch.Open(ctx, address, fetch.OpenOptions{})
}

// loginCommand is `trivet login`.
func (a *app) loginCommand() *cobra.Command {
	var f smartFlags
	var fresh, noBrowser bool
	cmd := &cobra.Command{
		Use:   "login [URL]",
		Short: "Log in to a SMART container with the browser and keep the token",
		Long: `Take the user through the consent of a SMART container (OAuth 1.0a) and keep
the token in a file only the user can read. "trivet fetch" then uses it.`,
		Example: `  trivet login http://localhost:7000 --record 1000001`,
		Args:    argCount(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				f.base = args[0]
			}
			client, err := f.client(a)
			if err != nil {
				return err
			}
			defer client.Close()
			o := fetch.LoginOptions{Record: f.record, Fresh: fresh, Open: a.openPage(noBrowser)}
			token, err := client.Login(cmd.Context(), o)
			if err != nil {
				return f.explain(a, err)
			}
			return a.say("logged in to %s for record %s", client.APIBase(), token.RecordID)
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&fresh, "fresh", false, "log in anew even when a kept token works")
	cmd.Flags().BoolVar(&noBrowser, "no-browser", false, "print the address instead of opening a browser")
	return cmd
}

// openPage shows a page to the user: it prints the address, and opens the
// browser unless told not to or without a terminal.
func (a *app) openPage(noBrowser bool) func(string) error {
	return func(page string) error {
		a.note("open this page and agree; waiting:\n%s", page)
		if !noBrowser && terminal(a.stderr) {
			_ = openBrowser(page) // the address is on the screen
		}
		return nil
	}
}

// openBrowser opens an http or https address in the user's browser.
func openBrowser(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("not a web address")
	}
	argv := []string{"xdg-open", address}
	switch runtime.GOOS {
	case "darwin":
		argv[0] = "open"
	case "windows":
		argv = []string{"rundll32", "url.dll,FileProtocolHandler", address}
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}

// fetchCommand is `trivet fetch`.
func (a *app) fetchCommand() *cobra.Command {
	var f smartFlags
	var out, format string
	var raw bool
	var to uploadFlags
	cmd := &cobra.Command{
		Use:   "fetch PATH|URL",
		Short: "Fetch RDF from a SMART container (signed) or the web",
		Long: `A PATH such as /records/1000001/medications/ is fetched from the container
with the token of "trivet login"; "record" alone means every collection of the
record. A URL of another place is fetched as it is, unsigned. With --endpoint what
was fetched is sent to a SPARQL endpoint, into the graph of --graph.`,
		Example: `  trivet fetch /records/1000001/demographics --container http://localhost:7000
  trivet fetch record --record 1000001 -o record.ttl
  trivet fetch record --record 1000001 --endpoint http://localhost:3030/ds --graph urn:record:1000001
  trivet fetch https://example.org/data.ttl -f nt`,
		Args: argCount(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if raw {
				return a.fetchRaw(cmd.Context(), &f, args[0], out)
			}
			g, err := a.fetchGraph(cmd.Context(), &f, args[0])
			if err != nil {
				return f.explain(a, err)
			}
			if to.to.url != "" {
				return a.upload(cmd.Context(), &to, g)
			}
			return a.writeGraphTo(cmd.Context(), out, format, g)
		},
	}
	f.add(cmd)
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write to; its extension chooses the format")
	cmd.Flags().StringVarP(&format, "format", "f", "", "turtle, ntriples, trig, nquads, rdfxml, jsonld")
	to.add(cmd)
	cmd.Flags().StringVar(&to.graph, "graph", "", "IRI of the endpoint's graph to add to (default: its default graph)")
	cmd.Flags().BoolVar(&raw, "raw", false, "write the reply's bytes as they came")
	return cmd
}

// fetchGraph fetches a path, a record or an address.
func (a *app) fetchGraph(ctx context.Context, f *smartFlags, target string) (*graph.Graph, error) {
	base := f.base
	if base == "" {
		base = a.getenv("TRIVET_CONTAINER")
	}
	if strings.Contains(target, "://") && (base == "" || !strings.HasPrefix(target, strings.TrimRight(base, "/")+"/")) {
		return fetchPlain(ctx, target)
	}
	client, err := f.client(a)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	if target != "record" {
		return client.Graph(ctx, strings.ReplaceAll(target, "{record}", f.record))
	}
	if f.record == "" {
		return nil, &repl.UsageError{Msg: "no record", Usage: "give its id with --record"}
	}
	return client.Record(ctx, f.record, fetch.WithRecordProgress(a.recordProgress()))
}

// recordProgress is a line for each collection, on a terminal only.
func (a *app) recordProgress() func(fetch.RecordProgress) {
	if !terminal(a.stderr) {
		return func(fetch.RecordProgress) {}
	}
	return func(p fetch.RecordProgress) { a.note("%2d/%d  %s", p.Done, p.Total, p.Collection) }
}

// fetchRaw writes the bytes of a signed reply.
func (a *app) fetchRaw(ctx context.Context, f *smartFlags, target, out string) (err error) {
	client, err := f.client(a)
	if err != nil {
		return err
	}
	defer client.Close()
	reply, err := client.Get(ctx, strings.ReplaceAll(target, "{record}", f.record))
	if err != nil {
		return f.explain(a, err)
	}
	w, closeOut, err := a.output(out)
	if err != nil {
		return err
	}
	defer joined(&err, closeOut)
	_, err = w.Write(reply.Body)
	return err
}

// isNetwork reports whether an error is one of network or authorisation.
func isNetwork(err error) bool {
	for _, kind := range []error{
		fetch.ErrUnauthorized, fetch.ErrForbidden, fetch.ErrNotFound, fetch.ErrUnavailable, fetch.ErrServer, fetch.ErrContent,
		fetch.ErrRedirect, fetch.ErrOrigin, fetch.ErrNoToken, fetch.ErrCallback, fetch.ErrDefaultSecret, fetch.ErrPlainHTTP,
		sandbox.ErrDenied,
	} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}
