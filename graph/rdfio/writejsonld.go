package rdfio

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// jsonLDWriter writes JSON-LD 1.1: one object with a @context for the prefixes
// in use, and a @graph of flat node objects, one for each subject. RDF lists
// become @list, named graphs node objects with a @graph. JSON-LD has no triple
// terms; they are refused. All statements are gathered before the first byte.
type jsonLDWriter struct {
	out     *output
	names   *shortener
	held    quadList
	grouped grouped
	depth   int
	pending []int // lists that are too deep to nest
}

// errTripleInJSON says that JSON-LD cannot hold a triple term.
var errTripleInJSON = errors.New("rdfio: JSON-LD 1.1 has no triple terms")

func newJSONLDWriter(out *output, o *WriterOptions) (*jsonLDWriter, error) {
	usable := *o
	usable.Base = ""
	usable.Prefixes = nil
	for _, p := range o.Prefixes {
		// Only such a prefix works in a simple term definition (JSON-LD 1.1,
		// section 4.1.5): its IRI ends in a delimiter.
		if validNCName(p.Label) && p.IRI != "" && isAny(p.IRI[len(p.IRI)-1], ":/?#[]@") {
			usable.Prefixes = append(usable.Prefixes, p)
		}
	}
	names, err := newShortener(&usable)
	return &jsonLDWriter{out: out, names: names}, err
}

func (w *jsonLDWriter) write(q *Quad) error {
	if q.O.Kind == TripleTerm {
		return errTripleInJSON
	}
	w.held.add(q)
	return nil
}

func (w *jsonLDWriter) finish() error {
	w.grouped = groupQuads(&w.held)
	w.choosePrefixes()
	b := append(w.out.buf, "{\n"...)
	b = w.context(b)
	b = append(b, "  \"@graph\": ["...)
	graph, first := Term{}, true
	for i := range w.grouped.nodes {
		n := &w.grouped.nodes[i]
		if n.done || n.use != nil && n.use.nests() && w.grouped.isList(n.use) {
			continue // a cell of a list stands where the list is the object
		}
		var err error
		if g := w.grouped.at(n.from).G; g != graph {
			if b, err = w.openGraph(b, &graph, g, first); err != nil {
				return err
			}
			first = true
		}
		if b, err = w.nodes(b, i, first, graph); err != nil {
			return err
		}
		first = false
		if err = w.out.done(b); err != nil {
			return err
		}
		b = w.out.buf
	}
	if graph.Kind != 0 {
		b = append(b, "\n      ]\n    }"...)
	}
	return w.out.done(append(b, "\n  ]\n}\n"...))
}

// nodes appends the node object of node i, and those of the lists that were too
// deep to stand in it.
func (w *jsonLDWriter) nodes(b []byte, i int, first bool, graph Term) ([]byte, error) {
	for {
		n := &w.grouped.nodes[i]
		n.done = true
		var err error
		b, err = w.node(w.separate(b, first, graph), n)
		if err != nil || len(w.pending) == 0 {
			return b, err
		}
		first = false
		i = w.pending[len(w.pending)-1]
		w.pending = w.pending[:len(w.pending)-1]
	}
}

// separate appends what stands before a node object.
func (w *jsonLDWriter) separate(b []byte, first bool, graph Term) []byte {
	if !first {
		b = append(b, ',')
	}
	if graph.Kind != 0 {
		return append(b, "\n        "...)
	}
	return append(b, "\n    "...)
}

// openGraph closes the graph before, if it is a named one, and opens g.
func (w *jsonLDWriter) openGraph(b []byte, last *Term, g Term, empty bool) ([]byte, error) {
	if last.Kind != 0 {
		b = append(b, "\n      ]\n    },"...)
	} else if !empty {
		b = append(b, ',')
	}
	*last = g
	b, err := w.id(append(b, "\n    {\n      \"@id\": "...), &g)
	return append(b, ",\n      \"@graph\": ["...), err
}

// choosePrefixes marks the prefixes in use. A prefix whose label is the scheme
// of an IRI in the document would change what that IRI means, and is dropped.
func (w *jsonLDWriter) choosePrefixes() {
	schemes := make(map[string]bool)
	for i := range w.grouped.quads.n {
		q := w.grouped.quads.at(i)
		for _, iri := range []string{q.S.Value, q.P.Value, q.O.Value, q.O.Datatype, q.G.Value} {
			if scheme, rest, ok := strings.Cut(iri, ":"); ok && !strings.HasPrefix(rest, "//") {
				schemes[scheme] = true
			}
		}
	}
	var kept []Prefix
	for _, p := range w.names.prefixes {
		if !schemes[p.Label] {
			kept = append(kept, p)
		}
	}
	// The prefixes have been checked before; fewer of them are right as well.
	w.names, _ = newShortener(&WriterOptions{Prefixes: kept})
	for i := range w.grouped.quads.n {
		q := w.grouped.quads.at(i)
		for _, t := range []*Term{&q.S, &q.P, &q.O, &q.G} {
			switch {
			case t.Kind == IRI:
				w.compact(t.Value)
			case t.Kind == Literal && t.Datatype != "":
				w.compact(t.Datatype)
			}
		}
	}
}

// compact is iri as a compact IRI where a prefix fits.
func (w *jsonLDWriter) compact(iri string) string {
	k, local, ok := w.names.split(iri)
	if !ok || local == "" {
		return iri
	}
	w.names.used[k] = true
	return w.names.prefixes[k].Label + ":" + local
}

// context appends the @context, if there are prefixes in use.
func (w *jsonLDWriter) context(b []byte) []byte {
	open := "  \"@context\": {\n    "
	for i, p := range w.names.prefixes {
		if w.names.used[i] {
			b = appendJSONString(append(b, open...), p.Label)
			b = appendJSONString(append(b, ": "...), p.IRI)
			open = ",\n    "
		}
	}
	if strings.HasPrefix(open, ",") {
		b = append(b, "\n  },\n"...)
	}
	return b
}

// node appends the node object of a subject.
func (w *jsonLDWriter) node(b []byte, n *subjectNode) ([]byte, error) {
	q := w.grouped.at(n.from)
	b, err := w.id(append(b, "{\"@id\": "...), &q.S)
	if err != nil {
		return b, err
	}
	for i := n.from; i < n.to; {
		end := i + 1
		for end < n.to && w.grouped.at(end).P == w.grouped.at(i).P {
			end++
		}
		if b, err = w.property(append(b, ", "...), i, end); err != nil {
			return b, err
		}
		i = end
	}
	return append(b, '}'), nil
}

// property appends a predicate with all its objects: as @type what @type can
// hold, and the rest under the predicate's IRI.
func (w *jsonLDWriter) property(b []byte, from, to int) ([]byte, error) {
	p := &w.grouped.at(from).P
	types := p.Value == rdfType
	for i := from; i < to; i++ {
		o := &w.grouped.at(i).O
		types = types && (o.Kind == IRI || o.Kind == Blank && !w.list(o))
	}
	if err := checkAbsolute(p.Value); err != nil {
		return b, err
	}
	if types {
		b = append(b, "\"@type\": ["...)
	} else {
		b = append(appendJSONString(b, w.compact(p.Value)), ": ["...)
	}
	var err error
	for i := from; i < to; i++ {
		if i > from {
			b = append(b, ", "...)
		}
		if o := &w.grouped.at(i).O; types {
			b, err = w.id(b, o)
		} else {
			b, err = w.object(b, o)
		}
		if err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

// list reports whether the blank node t is written as a @list. A list that is
// too deep gets its label here.
func (w *jsonLDWriter) list(t *Term) bool {
	u := w.grouped.use(t.Value)
	if !u.nests() || !w.grouped.isList(u) {
		return false
	}
	if w.depth >= nestMax {
		u.label = true
		w.pending = append(w.pending, u.node)
		return false
	}
	return true
}

// id appends an IRI or blank node as a JSON string.
func (w *jsonLDWriter) id(b []byte, t *Term) ([]byte, error) {
	if t.Kind == Blank {
		return append(appendBlank(append(b, '"'), t.Value), '"'), nil
	}
	if err := checkAbsolute(t.Value); err != nil {
		return b, err
	}
	return appendJSONString(b, w.compact(t.Value)), nil
}

// checkAbsolute refuses what is no absolute IRI.
func checkAbsolute(iri string) error {
	_, err := appendIRI(nil, iri)
	return err
}

// object appends an object as a node reference, a @list or a value object.
func (w *jsonLDWriter) object(b []byte, t *Term) ([]byte, error) {
	switch {
	case t.Kind == Blank && w.list(t):
		return w.listItems(b, w.grouped.use(t.Value))
	case t.Kind == IRI && t.Value == rdfNil:
		return append(b, "{\"@list\": []}"...), nil
	case t.Kind == IRI || t.Kind == Blank:
		b, err := w.id(append(b, "{\"@id\": "...), t)
		return append(b, '}'), err
	}
	return w.literal(b, t)
}

// listItems appends the list that starts at the cell u.
func (w *jsonLDWriter) listItems(b []byte, u *blankUse) ([]byte, error) {
	w.depth++
	defer func() { w.depth-- }()
	b = append(b, "{\"@list\": ["...)
	for k := 0; ; k++ {
		if k > 0 {
			b = append(b, ", "...)
		}
		first, rest := w.grouped.cell(u)
		var err error
		if b, err = w.object(b, first); err != nil {
			return b, err
		}
		if rest.Kind == IRI {
			return append(b, "]}"...), nil
		}
		u = w.grouped.use(rest.Value)
	}
}

// literal appends a value object.
func (w *jsonLDWriter) literal(b []byte, t *Term) ([]byte, error) {
	if !utf8.ValidString(t.Value) {
		return b, errors.New("rdfio: cannot write a literal that is not UTF-8")
	}
	b = appendJSONString(append(b, "{\"@value\": "...), t.Value)
	switch {
	case t.Lang != "":
		if !validLang(t.Lang) {
			return b, errors.New("rdfio: cannot write the language tag " + clip(t.Lang))
		}
		b = appendJSONString(append(b, ", \"@language\": "...), t.Lang)
		if t.Dir != NoDirection {
			b = appendJSONString(append(b, ", \"@direction\": "...), t.Dir.String())
		}
	case t.Datatype != "" && t.Datatype != xsdString:
		if err := checkAbsolute(t.Datatype); err != nil {
			return b, err
		}
		b = appendJSONString(append(b, ", \"@type\": "...), w.compact(t.Datatype))
	}
	return append(b, '}'), nil
}
