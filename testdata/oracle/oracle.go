// Package oracle finds the test data that stays outside the project: the W3C
// test suites and the SMART sample records. Tests that need them skip by name
// where they are absent, or fail when TRIVET_REQUIRE_DATA is 1.
package oracle

import (
	"os"
	"path/filepath"
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
		dir = filepath.Join(checkout(), "..", "shared", below)
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

// checkout is the module's folder, above the one the test runs in.
func checkout() string {
	dir, err := os.Getwd()
	for ; err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	return "."
}
