package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestExitStatus goes through the exit statuses and what is printed with them.
// Every error has a message on standard error, and nothing of it on standard output.
func TestExitStatus(t *testing.T) {
	dir := folder(t)
	const all = "SELECT * { ?s ?p ?o }"
	tests := []struct {
		args   string // split at "|"
		status int
		stderr string // part of it
	}{
		{"version", exitOK, ""},
		{"help", exitOK, ""},
		{"query|-d|people.ttl|-e|" + all, exitOK, ""},
		{"query|-d|people.ttl|-q|names.rq", exitOK, ""},
		{"query|-d|people.ttl|-e|SELECT * {", exitError, "error: "},
		{"query|-d|people.ttl|-e|SELECT * { ?s nope:x ?o }", exitError, "nope"},
		{"query|-d|people.ttl|-q|bad.rq", exitError, "error: "},
		{"query|people.ttl", exitUsage, "no query, and nothing on standard input\nhint: give one as argument"},
		{"query|people.ttl|blank.rq", exitUsage, "no query in blank.rq"},
		{"query|people.ttl|-q|-", exitUsage, "no query in standard input"},
		{"query|people.ttl|SELECT * { ?s foaf:name ?o ; ex:name ?n }", exitError, "the prefix foaf: is not declared"},
		{"ask|people.ttl|" + all, exitUsage, "trivet query answers"},
		{"query|people.ttl|SELECT * { ?s ex:name ?n } LIMIT x", exitError, "LIMIT"},
		{"query|nowhere.ttl|SELECT * { ?s ex:name ?n", exitError, "not closed"},
		{"query|-d|bad.ttl|-e|" + all, exitError, "bad.ttl"},
		{"query|-d|noise.xyz|-e|" + all, exitError, "format"},
		{"query|--nonsense", exitUsage, "hint: "},
		{"nonsense", exitUsage, "there is no command"},
		{"qurey", exitUsage, "did you mean query"},
		{"version|more", exitUsage, "takes no arguments"},
		{"query|-d|people.ttl|-e|" + all + "|-q|names.rq", exitUsage, "more than one query"},
		{"query|-d|people.ttl|-e|" + all + "|-f|nonsense", exitUsage, "no format"},
		{"query|-d|people.ttl|-e|" + all + "|-f|turtle", exitUsage, "the answer is rows"},
		{"query|-d|people.ttl|-e|DESCRIBE <http://example.org/ann>|-f|csv", exitUsage, "the answer is a graph"},
		{"query|-d|people.ttl|--data-format|nonsense|-e|" + all, exitUsage, "no RDF format"},
		{"query|--color|sometimes|-e|" + all, exitUsage, "auto, always or never"},
		{"query|--prefix|nonsense|-e|" + all, exitUsage, "prefix declaration"},
		{"convert", exitUsage, "usage: "},
		{"convert|graphs.trig|-f|turtle", exitUsage, "named graphs"},
		{"completion|tcsh", exitUsage, "tcsh"},
		{"query|-d|nowhere.ttl|-e|" + all, exitIO, "no file nowhere.ttl"},
		{"query|-d|*.nothing|-e|" + all, exitIO, "*.nothing"},
		{"query|-d|people.ttl|-q|nowhere.rq", exitIO, "nowhere.rq"},
		{"convert|people.ttl|-o|nowhere/x.nt", exitIO, "nowhere/x.nt"},
		{"query|-d|people.ttl|--timeout|1ns|-e|SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", exitLimit, "error: "},
		{"fetch|http://127.0.0.1:1/x.ttl", exitNetwork, "error: "},
		{"fetch|/records/1/problems/|--container|http://127.0.0.1:1", exitNetwork, "hint: log in"},
		{"fetch|/x|--container|http://192.0.2.1", exitNetwork, "TRIVET_APP_SECRET"},
		{"login|http://127.0.0.1:1|--no-browser", exitNetwork, "hint: is it running"},
		{"sandbox|load-app|people.ttl", exitUsage, "--data"},
		{"sandbox|load-app|people.ttl|--data|kept", exitError, "app manifest"},
		{"sandbox|load-app|nowhere.json|--data|kept", exitIO, "nowhere.json"},
		{"ask|-d|people.ttl|--exit|-e|{ ?s ?p 42 }", exitOK, ""},
		{"ask|-d|people.ttl|--exit|-e|{ ?s ?p 43 }", exitFalse, ""},
		{"diff|people.ttl|people.ttl", exitOK, ""},
		{"diff|people.ttl|more.nt", exitFalse, ""},
		{"check|people.ttl|more.nt", exitOK, ""},
		{"check|people.ttl|bad.nt|bad.rdf", exitError, "2 of 3 files are wrong"},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			got := trivet(t, dir, "", strings.Split(tt.args, "|")...)
			if got.status != tt.status {
				t.Errorf("status %d, want %d\n%s%s", got.status, tt.status, got.stdout, got.stderr)
			}
			if !strings.Contains(got.stderr, tt.stderr) {
				t.Errorf("standard error %q, want %q in it", got.stderr, tt.stderr)
			}
			if tt.status != exitOK && tt.status != exitFalse && !strings.Contains(got.stderr, "error: ") {
				t.Errorf("no error on standard error: %q", got.stderr)
			}
			if strings.Contains(got.stdout, "error:") || strings.ContainsRune(got.stdout+got.stderr, 0x1b) {
				t.Errorf("an error or an escape character in the output: %q %q", got.stdout, got.stderr)
			}
		})
	}
}

func TestQueryFormats(t *testing.T) {
	dir := folder(t)
	const names = `SELECT ?name { ?p <http://example.org/name> ?name } ORDER BY STR(?name)`
	tests := []struct{ format, want string }{
		{"", "?name\n\"Ann\"\n\"Bob\"@en\n"},
		{"tsv", "?name\n\"Ann\"\n\"Bob\"@en\n"},
		{"csv", "name\r\nAnn\r\nBob\r\n"},
		{"count", "2\n"},
		{"jsonl", `{"name":{"type":"literal","value":"Ann"}}` + "\n" + `{"name":{"type":"literal","value":"Bob","xml:lang":"en"}}` + "\n"},
	}
	for _, tt := range tests {
		args := []string{"query", "-d", "people.ttl", "-e", names}
		if tt.format != "" {
			args = append(args, "-f", tt.format)
		}
		if got := trivet(t, dir, "", args...); got.stdout != tt.want || got.status != exitOK {
			t.Errorf("%q: got %q, want %q (%s)", tt.format, got.stdout, tt.want, got.stderr)
		}
	}
	for _, format := range []string{"json", "xml", "table", "box", "markdown", "line", "html"} {
		got := trivet(t, dir, "", "query", "-d", "people.ttl", "-e", names, "-f", format)
		if !strings.Contains(got.stdout, "Ann") || got.status != exitOK {
			t.Errorf("%s: got %q %s", format, got.stdout, got.stderr)
		}
	}
	got := trivet(t, dir, "", "query", "-d", "people.ttl", "-e", "CONSTRUCT { ?p <http://x/n> ?n } { ?p <http://example.org/name> ?n }", "-f", "nt")
	if strings.Count(got.stdout, "<http://x/n>") != 2 {
		t.Errorf("construct: %q %s", got.stdout, got.stderr)
	}
}

func TestQueryInputs(t *testing.T) {
	dir := folder(t)
	gz := filepath.Join(dir, "people.ttl.gz")
	packed, err := exec.Command("gzip", "-c", filepath.Join(dir, "people.ttl")).Output()
	if err != nil {
		t.Skip("no gzip")
	}
	if err := os.WriteFile(gz, packed, 0o644); err != nil {
		t.Fatal(err)
	}
	const count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
	tests := []struct {
		name, stdin, want string
		args              []string
	}{
		{"several files", "", "8", []string{"-d", "people.ttl", "-d", "more.nt", "-e", count}},
		{"pattern", "", "1", []string{"-d", "mo*.nt", "-e", count}},
		{"gzip", "", "7", []string{"-d", "people.ttl.gz", "-e", count}},
		{"data on standard input", "<http://a/> <http://b/> 1 .", "1", []string{"-d", "-", "--data-format", "ttl", "-e", count}},
		{"query on standard input", count, "7", []string{"-d", "people.ttl"}},
		{"query as argument", "", "7", []string{"-d", "people.ttl", count}},
		{"query file on standard input", count, "7", []string{"-d", "people.ttl", "-q", "-"}},
		{"prefix", "", "2", []string{"-d", "people.ttl", "--prefix", "e: <http://example.org/>", "-e", "SELECT (COUNT(*) AS ?n) { ?s a e:Person }"}},
		{"query file as argument", "", "2", []string{"people.ttl", "names.rq", "-f", "count"}},
		{"query file before the data", "", "2", []string{"names.rq", "people.ttl", "-f", "count"}},
		{"the data's own prefix", "", "2", []string{"people.ttl", "SELECT (COUNT(*) AS ?n) { ?s a ex:Person }"}},
		{"named graph", "", "7", []string{"people.ttl", "--graph", "http://g/", "SELECT (COUNT(*) AS ?n) { GRAPH <http://g/> { ?s ?p ?o } }"}},
		{"named graph in brackets", "", "0", []string{"people.ttl", "--graph", "<http://g/>", count}},
		{"no data", "", "0", []string{"-e", count}},
		{"limit", "", "1", []string{"-d", "people.ttl", "--limit", "1", "-f", "count", "-e", "SELECT * { ?s ?p ?o }"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := trivet(t, dir, tt.stdin, append([]string{"query"}, tt.args...)...)
			if lines := strings.Fields(got.stdout); got.status != exitOK || len(lines) == 0 || lines[len(lines)-1] != tt.want {
				t.Errorf("got %q, want %s (%s)", got.stdout, tt.want, got.stderr)
			}
		})
	}
	env := []string{"TRIVET_PREFIXES=e: <http://example.org/>"}
	if got := trivetEnv(t, dir, "", env, "ask", "-d", "people.ttl", "-e", "{ e:ann e:age 42 }"); got.stdout != "true\n" {
		t.Errorf("prefixes of the environment: %q %s", got.stdout, got.stderr)
	}
}

// TestBadData loads a broken file of each format: a message with the place, and
// nothing answered.
func TestBadData(t *testing.T) {
	dir := folder(t)
	for _, name := range []string{"bad.ttl", "bad.nt", "bad.rdf", "bad.trig", "bad.nq", "bad.jsonld"} {
		got := trivet(t, dir, "", "query", "-d", "people.ttl", "-d", name, "-e", "SELECT * { ?s ?p ?o }")
		if got.status != exitError || got.stdout != "" || !strings.Contains(got.stderr, name) {
			t.Errorf("%s: status %d, printed %q, said %q", name, got.status, got.stdout, got.stderr)
		}
	}
}

func TestErrorFormatJSON(t *testing.T) {
	dir := folder(t)
	got := trivet(t, dir, "", "--error-format", "json", "query", "-d", "people.ttl", "-e", "SELECT * { ?s ?p ?o ")
	if !strings.HasPrefix(got.stderr, `{"error":{"message":"`) || !strings.Contains(got.stderr, `"line":1`) || !strings.Contains(got.stderr, `"exit":1`) {
		t.Errorf("got %q", got.stderr)
	}
}

// TestClosedPipe stops reading early, as head does: no error, no message.
func TestClosedPipe(t *testing.T) {
	dir := folder(t)
	var b strings.Builder
	for i := range 200_000 {
		b.WriteString("<http://example.org/s> <http://example.org/p> \"" + strings.Repeat("x", 20) + string(rune('a'+i%26)) + strings.Repeat("y", i%50) + "\" .\n")
	}
	if err := os.WriteFile(filepath.Join(dir, "large.nt"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	query := binary + ` query -d large.nt -e 'SELECT * { ?a ?b ?c . ?d ?e ?f }'`
	cmd := exec.Command("sh", "-c", `( `+query+`; echo "status $?" >&2 ) | head -n 1`)
	cmd.Dir = dir
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil || !strings.HasPrefix(string(out), "?a\t") || errs.String() != "status 0\n" {
		t.Errorf("got %q %q %v", out, errs.String(), err)
	}
}

func TestConvertAndSave(t *testing.T) {
	dir := folder(t)
	if got := trivet(t, dir, "", "convert", "people.ttl", "-o", "copy.nt"); got.status != exitOK {
		t.Fatal(got.stderr)
	}
	if got := trivet(t, dir, "", "diff", "people.ttl", "copy.nt"); got.status != exitOK || got.stdout != "" {
		t.Errorf("the copy differs: %s", got.stdout)
	}
	got := trivet(t, dir, "", "convert", "people.ttl", "-f", "ttl")
	if !strings.Contains(got.stdout, "@prefix ex:") && !strings.Contains(got.stdout, "PREFIX ex:") {
		t.Errorf("Turtle without the file's prefix: %s", got.stdout)
	}
	if got := trivet(t, dir, "", "load", "people.ttl", "more.nt"); got.stdout != "8\n" {
		t.Errorf("load: %q %s", got.stdout, got.stderr)
	}
	if got := trivet(t, dir, "", "load", "-d", "people.ttl", "-d", "more.nt"); got.stdout != "8\n" {
		t.Errorf("load -d: %q %s", got.stdout, got.stderr)
	}
	if got := trivet(t, dir, "", "save", "-d", "people.ttl", "graphs.trig", "-o", "all.nq"); got.status != exitOK {
		t.Errorf("save: %s", got.stderr)
	}
	if got := trivet(t, dir, "", "update", "-d", "people.ttl", "-e", "DELETE WHERE { ?s ?p ?o }", "-f", "nt"); got.stdout != "" || got.status != exitOK {
		t.Errorf("update: %q %s", got.stdout, got.stderr)
	}
}

func TestLookers(t *testing.T) {
	dir := folder(t)
	tests := []struct {
		args []string
		want string
	}{
		{[]string{"stats", "people.ttl"}, `"triples"	7`},
		{[]string{"stats", "-d", "people.ttl"}, `"triples"	7`},
		{[]string{"describe", "http://example.org/ann", "people.ttl"}, "http://example.org/bob"},
		{[]string{"describe", "http://example.org/ann", "-d", "people.ttl"}, "http://example.org/bob"},
		{[]string{"format", "-e", "select*{?s ?p ?o}"}, "SELECT *"},
		{[]string{"explain", "-d", "people.ttl", "-e", "SELECT * { ?s ?p ?o }"}, "expected"},
		{[]string{"explain", "--analyze", "-d", "people.ttl", "-e", "SELECT * { ?s ?p ?o }"}, "rows"},
		{[]string{"explain", "-f", "json", "-d", "people.ttl", "-e", "SELECT * { ?s ?p ?o }"}, `"operator"`},
		{[]string{"completion", "bash"}, "trivet"},
		{[]string{"completion", "zsh"}, "trivet"},
		{[]string{"completion", "fish"}, "trivet"},
		{[]string{"completion", "powershell"}, "trivet"},
		{[]string{"help"}, "SPARQL"},
	}
	for _, tt := range tests {
		got := trivet(t, dir, "", tt.args...)
		if got.status != exitOK || !strings.Contains(got.stdout, tt.want) || strings.ContainsRune(got.stdout, 0x1b) {
			t.Errorf("%q: got %q, want %q in it (%s)", tt.args, got.stdout, tt.want, got.stderr)
		}
	}
}

func TestReplInAPipe(t *testing.T) {
	dir := folder(t)
	script := "SELECT ?name { ?p ex:name ?name }\nORDER BY STR(?name)\n.mode csv\nASK { ex:ann ex:age 42 }\n"
	got := trivet(t, dir, script, "repl", "people.ttl")
	if want := "?name\n\"Ann\"\n\"Bob\"@en\ntrue\r\n"; got.stdout != want || got.status != exitOK {
		t.Errorf("got %q, want %q (%s)", got.stdout, want, got.stderr)
	}
	if got := trivet(t, dir, "SELECT nonsense\nASK {}\n", "repl"); got.status != exitError || got.stdout != "true\n" {
		t.Errorf("a script with an error: status %d, %q %q", got.status, got.stdout, got.stderr)
	}
	if got := trivet(t, dir, `{"id":1,"input":"ASK { ex:ann ex:age 42 }"}`+"\n", "repl", "--json", "people.ttl"); !strings.Contains(got.stdout, `{"id":1,"ok":true,"result":{"head":{},"boolean":true}`) {
		t.Errorf("JSON: %q %s", got.stdout, got.stderr)
	}
	if got := trivet(t, dir, "ASK {}\n.quit\nASK {}\n", "repl"); got.stdout != "true\n" {
		t.Errorf("after .quit: %q", got.stdout)
	}
}
