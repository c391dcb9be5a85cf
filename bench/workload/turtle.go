package workload

// turtle writes a node as one statement, with nested nodes in brackets.
type turtle struct{ *text }

func newTurtle(t *text) *turtle {
	for _, p := range t.prefixes {
		t.buf = append(t.buf, "@prefix "+p.Label+": <"+p.IRI+"> .\n"...)
	}
	return &turtle{t}
}

func (w *turtle) Close() error {
	if err := w.flush(); err != nil {
		return err
	}
	return w.w.Flush()
}

func (w *turtle) Node(n *Node) error {
	w.buf = append(w.buf, '\n')
	w.value(&n.self)
	w.buf = append(w.buf, ' ')
	w.properties(n, "\n  ")
	w.buf = append(w.buf, " .\n"...)
	return w.flush()
}

// properties writes predicates and objects; gap comes between two predicates.
func (w *turtle) properties(n *Node, gap string) {
	for i := range n.props {
		p := &n.props[i]
		switch {
		case i > 0 && n.props[i-1].predicate == p.predicate:
			w.buf = append(w.buf, ", "...)
		default:
			if i > 0 {
				w.buf = append(append(w.buf, " ;"...), gap...)
			}
			w.predicate(p.predicate)
			w.buf = append(w.buf, ' ')
		}
		if c := p.object.node; c != nil {
			w.buf = append(w.buf, "[ "...)
			w.properties(c, " ")
			w.buf = append(w.buf, " ]"...)
			continue
		}
		w.value(&p.object)
	}
}

func (w *turtle) predicate(iri string) {
	if iri == Type {
		w.buf = append(w.buf, 'a')
		return
	}
	if short, ok := w.names.predicate(iri); ok {
		w.buf = append(w.buf, short...)
		return
	}
	w.buf = append(append(append(w.buf, '<'), iri...), '>')
}

func (w *turtle) value(v *Value) {
	switch {
	case v.kind == iriValue:
		w.iri(v.text)
	case v.datatype != "":
		w.buf = append(appendQuoted(w.buf, v.text), "^^"...)
		w.iri(v.datatype)
	default:
		w.buf = appendTerm(w.buf, v)
	}
}

func (w *turtle) iri(iri string) {
	if label, local, ok := w.split(iri); ok {
		w.buf = append(append(append(w.buf, label...), ':'), local...)
		return
	}
	w.buf = append(append(append(w.buf, '<'), iri...), '>')
}
