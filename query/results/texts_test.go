package results

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// textTerms are terms with all that a format escapes, quotes or takes for something
// else.
func textTerms() []graph.Term {
	terms := []graph.Term{graph.Any, graph.NewBlank("b1"), graph.NewBlank("é"), graph.NewTyped("-7", "http://www.w3.org/2001/XMLSchema#integer"),
		graph.NewTyped("1.50", "http://www.w3.org/2001/XMLSchema#decimal"), graph.NewLang("a<b", "en")}
	for _, text := range []string{"", "plain", "longer than eight bytes", "_:x", "=1+1", "-5", "@x", "a,b", "say \"yes\" now", "back\\slash",
		"<&>\"'", "\x00\x01 \x1f\x7f", "tab\tline\r\nend", "grüße aus München", "\xff\xfe broken \xc3", "\uFFFE\uFFFF", "eight by", "seven b\"", "abcdefgh\u2028"} {
		terms = append(terms, graph.NewLiteral(text), graph.NewIRI("http://example.org/"+text), graph.NewIRI("http://example.org/some"+text), graph.NewIRI(text))
	}
	return terms
}

// textChunk is a chunk of two columns of which texts can be taken, but for some.
type textChunk struct {
	terms []graph.Term
	size  int
}

func (c textChunk) Len() int { return c.size }

func (c textChunk) Term(i, col int) graph.Term { return c.terms[(i*(col+1)+col*i/7)%len(c.terms)] }

func (c textChunk) Row(i int, terms []graph.Term) { terms[0], terms[1] = c.Term(i, 0), c.Term(i, 1) }

func (c textChunk) Texts(i, col int, texts []string, kinds []graph.TextKind) {
	for k := range texts {
		t := c.Term(i+k, col)
		texts[k], kinds[k] = t.Value(), graph.NoText
		switch v := t.Value(); {
		case (i+k)%5 == 0 || t.IsAny():
		case t.IsIRI() && v != "" && v[0] >= 'a' && v[0] <= 'z':
			kinds[k] = graph.IRIText
		case t.IsBlank():
			texts[k], kinds[k] = "_:"+v, graph.BlankText
		case t.IsLiteral() && t.Datatype() == graph.XSDString:
			kinds[k] = graph.StringText
		}
	}
}

// TestTexts: terms written from their texts are as those written as terms, in every
// format that can.
func TestTexts(t *testing.T) {
	encoders := map[string]encoder{"tsv": &tsvEncoder{}, "csv": &csvEncoder{}, "safe csv": &csvEncoder{safe: true}, "xml": &xmlEncoder{},
		"json": &jsonEncoder{}, "json lines": &jsonEncoder{lines: true}}
	for name, enc := range encoders {
		enc.begin(nil, []string{"a", "b"})
		for _, size := range []int{0, 1, textRows, 3*textRows + 7} {
			c := textChunk{textTerms(), size}
			want := encode(enc, nil, struct{ chunk }{c}, 2, make([]graph.Term, 2))
			got := encode(enc, nil, c, 2, make([]graph.Term, 2))
			if !bytes.Equal(got, want) {
				g, w := strings.SplitAfter(string(got), "\n"), strings.SplitAfter(string(want), "\n")
				for i := range min(len(g), len(w)) {
					if g[i] != w[i] {
						t.Errorf("%s, %d rows: %q, want %q", name, size, g[i], w[i])
						break
					}
				}
			}
		}
	}
}

// TestTextsRepeated: rows whose texts are as those above are written as all others, also where
// what is before them changes, and over the end of a block.
func TestTextsRepeated(t *testing.T) {
	encoders := map[string]encoder{"tsv": &tsvEncoder{}, "csv": &csvEncoder{}, "safe csv": &csvEncoder{safe: true}, "xml": &xmlEncoder{},
		"json": &jsonEncoder{}, "json lines": &jsonEncoder{lines: true}}
	for name, enc := range encoders {
		enc.begin(nil, []string{"a", "b"})
		for _, run := range []int{2, 3, 100, 2 * textRows} {
			c := runs{textChunk{textTerms(), 5*textRows + 3}, run}
			want := encode(enc, nil, struct{ chunk }{c}, 2, make([]graph.Term, 2))
			if got := encode(enc, nil, c, 2, make([]graph.Term, 2)); !bytes.Equal(got, want) {
				t.Errorf("%s, runs of %d: %q, want %q", name, run, got, want)
			}
		}
	}
}

// runs is a textChunk whose first column has each term for several rows, and its second column
// for some.
type runs struct {
	textChunk
	length int
}

func (c runs) Term(i, col int) graph.Term {
	return c.textChunk.Term(i/(c.length/(col+1)), col)
}

func (c runs) Row(i int, terms []graph.Term) { terms[0], terms[1] = c.Term(i, 0), c.Term(i, 1) }

func (c runs) Texts(i, col int, texts []string, kinds []graph.TextKind) {
	for k := range texts {
		run := c.length / (col + 1)
		if c.textChunk.Texts((i+k)/run, col, texts[k:k+1], kinds[k:k+1]); k > 0 && (i+k)/run == (i+k-1)/run && kinds[k-1] != graph.NoText {
			kinds[k] = graph.AgainText
		}
	}
}

// TestPlainText: an IRI is looked at from where it differs from the one above.
func TestPlainText(t *testing.T) {
	var last plainText
	for _, iri := range []string{"http://example.org/a", "http://example.org/a b", "http://example.org/abcdefghijk", "http://example.org/abcdefgh<", "http://exa\\mple.org/abcdefgh", "x", "", "http://example.org/é"} {
		if got, want := string(appendIRI(nil, iri, &last)), graph.NewIRI(iri).NTriples(); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
}

// TestPlainStart: it stops in the eight bytes of whatever is escaped, and nowhere else.
func TestPlainStart(t *testing.T) {
	for c := range 256 {
		for at := range 24 {
			s := []byte("abcdefghijklmnopqrstuvwx")
			s[at] = byte(c)
			want := 24
			if escapedInXML[c] {
				want = at / 8 * 8
			}
			if got := plainStart(string(s), '&', '<', '>', '"'); got != want {
				t.Fatalf("%q: %d, want %d", s, got, want)
			}
		}
	}
}

// TestTextsMakeNoTerm: no term is made for what has a text.
func TestTextsMakeNoTerm(t *testing.T) {
	for _, enc := range []encoder{&tsvEncoder{}, &csvEncoder{}, &xmlEncoder{}, &jsonEncoder{}} {
		enc.begin(nil, []string{"a", "b"})
		c := onlyTexts{textChunk{[]graph.Term{graph.NewIRI("http://example.org/a"), graph.NewBlank("b"), graph.NewLiteral("c")}, 4}, t}
		if b := encode(enc, nil, c, 0, make([]graph.Term, 2)); len(b) == 0 {
			t.Error("nothing written")
		}
	}
}

// onlyTexts gives no terms.
type onlyTexts struct {
	textChunk
	t *testing.T
}

func (c onlyTexts) Term(i, col int) graph.Term {
	c.t.Error(fmt.Sprint("a term is made of row ", i, ", column ", col))
	return graph.Any
}

func (c onlyTexts) Texts(i, col int, texts []string, kinds []graph.TextKind) {
	for k := range texts {
		texts[k], kinds[k] = "_:b", graph.BlankText
		if col == 1 {
			texts[k], kinds[k] = "http://example.org/a", graph.TextKind(1+2*(i%2))
		}
	}
}

// TestCommonStart: what a text has in common with the one before hides nothing of it.
func TestCommonStart(t *testing.T) {
	const start = "http://example.org/department/"
	var last plainText
	for _, s := range []string{
		start + "1", start + "2", start + "12345678", start + "12345679", start + "1234<678", start + "12345679",
		"http://example.org/<epartment/1", start, "", start + "1/2/3/4/5/6", start + "1/2/3/4/5 6", "short", "sho>t",
		"http://example.com/department/1", "http://example.com/department/1", start[:8], start + strings.Repeat("x", 99) + "{",
	} {
		if got, want := last.plain(s, &escapedInIRI), !strings.ContainsAny(s, " <>{}"); got != want {
			t.Errorf("%q: plain is %v, want %v", s, got, want)
		}
	}
}
