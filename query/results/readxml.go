package results

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

const xmlLangSpace = "http://www.w3.org/XML/1998/namespace"

// xmlReader reads SPARQL Query Results XML from a loop over tokens. It never
// lets encoding/xml descend by itself, so depth is bounded here; a document
// type declaration is refused at once, and with it every entity.
type xmlReader struct {
	dec   *xml.Decoder
	depth int
	cols  columns
	to    receiver
}

func readXML(r io.Reader, to receiver) error {
	x := &xmlReader{dec: xml.NewDecoder(r), to: to}
	x.dec.Entity = nil
	root, err := x.start("the document")
	if err != nil {
		return err
	}
	if root == nil || root.Name.Local != "sparql" {
		return x.fail("the root element is not sparql", `expected <sparql xmlns="`+xmlSpace+`">`)
	}
	if root.Name.Space != xmlSpace {
		return x.fail("the root element is in the wrong namespace "+strconv.Quote(root.Name.Space), "expected "+xmlSpace)
	}
	if err := x.body(); err != nil {
		return err
	}
	if tok, err := x.next(); !errors.Is(err, io.EOF) {
		if err != nil {
			return err
		}
		if _, text := tok.(xml.CharData); !text {
			return x.fail("there is an element after the document", "")
		}
	}
	return nil
}

// body reads the children of sparql: head, then results or boolean.
func (x *xmlReader) body() error {
	head, answer := false, false
	for {
		el, err := x.start("sparql")
		if err != nil {
			return err
		}
		switch {
		case el == nil && !answer:
			return x.fail("the document has neither results nor a boolean", "")
		case el == nil:
			return nil
		case el.Name.Local == "head" && !head && !answer:
			head = true
			err = x.head()
		case el.Name.Local == "results" && head && !answer:
			answer = true
			if err = x.to.head(x.cols.names); err == nil {
				err = x.results()
			}
		case el.Name.Local == "boolean" && !answer:
			answer = true
			err = x.boolean()
		default:
			err = x.unexpected(el, "head, then results or boolean, once each")
		}
		if err != nil {
			return err
		}
	}
}

func (x *xmlReader) head() error {
	for {
		el, err := x.start("head")
		if el == nil || err != nil {
			return err
		}
		if el.Name.Local == "variable" {
			name := attr(el, "", "name")
			if name == "" {
				return x.fail("a variable has no name", "")
			}
			if !x.cols.add(name) {
				return x.fail(twice(name), "")
			}
		} else if el.Name.Local != "link" {
			return x.unexpected(el, "variable or link")
		}
		if err := x.empty(el.Name.Local); err != nil {
			return err
		}
	}
}

func (x *xmlReader) boolean() error {
	s, err := x.text("boolean")
	if err != nil {
		return err
	}
	switch strings.TrimSpace(s) {
	case "true", "1":
		return x.to.bool(true)
	case "false", "0":
		return x.to.bool(false)
	}
	return x.fail("the boolean is "+strconv.Quote(s), "true or false")
}

func (x *xmlReader) results() error {
	for {
		el, err := x.start("results")
		if el == nil || err != nil {
			return err
		}
		if el.Name.Local != "result" {
			return x.unexpected(el, "result")
		}
		if err := x.row(); err != nil {
			return err
		}
	}
}

func (x *xmlReader) row() error {
	row := make([]graph.Term, len(x.cols.names))
	for {
		el, err := x.start("result")
		if err != nil {
			return err
		}
		if el == nil {
			return x.to.row(row)
		}
		if el.Name.Local != "binding" {
			return x.unexpected(el, "binding")
		}
		name := attr(el, "", "name")
		i, known := x.cols.index[name]
		switch {
		case !known:
			return x.fail("the variable "+strconv.Quote(name)+" is not declared", "head names every variable")
		case !row[i].IsAny():
			return x.fail("the variable "+strconv.Quote(name)+" is bound twice in one solution", "")
		}
		if row[i], err = x.one("binding", 1); err != nil {
			return err
		}
	}
}

// one reads the single term inside the element parent, and the parent's end.
func (x *xmlReader) one(parent string, depth int) (graph.Term, error) {
	el, err := x.start(parent)
	if err != nil {
		return graph.Term{}, err
	}
	if el == nil {
		return graph.Term{}, x.fail(parent+" holds no term", "uri, bnode, literal or triple")
	}
	t, err := x.term(el, depth)
	if err != nil {
		return t, err
	}
	return t, x.empty(parent)
}

func (x *xmlReader) term(el *xml.StartElement, depth int) (graph.Term, error) {
	if el.Name.Local == "triple" {
		return x.triple(depth)
	}
	s, err := x.text(el.Name.Local)
	if err != nil {
		return graph.Term{}, err
	}
	switch el.Name.Local {
	case "uri":
		return graph.NewIRI(strings.TrimSpace(s)), nil
	case "bnode":
		return blankNode(strings.TrimSpace(s)), nil
	case "literal":
		t, msg := makeLiteral(s, attr(el, "", "datatype"), attr(el, xmlLangSpace, "lang"), attr(el, itsSpace, "dir"))
		if msg != "" {
			return t, x.fail(msg, "")
		}
		return t, nil
	}
	return graph.Term{}, x.unexpected(el, "uri, bnode, literal or triple")
}

func (x *xmlReader) triple(depth int) (graph.Term, error) {
	var part [3]graph.Term
	for i, name := range [3]string{"subject", "predicate", "object"} {
		el, err := x.start("triple")
		if err != nil {
			return graph.Term{}, err
		}
		if el == nil || el.Name.Local != name {
			return graph.Term{}, x.fail("expected "+name+" inside triple", "subject, predicate, object")
		}
		if part[i], err = x.one(name, depth+1); err != nil {
			return graph.Term{}, err
		}
	}
	if !part[1].IsIRI() || part[0].IsLiteral() || part[0].IsTriple() {
		return graph.Term{}, x.fail("a triple term is wrong", "its predicate is an IRI, its subject an IRI or blank node")
	}
	return graph.NewTripleTerm(part[0], part[1], part[2]), x.empty("triple")
}

// start gives the next child element of parent, or nil at parent's end.
// Elements of other namespaces are passed over; text is refused.
func (x *xmlReader) start(parent string) (*xml.StartElement, error) {
	for {
		tok, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil, x.fail("the document ends inside "+parent, "")
		}
		if err != nil {
			return nil, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if tok.Name.Space == xmlSpace || x.depth == 1 {
				return &tok, nil
			}
			if err := x.pass(); err != nil {
				return nil, err
			}
		case xml.EndElement:
			return nil, nil
		case xml.CharData:
			if x.depth > 0 && len(strings.TrimSpace(string(tok))) > 0 {
				return nil, x.fail("unexpected text inside "+parent, "")
			}
		}
	}
}

// pass reads to the end of the element just begun.
func (x *xmlReader) pass() error {
	for depth := x.depth; x.depth >= depth; {
		if _, err := x.next(); err != nil {
			return err
		}
	}
	return nil
}

// empty reads the end of an element that may hold nothing more.
func (x *xmlReader) empty(name string) error {
	el, err := x.start(name)
	if el != nil && err == nil {
		return x.unexpected(el, "the end of "+name)
	}
	return err
}

// text reads the text of an element, and its end.
func (x *xmlReader) text(name string) (string, error) {
	var b []byte
	for {
		tok, err := x.next()
		if errors.Is(err, io.EOF) {
			return "", x.fail("the document ends inside "+name, "")
		}
		if err != nil {
			return "", err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			return "", x.unexpected(&tok, "text inside "+name)
		case xml.EndElement:
			return string(b), nil
		case xml.CharData:
			if b = append(b, tok...); len(b) > maxTermBytes {
				e := x.fail("a term is too long", "at most 16 MiB")
				e.Err = ErrLimit
				return "", e
			}
		}
	}
}

// next is the next token that is an element's start or end, or text.
func (x *xmlReader) next() (xml.Token, error) {
	for {
		tok, err := x.dec.Token()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil, err
			}
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) {
				e := x.fail("not well-formed XML", "")
				e.Err = errors.New(syntax.Msg)
				return nil, e
			}
			return nil, err
		}
		switch tok.(type) {
		case xml.StartElement:
			if x.depth++; x.depth > maxDepth {
				e := x.fail("elements are nested too deep", "at most "+strconv.Itoa(maxDepth)+" levels")
				e.Err = ErrLimit
				return nil, e
			}
			return tok, nil
		case xml.EndElement:
			x.depth--
			return tok, nil
		case xml.CharData:
			return tok, nil
		case xml.Directive:
			return nil, x.fail("a document type declaration", "results have none: entities and DTDs are refused")
		}
	}
}

func attr(el *xml.StartElement, space, local string) string {
	for _, a := range el.Attr {
		if a.Name.Local == local && a.Name.Space == space {
			return a.Value
		}
	}
	return ""
}

func (x *xmlReader) unexpected(el *xml.StartElement, want string) error {
	return x.fail("unexpected element "+strconv.Quote(el.Name.Local), "expected "+want)
}

func (x *xmlReader) fail(msg, hint string) *Error {
	line, column := x.dec.InputPos()
	return &Error{Format: XML, Line: line, Column: column, Msg: msg, Hint: hint}
}
