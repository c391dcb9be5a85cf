package repl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pagerNamed writes a program "less" that says it is a version, and shows what
// it reads.
func pagerNamed(t *testing.T, name, version string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	script := "#!/bin/sh\nif [ \"$1\" = --version ]; then echo '" + version + "'; exit; fi\ncat\n"
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPagerTakesLinks(t *testing.T) {
	const now, old = "less 590 (GNU regular expressions)", "less 551 (GNU regular expressions)"
	for _, tt := range []struct {
		program, version string
		args             []string
		options          string
		want             bool
	}{
		{"less", now, []string{"-SRXF", "-Ps" + lessPrompt}, "", true},
		{"less", "less 566", []string{"-R"}, "", true},
		{"less", "less 608.1 (x)", nil, "-iR", true},
		{"less", now, nil, "FRX", true},
		{"less", now, []string{"--RAW-CONTROL-CHARS"}, "", true},
		{"less", old, []string{"-R"}, "", false},
		{"less", now, []string{"-S", "-PsREAD"}, "", false},
		{"less", now, nil, "", false},
		{"less", "less is more", []string{"-R"}, "", false},
		{"less", "", []string{"-R"}, "", false},
		{"more", now, []string{"-R"}, "", false},
	} {
		argv := append([]string{pagerNamed(t, tt.program, tt.version)}, tt.args...)
		if got := pagerTakesLinks(t.Context(), argv, tt.options); got != tt.want {
			t.Errorf("%s %v, LESS=%q, version %q: %v", tt.program, tt.args, tt.options, tt.version, got)
		}
	}
	if pagerTakesLinks(t.Context(), nil, "R") || pagerTakesLinks(t.Context(), []string{"/nowhere/less", "-R"}, "") {
		t.Error("a pager that is not there takes links")
	}
}

func TestShowsLinks(t *testing.T) {
	for env, want := range map[string]bool{
		"TERM=xterm-256color": true, "TERM=tmux-256color": true, "TERM=dumb": false, "TERM=": false, "TERM=linux": false,
		"TERM=xterm COLORTERM=truecolor VTE_VERSION=7003": true, "TERM=xterm VTE_VERSION=4205": false,
		"TERM=xterm COLORTERM=xfce4-terminal": false, "TERM=screen STY=123.pts": false,
	} {
		vars := map[string]string{}
		for _, word := range strings.Fields(env) {
			name, value, _ := strings.Cut(word, "=")
			vars[name] = value
		}
		if got := ShowsLinks(func(name string) string { return vars[name] }); got != want {
			t.Errorf("%s: %v", env, got)
		}
	}
}

// TestLinksSwitch: links are the terminal's, and the user's to turn off; what
// is written elsewhere never has them, nor has the log.
func TestLinksSwitch(t *testing.T) {
	inFolder(t)
	h := newHarness(t, func(c *Config) { c.Links = true })
	seen := func(want bool, lines string) {
		t.Helper()
		h.feed(t, lines)
		out, errs := h.take()
		if strings.Contains(errs, "error") || strings.Contains(out, "\x1b]8;;http://example.org/ann\x1b\\") != want {
			t.Errorf("%q: links wanted %v: %q %q", lines, want, out, errs)
		}
	}
	seen(true, ".describe ex:ann\n.log seen.txt\nSELECT ?s { ?s ex:age 42 }\n.log off")
	seen(true, ".mode line\nSELECT ?s { ?s ex:age 42 }")
	seen(false, ".mode box\n.links off\nSELECT ?s { ?s ex:age 42 }")
	seen(true, ".links on\nSELECT ?s { ?s ex:age 42 }\n.diff\nSELECT ?s { ?s ex:age 17 }\n.diff")
	for _, mode := range []string{"markdown", "csv", "tsv", "json", "jsonl", "xml", "html"} {
		seen(false, ".mode "+mode+"\nSELECT ?s { ?s ex:age 42 }")
	}
	if log, err := os.ReadFile("seen.txt"); err != nil || strings.ContainsRune(string(log), 0x1b) || !strings.Contains(string(log), "ex:ann") {
		t.Errorf("the log: %q %v", log, err)
	}
	h = newHarness(t, func(c *Config) { c.Terminal, c.Interactive, c.Links = false, false, true })
	seen(false, ".links on\n.mode box\nSELECT ?s { ?s ex:age 42 }\n\n")
}

// TestLinksInThePager: only a pager that is known to take them gets them.
func TestLinksInThePager(t *testing.T) {
	for version, want := range map[string]bool{"less 590": true, "less 530": false} {
		out := filepath.Join(t.TempDir(), "paged")
		pager := pagerNamed(t, "less", version)
		if err := os.WriteFile(pager, []byte("#!/bin/sh\n[ \"$1\" = --version ] && { echo '"+version+"'; exit; }\ncat > "+out+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		h := newHarness(t, func(c *Config) { c.Links, c.Programs.Pager = true, []string{pager, "-R"} })
		h.feed(t, ".pager on\n.limit 100\nSELECT * { ?s ?p ?o . ?s2 ?p2 ?o2 }")
		if paged, err := os.ReadFile(out); err != nil || strings.Contains(string(paged), "\x1b]8;;http") != want {
			t.Errorf("%s: %.200q %v", version, paged, err)
		}
	}
}
