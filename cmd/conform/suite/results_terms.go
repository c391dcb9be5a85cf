package suite

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// normalTerm is t with its language tag in lower case: tags are compared
// without regard to case (RDF 1.2 Concepts, section 3.4).
func normalTerm(t graph.Term) graph.Term {
	if tr, ok := t.Triple(); ok {
		return graph.NewTripleTerm(normalTerm(tr.S), tr.P, normalTerm(tr.O))
	}
	if lang := t.Lang(); lang != "" {
		return graph.NewDirLang(t.Value(), strings.ToLower(lang), t.Dir())
	}
	return t
}

// textTerm keeps of t what CSV does: its text. Blank nodes stay, and what is
// unbound is an empty text.
func textTerm(t graph.Term) graph.Term {
	if t.IsBlank() {
		return t
	}
	return graph.NewLiteral(t.Value())
}

// valueTerm is normalTerm with decimals, floats and doubles spelled by their
// value: "1.50" and "1.5" as xsd:decimal become the same term, "1"^^xsd:integer
// and "1"^^xsd:decimal do not. Integers stay as they are: every engine spells a
// computed one in the same way.
func valueTerm(t graph.Term) graph.Term {
	if tr, ok := t.Triple(); ok {
		return graph.NewTripleTerm(valueTerm(tr.S), tr.P, valueTerm(tr.O))
	}
	name, ok := strings.CutPrefix(t.Datatype(), graph.XSD)
	if !ok {
		return normalTerm(t)
	}
	bits := 64
	switch name {
	case "decimal":
		if r, ok := new(big.Rat).SetString(t.Value()); ok && !strings.ContainsAny(t.Value(), "/eExXoObB_") {
			return graph.NewTyped(r.RatString(), t.Datatype())
		}
	case "float":
		bits = 32
		fallthrough
	case "double":
		if f, err := strconv.ParseFloat(t.Value(), bits); err == nil {
			return graph.NewTyped(strconv.FormatFloat(f, 'g', -1, bits), t.Datatype())
		}
	}
	return normalTerm(t)
}

// show is row i as a message has it, short.
func (s *rowSet) show(i int) string {
	var b strings.Builder
	b.WriteByte('{')
	for k, t := range s.rows[i] {
		if t.IsAny() {
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(' ')
		}
		b.WriteString("?" + s.names[k] + "=" + showTerm(t))
	}
	b.WriteByte('}')
	return b.String()
}

// showTerm is t as a message has it: N-Triples with xsd: for its namespace, cut when long.
func showTerm(t graph.Term) string {
	if t.IsAny() {
		return "unbound"
	}
	text := strings.ReplaceAll(t.NTriples(), "^^<"+graph.XSD, "^^<xsd:")
	const most = 80
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
