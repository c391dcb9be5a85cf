package repl

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// BenchmarkStartToPrompt starts a shell in a pseudo-terminal and waits for its
// prompt, on sixteen triples. With TRIVET_TEST_BINARY it is that program.
func BenchmarkStartToPrompt(b *testing.B) {
	for b.Loop() {
		c := startConsole(b, 80, 24)
		c.until("the prompt", func(s *screen) bool { return strings.HasSuffix(s.line(s.row), ">") })
		b.StopTimer()
		_ = c.cmd.Process.Kill()
		_ = c.cmd.Wait()
		_ = c.master.Close()
		b.StartTimer()
	}
}

// BenchmarkKeyToPaint recalls a statement of 10 KB and presses a key at its
// end: readline draws the whole line again. It is over when the terminal has
// got all of it.
func BenchmarkKeyToPaint(b *testing.B) {
	state := b.TempDir()
	line := "SELECT * { " + strings.Repeat(`?s ex:name "Ann" ; ex:age 42 . `, 330) + "}"
	if err := os.MkdirAll(state+"/trivet", 0o700); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(state+"/trivet/history", []byte(line+"\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	c := startConsole(b, 200, 60, "XDG_STATE_HOME="+state, colorVariable+"=1")
	c.until("the prompt", func(s *screen) bool { return strings.HasSuffix(s.line(s.row), ">") })
	c.keys("\x1b[A")
	c.until("the statement", func(s *screen) bool { return strings.HasSuffix(s.line(s.row), "}") })
	for i := 0; b.Loop(); i++ {
		key := string(rune('a' + i%26))
		c.mu.Lock()
		had := c.screen.Len()
		c.mu.Unlock()
		c.keys(key)
		for {
			<-c.changed
			c.mu.Lock()
			drawn := c.screen.Bytes()[had:]
			whole := len(drawn) > len(line) && bytes.Contains(drawn[max(0, len(drawn)-40):], []byte(key))
			c.mu.Unlock()
			if whole {
				break
			}
		}
	}
}
