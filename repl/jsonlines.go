package repl

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// jsonRequest is one line of the JSON protocol, towards the shell.
type jsonRequest struct {
	ID    json.RawMessage `json:"id"`    // given back with the answer
	Input string          `json:"input"` // a query, an update or a dot command
}

// jsonAnswer is one line of the JSON protocol, from the shell.
type jsonAnswer struct {
	ID     json.RawMessage `json:"id,omitempty"`
	OK     bool            `json:"ok"`
	Result json.RawMessage `json:"result,omitempty"` // SPARQL results JSON of SELECT and ASK
	Output string          `json:"output,omitempty"` // what else was printed: triples, lists
	Notes  []string        `json:"notes,omitempty"`  // prefixes used, warnings, counts
	Error  *ErrorReport    `json:"error,omitempty"`
}

// RunJSON runs a shell for another program: one JSON request a line comes in,
// one JSON answer a line goes out, in the same order.
//
//	{"id": 1, "input": "SELECT ?s { ?s a ex:Person }"}
//	{"id":1,"ok":true,"result":{"head":{"vars":["s"]},"results":{"bindings":[…]}}}
//
// It ends with the input, with ctx, or after .quit. What goes wrong in a
// request is in its answer; the error is that of reading or writing.
func RunJSON(ctx context.Context, in io.Reader, out io.Writer, cfg Config) error {
	var printed, notes bytes.Buffer
	cfg.Out, cfg.Err = &printed, &notes
	cfg.Interactive, cfg.Terminal, cfg.Color, cfg.Links = false, false, false, false
	s := New(cfg)
	if err := s.Do(ctx, ".mode json"); err != nil {
		return err
	}
	lines := newPipeEditor(ContextReader(ctx, in))
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for !s.done {
		line, err := lines.ReadLine()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		printed.Reset()
		notes.Reset()
		if err := enc.Encode(s.answer(ctx, line, &printed, &notes)); err != nil {
			return err
		}
	}
	return nil
}

// answer carries out one request.
func (s *Session) answer(ctx context.Context, line string, printed, notes *bytes.Buffer) jsonAnswer {
	var req jsonRequest
	err := json.Unmarshal([]byte(line), &req)
	if err != nil {
		err = &UsageError{Msg: "not a JSON request: " + err.Error(), Usage: `write {"id": 1, "input": "SELECT …"}`}
	} else {
		err = s.Do(ctx, req.Input)
	}
	a := jsonAnswer{ID: req.ID, OK: err == nil}
	if err != nil {
		report := DescribeError(err)
		a.Error = &report
	}
	text := printed.Bytes()
	if json.Valid(text) && bytes.HasPrefix(text, []byte("{")) {
		var one bytes.Buffer
		if json.Compact(&one, text) == nil { // it is valid: never fails
			a.Result = one.Bytes()
		}
	} else if err == nil {
		a.Output = printed.String()
	}
	for note := range strings.Lines(notes.String()) {
		a.Notes = append(a.Notes, strings.TrimRight(note, "\n"))
	}
	return a
}
