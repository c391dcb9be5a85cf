package repl

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

func TestGraphTree(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, ".graph CONSTRUCT { ?a a ex:Person ; ex:knows ?b ; ex:name ?n } { ?a ex:knows ?b ; ex:name ?n }")
	const want = `ex:ann  a ex:Person
├─ ex:name  "Ann"
├─ ex:knows → ex:bob  a ex:Person
│  ├─ ex:name  "Bob"@en
│  └─ ex:knows → ex:ann ↑
└─ ex:knows → ex:carla
`
	if out, errs := h.take(); out != want {
		t.Errorf("got\n%s\nwant\n%s(%s)", out, want, errs)
	}
	for _, tt := range []struct{ line, want, errs string }{
		{".graph DESCRIBE ex:nobody", "(no triples)\n", ""},
		{".graph SELECT * { ?s ?p ?o }", "", "only a CONSTRUCT or DESCRIBE"},
		{".graph ex:town", "ex:town  a ex:Place\n├─ ex:size  1000\n└─ rdfs:label  \"Town\"@en\n", ""},
		{".graph ex:nobody", "", "ex:nobody is not in the data"},
		{"DESCRIBE _:x", "", ".describe _:x and .graph _:x can"},
		{".graph --pdf DESCRIBE ex:ann", "", `cannot be drawn as "pdf"`},
		{".graph DESCRIBE ex:ann > ann.pdf", "", "does not say which format"},
		{".graph INSERT DATA { ex:a ex:b 1 }", "", "an update gives no graph"},
		{".graph CONSTRUCT {", "", "error:"},
	} {
		h.feed(t, tt.line)
		if out, errs := h.take(); out != tt.want || !strings.Contains(errs, tt.errs) {
			t.Errorf("%s: %q %q", tt.line, out, errs)
		}
	}
	h.feed(t, "SELECT * { ex:ann ?p ?o }")
	h.take()
	h.feed(t, ".graph")
	if out, _ := h.take(); !strings.Contains(out, "ex:town") {
		t.Errorf("after a SELECT, .graph draws the data: %q", out)
	}
}

// hostileGraph has names and values that try to break out of every format.
func hostileGraph() *graph.Graph {
	g := graph.New()
	for i, text := range append(hostileTexts(), `</text><script>alert(1)</script>`, `"]; evil [label="`, `"] --> x["`, "a\\", "\uFFFF\x00]]>&amp;", "--><!--", "\x1b[2J") {
		s, o := graph.NewBlank("s"+string(rune('a'+i))), graph.NewIRI("http://x.example/"+text)
		g.Add(graph.Triple{S: s, P: graph.NewIRI("urn:" + text), O: graph.NewLiteral(text)})
		g.Add(graph.Triple{S: s, P: graph.NewIRI("urn:" + text), O: o})
	}
	return g
}

func TestGraphPicturesAreEscaped(t *testing.T) {
	p := newPicture(hostileGraph().Snapshot(), nil)
	svg := p.svg()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, svg)
		}
		if e, ok := token.(xml.StartElement); ok && strings.Contains(" svg defs marker path rect text ", " "+e.Name.Local+" ") == false {
			t.Errorf("an element %s", e.Name.Local)
		}
	}
	for _, line := range strings.Split(p.mermaid(), "\n") {
		if n := strings.Count(line, `"`); n != 0 && n != 2 {
			t.Errorf("Mermaid: %s", line)
		}
	}
	for _, line := range strings.Split(p.dot(), "\n") {
		bare := strings.NewReplacer(`\\`, "", `\"`, "").Replace(line)
		if n := strings.Count(bare, `"`); strings.HasPrefix(line, "  n") && !strings.HasPrefix(line, "  node") && n != 2 {
			t.Errorf("DOT: %s", line)
		}
	}
	for name, text := range map[string]string{"svg": svg, "dot": p.dot(), "mermaid": p.mermaid(), "tree": p.tree()} {
		if strings.ContainsFunc(strings.ReplaceAll(text, "\n", ""), hostile) {
			t.Errorf("%s has control characters", name)
		}
	}
}

func TestGraphIsBounded(t *testing.T) {
	g := graph.New()
	next := func(i int) graph.Term { return graph.NewIRI("urn:n" + thousands(i)) }
	for i := range maxPictureTriples + 5 {
		g.Add(graph.Triple{S: next(i), P: graph.NewIRI("urn:p"), O: next(i + 1)})
	}
	p := newPicture(g.Snapshot(), nil)
	if p.left != 5 {
		t.Errorf("%d are left, want 5", p.left)
	}
	for line := range strings.Lines(p.tree()) {
		if len(line) > 1000 {
			t.Fatalf("a line of %d bytes", len(line))
		}
	}
	p.svg()
}

func TestPicturesGoToFiles(t *testing.T) {
	inFolder(t)
	h := newHarness(t, nil)
	h.feed(t, "DESCRIBE ex:ann\n.graph > a.svg\n.graph >a.dot\n.graph --mermaid a.txt\n.explain --svg b.svg\n.profile > b.html\n.explain --mermaid SELECT * { ?s ?p ?o } > b.mmd\n.explain --svg c.svg ASK { ?s ?p ?o }\n.explain > b.json\n.explain > b.nonsense")
	if _, errs := h.take(); strings.Count(errs, "drawn to") != 8 || strings.Count(errs, "error:") != 1 {
		t.Errorf("%q", errs)
	}
	for file, head := range map[string]string{
		"a.svg": "<svg ", "a.dot": "digraph ", "a.txt": "flowchart ", "b.svg": "<svg ", "c.svg": "<svg ", "b.html": "<!DOCTYPE html>", "b.mmd": "flowchart ", "b.json": "{",
	} {
		if data, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(data), head) {
			t.Errorf("%s: %.60q %v", file, data, err)
		}
	}
}

func TestPlanPageIsEscaped(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, `.profile --html SELECT * { ?s ex:name ?n FILTER(?n != "</pre><script>") }`)
	if out, errs := h.take(); strings.Contains(out, "<script") || !strings.Contains(out, "<meter ") || !strings.Contains(out, "<svg ") {
		t.Errorf("%q %q", out, errs)
	}
}

func TestPlanNames(t *testing.T) {
	for in, want := range map[string]string{
		"?s <" + rdfType + "> ?.0":                 "?s a _:1",
		"?.12 rdf:type ex:a":                       "_:13 a ex:a",
		`FILTER(?n = "?.0 rdf:type \" rdf:type ")`: `FILTER(?n = "?.0 rdf:type \" rdf:type ")`,
		`"open`: `"open`,
		"?.":    "?.",
	} {
		if got := readableDetail(in); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	h := newHarness(t, nil)
	h.feed(t, ".explain SELECT * { ?s a ex:Person ; ex:knows [ ex:name ?n ] }")
	if out, _ := h.take(); strings.Contains(out, "?.") || !strings.Contains(out, "?s a ex:Person") || !strings.Contains(out, "_:1") {
		t.Error(out)
	}
}
