package repl

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ShowsLinks reports whether a terminal that colours may be written to, as its
// environment describes it, takes OSC 8 hyperlinks. Terminals that do not know
// them pass over the sequence, except the old ones named here, which show it.
func ShowsLinks(getenv func(string) string) bool {
	switch getenv("TERM") {
	case "", "dumb", "linux":
		return false
	}
	switch getenv("COLORTERM") {
	case "gnome-terminal", "xfce4-terminal": // from before the sequence was made
		return false
	}
	if vte, err := strconv.Atoi(getenv("VTE_VERSION")); err == nil && vte < 5002 {
		return false // 0.50.1 and older end at some addresses
	}
	return getenv("STY") == "" // GNU screen takes only short sequences
}

// lessWithLinks is the first version of less that takes hyperlinks.
const lessWithLinks = 566

// pagerLinks reports whether the session's pager takes hyperlinks. It is asked
// when it is first needed.
func (s *Session) pagerLinks(ctx context.Context) bool {
	if s.pagerTakesLinks == nil {
		takes := pagerTakesLinks(ctx, s.cfg.Programs.Pager, os.Getenv("LESS"))
		s.pagerTakesLinks = &takes
	}
	return *s.pagerTakesLinks
}

// pagerTakesLinks reports whether a pager is known to pass hyperlinks on: less
// in a version that can, told to by -R among its arguments or in LESS.
func pagerTakesLinks(ctx context.Context, argv []string, lessOptions string) bool {
	if len(argv) == 0 || strings.TrimSuffix(filepath.Base(argv[0]), ".exe") != "less" {
		return false
	}
	raw := func(options string) bool {
		letters, short := strings.CutPrefix(options, "-")
		return short && !strings.HasPrefix(letters, "-") && !strings.HasPrefix(letters, "P") && strings.Contains(letters, "R") ||
			options == "--RAW-CONTROL-CHARS"
	}
	words := strings.Fields(lessOptions)
	if len(words) > 0 && !strings.HasPrefix(words[0], "-") {
		words[0] = "-" + words[0]
	}
	if !slices.ContainsFunc(append(words, argv[1:]...), raw) {
		return false
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer stop()
	out, err := exec.CommandContext(ctx, argv[0], "--version").Output()
	return err == nil && lessVersion(string(out)) >= lessWithLinks
}

// lessVersion is the number in what "less --version" says first, or 0.
func lessVersion(text string) int {
	words := strings.Fields(text)
	if len(words) < 2 || words[0] != "less" {
		return 0
	}
	number, _, _ := strings.Cut(words[1], ".")
	n, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	return n
}
