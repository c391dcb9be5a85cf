package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
)

// Terminal is where a shell runs: its files and what it keeps between runs.
type Terminal struct {
	In, Out, Err *os.File
	Color        bool   // colours may be written to Out
	Links        bool   // IRIs may be hyperlinks on Out; ShowsLinks tells
	Plain        bool   // Out understands no escape sequences: lines are not edited
	History      string // the history file; "" keeps none. DefaultHistory is usual.
	Init         string // a file of commands run at the start; it need not be there
	Banner       string // what an interactive shell says first
}

// DefaultHistory is the path of the history file, or "" when there is no place
// for one.
func DefaultHistory() string {
	dir, err := stateDir()
	if err != nil {
		return ""
	}
	return dir + string(os.PathSeparator) + "history"
}

// Run runs a shell until its input ends or .quit. On a terminal it edits
// lines; elsewhere it reads a script. cfg says what the session works with;
// Run sets what follows from the terminal (Out, Err, Interactive, Terminal,
// Color, Links, Width, Height). A script with errors gives a *ScriptError; in an
// interactive shell errors were seen and are not returned. Ctrl-C stops what
// runs, and leaves a script.
func Run(ctx context.Context, t Terminal, cfg Config) error {
	onScreen := isTerminal(t.Out)
	interactive := onScreen && isTerminal(t.In)
	cfg.Out, cfg.Err = t.Out, t.Err
	cfg.Terminal, cfg.Interactive, cfg.Color, cfg.Links = onScreen, interactive, t.Color, t.Links && onScreen
	cfg.Width = func() int { return terminalWidth(t.Out) }
	cfg.Height = func() int { return terminalHeight(t.Out) }
	s := New(cfg)
	if !interactive {
		return runScript(ctx, s, newPipeEditor(ContextReader(ctx, t.In)))
	}
	return runTerminal(ctx, t, s)
}

// runScript feeds lines to a session until they end.
func runScript(ctx context.Context, s *Session, lines lineEditor) error {
	for {
		line, err := lines.ReadLine()
		if errors.Is(err, io.EOF) {
			s.End(ctx)
			return s.scriptError()
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			s.closeLog()
			return err
		}
		if s.Feed(ctx, line) == Done {
			s.closeLog()
			return s.scriptError()
		}
	}
}

// ScriptError is the first error of a script, which was printed when it happened.
type ScriptError struct{ Err error }

// Error implements error.
func (e *ScriptError) Error() string { return e.Err.Error() }

// Unwrap gives the error.
func (e *ScriptError) Unwrap() error { return e.Err }

// scriptError is what a script ends with.
func (s *Session) scriptError() error {
	if s.failed == nil {
		return nil
	}
	return &ScriptError{Err: s.failed}
}

// runTerminal is the loop of an interactive shell.
func runTerminal(ctx context.Context, t Terminal, s *Session) error {
	hist, err := openHistory(t.History)
	if err != nil {
		s.note("warning: %v", err)
	}
	var painter func(string) string
	if t.Color {
		p := newPainter(s)
		painter = p.paint
	}
	editor, err := newEditor(ctx, t, hist, painter)
	if err != nil {
		return err
	}
	defer editor.Close()
	s.cfg.Ask = func(question string) bool { return askYes(editor, question) }
	guard := guardInterrupts(s)
	defer guard.stop()
	if t.Banner != "" {
		s.note("%s", t.Banner)
		if n := s.g.Snapshot().Len(); n > 0 {
			s.note("%s", s.dim(count(n, "triple")+" loaded; .classes lists what there is"))
		}
	}
	if _, err := os.Stat(t.Init); t.Init != "" && err == nil {
		guard.run(ctx, t.Init, func(ctx context.Context) { s.fail(s.readFile(ctx, quoteWord(t.Init)), "") })
	}
	return loop(ctx, s, editor, guard)
}

// newEditor is the lineEditor that the terminal can bear.
func newEditor(ctx context.Context, t Terminal, hist *history, painter func(string) string) (lineEditor, error) {
	if t.Plain {
		return newPromptEditor(ctx, t.In, t.Out, hist), nil
	}
	e, err := newReadlineEditor(t.In, t.Out, hist, painter)
	if err != nil {
		return nil, err
	}
	// SIGTERM and the like end the context, and that ends a waiting ReadLine.
	context.AfterFunc(ctx, func() { _ = e.stdin.Close() })
	return e, nil
}

// loop reads lines and feeds them until the end.
func loop(ctx context.Context, s *Session, editor lineEditor, guard *interruptGuard) error {
	warned := false
	for {
		editor.SetCompleter(s.Complete)
		editor.SetPrompt(s.colorPrompt())
		line, err := editor.ReadLine()
		switch {
		case errors.Is(err, errInterrupt):
			s.Abandon()
		case err != nil:
			guard.run(ctx, "the end", s.End)
			return ctx.Err()
		default:
			guard.run(ctx, line, func(ctx context.Context) { s.Feed(ctx, line) })
		}
		for _, statement := range s.History() {
			if err := editor.Remember(statement); err != nil && !warned {
				warned = true
				s.note("warning: the history is not kept: %v", err)
			}
		}
		if s.done {
			s.closeLog()
			return nil
		}
	}
}

// askYes asks a question at the prompt; everything but yes is no.
func askYes(editor lineEditor, question string) bool {
	editor.SetPrompt(question + " [y/N] ")
	editor.SetCompleter(nil)
	line, err := editor.ReadLine()
	answer := strings.ToLower(strings.TrimSpace(line))
	return err == nil && (answer == "y" || answer == "yes")
}

// colorPrompt is the prompt in colour where that is wanted.
func (s *Session) colorPrompt() string {
	if !s.cfg.Color {
		return s.Prompt()
	}
	return "\x1b[1;36m" + s.Prompt() + "\x1b[0m"
}

// interruptGuard turns SIGINT into the end of what runs now. At the prompt the
// terminal is raw and Ctrl-C is a key, so a signal there came from elsewhere
// and is ignored: it must not leave the terminal raw.
type interruptGuard struct {
	s       *Session
	signals chan os.Signal
	done    chan struct{}

	mu     sync.Mutex
	cancel context.CancelFunc // of what runs; nil at the prompt
	what   string
	times  int
}

// guardInterrupts starts to listen.
func guardInterrupts(s *Session) *interruptGuard {
	g := &interruptGuard{s: s, signals: make(chan os.Signal, 4), done: make(chan struct{})}
	signal.Notify(g.signals, os.Interrupt)
	go g.listen()
	return g
}

// listen hears signals until stop.
func (g *interruptGuard) listen() {
	for {
		select {
		case <-g.signals:
			g.interrupt()
		case <-g.done:
			return
		}
	}
}

// interrupt stops what runs; the second time it says what is being waited for.
// A pager or an editor that has the terminal got the key too, and acts on it.
func (g *interruptGuard) interrupt() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.cancel == nil || g.s.waiting.program.Load() {
		return
	}
	g.cancel()
	g.times++
	if g.times > 1 {
		_, _ = fmt.Fprintf(g.s.cfg.errOr(), "\nstill stopping %q: waiting for %s\n", visible(summary(g.what)), visible(g.s.waiting.text()))
	}
}

// run runs f with a context that Ctrl-C ends. what is named when f does not
// stop at once.
func (g *interruptGuard) run(ctx context.Context, what string, f func(context.Context)) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g.mu.Lock()
	g.cancel, g.what, g.times = cancel, what, 0
	g.mu.Unlock()
	f(ctx)
	g.mu.Lock()
	g.cancel = nil
	g.mu.Unlock()
}

// stop gives SIGINT its usual meaning back.
func (g *interruptGuard) stop() {
	signal.Stop(g.signals)
	close(g.done)
}

// EndSignals are the signals, Ctrl-C apart, that end an interactive shell
// after it has given the terminal back.
func EndSignals() []os.Signal { return []os.Signal{syscall.SIGTERM, syscall.SIGHUP} }

// quoteWord quotes a word for splitWords.
func quoteWord(word string) string {
	out := []byte{'"'}
	for i := range len(word) {
		if word[i] == '"' {
			out = append(out, '"')
		}
		out = append(out, word[i])
	}
	return string(append(out, '"'))
}
