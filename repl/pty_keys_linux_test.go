package repl

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestConsoleEditingKeys edits "ASK {}" into a line by keys of many spellings,
// each of which readline alone ignores or misreads.
func TestConsoleEditingKeys(t *testing.T) {
	for name, keys := range map[string]string{
		"Home and End, rxvt":   " {}\x1b[7~ASK\x1b[8~",
		"Home and End, xterm":  " {}\x1b[HASK\x1b[F",
		"Home and End, linux":  " {}\x1b[1~ASK\x1b[4~",
		"Home and End, SS3":    " {}\x1bOHASK\x1bOF",
		"a word left":          "ASK x{}\x1b[1;5D\x1b[3~",
		"a word left, rxvt":    "ASK x{}\x1bOd\x1b[3~",
		"delete a word":        "ASK {} nonsense\x17",
		"delete to the start":  "nonsense\x15ASK {}",
		"delete to the end":    "ASK {} nonsense\x1b[1;5D\x0b",
		"an unknown key":       "ASK {}\x1b[24~\x1b[[A",
		"wide characters":      "ASK {} # 漢字 👩‍👩‍👧 é\u0301 \u202eabc\x1b[D\x1b[D\x7f\x7f",
		"Alt-Enter":            "ASK\x1b\r{}",
		"Ctrl-C, then another": "nonsense\x03ASK {}",
	} {
		t.Run(name, func(t *testing.T) {
			c := startConsole(t, 80, 24)
			c.expect(prompt)
			c.keys(keys + "\r")
			c.expect("true\n")
			c.leave()
		})
	}
}

// TestConsoleRecall: Up brings what begins as the line does, Ctrl-R what holds it.
func TestConsoleRecall(t *testing.T) {
	c := startConsole(t, 80, 24)
	c.expect(prompt)
	for _, line := range []string{"ASK { ex:ann a ex:Person }", "SELECT ?s {}", "ASK {}", ".graphs"} {
		c.keys(line + "\r")
		c.expect(prompt)
	}
	c.keys("ASK {")
	c.keys("\x1b[A\x1b[A")
	c.expect("ex:Person")
	c.keys("\r")
	c.expect("true\n")
	c.expect(prompt)
	c.keys("SEL\x1b[A\x1b[A\x1b[B\x1b[A") // there is only one; down is what was typed
	c.expect("SELECT ?s")
	c.keys("\r")
	c.expect("1 row")
	c.expect(prompt)
	c.keys("\x12graphs\r") // Ctrl-R
	c.expect("default")
	c.leave()
}

// TestConsoleInitFile: the commands of the init file are run before the prompt.
func TestConsoleInitFile(t *testing.T) {
	init := filepath.Join(t.TempDir(), "init")
	writeFile(t, init, ".prefix p: <http://example.org/>\n.timing off\n")
	c := startConsole(t, 80, 24, "TRIVET_TEST_INIT="+init)
	c.expect(prompt)
	c.keys("ASK { p:ann a p:Person }\r")
	c.expect("true\n")
	c.leave()
}

// TestConsoleAsks: what deletes everything is asked about at the prompt.
func TestConsoleAsks(t *testing.T) {
	c := startConsole(t, 80, 24)
	c.expect(prompt)
	c.keys("DELETE WHERE { ?s ?p ?o }\r")
	c.expect("that deletes 16 of 16 triples; go on? [y/N] ")
	c.keys("n\r")
	c.expect("nothing was changed")
	c.expect(prompt)
	c.keys("DROP ALL\r")
	c.expect("go on? [y/N] ")
	c.keys("\x03") // Ctrl-C is no
	c.expect("nothing was changed")
	c.expect(prompt)
	c.leave()
}

// TestConsoleCtrlCInPager: the pager got the key too and it is its own affair.
func TestConsoleCtrlCInPager(t *testing.T) {
	pager := filepath.Join(t.TempDir(), "pager")
	if err := os.WriteFile(pager, []byte("#!/bin/sh\ntrap 'n=$((n+1)); echo interrupted $n' INT\ncat >/dev/null\necho paging\nuntil read x </dev/tty; do :; done\necho left\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	c := startConsole(t, 80, 10, "PAGER="+pager)
	c.expect(prompt)
	c.keys("SELECT * { ?s ?p ?o }\r")
	c.expect("paging")
	c.press("\x03", "interrupted 1") // a trap waits for the end of a read that begins just then
	c.press("\x03", "interrupted 2")
	c.keys("\n")
	if seen := c.expect("left"); strings.Contains(seen, "still stopping") {
		t.Errorf("the shell speaks in the pager: %q", seen)
	}
	c.expect("16 rows")
	c.expect(prompt)
	c.keys("ASK {}\r")
	c.expect("true\n")
	c.leave()
}

// TestConsoleCtrlCInLoad stops a load of a pipe that never ends.
func TestConsoleCtrlCInLoad(t *testing.T) {
	fifo := newFIFO(t)
	c := startConsole(t, 80, 24)
	c.expect(prompt)
	c.keys(".load " + fifo + "\r")
	f, err := os.OpenFile(fifo, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	read := make(chan bool)
	go func() {
		w := bufio.NewWriter(f)
		for i := 0; ; i++ {
			if _, err := w.WriteString("<http://e/a> <http://e/b> <http://e/c> .\n"); err != nil {
				_ = f.Close()
				return
			}
			if i == 100_000 {
				close(read) // far more than a pipe holds
			}
		}
	}()
	<-read
	c.keys("\x03")
	c.expect("error: stopped")
	c.expect(prompt)
	c.keys("ASK { <http://e/a> ?p ?o }\r")
	c.expect("false\n")
	c.leave()
}

// TestConsoleSecondCtrlC: a file that cannot even be opened holds the shell; the
// second Ctrl-C says so, and the shell is there again when it can.
func TestConsoleSecondCtrlC(t *testing.T) {
	fifo := newFIFO(t)
	c := startConsole(t, 200, 24)
	c.expect(prompt)
	c.keys(".load " + fifo + "\r")
	c.expect("\n")
	c.until("the command", func(s *screen) bool { return s.col == 0 })
	c.press("\x03", "waiting for a read of "+fifo+" to end")
	f, err := os.OpenFile(fifo, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	c.expect("error: ")
	c.expect(prompt)
	c.leave()
}

// newFIFO makes a named pipe.
func newFIFO(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe.nt")
	if err := syscall.Mkfifo(path, 0o600); err != nil && !errors.Is(err, os.ErrExist) {
		t.Skipf("no named pipes here: %v", err)
	}
	return path
}
