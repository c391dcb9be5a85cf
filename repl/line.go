package repl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/chzyer/readline"
	"golang.org/x/term"
)

// errInterrupt is what ReadLine gives for Ctrl-C.
var errInterrupt = errors.New("interrupted")

// lineEditor reads the lines of a session. It is used by one goroutine, except
// Close, which may be called from any and ends a waiting ReadLine.
type lineEditor interface {
	// ReadLine shows the prompt and gives the next line without its newline; a
	// recalled or pasted statement may hold newlines. errInterrupt is Ctrl-C,
	// io.EOF the end.
	ReadLine() (string, error)
	// SetPrompt sets the prompt of the next ReadLine.
	SetPrompt(prompt string)
	// SetCompleter sets what Tab asks.
	SetCompleter(complete func(line string, offset int) Completions)
	// Remember puts a whole statement into the history.
	Remember(statement string) error
	// Close gives the terminal back.
	Close() error
	// Interactive reports whether a person is editing.
	Interactive() bool
}

// The bounds of the terminal's width as it is believed: readline v1.5.1 loops
// for ever on a width of 0, which fresh pseudo-terminals report.
const (
	minWidth     = 20
	defaultWidth = 80
)

// terminalWidth is the width of the terminal f in columns, at least minWidth.
func terminalWidth(f *os.File) int {
	w, _, err := term.GetSize(int(f.Fd()))
	if err != nil || w <= 0 {
		return defaultWidth
	}
	return max(w, minWidth)
}

// terminalHeight is the height of the terminal f in rows; 24 when unknown.
func terminalHeight(f *os.File) int {
	_, h, err := term.GetSize(int(f.Fd()))
	if err != nil || h <= 0 {
		return 24
	}
	return h
}

// isTerminal reports whether f is a terminal.
func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// readlineEditor is the lineEditor of a terminal, on chzyer/readline. The keys
// come through a keyFilter; completion is listed by the editor itself, because
// readline's own list divides by zero when a candidate is wider than the screen.
type readlineEditor struct {
	rl      *readline.Instance
	keys    *keyFilter
	stdin   *readline.CancelableStdin
	out     io.Writer
	hist    *history
	shelf   pasteShelf
	painter func(line string) string
	width   func() int
	height  func() int

	mu       sync.Mutex // over what follows: readline calls back on a goroutine of its own
	started  bool       // rl is there
	recall   recall
	complete func(line string, offset int) Completions
	edit     *lineEdit // what Tab, Up or Down want the line to become
}

// lineEdit is a new text of the line and the cursor's place in it, in runes.
type lineEdit struct {
	line []rune
	pos  int
}

// newReadlineEditor starts line editing on the terminal in and out. painter
// colours a line without changing its width; nil paints nothing.
func newReadlineEditor(in, out *os.File, hist *history, painter func(string) string) (*readlineEditor, error) {
	e := &readlineEditor{out: out, hist: hist, painter: painter}
	e.width = func() int { return terminalWidth(out) }
	e.height = func() int { return terminalHeight(out) }
	e.keys = newKeyFilter(in, &e.shelf)
	e.stdin = readline.NewCancelableStdin(e.keys)
	rl, err := readline.NewEx(&readline.Config{
		Stdin:                  e.stdin,
		Stdout:                 out,
		Stderr:                 out,
		FuncGetWidth:           e.width,
		FuncIsTerminal:         func() bool { return true },
		DisableAutoSaveHistory: true,
		HistoryLimit:           maxHistoryEntries + 1,
		HistorySearchFold:      true,
		InterruptPrompt:        "^C",
		EOFPrompt:              "\n",
		AutoComplete:           e,
		Painter:                e,
		Listener:               e,
		FuncFilterInputRune:    e.filterRune,
	})
	if err != nil {
		return nil, err
	}
	e.rl = rl
	e.fillHistory()
	e.mu.Lock()
	e.started = true
	e.mu.Unlock()
	return e, nil
}

// fillHistory gives readline the statements of earlier sessions. The empty
// first one keeps Ctrl-R at an empty history from a nil pointer in readline.
func (e *readlineEditor) fillHistory() {
	_ = e.rl.SaveHistory("")
	for _, s := range e.hist.entries {
		_ = e.rl.SaveHistory(flatten(s))
	}
}

// ReadLine implements lineEditor.
func (e *readlineEditor) ReadLine() (string, error) {
	e.keys.setEmpty(true)
	e.mu.Lock() // readline's own goroutine may still be telling of Ctrl-C
	e.recall.restart(e.hist.entries)
	e.mu.Unlock()
	_, _ = io.WriteString(e.out, pasteOn)
	line, err := e.rl.Readline()
	_, _ = io.WriteString(e.out, pasteOff)
	if errors.Is(err, readline.ErrInterrupt) {
		return "", errInterrupt
	}
	if err != nil {
		return "", err
	}
	line, err = e.shelf.expand(line)
	if err != nil {
		_, _ = fmt.Fprintf(e.out, "error: %s\nhint: .read FILE runs a file of any size\n", err)
		return "", nil
	}
	return unflatten(line), nil
}

// SetPrompt implements lineEditor.
func (e *readlineEditor) SetPrompt(prompt string) { e.rl.SetPrompt(prompt) }

// SetCompleter implements lineEditor.
func (e *readlineEditor) SetCompleter(complete func(string, int) Completions) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.complete = complete
}

// Remember implements lineEditor.
func (e *readlineEditor) Remember(statement string) error {
	if entry, ok := historyEntry(statement); ok {
		// The first call only moves readline's place to the end of its list; with
		// the place elsewhere it would save the recalled entry instead of ours.
		_ = e.rl.SaveHistory("")
		_ = e.rl.SaveHistory(flatten(entry))
	}
	return e.hist.add(statement)
}

// Close implements lineEditor.
func (e *readlineEditor) Close() error {
	_ = e.stdin.Close() // readline closes only its own wrapper around it
	return e.rl.Close()
}

// Interactive implements lineEditor.
func (e *readlineEditor) Interactive() bool { return true }

// Paint implements readline.Painter.
func (e *readlineEditor) Paint(line []rune, _ int) []rune {
	if e.painter == nil || len(line) == 0 {
		return line
	}
	return []rune(e.painter(string(line)))
}

// filterRune implements Config.FuncFilterInputRune: Up and Down are ours, since
// readline recalls every entry in turn. The rune they become does nothing but
// bring OnChange about.
func (e *readlineEditor) filterRune(r rune) (rune, bool) {
	if r != readline.CharPrev && r != readline.CharNext {
		return r, true
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.started || e.rl.Operation.IsSearchMode() { // Ctrl-R is at work
		return r, true
	}
	e.recall.wanted = pick(r == readline.CharPrev, -1, 1)
	return readline.CharBell, true
}

// OnChange implements readline.Listener: it tells the key filter whether the
// line is empty, and carries out a replacement that Tab, Up or Down asked for.
func (e *readlineEditor) OnChange(line []rune, pos int, _ rune) ([]rune, int, bool) {
	e.mu.Lock()
	edit := e.edit
	e.edit = nil
	if e.recall.wanted != 0 {
		edit = e.recall.step(string(line))
	}
	e.mu.Unlock()
	if edit != nil {
		line, pos = edit.line, edit.pos
	}
	e.keys.setEmpty(len(line) == 0)
	return line, pos, edit != nil
}

// Do implements readline.AutoCompleter. It answers with no candidates, having
// done the work itself: the line is replaced by OnChange, a list is printed
// above the prompt.
func (e *readlineEditor) Do(line []rune, pos int) ([][]rune, int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.complete == nil {
		return nil, 0
	}
	text := string(line)
	c := e.complete(text, len(string(line[:pos])))
	if len(c.Items) == 0 || c.Start < 0 || c.Start > c.End || c.End > len(text) {
		return nil, 0
	}
	typed := text[c.Start:c.End]
	insert := c.common(typed)
	if insert == typed && len(c.Items) > 1 {
		_, _ = io.WriteString(e.rl.Stdout(), c.list(look{width: e.width(), height: e.height(), color: e.painter != nil}))
		return nil, 0
	}
	if len(c.Items) == 1 {
		insert = c.Items[0].Text + c.Items[0].After
	}
	before := text[:c.Start] + insert
	e.edit = &lineEdit{line: []rune(before + text[c.End:]), pos: utf8.RuneCountInString(before)}
	return nil, 0
}

// pipeEditor is the lineEditor of input that is not a terminal: lines as they
// come, no prompt, no history.
type pipeEditor struct {
	r *bufio.Reader
}

// maxPipeLine is the longest line taken from a pipe, in bytes.
const maxPipeLine = 16 << 20

// newPipeEditor returns a lineEditor over r.
func newPipeEditor(r io.Reader) *pipeEditor {
	return &pipeEditor{r: bufio.NewReaderSize(r, 64<<10)}
}

// ReadLine implements lineEditor.
func (e *pipeEditor) ReadLine() (string, error) {
	var b strings.Builder
	for {
		part, err := e.r.ReadSlice('\n')
		b.Write(part)
		switch {
		case b.Len() > maxPipeLine:
			return "", fmt.Errorf("a line of the input is longer than %d bytes", maxPipeLine)
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == io.EOF && b.Len() > 0, err == nil:
			return strings.TrimRight(b.String(), "\r\n"), nil
		default:
			return "", err
		}
	}
}

// SetPrompt implements lineEditor.
func (e *pipeEditor) SetPrompt(string) {}

// SetCompleter implements lineEditor.
func (e *pipeEditor) SetCompleter(func(string, int) Completions) {}

// Remember implements lineEditor.
func (e *pipeEditor) Remember(string) error { return nil }

// Close implements lineEditor.
func (e *pipeEditor) Close() error { return nil }

// Interactive implements lineEditor.
func (e *pipeEditor) Interactive() bool { return false }

// promptEditor is the lineEditor of a terminal that understands no escape
// sequences: the terminal's own line editing, with prompts and a history file.
type promptEditor struct {
	*pipeEditor
	out    io.Writer
	hist   *history
	prompt string
}

// newPromptEditor returns a lineEditor that prompts on out.
func newPromptEditor(ctx context.Context, in io.Reader, out io.Writer, hist *history) *promptEditor {
	return &promptEditor{pipeEditor: newPipeEditor(ContextReader(ctx, in)), out: out, hist: hist}
}

// ReadLine implements lineEditor.
func (e *promptEditor) ReadLine() (string, error) {
	_, _ = io.WriteString(e.out, e.prompt)
	return e.pipeEditor.ReadLine()
}

// SetPrompt implements lineEditor.
func (e *promptEditor) SetPrompt(prompt string) { e.prompt = prompt }

// Remember implements lineEditor.
func (e *promptEditor) Remember(statement string) error { return e.hist.add(statement) }

// Interactive implements lineEditor.
func (e *promptEditor) Interactive() bool { return true }
