package results

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/trivet-rdf/trivet/graph"
)

// csvReader reads RFC 4180 records, and keeps what encoding/csv drops: empty
// lines, which are rows here, and which cells were quoted.
type csvReader struct {
	r     *bufio.Reader
	line  int // of the next record's first byte, from 1
	cells []csvCell
	text  []byte // of the cell being read
	size  int    // bytes of the record so far
}

type csvCell struct {
	text   string
	quoted bool
}

func readCSV(r *bufio.Reader, to receiver) error {
	c := &csvReader{r: r, line: 1}
	skipBOM(r)
	names, err := c.head()
	if err != nil {
		return err
	}
	if len(names) == 1 && (names[0] == "true" || names[0] == "false") {
		if _, err := r.Peek(1); errors.Is(err, io.EOF) {
			return to.bool(names[0] == "true")
		}
	}
	if err := to.head(names); err != nil {
		return err
	}
	for {
		at := c.line
		err := c.record()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		row, err := c.row(len(names), at)
		if err != nil {
			return err
		}
		if err := to.row(row); err != nil {
			return err
		}
	}
}

// head reads the line of names.
func (c *csvReader) head() ([]string, error) {
	at := c.line
	if err := c.record(); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, &Error{Format: CSV, Line: 1, Msg: "the document is empty", Hint: "expected a line of variable names"}
		}
		return nil, err
	}
	var cols columns
	for _, cell := range c.cells {
		if len(c.cells) == 1 && cell.text == "" {
			break // no variables at all
		}
		if !cols.add(cell.text) {
			return nil, &Error{Format: CSV, Line: at, Msg: twice(cell.text)}
		}
	}
	return cols.names, nil
}

func (c *csvReader) row(width, at int) ([]graph.Term, error) {
	if width == 0 && len(c.cells) == 1 && c.cells[0].text == "" {
		return []graph.Term{}, nil
	}
	if len(c.cells) != width {
		return nil, &Error{Format: CSV, Line: at, Msg: "the row has " + strconv.Itoa(len(c.cells)) + " cells, the header " + strconv.Itoa(width)}
	}
	row := make([]graph.Term, width)
	for i, cell := range c.cells {
		label, blank := strings.CutPrefix(cell.text, "_:")
		switch {
		case cell.quoted:
			row[i] = graph.NewLiteral(cell.text)
		case cell.text == "":
		case blank && label != "":
			row[i] = blankNode(label)
		default:
			row[i] = graph.NewLiteral(cell.text)
		}
	}
	return row, nil
}

// record reads the next record into cells; io.EOF when there is none.
func (c *csvReader) record() error {
	c.cells = c.cells[:0]
	c.size = 0
	if _, err := c.r.Peek(1); err != nil {
		return err
	}
	for {
		more, err := c.cell()
		if err != nil {
			return err
		}
		if !more {
			return nil
		}
	}
}

// next reads a byte; the end of input reads as a line feed.
func (c *csvReader) next() (b byte, eof bool, err error) {
	b, err = c.r.ReadByte()
	if errors.Is(err, io.EOF) {
		return '\n', true, nil
	}
	if c.size++; c.size > maxLineBytes {
		return 0, false, &Error{Format: CSV, Line: c.line, Msg: "the record is too long", Hint: "at most 64 MiB", Err: ErrLimit}
	}
	return b, false, err
}

// cell reads a cell and the comma or line end after it; more says which.
func (c *csvReader) cell() (more bool, err error) {
	c.text = c.text[:0]
	b, eof, err := c.next()
	if err != nil {
		return false, err
	}
	quoted := b == '"' && !eof
	if quoted {
		if b, eof, err = c.quoted(); err != nil {
			return false, err
		}
	}
	for err == nil && b != ',' && b != '\n' {
		if b == '\r' && c.peek('\n') {
			b, eof, err = c.next()
			continue
		}
		if quoted || b == '"' {
			return false, &Error{Format: CSV, Line: c.line, Msg: "a quote inside a cell",
				Hint: "quote the whole cell and write the quote twice"}
		}
		c.text = append(c.text, b)
		b, eof, err = c.next()
	}
	if err != nil {
		return false, err
	}
	if b == '\n' && !eof {
		c.line++
	}
	if !utf8.Valid(c.text) {
		return false, &Error{Format: CSV, Line: c.line, Msg: "the text is not UTF-8"}
	}
	c.cells = append(c.cells, csvCell{string(c.text), quoted})
	return b == ',', nil
}

func (c *csvReader) peek(want byte) bool {
	b, err := c.r.Peek(1)
	return err == nil && b[0] == want
}

// quoted reads up to the closing quote, and returns the byte after it.
func (c *csvReader) quoted() (b byte, eof bool, err error) {
	start := c.line
	for {
		b, eof, err = c.next()
		switch {
		case err != nil:
			return b, eof, err
		case eof:
			return b, eof, &Error{Format: CSV, Line: start, Msg: "a quoted cell has no closing quote"}
		case b == '"':
			if !c.peek('"') {
				return c.next()
			}
			_, _, err = c.next()
			if err != nil {
				return b, eof, err
			}
		case b == '\n':
			c.line++
		}
		c.text = append(c.text, b)
	}
}

// skipBOM drops a byte order mark at the start of the input.
func skipBOM(r *bufio.Reader) {
	if head, err := r.Peek(3); err == nil && string(head) == "\uFEFF" {
		_, _ = r.Discard(3)
	}
}
