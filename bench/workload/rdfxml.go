package workload

import "fmt"

// rdfxml writes RDF/XML as SMART containers send it: a flat list of
// rdf:Description elements, blank nodes by rdf:nodeID.
type rdfxml struct {
	*text
	err error // the first predicate that XML cannot name
}

func newRDFXML(t *text) *rdfxml {
	t.buf = append(t.buf, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rdf:RDF xmlns:rdf=\""+RDF+"\""...)
	for _, p := range t.prefixes {
		if p.IRI != RDF {
			t.buf = append(t.buf, "\n   xmlns:"+p.Label+"=\""+p.IRI+"\""...)
		}
	}
	t.buf = append(t.buf, ">\n"...)
	return &rdfxml{text: t}
}

func (w *rdfxml) Close() error {
	w.buf = append(w.buf, "</rdf:RDF>\n"...)
	if err := w.flush(); err != nil {
		return err
	}
	if err := w.w.Flush(); err != nil {
		return err
	}
	return w.err
}

func (w *rdfxml) Node(n *Node) error {
	w.node(n, 0)
	if w.err != nil {
		return w.err
	}
	return w.flush()
}

func (w *rdfxml) node(n *Node, id int) {
	first := w.nested + 1
	w.buf = append(w.buf, "  <rdf:Description "...)
	switch n.self.kind {
	case iriValue:
		w.attribute("rdf:about", n.self.text)
	case nestedValue:
		w.buf = append(w.buf, `rdf:nodeID="`...)
		w.label(id)
		w.buf = append(w.buf, '"')
	default:
		w.attribute("rdf:nodeID", n.self.text)
	}
	w.buf = append(w.buf, ">\n"...)
	for i := range n.props {
		w.property(&n.props[i])
	}
	w.buf = append(w.buf, "  </rdf:Description>\n"...)
	for i := range n.props {
		if c := n.props[i].object.node; c != nil {
			w.node(c, first)
			first++
		}
	}
}

func (w *rdfxml) property(p *property) {
	name, ok := w.name(p.predicate)
	if !ok {
		w.err = fmt.Errorf("workload: no namespace for the predicate %s", p.predicate)
		return
	}
	w.buf = append(append(append(w.buf, "    <"...), name...), ' ')
	switch v := &p.object; v.kind {
	case iriValue:
		w.attribute("rdf:resource", v.text)
		w.buf = append(w.buf, "/>\n"...)
	case blankValue:
		w.attribute("rdf:nodeID", v.text)
		w.buf = append(w.buf, "/>\n"...)
	case nestedValue:
		w.nested++
		w.buf = append(w.buf, `rdf:nodeID="`...)
		w.label(w.nested)
		w.buf = append(w.buf, "\"/>\n"...)
	default:
		w.literal(v, name)
	}
}

// literal ends the start tag, and writes the text and the end tag.
func (w *rdfxml) literal(v *Value, name string) {
	switch {
	case v.lang != "":
		w.attribute("xml:lang", v.lang)
	case v.datatype != "":
		w.attribute("rdf:datatype", v.datatype)
	default:
		w.buf = w.buf[:len(w.buf)-1]
	}
	w.buf = append(w.buf, '>')
	w.buf = appendXML(w.buf, v.text)
	w.buf = append(append(append(w.buf, "</"...), name...), ">\n"...)
}

func (w *rdfxml) name(iri string) (string, bool) {
	if len(iri) > len(RDF) && iri[:len(RDF)] == RDF {
		return "rdf:" + iri[len(RDF):], true
	}
	return w.predicate(iri)
}

func (w *rdfxml) attribute(name, value string) {
	w.buf = append(append(w.buf, name...), `="`...)
	w.buf = append(appendXML(w.buf, value), '"')
}

// appendXML writes text or an attribute's value with the characters escaped that
// XML keeps for itself.
func appendXML(b []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; c {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '>':
			b = append(b, "&gt;"...)
		case '"':
			b = append(b, "&quot;"...)
		default:
			b = append(b, c)
		}
	}
	return b
}
