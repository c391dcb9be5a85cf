package main

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/syntax"
	"github.com/trivet-rdf/trivet/repl"
)

// answerOptions say how an answer is written.
type answerOptions struct {
	rows   results.Format
	graphs rdfio.Format
	flags  *queryFlags
	data   *graph.Graph // whose prefixes shorten IRIs
}

// formats finds the formats for rows and for graphs: the one asked for, else
// what the output's name says, else a table on a terminal, TSV in a pipe, and
// Turtle for graphs.
func (a *app) formats(name, out string) (results.Format, rdfio.Format, error) {
	rows, graphs := results.TSV, rdfio.Turtle
	if terminal(a.stdout) && (out == "" || out == "-") {
		rows = results.Box
	}
	asked := name != ""
	if i := strings.LastIndexByte(out, '.'); !asked && i >= 0 {
		name = out[i+1:]
	}
	if name == "" {
		return rows, graphs, nil
	}
	rf, gf := results.FormatByName(name), rdfio.FormatByName(name)
	switch {
	case rf == results.Unknown && gf == rdfio.Unknown && asked:
		return rows, graphs, &repl.UsageError{Msg: "there is no format " + name, Usage: "the formats are " + strings.Join(repl.Modes(), " ")}
	case rf == results.Unknown && gf == rdfio.Unknown:
		return rows, graphs, nil
	case asked: // a format that does not suit the answer is Unknown, and refused then
		return rf, gf, nil
	}
	if rf != results.Unknown {
		rows = rf
	}
	if gf != rdfio.Unknown {
		graphs = gf
	}
	return rows, graphs, nil
}

// suits refuses a format that was asked for and cannot hold the answer of a query.
func (o answerOptions) suits(form syntax.Form) error {
	graph := form == syntax.Construct || form == syntax.Describe
	switch {
	case graph && o.graphs == rdfio.Unknown:
		return &repl.UsageError{Msg: "the answer is a graph, which " + o.flags.format + " cannot hold", Usage: "turtle, ntriples, trig, nquads, rdfxml or jsonld"}
	case !graph && o.rows == results.Unknown:
		return &repl.UsageError{Msg: "the answer is rows, which " + o.flags.format + " cannot hold", Usage: "table, box, markdown, line, csv, tsv, json, jsonl, xml, html or count"}
	}
	return nil
}

// writeResult writes the answer of a query of any form.
func (a *app) writeResult(w io.Writer, res *query.Result, o answerOptions) error {
	ro := a.rowOptions(o)
	switch res.Form {
	case syntax.Ask:
		return results.WriteBool(w, o.rows, res.Bool, ro)
	case syntax.Construct, syntax.Describe:
		g, err := res.Triples.Graph()
		if err != nil {
			return err
		}
		return g.Save(w, o.graphs, graph.WithPrefixes(repl.UsedPrefixes(g, ro.Prefixes)))
	}
	defer res.Rows.Close()
	var rows results.Rows = res.Rows
	if o.flags.limit > 0 {
		rows = limited{Rows: rows, most: o.flags.limit}
	}
	n, err := results.Copy(w, o.rows, rows, ro)
	if err == nil && o.flags.timing {
		t := res.Rows.Timing()
		a.note("%d rows; parse %s, plan %s, first row %s, all rows %s",
			n, t.Parse.Round(time.Microsecond), t.Plan.Round(time.Microsecond), t.First.Round(time.Microsecond), t.All.Round(time.Microsecond))
	}
	return err
}

// warn says what is likely a slip in a query: drawn for a person, a line each
// in a pipe.
func (a *app) warn(text string, warnings []query.Warning) {
	for _, w := range warnings {
		switch {
		case a.errorFormat == "json":
			report := repl.ErrorReport{Message: repl.Visible(w.Msg), Hint: repl.Visible(w.Hint), Line: w.Span.Start.Line, Column: w.Span.Start.Column}
			if line, err := json.Marshal(map[string]repl.ErrorReport{"warning": report}); err == nil {
				_, _ = fmt.Fprintf(a.stderr, "%s\n", line)
			}
		case terminal(a.stderr):
			a.note("warning: %s", strings.TrimRight(w.Pretty(text), "\n"))
		case w.Hint != "":
			a.note("warning: %d:%d: %s; %s", w.Span.Start.Line, w.Span.Start.Column, w.Msg, w.Hint)
		default:
			a.note("warning: %d:%d: %s", w.Span.Start.Line, w.Span.Start.Column, w.Msg)
		}
	}
}

// rowOptions are the options rows are written with.
func (a *app) rowOptions(o answerOptions) results.Options {
	ro := results.Options{CSVSafe: o.flags.safe, Prefixes: map[string]string{}}
	if o.data != nil {
		for label, iri := range o.data.Prefixes().All() {
			ro.Prefixes[label] = iri
		}
	}
	if own, err := a.prefixMap(); err == nil {
		maps.Copy(ro.Prefixes, own)
	}
	if terminal(a.stdout) && (o.flags.out == "" || o.flags.out == "-") {
		ro.Color, ro.Links = a.colorOn(a.stdout), a.linksOn(a.stdout)
		ro.Width = screenWidth(a)
	}
	ro.Plain = o.flags.format == "table" && !terminal(a.stdout)
	return ro
}

// screenWidth is the width of the terminal, at least 20; 80 when unknown.
func screenWidth(a *app) int {
	w, _, err := term.GetSize(int(a.stdout.Fd()))
	if err != nil || w <= 0 {
		return 80
	}
	return max(w, 20)
}

// limited is rows up to a number.
type limited struct {
	results.Rows
	most int
}

// Terms implements results.Rows.
func (l limited) Terms() iter.Seq2[[]graph.Term, error] {
	return func(yield func([]graph.Term, error) bool) {
		n := 0
		for row, err := range l.Rows.Terms() {
			if err == nil && n == l.most {
				return
			}
			n++
			if !yield(row, err) {
				return
			}
		}
	}
}
