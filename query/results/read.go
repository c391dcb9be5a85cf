package results

import (
	"bufio"
	"io"
	"strconv"

	"github.com/trivet-rdf/trivet/graph"
)

// Read reads a whole result document in format f: JSON, XML, CSV or TSV. Its
// errors are of type *Error, but for those of r.
//
// CSV has lost the kinds of its terms: what begins with "_:" and is not quoted
// is a blank node, an empty cell that is not quoted is unbound, and all else
// is a simple literal, IRIs too. In CSV and TSV a document that is the word
// true or false alone is the answer of an ASK query.
func Read(r io.Reader, f Format) (*Table, error) {
	t := &Table{}
	err := read(r, f, receiver{
		head: func(names []string) error { t.Names = names; return nil },
		row:  func(row []graph.Term) error { t.Rows = append(t.Rows, row); return nil },
		bool: func(v bool) error { t.Boolean = &v; return nil },
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// receiver takes the parts of a document as they are read: head and then rows, each
// row the receiver's to keep, or a boolean. Its errors end the reading.
type receiver struct {
	head func(names []string) error
	row  func(row []graph.Term) error
	bool func(v bool) error
}

// read reads a document into a receiver.
func read(r io.Reader, f Format, to receiver) error {
	switch f {
	case JSON:
		return readJSON(r, to)
	case XML:
		return readXML(r, to)
	case CSV:
		return readCSV(bufio.NewReader(r), to)
	case TSV:
		return readTSV(bufio.NewReader(r), to)
	}
	return &Error{Format: f, Msg: "this format cannot be read", Hint: "json, xml, csv and tsv can"}
}

// columns numbers the variables of a document while it is read.
type columns struct {
	names []string
	index map[string]int
}

// add numbers a variable; false when it is there already.
func (c *columns) add(name string) bool {
	if c.index == nil {
		c.index = make(map[string]int)
	}
	if _, twice := c.index[name]; twice {
		return false
	}
	c.index[name] = len(c.names)
	c.names = append(c.names, name)
	return true
}

func twice(name string) string {
	return "the variable " + strconv.Quote(name) + " is declared twice"
}
