package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// errAnswered ends the handling of a request that has its answer.
var errAnswered = errors.New("answered")

// statusClientGone is what the log and the metrics say of clients that went away.
const statusClientGone = 499

// httpError is an error with its HTTP status.
type httpError struct {
	status int
	msg    string
	header map[string]string
	err    error
}

// Error implements error.
func (e *httpError) Error() string {
	if e.msg == "" && e.err != nil {
		return e.err.Error()
	}
	return e.msg
}

// Unwrap gives the cause.
func (e *httpError) Unwrap() error { return e.err }

// badRequest is a request that is wrong in itself.
func badRequest(format string, args ...any) error {
	return &httpError{status: http.StatusBadRequest, msg: fmt.Sprintf(format, args...)}
}

// problem is an error as told to the client (RFC 9457).
type problem struct {
	Status  int    `json:"status"`
	Title   string `json:"title"`
	Detail  string `json:"detail"`
	Line    int    `json:"line,omitempty"`   // from 1
	Column  int    `json:"column,omitempty"` // in characters, from 1
	Start   int    `json:"start,omitempty"`  // of the place, in UTF-16 units
	End     int    `json:"end,omitempty"`
	Hint    string `json:"hint,omitempty"`
	Request uint64 `json:"request"` // its number in the log

	header map[string]string
	plain  string // the detail for people, with the place shown
}

// statusOf sorts an error.
func statusOf(err error) int {
	var (
		own    *httpError
		text   *syntax.Error
		limit  *query.LimitError
		doc    *rdfio.Error
		size   *rdfio.LimitError
		bind   *query.BindError
		what   *query.UnknownError
		tooBig *http.MaxBytesError
	)
	switch {
	case errors.As(err, &own):
		return own.status
	case errors.As(err, &tooBig), errors.As(err, &size) && (size.Limit == "MaxTotalBytes" || size.Limit == "MaxRatio"):
		return http.StatusRequestEntityTooLarge
	case errors.As(err, &limit) && limit.Limit == "MaxQueryBytes":
		return http.StatusRequestEntityTooLarge
	case errors.As(err, &text), errors.As(err, &doc), errors.As(err, &bind), errors.As(err, &what),
		errors.Is(err, query.ErrDataset):
		return http.StatusBadRequest
	case errors.As(err, &limit):
		return http.StatusUnprocessableEntity
	case errors.Is(err, errBusy), errors.Is(err, errTimeout), errors.Is(err, errCancelled), errors.Is(err, errShutdown):
		return http.StatusServiceUnavailable
	case errors.Is(err, context.Canceled):
		return statusClientGone
	case errors.Is(err, query.ErrNoService), errors.Is(err, query.ErrNoLoader):
		return http.StatusForbidden
	case errors.Is(err, query.ErrNoGraph), errors.Is(err, query.ErrGraphExists):
		return http.StatusConflict
	}
	return http.StatusInternalServerError
}

// describe tells the client what is wrong.
func (x *exchange) describe(err error) problem {
	p := problem{Status: statusOf(err), Detail: err.Error(), Request: x.id}
	p.Title = http.StatusText(p.Status)
	var own *httpError
	if errors.As(err, &own) {
		p.header = own.header
	}
	if errors.Is(err, errBusy) {
		p.header = map[string]string{"Retry-After": "2"}
	}
	p.plain = p.Detail
	var text *syntax.Error
	if errors.As(err, &text) {
		p.Detail, p.Hint = text.Msg, text.Hint
		p.Line, p.Column = text.Span.Start.Line, text.Span.Start.Column
		if end := text.Span.End.Offset; end <= len(x.text) {
			p.Start, p.End = units(x.text[:text.Span.Start.Offset]), units(x.text[:end])
		}
		p.plain = text.Pretty(x.text)
	}
	return p
}

// fail answers with an error, or cuts an answer off that has begun.
func (x *exchange) fail(err error) {
	rp := x.reply
	if errors.Is(err, errAnswered) {
		return
	}
	if rp.status != 0 {
		rp.abandon()
		return
	}
	p := x.describe(err)
	rp.discard()
	rp.err = nil
	h := rp.Header()
	for name, value := range p.header {
		h.Set(name, value)
	}
	h.Set("Cache-Control", "no-store")
	offers := []offer[bool]{{"text/plain", false}, {"application/problem+json", true}}
	if o, _ := negotiate(x.r.Header.Values("Accept"), offers); o.format {
		h.Set("Content-Type", "application/problem+json")
		_ = json.NewEncoder(rp).Encode(p) // it is held back; nothing can fail
	} else {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintln(rp, strings.TrimRight(p.plain, "\n"))
	}
	rp.finish(p.Status)
}

// panicked logs a panic and gives the error that the client gets.
func (x *exchange) panicked(p any) error {
	x.s.metrics.panics.Add(1)
	x.s.opts.Log.Error("panic", "request", x.id, "panic", fmt.Sprint(p), "query", x.s.loggable(x.text), "stack", string(debug.Stack()))
	return &httpError{status: http.StatusInternalServerError, msg: fmt.Sprintf("something went wrong inside the server; its log has more under request %d", x.id)}
}

// printable makes a stranger's text fit for a message: short, and without control
// characters.
func printable(s string) string {
	if len(s) > 200 {
		s = s[:200] + "…"
	}
	return strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7F && r < 0xA0 {
			return ' '
		}
		return r
	}, s), "�")
}

// units counts the UTF-16 code units of s, which is how browsers count.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
