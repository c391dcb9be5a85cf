package fetch

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// A container's reply to one collection also holds the statements one hop
// away: the lab panels come with their results, the fulfillments with their
// medications. Each reply names its blank nodes anew, so the plain union of two
// replies has everything twice that is behind a blank node, and a query over it
// gives every row twice, or four times. A merge therefore takes each statement
// from one reply only: that of its own collection where there is one.

const nsSP = "http://smartplatforms.org/terms#"

// part is one reply, read.
type part struct {
	collection string
	url        string // without its query
	quads      []rdfio.Quad
	prefixes   []rdfio.Prefix
}

// read parses a reply, its blank nodes kept apart from those of other parts.
func (r *Response) read(ctx context.Context, collection string, n int) (*part, error) {
	p := &part{collection: strings.TrimSuffix(collection, "/"), url: withoutQuery(r.URL)}
	format := rdfFormat(r.ContentType)
	if format == rdfio.Unknown {
		return nil, &ContentError{URL: p.url, ContentType: r.ContentType, Want: "RDF"}
	}
	o := rdfio.Options{
		Base: r.URL, File: p.url, BlankPrefix: "c" + strconv.Itoa(n) + "x",
		Prefix: func(label, iri string) { p.prefixes = append(p.prefixes, rdfio.Prefix{Label: label, IRI: iri}) },
	}
	err := rdfio.Read(ctx, bytes.NewReader(r.Body), format, o, func(q *rdfio.Quad) error {
		p.quads = append(p.quads, *q)
		return nil
	})
	if err != nil && ctx.Err() == nil {
		err = &ContentError{URL: p.url, ContentType: r.ContentType, Want: format.String(), Err: err}
	}
	return p, err
}

// owns reports whether a statement's IRI is one of this collection's.
func (p *part) owns(iri string) bool {
	return strings.HasSuffix(iri, "/"+p.collection) || strings.Contains(iri, "/"+p.collection+"/")
}

// owners says which part each statement is taken from: its collection's, else
// the first that has it.
func owners(parts []*part) map[string]*part {
	out := map[string]*part{}
	for _, p := range parts {
		for i := range p.quads {
			q := &p.quads[i]
			if q.P.Value != nsSP+"belongsTo" || q.S.Kind != rdfio.IRI {
				continue
			}
			if have := out[q.S.Value]; have == nil || !have.owns(q.S.Value) && p.owns(q.S.Value) {
				out[q.S.Value] = p
			}
		}
	}
	return out
}

// merge loads the parts into g as one document: all of it or nothing.
func merge(ctx context.Context, g *graph.Graph, parts []*part, named bool) error {
	own := owners(parts)
	var doc bytes.Buffer
	out, err := rdfio.NewWriter(&doc, rdfio.TriG, rdfio.WriterOptions{Prefixes: allPrefixes(parts), Streaming: true})
	if err != nil {
		return err
	}
	for _, p := range parts {
		drop := p.unwanted(own)
		for i := range p.quads {
			q := p.quads[i]
			if drop[q.S] {
				continue
			}
			if named {
				q.G = rdfio.Term{Kind: rdfio.IRI, Value: p.url}
			}
			if err := out.Write(&q); err != nil {
				return err
			}
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	return g.Load(ctx, &doc, graph.WithFormat(rdfio.TriG), graph.WithName("record"))
}

// allPrefixes are the parts' prefixes, the first of each label, and those of
// the SMART vocabulary, since RDF/XML need not declare any.
func allPrefixes(parts []*part) []rdfio.Prefix {
	smart := &part{prefixes: []rdfio.Prefix{
		{Label: "sp", IRI: nsSP}, {Label: "spcode", IRI: "http://smartplatforms.org/terms/codes/"}, {Label: "dcterms", IRI: "http://purl.org/dc/terms/"},
		{Label: "foaf", IRI: "http://xmlns.com/foaf/0.1/"}, {Label: "v", IRI: "http://www.w3.org/2006/vcard/ns#"}, {Label: "rdf", IRI: nsRDF},
	}}
	var out []rdfio.Prefix
	seen := map[string]bool{}
	for _, p := range append(slices.Clip(parts), smart) {
		for _, x := range p.prefixes {
			if !seen[x.Label] {
				seen[x.Label] = true
				out = append(out, x)
			}
		}
	}
	return out
}

// unwanted are the subjects of a part that are left out: statements owned by
// another part and response summaries, with the blank nodes that only they
// reach.
func (p *part) unwanted(own map[string]*part) map[rdfio.Term]bool {
	below := map[rdfio.Term][]rdfio.Term{} // subject to its blank objects
	drop, roots := map[rdfio.Term]bool{}, []rdfio.Term{}
	for i := range p.quads {
		q := &p.quads[i]
		if q.O.Kind == rdfio.Blank {
			below[q.S] = append(below[q.S], q.O)
		}
		owner := own[q.S.Value]
		foreign := q.S.Kind == rdfio.IRI && owner != nil && owner != p
		summary := q.P.Value == nsRDF+"type" && q.O.Value == nsAPI+"ResponseSummary"
		if (foreign || summary) && !drop[q.S] {
			drop[q.S] = true
			roots = append(roots, q.S)
		}
	}
	if len(roots) == 0 {
		return nil
	}
	reach(below, roots, drop)
	kept := map[rdfio.Term]bool{}
	var from []rdfio.Term
	for i := range p.quads {
		if s := p.quads[i].S; !drop[s] && !kept[s] {
			kept[s] = true
			from = append(from, s)
		}
	}
	reach(below, from, kept)
	for t := range kept {
		delete(drop, t)
	}
	return drop
}

// reach adds every node below the given ones to a set.
func reach(below map[rdfio.Term][]rdfio.Term, queue []rdfio.Term, set map[rdfio.Term]bool) {
	for len(queue) > 0 {
		next := below[queue[0]]
		queue = queue[1:]
		for _, t := range next {
			if !set[t] {
				set[t] = true
				queue = append(queue, t)
			}
		}
	}
}
