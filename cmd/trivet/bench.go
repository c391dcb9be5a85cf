package main

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/syntax"
	"github.com/trivet-rdf/trivet/repl"
)

// measured is what bench found out about one query. Times are milliseconds.
type measured struct {
	Query  string  `json:"query"` // the file's name
	Rows   int     `json:"rows"`  // rows, or triples; 1 for ASK
	Runs   int     `json:"runs"`  // that were measured
	Median float64 `json:"median_ms"`
	Spread float64 `json:"spread_ms"` // between the slowest and the fastest run
	Plan   float64 `json:"plan_ms"`   // median
	Rate   float64 `json:"rows_per_second"`
	Memory int64   `json:"memory_bytes"`    // held at most, beside the data
	Error  string  `json:"error,omitempty"` // why there are no figures
}

// queryFileError is an error in a file of the folder.
type queryFileError struct {
	name string
	err  error
}

// Error names the file first.
func (e *queryFileError) Error() string { return e.name + ": " + e.err.Error() }

// Unwrap gives the cause.
func (e *queryFileError) Unwrap() error { return e.err }

// File is the name, for whoever draws the error.
func (e *queryFileError) File() string { return e.name }

// benchCommand is `trivet bench`.
func (a *app) benchCommand() *cobra.Command {
	var q queryFlags
	var repeat int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "bench (-d FILE... | --endpoint URL) -q DIR [--repeat N] [--json]",
		Short: "Measure the queries of a folder over files",
		Long: `Load the files once, then run each query (*.rq, *.sparql) of the folder once to
warm up and N times to measure, to its last row. The table has the median time,
the spread between the slowest and the fastest run, the rows, the time to plan,
the rows per second of the median run, and the most memory that the query held, in
MiB and beside the data. A query that fails, or takes longer
than --timeout, has no figures and does not keep the others from being measured;
the exit status is then that of the first that failed.`,
		Example: `  trivet bench -d data.nt.gz -q queries --repeat 20`,
		Args:    argCount(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if repeat < 1 {
				return usagef("--repeat wants a number from 1 on, not %d", repeat)
			}
			return a.runBench(cmd.Context(), &q, repeat, asJSON)
		},
	}
	q.data.add(cmd)
	q.endpoint.add(cmd, "measure the SPARQL endpoint at this URL instead of files")
	f := cmd.Flags()
	f.StringVarP(&q.file, "queries", "q", "", "folder of queries, or one query's file")
	f.IntVar(&repeat, "repeat", 5, "how often each query is measured")
	f.DurationVar(&q.timeout, "timeout", 0, "time one run may take, such as 30s; 0 is no bound")
	f.BoolVar(&asJSON, "json", false, "one JSON object a query and line")
	return cmd
}

// queryFiles lists the queries of a folder by name; a file is itself.
func queryFiles(path string) ([]string, error) {
	if path == "" {
		return nil, &repl.UsageError{Msg: "no queries", Usage: "give their folder with -q DIR"}
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if ext := strings.ToLower(filepath.Ext(e.Name())); ext == ".rq" || ext == ".sparql" {
			files = append(files, filepath.Join(path, e.Name()))
		}
	}
	if len(files) == 0 {
		return nil, usagef("%s has no query: the names end in .rq or .sparql", path)
	}
	return files, nil
}

// runBench measures all queries and shows what it found. All are parsed before
// the data is loaded.
func (a *app) runBench(ctx context.Context, q *queryFlags, repeat int, asJSON bool) error {
	files, err := queryFiles(q.file)
	if err != nil {
		return err
	}
	if len(q.data.files) == 0 && q.endpoint.url == "" {
		return &repl.UsageError{Msg: "no data to ask", Usage: "give files with -d FILE, or an --endpoint"}
	}
	var parsed []*query.Query
	for _, name := range files {
		p, err := a.parseFile(ctx, name)
		if err != nil {
			return err
		}
		parsed = append(parsed, p)
	}
	g, err := a.measuredSource(ctx, q)
	if err != nil {
		return err
	}
	table := &results.Table{Names: []string{"query", "rows", "median_ms", "spread_ms", "plan_ms", "rows_per_second", "memory_mib"}}
	var failed error
	for i, p := range parsed {
		m, err := measure(ctx, q, p, g, repeat)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		m.Query = filepath.Base(files[i])
		if err != nil {
			m.Error = err.Error()
			if failed == nil {
				failed = about(p.String(), &queryFileError{files[i], err})
			}
		}
		if asJSON {
			if err := a.sayJSON(m); err != nil {
				return err
			}
			continue
		}
		table.Rows = append(table.Rows, m.row())
	}
	if !asJSON {
		format, _, err := a.formats("", "")
		if err == nil {
			err = results.Write(a.stdout, format, table, a.rowOptions(answerOptions{flags: q}))
		}
		if err != nil {
			return err
		}
	}
	return failed
}

// parseFile reads and parses one query of the folder.
func (a *app) parseFile(ctx context.Context, name string) (*query.Query, error) {
	one := queryFlags{file: name}
	text, err := one.read(ctx, a, nil)
	if err != nil {
		return nil, err
	}
	p, err := a.parse(text)
	if err != nil {
		return nil, about(text, &queryFileError{name, err})
	}
	return p, nil
}

func (a *app) sayJSON(m measured) error {
	line, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return a.say("%s", line)
}

// measuredSource is the files' graph, or the endpoint.
func (a *app) measuredSource(ctx context.Context, q *queryFlags) (query.Source, error) {
	if q.endpoint.url == "" {
		return a.load(ctx, &q.data)
	}
	if len(q.data.files) > 0 {
		return nil, &repl.UsageError{Msg: "--endpoint and -d together", Usage: "the endpoint has data of its own: give one of them"}
	}
	return a.openEndpoint(&q.endpoint)
}

// measure runs one query repeat times, after once to warm up.
func measure(ctx context.Context, flags *queryFlags, q *query.Query, g query.Source, repeat int) (measured, error) {
	var all, plans []time.Duration
	m := measured{}
	for i := range repeat + 1 {
		once, stop := flags.context(ctx)
		start := time.Now()
		n, timing, err := drain(once, q, g)
		took := time.Since(start)
		stop()
		if err != nil {
			return measured{}, err
		}
		if m.Rows = n; i > 0 {
			all, plans = append(all, took), append(plans, timing.Plan)
			m.Memory = max(m.Memory, timing.Memory)
		}
	}
	slices.Sort(all)
	slices.Sort(plans)
	m.Median, m.Plan = millis(median(all)), millis(median(plans))
	m.Spread = millis(all[len(all)-1] - all[0])
	m.Runs = len(all)
	if m.Median > 0 {
		m.Rate = math.Round(float64(m.Rows)/m.Median*10_000) / 10
	}
	return m, nil
}

// drain runs a query to its end and gives how many rows it had, and its timing.
// It is planned each time.
func drain(ctx context.Context, q *query.Query, g query.Source) (n int, t query.Timing, err error) {
	res, err := q.Run(ctx, g, query.WithoutReuse())
	if err != nil {
		return 0, t, err
	}
	switch res.Form {
	case syntax.Ask:
		n = 1
	case syntax.Construct, syntax.Describe:
		for _, err := range res.Triples.All() {
			if err != nil {
				return n, t, err
			}
			n++
		}
	default:
		defer res.Rows.Close()
		for _, err := range res.Rows.Terms() {
			if err != nil {
				return n, t, err
			}
			n++
		}
	}
	return n, res.Timing(), nil
}

// median is the middle of sorted times, the mean of the two middle ones of an
// even number.
func median(sorted []time.Duration) time.Duration {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// millis is a time in milliseconds, to the microsecond.
func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// row is what was found as a row of the table; a query that failed has no figures.
func (m measured) row() []graph.Term {
	if m.Error != "" {
		return append([]graph.Term{graph.NewLiteral(m.Query)}, make([]graph.Term, 6)...)
	}
	number := func(f float64, digits int) graph.Term {
		return graph.NewTyped(strconv.FormatFloat(f, 'f', digits, 64), graph.XSD+"decimal")
	}
	return []graph.Term{
		graph.NewLiteral(m.Query), graph.NewTyped(strconv.Itoa(m.Rows), graph.XSD+"integer"),
		number(m.Median, 3), number(m.Spread, 3), number(m.Plan, 3), number(m.Rate, 1), number(float64(m.Memory)/(1<<20), 1),
	}
}
