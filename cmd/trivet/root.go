package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/trivet-rdf/trivet/repl"
)

// app is one run of the program: its streams and the flags all commands share.
type app struct {
	stdin, stdout, stderr *os.File
	getenv                func(string) string
	uninterrupted         func() // hands Ctrl-C over from the program to the shell

	color       string   // auto, always, never
	errorFormat string   // text, json
	prefixes    []string // --prefix
}

// root builds the command tree.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "trivet",
		Short: "SPARQL over RDF files and SMART health records",
		Long: `Trivet loads RDF files, fetches health records from SMART containers,
answers SPARQL over them, and has a shell to explore them in.

  trivet demo                                      a tour on a built-in record
  trivet repl data.ttl                             the shell
  trivet query data.ttl 'SELECT * { ?s ?p ?o }'    one query
  trivet help topics                               more to read, with a ten-minute tour`,
		SilenceUsage:               true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return unknownCommand(cmd, args[0])
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &repl.UsageError{Msg: err.Error(), Usage: cmd.CommandPath() + " --help shows the flags"}
	})
	flags := root.PersistentFlags()
	flags.StringVar(&a.color, "color", "auto", "colours: auto, always or never (NO_COLOR is heard)")
	flags.StringVar(&a.errorFormat, "error-format", "text", "errors as text or json")
	flags.StringArrayVar(&a.prefixes, "prefix", nil, "declare a prefix: 'ex: <http://example.org/>'; repeats")
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return a.checkFlags() }
	root.CompletionOptions.DisableDefaultCmd = true
	for _, g := range commandGroups() {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
		for _, c := range g.commands(a) {
			c.GroupID = g.id
			root.AddCommand(c)
		}
	}
	root.SetHelpCommandGroupID("rest")
	root.AddCommand(a.docsCommand())
	root.AddCommand(topics()...)
	return root
}

// unknownCommand is the error of a word that is no subcommand.
func unknownCommand(cmd *cobra.Command, word string) error {
	hint := "trivet --help lists the commands"
	if near := cmd.SuggestionsFor(word); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "? " + hint
	}
	return &repl.UsageError{Msg: fmt.Sprintf("there is no command %q", word), Usage: hint}
}

// checkFlags checks the flags all commands share.
func (a *app) checkFlags() error {
	switch a.color {
	case "auto", "always", "never":
	default:
		return usagef("--color wants auto, always or never, not %q", a.color)
	}
	switch a.errorFormat {
	case "text", "json":
	default:
		bad := a.errorFormat
		a.errorFormat = "text"
		return usagef("--error-format wants text or json, not %q", bad)
	}
	_, err := a.prefixMap()
	return err
}

// prefixMap reads the prefixes of TRIVET_PREFIXES and --prefix.
func (a *app) prefixMap() (map[string]string, error) {
	all := map[string]string{}
	lines := append(strings.Split(a.getenv("TRIVET_PREFIXES"), "\n"), a.prefixes...)
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		label, iri, err := repl.ParsePrefix(line)
		if err != nil {
			return nil, err
		}
		all[label] = iri
	}
	return all, nil
}

// terminal reports whether f is a terminal.
func terminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// colorOn reports whether colours may be written to f.
func (a *app) colorOn(f *os.File) bool {
	switch a.color {
	case "always":
		return true
	case "never":
		return false
	}
	return terminal(f) && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"
}

// linksOn reports whether IRIs may be hyperlinks on f: a terminal that takes
// them and that colours may be written to.
func (a *app) linksOn(f *os.File) bool {
	return terminal(f) && a.colorOn(f) && repl.ShowsLinks(a.getenv)
}

// note prints a line that is not a result.
func (a *app) note(format string, args ...any) {
	_, _ = fmt.Fprintln(a.stderr, repl.Visible(fmt.Sprintf(format, args...)))
}

// say writes text to standard output.
func (a *app) say(format string, args ...any) error {
	_, err := fmt.Fprintf(a.stdout, format+"\n", args...)
	return err
}

// noArgs refuses arguments, with the exit status of a wrong command line.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return &repl.UsageError{Msg: fmt.Sprintf("%s takes no arguments, got %q", cmd.CommandPath(), args[0]),
			Usage: cmd.CommandPath() + " --help shows how it is called"}
	}
	return nil
}

// argCount demands between low and high arguments; high < 0 is no bound.
func argCount(low, high int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= low && (high < 0 || len(args) <= high) {
			return nil
		}
		return wrongNumber(cmd)
	}
}

// wrongNumber is the error of a command that has too few arguments or too many.
func wrongNumber(cmd *cobra.Command) error {
	return &repl.UsageError{Msg: "wrong number of arguments for " + cmd.CommandPath(), Usage: "usage: " + cmd.UseLine()}
}

// output opens the file results go to: standard output for "" and "-".
// close must be called, and its error counts.
func (a *app) output(path string) (w io.Writer, close func() error, err error) {
	if path == "" || path == "-" {
		return a.stdout, func() error { return nil }, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, nil, err
	}
	return f, f.Close, nil
}
