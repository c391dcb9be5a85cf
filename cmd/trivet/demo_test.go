package main

import (
	"regexp"
	"strings"
	"testing"
)

// TestDemo runs the tour as a process. Its answers are the same in every run;
// times and ports are on standard error only.
func TestDemo(t *testing.T) {
	got := trivet(t, t.TempDir(), "", "demo")
	if got.status != exitOK {
		t.Fatalf("status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
	golden(t, "demo.golden", got.stdout)
	for _, step := range []string{"SMART container", "manifest", "request token", "agreed", "access token", "demographics", "whole record"} {
		if !regexp.MustCompile(`(?m)^ *\d+\.\d ms  .*` + step).MatchString(got.stderr) {
			t.Errorf("no step %q with its time in\n%s", step, got.stderr)
		}
	}
	if strings.ContainsRune(got.stdout+got.stderr, 0x1b) {
		t.Error("escape characters without a terminal")
	}
}
