package repl

import (
	"bufio"
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
		helpCommand(),
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
		logCommand(), replayCommand(),
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

// editLast opens the editor on the given or last text and runs what comes back.
func (s *Session) editLast(ctx context.Context, text string) error {
	if !s.cfg.Interactive {
		return &UsageError{Msg: "nobody is there to edit"}
	}
	if len(s.cfg.Programs.Editor) == 0 {
		return &UsageError{Msg: "there is no editor", Usage: "set EDITOR, for example EDITOR=vi"}
	}
	if text == "" {
		text = s.lastText
	}
	if pretty, err := syntax.Format(text); err == nil {
		text = pretty
	}
	done := s.waiting.onProgram("the editor")
	edited, err := editText(ctx, s.cfg.Programs.Editor, text)
	done()
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
	transcript := false
	for first := true; !s.done; first = false {
		line, err := lines.ReadLine()
		if errors.Is(err, io.EOF) {
			break
		}
		if first && strings.HasPrefix(line, transcriptHead) {
			transcript = true
		}
		if typed, ok := typedLine(line); err == nil && transcript {
			if !ok {
				continue
			}
			line = typed
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
