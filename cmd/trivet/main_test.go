package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

// binary is the program under test, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(buildAndRun(m))
}

// buildAndRun builds the program, with the race detector when the tests have it
// off all the same: what is tested is the process.
func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "trivet-test-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "trivet")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// outcome is what a run of the program gave.
type outcome struct {
	stdout, stderr string
	status         int
}

// trivet runs the program in dir with args and stdin.
func trivet(t *testing.T, dir, stdin string, args ...string) outcome {
	t.Helper()
	return trivetEnv(t, dir, stdin, nil, args...)
}

// trivetEnv is trivet with more environment variables.
func trivetEnv(t *testing.T, dir, stdin string, env []string, args ...string) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	home := t.TempDir()
	cmd.Dir = dir
	cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, "config"),
		"XDG_STATE_HOME=" + filepath.Join(home, "state"), "XDG_DATA_HOME=" + filepath.Join(home, "data"), "TERM=xterm",
	}, env...)
	cmd.Stdin = strings.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("trivet %s: %v", strings.Join(args, " "), err)
	}
	return outcome{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// golden compares text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; go test ./cmd/trivet -update writes it anew\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}

// folder makes a folder with the files the tests work on.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"people.ttl": `@prefix ex: <http://example.org/> .
ex:ann a ex:Person ; ex:name "Ann" ; ex:age 42 ; ex:knows ex:bob .
ex:bob a ex:Person ; ex:name "Bob"@en ; ex:age 17 .
`,
		"more.nt":     "<http://example.org/eve> <http://example.org/name> \"Eve\" .\n",
		"graphs.trig": "<http://example.org/g> { <http://example.org/a> <http://example.org/b> \"c\" }\n",
		"names.rq":    "PREFIX ex: <http://example.org/>\nSELECT ?name { ?p ex:name ?name } ORDER BY ?name\n",
		"bad.ttl":     "@prefix ex: <http://example.org/> .\nex:a ex:b \"open\n",
		"bad.nt":      "<http://example.org/a> <http://example.org/b> .\n",
		"bad.rdf":     `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description`,
		"bad.trig":    "<http://example.org/g> { <http://example.org/a> ",
		"bad.nq":      "<http://example.org/a> <http://example.org/b> \"c\" <http://example.org/g>\n",
		"bad.jsonld":  `{"@context": {"a": "http://example.org/a"}, "a": `,
		"bad.rq":      "SELECT * WHERE { ?s ?p ?o ",
		"blank.rq":    " \n\t\n",
		"noise.xyz":   "neither this nor that",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
