package repl

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The book is typed into a shell in a pseudo-terminal of this size.
const (
	bookColumns = 120
	bookRows    = 500
)

// moment is a section of docs/shell.md: text, and what is typed. A line that
// ends in ⇥ is completed instead of run.
type moment struct {
	title, text string
	lines       []string
	smart       bool // over the container's record
}

// moments are the ten of docs/shell.md.
func moments() []moment {
	return []moment{
		{title: "A first look", text: "What is in a file nobody has told you about, and a first query about it, written by the shell.", lines: []string{".stats", ".classes", ".predicates ex:Person", ".draft ex:Person"}},
		{title: "A query", text: "A whole query on one line runs at once. Prefixes are known from the data.",
			lines: []string{"SELECT ?name ?age { ?p a ex:Person ; ex:name ?name OPTIONAL { ?p ex:age ?age } } ORDER BY ?name"}},
		{title: "Several lines", text: "The parser decides whether a text is complete; the prompt shows what is open. An empty line runs it.",
			lines: []string{"SELECT ?who (COUNT(?friend) AS ?friends) {", "  ?who ex:knows ?friend", "} GROUP BY ?who ORDER BY ?who", ""}},
		{title: "Completion", text: "Tab (⇥) lists, above the line, what the place allows and the data has: after a type, what its instances have.",
			lines: []string{"SELECT * { ?p a ⇥", "SELECT * { ?p a ex:Person ; ⇥"}},
		{title: "A mistake", text: "An error has a place and often a way out; .fix takes it.",
			lines: []string{"SELECT COUNT(*) { ?s ?p ?o }", ".fix"}},
		{title: "Nothing found", text: "The data does not have what was asked for: the warning says so, .why shows where the rows end.",
			lines: []string{"SELECT ?n { ?p a ex:Person ; ex:nam ?n }", ".why", ".fix"}},
		{title: "How it is answered", text: "The operators with what was expected; .profile adds what was found. `--svg FILE`, `--html FILE` and `--mermaid FILE` draw it.",
			lines: []string{".explain SELECT ?n { ex:ann ex:knows [ ex:name ?n ] }"}},
		{title: "A graph", text: "What CONSTRUCT and DESCRIBE give, as text and as a tree; `> FILE.svg`, `.dot` and `.mmd` draw it.",
			lines: []string{"DESCRIBE ex:bob", ".graph CONSTRUCT WHERE { ?a ex:knows ?b ; ex:name ?n }", ".path ex:bob ex:carla"}},
		{title: "Changing data", text: "Updates tell what they did, .diff compares two results, .undo takes the last change back.",
			lines: []string{"SELECT ?s { ?s a ex:Place } ORDER BY ?s", "INSERT DATA { ex:village a ex:Place }", "SELECT ?s { ?s a ex:Place } ORDER BY ?s", ".diff", ".undo"}},
		{title: "A health record", text: "Logged in to a SMART container, .record loads a record, and FROM reads its collections, signed.", smart: true,
			lines: []string{".record", "SELECT ?given ?family { ?p a sp:Demographics ; v:n [ v:given-name ?given ; v:family-name ?family ] }",
				"SELECT * FROM <http://localhost:7000/records/1000001/prob⇥",
				"SELECT (COUNT(DISTINCT ?p) AS ?problems) FROM <http://localhost:7000/records/1000001/problems/> { ?p a sp:Problem }"}},
	}
}

// bookTimes are the times in a plan or after a result, with the blanks around.
var bookTimes = regexp.MustCompile(` · parse .*| · \d+(\.\d+)? (µs|ms|s)$|( in|,) \d+(\.\d+)? (µs|ms|s)$`)

// TestShellBook makes docs/shell.md and compares it; -update writes it anew.
func TestShellBook(t *testing.T) {
	path, err := filepath.Abs(filepath.Join("..", "docs", "shell.md"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("# The shell\n\nTen moments with `trivet repl`, as captures of its screen. `go test ./repl -run TestShellBook`\ntypes them into a shell in a pseudo-terminal and compares the screen with this page; with\n`-update` it writes the page. Times are left out. `trivet help tour` is a walk through the\nshell on a record of a patient.\n")
	for _, m := range moments() {
		b.WriteString("\n## " + m.title + "\n\n" + m.text + "\n\n```\n" + captured(t, m) + "```\n")
	}
	if *updateScripts {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("docs/shell.md is not what the shell does now; make docs writes it anew")
	}
}

// captured types the lines of a moment and gives what the screen shows then.
func captured(t *testing.T, m moment) string {
	t.Helper()
	const shown = "http://localhost:7000"
	address := shown
	var env []string
	if m.smart {
		_, server := smart(t)
		address = server.URL()
		env = append(env, smartVariable+"="+address)
	}
	c := startConsole(t, bookColumns, bookRows, env...)
	c.ready(-1)
	for _, line := range m.lines {
		typed := strings.ReplaceAll(line, shown, address)
		if head, ok := strings.CutSuffix(typed, "⇥"); ok {
			c.tab(head)
			continue
		}
		c.enter(typed)
	}
	text := strings.ReplaceAll(c.look().text(0), address, shown)
	c.keys("\x15.quit\r")
	c.wait()
	var out strings.Builder
	for line := range strings.Lines(text) {
		line = bookTimes.ReplaceAllString(strings.TrimRight(line, " \n"), "")
		out.WriteString(line + "\n")
	}
	return strings.ReplaceAll(strings.TrimSuffix(out.String(), "trivet>\n"), "^C", "⇥")
}
