package results

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/trivet-rdf/trivet/graph"
)

const srx = `<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">`

// badDocument is refused with an *Error whose text holds want.
type badDocument struct {
	f        Format
	in, want string
}

func badJSON() []badDocument {
	deepJSON := `{"head":{"vars":["x"]},"results":{"bindings":[{"x":` + strings.Repeat(`{"type":"triple","value":{"object":`, 600)
	return []badDocument{
		{JSON, ``, "ends too early"},
		{JSON, `[]`, "the document is not an object"},
		{JSON, `{"head":{"vars":["x"]},"results":{"bindings":[{"x":`, "ends too early"},
		{JSON, `{"head":{"vars":["x"]},"results":{"bindings":[]}} x`, "text after the document"},
		{JSON, `{"head":{"vars":["x","x"]},"results":{"bindings":[]}}`, "declared twice"},
		{JSON, `{"head":{"vars":[1]},"results":{"bindings":[]}}`, "not a string"},
		{JSON, `{"head":{"vars":["x"]},"results":{"bindings":[{"y":{"type":"uri","value":"a"}}]}}`, `variable "y" is not declared`},
		{JSON, `{"results":{"bindings":[{"y":{"type":"uri","value":"a"}}]},"head":{"vars":["x"]}}`, `variable "y" is not declared`},
		{JSON, `{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"url","value":"a"}}]}}`, `type of a term is "url"`},
		{JSON, `{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri"}}]}}`, "has no value"},
		{JSON, `{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":1}}]}}`, "neither a string nor an object"},
		{JSON, `{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"a","its:dir":"up","xml:lang":"en"}}]}}`, "ltr or rtl"},
		{JSON, `{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"a","its:dir":"ltr"}}]}}`, "ltr or rtl"},
		{JSON, `{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"triple","value":{}}}]}}`, "triple term is incomplete"},
		{JSON, `{"head":{"vars":["x"]},"results":{"bindings":["x"]}}`, "not an object"},
		{JSON, `{"head":{"vars":["x"]},"results":{"bindings":{}}}`, "not an array"},
		{JSON, `{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"a"},"x":{"type":"uri","value":"a"}}]}}`, "bound twice"},
		{JSON, `{"head":{}}`, "neither results nor a boolean"},
		{JSON, `{"results":{"bindings":[]}}`, "no head"},
		{JSON, `{"head":{},"boolean":"true"}`, "not one true or false"},
		{JSON, `{"head":{},"boolean":true,"results":{}}`, "both results and a boolean"},
		{JSON, `{"head":{},"boolean":tru}`, "not JSON"},
		{JSON, `{"head":{},"x":` + strings.Repeat("[", 600), "nested too deep"},
		{JSON, deepJSON, "nested too deep"},
	}
}

func badXML() []badDocument {
	deepXML := srx + `<head><variable name="x"/></head><results><result><binding name="x">` + strings.Repeat("<triple><subject>", 600)
	return []badDocument{
		{XML, ``, "ends inside the document"},
		{XML, `<html/>`, "root element is not sparql"},
		{XML, `<sparql/>`, "wrong namespace"},
		{XML, srx, "unexpected EOF"},
		{XML, srx + `<head/>`, "unexpected EOF"},
		{XML, srx + `</sparql>`, "neither results nor a boolean"},
		{XML, srx + `<head><variable/></head>`, "has no name"},
		{XML, srx + `<head><variable name="x"/><variable name="x"/></head>`, "declared twice"},
		{XML, srx + `<head/><results><result><binding name="y"><uri>a</uri></binding></result></results></sparql>`, `"y" is not declared`},
		{XML, srx + `<head><variable name="x"/></head><results><result><binding name="x"></binding></result></results></sparql>`, "holds no term"},
		{XML, srx + `<head><variable name="x"/></head><results><result><binding name="x"><iri>a</iri></binding></result></results></sparql>`, `unexpected element "iri"`},
		{XML, srx + `<head><variable name="x"/></head><results><result><binding name="x"><uri>a</uri><uri>b</uri></binding></result></results></sparql>`, `unexpected element "uri"`},
		{XML, srx + `<head><variable name="x"/></head><results><result><binding name="x"><uri>a</uri></binding><binding name="x"><uri>a</uri></binding></result></results></sparql>`, "bound twice"},
		{XML, srx + `<head><variable name="x"/></head><results><result><binding name="x"><literal>a<b/></literal></binding></result></results></sparql>`, `unexpected element "b"`},
		{XML, srx + `<head><variable name="x"/></head><results><result><binding name="x"><triple><object/></triple></binding></result></results></sparql>`, "expected subject"},
		{XML, srx + `<head/>stray<results/></sparql>`, "unexpected text"},
		{XML, srx + `<head/><results/><results/></sparql>`, "once each"},
		{XML, srx + `<results/></sparql>`, "head, then results"},
		{XML, srx + `<head/><boolean>yes</boolean></sparql>`, `boolean is "yes"`},
		{XML, srx + `<head/><results></head></sparql>`, "not well-formed"},
		{XML, srx + `<head/><boolean>true</boolean></sparql><x/>`, "after the document"},
		{XML, deepXML, "nested too deep"},
	}
}

func badLines() []badDocument {
	return []badDocument{
		{CSV, ``, "document is empty"},
		{CSV, "x,x\n", "declared twice"},
		{CSV, "x,y\na\n", "the row has 1 cells, the header 2"},
		{CSV, "x\na,b\n", "csv line 2: the row has 2 cells"},
		{CSV, "x\n\"a\nb\"c\n", "a quote inside a cell"},
		{CSV, "x\na\"b\n", "a quote inside a cell"},
		{CSV, "x\n\n\"abc\nd", "csv line 3: a quoted cell has no closing quote"},
		{CSV, "x\n\xff\n", "not UTF-8"},
		{TSV, ``, "document is empty"},
		{TSV, "x\n", "expected a variable"},
		{TSV, "?x\t?x\n", "tsv line 1 column 4: the variable \"x\" is declared twice"},
		{TSV, "?x\n1\t2\n", "the row has 2 cells"},
		{TSV, "?x\t?y\n1\tabc\n", `tsv line 2 column 3: expected a term, found "abc"`},
		{TSV, "?x\n<a\n", "no closing >"},
		{TSV, "?x\n<a b>\n", "not allowed in an IRI"},
		{TSV, "?x\n_:\n", "no label"},
		{TSV, "?x\n\"a\n", "no closing \""},
		{TSV, "?x\n\"a\"@\n", "language tag"},
		{TSV, "?x\n\"a\"@1\n", "language tag"},
		{TSV, "?x\n\"a\"@en--up\n", `base direction is "up"`},
		{TSV, "?x\n\"a\"^^xsd:int\n", "expected <datatype>"},
		{TSV, "?x\n\"\\u12\"\n", "bad \\u escape"},
		{TSV, "?x\n\"\\uD800\"\n", "bad \\u escape"},
		{TSV, "?x\n\"\\q\"\n", "bad escape"},
		{TSV, "?x\n<\\n>\n", "bad escape"},
		{TSV, "?x\n1 2\n", "unexpected text after the term"},
		{TSV, "?x\n<<( <a> <b> )>>\n", "expected a term"},
		{TSV, "?x\n<<( <a> <b> <c> >>\n", ")>>"},
		{TSV, "?x\n<<( \"a\" <b> <c> )>>\n", "a triple term needs"},
		{TSV, "?x\n" + strings.Repeat("<<( <a> <b> ", 600) + "\n", "nested too deep"},
		{TSV, "?x\n\"\xff\"\n", "not UTF-8"},
		{HTML, "", "cannot be read"},
	}
}

func TestReadBad(t *testing.T) {
	for _, tt := range slices.Concat(badJSON(), badXML(), badLines()) {
		table, err := Read(strings.NewReader(tt.in), tt.f)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s %.60q: got %v, %v", tt.f, tt.in, table, err)
		} else if !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %.60q: %v, want %q", tt.f, tt.in, err, tt.want)
		}
		if strings.Contains(tt.want, "too deep") && !errors.Is(err, ErrLimit) {
			t.Errorf("%s %.60q: %v is no ErrLimit", tt.f, tt.in, err)
		}
	}
}

// Documents that are right in less common ways.
func TestReadGood(t *testing.T) {
	a, b := graph.NewIRI("http://e/a"), graph.NewLiteral("b")
	tests := []struct {
		name string
		f    Format
		in   string
	}{
		{"results before head", JSON, `{"results":{"bindings":[{"y":{"value":"b","type":"literal"},"x":{"value":"http://e/a","type":"uri"}}],"distinct":false},"head":{"link":["u"],"vars":["x","y"]}}`},
		{"unknown members, old types", JSON, `{"$schema":{"a":[1,{"b":null}]},"head":{"vars":["x","y"]},"results":{"bindings":[{"x":{"type":"uri","value":"http://e/a","more":[]},"y":{"type":"typed-literal","datatype":"http://www.w3.org/2001/XMLSchema#string","value":"b"}}]}}`},
		{"comments, instructions, links, other namespaces", XML, `<?xml version="1.0"?><?xml-stylesheet href="x"?><!-- c --><s:sparql xmlns:s="` + xmlSpace + `" xmlns:o="http://o/"><s:head><s:variable name="x"/><s:variable name="y"/><s:link href="m"/></s:head>
			<o:more><o:x>text</o:x></o:more><s:results ordered="true"><s:result index="1"><!-- c --><s:binding name="x"> <s:uri> http://e/a </s:uri> </s:binding><s:binding name="y"><s:literal><![CDATA[b]]></s:literal></s:binding></s:result></s:results></s:sparql>`},
		{"line feeds only, byte order mark", CSV, "\uFEFFx,y\n\"http://e/a\",b"},
		{"spaces, single quotes, CR LF", TSV, "\uFEFF?x\t$y\r\n <http://e/\\u0061>\t'b' \r\n"},
		{"long quotes", TSV, "?x\t?y\n<http://e/a>\t\"\"\"b\"\"\""},
	}
	for _, tt := range tests {
		got, err := Read(strings.NewReader(tt.in), tt.f)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		want := &Table{Names: []string{"x", "y"}, Rows: [][]graph.Term{{a, b}}}
		if tt.f == CSV {
			want.Rows[0][0] = graph.NewLiteral("http://e/a")
		}
		if !sameTable(got, want) {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// Nothing outside the document is ever opened: every one of these is refused
// by its declaration or as an unknown entity, and says so.
func TestXMLAttacks(t *testing.T) {
	body := `<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head><results><result><binding name="x"><literal>%</literal></binding></result></results></sparql>`
	attacks := map[string]string{
		"external entity":    `<!DOCTYPE sparql [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + strings.Replace(body, "%", "&e;", 1),
		"parameter entity":   `<!DOCTYPE sparql [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p"> %p;]>` + strings.Replace(body, "%", "x", 1),
		"external DTD":       `<!DOCTYPE sparql SYSTEM "http://127.0.0.1:1/x.dtd">` + strings.Replace(body, "%", "x", 1),
		"billion laughs":     `<!DOCTYPE sparql [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>` + strings.Replace(body, "%", "&c;", 1),
		"internal subset":    `<!DOCTYPE sparql [<!ELEMENT sparql ANY>]>` + strings.Replace(body, "%", "x", 1),
		"undeclared entity":  strings.Replace(body, "%", "&e;", 1),
		"XInclude":           strings.Replace(body, "%", `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>`, 1),
		"XInclude elsewhere": strings.Replace(strings.Replace(body, "<results>", `<include xmlns="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/><results>`, 1), "%", "x", 1),
		"foreign encoding":   `<?xml version="1.0" encoding="UTF-7"?>` + strings.Replace(body, "%", "x", 1),
	}
	for name, in := range attacks {
		table, err := Read(strings.NewReader(in), XML)
		if name == "XInclude elsewhere" { // passed over like any foreign element, never opened
			if err != nil || table.Rows[0][0] != graph.NewLiteral("x") {
				t.Errorf("%s: %v %v", name, table, err)
			}
			continue
		}
		if err == nil {
			t.Errorf("%s: read as %v", name, table)
			continue
		}
		if strings.HasPrefix(in, "<!DOCTYPE") && !strings.Contains(err.Error(), "document type declaration") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A document cut at any byte is an error or a complete document, and never
// makes up a row.
func TestTruncated(t *testing.T) {
	table := termTable()
	for _, f := range []Format{JSON, XML} {
		text := strings.TrimRight(write(t, f, table, Options{}), "\n")
		for cut := 0; cut < len(text); cut += 7 {
			if got, err := Read(strings.NewReader(text[:cut]), f); err == nil {
				t.Fatalf("%s cut at %d of %d is read: %d rows", f, cut, len(text), got.Len())
			}
		}
	}
}

func TestReaderErrors(t *testing.T) {
	for _, f := range []Format{JSON, XML, CSV, TSV} {
		text := write(t, f, termTable(), Options{})
		for _, n := range []int{0, 1, 40, len(text) / 2} {
			r := iotest.DataErrReader(iotest.OneByteReader(&failing{strings.NewReader(text[:n])}))
			if _, err := Read(r, f); !errors.Is(err, errBroken) {
				t.Errorf("%s: reader failing at %d gives %v", f, n, err)
			}
		}
		if _, err := Read(iotest.OneByteReader(strings.NewReader(text)), f); err != nil {
			t.Errorf("%s byte by byte: %v", f, err)
		}
	}
}

// failing reads what it holds, and then fails.
type failing struct{ *strings.Reader }

func (f *failing) Read(p []byte) (int, error) {
	if n, err := f.Reader.Read(p); err == nil {
		return n, nil
	}
	return 0, errBroken
}
