package repl

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
)

// FuzzFeed feeds any bytes, line by line, to a session: no panic, no escape
// character in what it prints, and the graph stays sound. Commands that touch
// files or the network are left out.
func FuzzFeed(f *testing.F) {
	for _, seed := range []string{
		"SELECT * { ?s ?p ?o }", "SELECT ?s {\n?s a ex:Person\n}\n\n", "INSERT DATA { ex:a ex:b 1 } ;\nDELETE WHERE { ?s ?p ?o }\n\n.undo",
		".mode json\n.sample\n.why\n.fix\n.explain", "PREFIX a: <b>\n\n.prefix", "\x00\xff\x1b[31m", ".let x <\n.let x 1\nASK { ?x ?y ?z }",
		".describe 'a\\g\n;;;", ".run a=b\n.name x\n.run x s=1", "SELECT ?s { ?s ?p ?o }\nSELECT * { VALUES (?s) _ ?s ?p ?o } VALUES _", ".picture ASK { ?s (ex:a/^ex:b)* [ ?p ( 1 ) ] OPTIONAL { ?s ?p ?o } }", "clases\n.fix\nPREFIX e: <x>\n.help keys", ".width 1\nSELECT * { ?s ?p ?o }\n.diff", "␤␤.stats",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var out bytes.Buffer
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		s := New(Config{
			Graph: people(t), Out: &out, Err: &out, Interactive: len(data)%2 == 0, Terminal: len(data)%3 == 0,
			WaitUntil: func(context.Context, time.Duration) error { return context.Canceled },
		})
		for line := range strings.Lines(string(data)) {
			name, args, ok := commandLine(strings.TrimSpace(line))
			if ok && (touchesFiles(s, name) || strings.ContainsAny(args, ">-")) { // "> FILE", "--svg FILE"
				continue
			}
			if word, _, _ := strings.Cut(strings.TrimSpace(line), " "); touchesFiles(s, word) { // .fix puts the dot before it
				continue
			}
			s.Feed(ctx, strings.TrimRight(line, "\n"))
			s.Prompt()
		}
		s.End(ctx)
		if bytes.IndexByte(out.Bytes(), 0x1b) >= 0 && s.view.human() {
			t.Errorf("an escape character gets out: %q", out.String())
		}
		if err := s.Graph().Check(); err != nil {
			t.Error(err)
		}
	})
}

// touchesFiles reports whether a command reads or writes outside the session.
func touchesFiles(s *Session, name string) bool {
	c, err := s.findCommand(name)
	if err != nil {
		return false
	}
	switch c.name {
	case "load", "save", "open", "read", "log", "edit", "fetch", "login", "record", "replay", "connect":
		return true
	}
	return false
}
