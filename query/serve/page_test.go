package serve_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/serve"
)

// TestPage: the page's files are there, forbid everything from elsewhere, and name
// nothing from elsewhere.
func TestPage(t *testing.T) {
	base := start(t, numbers(1), serve.Options{})
	for _, file := range []string{"/", "/page.css", "/page.js"} {
		res, text := call(t, "GET", base+file, "")
		csp := res.Header.Get("Content-Security-Policy")
		if res.StatusCode != 200 || !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: %d, %s", file, res.StatusCode, csp)
		}
		if regexp.MustCompile(`https?://`).MatchString(text) {
			t.Errorf("%s names another site", file)
		}
		if regexp.MustCompile(`innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|<[^>]*\son[a-z]+=`).MatchString(text) {
			t.Errorf("%s could run what data says", file)
		}
	}
	none := start(t, numbers(1), serve.Options{NoPage: true})
	for _, path := range []string{"/", "/page.js", "/api/tokens"} {
		if res, _ := call(t, "GET", none+path, ""); res.StatusCode != 404 {
			t.Errorf("%s without page: %d", path, res.StatusCode)
		}
	}
}

// asked sends a question of the page.
func asked(t *testing.T, base, path string, question map[string]any, into any) string {
	t.Helper()
	body, _ := json.Marshal(question)
	res, text := call(t, "POST", base+"/api/"+path, string(body), "Content-Type", "application/json")
	if res.StatusCode != 200 {
		t.Fatalf("%s: %d %s", path, res.StatusCode, text)
	}
	if into != nil {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			t.Fatal(err)
		}
	}
	return text
}

func TestColours(t *testing.T) {
	base := start(t, numbers(1), serve.Options{})
	var out struct {
		Tokens  [][2]any
		Problem *struct{ Line, Start, End int }
	}
	asked(t, base, "tokens", map[string]any{"text": `SELECT ?x { ?x <urn:p> "😀", 1 }`}, &out)
	total, kinds := 0.0, map[any]float64{}
	for _, tok := range out.Tokens {
		total += tok[1].(float64)
		kinds[tok[0]] += tok[1].(float64)
	}
	if total != 32 || kinds["string"] != 4 || kinds["keyword"] != 6 || kinds["variable"] != 4 || out.Problem != nil {
		t.Errorf("%v units, %v, %v", total, kinds, out.Problem)
	}
	asked(t, base, "tokens", map[string]any{"text": `SELECT ?x { "😀" }`}, &out)
	if out.Problem == nil || out.Problem.Start < 12 {
		t.Errorf("%+v", out.Problem)
	}
}

func TestCompletion(t *testing.T) {
	g := graph.New()
	iri := graph.NewIRI
	for i := range 3 {
		s := iri(fmt.Sprint("urn:s", i))
		g.Add(graph.Triple{S: s, P: iri(graph.RDF + "type"), O: iri("http://xmlns.com/foaf/0.1/Person")},
			graph.Triple{S: s, P: iri("http://xmlns.com/foaf/0.1/name"), O: graph.NewLiteral("x")})
	}
	base := start(t, g, serve.Options{})
	for _, c := range []struct{ text, want string }{
		{"SEL", "SELECT"},
		{"SELECT * { ?who a ", "foaf:Person"},
		{"SELECT * { ?who nam", "foaf:name"},
		{"SELECT * { ?who <http://xm", "<http://xmlns.com/foaf/0.1/name>"},
		{"SELECT * { ?who a ?class FILTER(?w", "?who"},
		{"SELECT * { '😀' ", "foaf:name"},
	} {
		var out struct {
			Start, End int
			Items      []struct{ Text, Note string }
			Prefixes   map[string]string
		}
		units := 0
		for _, r := range c.text {
			if units++; r > 0xFFFF {
				units++
			}
		}
		text := asked(t, base, "complete", map[string]any{"text": c.text, "offset": units}, &out)
		found := false
		for _, item := range out.Items {
			found = found || item.Text == c.want
		}
		if !found || out.End != units {
			t.Errorf("%s: %s", c.text, text)
		}
		if strings.HasPrefix(c.want, "foaf:") && out.Prefixes["foaf"] == "" {
			t.Errorf("%s: no prefix in %s", c.text, text)
		}
	}
}

func TestPlanAndLayout(t *testing.T) {
	base := start(t, numbers(5), serve.Options{})
	hostile := `SELECT * { ?s ?p "<script>alert(1)</script>]]>" }`
	for _, analyze := range []bool{false, true} {
		svg := asked(t, base, "explain", map[string]any{"text": hostile, "analyze": analyze}, nil)
		if !strings.HasPrefix(strings.TrimSpace(svg), "<svg") && !strings.Contains(svg, "<svg ") || strings.Contains(svg, "<script>") {
			t.Errorf("%.300s", svg)
		}
	}
	var out struct{ Text string }
	asked(t, base, "format", map[string]any{"text": "select*{?s ?p ?o}"}, &out)
	if !strings.HasPrefix(out.Text, "SELECT *") {
		t.Errorf("%q", out.Text)
	}
	res, text := call(t, "GET", base+"/sparql"+ask(`SELECT ("<script>alert(1)</script>" AS ?x) {}`), "", "Accept", "text/html")
	if !strings.HasPrefix(res.Header.Get("Content-Security-Policy"), "default-src 'none'") || strings.Contains(text, "<script>") {
		t.Errorf("%v %s", res.Header, text)
	}
}

// TestCurl: an independent client reads, writes and sees what was written.
func TestCurl(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("curl is not installed")
	}
	base := start(t, numbers(2), serve.Options{Updates: true, Token: token})
	run := func(args ...string) string {
		t.Helper()
		out, err := exec.Command(curl, append([]string{"-sS", "--fail-with-body", "--noproxy", "*"}, args...)...).CombinedOutput()
		if err != nil {
			t.Errorf("curl %v: %v: %s", args, err, out)
		}
		return string(out)
	}
	auth := "Authorization: Bearer " + token
	run("-H", auth, "--data-urlencode", `update=INSERT DATA { <urn:x> <urn:q> "ü" }`, base+"/sparql")
	run("-H", auth, "-H", "Content-Type: text/turtle", "-X", "PUT", "--data-binary", "<urn:a> <urn:b> <urn:c> .", base+"/graphs?graph=urn:g")
	if got := run("--compressed", "-H", "Accept: text/csv", "-G", "--data-urlencode", "query=SELECT ?o { <urn:x> ?p ?o }", base+"/sparql"); got != "o\r\nü\r\n" {
		t.Errorf("%q", got)
	}
	if got := run("-H", "Accept: application/n-triples", base+"/graphs?graph=urn:g"); got != "<urn:a> <urn:b> <urn:c> .\n" {
		t.Errorf("%q", got)
	}
	run("-H", auth, "-X", "DELETE", base+"/graphs?graph=urn:g")
	if got := run("-o", "/dev/null", "-w", "%{http_code}", base+"/sparql?query=ASK%7B%7D"); got != "200" {
		t.Errorf("%q", got)
	}
}
