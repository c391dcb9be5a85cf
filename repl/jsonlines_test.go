package repl

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestRunJSON(t *testing.T) {
	in := strings.Join([]string{
		`{"id": 1, "input": "SELECT ?s { ?s a ex:Place }"}`,
		``,
		`{"id": "two", "input": "ASK { ex:ann ex:age 42 }"}`,
		`{"input": "SELECT nonsense {"}`,
		`not JSON`,
		`{"id": 5, "input": ".stats"}`,
		`{"id": 6, "input": "INSERT DATA { ex:a ex:b 1 }"}`,
		`{"id": 7, "input": "CONSTRUCT { ?s ex:is ?o } { ?s ex:b ?o }"}`,
		`{"id": 8, "input": ".quit"}`,
		`{"id": 9, "input": "ASK {}"}`,
	}, "\n")
	var out bytes.Buffer
	if err := RunJSON(t.Context(), strings.NewReader(in), &out, Config{Graph: people(t)}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`{"id":1,"ok":true,"result":{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://example.org/town"}}]}},"notes":["using PREFIX ex: <http://example.org/>"]}`,
		`{"id":"two","ok":true,"result":{"head":{},"boolean":true}}`,
		`"error":{"message":`,
		`not a JSON request`,
		`"id":5,"ok":true,"result":{"head":{"vars":["what","count"]}`,
		`{"id":6,"ok":true,"notes":["1 inserted, 0 deleted"]}`,
		`"output":"@prefix ex:`,
		`{"id":8,"ok":true}`,
	}
	lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d answers: %s", len(lines), out.String())
	}
	for i, line := range lines {
		if !json.Valid([]byte(line)) || !strings.Contains(line, want[i]) {
			t.Errorf("answer %d: %s\nwant %s", i+1, line, want[i])
		}
	}
}
