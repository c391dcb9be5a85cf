package syntax

import (
	"slices"
	"strings"
)

// WellKnownPrefixes is a table of prefixes in wide use, label (without the
// colon) to IRI, for suggestions: nothing is declared unless the text or
// Options.Prefixes say so. The map is the caller's own.
func WellKnownPrefixes() map[string]string {
	return map[string]string{
		"dbo":     "http://dbpedia.org/ontology/",
		"dbr":     "http://dbpedia.org/resource/",
		"dc":      "http://purl.org/dc/elements/1.1/",
		"dcat":    "http://www.w3.org/ns/dcat#",
		"dct":     "http://purl.org/dc/terms/",
		"dcterms": "http://purl.org/dc/terms/",
		"foaf":    "http://xmlns.com/foaf/0.1/",
		"geo":     "http://www.opengis.net/ont/geosparql#",
		"geof":    "http://www.opengis.net/def/function/geosparql/",
		"owl":     "http://www.w3.org/2002/07/owl#",
		"prov":    "http://www.w3.org/ns/prov#",
		"qb":      "http://purl.org/linked-data/cube#",
		"rdf":     "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
		"rdfs":    "http://www.w3.org/2000/01/rdf-schema#",
		"schema":  "http://schema.org/",
		"sh":      "http://www.w3.org/ns/shacl#",
		"skos":    "http://www.w3.org/2004/02/skos/core#",
		"sosa":    "http://www.w3.org/ns/sosa/",
		"sp":      "http://smartplatforms.org/terms#",
		"spcode":  "http://smartplatforms.org/terms/codes/",
		"time":    "http://www.w3.org/2006/time#",
		"v":       "http://www.w3.org/2006/vcard/ns#",
		"vann":    "http://purl.org/vocab/vann/",
		"vc":      "http://www.w3.org/2006/vcard/ns#",
		"vcard":   "http://www.w3.org/2006/vcard/ns#",
		"void":    "http://rdfs.org/ns/void#",
		"wd":      "http://www.wikidata.org/entity/",
		"wdt":     "http://www.wikidata.org/prop/direct/",
		"wgs":     "http://www.w3.org/2003/01/geo/wgs84_pos#",
		"xsd":     "http://www.w3.org/2001/XMLSchema#",
	}
}

// undeclared fails because of a prefix without a declaration. The fix declares
// it, or corrects its spelling, or puts a bare web address into angle brackets.
func (p *parser) undeclared(label, local string) {
	if p.quiet || p.tolerant {
		p.failWith(&Error{Span: p.tok.span(), Msg: "undeclared"})
		return
	}
	src, tok := p.lex.src, p.tok
	at := Span{tok.start, advance(src, tok.start, tok.start.Offset+len(label)+1)}
	e := &Error{Span: at, Msg: "the prefix " + label + ": is not declared"}
	iri, known := WellKnownPrefixes()[label]
	near := nearest(label, p.prefixLabels())
	switch {
	case strings.HasPrefix(src[at.End.Offset:], "//") || label == "urn" || label == "mailto":
		end := wordRunEnd(src, tok.start.Offset)
		e.Span = Span{tok.start, position(src, end)}
		e.Msg = "an IRI in full stands between < and >"
		e.Fixes = []Edit{{e.Span, "<" + src[tok.start.Offset:end] + ">"}}
	case known:
		e.Hint = "declare it before the query: PREFIX " + label + ": <" + iri + ">"
		e.Fixes = []Edit{insert(src, p.prologueStart, "PREFIX "+label+": <"+iri+">\n")}
	case near != "":
		e.Hint = "did you mean " + near + ":" + local + "?"
		e.Fixes = []Edit{{at, near + ":"}}
	default:
		e.Hint = "declare it before the query: PREFIX " + label + ": <...>"
	}
	p.failWith(e)
}

// wordRunEnd is the end of the characters without space or closing punctuation
// that begin at off.
func wordRunEnd(src string, off int) int {
	end := off
	for end < len(src) && isIRIByte(src[end]) && !strings.ContainsRune(`()[],;'`, rune(src[end])) {
		end++
	}
	for end > off && src[end-1] == '.' {
		end--
	}
	return end
}

// prefixLabels lists the prefixes declared so far, in order.
func (p *parser) prefixLabels() []string {
	labels := append(sortedKeys(p.prefixes), sortedKeys(p.opts.Prefixes)...)
	slices.Sort(labels)
	return slices.Compact(labels)
}
