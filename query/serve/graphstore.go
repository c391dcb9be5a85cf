package serve

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
)

// target is what a Graph Store request is about.
type target struct {
	name  graph.Term // the zero Term for the default graph
	whole bool       // the store itself
}

// graphStore is /graphs (SPARQL 1.1 Graph Store HTTP Protocol).
func (x *exchange) graphStore() error {
	t, err := x.target()
	if err != nil {
		return err
	}
	methods := []string{http.MethodGet, http.MethodHead, http.MethodPost}
	if !t.whole {
		methods = append(methods, http.MethodPut, http.MethodDelete)
	}
	if err := x.allow(methods...); err != nil {
		return err
	}
	switch x.r.Method {
	case http.MethodGet, http.MethodHead:
		return x.getGraph(t)
	case http.MethodDelete:
		return x.deleteGraph(t)
	}
	return x.storeGraph(t)
}

// target finds the graph: by ?default, by ?graph=, or by the request's own URL
// (sections 4.1 and 4.2).
func (x *exchange) target() (target, error) {
	params, err := url.ParseQuery(x.r.URL.RawQuery)
	if err != nil {
		return target{}, badRequest("the URL's query cannot be read: %v", err)
	}
	names, direct := params["graph"], strings.TrimPrefix(x.r.URL.EscapedPath(), "/graphs")
	switch byDefault := params.Has("default"); {
	case len(names) > 1 || len(names) == 1 && byDefault:
		return target{}, badRequest("one graph only can be named")
	case (len(names) == 1 || byDefault) && direct != "" && direct != "/":
		return target{}, badRequest("the graph is named by the path and by a parameter")
	case byDefault:
		return target{}, nil
	case len(names) == 1:
		iri, err := rdfio.ResolveIRI(x.base()+"/graphs", names[0])
		if err != nil || names[0] == "" || !validIRI(iri) {
			return target{}, badRequest("%q is no IRI of a graph", printable(names[0]))
		}
		return target{name: graph.NewIRI(iri)}, nil
	case direct == "" || direct == "/":
		return target{whole: true}, nil
	}
	iri := x.base() + "/graphs" + direct
	if !validIRI(iri) {
		return target{}, badRequest("%q is no IRI of a graph", printable(iri))
	}
	return target{name: graph.NewIRI(iri)}, nil
}

// validIRI reports whether an absolute IRI has no character that IRIs do not have.
func validIRI(iri string) bool {
	_, err := rdfio.AppendTerm(nil, &rdfio.Term{Kind: rdfio.IRI, Value: iri})
	return err == nil
}

// in reports whether the store has the graph. The default graph and the whole
// store always exist.
func (t target) in(s *graph.Snapshot) bool {
	if t.whole || t.name.IsAny() {
		return true
	}
	id, ok := s.Lookup(t.name)
	if !ok {
		return false
	}
	if s.Named(id).Len() > 0 {
		return true
	}
	for _, g := range s.Graphs() {
		if g == id {
			return true
		}
	}
	return false
}

// prettyTriples is up to how many triples Turtle is laid out in memory; longer
// documents are streamed.
const prettyTriples = 10_000

// getGraph gives a graph, or with HEAD only says that it is there.
func (x *exchange) getGraph(t target) error {
	offers := graphOffers()
	if t.whole {
		offers = datasetOffers()
	}
	o, ok := negotiate(x.r.Header.Values("Accept"), offers)
	if !ok {
		return notAcceptable("graphs", offers)
	}
	snap := x.s.g.Snapshot()
	if !t.in(snap) {
		return noGraph(t)
	}
	h := x.reply.Header()
	h.Add("Vary", "Accept")
	h.Set("ETag", x.tag(snap, o.format))
	h.Set("Cache-Control", "no-cache")
	if x.listed("If-None-Match", snap) {
		x.reply.finish(http.StatusNotModified)
		return nil
	}
	if media := o.media; media == "text/html" {
		h.Set("Content-Type", "text/plain; charset=utf-8")
	} else {
		h.Set("Content-Type", contentType(media))
	}
	if x.r.Method == http.MethodHead {
		x.reply.finish(http.StatusOK)
		return nil
	}
	return x.sendGraph(t, snap, o.format)
}

// sendGraph writes a graph.
func (x *exchange) sendGraph(t target, snap *graph.Snapshot, f rdfio.Format) error {
	j, err := x.s.begin(x.r, "graph store", "")
	if err != nil {
		return err
	}
	defer j.end()
	x.reply.job = j
	opts := []graph.SaveOption{graph.WithSaveContext(j.ctx), graph.WithPrefixes(x.s.g.Prefixes().List())}
	if !t.whole {
		opts = append(opts, graph.WithOnly(t.name))
	}
	if snap.Len() > prettyTriples {
		opts = append(opts, graph.WithStreaming())
	}
	if err := snap.Save(x.reply, f, opts...); err != nil {
		return err
	}
	x.reply.finish(http.StatusOK)
	return x.reply.err
}

func noGraph(t target) error {
	return &httpError{status: http.StatusNotFound, msg: "there is no graph <" + printable(t.name.Value()) + ">"}
}

// tag is the entity tag of a graph in a format: the state of the store that it was
// read from. Another server has other tags, and so has this one after a restart.
func (x *exchange) tag(s *graph.Snapshot, f rdfio.Format) string {
	zip := ""
	if x.reply.gzip {
		zip = "-gzip"
	}
	return fmt.Sprintf("%s%s%s\"", x.tagBase(s), f.Extension(), zip)
}

// tagBase is what the tags of all formats of one state begin with.
func (x *exchange) tagBase(s *graph.Snapshot) string {
	return fmt.Sprintf("\"%s-%d", x.s.nonce, s.Version())
}

// listed reports whether a header has a tag of the state, or *.
func (x *exchange) listed(header string, s *graph.Snapshot) bool {
	for _, tag := range strings.Split(strings.Join(x.r.Header.Values(header), ","), ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		rest, ok := strings.CutPrefix(tag, x.tagBase(s))
		if tag == "*" || ok && strings.HasPrefix(rest, ".") {
			return true
		}
	}
	return false
}

// precondition hears If-Match and If-None-Match of a change (RFC 9110, section 13).
func (x *exchange) precondition(s *graph.Snapshot, exists bool) error {
	match, none := x.r.Header.Get("If-Match") != "", x.r.Header.Get("If-None-Match") != ""
	if match && !(exists && x.listed("If-Match", s)) || none && exists && x.listed("If-None-Match", s) {
		return &httpError{status: http.StatusPreconditionFailed, msg: "the graph is not in the state that the request asks for"}
	}
	return nil
}

// deleteGraph removes a graph, or empties the default graph.
func (x *exchange) deleteGraph(t target) error {
	if err := x.mayWrite(); err != nil {
		return err
	}
	j, err := x.s.begin(x.r, "graph store", "")
	if err != nil {
		return err
	}
	defer j.end()
	err = x.s.opts.Store.change(j, x.s.g, func(c *changer) error {
		s := c.tx.Snapshot()
		if err := x.precondition(s, t.in(s)); err != nil {
			return err
		}
		if !t.in(s) {
			return noGraph(t)
		}
		return c.do(query.Drop, graph.Quad{G: t.name})
	})
	if err == nil {
		x.reply.finish(http.StatusNoContent)
	}
	return err
}

// storeGraph is PUT and POST: it replaces a graph or adds to it. A POST to the
// store itself makes a graph of a new name, or adds the graphs of a dataset.
func (x *exchange) storeGraph(t target) error {
	if err := x.mayWrite(); err != nil {
		return err
	}
	j, err := x.s.begin(x.r, "graph store", "")
	if err != nil {
		return err
	}
	defer j.end()
	base := t.name.Value()
	if base == "" {
		base = x.base() + "/graphs"
	}
	doc, err := x.document(j.ctx, base)
	if err != nil {
		return err
	}
	made := t.whole && !doc.graphs
	if made {
		t.name = graph.NewIRI(x.base() + "/graphs/" + strings.ToLower(rand.Text()))
	}
	if doc.graphs && !t.whole {
		return badRequest("a document with named graphs cannot be put into one graph; POST it to /graphs")
	}
	created := false
	err = x.s.opts.Store.change(j, x.s.g, func(c *changer) error {
		s := c.tx.Snapshot()
		created = !t.in(s) || made
		if err := x.precondition(s, !created); err != nil {
			return err
		}
		return c.store(j.ctx, t, doc.quads, x.r.Method == http.MethodPut)
	})
	switch {
	case err != nil:
		return err
	case made:
		x.reply.Header().Set("Location", t.name.Value())
		x.reply.finish(http.StatusCreated)
	case created:
		x.reply.finish(http.StatusCreated)
	default:
		x.reply.finish(http.StatusNoContent)
	}
	return nil
}

// store puts a document's statements into the target.
func (c *changer) store(ctx context.Context, t target, quads []graph.Quad, replace bool) error {
	if replace {
		if err := c.do(query.Clear, graph.Quad{G: t.name}); err != nil {
			return err
		}
	}
	if !t.whole && !t.name.IsAny() && !t.in(c.tx.Snapshot()) {
		if err := c.do(query.Create, graph.Quad{G: t.name}); err != nil {
			return err
		}
	}
	for i, q := range quads {
		if i%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !t.whole || q.G.IsAny() {
			q.G = t.name
		}
		if err := c.do(query.Insert, q); err != nil {
			return err
		}
	}
	return nil
}

// document is what a request carries.
type document struct {
	quads  []graph.Quad
	graphs bool // there are named graphs among them
	most   int
}

// document reads the request's body: one document, or a form of several
// (section 5.5).
func (x *exchange) document(ctx context.Context, base string) (*document, error) {
	media, params, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	if err != nil {
		return nil, unsupportedGraph()
	}
	doc := &document{most: x.s.opts.MaxTriples}
	body := http.MaxBytesReader(x.reply.w, x.r.Body, x.s.opts.MaxBody)
	if media != "multipart/form-data" {
		return doc, x.part(ctx, doc, body, x.r.Header.Get("Content-Type"), base, 0)
	}
	parts := multipart.NewReader(body, params["boundary"])
	for n := 0; ; n++ {
		p, err := parts.NextRawPart()
		switch {
		case errors.Is(err, io.EOF):
			return doc, nil
		case err != nil:
			return nil, bodyError(err)
		}
		if err := x.part(ctx, doc, p, p.Header.Get("Content-Type"), base, n); err != nil {
			return nil, err
		}
	}
}

// part reads one document into doc. Its blank nodes are apart from all others.
func (x *exchange) part(ctx context.Context, doc *document, r io.Reader, media, base string, n int) error {
	format := rdfio.FormatByMediaType(media)
	if format == rdfio.Unknown {
		return unsupportedGraph()
	}
	limits := rdfio.Limits{MaxTokenBytes: 1 << 20, MaxDepth: 128, MaxRatio: 100, MaxTotalBytes: x.s.opts.MaxBody}
	plain, err := rdfio.Decompress(r, limits)
	if err != nil {
		return bodyError(err)
	}
	o := rdfio.Options{Base: base, Limits: limits, BlankPrefix: fmt.Sprintf("h%s-%d-%d-", x.s.nonce, x.id, n)}
	return rdfio.Read(ctx, plain, format, o, func(q *rdfio.Quad) error {
		if len(doc.quads) == doc.most {
			return &httpError{status: http.StatusRequestEntityTooLarge, msg: fmt.Sprintf("the document has more than %d triples", doc.most)}
		}
		t := graph.Quad{Triple: graph.Triple{S: graph.FromRDFIO(&q.S), P: graph.FromRDFIO(&q.P), O: graph.FromRDFIO(&q.O)}}
		if q.G.Kind != 0 {
			t.G, doc.graphs = graph.FromRDFIO(&q.G), true
		}
		doc.quads = append(doc.quads, t)
		return nil
	})
}

func unsupportedGraph() error {
	var types []string
	for _, f := range rdfio.Formats() {
		types = append(types, f.MediaType())
	}
	return &httpError{
		status: http.StatusUnsupportedMediaType, msg: "a graph is sent as one of " + strings.Join(types, ", ") + ", or several as multipart/form-data",
		header: map[string]string{"Accept-Post": strings.Join(types, ", ")},
	}
}
