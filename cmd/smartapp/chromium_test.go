package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/fetch/sandbox"
)

// chromium drives a headless browser over its debugging pipe: messages of JSON,
// each ended by a zero byte, on the file descriptors 3 and 4.
type chromium struct {
	t       *testing.T
	to      *os.File
	from    *bufio.Reader
	session string
	last    int
	faults  []string // what the browser's console complained about
}

// message is a reply or an event.
type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// startChromium opens an empty page. The test skips where there is no chromium.
func startChromium(t *testing.T) *chromium {
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed (apt-get install chromium)")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	theirs, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, own, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "smartapp-chromium")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--user-data-dir="+dir, "--remote-debugging-pipe")
	cmd.ExtraFiles = []*os.File{theirs, own}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	own.Close()
	t.Cleanup(func() {
		cancel()
		cmd.Wait() // "signal: killed"
		to.Close()
		from.Close()
		os.RemoveAll(dir)
	})
	b := &chromium{t: t, to: to, from: bufio.NewReader(from)}
	var target struct{ TargetID, SessionID string }
	b.must("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	b.must("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &target)
	b.session = target.SessionID
	b.must("Log.enable", nil, nil)
	return b
}

// must is call, which may not fail.
func (b *chromium) must(method string, params map[string]any, out any) {
	b.t.Helper()
	if err := b.call(method, params, out); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
}

// call sends a command and reads until its reply.
func (b *chromium) call(method string, params map[string]any, out any) error {
	b.last++
	command := map[string]any{"id": b.last, "method": method}
	if params != nil {
		command["params"] = params
	}
	if b.session != "" {
		command["sessionId"] = b.session
	}
	data, err := json.Marshal(command)
	if err != nil {
		return err
	}
	if _, err := b.to.Write(append(data, 0)); err != nil {
		return err
	}
	for {
		data, err := b.from.ReadBytes(0)
		if err != nil {
			b.t.Fatalf("chromium ended: %v", err)
		}
		var m message
		if err := json.Unmarshal(data[:len(data)-1], &m); err != nil {
			return err
		}
		switch {
		case m.Method == "Log.entryAdded" && !strings.Contains(string(m.Params), "favicon"):
			b.faults = append(b.faults, string(m.Params))
		case m.ID != b.last:
		case m.Error != nil:
			return fmt.Errorf("%s", m.Error.Message)
		case out == nil:
			return nil
		default:
			return json.Unmarshal(m.Result, out)
		}
	}
}

// text evaluates a script that gives a text. It fails while a page is changing.
func (b *chromium) text(script string) (string, error) {
	var out struct {
		Result           struct{ Value string }
		ExceptionDetails *struct{ Text string }
	}
	err := b.call("Runtime.evaluate", map[string]any{"expression": script, "awaitPromise": true, "returnByValue": true}, &out)
	if err == nil && out.ExceptionDetails != nil {
		err = fmt.Errorf("%s", out.ExceptionDetails.Text)
	}
	return out.Result.Value, err
}

// await waits, in the browser, until the page shows a text.
func (b *chromium) await(want string) {
	b.t.Helper()
	const look = `new Promise(done => setTimeout(() => done(document.readyState + " " + location.href + "\n" + document.body.innerText), 20))`
	got := ""
	for range 500 {
		page, err := b.text(look)
		if err == nil {
			if got = page; strings.HasPrefix(page, "complete") && strings.Contains(page, want) {
				return
			}
		}
	}
	b.t.Fatalf("the browser does not show %q:\n%s", want, got)
}

// do runs a script for what it does.
func (b *chromium) do(script string) {
	b.t.Helper()
	if _, err := b.text("void (" + script + ") || ''"); err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
}

// TestChromium: a real browser goes the whole way through the container's pages
// and the app's, and its console has nothing to complain about: no style is
// refused by the content security policy, no form or redirect either.
func TestChromium(t *testing.T) {
	b := startChromium(t)
	at, srv := servers(t)
	b.must("Page.navigate", map[string]any{"url": at + "/"}, nil)
	b.await("E-mail")
	b.do(`document.querySelector("#username").value = "` + sandbox.DefaultUser + `", document.querySelector("#password").value = "demo", document.querySelector("button").click()`)
	b.await("Choose the record")
	b.do(`document.querySelector("#q").value = "quintero", document.querySelector("form[role=search]").requestSubmit()`)
	b.await("q=quintero")
	if n, err := b.text(`String(document.querySelectorAll(".records a").length)`); err != nil || n != "1" {
		t.Errorf("the search for one patient shows %s, %v", n, err)
	}
	b.do(`document.querySelector(".records a").click()`)
	b.await("read the whole record")
	labels := `[...document.querySelectorAll("input:not([type=hidden]),select")].filter(e => !e.labels.length).map(e => e.name).join()`
	if bare, err := b.text(labels); err != nil || bare != "" {
		t.Errorf("fields without a label: %s, %v", bare, err)
	}
	b.do(`document.querySelector("button[value=authorize]").click()`)
	b.await("Hello, Marisol")
	b.await("Due for refill")
	if style, err := b.text(`getComputedStyle(document.querySelector("table")).borderCollapse`); err != nil || style != "collapse" {
		t.Errorf("the style sheet does not work: %s, %v", style, err)
	}
	b.do(`document.querySelector("form button").click()`)
	b.await("Logged out")
	b.must("Page.navigate", map[string]any{"url": srv.URL() + "/"}, nil)
	b.await("/oauth/access_token")
	for _, fault := range b.faults {
		t.Errorf("the browser's console: %s", fault)
	}
}
