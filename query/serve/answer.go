package serve

import (
	"net/http"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// query answers a query.
func (x *exchange) query(op *operation) error {
	x.kind = "query"
	q, err := query.Parse(op.text, x.options(op)...)
	if err != nil {
		return err
	}
	accept := x.r.Header.Values("Accept")
	table, tableOK := negotiate(accept, tableOffers())
	triples, triplesOK := negotiate(accept, graphOffers())
	rows := q.Form() == syntax.Select || q.Form() == syntax.Ask
	switch {
	case rows && !tableOK:
		return notAcceptable("the answer to this query", tableOffers())
	case !rows && !triplesOK:
		return notAcceptable("the answer to this query", graphOffers())
	}
	x.reply.Header().Add("Vary", "Accept")
	j, err := x.s.begin(x.r, "query", op.text)
	if err != nil {
		return err
	}
	defer j.end()
	x.reply.job = j
	if rows {
		return x.rows(q, table)
	}
	return x.triples(q, triples)
}

// rows answers SELECT and ASK.
func (x *exchange) rows(q *query.Query, o offer[results.Format]) error {
	h := x.reply.Header()
	h.Set("Content-Type", contentType(o.media))
	if o.format == results.HTML {
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	}
	res, err := q.Run(x.reply.job.ctx, x.s.g)
	if err != nil {
		return err
	}
	options := results.Options{Prefixes: declared(q)}
	if res.Form == syntax.Ask {
		err = results.WriteBool(x.reply, o.format, res.Bool, options)
	} else {
		defer res.Rows.Close()
		err = results.Write(x.reply, o.format, res.Rows, options)
	}
	if err != nil {
		return err
	}
	x.reply.finish(http.StatusOK)
	return x.reply.err
}

// triples answers CONSTRUCT and DESCRIBE.
func (x *exchange) triples(q *query.Query, o offer[rdfio.Format]) error {
	media := o.media
	if media == "text/html" {
		media = "text/plain"
	}
	x.reply.Header().Set("Content-Type", contentType(media))
	res, err := q.Run(x.reply.job.ctx, x.s.g)
	if err != nil {
		return err
	}
	defer res.Triples.Close()
	var prefixes []rdfio.Prefix
	for _, p := range q.Tree().Prologue.Prefixes {
		prefixes = append(prefixes, rdfio.Prefix{Label: p.Label, IRI: p.IRI})
	}
	w, err := rdfio.NewWriter(x.reply, o.format, rdfio.WriterOptions{Prefixes: prefixes, Streaming: true})
	if err != nil {
		return err
	}
	for t, err := range res.Triples.All() {
		if err != nil {
			return err
		}
		if err := w.Write(&rdfio.Quad{S: graph.ToRDFIO(t.S), P: graph.ToRDFIO(t.P), O: graph.ToRDFIO(t.O)}); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	x.reply.finish(http.StatusOK)
	return x.reply.err
}

// declared are the prefixes that a query declares.
func declared(q *query.Query) map[string]string {
	out := map[string]string{}
	for _, p := range q.Tree().Prologue.Prefixes {
		out[p.Label] = p.IRI
	}
	return out
}
