package results

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"sync"

	"github.com/trivet-rdf/trivet/graph"
)

// Rows are the solutions of a SELECT query.
type Rows interface {
	// Vars are the names of the variables, without "?", in order.
	Vars() []string
	// Terms gives each solution as one term per variable; the zero Term is
	// unbound. The slice is reused for the next solution. An error ends the
	// sequence.
	Terms() iter.Seq2[[]graph.Term, error]
}

// Options say how results are written. The zero Options are good for files
// and pipes; no format but those named looks at a field.
type Options struct {
	// Prefixes shrink IRIs in Box, Line, Markdown and HTML: label to namespace.
	Prefixes map[string]string
	// Width is how many columns Box may fill; 0 is as many as it needs. Where
	// the columns cannot be squeezed into it, Box writes the rows as Line does.
	Width int
	// MaxRows is how many rows Box shows; 0 is all. Of a longer result it
	// shows the first and the last ones, and says how many are between.
	MaxRows int
	// Wrap makes Box break long cells over several lines instead of cutting them.
	Wrap bool
	// Plain makes Box write columns without lines, for screen readers and logs.
	Plain bool
	// Color makes Box and Line use ANSI colours. Without it and Links no escape
	// character is ever written by them.
	Color bool
	// Links makes Box and Line write http and https IRIs as OSC 8 hyperlinks,
	// for terminals that understand them. Each ends with its cell and takes no
	// columns. IRIs with anything but printable ASCII stay text.
	Links bool
	// CSVSafe makes CSV put an apostrophe before cells that a spreadsheet
	// would run as a formula (those that start with = + - @ or a control
	// character, numbers excepted). The specification asks for raw values, so
	// it is off by default.
	CSVSafe bool
	// Fragment makes HTML write the table alone, without a page around it.
	Fragment bool
	// Title is the title of an HTML page.
	Title string
}

// encoder turns rows into bytes; every method appends to b and returns it.
type encoder interface {
	begin(b []byte, vars []string) []byte
	row(b []byte, n int, terms []graph.Term) []byte // n counts from 0
	end(b []byte, n int) []byte                     // n rows were written
}

func newEncoder(f Format, o Options) encoder {
	switch f {
	case JSON:
		return &jsonEncoder{}
	case XML:
		return &xmlEncoder{}
	case CSV:
		return &csvEncoder{safe: o.CSVSafe}
	case TSV:
		return &tsvEncoder{}
	case Markdown:
		return &markdownEncoder{show: newShower(o)}
	case HTML:
		return &htmlEncoder{show: newShower(o), o: o}
	case JSONLines:
		return &jsonEncoder{lines: true}
	case Line:
		return &lineEncoder{show: newShower(o), color: o.Color}
	case Count:
		return countEncoder{}
	}
	return nil
}

// flushAt is the size in bytes at which the output buffer is handed on: large
// enough that a write system call costs little per row, small enough for a cache.
const flushAt = 32 << 10

// What an output buffer has room for at first, and at most if it is kept for the
// next result: most results are short, and new memory takes longer than they.
const (
	firstRoom = 1 << 12
	mostRoom  = 4 * flushAt
)

var buffers = sync.Pool{New: func() any {
	b := make([]byte, 0, firstRoom)
	return &b
}}

// takeBuffer gives an output buffer, of any length.
func takeBuffer() *[]byte { return buffers.Get().(*[]byte) }

// giveBuffer gives back what takeBuffer gave; b is what has become of it.
func giveBuffer(room *[]byte, b []byte) {
	if cap(b) <= mostRoom {
		*room = b
		buffers.Put(room)
	}
}

// Write writes all rows to w in format f. Errors are those of rows and of w;
// what was written before an error of rows has reached w, unfinished.
func Write(w io.Writer, f Format, rows Rows, o Options) error {
	_, err := Copy(w, f, rows, o)
	return err
}

// Copy is Write, and returns how many rows there were, those included that
// Box left out.
func Copy(w io.Writer, f Format, rows Rows, o Options) (int, error) {
	if f == Box {
		return writeBox(w, rows, o)
	}
	enc := newEncoder(f, o)
	if enc == nil {
		return 0, errFormat(f)
	}
	vars := rows.Vars()
	if c, ok := rows.(chunked); ok && stateless(enc) {
		return copyChunks(w, enc, c, vars, parallelRows, helpers())
	}
	room := takeBuffer()
	b := enc.begin((*room)[:0], vars)
	defer func() { giveBuffer(room, b) }()
	n := 0
	for terms, err := range rows.Terms() {
		if err != nil {
			_, _ = w.Write(b) // the error of rows is the one to tell
			return n, err
		}
		b = enc.row(b, n, terms[:min(len(terms), len(vars))])
		n++
		if len(b) >= flushAt {
			if _, err := w.Write(b); err != nil {
				return n, err
			}
			b = b[:0]
		}
	}
	b = enc.end(b, n)
	_, err := w.Write(b)
	return n, err
}

// WriteBool writes the answer of an ASK query in format f. CSV, TSV and the
// human formats, for which no specification says how, write the bare word.
func WriteBool(w io.Writer, f Format, value bool, o Options) error {
	word := "false"
	if value {
		word = "true"
	}
	var text string
	switch f {
	case JSON:
		text = `{"head":{},"boolean":` + word + "}\n"
	case JSONLines:
		text = `{"boolean":` + word + "}\n"
	case XML:
		text = xmlHead + "<head></head>\n<boolean>" + word + "</boolean>\n</sparql>\n"
	case HTML:
		text = htmlBool(word, o)
	case CSV:
		text = word + "\r\n"
	case TSV, Box, Markdown, Line, Count:
		text = word + "\n"
	default:
		return errFormat(f)
	}
	_, err := io.WriteString(w, text)
	return err
}

func errFormat(f Format) error {
	names := make([]string, 0, 10)
	for _, g := range Formats() {
		names = append(names, g.String())
	}
	return fmt.Errorf("results: cannot write format %q; the formats are %s", f, strings.Join(names, ", "))
}

// countEncoder writes the number of rows.
type countEncoder struct{}

func (countEncoder) begin(b []byte, _ []string) []byte          { return b }
func (countEncoder) row(b []byte, _ int, _ []graph.Term) []byte { return b }
func (countEncoder) end(b []byte, n int) []byte                 { return fmt.Appendf(b, "%d\n", n) }
