package repl

import (
	"context"
	"strings"
	"testing"
	"time"
)

// TestWatchMarksChanges changes the data between two runs.
func TestWatchMarksChanges(t *testing.T) {
	var h *harness
	h = newHarness(t, func(c *Config) {
		c.Color = true
		c.WaitUntil = func(ctx context.Context, _ time.Duration) error {
			return h.Do(ctx, "DELETE DATA { ex:bob a ex:Person } ; INSERT DATA { ex:dora a ex:Person }")
		}
	})
	h.feed(t, "SELECT ?s { ?s a ex:Person }\n.watch 1s 2")
	out, errs := h.take()
	if strings.Count(out, "\x1b[H\x1b[2J") != 2 {
		t.Errorf("the screen is not drawn anew: %q", out)
	}
	for _, want := range []string{"changed: 1 row gone, 1 row new", sgrNew + "+" + sgrReset, sgrGone + "-" + sgrReset, "ex:dora"} {
		if !strings.Contains(errs, want) {
			t.Errorf("no %q in %q", want, errs)
		}
	}
}
