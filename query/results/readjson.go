package results

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"github.com/trivet-rdf/trivet/graph"
)

// jsonReader reads SPARQL Query Results JSON token by token. The members of
// an object may come in any order: a document whose results precede its head
// has its columns put in the head's order at the end.
type jsonReader struct {
	dec     *json.Decoder
	head    bool     // "head" was read
	vars    columns  // as the head declares them
	cols    *columns // as the rows use them: &vars once the head is known
	rows    [][]graph.Term
	boolean *bool
	results bool // "results" was read
}

func readJSON(r io.Reader) (*Table, error) {
	j := &jsonReader{dec: json.NewDecoder(r)}
	j.dec.UseNumber()
	err := j.object("the document", func(key string) error {
		switch key {
		case "head":
			return j.readHead()
		case "boolean":
			return j.readBoolean()
		case "results":
			return j.readResults()
		}
		return j.skip()
	})
	if err != nil {
		return nil, err
	}
	if _, err := j.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, j.fail("there is text after the document", "")
	}
	return j.table()
}

func (j *jsonReader) table() (*Table, error) {
	switch {
	case j.boolean != nil && j.results:
		return nil, j.fail("the document has both results and a boolean", "")
	case j.boolean != nil:
		return &Table{Boolean: j.boolean}, nil
	case !j.results:
		return nil, j.fail("the document has neither results nor a boolean", `expected {"head": {"vars": [...]}, "results": {"bindings": [...]}}`)
	case !j.head:
		return nil, j.fail("the document has no head", `expected "head": {"vars": [...]}`)
	}
	t := &Table{Names: j.vars.names, Rows: j.rows}
	if j.cols == &j.vars {
		return t, nil
	}
	for n, row := range t.Rows {
		ordered := make([]graph.Term, len(t.Names))
		for i, term := range row {
			to, ok := j.vars.index[j.cols.names[i]]
			if !ok && !term.IsAny() {
				return nil, j.undeclared(j.cols.names[i])
			}
			if ok {
				ordered[to] = term
			}
		}
		t.Rows[n] = ordered
	}
	return t, nil
}

func (j *jsonReader) readHead() error {
	if j.head {
		return j.fail("the document has two heads", "")
	}
	j.head = true
	if j.cols == nil {
		j.cols = &j.vars
	}
	return j.object("head", func(key string) error {
		if key != "vars" {
			return j.skip()
		}
		return j.array("vars", func(tok json.Token) error {
			name, ok := tok.(string)
			if !ok {
				return j.fail("a variable's name is not a string", "")
			}
			if !j.vars.add(name) {
				return j.fail(twice(name), "")
			}
			return nil
		})
	})
}

func (j *jsonReader) readBoolean() error {
	tok, err := j.token()
	if err != nil {
		return err
	}
	v, ok := tok.(bool)
	if !ok || j.boolean != nil {
		return j.fail("the boolean is not one true or false", "")
	}
	j.boolean = &v
	return nil
}

func (j *jsonReader) readResults() error {
	if j.results {
		return j.fail("the document has results twice", "")
	}
	j.results = true
	if j.cols == nil {
		j.cols = &columns{}
	}
	return j.object("results", func(key string) error {
		if key != "bindings" {
			return j.skip()
		}
		return j.array("bindings", func(tok json.Token) error {
			if tok != json.Delim('{') {
				return j.fail("a solution is not an object", "")
			}
			return j.row()
		})
	})
}

// row reads a solution whose brace was read.
func (j *jsonReader) row() error {
	row := make([]graph.Term, len(j.cols.names))
	err := j.members(func(key string) error {
		i, known := j.cols.index[key]
		if !known {
			if j.cols == &j.vars {
				return j.undeclared(key)
			}
			i = len(j.cols.names)
			j.cols.add(key)
		}
		t, err := j.term(1)
		if err != nil {
			return err
		}
		for i >= len(row) {
			row = append(row, graph.Term{})
		}
		if !row[i].IsAny() {
			return j.fail("the variable "+strconv.Quote(key)+" is bound twice in one solution", "")
		}
		row[i] = t
		return nil
	})
	j.rows = append(j.rows, row)
	return err
}

func (j *jsonReader) undeclared(name string) error {
	return j.fail("the variable "+strconv.Quote(name)+" is not declared", "head.vars names every variable")
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
	err := j.object("a term", func(key string) error {
		switch key {
		case "type":
			return j.str(key, &t.kind)
		case "xml:lang":
			return j.str(key, &t.lang)
		case "datatype":
			return j.str(key, &t.datatype)
		case "its:dir":
			return j.str(key, &t.dir)
		case "value":
			return j.value(&t, depth)
		}
		return j.skip()
	})
	if err != nil {
		return graph.Term{}, err
	}
	return j.finish(&t)
}

// value reads a term's value: a string, or the object of a triple term.
func (j *jsonReader) value(t *jsonTerm, depth int) error {
	tok, err := j.token()
	if err != nil {
		return err
	}
	switch v := tok.(type) {
	case string:
		t.value, t.hasValue = v, true
		return nil
	case json.Delim:
		if v == '{' {
			t.triple = new([3]graph.Term)
			return j.members(func(key string) error {
				var err error
				switch key {
				case "subject":
					t.triple[0], err = j.term(depth + 1)
				case "predicate":
					t.triple[1], err = j.term(depth + 1)
				case "object":
					t.triple[2], err = j.term(depth + 1)
				default:
					err = j.skip()
				}
				return err
			})
		}
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
	if len(t.value) > maxTermBytes {
		return graph.Term{}, &Error{Format: JSON, Offset: j.dec.InputOffset(), Msg: "a term is too long", Hint: "at most 16 MiB", Err: ErrLimit}
	}
	switch t.kind {
	case "uri":
		return graph.NewIRI(t.value), nil
	case "bnode":
		return graph.NewBlank(t.value), nil
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

// object reads an object, and calls member for each key; member reads the value.
func (j *jsonReader) object(what string, member func(key string) error) error {
	tok, err := j.token()
	if err != nil {
		return err
	}
	if tok != json.Delim('{') {
		return j.fail(what+" is not an object", "")
	}
	return j.members(member)
}

// members is object after the brace.
func (j *jsonReader) members(member func(key string) error) error {
	for j.dec.More() {
		tok, err := j.token()
		if err != nil {
			return err
		}
		key, ok := tok.(string)
		if !ok {
			return j.fail("expected the name of a member", "")
		}
		if err := member(key); err != nil {
			return err
		}
	}
	_, err := j.token()
	return err
}

// array reads an array, and calls element with the first token of each.
func (j *jsonReader) array(what string, element func(json.Token) error) error {
	tok, err := j.token()
	if err != nil {
		return err
	}
	if tok != json.Delim('[') {
		return j.fail(what+" is not an array", "")
	}
	for j.dec.More() {
		tok, err := j.token()
		if err != nil {
			return err
		}
		if err := element(tok); err != nil {
			return err
		}
	}
	_, err = j.token()
	return err
}

func (j *jsonReader) str(what string, to *string) error {
	tok, err := j.token()
	if err != nil {
		return err
	}
	s, ok := tok.(string)
	if !ok {
		return j.fail(strconv.Quote(what)+" is not a string", "")
	}
	*to = s
	return nil
}

// skip passes over a value of any kind, without recursion.
func (j *jsonReader) skip() error {
	depth := 0
	for {
		tok, err := j.token()
		if err != nil {
			return err
		}
		switch tok {
		case json.Delim('{'), json.Delim('['):
			if depth++; depth > maxDepth {
				return j.tooDeep()
			}
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

func (j *jsonReader) token() (json.Token, error) {
	tok, err := j.dec.Token()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, j.fail("the document ends too early", "")
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return nil, &Error{Format: JSON, Offset: syntax.Offset, Msg: "not JSON", Err: err}
	}
	return tok, err
}

func (j *jsonReader) fail(msg, hint string) error {
	return &Error{Format: JSON, Offset: j.dec.InputOffset(), Msg: msg, Hint: hint}
}

func (j *jsonReader) tooDeep() error {
	return &Error{Format: JSON, Offset: j.dec.InputOffset(), Msg: "values are nested too deep",
		Hint: "at most " + strconv.Itoa(maxDepth) + " levels", Err: ErrLimit}
}
