package results

import (
	"bufio"
	"io"
	"strconv"
)

// Read reads a whole result document in format f: JSON, XML, CSV or TSV. Its
// errors are of type *Error, but for those of r.
//
// CSV has lost the kinds of its terms: what begins with "_:" and is not quoted
// is a blank node, an empty cell that is not quoted is unbound, and all else
// is a simple literal, IRIs too. In CSV and TSV a document that is the word
// true or false alone is the answer of an ASK query.
func Read(r io.Reader, f Format) (*Table, error) {
	switch f {
	case JSON:
		return readJSON(r)
	case XML:
		return readXML(r)
	case CSV:
		return readCSV(bufio.NewReader(r))
	case TSV:
		return readTSV(bufio.NewReader(r))
	}
	return nil, &Error{Format: f, Msg: "this format cannot be read", Hint: "json, xml, csv and tsv can"}
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

func boolTable(v bool) *Table { return &Table{Boolean: &v} }
