package serve

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
)

// Media types of the protocol's requests.
const (
	typeForm   = "application/x-www-form-urlencoded"
	typeQuery  = "application/sparql-query"
	typeUpdate = "application/sparql-update"
)

// operation is a query or update with its dataset, as a request gave it.
type operation struct {
	update          bool
	text            string
	defaults, named []string
}

// protocol is /sparql (SPARQL 1.1 Protocol, section 2).
func (x *exchange) protocol() error {
	if err := x.allow(http.MethodGet, http.MethodHead, http.MethodPost); err != nil {
		return err
	}
	op, err := x.operation()
	if err != nil {
		return err
	}
	if op == nil {
		return x.serviceDescription()
	}
	if x.text = op.text; op.update {
		return x.update(op)
	}
	return x.query(op)
}

// operation reads the request. It is nil for a GET that asks nothing.
func (x *exchange) operation() (*operation, error) {
	params, err := url.ParseQuery(x.r.URL.RawQuery)
	if err != nil {
		return nil, badRequest("the URL's query cannot be read: %v", err)
	}
	if x.r.Method != http.MethodPost {
		if params.Has("update") {
			return nil, &httpError{status: http.StatusMethodNotAllowed, msg: "updates are sent by POST", header: map[string]string{"Allow": "POST"}}
		}
		if !params.Has("query") {
			return nil, nil
		}
		return x.fromParams(params)
	}
	return x.posted(params)
}

// posted reads a POST, whose parameters may stand in the URL too.
func (x *exchange) posted(params url.Values) (*operation, error) {
	media, err := x.mediaType()
	if err != nil {
		return nil, err
	}
	text, err := x.body(media)
	if err != nil {
		return nil, err
	}
	switch media {
	case typeForm:
		form, err := url.ParseQuery(text)
		if err != nil {
			return nil, badRequest("the form cannot be read: %v", err)
		}
		for name, values := range form {
			params[name] = append(params[name], values...)
		}
	case typeQuery:
		params["query"] = append(params["query"], text)
	case typeUpdate:
		params["update"] = append(params["update"], text)
	}
	return x.fromParams(params)
}

// mediaType is the type of a POST's body, if it is one of the protocol's.
func (x *exchange) mediaType() (string, error) {
	media, params, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	charset := params["charset"]
	known := media == typeForm || media == typeQuery || media == typeUpdate
	switch {
	case err != nil || !known:
		return "", unsupported("send a query as %s, an update as %s, or either in a form as %s", typeQuery, typeUpdate, typeForm)
	case charset != "" && !strings.EqualFold(charset, "utf-8"):
		return "", unsupported("the text must be UTF-8, not %s", printable(charset))
	case x.r.Header.Get("Content-Encoding") != "":
		return "", unsupported("the text must not be compressed")
	}
	return media, nil
}

// unsupported is the error of a body of the wrong type.
func unsupported(format string, args ...any) error {
	err := badRequest(format, args...).(*httpError)
	err.status = http.StatusUnsupportedMediaType
	err.header = map[string]string{"Accept-Post": strings.Join([]string{typeForm, typeQuery, typeUpdate}, ", ")}
	return err
}

// body reads a POST's text. A form may be three times as long, as every byte may
// be escaped.
func (x *exchange) body(media string) (string, error) {
	most := x.s.opts.Limits.MaxQueryBytes
	if most < 0 {
		most = x.s.opts.MaxBody
	}
	if most++; media == typeForm {
		most = 3*most + 64<<10
	}
	text, err := io.ReadAll(http.MaxBytesReader(x.reply.w, x.r.Body, most))
	return string(text), bodyError(err)
}

// bodyError is an error of reading the request's body. That the client is slow or
// sends garbage is no failure of the server.
func bodyError(err error) error {
	var tooBig *http.MaxBytesError
	if err == nil || errors.As(err, &tooBig) {
		return err
	}
	return &httpError{status: http.StatusBadRequest, msg: "the body cannot be read", err: err}
}

// fromParams finds the operation among parameters.
func (x *exchange) fromParams(params url.Values) (*operation, error) {
	queries, updates := params["query"], params["update"]
	if len(queries)+len(updates) != 1 {
		return nil, badRequest("there must be one query or one update, and there are %d and %d", len(queries), len(updates))
	}
	op := &operation{update: len(updates) == 1}
	which, other := []string{"default-graph-uri", "named-graph-uri"}, []string{"using-graph-uri", "using-named-graph-uri"}
	if op.update {
		op.text = updates[0]
		which, other = other, which
	} else {
		op.text = queries[0]
	}
	op.defaults, op.named = params[which[0]], params[which[1]]
	if params.Has(other[0]) || params.Has(other[1]) {
		return nil, badRequest("the dataset is given by %s and %s here", which[0], which[1])
	}
	if !utf8.ValidString(op.text) {
		return nil, badRequest("the text is not UTF-8")
	}
	for _, list := range [][]string{op.defaults, op.named} {
		for i, ref := range list {
			iri, err := rdfio.ResolveIRI(x.endpoint(), ref)
			if err != nil {
				return nil, badRequest("%q is no IRI of a graph", printable(ref))
			}
			list[i] = iri
		}
	}
	return op, nil
}

// options are those of every query and update.
func (x *exchange) options(op *operation) []query.Option {
	opts := []query.Option{query.WithBase(x.endpoint()), query.WithLimits(x.s.opts.Limits)}
	if x.s.opts.Service != nil {
		opts = append(opts, query.WithService(x.s.opts.Service))
	}
	if len(op.defaults)+len(op.named) > 0 {
		opts = append(opts, query.WithDataset(op.defaults, op.named))
	}
	return opts
}

// base is the server's address as the client knows it, without a path.
func (x *exchange) base() string {
	if x.s.opts.BaseURL != "" {
		return strings.TrimSuffix(x.s.opts.BaseURL, "/")
	}
	if x.r.TLS != nil {
		return "https://" + x.r.Host
	}
	return "http://" + x.r.Host
}

// endpoint is the IRI of /sparql, and the base IRI of queries.
func (x *exchange) endpoint() string { return x.base() + "/sparql" }

// update applies an update.
func (x *exchange) update(op *operation) error {
	x.kind = "update"
	if err := x.mayWrite(); err != nil {
		return err
	}
	u, err := query.ParseUpdate(op.text, x.options(op)...)
	if err != nil {
		return err
	}
	j, err := x.s.begin(x.r, "update", op.text)
	if err != nil {
		return err
	}
	defer j.end()
	if err := x.s.opts.Store.update(j, x.s.g, u); err != nil {
		return err
	}
	x.reply.finish(http.StatusNoContent)
	return nil
}
