package results

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// hostileStrings try to leave their cell: script, markup, links, encodings,
// directions, comment and CDATA ends, Markdown of every kind.
func hostileStrings() []string {
	return []string{
		`<script>alert(1)</script>`, `</td></tr></table><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`,
		`<svg/onload=alert(1)>`, `<iframe src="javascript:alert(1)">`, `<a href="javascript:alert(1)">x</a>`, `javascript:alert(1)`, `JaVaScRiPt:alert(1)`,
		"java\nscript:alert(1)", `data:text/html,<script>alert(1)</script>`, `vbscript:msgbox(1)`, `http://x/"onclick="alert(1)`, `http://x/'><b>`,
		`http://x/<script>`, "http://x/\"\x00\n><i>", `https://e/` + "\u202Egnp.exe", `//evil.example/x`, `file:///etc/passwd`, `http:alert(1)`,
		`]]>`, `<![CDATA[x]]>`, `<!-- -->`, `--><script>`, `<?php echo 1 ?>`, `&lt;script&gt;`, `&#60;script&#62;`, `&amp;`, `&copy`, `<style>*{x:expression(1)}</style>`,
		`</style><script>`, `</title><script>`, `<base href=//evil>`, `<meta http-equiv=refresh content=0>`, `%%{init: {"theme":"x"}}%%`, "`code` ``x``", "```\nfence\n```",
		`[x](javascript:alert(1))`, `![x](http://evil/p.png)`, `[x]: http://evil`, `<http://evil>`, `**bold** _it_ ~~no~~`, `a | b | c`, "a\nb\r\n| c |\n\n# head", `\| \\| \`,
		`$\href{javascript:alert(1)}{x}$`, "\u202Ertl\u2066", "\x1b[31m\u009b", "{{7*7}} {% x %} ${7*7}", "\xff<\xc0\xbcscript>", "＜script＞", "\u2028<b>\uFEFF",
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

func TestHostileHTML(t *testing.T) {
	if n := len(hostileStrings()); n < 50 {
		t.Fatalf("%d strings", n)
	}
	allowed := regexp.MustCompile(`^</?(table|thead|tbody|tr|th|td|a|span)( (class|scope|rel|lang|dir|href)="[^"<>]*")*>$`)
	link := regexp.MustCompile(`href="([^"]*)"`)
	for _, s := range hostileStrings() {
		for _, term := range []graph.Term{
			graph.NewLiteral(s), graph.NewIRI(s), graph.NewBlank(s), graph.NewLang("x", s), graph.NewTyped("x", s),
			graph.NewTripleTerm(graph.NewIRI(s), graph.NewIRI("p:p"), graph.NewLiteral(s)),
		} {
			table := &Table{Names: []string{s}, Rows: [][]graph.Term{{term}}}
			text := write(t, HTML, table, Options{Fragment: true, Prefixes: map[string]string{s: "http://x/"}})
			for _, found := range tag.FindAllString(text, -1) {
				if !allowed.MatchString(found) {
					t.Errorf("%q: %s", s, found)
				}
			}
			if strings.Count(text, "<") != len(tag.FindAllString(text, -1)) || strings.Count(text, "<td") != 1 {
				t.Errorf("%q leaves its cell: %s", s, text)
			}
			for _, m := range link.FindAllStringSubmatch(text, -1) {
				if !webLink(html.UnescapeString(m[1])) {
					t.Errorf("%q becomes a link to %s", s, m[1])
				}
			}
			checkVisible(t, s, text)
		}
		page := write(t, HTML, &Table{}, Options{Title: s})
		if strings.Count(page, "<") != strings.Count(write(t, HTML, &Table{}, Options{}), "<") || !strings.Contains(page, "default-src 'none'") {
			t.Errorf("title %q: %s", s, page)
		}
	}
}

// checkVisible fails where a strange rune or broken UTF-8 is left in a human format.
func checkVisible(t *testing.T, s, text string) {
	t.Helper()
	for _, r := range text {
		if strange(r) && r != '\n' && r != '\t' {
			t.Errorf("%q: %U is left in %q", s, r, text)
		}
	}
	if strings.ToValidUTF8(text, "") != text {
		t.Errorf("%q: broken UTF-8 in %q", s, text)
	}
}

func TestHostileMarkdown(t *testing.T) {
	// Outside an escape no character is left that begins markup.
	active := regexp.MustCompile("(^|[^\\\\])(\\\\\\\\)*[`*_\\[\\]~${}#!<>]")
	for _, s := range hostileStrings() {
		for _, term := range []graph.Term{graph.NewLiteral(s), graph.NewIRI(s), graph.NewLang("x", s), graph.NewTyped("x", s)} {
			table := &Table{Names: []string{s}, Rows: [][]graph.Term{{term}}}
			text := write(t, Markdown, table, Options{})
			lines := strings.Split(text, "\n")
			if len(lines) != 4 || lines[1] != "| --- |" {
				t.Fatalf("%q breaks the table: %q", s, text)
			}
			for _, line := range []string{lines[0], lines[2]} {
				plain := strings.ReplaceAll(line, "<br>", "")
				if active.MatchString(plain) {
					t.Errorf("%q has markup in %q", s, line)
				}
				if n := strings.Count(regexp.MustCompile(`\\.`).ReplaceAllString(line, ""), "|"); n != 2 {
					t.Errorf("%q: %d column borders in %q", s, n, line)
				}
			}
			checkVisible(t, s, text)
		}
	}
}

// The exact formats give every hostile string back as it was.
func TestHostileExact(t *testing.T) {
	for _, s := range hostileStrings() {
		s = strings.ToValidUTF8(s, "")
		table := &Table{Names: []string{"x", "y"}, Rows: [][]graph.Term{{graph.NewLiteral(s), graph.NewTyped(s, "http://e/dt")}}}
		for _, f := range []Format{JSON, TSV, XML} {
			got, err := Read(strings.NewReader(write(t, f, table, Options{})), f)
			if f == XML && strings.ContainsAny(s, "\x00\x1b") {
				continue // XML 1.0 cannot hold them
			}
			if err != nil || !sameTable(got, table) {
				t.Errorf("%s %q: %v %v", f, s, got, err)
			}
		}
	}
}

// TestHostileBlankLabels: what another endpoint calls a blank node is any text, and must
// not end a line or a cell, or begin one, where labels are written as they are.
func TestHostileBlankLabels(t *testing.T) {
	labels := append(hostileStrings(), "x\r\n=HYPERLINK(\"http://evil\")", "x\ty", "x,y", `x"y`, "x y", "enc00", "é", "a.b")
	seen := map[string]string{}
	for _, label := range labels {
		quoted, err := json.Marshal(label)
		if err != nil {
			t.Fatal(err)
		}
		table, err := Read(strings.NewReader(`{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"bnode","value":`+string(quoted)+`}}]}}`), JSON)
		if err != nil {
			t.Fatalf("%q: %v", label, err)
		}
		for f, want := range map[Format]string{CSV: "x\r\n_:%\r\n", TSV: "?x\n_:%\n"} {
			before, after, _ := strings.Cut(want, "%")
			text := write(t, f, table, Options{CSVSafe: true})
			inner, ok := strings.CutPrefix(text, before)
			inner, ends := strings.CutSuffix(inner, after)
			if !ok || !ends || inner == "" || strings.ContainsAny(inner, "\t\r\n ,\"=<>") {
				t.Errorf("%q in %s: %q", label, f, text)
			}
			if f == CSV {
				if other, twice := seen[inner]; twice {
					t.Errorf("%q and %q are one node", label, other)
				}
				seen[inner] = label
			}
		}
	}
}
