package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

func itoa(n int) string { return strconv.Itoa(n) }

// api is /api/...: what the page asks, and the list of queries.
func (x *exchange) api(path string) error {
	x.reply.Header().Set("Cache-Control", "no-store")
	if path == "queries" || strings.HasPrefix(path, "queries/") {
		return x.queries(strings.TrimPrefix(strings.TrimPrefix(path, "queries"), "/"))
	}
	ask := map[string]func(*question) error{
		"tokens": x.tokens, "complete": x.complete, "explain": x.explain, "format": x.format,
	}[path]
	if ask == nil || x.s.opts.NoPage {
		return &httpError{status: http.StatusNotFound, msg: "there is nothing here"}
	}
	if err := x.allow(http.MethodPost); err != nil {
		return err
	}
	q, err := x.question()
	if err != nil {
		return err
	}
	if path == "explain" { // as dear as a query
		return ask(q)
	}
	if err := x.s.assists.enter(x.r.Context()); err != nil {
		return err
	}
	defer x.s.assists.leave(true)
	return ask(q)
}

// question is what the page sends: a text, and a place in it in UTF-16 units.
type question struct {
	Text    string `json:"text"`
	Offset  int    `json:"offset"`
	Analyze bool   `json:"analyze"`
}

// question reads the request. Only JSON is taken, which no form of another site can
// send.
func (x *exchange) question() (*question, error) {
	if media, _, _ := strings.Cut(x.r.Header.Get("Content-Type"), ";"); strings.TrimSpace(media) != "application/json" {
		return nil, &httpError{status: http.StatusUnsupportedMediaType, msg: "this takes application/json"}
	}
	most := x.s.opts.Limits.MaxQueryBytes
	if most < 0 {
		most = x.s.opts.MaxBody
	}
	var q question
	err := json.NewDecoder(http.MaxBytesReader(x.reply.w, x.r.Body, 2*most+1024)).Decode(&q)
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		return nil, err
	case err != nil:
		return nil, badRequest("the question cannot be read: %v", err)
	case !utf8.ValidString(q.Text) || int64(len(q.Text)) > most:
		return nil, &httpError{status: http.StatusRequestEntityTooLarge, msg: "the text is too long"}
	}
	x.text = q.Text
	return &q, nil
}

// answer sends JSON.
func (x *exchange) answer(v any) error {
	x.reply.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(x.reply).Encode(v); err != nil {
		return err
	}
	x.reply.finish(http.StatusOK)
	return nil
}

// tokenName is the CSS class of a kind of token; "" needs no colour.
func tokenName(k syntax.TokenKind) string {
	switch k {
	case syntax.TokenComment:
		return "comment"
	case syntax.TokenKeyword:
		return "keyword"
	case syntax.TokenFunction:
		return "function"
	case syntax.TokenVariable:
		return "variable"
	case syntax.TokenIRI, syntax.TokenPrefixedName, syntax.TokenBlank:
		return "iri"
	case syntax.TokenString, syntax.TokenLang:
		return "string"
	case syntax.TokenNumber:
		return "number"
	case syntax.TokenError:
		return "error"
	}
	return ""
}

// tokens colours a text: pairs of a class and a length in UTF-16 units that cover
// it, and what is wrong with it.
func (x *exchange) tokens(q *question) error {
	out := struct {
		Tokens  [][2]any `json:"tokens"`
		Problem *problem `json:"problem,omitempty"`
	}{Tokens: [][2]any{}}
	for _, t := range syntax.Tokens(q.Text) {
		out.Tokens = append(out.Tokens, [2]any{tokenName(t.Kind), units(q.Text[t.Start:t.End])})
	}
	if _, err := query.Parse(q.Text, query.WithLimits(x.s.opts.Limits)); err != nil && strings.TrimSpace(q.Text) != "" {
		if _, uerr := query.ParseUpdate(q.Text, query.WithLimits(x.s.opts.Limits)); uerr != nil {
			p := x.describe(err)
			out.Problem = &p
		}
	}
	return x.answer(out)
}

// format lays a text out.
func (x *exchange) format(q *question) error {
	text, err := syntax.Format(q.Text)
	if err != nil {
		return err
	}
	return x.answer(map[string]string{"text": text})
}

// explain gives a query's plan as a picture. With analyze the query runs.
func (x *exchange) explain(q *question) error {
	parsed, err := query.Parse(q.Text, x.options(&operation{text: q.Text})...)
	if err != nil {
		return err
	}
	j, err := x.s.begin(x.r, "query", q.Text)
	if err != nil {
		return err
	}
	defer j.end()
	mode := query.PlanOnly
	if q.Analyze {
		mode = query.Analyze
	}
	plan, err := parsed.Explain(j.ctx, x.s.g, mode)
	if err != nil {
		return err
	}
	var picture bytes.Buffer
	if err := plan.SVG(&picture); err != nil {
		return err
	}
	h := x.reply.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	x.reply.job = j
	if _, err := x.reply.Write(picture.Bytes()); err != nil {
		return err
	}
	x.reply.finish(http.StatusOK)
	return x.reply.err
}

// queries lists what runs, and ends one by DELETE.
func (x *exchange) queries(id string) error {
	if err := x.mayOperate(); err != nil {
		return err
	}
	if id == "" {
		if err := x.allow(http.MethodGet); err != nil {
			return err
		}
		return x.answer(map[string]any{"queries": x.s.Active()})
	}
	if err := x.allow(http.MethodDelete); err != nil {
		return err
	}
	if !x.s.Cancel(id) {
		return &httpError{status: http.StatusNotFound, msg: "no query of that number runs"}
	}
	x.reply.finish(http.StatusNoContent)
	return nil
}
