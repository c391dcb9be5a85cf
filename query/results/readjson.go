package results

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// jsonReader reads SPARQL Query Results JSON. The members of an object may
// come in any order: a document whose results precede its head has its columns
// put in the head's order at the end.
type jsonReader struct {
	jsonLexer
	head    bool     // "head" was read
	vars    columns  // as the head declares them
	cols    *columns // as the rows use them: &vars once the head is known
	to      receiver
	rows    [][]graph.Term // read before the head
	made    int            // rows made so far
	slab    []graph.Term   // where the next rows are cut from
	seen    map[string]string
	boolean *bool
	results bool // "results" was read

	bindings bool // and in it "bindings"
}

func readJSON(r io.Reader, to receiver) error {
	j := &jsonReader{jsonLexer: jsonLexer{r: bufio.NewReaderSize(r, 32<<10)}, seen: make(map[string]string), to: to}
	skipBOM(j.r)
	err := j.members("the document", func(key []byte) error {
		switch string(key) {
		case "head":
			return j.readHead()
		case "boolean":
			return j.readBoolean()
		case "results":
			return j.readResults()
		}
		return j.skip(1)
	})
	if err != nil {
		return err
	}
	if _, err := j.peek(); !errors.Is(err, io.EOF) {
		if err != nil {
			return err
		}
		return j.fail("there is text after the document", "")
	}
	return j.end()
}

// end sees that the document is complete, and hands on what had to wait for that.
func (j *jsonReader) end() error {
	switch {
	case j.boolean != nil && j.results:
		return j.fail("the document has both results and a boolean", "")
	case j.boolean != nil:
		return j.to.bool(*j.boolean)
	case !j.results:
		return j.fail("the document has neither results nor a boolean", `expected {"head": {"vars": [...]}, "results": {"bindings": [...]}}`)
	case !j.head:
		return j.fail("the document has no head", `expected "head": {"vars": [...]}`)
	case !j.bindings:
		return j.fail("the results have no bindings", `expected "results": {"bindings": [...]}`)
	case j.cols == &j.vars:
		return nil
	}
	if err := j.to.head(j.vars.names); err != nil {
		return err
	}
	for _, row := range j.rows {
		ordered := make([]graph.Term, len(j.vars.names))
		for i, term := range row {
			to, ok := j.vars.index[j.cols.names[i]]
			if !ok && !term.IsAny() {
				return j.undeclared(j.cols.names[i])
			}
			if ok {
				ordered[to] = term
			}
		}
		if err := j.to.row(ordered); err != nil {
			return err
		}
	}
	return nil
}

func (j *jsonReader) readHead() error {
	if j.head {
		return j.fail("the document has two heads", "")
	}
	j.head = true
	if j.cols == nil {
		j.cols = &j.vars
	}
	return j.members("head", func(key []byte) error {
		if string(key) != "vars" {
			return j.skip(2)
		}
		return j.elements("vars", func() error {
			if err := j.str("a variable's name"); err != nil {
				return err
			}
			if name := j.keep(); !j.vars.add(name) {
				return j.fail(twice(name), "")
			}
			return nil
		})
	})
}

func (j *jsonReader) readBoolean() error {
	c, err := j.peek()
	if err != nil {
		return j.ended(err)
	}
	if c == 't' || c == 'f' {
		if err := j.word(); err != nil {
			return err
		}
		if v := string(j.text) == "true"; j.boolean == nil {
			j.boolean = &v
			return nil
		}
	}
	return j.fail("the boolean is not one true or false", "")
}

func (j *jsonReader) readResults() error {
	if j.results {
		return j.fail("the document has results twice", "")
	}
	j.results = true
	if j.cols == nil {
		j.cols = &columns{}
	} else if err := j.to.head(j.vars.names); err != nil {
		return err
	}
	return j.members("results", func(key []byte) error {
		if string(key) != "bindings" {
			return j.skip(2)
		}
		j.bindings = true
		return j.elements("bindings", j.row)
	})
}

// row reads a solution.
func (j *jsonReader) row() error {
	row := j.newRow(len(j.cols.names))
	err := j.members("a solution", func(key []byte) error {
		i, known := j.cols.index[string(key)]
		if !known {
			if j.cols == &j.vars {
				return j.undeclared(string(key))
			}
			i = len(j.cols.names)
			j.cols.add(string(key))
		}
		for i >= len(row) {
			row = append(row, graph.Term{})
		}
		if !row[i].IsAny() {
			return j.fail("the variable "+strconv.Quote(string(key))+" is bound twice in one solution", "")
		}
		var err error
		row[i], err = j.term(1)
		return err
	})
	if err != nil {
		return err
	}
	if j.cols == &j.vars {
		return j.to.row(row)
	}
	j.rows = append(j.rows, row)
	return nil
}

// newRow cuts a row of n terms from the slab, so that rows cost no allocation each.
func (j *jsonReader) newRow(n int) []graph.Term {
	if len(j.slab) < n {
		j.slab = make([]graph.Term, max(n, min(4096, 64+2*n*j.made)))
	}
	j.made++
	row := j.slab[:n:n]
	j.slab = j.slab[n:]
	return row
}

func (j *jsonReader) undeclared(name string) error {
	return j.fail("the variable "+strconv.Quote(name)+" is not declared", "head.vars names every variable")
}

// keep makes a string of the text read last; bytes that are not UTF-8 become
// U+FFFD.
func (j *jsonReader) keep() string { return strings.ToValidUTF8(string(j.text), "\uFFFD") }

// keepShared is keep for texts that come again and again, such as datatypes:
// they share one string.
func (j *jsonReader) keepShared() string {
	if s, ok := j.seen[string(j.text)]; ok {
		return s
	}
	s := j.keep()
	if len(j.seen) < 1000 && len(j.text) < 200 {
		j.seen[string(j.text)] = s
	}
	return s
}

// jsonTerm collects the members of a term's object, which come in any order.
type jsonTerm struct {
	kind, value, lang, datatype, dir string
	hasValue                         bool
	triple                           *[3]graph.Term
}

func (j *jsonReader) term(depth int) (graph.Term, error) {
	if depth > maxDepth {
		return graph.Term{}, j.tooDeep()
	}
	var t jsonTerm
	err := j.members("a term", func(key []byte) error {
		switch string(key) {
		case "type":
			return j.member("type", &t.kind)
		case "xml:lang":
			return j.member("xml:lang", &t.lang)
		case "datatype":
			return j.member("datatype", &t.datatype)
		case "its:dir":
			return j.member("its:dir", &t.dir)
		case "value":
			return j.value(&t, depth)
		}
		return j.skip(depth)
	})
	if err != nil {
		return graph.Term{}, err
	}
	return j.finish(&t)
}

func (j *jsonReader) member(name string, to *string) error {
	err := j.str(name)
	*to = j.keepShared()
	return err
}

// value reads a term's value: a string, or the object of a triple term.
func (j *jsonReader) value(t *jsonTerm, depth int) error {
	c, err := j.peek()
	if err != nil {
		return j.ended(err)
	}
	switch c {
	case '"':
		err := j.str("")
		t.value, t.hasValue = j.keep(), true
		return err
	case '{':
		t.triple = new([3]graph.Term)
		return j.members("", func(key []byte) error {
			var err error
			switch string(key) {
			case "subject":
				t.triple[0], err = j.term(depth + 1)
			case "predicate":
				t.triple[1], err = j.term(depth + 1)
			case "object":
				t.triple[2], err = j.term(depth + 1)
			default:
				err = j.skip(depth)
			}
			return err
		})
	}
	return j.fail("a term's value is neither a string nor an object", "")
}

func (j *jsonReader) finish(t *jsonTerm) (graph.Term, error) {
	if t.kind == "triple" {
		tr := t.triple
		if tr == nil || tr[0].IsAny() || tr[2].IsAny() || !tr[1].IsIRI() || tr[0].IsLiteral() || tr[0].IsTriple() {
			return graph.Term{}, j.fail("a triple term is incomplete or wrong", "it needs a subject, a predicate that is an IRI, and an object")
		}
		return graph.NewTripleTerm(tr[0], tr[1], tr[2]), nil
	}
	if !t.hasValue {
		return graph.Term{}, j.fail("a term has no value", "")
	}
	switch t.kind {
	case "uri":
		return graph.NewIRI(t.value), nil
	case "bnode":
		return blankNode(t.value), nil
	case "literal", "typed-literal":
		lit, msg := makeLiteral(t.value, t.datatype, t.lang, t.dir)
		if msg != "" {
			return lit, j.fail(msg, "")
		}
		return lit, nil
	}
	return graph.Term{}, j.fail("the type of a term is "+strconv.Quote(t.kind), "uri, bnode, literal and triple are known")
}

// makeLiteral builds a literal from what JSON and XML say of it; msg is what is wrong.
func makeLiteral(text, datatype, lang, dir string) (t graph.Term, msg string) {
	if dir != "" {
		d := direction(dir)
		if d == graph.NoDirection || lang == "" {
			return t, "its:dir needs the value ltr or rtl, and a language"
		}
		return graph.NewDirLang(text, lang, d), ""
	}
	if lang != "" {
		return graph.NewLang(text, lang), ""
	}
	return graph.NewTyped(text, datatype), ""
}
