package serve_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/query/serve"
)

// browser is a headless Chromium that is spoken to through pipes (the DevTools
// protocol, messages end with a zero byte).
type browser struct {
	t       *testing.T
	in      io.Writer
	session string

	mu      sync.Mutex
	last    int
	answers map[int]chan json.RawMessage
	events  map[string][]string // what was logged or thrown, by kind
}

// message is a message of the protocol, of any kind.
type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct{ Message string }
}

// browse starts a browser with a page, or skips the test.
func browse(t *testing.T, url string) *browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		t.Skip("Chromium is not installed")
	}
	theirIn, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--no-proxy-server", "--disable-background-networking", "--remote-debugging-pipe", "--user-data-dir="+t.TempDir(), "about:blank")
	cmd.ExtraFiles = []*os.File{theirIn, theirOut}
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Skipf("Chromium does not start: %v", err)
	}
	theirIn.Close()
	theirOut.Close()
	b := &browser{t: t, in: in, answers: map[int]chan json.RawMessage{}, events: map[string][]string{}}
	done := make(chan struct{})
	go func() { defer close(done); b.listen(out) }()
	t.Cleanup(func() {
		// Closed by itself, it waits for its processes, which write to its folder.
		kill := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
		in.Write([]byte(`{"id":1000000,"method":"Browser.close"}` + "\x00"))
		cmd.Wait()
		kill.Stop()
		in.Close()
		<-done
		out.Close()
	})
	b.open(url)
	return b
}

// listen hands answers to those who wait for them.
func (b *browser) listen(out io.Reader) {
	r := bufio.NewReaderSize(out, 1<<20)
	for {
		text, err := r.ReadBytes(0)
		if err != nil {
			b.mu.Lock()
			for _, c := range b.answers {
				close(c)
			}
			b.answers = map[int]chan json.RawMessage{}
			b.mu.Unlock()
			return
		}
		var m message
		if json.Unmarshal(text[:len(text)-1], &m) != nil {
			continue
		}
		b.mu.Lock()
		if c := b.answers[m.ID]; m.ID > 0 && c != nil {
			delete(b.answers, m.ID)
			if m.Error != nil {
				m.Result = json.RawMessage(fmt.Sprintf(`{"failed":%q}`, m.Error.Message))
			}
			c <- m.Result
		} else if m.Method == "Runtime.exceptionThrown" || m.Method == "Log.entryAdded" {
			b.events[m.Method] = append(b.events[m.Method], string(m.Params))
		}
		b.mu.Unlock()
	}
}

// do sends a command and gives its result.
func (b *browser) do(method string, params map[string]any) json.RawMessage {
	b.t.Helper()
	b.mu.Lock()
	b.last++
	c := make(chan json.RawMessage, 1)
	b.answers[b.last] = c
	text, _ := json.Marshal(map[string]any{"id": b.last, "method": method, "params": params, "sessionId": b.session})
	if b.session == "" {
		text, _ = json.Marshal(map[string]any{"id": b.last, "method": method, "params": params})
	}
	b.mu.Unlock()
	if _, err := b.in.Write(append(text, 0)); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	select {
	case result, ok := <-c:
		if !ok || strings.HasPrefix(string(result), `{"failed"`) {
			b.t.Fatalf("%s: %s", method, result)
		}
		return result
	case <-time.After(time.Minute):
		b.t.Fatalf("%s: no answer", method)
		return nil
	}
}

// open opens a page in a tab of its own.
func (b *browser) open(url string) {
	b.t.Helper()
	var target struct{ TargetID string }
	json.Unmarshal(b.do("Target.createTarget", map[string]any{"url": "about:blank"}), &target)
	var session struct{ SessionID string }
	json.Unmarshal(b.do("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}), &session)
	b.session = session.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log"} {
		b.do(domain+".enable", nil)
	}
	b.do("Page.navigate", map[string]any{"url": url})
}

// eval gives the value of a JavaScript expression.
func (b *browser) eval(expression string) string {
	b.t.Helper()
	var out struct {
		Result           struct{ Value any }
		ExceptionDetails any
	}
	json.Unmarshal(b.do("Runtime.evaluate", map[string]any{"expression": expression, "awaitPromise": true, "returnByValue": true}), &out)
	return fmt.Sprint(out.Result.Value)
}

// until waits for an expression to be true.
func (b *browser) until(expression string) {
	b.t.Helper()
	wait := `new Promise(ok => { let n = 0; const look = () => { let v = false; try { v = ` + expression + `; } catch {} if (v || ++n > 500) ok(!!v); else setTimeout(look, 20); }; look(); })`
	if b.eval(wait) != "true" {
		b.t.Fatalf("it does not become true: %s\n%s", expression, b.eval("document.body.innerText"))
	}
}

// key presses a key: its name, the code that goes with it, and the text it types.
func (b *browser) key(key string, code, modifiers int) {
	b.t.Helper()
	params := map[string]any{"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
	if key == "Enter" && modifiers == 0 {
		params["text"] = "\r"
	}
	b.do("Input.dispatchKeyEvent", params)
	params["type"] = "keyUp"
	delete(params, "text")
	b.do("Input.dispatchKeyEvent", params)
}

// write replaces the editor's text as a person would.
func (b *browser) write(text string) {
	b.t.Helper()
	b.eval("document.getElementById('text').focus(), document.getElementById('text').select()")
	b.do("Input.insertText", map[string]any{"text": text})
}

const ctrl, shift = 2, 8

// TestPageInBrowser uses the page with keys only.
func TestPageInBrowser(t *testing.T) {
	base := start(t, numbers(3), serve.Options{})
	b := browse(t, base+"/")
	b.until(`document.querySelectorAll('#colours .keyword').length > 3`)
	b.until(`document.getElementById('about').textContent === '3 triples'`)

	b.write("SELECT ?o WHERE { ?s <urn:p> ?o } ORDER BY ?o")
	b.until(`document.querySelector('#colours .iri')?.textContent === '<urn:p>'`)
	b.key("Enter", 13, ctrl)
	b.until(`document.querySelectorAll('#result td').length === 3`)
	if got := b.eval(`[...document.querySelectorAll('#result td.number')].map(td => td.textContent).join()`); got != "0,1,2" {
		t.Errorf("rows %s", got)
	}

	b.write("SELECT * WHERE { ?s ")
	b.key(" ", 32, ctrl)
	b.until(`!document.getElementById('choices').hidden`)
	if got := b.eval(`document.querySelector('#choices li[aria-selected=true]').firstChild.data`); got != "<urn:p>" {
		t.Errorf("the first choice is %s", got)
	}
	b.key("ArrowDown", 40, 0)
	b.key("ArrowUp", 38, 0)
	b.key("Enter", 13, 0)
	b.until(`document.getElementById('text').value === 'SELECT * WHERE { ?s <urn:p>'`)
	b.until(`document.getElementById('problem').textContent.startsWith('Line 1')`)

	b.write("select*{?s ?p ?o}")
	b.key("F", 70, ctrl|shift)
	b.until(`document.getElementById('text').value.startsWith('SELECT *')`)
	b.eval(`document.getElementById('analyze').focus()`)
	b.key("Enter", 13, 0)
	b.until(`document.querySelector('#result img')?.naturalWidth > 50`)

	b.write(`SELECT ("<img src=x onerror='document.title=1'>" AS ?x) {}`)
	b.key("Enter", 13, ctrl)
	b.until(`document.querySelector('#result td')?.textContent.startsWith('<img')`)

	b.write("SELECT * { ?s ?p }")
	b.key("Enter", 13, ctrl)
	b.until(`document.querySelector('#result pre')?.textContent.startsWith('400')`)
	b.finish()
}

// finish looks for what the page or its security policy complained of. The answer
// 400 is one of the things that Chromium logs.
func (b *browser) finish() {
	b.t.Helper()
	if title := b.eval("document.title"); title != "Trivet" {
		b.t.Errorf("data was run: the title is %s", title)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for kind, list := range b.events {
		for _, e := range list {
			if !strings.Contains(e, "400 (Bad Request)") && !strings.Contains(e, "favicon") {
				b.t.Errorf("%s: %s", kind, e)
			}
		}
	}
}
