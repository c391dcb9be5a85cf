package repl

import (
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/fetch/sandbox"
)

// asked counts the requests for a path that a container has had.
func asked(server *sandbox.Server, path string) int {
	n := 0
	for _, r := range server.Recent() {
		if r.Path == path {
			n++
		}
	}
	return n
}

func TestFromFetchesSigned(t *testing.T) {
	record, server := smart(t)
	h := newHarness(t, func(cfg *Config) { cfg.Record, cfg.Open = record, visit(t) })
	const path = "/records/1000001/demographics"
	from := "<" + server.URL() + path + ">"
	before := h.Graph().Len()
	h.feed(t, "SELECT ?given FROM "+from+" FROM NAMED "+from+" { ?p a sp:Demographics ; v:n [ v:given-name ?given ] . GRAPH ?g { ?p a sp:Demographics } }")
	out, errs := h.take()
	if !strings.Contains(out, "Marisol") || strings.Contains(errs, "warning") {
		t.Errorf("%q %q", out, errs)
	}
	if n := asked(server, path); n != 1 {
		t.Errorf("fetched %d times", n)
	}
	if h.Graph().Len() != before {
		t.Error("FROM changed the data")
	}
	h.feed(t, "SELECT * FROM "+from+" { ?p a sp:Demographics ; v:nonsense ?x }\n.why")
	if out, errs := h.take(); !strings.Contains(out, "sp:Demographics") || !strings.Contains(errs, "v:nonsense is not in the data") {
		t.Errorf("why: %q %q", out, errs)
	}
	h.feed(t, "LOAD "+from+"\nASK { ?p a sp:Demographics }")
	if out, errs := h.take(); !strings.Contains(out, "true") || !strings.Contains(errs, "inserted") {
		t.Errorf("load: %q %q", out, errs)
	}
	h.feed(t, "SELECT * FROM <http://other.example/x> { ?s ?p ?o }\nLOAD <http://other.example/x>")
	if _, errs := h.take(); strings.Count(errs, "error:") != 2 {
		t.Errorf("another origin: %q", errs)
	}
}

func TestFromCompletesCollections(t *testing.T) {
	record, server := smart(t)
	h := newHarness(t, func(cfg *Config) { cfg.Record = record })
	line := "SELECT * FROM <" + server.URL() + "/records/1000001/med"
	got := h.Complete(line, len(line))
	var texts []string
	for _, i := range got.Items {
		texts = append(texts, i.Text)
	}
	want := "<" + server.URL() + "/records/1000001/medical_images/> <" + server.URL() + "/records/1000001/medications/>"
	if strings.Join(texts, " ") != want {
		t.Errorf("got %q, want %q", texts, want)
	}
	line = "SELECT * FROM <"
	if got := h.Complete(line, len(line)); len(got.Items) < 17 {
		t.Errorf("%d candidates", len(got.Items))
	}
}

// TestWhySaysWhatTheWarningSays: a class is looked for among classes.
func TestWhySaysWhatTheWarningSays(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, "INSERT DATA { ex:x ex:placed 1 }")
	h.take()
	h.feed(t, "SELECT * { ?s a ex:Placed }")
	_, warned := h.take()
	h.feed(t, ".why")
	_, why := h.take()
	if !strings.Contains(warned, "did you mean ex:Place?") || !strings.Contains(why, "did you mean ex:Place?") {
		t.Errorf("%q, then %q", warned, why)
	}
}
