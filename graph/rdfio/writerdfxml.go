package rdfio

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// rdfXMLWriter writes RDF/XML (RDF 1.2): one rdf:Description for each run of
// statements with the same subject, one property element for each statement.
// Blank nodes keep their labels as rdf:nodeID. It writes as it goes; the
// namespaces of predicates that no prefix covers are declared where they occur,
// and so is rdf:version, so that a document without triple terms and base
// directions is one of RDF 1.1.
type rdfXMLWriter struct {
	out     *output
	names   *shortener
	labels  map[string]string // namespace IRI to label
	head    bool
	open    bool
	subject Term
}

func newRDFXMLWriter(out *output, o *WriterOptions) (*rdfXMLWriter, error) {
	names, err := newShortener(o)
	if err != nil {
		return nil, err
	}
	w := &rdfXMLWriter{out: out, names: names, labels: map[string]string{rdfNS: "rdf"}}
	for _, p := range o.Prefixes {
		if _, ok := w.labels[p.IRI]; !ok && usableLabel(&p) {
			w.labels[p.IRI] = p.Label
		}
	}
	return w, nil
}

// usableLabel reports whether a prefix can be declared in the document element:
// XML reserves some, and the default namespace and rdf are not used.
func usableLabel(p *Prefix) bool {
	return p.Label != "rdf" && validNCName(p.Label) && !(len(p.Label) >= 3 && lowerASCII(p.Label[:3]) == "xml") &&
		p.IRI != xmlNS && p.IRI != xmlnsNS && checkXMLText(p.IRI) == nil
}

// header appends the declaration and the start of the document element.
func (w *rdfXMLWriter) header(b []byte) []byte {
	if w.head {
		return b
	}
	w.head = true
	b = append(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF\n    xmlns:rdf=\""+rdfNS+"\""...)
	for _, p := range w.names.prefixes {
		if usableLabel(&p) && w.labels[p.IRI] == p.Label {
			b = append(append(append(b, "\n    xmlns:"...), p.Label...), `="`...)
			b = append(appendXMLAttr(b, p.IRI), '"')
		}
	}
	if w.names.base.known {
		b = append(appendXMLAttr(append(b, "\n    xml:base=\""...), w.names.baseRaw), '"')
	}
	return append(b, ">\n"...)
}

func (w *rdfXMLWriter) write(q *Quad) error {
	b := w.header(w.out.buf)
	var err error
	if !w.open || w.subject != q.S {
		b = w.closeSubject(b)
		if b, err = w.description(b, &q.S, "  "); err != nil {
			return err
		}
		w.subject, w.open = q.S, true
	}
	if b, err = w.property(b, &q.P, &q.O, "    "); err != nil {
		return err
	}
	return w.out.done(b)
}

func (w *rdfXMLWriter) closeSubject(b []byte) []byte {
	if w.open {
		b = append(b, "  </rdf:Description>\n"...)
	}
	w.open = false
	return b
}

func (w *rdfXMLWriter) finish() error {
	return w.out.done(append(w.closeSubject(w.header(w.out.buf)), "</rdf:RDF>\n"...))
}

// description appends the start tag of the element that describes s.
func (w *rdfXMLWriter) description(b []byte, s *Term, indent string) ([]byte, error) {
	b = append(append(b, indent...), "<rdf:Description"...)
	if s.Kind == Blank {
		return append(appendNodeID(b, s.Value), ">\n"...), nil
	}
	b, err := w.reference(b, " rdf:about=\"", s.Value)
	return append(b, ">\n"...), err
}

// reference appends an attribute whose value is an IRI, relative to the base
// where that is shorter.
func (w *rdfXMLWriter) reference(b []byte, open, iri string) ([]byte, error) {
	if !hasScheme(iri) {
		return b, fmt.Errorf("rdfio: cannot write the IRI <%s>: %w", clip(iri), ErrRelativeIRI)
	}
	if err := checkIRI(iri); err != nil {
		return b, err
	}
	if err := checkXMLText(iri); err != nil {
		return b, err
	}
	if w.names.base.known {
		if rel, ok := w.names.relative(iri); ok {
			iri = rel
		}
	}
	return append(appendXMLAttr(append(b, open...), iri), '"'), nil
}

// property appends one property element.
func (w *rdfXMLWriter) property(b []byte, pred, o *Term, indent string) ([]byte, error) {
	name, decl, err := w.element(pred.Value)
	if err != nil {
		return b, err
	}
	b = append(append(append(append(b, indent...), '<'), name...), decl...)
	switch o.Kind {
	case IRI:
		b, err = w.reference(b, " rdf:resource=\"", o.Value)
		return append(b, "/>\n"...), err
	case Blank:
		return append(appendNodeID(b, o.Value), "/>\n"...), nil
	case Literal:
		b, err = w.literal(b, o)
	default:
		inner := indent + "  "
		b = append(b, " rdf:version=\"1.2\" rdf:parseType=\"Triple\">\n"...)
		if b, err = w.description(b, &o.Triple.S, inner); err != nil {
			return b, err
		}
		if b, err = w.property(b, &o.Triple.P, &o.Triple.O, inner+"  "); err != nil {
			return b, err
		}
		b = append(append(append(b, inner...), "</rdf:Description>\n"...), indent...)
	}
	return append(append(append(b, "</"...), name...), ">\n"...), err
}

// literal appends the attributes and the text of a literal, up to the end tag.
func (w *rdfXMLWriter) literal(b []byte, o *Term) ([]byte, error) {
	var err error
	switch {
	case o.Lang != "":
		if !validLang(o.Lang) {
			return b, fmt.Errorf("rdfio: cannot write the language tag %q", clip(o.Lang))
		}
		b = append(append(append(b, " xml:lang=\""...), o.Lang...), '"')
		if o.Dir != NoDirection {
			b = append(append(append(b, " rdf:version=\"1.2\" xmlns:its=\""+itsNS+"\" its:version=\"2.0\" its:dir=\""...), o.Dir.String()...), '"')
		}
	case o.Datatype != "" && o.Datatype != xsdString:
		if b, err = w.reference(b, " rdf:datatype=\"", o.Datatype); err != nil {
			return b, err
		}
	}
	if err = checkXMLText(o.Value); err != nil {
		return b, err
	}
	return appendXMLText(append(b, '>'), o.Value), nil
}

// element gives the element name for a predicate, and the namespace declaration
// it needs there.
func (w *rdfXMLWriter) element(iri string) (name, decl string, err error) {
	i := len(iri)
	for i > 0 {
		r, n := utf8.DecodeLastRuneInString(iri[:i])
		if !isNameRune(r) {
			break
		}
		i -= n
	}
	for i < len(iri) && !validNCName(iri[i:]) {
		_, n := utf8.DecodeRuneInString(iri[i:])
		i += n
	}
	ns, local := iri[:i], iri[i:]
	switch {
	case local == "" || !hasScheme(ns):
		return "", "", fmt.Errorf("rdfio: RDF/XML cannot write the predicate <%s>: it does not end in an XML name", clip(iri))
	case ns == rdfNS && rdfRole(local) != roleNone && rdfRole(local) != roleType, ns == xmlNS, ns == xmlnsNS:
		return "", "", fmt.Errorf("rdfio: RDF/XML reserves the name <%s>", clip(iri))
	}
	if err := checkIRI(iri); err != nil {
		return "", "", err
	}
	if label, ok := w.labels[ns]; ok {
		return label + ":" + local, "", nil
	}
	label := "ns"
	for k := 1; w.taken(label); k++ {
		label = "ns" + strconv.Itoa(k)
	}
	return label + ":" + local, " xmlns:" + label + "=\"" + string(appendXMLAttr(nil, ns)) + `"`, nil
}

// taken reports whether label is a prefix of the document element.
func (w *rdfXMLWriter) taken(label string) bool {
	for _, p := range w.names.prefixes {
		if p.Label == label {
			return true
		}
	}
	return false
}

func isNameRune(r rune) bool {
	if r < utf8.RuneSelf {
		return class[byte(r)]&cPN != 0 || r == '.'
	}
	return r != utf8.RuneError && isPN(r)
}

// appendNodeID appends an rdf:nodeID for a label, by the rule of appendBlank.
func appendNodeID(b []byte, label string) []byte {
	b = append(b, " rdf:nodeID=\""...)
	if validNCName(label) {
		b = append(b, label...)
		if looksEncoded(label) {
			b = append(b, 'x')
		}
		return append(b, '"')
	}
	return append(appendEncoded(b, label), '"')
}

// checkXMLText refuses text with characters that XML 1.0 does not have.
func checkXMLText(s string) error {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n <= 1 {
				return errNotUTF8(s[i])
			}
		}
		if !isXMLChar(r) {
			return fmt.Errorf("rdfio: XML cannot contain the character U+%04X", r)
		}
	}
	return nil
}
