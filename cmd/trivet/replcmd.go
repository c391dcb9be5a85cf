package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/repl"
)

// replCommand is `trivet repl`.
func (a *app) replCommand() *cobra.Command {
	var d dataFlags
	var asJSON bool
	var endpoint endpointFlags
	cmd := &cobra.Command{
		Use:   "repl [FILE...]",
		Short: "The shell: explore RDF with SPARQL",
		Long: `Load the files and open the shell. On a terminal it edits lines, completes
from the data, keeps a history and shows tables. In a pipe it reads a script:
queries and dot commands, answered as TSV without colours or prompts. With
--json it serves another program: {"id": 1, "input": "SELECT ..."} a line in,
one JSON answer a line out.`,
		Example: `  trivet repl patients/*.xml
  echo 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }' | trivet repl data.ttl`,
		Args: argCount(0, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			d.files = append(d.files, args...)
			g, err := a.load(cmd.Context(), &d)
			if err != nil {
				return err
			}
			prefixes, err := a.prefixMap()
			if err != nil {
				return err
			}
			cfg := repl.Config{Graph: g, Prefixes: prefixes, Record: a.recordConfig()}
			if endpoint.url != "" {
				if cfg.Endpoint, err = a.openEndpoint(&endpoint); err != nil {
					return err
				}
			}
			if asJSON {
				return repl.RunJSON(cmd.Context(), a.stdin, a.stdout, cfg)
			}
			return a.runShell(cmd.Context(), cfg, versionText()+"  .help lists the commands, Tab completes, Ctrl-D leaves")
		},
	}
	d.add(cmd)
	endpoint.add(cmd, "send queries to the SPARQL endpoint at this URL, as .connect does")
	endpoint.addUpdate(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON request a line in, one JSON answer a line out")
	return cmd
}

// runShell runs a shell on the program's own streams.
func (a *app) runShell(ctx context.Context, cfg repl.Config, banner string) error {
	t := repl.Terminal{In: a.stdin, Out: a.stdout, Err: a.stderr, Color: a.colorOn(a.stdout), Links: a.linksOn(a.stdout), Plain: a.getenv("TERM") == "dumb"}
	cfg.Programs = repl.FindPrograms(a.getenv)
	cfg.QueryDir = configPath("queries")
	if terminal(a.stdin) && terminal(a.stdout) {
		t.History, t.Init, t.Banner = repl.DefaultHistory(), configPath("init"), banner
		// Ctrl-C is the shell's from here: it stops queries, not the program.
		ctx = context.WithoutCancel(ctx)
		a.uninterrupted()
		var stop context.CancelFunc
		ctx, stop = signal.NotifyContext(ctx, repl.EndSignals()...)
		defer stop()
	}
	return repl.Run(ctx, t, cfg)
}

// configPath is a path in the configuration folder of trivet: under
// XDG_CONFIG_HOME or the system's counterpart; "" when there is none.
func configPath(name string) string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "trivet", name)
}
