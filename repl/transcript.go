package repl

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
)

// A transcript is what .log writes and .replay compares, in the language of the
// shell's own script tests: a line of the first kind is what was typed, with
// "> " in front; the lines up to the next one are what the shell answered.
const (
	transcriptHead = "trivet transcript"
	typedMark      = "> "
)

// typedLine gives what was typed in a line of a transcript.
func typedLine(line string) (typed string, ok bool) {
	if line == strings.TrimRight(typedMark, " ") {
		return "", true
	}
	return strings.CutPrefix(line, typedMark)
}

// logCommand writes a transcript.
func logCommand() *command {
	return &command{
		name: "log", args: "FILE|off", brief: "write what is typed and answered to a file", group: groupSession,
		detail:  "The file is a transcript: .read FILE types it again, .replay FILE also compares\nthe answers.",
		example: ".log session.txt\nASK {}\n.log off\n.replay session.txt", takes: takesFile,
		run: func(s *Session, _ context.Context, args string) error { return s.openLog(args) },
	}
}

// replayCommand runs a transcript as a test.
func replayCommand() *command {
	c := &command{
		name: "replay", args: "FILE", brief: "type a transcript of .log again and say where answers differ", group: groupSession,
		detail:  "Times are not compared. It works on the data of the session; begin a\ntranscript with .open to fix the data too.",
		example: ".log session.txt\nASK {}\n.log off\n.replay session.txt", takes: takesFile,
	}
	c.run = func(s *Session, ctx context.Context, args string) error { return s.replay(ctx, c, args) }
	return c
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
	if info, err := f.Stat(); err == nil && info.Size() == 0 {
		_, _ = io.WriteString(f, transcriptHead+", "+s.cfg.Now().Format("2006-01-02 15:04")+": .read types it again, .replay compares the answers\n")
	}
	s.log = f
	s.out = &logTee{to: s.cfg.outOr(), log: f}
	s.err = &logTee{to: s.cfg.errOr(), log: f}
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

// logLine writes a line that was typed to the log. Lines with secrets stay out,
// with what is answered to them: done ends that.
func (s *Session) logLine(line string) (done func()) {
	if s.log == nil {
		return func() {}
	}
	if hasSecret(line) {
		log, out, err := s.log, s.out, s.err
		s.out, s.err = s.cfg.outOr(), s.cfg.errOr()
		return func() {
			if s.log == log {
				s.out, s.err = out, err
			}
		}
	}
	if name, args, ok := commandLine(line); ok && name == "log" && args == "off" {
		return func() {}
	}
	for one := range strings.SplitSeq(line, "\n") {
		_, _ = io.WriteString(s.log, strings.TrimRight(typedMark+one, " ")+"\n")
	}
	return func() {}
}

// logTee writes to two places; to the log without colours, and so that no
// answer looks like something typed.
type logTee struct {
	to, log io.Writer
	mid     bool // the log is in the middle of a line
}

// Write implements io.Writer. What goes wrong with the log is not the result's
// problem.
func (t *logTee) Write(p []byte) (int, error) {
	for line := range bytes.Lines(withoutColors(p)) {
		if !t.mid && line[0] == typedMark[0] {
			_, _ = io.WriteString(t.log, " ")
		}
		_, _ = t.log.Write(line)
		t.mid = line[len(line)-1] != '\n'
	}
	return t.to.Write(p)
}

// withoutColors takes the escape sequences out of what the shell writes.
func withoutColors(p []byte) []byte {
	if bytes.IndexByte(p, 0x1b) < 0 {
		return p
	}
	return shellEscapes().ReplaceAll(p, nil)
}

// exchange is one line typed and what the shell answered.
type exchange struct{ typed, answer string }

// readTranscript takes a transcript apart.
func readTranscript(text string) []exchange {
	var list []exchange
	for line := range strings.Lines(text) {
		if typed, ok := typedLine(strings.TrimRight(line, "\r\n")); ok {
			list = append(list, exchange{typed: typed})
		} else if n := len(list); n > 0 {
			list[n-1].answer += line
		}
	}
	return list
}

// replay types the lines of a transcript and compares the answers.
func (s *Session) replay(ctx context.Context, c *command, args string) error {
	words, err := splitWords(args, false)
	if err != nil || len(words) != 1 {
		return c.usage("want one file")
	}
	data, err := os.ReadFile(words[0])
	if err != nil {
		return err
	}
	if s.replays == maxReadDepth {
		return fmt.Errorf("%s: transcripts replay transcripts more than %d deep", words[0], maxReadDepth)
	}
	s.replays++
	defer func() { s.replays-- }()
	told, hinted := s.prefixes.told, s.hinted
	s.prefixes.told, s.hinted = map[string]bool{}, map[string]bool{} // as at the start of the transcript
	defer func() { s.prefixes.told, s.hinted = told, hinted }()
	all := readTranscript(string(data))
	differ := 0
	for i, want := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		if s.done {
			break
		}
		got := s.answerTo(ctx, want.typed, i == len(all)-1)
		if timeless(got) == timeless(want.answer) {
			continue
		}
		differ++
		s.note("> %s\n%s", visible(want.typed), strings.TrimRight(lineDiff(want.answer, got), "\n"))
	}
	if differ > 0 {
		return fmt.Errorf("%s: %s of %s differ", words[0], count(differ, "answer"), thousands(len(all)))
	}
	s.note("%s: the same answers to %s", visible(words[0]), count(len(all), "line"))
	return nil
}

// answerTo feeds one line and gives what the session prints, as a transcript
// has it.
func (s *Session) answerTo(ctx context.Context, line string, last bool) string {
	var got bytes.Buffer
	out, err, pager, reading := s.out, s.err, s.view.pager, s.reading
	tee := &logTee{to: io.Discard, log: &got}
	s.out, s.err, s.view.pager, s.reading = tee, tee, false, 0
	s.feed(ctx, line)
	if last && len(s.lines) > 0 {
		s.finish(ctx)
	}
	s.out, s.err, s.reading = out, err, reading
	s.view.pager = pager
	return got.String()
}

// timeless is an answer without what depends on the clock.
func timeless(answer string) string {
	return strings.TrimRight(clockTimes().ReplaceAllString(answer, "T"), "\n")
}

// lineDiff shows the lines that only one of two texts has, in their order.
func lineDiff(want, got string) string {
	left := map[string]int{}
	for line := range strings.Lines(got) {
		left[timeless(line)]++
	}
	var b strings.Builder
	for line := range strings.Lines(want) {
		if k := timeless(line); left[k] > 0 {
			left[k]--
		} else {
			b.WriteString("- " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	for line := range strings.Lines(got) {
		if k := timeless(line); left[k] > 0 {
			left[k]--
			b.WriteString("+ " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	return Visible(b.String())
}
