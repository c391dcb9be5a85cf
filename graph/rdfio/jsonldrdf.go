package rdfio

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// jsonRDF turns expanded JSON-LD into statements (JSON-LD 1.1 API, section 8).
//
// Where that section drops what makes no statement of RDF (an IRI that is
// relative or malformed, a blank node as predicate, a malformed language tag),
// this is an error: data is not lost in silence. Integers beyond 2^53 stay exact.
// A string with a language and a base direction becomes a literal of RDF 1.2.
type jsonRDF struct {
	ctx   context.Context
	o     *Options
	emit  func(*Quad) error
	err   error
	q     Quad
	arena arena
	gen   int
	seen  int
}

// fail records an error.
func (x *jsonRDF) fail(format string, args ...any) bool {
	if x.err == nil {
		x.err = &Error{File: x.o.File, Line: 1, Column: 1, Msg: "JSON-LD: " + fmt.Sprintf(format, args...)}
	}
	return false
}

// send emits s p o in graph g.
func (x *jsonRDF) send(s Term, p string, o, g Term) bool {
	if x.seen++; x.seen >= 1024 {
		x.seen = 0
		if err := x.ctx.Err(); err != nil {
			x.err = err
			return false
		}
	}
	x.q.S, x.q.P.Value, x.q.O, x.q.G = s, p, o, g
	if err := x.emit(&x.q); err != nil {
		x.err = stop{err}
		return false
	}
	return true
}

func (x *jsonRDF) fresh() Term {
	x.gen++
	return Term{Kind: Blank, Value: freshLabel(&x.arena, x.o.BlankPrefix, x.gen)}
}

// name makes the term for an @id, a type or a graph's name.
func (x *jsonRDF) name(id string) (Term, bool) {
	if label, ok := strings.CutPrefix(id, "_:"); ok {
		if !validLabel(label) {
			return Term{}, x.fail("%q is not a blank node label", clip(label))
		}
		return Term{Kind: Blank, Value: writtenLabel(&x.arena, x.o.BlankPrefix, []byte(label))}, true
	}
	if !x.absolute(id) {
		return Term{}, false
	}
	return Term{Kind: IRI, Value: id}, true
}

// absolute checks an IRI.
func (x *jsonRDF) absolute(iri string) bool {
	if !hasScheme(iri) {
		return x.fail("the IRI <%s> is relative and there is no base IRI", clip(iri))
	}
	if checkIRI(iri) != nil {
		msg, _ := describeIRI([]byte(iri), badIRIByte(iri))
		return x.fail("%s: <%s>", msg, clip(iri))
	}
	return true
}

// items reads a list of node objects into graph g.
func (x *jsonRDF) items(list []any, g Term) bool {
	for _, item := range list {
		if m, ok := item.(map[string]any); ok {
			if _, value := m["@value"]; value {
				continue // a free-floating value says nothing
			}
			if _, ok := x.node(m, g); !ok {
				return false
			}
		}
	}
	return true
}

// node states a node object in graph g and gives its subject.
func (x *jsonRDF) node(m map[string]any, g Term) (Term, bool) {
	s, ok := x.fresh(), true
	if id, has := m["@id"].(string); has {
		if s, ok = x.name(id); !ok {
			return s, false
		}
	}
	for _, name := range sortedNames(m) {
		if !x.entry(s, name, m[name], g) {
			return s, false
		}
	}
	return s, true
}

// entry states one entry of a node object.
func (x *jsonRDF) entry(s Term, name string, v any, g Term) bool {
	switch name {
	case "@id", "@index":
		return true
	case "@type":
		return x.types(s, v, g)
	case "@graph":
		return x.items(asList(v), s)
	case "@included":
		return x.items(asList(v), g)
	case "@reverse":
		return x.reverse(s, v, g)
	}
	if strings.HasPrefix(name, "@") {
		return x.fail("the keyword %s cannot stand in a node", clip(name))
	}
	if strings.HasPrefix(name, "_:") {
		return x.fail("the blank node %s cannot be a predicate", clip(name))
	}
	if !x.absolute(name) {
		return false
	}
	for _, e := range asList(v) {
		o, ok := x.object(e, g)
		if !ok || o.Kind != 0 && !x.send(s, name, o, g) {
			return false
		}
	}
	return true
}

// asList is v as a list, which expansion makes of nearly everything.
func asList(v any) []any {
	if list, ok := v.([]any); ok {
		return list
	}
	return []any{v}
}

// types states the values of @type.
func (x *jsonRDF) types(s Term, v any, g Term) bool {
	for _, e := range asList(v) {
		iri, ok := e.(string)
		if !ok {
			return x.fail("a value of @type is not a string")
		}
		o, ok := x.name(iri)
		if !ok || !x.send(s, rdfType, o, g) {
			return false
		}
	}
	return true
}

// reverse states what @reverse holds: the nodes there are the subjects.
func (x *jsonRDF) reverse(o Term, v any, g Term) bool {
	m, _ := v.(map[string]any)
	for _, name := range sortedNames(m) {
		if !x.absolute(name) {
			return false
		}
		for _, e := range asList(m[name]) {
			s, ok := x.object(e, g)
			if !ok {
				return false
			}
			if s.Kind == Literal {
				return x.fail("a value in @reverse is not a node")
			}
			if !x.send(s, name, o, g) {
				return false
			}
		}
	}
	return true
}

// object makes the term for a value, list or node object; of Kind 0 for a null.
func (x *jsonRDF) object(e any, g Term) (Term, bool) {
	m, ok := e.(map[string]any)
	if !ok {
		return Term{}, e == nil || x.fail("a value that is not expanded")
	}
	if v, ok := m["@value"]; ok {
		return x.value(m, v)
	}
	if list, ok := m["@list"]; ok {
		return x.list(asList(list), g)
	}
	return x.node(m, g)
}

// list states an RDF list and gives its head.
func (x *jsonRDF) list(items []any, g Term) (Term, bool) {
	head := Term{Kind: IRI, Value: rdfNil}
	var last Term
	for _, e := range items {
		cell := x.fresh()
		o, ok := x.object(e, g)
		if !ok {
			return head, false
		}
		if o.Kind == 0 {
			continue
		}
		if last.Kind == 0 {
			head = cell
		} else if !x.send(last, rdfRest, cell, g) {
			return head, false
		}
		if !x.send(cell, rdfFirst, o, g) {
			return head, false
		}
		last = cell
	}
	if last.Kind != 0 && !x.send(last, rdfRest, Term{Kind: IRI, Value: rdfNil}, g) {
		return head, false
	}
	return head, true
}

// value makes the literal of a value object.
func (x *jsonRDF) value(m map[string]any, v any) (Term, bool) {
	datatype, _ := m["@type"].(string)
	t := Term{Kind: Literal, Datatype: datatype}
	switch {
	case datatype == "@json":
		t.Value, t.Datatype = string(appendJCS(nil, v)), rdfNS+"JSON"
		return t, true
	case datatype == rdfLangString || datatype == rdfDirLang:
		return t, x.fail("a literal of datatype <%s> needs a language", datatype)
	case datatype != "" && !x.absolute(datatype):
		return t, false
	}
	switch v := v.(type) {
	case string:
		t.Value = v
		return x.text(m, t)
	case bool:
		t.Value = strconv.FormatBool(v)
		t.Datatype = orElse(datatype, xsdBoolean)
	case json.Number:
		t.Value, t.Datatype = numberForm(string(v), datatype)
	case float64:
		t.Value, t.Datatype = numberForm(strconv.FormatFloat(v, 'g', -1, 64), datatype)
	default:
		return t, x.fail("a @value that is neither text, number nor boolean")
	}
	if t.Datatype == xsdString {
		t.Datatype = ""
	}
	return t, true
}

// text finishes a literal whose value is a string.
func (x *jsonRDF) text(m map[string]any, t Term) (Term, bool) {
	if t.Datatype == xsdString {
		t.Datatype = ""
	}
	lang, _ := m["@language"].(string)
	if lang == "" {
		return t, true
	}
	if !validLang(lang) {
		return t, x.fail("invalid language tag %q", clip(lang))
	}
	t.Lang = lang
	switch m["@direction"] {
	case "ltr":
		t.Dir = LTR
	case "rtl":
		t.Dir = RTL
	}
	return t, true
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// numberForm is the lexical form and datatype of a JSON number: an integer
// below 10^21 keeps its digits, anything else is a canonical xsd:double.
func numberForm(text, datatype string) (string, string) {
	if datatype != xsdDouble && datatype != xsdNS+"float" {
		r, ok := new(big.Rat).SetString(boundedNumber(text))
		limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(21), nil)
		if ok && r.IsInt() && r.Num().CmpAbs(limit) < 0 {
			return r.Num().String(), orElse(datatype, xsdInteger)
		}
	}
	f, _ := strconv.ParseFloat(text, 64)
	form := strconv.FormatFloat(f, 'E', -1, 64)
	mantissa, exp, _ := strings.Cut(form, "E")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	exp = strings.TrimPrefix(exp, "+")
	sign := ""
	if strings.HasPrefix(exp, "-") {
		sign, exp = "-", exp[1:]
	}
	if exp = strings.TrimLeft(exp, "0"); exp == "" {
		sign, exp = "", "0"
	}
	if strings.Contains(form, "Inf") {
		return strings.TrimPrefix(strings.ToUpper(form), "+"), orElse(datatype, xsdDouble)
	}
	return mantissa + "E" + sign + exp, orElse(datatype, xsdDouble)
}

// boundedNumber is text, or "" when its exponent would make exact arithmetic
// expensive; such a number is no integer below 10^21 in any case worth having.
func boundedNumber(text string) string {
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		if n, err := strconv.Atoi(text[i+1:]); err != nil || n > 400 || n < -400 {
			return ""
		}
	}
	if len(text) > 1000 {
		return ""
	}
	return text
}
