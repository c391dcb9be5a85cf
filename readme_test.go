package trivet

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// blocks gives the README's code blocks in a language.
func blocks(t *testing.T, language string) []string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, part := range strings.Split(string(text), "\n```"+language+"\n")[1:] {
		code, _, ok := strings.Cut(part, "\n```")
		if !ok {
			t.Fatalf("a %s block does not end", language)
		}
		out = append(out, code)
	}
	return out
}

// squeeze makes code comparable: one space for all white space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// TestReadmeGo: the README's Go code is code of the Examples, which run.
func TestReadmeGo(t *testing.T) {
	var examples strings.Builder
	files, err := filepath.Glob("example*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		examples.WriteString(squeeze(string(text)) + " ")
	}
	found := blocks(t, "go")
	if len(found) < 2 {
		t.Fatalf("%d Go blocks in the README", len(found))
	}
	for _, b := range found {
		if !strings.Contains(examples.String(), squeeze(b)) {
			t.Errorf("no Example has this code of the README:\n%s", b)
		}
	}
}

// TestReadmeTranscripts: what the README shows of the command is what it prints.
func TestReadmeTranscripts(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the command")
	}
	bin := filepath.Join(t.TempDir(), "trivet")
	if out, err := exec.Command("go", "build", "-o", bin, "./cmd/trivet").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, b := range blocks(t, "console") {
		var shown strings.Builder
		for _, line := range strings.SplitAfter(b+"\n", "\n") {
			if !strings.HasPrefix(line, "$ ") {
				continue
			}
			shown.WriteString(line)
			shown.WriteString(transcript(bin, strings.TrimSpace(line[2:])))
		}
		if got := strings.TrimSpace(shown.String()); got != strings.TrimSpace(b) {
			t.Errorf("the README shows\n%s\nthe command prints\n%s", b, got)
		}
	}
}

// transcript runs a command line with words in single quotes and gives all it prints.
func transcript(bin, line string) string {
	var args []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			args = append(args, part)
		} else {
			args = append(args, strings.Fields(part)...)
		}
	}
	cmd := exec.Command(bin, args[1:]...)
	cmd.Env = append(os.Environ(), "NO_COLOR=1", "COLUMNS=100")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil && out.Len() == 0 {
		return err.Error()
	}
	return out.String()
}
