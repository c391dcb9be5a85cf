package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// conform runs the command; totals are the lines that end suites, without the last.
func conform(t *testing.T, args ...string) (code int, out, errs string, totals []string) {
	t.Helper()
	var stdout, stderr strings.Builder
	code = run(t.Context(), args, &stdout, &stderr)
	totals = regexp.MustCompile(`(?m)^\d+ passed, \d+ failed, \d+ skipped$`).FindAllString(stdout.String(), -1)
	if code != exitUsage && (len(totals) == 0 || !strings.HasSuffix(stdout.String(), totals[len(totals)-1]+"\n")) {
		t.Fatalf("%v: no total at the end of\n%s%s", args, stdout.String(), stderr.String())
	}
	return code, stdout.String(), stderr.String(), totals
}

func TestPassing(t *testing.T) {
	code, out, errs, totals := conform(t, "testdata/manifest.ttl")
	want := []string{"5 passed, 0 failed, 0 skipped", "7 passed, 0 failed, 0 skipped", "13 passed, 0 failed, 2 skipped",
		"4 passed, 0 failed, 0 skipped", "29 passed, 0 failed, 2 skipped"}
	if code != exitOK || errs != "" || !slices.Equal(totals, want) {
		t.Errorf("code %d\n%s%s", code, out, errs)
	}
	if strings.Contains(out, "pass ") {
		t.Error("passing tests are told without -v")
	}
}

func TestVerbose(t *testing.T) {
	_, out, _, _ := conform(t, "-v", "testdata/query/manifest.ttl")
	if strings.Count(out, "\npass ") != 13 || strings.Count(out, "\nskip ") != 2 {
		t.Error(out)
	}
}

func TestFailing(t *testing.T) {
	code, out, _, totals := conform(t, "testdata/failing/manifest.ttl")
	if code != exitFailed || strings.Count(out, "\nfail ") != 21 || !slices.Equal(totals, []string{"0 passed, 21 failed, 0 skipped", "0 passed, 21 failed, 0 skipped"}) {
		t.Errorf("code %d\n%s", code, out)
	}
}

func TestSeveral(t *testing.T) {
	code, _, errs, totals := conform(t, "testdata/update", "testdata/missing.ttl", "testdata/syntax/manifest.ttl")
	if code != exitFailed || !strings.Contains(errs, "missing.ttl") || totals[len(totals)-1] != "11 passed, 0 failed, 0 skipped" {
		t.Errorf("code %d, %v, %s", code, totals, errs)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{}, {"-x"}, {"-timeout", "soon", "m.ttl"}} {
		if code, _, errs, _ := conform(t, args...); code != exitUsage || !strings.Contains(errs, "usage: conform") {
			t.Errorf("%v: code %d, %s", args, code, errs)
		}
	}
	var stdout, stderr strings.Builder
	if code := run(t.Context(), []string{"-h"}, &stdout, &stderr); code != exitOK {
		t.Errorf("-h: code %d", code)
	}
}

func TestEARLFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "earl.ttl")
	if code, out, errs, _ := conform(t, "-earl", path, "testdata/query/manifest.ttl"); code != exitOK {
		t.Fatalf("code %d\n%s%s", code, out, errs)
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Count(string(text), "earl:passed") != 13 || strings.Count(string(text), "earl:untested") != 2 {
		t.Errorf("%v\n%s", err, text)
	}
	if code, _, _, _ := conform(t, "-earl", filepath.Join(path, "x"), "testdata/update/manifest.ttl"); code != exitFailed {
		t.Errorf("a report that cannot be written: code %d", code)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr strings.Builder
	if code := run(ctx, []string{"testdata/query/manifest.ttl"}, &stdout, &stderr); code != exitFailed {
		t.Errorf("code %d\n%s", code, stdout.String())
	}
}
