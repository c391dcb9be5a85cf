package eval

import (
	"encoding/binary"
	"encoding/hex"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// termFunction finds the functions that look at RDF terms (SPARQL 1.2 sections
// 17.4.2 and 17.4.6).
func termFunction(name string) (function, bool) {
	switch name {
	case "SAMETERM":
		return pair(func(a, b value.Value) (value.Value, error) { return value.NewBoolean(value.SameTerm(a, b)), nil }), true
	case "SAMEVALUE":
		return pair(func(a, b value.Value) (value.Value, error) { return boolean(value.SameValue(a, b)) }), true
	case "ISIRI", "ISURI":
		return asks(func(v value.Value) bool { return v.Kind() == value.IRI }), true
	case "ISBLANK":
		return asks(func(v value.Value) bool { return v.Kind() == value.Blank }), true
	case "ISLITERAL":
		return asks(value.Value.IsLiteral), true
	case "ISNUMERIC":
		return asks(value.Value.IsNumeric), true
	case "ISTRIPLE":
		return asks(func(v value.Value) bool { return v.Kind() == value.Triple }), true
	case "HASLANG":
		return asks(func(v value.Value) bool { return v.Lang() != "" }), true
	case "HASLANGDIR":
		return asks(func(v value.Value) bool { return v.Dir() != value.NoDir }), true
	case "STR":
		return unary(cheap, str), true
	case "LANG":
		return unary(cheap, func(v value.Value) (value.Value, error) { return ofLiteral(v, v.Lang()) }), true
	case "LANGDIR":
		return unary(cheap, func(v value.Value) (value.Value, error) { return ofLiteral(v, dirText(v.Dir())) }), true
	case "DATATYPE":
		return unary(cheap, func(v value.Value) (value.Value, error) {
			if !v.IsLiteral() {
				return value.Value{}, value.ErrType
			}
			return value.NewIRI(v.Datatype()), nil
		}), true
	case "SUBJECT":
		return unary(cheap, func(v value.Value) (value.Value, error) { return part(v, 0) }), true
	case "PREDICATE":
		return unary(cheap, func(v value.Value) (value.Value, error) { return part(v, 1) }), true
	case "OBJECT":
		return unary(cheap, func(v value.Value) (value.Value, error) { return part(v, 2) }), true
	}
	return function{}, false
}

// asks is a built-in that tests its argument and never is an error.
func asks(f func(value.Value) bool) function {
	return unary(cheap, func(v value.Value) (value.Value, error) { return value.NewBoolean(f(v)), nil })
}

// pair is a built-in of two arguments.
func pair(f func(a, b value.Value) (value.Value, error)) function {
	return function{min: 2, max: 2, cost: cheap, call: func(_ *Env, a []value.Value) (value.Value, error) {
		return f(a[0], a[1])
	}}
}

// str is STR: the text of an IRI or literal.
func str(v value.Value) (value.Value, error) {
	if v.Kind() != value.IRI && !v.IsLiteral() {
		return value.Value{}, value.ErrType
	}
	return value.NewString(v.Lexical()), nil
}

// ofLiteral is the string s if v is a literal.
func ofLiteral(v value.Value, s string) (value.Value, error) {
	if !v.IsLiteral() {
		return value.Value{}, value.ErrType
	}
	return value.NewString(s), nil
}

// dirText is a base direction as text.
func dirText(d value.Dir) string {
	switch d {
	case value.LTR:
		return "ltr"
	case value.RTL:
		return "rtl"
	}
	return ""
}

// part is the subject, predicate or object of a triple term.
func part(v value.Value, i int) (value.Value, error) {
	s, p, o, ok := v.Triple()
	if !ok {
		return value.Value{}, value.ErrType
	}
	return [3]value.Value{s, p, o}[i], nil
}

// makerFunction finds the functions that make terms.
func makerFunction(name string) (function, bool) {
	switch name {
	case "IRI", "URI":
		return function{min: 1, max: 1, cost: costly, call: makeIRI}, true
	case "BNODE":
		return function{max: 0, cost: cheap, volatile: true, call: func(env *Env, _ []value.Value) (value.Value, error) {
			return env.Dict.freshBlank(), nil
		}}, true
	case "STRDT":
		return pair(strDatatype), true
	case "STRLANG":
		return pair(func(s, lang value.Value) (value.Value, error) { return strLang(s, lang, value.NoDir) }), true
	case "STRLANGDIR":
		return function{min: 3, max: 3, cost: cheap, call: strLangDir}, true
	case "TRIPLE":
		return function{min: 3, max: 3, cost: cheap, call: makeTriple}, true
	case "UUID":
		return function{cost: cheap, volatile: true, call: func(env *Env, _ []value.Value) (value.Value, error) {
			return value.NewIRI("urn:uuid:" + env.uuid()), nil
		}}, true
	case "STRUUID":
		return function{cost: cheap, volatile: true, call: func(env *Env, _ []value.Value) (value.Value, error) {
			return value.NewString(env.uuid()), nil
		}}, true
	}
	return function{}, false
}

// makeIRI is IRI: the argument resolved against the query's base; the result
// must be an absolute IRI.
func makeIRI(env *Env, a []value.Value) (value.Value, error) {
	v := a[0]
	if v.Kind() == value.IRI {
		return v, nil
	}
	if v.Kind() != value.String {
		return value.Value{}, value.ErrType
	}
	iri, err := rdfio.ResolveIRI(env.Base, v.Lexical())
	if err != nil || strings.ContainsAny(iri, "<>\"{}|^`\\") || strings.ContainsFunc(iri, func(r rune) bool { return r <= ' ' }) {
		return value.Value{}, value.ErrArgument
	}
	return value.NewIRI(iri), nil
}

// strDatatype is STRDT; strings with a language cannot be made with it.
func strDatatype(s, datatype value.Value) (value.Value, error) {
	if s.Kind() != value.String || datatype.Kind() != value.IRI {
		return value.Value{}, value.ErrType
	}
	iri := datatype.Lexical()
	if iri == value.RDFLangString || iri == value.RDFDirLangString {
		return value.Value{}, value.ErrArgument
	}
	return value.New(s.Lexical(), iri, "", value.NoDir), nil
}

// strLang is STRLANG and STRLANGDIR.
func strLang(s, lang value.Value, dir value.Dir) (value.Value, error) {
	if s.Kind() != value.String || lang.Kind() != value.String {
		return value.Value{}, value.ErrType
	}
	if !isTag(lang.Lexical()) {
		return value.Value{}, value.ErrArgument
	}
	// By way of a term, which has the tag in the form that all terms have.
	return FromTerm(graph.NewDirLang(s.Lexical(), lang.Lexical(), graph.Direction(dir))), nil
}

// strLangDir is STRLANGDIR.
func strLangDir(_ *Env, a []value.Value) (value.Value, error) {
	if a[2].Kind() != value.String {
		return value.Value{}, value.ErrType
	}
	switch a[2].Lexical() {
	case "ltr":
		return strLang(a[0], a[1], value.LTR)
	case "rtl":
		return strLang(a[0], a[1], value.RTL)
	}
	return value.Value{}, value.ErrArgument
}

// isTag reports whether s has the form of a language tag: letters, then groups
// of letters and digits after hyphens, of one to eight each.
func isTag(s string) bool {
	for i, group := range strings.Split(s, "-") {
		if len(group) < 1 || len(group) > 8 {
			return false
		}
		for _, c := range []byte(group) {
			letter := c|0x20 >= 'a' && c|0x20 <= 'z'
			if !letter && (i == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

// makeTriple is TRIPLE and <<( s p o )>>: an error unless the parts make an RDF triple.
func makeTriple(_ *Env, a []value.Value) (value.Value, error) {
	s, p := a[0].Kind(), a[1].Kind()
	if s != value.IRI && s != value.Blank || p != value.IRI {
		return value.Value{}, value.ErrType
	}
	return newTriple(a[0], a[1], a[2]), nil
}

// uuid is a random UUID (RFC 9562, version 4).
func (env *Env) uuid() string {
	var u [16]byte
	binary.BigEndian.PutUint64(u[:8], env.bits())
	binary.BigEndian.PutUint64(u[8:], env.bits())
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	s := hex.EncodeToString(u[:])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}
