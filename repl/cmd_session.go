package repl

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/trivet-rdf/trivet/query/syntax"
)

// sessionCommands are the commands about the session itself.
func sessionCommands() []*command {
	return []*command{
		{
			name: "help", args: "[COMMAND]", brief: "list the commands, or explain one", group: groupSession,
			example: ".help load", takes: takesCommand,
			run: func(s *Session, _ context.Context, args string) error { return s.help(args) },
		},
		{
			name: "edit", args: "[QUERY]", brief: "edit the last query in $EDITOR, then run it", group: groupSession,
			detail:  "The text is pretty-printed first. Leaving it empty runs nothing.",
			example: "ASK {}\n.edit", takes: takesQuery,
			run: func(s *Session, ctx context.Context, args string) error { return s.editLast(ctx, args) },
		},
		{
			name: "read", args: "FILE", brief: "run the lines of a file as if they were typed", group: groupSession,
			example: ".read script.trv", takes: takesFile,
			run: func(s *Session, ctx context.Context, args string) error { return s.readFile(ctx, args) },
		},
		{
			name: "log", args: "FILE|off", brief: "write what is typed and answered to a file", group: groupSession,
			detail:  "Answers are written as comments, so .read FILE runs the session again.",
			example: ".log session.trv\nASK {}\n.log off", takes: takesFile,
			run: func(s *Session, _ context.Context, args string) error { return s.openLog(args) },
		},
		{
			name: "quit", aliases: []string{"exit", "q"}, brief: "leave (Ctrl-D on an empty line does too)", group: groupSession,
			example: ".quit",
			run: func(s *Session, _ context.Context, _ string) error {
				s.done = true
				return nil
			},
		},
	}
}

// help prints the list of commands, or everything about one.
func (s *Session) help(name string) error {
	if name != "" {
		c, err := s.findCommand(strings.TrimLeft(name, `.\`))
		if err != nil {
			return err
		}
		_, err = io.WriteString(s.out, c.manual())
		return err
	}
	_, err := io.WriteString(s.out, s.helpText())
	return err
}

// manual is everything the table says about a command.
func (c *command) manual() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n    %s\n", c.synopsis(), c.brief)
	for line := range strings.Lines(c.detail) {
		fmt.Fprintf(&b, "    %s\n", strings.TrimRight(line, "\n"))
	}
	if len(c.aliases) > 0 {
		fmt.Fprintf(&b, "    also: .%s\n", strings.Join(c.aliases, " ."))
	}
	if c.example != "" {
		b.WriteString("  for example:\n")
		for line := range strings.Lines(c.example) {
			fmt.Fprintf(&b, "    %s\n", strings.TrimRight(line, "\n"))
		}
	}
	return b.String()
}

// helpColumn is where the explanations of .help begin.
const helpColumn = 28

// helpText is the list of all commands by group.
func (s *Session) helpText() string {
	var b strings.Builder
	b.WriteString("Type a SPARQL query or update, or one of these:\n")
	group := ""
	for _, c := range s.commands {
		if c.group != group {
			group = c.group
			fmt.Fprintf(&b, "\n%s\n", group)
		}
		synopsis := c.synopsis()
		if len(synopsis) > helpColumn {
			synopsis += "\n" + strings.Repeat(" ", helpColumn+2)
		}
		fmt.Fprintf(&b, "  %-*s %s\n", helpColumn, synopsis, c.brief)
	}
	b.WriteString("\nA query of several lines runs at an empty line or at \";\". Ctrl-C stops a query.\n")
	return b.String()
}

// editLast opens the editor on the given or last text and runs what comes back.
func (s *Session) editLast(ctx context.Context, text string) error {
	if len(s.cfg.Programs.Editor) == 0 {
		return &UsageError{Msg: "there is no editor", Usage: "set EDITOR, for example EDITOR=vi"}
	}
	if text == "" {
		text = s.lastText
	}
	if pretty, err := syntax.Format(text); err == nil {
		text = pretty
	}
	edited, err := editText(ctx, s.cfg.Programs.Editor, text)
	if err != nil {
		return err
	}
	edited = strings.TrimSpace(edited)
	if edited == "" {
		s.note("nothing to run")
		return nil
	}
	s.remember(edited)
	return s.runText(ctx, edited)
}

// maxReadDepth is how deep files may read files.
const maxReadDepth = 8

// readFile feeds the lines of a file to the session, as a script.
func (s *Session) readFile(ctx context.Context, args string) error {
	words, err := splitWords(args, false)
	if err != nil || len(words) != 1 {
		return &UsageError{Msg: ".read wants one file", Usage: "usage: .read FILE"}
	}
	if s.reading == maxReadDepth {
		return fmt.Errorf("%s: files read files more than %d deep", words[0], maxReadDepth)
	}
	f, err := os.Open(words[0])
	if err != nil {
		return err
	}
	defer f.Close()
	s.reading++
	defer func() { s.reading-- }()
	lines := newPipeEditor(bufio.NewReader(f))
	for !s.done {
		line, err := lines.ReadLine()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			s.reset()
			return err
		}
		s.feed(ctx, line)
	}
	if len(s.lines) > 0 {
		s.finish(ctx)
	}
	return nil
}

// openLog starts or ends the log of the session.
func (s *Session) openLog(args string) error {
	words, err := splitWords(args, false)
	if err != nil || len(words) != 1 {
		return &UsageError{Msg: ".log wants a file or off", Usage: "usage: .log FILE|off"}
	}
	s.closeLog()
	if words[0] == "off" {
		return nil
	}
	f, err := os.OpenFile(words[0], os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	s.log = f
	s.out = &logTee{to: s.cfg.outOr(), log: f, prefix: "# "}
	s.err = &logTee{to: s.cfg.errOr(), log: f, prefix: "## "}
	return nil
}

// closeLog ends the log.
func (s *Session) closeLog() {
	if s.log == nil {
		return
	}
	if err := s.log.Close(); err != nil {
		s.note("warning: the log: %v", err)
	}
	s.log = nil
	s.out, s.err = s.cfg.outOr(), s.cfg.errOr()
}

// logLine writes a line that was typed to the log. Lines with secrets stay out.
func (s *Session) logLine(line string) {
	if s.log == nil || hasSecret(line) {
		return
	}
	if name, args, ok := commandLine(line); ok && name == "log" && args == "off" {
		return
	}
	_, _ = io.WriteString(s.log, line+"\n")
}

// logTee writes to two places, to the log as comments.
type logTee struct {
	to, log io.Writer
	prefix  string
	mid     bool // the log is in the middle of a line
}

// Write implements io.Writer. What goes wrong with the log is not the result's
// problem.
func (t *logTee) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		if !t.mid {
			_, _ = io.WriteString(t.log, t.prefix)
		}
		_, _ = t.log.Write(line)
		t.mid = line[len(line)-1] != '\n'
	}
	return t.to.Write(p)
}
