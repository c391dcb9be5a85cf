package repl

import (
	"slices"
	"strings"
	"testing"
)

// offered are the texts of the candidates at the bar in a line.
func offered(s *Session, line string) []string {
	before, after, _ := strings.Cut(line, "|")
	var texts []string
	for _, item := range s.Complete(before+after, len(before)).Items {
		texts = append(texts, item.Text)
	}
	return texts
}

func TestComplete(t *testing.T) {
	tests := []struct {
		line string
		want string // the first candidates, space separated
	}{
		{".lo|", "load login log"},
		{`\stat|`, "stats"},
		{".help sa|", "sample save"},
		{".mode mark|", "markdown"},
		{".timing o|", "on off"},
		{".describe ex:P|", "ex:Person ex:Place"},
		{".predicates Pers|", "ex:Person"},
		{".explain SELECT * { ?s a |", "ex:Person ex:Place"},
		{"|", "BASE PREFIX"},
		{"SEL|", "SELECT"},
		{"sel|", "select"},
		{"SELECT ?name W|", "WHERE"},
		{"SELECT * { ?s a |", "ex:Person ex:Place"},
		{"SELECT * { ?s a ex:P|", "ex:Person ex:Place"},
		{"SELECT * { ?s a per|", "ex:Person"},
		{"SELECT * { ?s a <http://example.org/Pe|", "<http://example.org/Person>"},
		{"SELECT * { ?s |", "rdf:type ex:name ex:knows"},
		{"SELECT * { ?s ex:n|", "ex:name"},
		{"SELECT * { ?s nam|", "ex:name"},
		{"SELECT * { ?s a ex:Place ; |", "rdfs:label ex:size rdf:type"},
		{"SELECT * { ?s a ex:Person ; ex:h|", "ex:height"},
		{"SELECT * { ?s ex:size ?n ; rdf|", "rdfs:label rdf:type"},
		{"SELECT * { ex:ann ex:knows ?b . ?b ex:a|", "ex:age"},
		{"SELECT * { ?s ex:knows/|", "rdf:type ex:name ex:age"},
		{"SELECT * { ?s ex:knows/ex:knows/ex:h|", "ex:height"},
		{"SELECT * { ?x ex:knows [ |", "rdf:type ex:name ex:age"},
		{"SELECT * { ?x ex:knows [ ex:name ?n ; |", "rdf:type ex:age ex:knows"},
		{"SELECT * { ?x ^ex:size/|", "rdfs:label rdf:type ex:size"},
		{"SELECT * { ?s ex:name |", `"Ann" "Bob"@en "Carla"`},
		{"SELECT * { ?s ex:age |", "17 42"},
		{"SELECT * { ?person ex:name ?na . FILTER(?|", "?person ?na"},
		{"SELECT * { ?person ex:name ?na . FILTER(?na|", "?na"},
		{"SELECT * { ?s ?p ?o FILTER(conta|", "contains"},
		{"SELECT * { ?s ?p ?o FILTER(STRST|", "STRSTARTS"},
		{"PREFIX foa|", "foaf: <http://xmlns.com/foaf/0.1/>"},
		{"PREFIX foaf: |", "<http://xmlns.com/foaf/0.1/>"},
		{"PREFIX e: <http://example.org/> SELECT * { ?s e:na|", "e:name"},
		{`SELECT * { ?s ex:name "An|`, ""},
		{"SELECT * { # ex:n|", ""},
	}
	h := newHarness(t, nil)
	for _, tt := range tests {
		got := offered(h.Session, tt.line)
		want := strings.Fields(tt.want)
		if strings.HasPrefix(tt.want, "foaf:") {
			want = []string{tt.want}
		}
		if len(want) == 0 && len(got) > 0 || !slices.Equal(got[:min(len(got), len(want))], want) {
			t.Errorf("%s\ngot  %q\nwant %q", tt.line, got[:min(len(got), len(want)+3)], want)
		}
	}
}

func TestCompleteOnTheSecondLine(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, "SELECT * { ?town a ex:Place ;\n")
	if got := offered(h.Session, "  ex:|"); !slices.Equal(got, []string{"ex:size"}) && got[0] != "ex:size" {
		t.Errorf("got %q", got)
	}
	c := h.Complete("  ex:s", 6)
	if c.Start != 2 || c.End != 6 {
		t.Errorf("replaces %d to %d of the line", c.Start, c.End)
	}
}

func TestCompleteFiles(t *testing.T) {
	inFolder(t)
	writeFile(t, "two words.ttl", "")
	h := newHarness(t, nil)
	if got := offered(h.Session, ".load pe|"); !slices.Equal(got, []string{"people.ttl"}) {
		t.Errorf("got %q", got)
	}
	if got := offered(h.Session, ".load |"); !slices.Equal(got, []string{"people.ttl", "script.trv"}) {
		t.Errorf("got %q", got)
	}
	if got := offered(h.Session, ".load nowhere/|"); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}

func TestCompletionNotes(t *testing.T) {
	h := newHarness(t, nil)
	c := h.Complete("SELECT * { ?s a ", 16)
	if len(c.Items) == 0 || c.Items[0].Note != "3 instances · A person" {
		t.Errorf("got %+v", c.Items)
	}
}

func TestCompletionsListAndCommon(t *testing.T) {
	c := Completions{Items: []Candidate{{Text: "ex:name"}, {Text: "ex:nation"}}}
	if got := c.common("ex:n"); got != "ex:na" {
		t.Errorf("common %q", got)
	}
	if got := c.common("na"); got != "na" {
		t.Errorf("what does not begin as typed: %q", got)
	}
	if got := (Completions{Items: []Candidate{{Text: "é"}, {Text: "è"}}}).common(""); got != "" {
		t.Errorf("half a character: %q", got)
	}
	many := Completions{}
	for range 100 {
		many.Items = append(many.Items, Candidate{Text: "x\x1b[31m", Note: "bad\x07note"})
	}
	many.cut()
	for _, width := range []int{0, 1, 19, 80, 1000} {
		text := many.list(look{width: width})
		if strings.Count(text, "\n") != maxCandidates+1 || !strings.HasSuffix(text, "… 60 more, type on\n") {
			t.Errorf("width %d: %q", width, text[max(0, len(text)-40):])
		}
		if strings.ContainsAny(text, "\x1b\x07") {
			t.Errorf("width %d: control characters get out", width)
		}
		for line := range strings.Lines(text) {
			if n := len([]rune(strings.TrimRight(line, "\n"))); n >= max(width, minWidth) {
				t.Errorf("width %d: a line of %d", width, n)
			}
		}
	}
}

func FuzzComplete(f *testing.F) {
	for _, line := range []string{"SELECT * { ?s a ex:", ".load ", "PREFIX x: ", "\xff<", ".describe <", "INSERT DATA {", "␤?"} {
		f.Add(line, len(line))
	}
	s := New(Config{Graph: people(f)})
	two := New(Config{Graph: people(f), Interactive: true})
	two.Feed(f.Context(), "SELECT * { ?s a ex:Person ;")
	f.Fuzz(func(t *testing.T, line string, offset int) {
		for _, s := range []*Session{s, two} {
			c := s.Complete(line, offset)
			if c.Start < 0 || c.Start > c.End || c.End > len(line) {
				t.Errorf("replaces %d to %d of %d", c.Start, c.End, len(line))
			}
			if len(c.Items) > 0 {
				c.common(line[c.Start:c.End])
				c.list(look{width: 40, height: 10})
			}
		}
	})
}
