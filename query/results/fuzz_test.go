package results

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// fuzzReader: whatever is read can be written, and reads back as the same.
func fuzzReader(f *testing.F, format Format) {
	for _, rows := range []Rows{termTable(), &Table{}, &Table{Names: []string{"x"}, Rows: [][]graph.Term{{{}}}}} {
		f.Add(write(f, format, rows, Options{}))
	}
	if format == JSON {
		f.Add(`{"x":[0,-1.5e+3,1E9,true,false,null,{"a":"\ud83d\ude00\u00e9\ud800\/"}],"head":{"vars":[]},"results":{"bindings":[{},{}]}}`)
	}
	var b strings.Builder
	_ = WriteBool(&b, format, true, Options{})
	f.Add(b.String())
	f.Fuzz(func(t *testing.T, in string) {
		table, err := Read(strings.NewReader(in), format)
		if format == JSON {
			checkJSON(t, in, err)
		}
		if err != nil {
			if err.Error() == "" {
				t.Error("an empty message")
			}
			return
		}
		if table.Boolean != nil {
			return
		}
		for _, human := range []Format{Box, Line, HTML, Markdown} {
			_ = write(t, human, table, Options{Width: 30})
		}
		if !writable(table, format) {
			return
		}
		text := write(t, format, table, Options{})
		again, err := Read(strings.NewReader(text), format)
		if err != nil {
			t.Fatalf("%v\n%q\nwritten from %q", err, text, in)
		}
		if again.Boolean == nil && !sameTable(table, again) {
			t.Fatalf("%v\nread again from %q as\n%v", table, text, again)
		}
	})
}

// checkJSON compares the verdict on the syntax with encoding/json's.
func checkJSON(t *testing.T, in string, err error) {
	t.Helper()
	valid := json.Valid([]byte(strings.TrimPrefix(in, "\uFEFF")))
	if err == nil && !valid {
		t.Errorf("read, and it is not JSON: %q", in)
	}
	if err != nil && valid && (strings.Contains(err.Error(), "not JSON") || strings.Contains(err.Error(), "too early")) {
		t.Errorf("%v, and it is JSON: %q", err, in)
	}
}

// writable reports whether the table has only names and terms that the format
// can hold: readers take a little more than any writer would be given.
func writable(t *Table, f Format) bool {
	for _, name := range t.Names {
		if strings.ContainsAny(name, "\t\n\r ") || strings.TrimSpace(name) == "" || f == CSV && len(t.Names) == 1 {
			return false
		}
	}
	for _, row := range t.Rows {
		for _, term := range row {
			if !holds(term, f) {
				return false
			}
		}
	}
	return true
}

func holds(term graph.Term, f Format) bool {
	if tr, ok := term.Triple(); ok {
		return holds(tr.S, f) && holds(tr.P, f) && holds(tr.O, f)
	}
	all := term.Value() + term.Lang() + term.Datatype()
	if f == XML && strings.ContainsAny(all, "\x00\uFFFE\uFFFF") {
		return false
	}
	switch term.Kind() {
	case graph.IRI:
		return f != XML || strings.TrimSpace(term.Value()) == term.Value()
	case graph.Blank:
		p := scanner{s: "_:" + term.Value()}
		_, err := p.term()
		return err == nil && p.i == len(p.s)
	case graph.Literal:
		return term.Lang() == "" || langTag(term.Lang())
	}
	return true
}

func FuzzReadJSON(f *testing.F) { fuzzReader(f, JSON) }
func FuzzReadXML(f *testing.F)  { fuzzReader(f, XML) }
func FuzzReadCSV(f *testing.F)  { fuzzReader(f, CSV) }
func FuzzReadTSV(f *testing.F)  { fuzzReader(f, TSV) }
