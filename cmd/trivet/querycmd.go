package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/repl"
)

// maxQueryFile is the largest query file that is read; the parser's own limit
// is lower and gives the better message.
const maxQueryFile = 16 << 20

// queryFlags are the flags of commands that run a query.
type queryFlags struct {
	data    dataFlags
	file    string        // -q
	text    string        // -e
	format  string        // -f
	out     string        // -o
	timeout time.Duration // --timeout
	limit   int           // --limit
	safe    bool          // --csv-safe
	timing  bool          // --timing

	endpoint endpointFlags
}

// add adds the flags to a command.
func (q *queryFlags) add(cmd *cobra.Command) {
	q.data.add(cmd)
	f := cmd.Flags()
	f.StringVarP(&q.file, "query", "q", "", "file with the query, - for standard input")
	f.StringVarP(&q.text, "execute", "e", "", "the query itself")
	f.DurationVar(&q.timeout, "timeout", 0, "time the query may take, such as 30s; 0 is no bound")
}

// addEndpoint adds --endpoint.
func (q *queryFlags) addEndpoint(cmd *cobra.Command) {
	q.endpoint.add(cmd, "ask the SPARQL endpoint at this URL instead of files")
}

// addOutput adds the flags about how the answer is written.
func (q *queryFlags) addOutput(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&q.format, "format", "f", "", "table, box, markdown, line, csv, tsv, json, jsonl, xml, html, count; turtle, ntriples, ... for graphs")
	completeFormats(cmd)
	f.StringVarP(&q.out, "output", "o", "", "file to write to")
	f.IntVar(&q.limit, "limit", 0, "rows to write at most; 0 is all")
	f.BoolVar(&q.safe, "csv-safe", false, "make CSV cells harmless for spreadsheets (they may run =formulas)")
	f.BoolVar(&q.timing, "timing", false, "say on standard error how long the query took")
}

// completeFormats lets shells complete the values of --format.
func completeFormats(cmd *cobra.Command) {
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(repl.Modes(), cobra.ShellCompDirectiveNoFileComp)) // fails only without the flag
}

// read gives the query's text. Arguments that look like a query are one; the
// others are files to load.
func (q *queryFlags) read(ctx context.Context, a *app, args []string) (string, error) {
	texts := make([]string, 0, 1)
	for _, arg := range args {
		switch ext := strings.ToLower(filepath.Ext(arg)); {
		case looksLikeQuery(arg):
			texts = append(texts, arg)
		case q.file == "" && (ext == ".rq" || ext == ".ru" || ext == ".sparql"):
			q.file = arg
		default:
			q.data.files = append(q.data.files, arg)
		}
	}
	given := len(texts)
	for _, yes := range []bool{q.file != "", q.text != ""} {
		if yes {
			given++
		}
	}
	switch {
	case given > 1:
		return "", &repl.UsageError{Msg: "more than one query", Usage: "give one of -q FILE, -e TEXT and an argument"}
	case q.text != "":
		return q.text, nil
	case len(texts) > 0:
		return texts[0], nil
	case q.file == "-":
		return readQuery(repl.ContextReader(ctx, a.stdin), "standard input")
	case q.file != "":
		f, err := os.Open(q.file)
		if err != nil {
			return "", err
		}
		defer f.Close()
		return readQuery(f, q.file)
	case !terminal(a.stdin) && !readsStdin(q.data.files):
		return readQuery(repl.ContextReader(ctx, a.stdin), "")
	}
	return "", noQuery("no query")
}

// noQuery says that a query is missing, and how to give one.
func noQuery(msg string) error {
	return &repl.UsageError{Msg: msg, Usage: "give one as argument, such as 'SELECT * { ?s ?p ?o } LIMIT 10', or with -q FILE"}
}

// readQuery reads a query from a file or standard input; name is "" where it
// was not asked for and something may be there.
func readQuery(r io.Reader, name string) (string, error) {
	text, err := readAll(r, pick(name == "", "standard input", name))
	switch {
	case err != nil || strings.TrimSpace(text) != "":
		return text, err
	case name == "":
		return "", noQuery("no query, and nothing on standard input")
	}
	return "", noQuery("no query in " + name)
}

// pick is a or b.
func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// looksLikeQuery reports whether an argument is a query and no file's name: it
// has a brace, or a blank behind the word that queries begin with.
func looksLikeQuery(arg string) bool {
	if _, err := os.Stat(arg); err == nil {
		return false
	}
	word, _, blank := strings.Cut(strings.TrimSpace(arg), " ")
	switch strings.ToUpper(word) {
	case "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "INSERT", "DELETE", "PREFIX", "BASE":
		return blank || strings.Contains(arg, "{")
	}
	return strings.ContainsAny(arg, "{\n")
}

// readsStdin reports whether the data comes from standard input.
func readsStdin(files []string) bool {
	for _, f := range files {
		if f == "-" {
			return true
		}
	}
	return false
}

// readAll reads a text of bounded size.
func readAll(r io.Reader, name string) (string, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxQueryFile+1))
	if err == nil && len(data) > maxQueryFile {
		err = fmt.Errorf("%s: larger than %d bytes", name, maxQueryFile)
	}
	return string(data), err
}

// context bounds the time of a query.
func (q *queryFlags) context(ctx context.Context) (context.Context, context.CancelFunc) {
	if q.timeout > 0 {
		return context.WithTimeout(ctx, q.timeout)
	}
	return context.WithCancel(ctx)
}

// queryCommand is `trivet query`.
func (a *app) queryCommand() *cobra.Command {
	var q queryFlags
	cmd := &cobra.Command{
		Use:   "query FILE... (-q FILE | -e TEXT | TEXT)",
		Short: "Answer one query over files",
		Long: `Load the files and answer one query. The query comes from -q, from -e, as
argument, from a file .rq, or from standard input. Files are arguments or given
with -d, may be patterns, and - is standard input; formats are recognised by
extension and content, .gz and .zst are unpacked.`,
		Example: `  trivet query data.ttl 'SELECT * { ?s ?p ?o }'
  trivet query 'data/*.ttl' -e 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }'
  trivet query data.nt.gz report.rq -f csv > report.csv
  trivet query --endpoint http://localhost:8890/sparql 'ASK { ?s ?p ?o }'`,
		Args: argCount(0, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := q.read(cmd.Context(), a, args)
			if err != nil {
				return err
			}
			return a.runQuery(cmd.Context(), &q, text)
		},
	}
	q.add(cmd)
	q.addEndpoint(cmd)
	q.addOutput(cmd)
	return cmd
}

// runQuery parses first, so that a mistake is told before the files are read,
// then loads and answers.
func (a *app) runQuery(ctx context.Context, q *queryFlags, text string) (err error) {
	rows, graphs, err := a.formats(q.format, q.out)
	if err != nil {
		return err
	}
	asked, err := a.prepare(text, q.endpoint.url != "")
	if err != nil {
		return about(text, err)
	}
	o := answerOptions{rows: rows, graphs: graphs, flags: q}
	if err := o.suits(asked.query.Form()); err != nil {
		return err
	}
	if q.endpoint.url != "" {
		return a.runRemote(ctx, q, asked.query.Form(), text, o)
	}
	g, parsed, err := asked.load(ctx, &q.data)
	if err != nil {
		return about(text, err)
	}
	o.data = g
	ctx, stop := q.context(ctx)
	defer stop()
	w, closeOut, err := a.output(q.out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeOut()) }()
	res, err := parsed.Run(ctx, g)
	if err != nil {
		return about(text, err)
	}
	a.warn(text, parsed.Warnings(g))
	return about(text, a.writeResult(w, res, o))
}

// parse parses a query with the prefixes of the command line.
func (a *app) parse(text string) (*query.Query, error) {
	prefixes, err := a.prefixMap()
	if err != nil {
		return nil, err
	}
	return query.Parse(text, query.WithPrefixes(prefixes))
}
