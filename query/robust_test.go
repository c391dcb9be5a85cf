package query_test

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
	"github.com/trivet-rdf/trivet/testdata/oracle"
)

// parses parses a text as query and as update. An error must have its place
// inside the text.
func parses(t *testing.T, text string) (ok bool) {
	t.Helper()
	_, err := query.Parse(text)
	_, err2 := query.ParseUpdate(text)
	for _, err := range []error{err, err2} {
		if err == nil {
			ok = true
			continue
		}
		var e *syntax.Error
		if !errors.As(err, &e) {
			t.Fatalf("%q: %v is no *syntax.Error", text, err)
		}
		at := e.Span
		if at.Start.Offset < 0 || at.End.Offset > len(text) || at.Start.Offset > at.End.Offset || at.Start.Line < 1 || at.Start.Column < 1 || e.Msg == "" {
			t.Fatalf("%q: the error is at %+v: %v", text, at, err)
		}
		if drawn := e.Pretty(text); drawn == "" {
			t.Fatalf("%q: nothing is drawn", text)
		}
	}
	return ok
}

// words are what random texts are made of.
var words = strings.Fields(`SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED OPTIONAL UNION MINUS GRAPH SERVICE SILENT FILTER EXISTS NOT BIND AS VALUES UNDEF
 DISTINCT REDUCED ORDER BY ASC DESC LIMIT OFFSET GROUP HAVING COUNT SUM GROUP_CONCAT SEPARATOR INSERT DELETE DATA WITH USING LOAD CLEAR DROP CREATE
 COPY MOVE ADD TO INTO ALL DEFAULT PREFIX BASE VERSION REGEX IF COALESCE IN a true false { } ( ) [ ] << >> <<( )>> {| |} . ; , | / ^ * + ? ! = != < > <= >= && || - ~
 ?x $y ?z :p p:q <http://a> <b> "s" 's' """long""" "l"@en "d"^^:t 1 1.5 1e3 _:b [] () \u0041 # é 日本 @ ^^ ' "`)

func randomText(rng *rand.Rand, i int) string {
	var b strings.Builder
	for range 1 + rng.IntN(30) {
		switch {
		case i%4 == 0:
			b.WriteByte(byte(rng.IntN(256)))
		case i%4 == 1:
			b.WriteRune(rune(rng.IntN(0x3000)))
		default:
			b.WriteString(words[rng.IntN(len(words))])
			if rng.IntN(8) > 0 {
				b.WriteByte(' ')
			}
		}
	}
	return b.String()
}

// TestRandomTexts: 10,000 texts of random bytes, characters and words.
func TestRandomTexts(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 10_000 {
		parses(t, randomText(rng, i))
	}
}

// suiteTexts are the queries and updates of the W3C suites.
func suiteTexts(t *testing.T) []string {
	var out []string
	root := filepath.Join(oracle.W3C(t), "sparql")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err != nil || ext != ".rq" && ext != ".ru" {
			return err
		}
		text, err := os.ReadFile(path)
		out = append(out, string(text))
		return err
	})
	if err != nil || len(out) < 1000 {
		t.Fatalf("%d texts, %v", len(out), err)
	}
	return out
}

// TestTruncatedSuites: every text of the suites, cut at every byte, is read or
// refused with a place. Cuts of long texts and under -short are fewer.
func TestTruncatedSuites(t *testing.T) {
	step := 5
	if testing.Short() {
		step = 41
	}
	for n, text := range suiteTexts(t) {
		stride := max(step, len(text)/300)
		for cut := n % stride; cut < len(text); cut += stride {
			parses(t, text[:cut])
		}
	}
}

// TestMutatedSuites: texts of the suites with tokens left out, doubled, swapped
// or taken from another text; those that are still queries are run.
func TestMutatedSuites(t *testing.T) {
	g := people(t)
	rng := rand.New(rand.NewPCG(3, 4))
	texts := suiteTexts(t)
	n := 6000
	if testing.Short() {
		n = 1000
	}
	ran := 0
	for range n {
		text := mutated(rng, texts[rng.IntN(len(texts))], texts[rng.IntN(len(texts))])
		if parses(t, text) {
			ran++
			runAnything(t, g, text)
		}
	}
	if ran < n/10 {
		t.Errorf("only %d of %d texts were queries", ran, n)
	}
}

// mutated changes a few tokens of a text.
func mutated(rng *rand.Rand, text, other string) string {
	tokens, others := syntax.Tokens(text), syntax.Tokens(other)
	if len(tokens) == 0 || len(others) == 0 {
		return text
	}
	parts := make([]string, len(tokens))
	for i, tok := range tokens {
		parts[i] = text[tok.Start:tok.End]
	}
	for range 1 + rng.IntN(3) {
		i, k := rng.IntN(len(parts)), rng.IntN(len(parts))
		switch rng.IntN(4) {
		case 0:
			parts[i] = ""
		case 1:
			parts[i] += " " + parts[k]
		case 2:
			parts[i], parts[k] = parts[k], parts[i]
		case 3:
			tok := others[rng.IntN(len(others))]
			parts[i] = other[tok.Start:tok.End]
		}
	}
	return strings.Join(parts, " ")
}

// runAnything runs a query or update; it may fail, but not panic or go on for ever.
func runAnything(t *testing.T, g *graph.Graph, text string) {
	t.Helper()
	limits := query.WithLimits(query.Limits{MaxSteps: 200_000, MaxMemoryBytes: 8 << 20, MaxRows: 1000})
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("panic: %v\n%s", p, text)
		}
	}()
	if u, err := query.ParseUpdate(text, limits); err == nil {
		scratch := graph.New()
		scratch.Add(graph.Triple{S: iri("a"), P: iri("p"), O: iri("b")})
		_, _ = u.Apply(context.Background(), scratch)
		return
	}
	q, err := query.Parse(text, limits)
	if err != nil {
		return
	}
	_ = q.Warnings(g)
	_ = failure(g, text, limits)
	if p, err := q.Explain(context.Background(), g, query.PlanOnly); err == nil && p.Root == nil {
		t.Errorf("no plan\n%s", text)
	}
}

// TestSuitesRun: every query of the suites runs on data it was not written for.
func TestSuitesRun(t *testing.T) {
	g := people(t)
	for _, text := range suiteTexts(t) {
		if parses(t, text) {
			runAnything(t, g, text)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"SELECT * { ?s ?p ?o }", "ASK { FILTER(1 = 2) }", "INSERT DATA { <a> <b> 1 }", "SELECT (COUNT(*) AS ?n) { ?s :p+ ?o } GROUP BY ?s"} {
		f.Add(text)
	}
	g := graph.New()
	g.Add(graph.Triple{S: iri("a"), P: iri("p"), O: iri("b")})
	f.Fuzz(func(t *testing.T, text string) {
		if parses(t, text) {
			runAnything(t, g, text)
		}
	})
}
