package sandbox

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// reply gathers the triples of one RDF answer: statements, each once, the code
// nodes they reach, each once, and what is added to them.
type reply struct {
	base  string // api base, put before local IRIs
	rec   *record
	buf   bytes.Buffer
	out   *rdfio.Writer
	stmts map[*statement]bool
	nodes map[string]bool
	fresh int // blank nodes made for this reply
	err   error
}

func newReply(base string, rec *record, more ...rdfio.Prefix) *reply {
	r := &reply{base: base, rec: rec, stmts: map[*statement]bool{}, nodes: map[string]bool{}}
	r.out, r.err = rdfio.NewWriter(&r.buf, rdfio.RDFXML, rdfio.WriterOptions{Prefixes: append(prefixes(), more...)})
	return r
}

// blank makes a blank node that no record has.
func (r *reply) blank() term {
	r.fresh++
	return blank("reply" + strconv.Itoa(r.fresh))
}

// add writes one triple, local IRIs made absolute.
func (r *reply) add(t triple) {
	if r.err == nil {
		r.err = r.out.Write(&rdfio.Quad{S: r.absolute(t.S), P: t.P, O: r.absolute(t.O)})
	}
}

func (r *reply) absolute(t term) term {
	if isLocal(&t) {
		t.Value = r.base + t.Value
	}
	return t
}

// put adds properties of a node.
func (r *reply) put(s term, props ...prop) {
	for _, p := range props {
		r.add(triple{S: s, P: iri(p.name), O: p.o})
	}
}

// statement adds a statement with its nodes.
func (r *reply) statement(s *statement) {
	if r.stmts[s] {
		return
	}
	r.stmts[s] = true
	for _, t := range s.triples {
		r.add(t)
	}
	for _, node := range s.nodes {
		if r.nodes[node] {
			continue
		}
		r.nodes[node] = true
		for _, t := range r.rec.nodes[node] {
			r.add(t)
		}
	}
}

// hits adds statements and those one hop from them.
func (r *reply) hits(list []*statement) {
	for _, s := range list {
		r.statement(s)
	}
	for _, s := range list {
		for _, link := range s.links {
			if to := r.rec.paths[link]; to != nil {
				r.statement(to)
			}
		}
	}
}

// summary adds an api:ResponseSummary for one page of results.
func (r *reply) summary(p page, millis int64) {
	at := r.blank()
	r.put(at,
		prop{"rdf:type", iri("api:ResponseSummary")},
		prop{"api:totalResultCount", integer(strconv.Itoa(p.total))},
		prop{"api:resultsReturned", integer(strconv.Itoa(len(p.hits)))},
		prop{"api:processingTimeMs", integer(strconv.FormatInt(millis, 10))})
	if p.next != "" {
		r.put(at, prop{"api:nextPageURL", text(p.next)})
	}
	if p.limited {
		r.put(at, prop{"api:resultOrder", r.list(p.hits)})
	}
}

// list adds an RDF collection of the statements and returns its head.
func (r *reply) list(items []*statement) term {
	rest := iri("rdf:nil")
	for i := len(items) - 1; i >= 0; i-- {
		cell := r.blank()
		r.put(cell, prop{"rdf:first", local(items[i].path)}, prop{"rdf:rest", rest})
		rest = cell
	}
	return rest
}

// send finishes the document and answers 200 application/rdf+xml, without
// parameters: api_verify compares the whole header.
func (r *reply) send(w http.ResponseWriter) {
	if err := r.out.Close(); r.err == nil {
		r.err = err
	}
	if r.err != nil {
		http.Error(w, "The record cannot be written: "+r.err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", rdfio.RDFXML.MediaType())
	w.Header().Set("Content-Length", strconv.Itoa(r.buf.Len()))
	w.Write(r.buf.Bytes())
}

// sendXML answers one of the few plain XML documents.
func sendXML(w http.ResponseWriter, format string, args ...any) {
	w.Header().Set("Content-Type", "application/xml")
	fmt.Fprintf(w, format, args...)
}
