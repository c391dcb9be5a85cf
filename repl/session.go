package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Config says what a Session works with. The zero Config is a session over an
// empty graph that prints nothing.
type Config struct {
	Graph *graph.Graph // nil: a new one
	Out   io.Writer    // results; nil: nowhere
	Err   io.Writer    // notes, timings, errors; nil: nowhere

	// Interactive makes a line that is a whole query run at once, and shows
	// timings. Without it lines are read as a script: a query runs when the next
	// line begins something new, at an empty line, at ";", or at the end.
	Interactive bool
	Terminal    bool       // Out is a terminal: results are tables fitted to Width
	Color       bool       // ANSI colours may be written
	Links       bool       // Out understands OSC 8 hyperlinks
	Width       func() int // columns of the terminal; nil: 80
	Height      func() int // rows of the terminal; nil: 24

	Endpoint  *remote.Endpoint                           // where statements go from the start; nil: to Graph
	Prefixes  map[string]string                          // declared from the start, label to IRI
	Programs  Programs                                   // pager and editor
	QueryDir  string                                     // folder of named queries; "" keeps them in memory
	Ask       func(question string) bool                 // asks a person yes or no; nil: nobody is there, and it is yes
	Open      func(url string) error                     // shows a page to the user (browser); nil: the address is printed
	Record    RecordConfig                               // how SMART containers are reached
	Now       func() time.Time                           // nil: time.Now
	WaitUntil func(context.Context, time.Duration) error // waits for .watch; nil: a timer
}

// outOr is Out, or nowhere.
func (c Config) outOr() io.Writer {
	if c.Out == nil {
		return io.Discard
	}
	return c.Out
}

// errOr is Err, or nowhere.
func (c Config) errOr() io.Writer {
	if c.Err == nil {
		return io.Discard
	}
	return c.Err
}

// Status is what a Session waits for.
type Status uint8

// The states of a Session after a line.
const (
	Ready   Status = iota // a fresh prompt
	Pending               // more of a statement
	Done                  // nothing: .quit was given
)

// Session is the shell without a terminal. It is used by one goroutine.
type Session struct {
	cfg      Config
	g        *graph.Graph
	out, err io.Writer
	commands []*command

	lines   []string // the statement so far
	verdict verdict  // of the statement so far
	done    bool
	failed  error    // the first error of the session
	history []string // statements finished since the last History call

	prefixes *prefixTable
	timeout  time.Duration
	view     view
	lets     map[string]graph.Term
	saved    *savedQueries
	record   recordState
	endpoint *remote.Endpoint // where statements go; nil: to the graph
	far      *graph.Snapshot  // a sample of its data; nil: not fetched
	undo     []undoStep
	log      io.WriteCloser
	reading  int // depth of .read
	replays  int // depth of .replay
	waiting  waiting

	hinted          map[string]bool // what hint has said
	pagerTakesLinks *bool           // nil: not asked yet

	lastText  string         // the last query or update
	lastError *syntax.Error  // of lastError's text
	lastBad   string         // the text lastError is about
	last      *results.Table // the last rows, for .diff and .why
	before    *results.Table // the rows before those
}

// New returns a session. It loads nothing and writes nothing.
func New(cfg Config) *Session {
	s := &Session{
		cfg:      cfg,
		endpoint: cfg.Endpoint,
		g:        cfg.Graph,
		out:      cfg.outOr(),
		err:      cfg.errOr(),
		prefixes: newPrefixTable(),
		lets:     map[string]graph.Term{},
		hinted:   map[string]bool{},
		saved:    newSavedQueries(cfg.QueryDir),
		commands: commandTable(),
	}
	if s.g == nil {
		s.g = graph.New()
	}
	if s.cfg.Width == nil {
		s.cfg.Width = func() int { return defaultWidth }
	}
	if s.cfg.Height == nil {
		s.cfg.Height = func() int { return 24 }
	}
	if s.cfg.Now == nil {
		s.cfg.Now = time.Now
	}
	if s.cfg.WaitUntil == nil {
		s.cfg.WaitUntil = wait
	}
	for label, iri := range cfg.Prefixes {
		s.prefixes.declare(label, iri)
	}
	s.view = newView(cfg)
	s.record = recordState{client: cfg.Record.Client, id: cfg.Record.RecordID}
	s.learnPrefixes()
	return s
}

// Graph is the graph the session works on.
func (s *Session) Graph() *graph.Graph { return s.g }

// Err is the first error of the session, or nil. A script's exit status is
// made from it.
func (s *Session) Err() error { return s.failed }

// History gives the statements that were finished since it was last called,
// run or not, for the history file.
func (s *Session) History() []string {
	h := s.history
	s.history = nil
	return h
}

// Feed takes one line, without its newline. A line that holds newlines is a
// paste or a recalled statement: one unit, which runs if it is complete.
// Whatever goes wrong is printed; the session goes on. ctx stops what the line
// starts.
func (s *Session) Feed(ctx context.Context, line string) Status {
	if s.done {
		return Done
	}
	defer s.logLine(line)()
	s.feed(ctx, line)
	return s.status()
}

// Do runs one dot command, query or update and gives back what goes wrong
// instead of printing it. It is for programs that use the shell's commands; a
// statement that waits in Feed is not touched.
func (s *Session) Do(ctx context.Context, text string) error {
	if name, args, ok := commandLine(text); ok {
		return s.runCommand(ctx, name, args)
	}
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return s.runText(ctx, text)
}

// End tells the session that no more lines come: a statement that waits is
// run, or reported when it is incomplete.
func (s *Session) End(ctx context.Context) {
	if len(s.lines) > 0 {
		s.finish(ctx)
	}
	s.closeLog()
}

// Abandon drops the statement being typed (Ctrl-C at the prompt).
func (s *Session) Abandon() {
	if text := s.pending(); text != "" {
		s.remember(text)
	}
	s.reset()
}

// status is what the session waits for now.
func (s *Session) status() Status {
	switch {
	case s.done:
		return Done
	case len(s.lines) > 0:
		return Pending
	}
	return Ready
}

// Prompt is the prompt of the next line: it shows what the parser waits for.
func (s *Session) Prompt() string {
	if len(s.lines) > 0 {
		return s.verdict.prompt()
	}
	if len(s.lets) == 0 {
		return s.place() + "> "
	}
	names := slices.Sorted(maps.Keys(s.lets))
	if len(names) > 3 {
		names = append(names[:3], "…")
	}
	return s.place() + " ?" + strings.Join(names, " ?") + "> "
}

// remember notes a statement for the history.
func (s *Session) remember(statement string) { s.history = append(s.history, statement) }

// note prints a line that is not a result.
func (s *Session) note(format string, args ...any) {
	_, _ = fmt.Fprintf(s.err, format+"\n", args...)
}

// hint says what may be tried next, once a session and only to a person.
func (s *Session) hint(about, format string, args ...any) {
	if !s.view.timing || !s.cfg.Interactive || s.hinted[about] || s.reading > 0 {
		return
	}
	s.hinted[about] = true
	s.note("%s", s.dim(Visible(fmt.Sprintf(format, args...))))
}

// fail prints an error and remembers the first. text is the query it is about,
// or "" where the error itself may know.
func (s *Session) fail(err error, text string) {
	if err == nil {
		return
	}
	if s.failed == nil {
		s.failed = err
	}
	if errors.Is(err, syscall.EPIPE) {
		s.done = true // nobody reads the answers: head has seen enough
		return
	}
	var about *statementError
	if errors.As(err, &about) {
		text = about.text
	}
	var se *syntax.Error
	if errors.As(err, &se) && text != "" {
		se = s.taught(se, text)
		s.lastError, s.lastBad = se, text
		err = se
	}
	PrintError(s.err, err, text, s.cfg.Color)
	if se != nil && text != "" && len(se.Fixes) > 0 && s.cfg.Interactive {
		s.note("%s", s.dim(".fix runs it that way"))
	}
}

// run carries out a command or a statement and prints what goes wrong.
func (s *Session) runLine(ctx context.Context, name, args string) {
	s.fail(s.runCommand(ctx, name, args), "")
}

// wait waits for d or until ctx ends.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
