package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// counted are the values of <urn:s…> and <urn:t…> that were sent, and the calls.
func (f *farAway) counted() (calls, values int) {
	sent := strings.Join(f.patterns, "")
	return len(f.patterns), strings.Count(sent, "<urn:s") + strings.Count(sent, "<urn:t")
}

// TestServiceValues: wherever a SERVICE stands, it is asked for the values of the
// rows around it, with the filters there, and by no more calls than needed.
func TestServiceValues(t *testing.T) {
	local := chain(150, "p")
	for i := range 2000 {
		local.Add(graph.Triple{S: urn(fmt.Sprintf("s%d", i)), P: urn("id"), O: urn(fmt.Sprintf("t%d", i))})
	}
	for i := range 150 {
		local.Add(graph.Triple{S: urn(fmt.Sprintf("s%d", i)), P: urn("at"), O: urn(fmt.Sprintf("e%d", i%3))})
	}
	far := chain(2000, "q")
	for i := range 2000 {
		far.Add(graph.Triple{S: urn(fmt.Sprintf("t%d", i)), P: urn("q"), O: number(i)})
	}
	for _, c := range []struct {
		text                  string
		calls, values, filter int
	}{
		// Few rows, and an OPTIONAL of much that meets an endpoint: only what goes with the rows.
		{"?s <urn:p> ?n OPTIONAL { ?s <urn:id> ?t SERVICE <urn:e> { ?t <urn:q> ?m } }", 2, 150, 0},
		{"?s <urn:p> ?n OPTIONAL { ?s <urn:id> ?t SERVICE <urn:e> { ?t <urn:q> ?m } FILTER(?m < 9) }", 2, 150, 2},
		{"?s <urn:p> ?n OPTIONAL { SERVICE <urn:e> { ?s <urn:q> ?m } FILTER(?m < 9) }", 2, 150, 2},
		{"?s <urn:p> ?n OPTIONAL { ?s <urn:id> ?t OPTIONAL { SERVICE <urn:e> { ?t <urn:q> ?m } } }", 2, 150, 0},
		{"?s <urn:p> ?n { SERVICE <urn:e> { ?s <urn:q> ?m } } UNION { SERVICE <urn:f> { ?s <urn:q> ?m } }", 4, 300, 0},
		{"?s <urn:p> ?n { SERVICE <urn:e> { ?s <urn:q> ?m } } UNION { SERVICE <urn:f> { ?s <urn:q> ?m } } FILTER(?m < 9)", 4, 300, 4},
		{"?s <urn:p> ?n FILTER EXISTS { SERVICE <urn:e> { ?s <urn:q> ?m } }", 2, 150, 0},
		{"?s <urn:p> ?n FILTER NOT EXISTS { ?s <urn:id> ?t SERVICE <urn:e> { ?t <urn:q> ?m FILTER(?m > 9) } }", 2, 150, 2},
		{"?s <urn:p> ?n MINUS { ?s <urn:id> ?t SERVICE <urn:e> { ?t <urn:q> ?m } FILTER(?m < 9) }", 2, 150, 2},
		{"SERVICE <urn:e> { ?s <urn:q> ?m } FILTER(?m < 9)", 1, 0, 1},
		// Endpoints by name, each for the values in its rows: 50 of 150.
		{"?s <urn:at> ?e SERVICE ?e { ?s <urn:q> ?m }", 3, 150, 0},
		{"?s <urn:at> ?e SERVICE ?e { ?s <urn:q> ?m } FILTER(?m < 9)", 3, 150, 3},
		{"VALUES ?e { <urn:e> <urn:f> } ?s <urn:p> ?n SERVICE ?e { ?s <urn:q> ?m }", 4, 300, 0},
		// Too many: once for all.
		{"VALUES ?e { <urn:e> <urn:f> } ?s <urn:id> ?n SERVICE ?e { ?s <urn:q> ?m }", 2, 0, 0},
		{"?s <urn:id> ?t OPTIONAL { ?t ^<urn:id> ?s SERVICE <urn:e> { ?s <urn:q> ?m } }", 1, 0, 0},
	} {
		f := &farAway{g: far}
		got := farAnswer(t, local, f, "SELECT * { "+c.text+" }")
		if calls, values := f.counted(); calls != c.calls || values != c.values {
			t.Errorf("%s: %d calls with %d values, want %d with %d", c.text, calls, values, c.calls, c.values)
		}
		if n := strings.Count(strings.Join(f.patterns, ""), "FILTER"); n != c.filter {
			t.Errorf("%s: %d filters sent, want %d", c.text, n, c.filter)
		}
		if want := farAnswer(t, local, f, "SELECT * { "+c.text+" }", withoutPasses()); !slices.Equal(got, want) {
			t.Errorf("%s: %d rows, want %d", c.text, len(got), len(want))
		}
	}
}

// TestServiceByNameInOptional: an endpoint that the rows around an OPTIONAL name is
// asked for what goes with them; it need not be named again inside.
func TestServiceByNameInOptional(t *testing.T) {
	local := chain(3, "p")
	local.Add(graph.Triple{S: urn("s1"), P: urn("at"), O: urn("e")}, graph.Triple{S: urn("s2"), P: urn("at"), O: urn("e")})
	f := &farAway{g: chain(2, "q")}
	got := farAnswer(t, local, f, "SELECT ?s ?m { ?s <urn:at> ?e OPTIONAL { SERVICE ?e { ?s <urn:q> ?m } } }")
	if want := []string{"s=<urn:s1> m=" + number(1).NTriples() + " ", "s=<urn:s2> "}; !slices.Equal(got, want) || len(f.patterns) != 1 {
		t.Errorf("%q by %q", got, f.patterns)
	}
}

// TestServiceSilentByName: a failure is that of its endpoint alone.
func TestServiceSilentByName(t *testing.T) {
	handler := func(_ context.Context, call *ServiceCall) ([][]graph.Term, error) {
		if call.Endpoint == urn("e0") {
			return nil, errors.New("away")
		}
		return [][]graph.Term{{urn("s1"), number(1)}, {urn("s0"), number(0)}}, nil
	}
	local := graph.New()
	local.Add(graph.Triple{S: urn("s0"), P: urn("at"), O: urn("e0")}, graph.Triple{S: urn("s1"), P: urn("at"), O: urn("e1")})
	for _, silent := range []string{"SILENT ", ""} {
		rows, err := Select(t.Context(), local, "SELECT ?s ?m { ?s <urn:at> ?e SERVICE "+silent+"?e { ?s <urn:q> ?m } } ORDER BY ?s", WithService(handler))
		got := ""
		if err == nil {
			for row, fail := range rows.Terms() {
				if err = fail; err == nil {
					got += row[0].Value() + " " + row[1].Value() + "; "
				}
			}
		}
		if silent == "" && err == nil || silent != "" && (err != nil || got != "urn:s0 ; urn:s1 1; ") {
			t.Errorf("%q: %q, %v", silent, got, err)
		}
	}
}
