package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// parseRow is how long it takes to parse one document on one core: Trivet only
// parsing, Trivet writing N-Triples to nowhere too, and serdi, which always writes.
type parseRow struct {
	parse, rewrite, serdi []float64 // seconds
	failure               string
}

// turn parses once with each.
func (r *parseRow) turn(self *engine, file string, f rdfio.Format) {
	for what, list := range map[string]*[]float64{"parse": &r.parse, "rewrite": &r.rewrite} {
		e := &engine{name: self.name, command: self.command, env: append([]string{"GOMAXPROCS=1"}, self.env...)}
		got, err := e.once(request{Parse: file, Format: f.String(), Save: map[string]string{"rewrite": os.DevNull}[what]})
		if err != nil {
			r.failure = err.Error()
			return
		}
		*list = append(*list, got.Seconds)
	}
	syntax := map[rdfio.Format]string{rdfio.NTriples: "ntriples", rdfio.Turtle: "turtle"}[f]
	program, err := exec.LookPath("serdi")
	if err != nil || syntax == "" {
		return
	}
	start := time.Now()
	if err := exec.Command(program, "-i", syntax, "-o", "ntriples", file).Run(); err != nil {
		r.failure = "serdi: " + err.Error()
		return
	}
	r.serdi = append(r.serdi, time.Since(start).Seconds())
}

// once starts the engine without data, asks one thing and stops it.
func (e *engine) once(r request) (reply, error) {
	defer e.stop()
	if err := e.begin(); err != nil {
		return reply{}, err
	}
	return e.ask(context.Background(), r)
}

// parseTable writes the figures as markdown.
func parseTable(w io.Writer, triples int, rows map[rdfio.Format]*parseRow) {
	fmt.Fprintf(w, "\n| one core, M triples/s | Trivet parses | Trivet parses and writes | serdi parses and writes |\n|---|--:|--:|--:|\n")
	for _, f := range storeFormats {
		r := rows[f]
		rate := func(list []float64) string {
			if len(list) == 0 {
				return ""
			}
			return fmt.Sprintf("%.2f", float64(triples)/middle(list)/1e6)
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s\n", f, rate(r.parse), rate(r.rewrite), rate(r.serdi), r.failure)
	}
}

// parseFile is a child's side of parsing.
func parseFile(r request) (reply, error) {
	runtime.GOMAXPROCS(1)
	f, err := os.Open(r.Parse)
	if err != nil {
		return reply{}, err
	}
	defer f.Close()
	start, n := time.Now(), int64(0)
	emit := func(*rdfio.Quad) error { n++; return nil }
	if r.Save != "" {
		out, err := os.OpenFile(r.Save, os.O_WRONLY, 0)
		if err != nil {
			return reply{}, err
		}
		defer out.Close()
		w, err := rdfio.NewWriter(out, rdfio.NTriples, rdfio.WriterOptions{})
		if err != nil {
			return reply{}, err
		}
		defer w.Close()
		emit = func(q *rdfio.Quad) error { n++; return w.Write(q) }
	}
	err = rdfio.Read(context.Background(), f, rdfio.FormatByName(r.Format), rdfio.Options{File: r.Parse}, emit)
	return reply{Seconds: time.Since(start).Seconds(), Bytes: n}, err
}
