package repl

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/results"
)

// watchCommand runs a query again and again.
func watchCommand() *command {
	c := &command{
		name: "watch", args: "[TIME [TIMES]]", brief: "run the last query again every TIME (2s), until Ctrl-C", group: groupQuery,
		detail:  "Rows that came or went since the time before are marked.",
		example: "ASK { ex:ann a ex:Person }\n.watch 1ms 2",
	}
	c.run = func(s *Session, ctx context.Context, args string) error { return s.watch(ctx, c, args) }
	return c
}

// watch runs the last query again and again and says what changed.
func (s *Session) watch(ctx context.Context, c *command, args string) error {
	every, times, err := watchTimes(c, args)
	if err != nil {
		return err
	}
	if s.lastText == "" || isUpdate(s.lastText) {
		return c.usage("there is no query to watch")
	}
	text, pager := s.lastText, s.view.pager
	s.view.pager = false
	defer func() { s.view.pager = pager }()
	defer s.waiting.on("the time of .watch to pass")()
	for i := 1; ; i++ {
		if s.cfg.Terminal && s.cfg.Color { // the newest in place of the one before
			_, _ = io.WriteString(s.cfg.outOr(), "\x1b[H\x1b[2J")
		}
		if s.cfg.Interactive {
			s.note("%s", s.dim("every "+every.String()+" · "+s.cfg.Now().Format("15:04:05")+" · Ctrl-C ends"))
		}
		if err := s.runText(ctx, text); err != nil {
			return err
		}
		if i > 1 {
			s.noteChanges()
		}
		if i == times {
			return nil
		}
		if err := s.cfg.WaitUntil(ctx, every); err != nil {
			return nil // Ctrl-C is how it is left
		}
	}
}

// watchTimes reads the arguments of .watch.
func watchTimes(c *command, args string) (every time.Duration, times int, err error) {
	every = 2 * time.Second
	words := strings.Fields(args)
	if len(words) > 2 {
		return 0, 0, c.usage("want a time and a number of times")
	}
	if len(words) > 0 {
		if every, err = time.ParseDuration(words[0]); err != nil || every < time.Millisecond {
			return 0, 0, c.usage("want a time such as 2s, not %q", words[0])
		}
	}
	if len(words) > 1 {
		if times, err = strconv.Atoi(words[1]); err != nil || times < 1 {
			return 0, 0, c.usage("want a number of times, not %q", words[1])
		}
	}
	return every, times, nil
}

// noteChanges says how the last result differs from the one before.
func (s *Session) noteChanges() {
	if s.before == nil || s.last == nil || !slices.Equal(s.before.Names, s.last.Names) {
		return
	}
	rows := changedRows(s.before.Rows, s.last.Rows)
	if len(rows) == 0 {
		return
	}
	gone := 0
	for _, r := range rows {
		if r[0] == graph.NewLiteral("-") {
			gone++
		}
	}
	s.note("changed: %s gone, %s new", count(gone, "row"), count(len(rows)-gone, "row"))
	var b bytes.Buffer
	t := &results.Table{Names: changeColumns(s.last.Names), Rows: rows}
	if err := results.Write(&b, results.Box, t, s.writeOptions()); err == nil {
		_, _ = s.err.Write(s.colorChanges(b.Bytes()))
	}
}

// colorChanges colours the signs in the first column of a table of changes,
// where colours are wanted.
func (s *Session) colorChanges(table []byte) []byte {
	if !s.cfg.Color {
		return table
	}
	var out bytes.Buffer
	for line := range bytes.Lines(table) {
		text := string(line)
		plain := string(withoutColors(line))
		for sign, color := range map[string]string{"+": sgrNew, "-": sgrGone} {
			if strings.HasPrefix(plain, "│ "+sign+" ") || strings.HasPrefix(plain, sign+" ") {
				text = strings.Replace(text, sign, color+sign+sgrReset, 1)
			}
		}
		out.WriteString(text)
	}
	return out.Bytes()
}
