package repl

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
)

// smart makes the configuration of a shell that is logged in to a container.
func smart(t *testing.T) (RecordConfig, *sandbox.Server) {
	t.Helper()
	server := sandbox.New(t)
	connect := func(base string) (*fetch.Client, error) {
		client, err := fetch.New(fetch.Config{
			APIBase: base, ConsumerKey: "my-app@apps.smartplatforms.org", ConsumerSecret: sandbox.DefaultSecret,
		})
		if err == nil {
			t.Cleanup(client.Close)
		}
		return client, err
	}
	client, err := connect(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Login(t.Context(), fetch.LoginOptions{Record: "1000001", Open: visit(t)}); err != nil {
		t.Fatal(err)
	}
	return RecordConfig{Client: client, RecordID: "1000001", New: connect}, server
}

// visit plays the user in front of a browser: it agrees and follows the
// container's redirect to the program that waits.
func visit(t *testing.T) func(string) error {
	return func(page string) error {
		go func() {
			user := sandbox.Visitor{Email: sandbox.DefaultUser, Password: "demo"}
			callback, err := user.Consent(context.WithoutCancel(t.Context()), page)
			if err != nil {
				t.Errorf("consent: %v", err)
				return
			}
			reply, err := http.Get(callback)
			if err != nil {
				t.Errorf("callback: %v", err)
				return
			}
			_, _ = io.Copy(io.Discard, reply.Body)
			_ = reply.Body.Close()
		}()
		return nil
	}
}

// TestEveryExampleRuns runs the example of every command.
func TestEveryExampleRuns(t *testing.T) {
	record, server := smart(t)
	for _, c := range commandTable() {
		t.Run(c.name, func(t *testing.T) {
			if c.example == "" || c.brief == "" || c.group == "" {
				t.Fatal("a command needs a group, a brief line and an example")
			}
			inFolder(t)
			h := newHarness(t, func(cfg *Config) {
				cfg.Record, cfg.Open = record, visit(t)
				cfg.Now = func() time.Time { return time.Time{} } // however slow, no progress is shown
				cfg.Programs = Programs{Editor: []string{"true"}, Pager: []string{"cat"}}
			})
			h.feed(t, ".load people.ttl")
			h.take()
			h.feed(t, strings.ReplaceAll(c.example, "http://localhost:7000", server.URL()))
			out, errs := h.take()
			if c.name != "fix" && strings.Contains(errs, "error:") {
				t.Errorf("%s\n%s%s", c.example, out, errs)
			}
			if strings.ContainsRune(out+errs, 0x1b) {
				t.Errorf("an escape character without colour: %q", out+errs)
			}
		})
	}
}

func TestHelpNamesEveryCommand(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, ".help")
	list, _ := h.take()
	for _, c := range commandTable() {
		if !strings.Contains(list, "\n  ."+c.name) {
			t.Errorf(".help does not name .%s", c.name)
		}
		h.feed(t, ".help "+c.name)
		if text, errs := h.take(); !strings.Contains(text, c.brief) || !strings.Contains(text, "for example") {
			t.Errorf(".help %s: %q %q", c.name, text, errs)
		}
	}
}

func TestCommandLine(t *testing.T) {
	for _, tt := range []struct {
		line, name, args string
		ok               bool
	}{
		{".load a b", "load", "a b", true},
		{`\load a`, "load", "a", true},
		{"  .stats  ", "stats", "", true},
		{"help", "help", "", true},
		{"QUIT", "quit", "", true},
		{"exit;", "exit", "", true},
		{"help me", "", "", false},
		{".5", "", "", false},
		{". ", "", "", false},
		{"", "", "", false},
		{"SELECT", "", "", false},
	} {
		name, args, ok := commandLine(tt.line)
		if name != tt.name || args != tt.args || ok != tt.ok {
			t.Errorf("%q: %q %q %v", tt.line, name, args, ok)
		}
	}
}

func TestAbbreviatedCommands(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, ".stat\n.d ex:town\n.le")
	out, errs := h.take()
	if !strings.Contains(out, "triples") || !strings.Contains(out, "Town") || strings.Contains(errs, "error") {
		t.Errorf("%q %q", out, errs)
	}
	h.feed(t, ".lo x")
	if _, errs := h.take(); !strings.Contains(errs, "which one: .load .login .log") {
		t.Errorf("ambiguous: %q", errs)
	}
}

func TestSMART(t *testing.T) {
	record, server := smart(t)
	h := newHarness(t, func(cfg *Config) { cfg.Record, cfg.Open = record, visit(t) })
	h.feed(t, ".fetch /records/{record}/demographics")
	if _, errs := h.take(); !strings.Contains(errs, "new triples from /records/{record}/demographics") {
		t.Errorf("fetch: %q", errs)
	}
	h.feed(t, ".undo\n.record")
	if _, errs := h.take(); !strings.Contains(errs, "taken back: .fetch") || !strings.Contains(errs, "record 1000001:") {
		t.Errorf("record: %q", errs)
	}
	h.feed(t, "SELECT ?given { ?p a sp:Demographics ; v:n [ v:given-name ?given ] }")
	if out, errs := h.take(); !strings.Contains(out, "Marisol") {
		t.Errorf("query: %q %q", out, errs)
	}
	h.feed(t, ".login "+server.URL()+" 1000002\n.record")
	if _, errs := h.take(); !strings.Contains(errs, "for record 1000002; .record loads it") || !strings.Contains(errs, "record 1000002:") {
		t.Errorf("login: %q", errs)
	}
	before := h.Graph().Len()
	h.feed(t, ".record 1000003\n.fetch /records/1000002/nonsense/\n.fetch http://127.0.0.1:1/x\n.record a/b\n.login x y z")
	if _, errs := h.take(); strings.Count(errs, "error:") != 5 || h.Graph().Len() != before {
		t.Errorf("wrong calls: %q", errs)
	}
}

func TestSMARTWithoutAContainer(t *testing.T) {
	h := newHarness(t, nil)
	for _, line := range []string{".fetch /x", ".fetch http://x/", ".record", ".login http://x"} {
		h.feed(t, line)
		if out, errs := h.take(); out != "" || !strings.HasPrefix(errs, "error: ") {
			t.Errorf("%s: %q %q", line, out, errs)
		}
	}
}
