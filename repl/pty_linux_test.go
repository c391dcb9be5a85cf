package repl

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// These tests run a whole shell in a pseudo-terminal, as a process of the test
// binary itself (see TestMain), because readline works on the process's own
// terminal. They send keys and wait for what they must bring.

// openPTY opens a pseudo-terminal and skips the test where there is none.
func openPTY(t testing.TB, columns, rows uint16) (master, slave *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	t.Cleanup(func() { _ = master.Close() })
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	size := &unix.Winsize{Col: columns, Row: rows}
	if err := unix.IoctlSetWinsize(int(master.Fd()), unix.TIOCSWINSZ, size); err != nil {
		t.Fatal(err)
	}
	return master, slave
}

// console is a shell running in a pseudo-terminal.
type console struct {
	columns int
	t       testing.TB
	cmd     *exec.Cmd
	master  *os.File
	home    string
	mu      sync.Mutex
	screen  bytes.Buffer // all that was written to the terminal
	changed chan struct{}
	from    int // what expect has consumed
	row     int // of the last prompt expected; -1 before the first
}

// startConsole starts a shell on testdata/people.ttl: this binary's, or the
// program's that binaryVariable names.
func startConsole(t testing.TB, columns, rows uint16, env ...string) *console {
	t.Helper()
	master, slave := openPTY(t, columns, rows)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &console{columns: pick(columns == 0, defaultWidth, int(columns)), row: -1, t: t, master: master, home: t.TempDir(), changed: make(chan struct{}, 1)}
	c.cmd = exec.Command(self)
	if binary := os.Getenv(binaryVariable); binary != "" {
		c.cmd = exec.Command(binary, "repl", "testdata/people.ttl")
	}
	c.cmd.Env = append(os.Environ(), append([]string{
		consoleVariable + "=1", "XDG_STATE_HOME=" + c.home, "TERM=xterm", "HOME=" + c.home}, env...)...)
	c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = slave, slave, slave
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = slave.Close()
	go c.read()
	t.Cleanup(func() {
		_ = c.cmd.Process.Kill()
		_ = c.cmd.Wait()
	})
	return c
}

// read collects what the shell writes.
func (c *console) read() {
	buf := make([]byte, 4096)
	for {
		n, err := c.master.Read(buf)
		c.mu.Lock()
		c.screen.Write(buf[:n])
		c.mu.Unlock()
		select {
		case c.changed <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// keys presses keys.
func (c *console) keys(s string) {
	c.t.Helper()
	if _, err := c.master.WriteString(s); err != nil {
		c.t.Fatal(err)
	}
}

// press presses a key until text appears. A key is lost while the terminal
// leaves its raw mode, and what the first ones meet may not be there yet.
func (c *console) press(key, text string) {
	c.t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	deadline := time.After(patience)
	for !strings.Contains(c.look().text(0), text) {
		c.keys(key)
		select {
		case <-again.C:
		case <-deadline:
			c.t.Fatalf("pressed %q for %q, the screen is\n%s", key, text, c.look().text(0))
		}
	}
	c.expect(text)
}

// escapes are the sequences a terminal would act on.
var escapes = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]|\x1b\\]8;[!-~]*\x1b\\\\|\r|\x07")

// expect waits until text appears in what was written since the last expect.
func (c *console) expect(text string) string {
	c.t.Helper()
	if text == prompt { // the text alone may be an old one, drawn again at a key
		c.row = c.ready(c.row)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.from = len(escapes.ReplaceAllString(c.screen.String(), ""))
		return text
	}
	deadline := time.After(patience)
	for {
		c.mu.Lock()
		all := escapes.ReplaceAllString(c.screen.String(), "")
		c.mu.Unlock()
		part := all[min(c.from, len(all)):]
		if i := strings.Index(part, text); i >= 0 {
			c.from += i + len(text)
			return part[:i+len(text)]
		}
		select {
		case <-c.changed:
		case <-deadline:
			c.t.Fatalf("waited for %q, got %q", text, part)
		}
	}
}

// wait waits for the shell to end and gives its status.
func (c *console) wait() int {
	c.t.Helper()
	done := make(chan error, 1)
	go func() { done <- c.cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(patience):
		c.t.Fatal("the shell did not end")
	}
	return c.cmd.ProcessState.ExitCode()
}

// leave quits and checks that the shell ended well.
func (c *console) leave() {
	c.t.Helper()
	c.keys(".quit\r")
	if status := c.wait(); status != 0 {
		c.t.Errorf("status %d", status)
	}
}

const prompt = "trivet> "

// patience is how long a test waits for what must come: no more than a way out
// of a test that hangs, however busy the machine.
const patience = 2 * time.Minute

func TestConsole(t *testing.T) {
	c := startConsole(t, 80, 24)
	c.expect(prompt)
	c.keys("ASK { ex:ann ex:age 42 }\r")
	c.expect("true\n")
	c.expect(prompt)
	c.keys("SELECT ?s {\r")
	c.expect("{> ")
	c.keys("?s a ex:Place }\r")
	c.expect("ok> ")
	c.keys("\r")
	c.expect("ex:town")
	c.expect(prompt)
	c.leave()
	data, err := os.ReadFile(filepath.Join(c.home, "trivet", "history"))
	if want := "ASK { ex:ann ex:age 42 }\nSELECT ?s {\\n?s a ex:Place }\n.quit\n"; err != nil || string(data) != want {
		t.Errorf("history %q, %v", data, err)
	}
}

// TestConsoleWidthZero: readline alone loops for ever there.
func TestConsoleWidthZero(t *testing.T) {
	c := startConsole(t, 0, 0)
	c.expect(prompt)
	c.keys("ASK {x ex:ann ?p ?o }\x1b[1~\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C\x1b[3~\r")
	c.expect("true\n")
	c.leave()
}

func TestConsolePaste(t *testing.T) {
	c := startConsole(t, 80, 24)
	c.expect(prompt)
	c.keys("\x1b[200~SELECT ?s\n{\t?s a\tex:Place\n}\x1b[201~")
	c.expect("␤}")
	c.keys("\r")
	c.expect("1 row")
	c.expect(prompt)
	c.keys("\x1b[A") // the statement comes back in one piece
	c.expect("SELECT ?s␤{")
	c.keys("\r")
	c.expect("1 row")
	c.expect(prompt)
	long := "ASK {\n" + strings.Repeat("  ?s ?p ?o .\n", 100) + "}"
	c.keys("\x1b[200~" + long + "\x1b[201~")
	c.expect("«paste 1: 102 lines»")
	c.keys("\r")
	c.expect("true\n")
	c.leave()
	data, err := os.ReadFile(filepath.Join(c.home, "trivet", "history"))
	if err != nil || !strings.Contains(string(data), strings.ReplaceAll(long, "\n", `\n`)) {
		t.Errorf("the history keeps %.100q…, %v", data, err)
	}
}

func TestConsoleKeysThatMustNotLeave(t *testing.T) {
	c := startConsole(t, 80, 24)
	c.expect(prompt)
	// Ctrl-Z, Ctrl-Space, Delete on an empty line, Ctrl-R and Ctrl-G at an empty history
	c.keys("\x1a\x00\x1b[3~\x12\x07")
	c.keys("ASK {}\r")
	c.expect("true\n")
	c.expect(prompt)
	c.keys("SELECT nonsense\x03") // Ctrl-C drops the line
	c.expect(prompt)
	c.keys("\x03\x03")
	c.keys("ASK {}\r")
	c.expect("true\n")
	c.expect(prompt)
	c.keys("\x04") // Ctrl-D on an empty line does
	if status := c.wait(); status != 0 {
		t.Errorf("status %d", status)
	}
}

func TestConsoleCtrlCStopsTheQueryOnly(t *testing.T) {
	c := startConsole(t, 80, 24)
	c.expect(prompt)
	c.keys(".limit 0\r")
	c.expect(prompt)
	// Fourteen patterns over sixteen triples: 16^14 rows.
	c.keys("SELECT (COUNT(*) AS ?n) {" + strings.Repeat(" [] ?p [] . [] ?q [] .", 7) + " FILTER(?p != ?q) }\r")
	c.expect("}\n")
	c.press("\x03", "error: ")
	c.expect(prompt)
	c.keys("ASK {}\r")
	c.expect("true\n")
	c.leave()
}

func TestConsoleCompletion(t *testing.T) {
	for _, columns := range []uint16{20, 80} {
		c := startConsole(t, columns, 24)
		c.expect(prompt)
		c.keys(".sta\t\r")
		c.expect("triples")
		c.expect(prompt)
		c.keys("ASK{?s a \t")
		c.expect("ex:Place")
		c.keys("pers\t")
		c.expect("ex:Person ")
		c.keys("}\r")
		c.expect("true\n")
		c.leave()
	}
}

func TestConsoleTerminated(t *testing.T) {
	c := startConsole(t, 80, 24)
	c.expect(prompt)
	if err := c.cmd.Process.Signal(syscall.SIGINT); err != nil { // not from the keyboard: no effect
		t.Fatal(err)
	}
	c.keys(".limit 0\r") // lets the signal arrive before a query runs
	c.expect(prompt)
	c.keys("ASK {}\r")
	c.expect("true\n")
	c.expect(prompt)
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	c.wait()
}

func TestConsoleColour(t *testing.T) {
	for _, color := range []string{"1", ""} {
		c := startConsole(t, 80, 24, colorVariable+"="+color)
		c.expect(prompt)
		c.keys("ASK { ex:ann a ex:Person }\r")
		c.expect("true\n")
		c.leave()
		c.mu.Lock()
		if got := strings.Contains(c.screen.String(), sgrKeyword); got != (color == "1") {
			t.Errorf("colour asked for %q, seen %v", color, got)
		}
		c.mu.Unlock()
	}
}

func TestConsoleDumbTerminal(t *testing.T) {
	c := startConsole(t, 80, 24, "TERM=dumb")
	c.expect(prompt)
	c.keys("SELECT ?s {\n?s a ex:Place }\n\n")
	c.expect("ok> ")
	c.expect("ex:town")
	c.expect(prompt)
	c.keys(".quit\n")
	c.wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	if strings.ContainsRune(c.screen.String(), 0x1b) {
		t.Errorf("escape sequences: %q", c.screen.String())
	}
}

// look is the screen now. The console's size must not change.
func (c *console) look() *screen {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := newScreen(c.columns)
	_, _ = s.Write(c.screen.Bytes())
	return s
}

// until waits for the screen to be as wanted.
func (c *console) until(what string, wanted func(s *screen) bool) *screen {
	c.t.Helper()
	deadline := time.After(patience)
	for {
		s := c.look()
		if wanted(s) {
			return s
		}
		select {
		case <-c.changed:
		case <-deadline:
			c.t.Fatalf("waited for %s, the screen is\n%s", what, s.text(0))
		}
	}
}

// anyPrompt is a prompt with nothing behind it.
var anyPrompt = regexp.MustCompile(`^(trivet[^>]*|   ok| +[{"<]?)>$`)

// ready waits for a prompt below a row and gives its row.
func (c *console) ready(below int) int {
	c.t.Helper()
	return c.until("a prompt", func(s *screen) bool {
		return s.row > below && anyPrompt.MatchString(s.line(s.row))
	}).row
}

// enter types a line and waits for the next prompt.
func (c *console) enter(line string) {
	c.t.Helper()
	row := c.look().row
	c.keys(line + "\r")
	c.ready(row)
}

// tab types the beginning of a line, has it completed, and drops it. The list
// stays on the screen, above the line it was asked at.
func (c *console) tab(head string) {
	c.t.Helper()
	c.keys(head)
	c.until("the typed line", func(s *screen) bool { return strings.HasSuffix(s.line(s.row), strings.TrimRight(head, " ")) })
	before := c.look()
	c.keys("\t")
	after := c.until("completions", func(s *screen) bool {
		return s.row > before.row && strings.HasSuffix(s.line(s.row), strings.TrimRight(head, " ")) || s.row == before.row && s.col > before.col
	})
	c.keys("\x03")
	c.ready(after.row)
}
