package workload

// ntriples writes one line a triple. Nested nodes follow the node that leads to
// them, so that a subject's triples stand together.
type ntriples struct{ *text }

func (w *ntriples) Close() error { return w.w.Flush() }

func (w *ntriples) Node(n *Node) error {
	w.node(n, 0)
	return w.flush()
}

// node writes n, whose label is the id-th if it is nested.
func (w *ntriples) node(n *Node, id int) {
	first := w.nested + 1
	for i := range n.props {
		p := &n.props[i]
		w.subject(n, id)
		w.buf = append(w.buf, " <"...)
		w.buf = append(w.buf, p.predicate...)
		w.buf = append(w.buf, "> "...)
		if p.object.kind == nestedValue {
			w.nested++
			w.buf = append(w.buf, "_:"...)
			w.label(w.nested)
		} else {
			w.buf = appendTerm(w.buf, &p.object)
		}
		w.buf = append(w.buf, " .\n"...)
	}
	for i := range n.props {
		if c := n.props[i].object.node; c != nil {
			w.node(c, first)
			first++
		}
	}
}

func (w *ntriples) subject(n *Node, id int) {
	if n.self.kind == nestedValue {
		w.buf = append(w.buf, "_:"...)
		w.label(id)
		return
	}
	w.buf = appendTerm(w.buf, &n.self)
}

// appendTerm writes an IRI, a labelled blank node or a literal as N-Triples.
func appendTerm(b []byte, v *Value) []byte {
	switch v.kind {
	case iriValue:
		b = append(append(b, '<'), v.text...)
		return append(b, '>')
	case blankValue:
		return append(append(b, "_:"...), v.text...)
	}
	b = appendQuoted(b, v.text)
	switch {
	case v.lang != "":
		b = append(append(b, '@'), v.lang...)
	case v.datatype != "":
		b = append(append(b, "^^<"...), v.datatype...)
		b = append(b, '>')
	}
	return b
}

// appendQuoted writes a string in quotes with the escapes of N-Triples.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch c {
		case '\n':
			b = append(b, `\n`...)
		case '\t':
			b = append(b, `\t`...)
		case '"', '\\':
			b = append(b, '\\', c)
		default:
			const hex = "0123456789ABCDEF"
			b = append(b, `\u00`...)
			b = append(b, hex[c>>4], hex[c&15])
		}
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}
