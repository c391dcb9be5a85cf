package repl

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var updateScripts = flag.Bool("update", false, "write the expected output of the scripts anew")

// TestScripts replays the sessions of testdata/script. A line that begins with
// "> " is typed; what follows, up to the next such line, is what the shell
// prints, results and notes in one stream, times written as T. Lines before the
// first "> " are a comment.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "script", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			path, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			inFolder(t)
			got := replay(t, string(want))
			if *updateScripts {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("%s differs; go test ./repl -update writes it anew\ngot:\n%s", file, got)
			}
		})
	}
}

// replay feeds the typed lines of a script and gives the script with what the
// session now prints.
func replay(t *testing.T, script string) string {
	t.Helper()
	var out, printed bytes.Buffer
	one := &printed
	h := newHarness(t, func(c *Config) { c.Out, c.Err = one, one })
	typing := false
	for line := range strings.Lines(script) {
		line = strings.TrimSuffix(line, "\n")
		typed, ok := strings.CutPrefix(line, ">")
		if !ok {
			if !typing {
				out.WriteString(line + "\n")
			}
			continue
		}
		typing = true
		typed = strings.TrimPrefix(typed, " ")
		out.WriteString(line + "\n")
		h.Feed(t.Context(), typed)
		out.WriteString(clockTimes().ReplaceAllString(printed.String(), "T"))
		if n := out.Len(); n > 0 && out.Bytes()[n-1] != '\n' {
			out.WriteByte('\n')
		}
		printed.Reset()
	}
	return out.String()
}
