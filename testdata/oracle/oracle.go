// Package oracle finds the test data that stays outside the project: the W3C
// test suites and the SMART sample records. Tests that need them skip by name
// where they are absent, or fail when TRIVET_REQUIRE_DATA is 1.
package oracle

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// W3C is the folder of the W3C test suites: TRIVET_W3C, or ../shared/w3c
// beside the checkout.
func W3C(tb testing.TB) string {
	tb.Helper()
	return folder(tb, "TRIVET_W3C", "w3c")
}

// SMART is the folder of the SMART sample data: TRIVET_SMART_DATA, or
// ../shared/smart/data beside the checkout.
func SMART(tb testing.TB) string {
	tb.Helper()
	return folder(tb, "TRIVET_SMART_DATA", filepath.Join("smart", "data"))
}

func folder(tb testing.TB, variable, below string) string {
	tb.Helper()
	dir := os.Getenv(variable)
	if dir == "" {
		_, here, _, _ := runtime.Caller(0)
		root := filepath.Dir(filepath.Dir(filepath.Dir(here)))
		dir = filepath.Join(root, "..", "shared", below)
	}
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	if os.Getenv("TRIVET_REQUIRE_DATA") == "1" {
		tb.Fatalf("%s: no test data at %s", variable, dir)
	}
	tb.Skipf("no test data at %s: set %s to run this test", dir, variable)
	return ""
}
