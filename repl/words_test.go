package repl

import (
	"slices"
	"testing"
)

func TestSplitWords(t *testing.T) {
	tests := []struct {
		in   string
		raw  bool
		want []string
	}{
		{"", false, nil},
		{"  a  b\tc ", false, []string{"a", "b", "c"}},
		{`"my file.ttl" 'it''s'`, false, []string{"my file.ttl", "it's"}},
		{`C:\data\x.ttl`, false, []string{`C:\data\x.ttl`}},
		{`x "a \" b"@en <http://a b>`, true, []string{"x", `"a \" b"@en`, "<http://a b>"}},
		{`"5"^^<http://www.w3.org/2001/XMLSchema#int> ex:a`, true, []string{`"5"^^<http://www.w3.org/2001/XMLSchema#int>`, "ex:a"}},
	}
	for _, tt := range tests {
		got, err := splitWords(tt.in, tt.raw)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
	for _, bad := range []string{`"open`, `a 'open`} {
		if got, err := splitWords(bad, false); err == nil {
			t.Errorf("%s: got %q, no error", bad, got)
		}
	}
	if got, err := splitWords("<http://open", true); err == nil {
		t.Errorf("open IRI: %q", got)
	}
}

func TestEditDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"load", "load", 0}, {"laod", "load", 1}, {"lod", "load", 1}, {"stats", "status", 1}, {"kitten", "sitting", 3}} {
		if got := editDistance(tt.a, tt.b); got != tt.want {
			t.Errorf("%q %q: %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestShrink(t *testing.T) {
	prefixes := map[string]string{"ex": "http://ex.org/", "deep": "http://ex.org/deep/", "aa": "http://ex.org/"}
	for iri, want := range map[string]string{
		"http://ex.org/a":       "aa:a",
		"http://ex.org/deep/a":  "deep:a",
		"http://ex.org/":        "<http://ex.org/>",
		"http://ex.org/a/b":     "<http://ex.org/a/b>",
		"http://ex.org/a.b-c":   "aa:a.b-c",
		"http://ex.org/-a":      "<http://ex.org/-a>",
		"http://other.org/x":    "<http://other.org/x>",
		"http://ex.org/\x1b[0m": "<http://ex.org/\x1b[0m>",
	} {
		if got := shrink(iri, prefixes); got != want {
			t.Errorf("%q: got %s, want %s", iri, got, want)
		}
	}
}
