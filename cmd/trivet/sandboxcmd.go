package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/repl"
)

// sandboxFlags are those of `trivet sandbox`.
type sandboxFlags struct {
	o    sandbox.Options
	addr string   // --addr
	apps []string // --app
}

// sandboxCommand is `trivet sandbox`.
func (a *app) sandboxCommand() *cobra.Command {
	var flags sandboxFlags
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Run a SMART container with invented patients on this machine",
		Long: `Run a SMART Classic container for development: invented patients, the app of
the tutorials, a demo user. It answers to loopback names only. Ctrl-C ends it.
Its address shows apps, records and recent requests, and why signatures failed.`,
		Example: `  trivet sandbox
  trivet sandbox --patients ./records --data ./kept
  trivet sandbox --app my-app.json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runSandbox(cmd, &flags) },
	}
	f := cmd.Flags()
	f.StringVar(&flags.addr, "addr", "127.0.0.1:7000", "address to listen on; port 0 takes a free one")
	f.StringVar(&flags.o.Patients, "patients", "", "folder of RDF files, one patient each (default: invented ones)")
	f.StringVar(&flags.o.Data, "data", "", "folder that keeps notes, app data, tokens and apps between runs")
	f.StringArrayVar(&flags.apps, "app", nil, "manifest (JSON file) of an app to register; may be repeated")
	f.BoolVar(&flags.o.StrictItems, "strict", false, "answer 404 for an unknown item instead of an empty document")
	f.BoolVar(&flags.o.HeaderOnly, "header-only", false, "take signatures from the Authorization header alone")
	f.BoolVar(&flags.o.Debug, "debug", false, "show expected signatures on /oauth/debug")
	cmd.AddCommand(a.loadAppCommand())
	return cmd
}

// runSandbox serves until it is interrupted.
func (a *app) runSandbox(cmd *cobra.Command, flags *sandboxFlags) error {
	server, err := sandbox.Open(flags.o)
	if err != nil {
		return err
	}
	a.note("app %s, secret %s; user %s, password demo", demoApp, sandbox.DefaultSecret, sandbox.DefaultUser)
	for _, file := range flags.apps {
		manifest, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		secret, err := server.LoadApp(manifest, "")
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		m, _ := sandbox.ParseManifest(manifest) // LoadApp has read it
		a.note("app %s, secret %s", m.ID, secret)
	}
	if err := server.Start(flags.addr); err != nil {
		return err
	}
	defer server.Close()
	a.note("records %s", strings.Join(server.Records(), " "))
	if err := a.say("%s", server.URL()); err != nil {
		return err
	}
	<-cmd.Context().Done()
	return nil
}

// loadAppCommand is `trivet sandbox load-app`.
func (a *app) loadAppCommand() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use:   "load-app MANIFEST [SECRET]",
		Short: "Register an app with the sandbox that keeps its data in a folder",
		Long: `Register an app by its manifest (a JSON file) with the sandbox whose --data is
the folder; one that is running knows it within a second. Prints the consumer
key and secret. Without SECRET a random one is made; one given here is seen by
other users of this machine. An app of the same id is replaced.`,
		Example: `  trivet sandbox load-app my-app.json --data ./kept`,
		Args:    argCount(1, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			if data == "" {
				return &repl.UsageError{Msg: "no folder", Usage: "give the sandbox's with --data"}
			}
			manifest, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			secret := ""
			if len(args) > 1 {
				secret = args[1]
			}
			if secret, err = sandbox.InstallApp(data, manifest, secret); err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			m, err := sandbox.ParseManifest(manifest)
			if err != nil {
				return err
			}
			return a.say("consumer key %s, secret %s", m.ID, secret)
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "the sandbox's folder")
	return cmd
}
