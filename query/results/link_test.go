package results

import (
	"regexp"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// oneLink is a whole OSC 8 hyperlink: address and text.
var oneLink = regexp.MustCompile("\x1b\\]8;;(https?://[!-~]+)\x1b\\\\([^\x1b]*)\x1b\\]8;;\x1b\\\\")

// linked are terms of every kind around one IRI.
func linked(iri string) *Table {
	return &Table{Names: []string{"iri", "n"}, Rows: [][]graph.Term{
		{graph.NewIRI(iri), graph.NewTyped("1", graph.XSD+"integer")},
		{graph.NewLiteral(iri), graph.NewBlank("b")}, {},
		{graph.NewTyped("x", iri), graph.NewTripleTerm(graph.NewIRI(iri), graph.NewIRI(iri), graph.NewIRI(iri))},
	}}
}

// TestLinks draws the same table with and without links: what is left without
// them is the same, cut, wrapped and as records too, and each link ends in its
// cell and leads to the whole IRI.
func TestLinks(t *testing.T) {
	const iri = "http://example.org/people/some/long/path;;x/ann"
	for name, o := range map[string]Options{
		"box": {}, "cut": {Width: 30}, "plain": {Plain: true, Width: 40}, "wrapped": {Width: 30, Wrap: true},
		"records": {Width: 10}, "colours": {Color: true, Width: 40}, "prefix": {Prefixes: map[string]string{"p": "http://example.org/people/some/long/path;;x/"}},
	} {
		for _, f := range []Format{Box, Line} {
			want := write(t, f, linked(iri), o)
			o.Links = true
			got := write(t, f, linked(iri), o)
			o.Links = false
			if stripped := oneLink.ReplaceAllString(got, "$2"); stripped != want {
				t.Errorf("%s, %s: without its links\n%q, want\n%q", f, name, stripped, want)
			}
			found := oneLink.FindAllStringSubmatch(got, -1)
			if len(found) == 0 {
				t.Errorf("%s, %s: no link in %q", f, name, got)
			}
			for _, m := range found {
				if m[1] != iri || strings.ContainsAny(m[2], "│\n") {
					t.Errorf("%s, %s: link to %q around %q", f, name, m[1], m[2])
				}
			}
		}
	}
	for _, f := range []Format{JSON, XML, CSV, TSV, Markdown, HTML, JSONLines} {
		if got := write(t, f, linked(iri), Options{Links: true, Color: true}); strings.ContainsRune(got, 0x1b) {
			t.Errorf("%s: an escape character in %q", f, got)
		}
	}
}

// TestHostileLinks: what is not plainly an address on the web stays text, and
// no byte of the data ends a sequence.
func TestHostileLinks(t *testing.T) {
	iris := []string{
		"http://x/\x1b\\evil", "http://x/\x07evil", "http://x/a b", "http://x/\u009c", "http://x/é", "http://x/\x7f", "http://x/\u202e",
		"http://x/\xff", "javascript:alert(1)", "file:///etc/passwd", "HTTP:x", "mailto:a@b", "urn:x", "http://", "http://x/" + strings.Repeat("a", maxLink),
		"http://x/\n", "http://x/\x00", "data:text/html,x", " http://x/", "//x/y",
	}
	for _, iri := range append(iris, hostileStrings()...) {
		if terminalLink(iri) != "" && strings.Trim(iri, graphic()) == "" && webLink(iri) {
			continue // an address with odd but printable characters
		}
		for _, f := range []Format{Box, Line} {
			if got := write(t, f, linked(iri), Options{Links: true}); strings.ContainsRune(got, 0x1b) || strings.ContainsRune(got, 0x07) {
				t.Errorf("%s, %q: %q", f, iri, got)
			}
		}
	}
}

// graphic is every printable character of ASCII, the blank left out.
func graphic() string {
	var b strings.Builder
	for c := byte('!'); c <= '~'; c++ {
		b.WriteByte(c)
	}
	return b.String()
}
