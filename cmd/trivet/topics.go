package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/repl"
)

// topics are the pages of `trivet help` that are about no command.
func topics() []*cobra.Command {
	pages := []*cobra.Command{
		{Use: "tour", Short: "Ten minutes with the shell, on a built-in record", Long: tourText},
		{Use: "shell", Short: "The dot commands of the shell", Long: shellText()},
		{Use: "files", Short: "How files, patterns, formats and standard input are given", Long: filesText},
		{Use: "prefixes", Short: "Where prefixes come from", Long: prefixesText},
		{Use: "environment", Short: "Environment variables, configuration and state", Long: environmentText},
		{Use: "exit-status", Short: "What the exit status says", Long: exitText()},
	}
	var list strings.Builder
	list.WriteString("Pages to read, each by \"trivet help NAME\":\n\n")
	for _, p := range pages {
		fmt.Fprintf(&list, "  %-12s %s\n", p.Name(), p.Short)
	}
	list.WriteString("\n\"trivet help COMMAND\" explains a command. New here? \"trivet help tour\" takes ten\nminutes and needs no network and no data of yours.\n")
	return append(pages, &cobra.Command{Use: "topics", Short: "What there is to read", Long: list.String()})
}

// shellText lists the dot commands from the shell's own table.
func shellText() string {
	return "In \"trivet repl\" a line is SPARQL, or one of these commands. \".help COMMAND\" in the\nshell says more about one, \".help keys\" tells the keys.\n\n" + repl.CommandList()
}

// exitStatuses are the exit statuses with what they mean.
func exitStatuses() []exitMeaning {
	return []exitMeaning{
		{exitOK, "all went well"},
		{exitError, "an error in a query or in data"},
		{exitUsage, "the command line is wrong"},
		{exitIO, "a file is not there or cannot be used"},
		{exitLimit, "a limit or the time ran out"},
		{exitNetwork, "network or authorisation"},
		{exitFalse, "the answer is no: ask --exit, diff"},
		{exitInterrupted, "Ctrl-C"},
	}
}

// exitMeaning is an exit status with what it means.
type exitMeaning struct {
	status int
	means  string
}

// exitText is the page about exit statuses.
func exitText() string {
	var b strings.Builder
	b.WriteString("The exit status of every command:\n\n")
	for _, e := range exitStatuses() {
		fmt.Fprintf(&b, "  %3d  %s\n", e.status, e.means)
	}
	b.WriteString(`
Results go to standard output, everything else to standard error. A reader that
goes away (trivet query … | head) is no error. With --error-format json an error
is one line of JSON: {"error":{"message":…,"hint":…,"line":…,"column":…},"exit":…}.
`)
	return b.String()
}

// The pages that are text only.
const (
	filesText = `Files are arguments, or given with -d where an argument may also be a query.

  data.ttl data/*.nt     names and patterns (quote a pattern to leave it to trivet)
  data.nt.gz data.zst    are unpacked
  -                      is standard input; --data-format names its format
  report.rq              is the query, as -q report.rq

The format is known by extension and, where that does not tell, by content:
Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD. --base gives the base IRI,
--graph the named graph to load into, --skip-bad passes over bad lines of
N-Triples and N-Quads. The output's format is known by the extension of -o, or
given with -f; a table on a terminal, TSV in a pipe.
`
	prefixesText = `A query declares its prefixes (PREFIX ex: <http://example.org/>), or takes them from

  --prefix 'ex: <http://example.org/>'    which repeats
  TRIVET_PREFIXES                         declarations, one a line

or from the files that are loaded: "using PREFIX ex: <...>" on standard error says so.
Nothing is guessed: a prefix that neither declares is an error. The shell has a table
of well-known ones beside, and prints what it used; ".prefix auto off" ends that.
`
	environmentText = `  NO_COLOR           no colours (--color always overrules it)
                     and no links to click on; ".links off" in the shell is for those alone
  TERM=dumb          no escape sequences at all; lines are not edited
  TRIVET_PREFIXES    prefix declarations, one a line
  TRIVET_ENDPOINT_AUTH
                     credentials for --endpoint: bearer TOKEN, basic NAME PASSWORD
                     or digest NAME PASSWORD
  TRIVET_PAGER       pager of the shell, before PAGER; cat is none
  VISUAL, EDITOR     editor of .edit
  XDG_CONFIG_HOME    trivet/init is run when the shell starts: dot commands and
                     queries; trivet/queries holds the queries of .name
  XDG_STATE_HOME     trivet/history holds the history, for you alone to read
`
)
