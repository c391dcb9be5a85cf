package repl

import (
	"context"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/query/syntax"
)

// verdict is what the parser says of the statement so far.
type verdict struct {
	kind verdictKind
	open string // what is open: "{", "(", `"` or ""
}

// verdictKind is the parser's answer.
type verdictKind uint8

const (
	wrong    verdictKind = iota // no continuation can save it
	more                        // it is the beginning of something
	complete                    // it is a whole statement
)

// prompt is the prompt that shows the verdict, as wide as the fresh one.
func (v verdict) prompt() string {
	switch {
	case v.kind == complete:
		return "   ok> "
	case v.open == "":
		return "      > "
	}
	return "     " + v.open + "> "
}

// pending is the statement so far.
func (s *Session) pending() string { return strings.Join(s.lines, "\n") }

// reset forgets the statement so far.
func (s *Session) reset() { s.lines, s.verdict = nil, verdict{} }

// feed takes one line, or several that belong together.
func (s *Session) feed(ctx context.Context, line string) {
	if len(s.lines) == 0 && s.freshLine(ctx, line) {
		return
	}
	if name, args, ok := commandLine(line); ok && strings.ContainsRune(`.\\`, rune(line[0])) && s.commandMayFollow() {
		s.finish(ctx)
		s.remember(line)
		s.runLine(ctx, name, args)
		return
	}
	s.feedStatement(ctx, line)
}

// commandMayFollow reports whether what looks like a command on the next line
// is one: behind a whole statement and behind declarations nothing else begins
// with a dot.
func (s *Session) commandMayFollow() bool {
	if s.verdict.kind == complete {
		return true
	}
	tokens := syntax.Tokens(s.pending())
	return s.verdict.kind == more && !slices.ContainsFunc(tokens, func(t syntax.Token) bool { return t.Kind == syntax.TokenPunctuation }) && s.declaresOnly(s.pending())
}

// freshLine handles a line at a fresh prompt unless it begins a statement.
func (s *Session) freshLine(ctx context.Context, line string) bool {
	if blank(line) {
		return true
	}
	name, args, ok := commandLine(line)
	if !ok {
		return false
	}
	if strings.Contains(line, "\n") && s.commandsOnly(line) {
		for one := range strings.Lines(line) {
			s.feed(ctx, strings.TrimRight(one, "\r\n"))
		}
		return true
	}
	s.remember(line)
	s.runLine(ctx, name, args)
	return true
}

// commandsOnly reports whether the first line of a paste is a command by
// itself, rather than one whose argument goes on over the lines.
func (s *Session) commandsOnly(paste string) bool {
	first, _, _ := strings.Cut(paste, "\n")
	name, args, _ := commandLine(first)
	c, err := s.findCommand(name)
	return err != nil || c.takes != takesQuery || args == ""
}

// blank reports whether a text has nothing but white space and comments.
func blank(text string) bool {
	for _, t := range syntax.Tokens(text) {
		if t.Kind != syntax.TokenSpace && t.Kind != syntax.TokenComment {
			return false
		}
	}
	return true
}

// feedStatement adds a line to the statement and runs it when it is time.
func (s *Session) feedStatement(ctx context.Context, line string) {
	body, end := cutEnd(line)
	before := s.verdict
	lines := append(s.lines[:len(s.lines):len(s.lines)], line)
	text := strings.Join(append(s.lines[:len(s.lines):len(s.lines)], body), "\n")
	v := s.judge(text)
	if v.kind != complete && end != "" {
		// The semicolon was no end, but part of the statement.
		end, text = "", strings.Join(lines, "\n")
		v = s.judge(text)
	}
	switch {
	case v.kind == wrong && before.kind == complete && s.judge(body).kind != wrong:
		// The line does not go on with the statement: it begins the next.
		s.finish(ctx)
		s.feed(ctx, line)
	case v.kind == wrong, v.kind == complete && s.runsNow(line, end):
		s.reset()
		s.runStatement(ctx, text)
	case strings.TrimSpace(line) == "" && v.kind == more && s.declaresOnly(text):
		s.remember(text)
		s.reset()
	default:
		s.lines, s.verdict = strings.Split(text, "\n"), v
		if end != "" {
			s.lines = lines
		}
	}
}

// runsNow reports whether a whole statement is to run: a person's is when it
// came in one piece or at its end mark, a script's at the end mark only.
func (s *Session) runsNow(line, end string) bool {
	if end != "" || strings.TrimSpace(line) == "" {
		return true
	}
	return len(s.lines) == 0 && s.cfg.Interactive && s.reading == 0
}

// cutEnd takes the mark that ends a statement off a line: ";" or "\g".
func cutEnd(line string) (body, end string) {
	trimmed := strings.TrimRight(line, " \t\r\n")
	for _, mark := range []string{`\g`, ";"} {
		if body, ok := strings.CutSuffix(trimmed, mark); ok {
			return body, mark
		}
	}
	return line, ""
}

// finish runs the statement so far, whatever state it is in.
func (s *Session) finish(ctx context.Context) {
	text := s.pending()
	if s.verdict.kind == complete {
		text, _ = cutEnd(text)
	}
	s.reset()
	if blank(text) || s.declaresOnly(text) {
		return
	}
	s.runStatement(ctx, text)
}

// runStatement runs a statement, or reports what is wrong with it.
func (s *Session) runStatement(ctx context.Context, text string) {
	text = strings.TrimRight(text, " \t\r\n")
	s.remember(text)
	s.fail(s.runText(ctx, text), text)
}

// judge asks the parser about a text.
func (s *Session) judge(text string) verdict {
	// With its newline, a word at the end can no longer grow into another.
	st := syntax.Incomplete(withoutLast(text)+"\n", syntax.Options{Prefixes: s.known(text)})
	switch st.Status {
	case syntax.Complete:
		return verdict{kind: complete}
	case syntax.Wrong:
		return verdict{kind: wrong}
	}
	v := verdict{kind: more}
	switch st.Open {
	case syntax.OpenBrace:
		v.open = "{"
	case syntax.OpenString:
		v.open = `"`
	case syntax.OpenIRI:
		v.open = "<"
	default:
		if st.Depth > 0 {
			v.open = "{"
		}
	}
	return v
}

// known are the prefixes that a text uses without declaring them and that the
// session can resolve.
func (s *Session) known(text string) map[string]string {
	prefixes := map[string]string{}
	for _, label := range undeclared(text) {
		if iri, ok := s.prefixes.lookup(label); ok {
			prefixes[label] = iri
		}
	}
	return prefixes
}

// declaresOnly declares the prefixes of a text that has nothing else, and
// reports whether it was such a text.
func (s *Session) declaresOnly(text string) bool {
	q, err := syntax.Parse(text+"\nASK {}", syntax.Options{Prefixes: s.known(text)})
	if err != nil || len(q.Prologue.Prefixes) == 0 || q.Prologue.Base != "" {
		return false
	}
	for _, p := range q.Prologue.Prefixes {
		s.prefixes.declare(p.Label, p.IRI)
	}
	return true
}
