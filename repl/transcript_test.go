package repl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTranscript logs a session and replays it: on the same data the answers
// are the same, on others the difference is told.
func TestTranscript(t *testing.T) {
	inFolder(t)
	h := newHarness(t, func(c *Config) { c.Color = true })
	h.feed(t, ".log log.txt\nSELECT ?n {\n ?s a ex:Person ; ex:name ?n\n} ORDER BY ?n\n\nASK { nonsense }\n.login http://x?oauth_token=1\n.log off\n.stats")
	text, err := os.ReadFile("log.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got := string(text); !strings.HasPrefix(got, transcriptHead) || strings.ContainsRune(got, 0x1b) ||
		!strings.Contains(got, "\n> SELECT ?n {\n>  ?s a") || !strings.Contains(got, "\n│ Ann ") || strings.Contains(got, "login") || strings.Contains(got, ".stats") {
		t.Errorf("log:\n%s", got)
	}
	again := newHarness(t, nil)
	again.feed(t, ".replay log.txt")
	if _, errs := again.take(); !strings.Contains(errs, "the same answers to 5 lines") {
		t.Errorf("replayed: %s", errs)
	}
	again.feed(t, "DELETE DATA { ex:ann ex:name \"Ann\" }\n.replay log.txt")
	if _, errs := again.take(); !strings.Contains(errs, "- │ Ann ") || !strings.Contains(errs, "1 answer of 5 differ") {
		t.Errorf("after a change: %s", errs)
	}
	again.feed(t, ".read log.txt")
	if out, _ := again.take(); !strings.Contains(out, "Carla") {
		t.Errorf("read: %s", out)
	}
}

// TestReplayOfTheScripts: the shell's own script tests are transcripts.
func TestReplayOfTheScripts(t *testing.T) {
	path, err := filepath.Abs(filepath.Join("testdata", "script", "queries.txt"))
	if err != nil {
		t.Fatal(err)
	}
	inFolder(t)
	h := newHarness(t, nil)
	h.feed(t, ".replay "+path)
	if _, errs := h.take(); !strings.Contains(errs, "the same answers to") {
		t.Errorf("%s", errs)
	}
}

func TestReplayOfWrongFiles(t *testing.T) {
	inFolder(t)
	writeFile(t, "itself.txt", transcriptHead+"\n> .replay itself.txt\n")
	h := newHarness(t, nil)
	for _, line := range []string{".replay", ".replay a b", ".replay nowhere.txt", ".replay itself.txt"} {
		h.feed(t, line)
		if out, errs := h.take(); out != "" || !strings.Contains(errs, "error: ") {
			t.Errorf("%s: %q %q", line, out, errs)
		}
	}
}
