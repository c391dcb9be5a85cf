package repl

import (
	"maps"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/query/syntax"
)

// wellKnown is the bundled table of prefixes that everybody means the same by,
// with those of health records. It is used offline, only for labels nobody
// declared, and never silently.
func wellKnown() map[string]string {
	table := syntax.WellKnownPrefixes()
	maps.Copy(table, map[string]string{
		"spapi":  "http://smartplatforms.org/terms/api#",
		"snomed": "http://purl.bioontology.org/ontology/SNOMEDCT/",
		"loinc":  "http://purl.bioontology.org/ontology/LNC/",
		"rxnorm": "http://purl.bioontology.org/ontology/RXNORM/",
	})
	return table
}

// UndeclaredPrefixes lists the prefix labels that a text of SPARQL uses and does
// not declare, in order of first use.
func UndeclaredPrefixes(text string) []string { return undeclared(text) }

// prefixTable answers what a prefix label means. What a person declared in the
// session comes first, then what the loaded documents declared, then the
// bundled table.
type prefixTable struct {
	session map[string]string
	data    map[string]string
	bundled map[string]string
	auto    bool            // undeclared labels may be looked up at all
	told    map[string]bool // labels whose meaning was already printed
}

// newPrefixTable returns a table with nothing declared, looking up allowed.
func newPrefixTable() *prefixTable {
	return &prefixTable{
		session: map[string]string{},
		data:    map[string]string{},
		bundled: wellKnown(),
		auto:    true,
		told:    map[string]bool{},
	}
}

// declare gives a label its meaning for the session.
func (p *prefixTable) declare(label, iri string) {
	p.session[label] = iri
	delete(p.told, label)
}

// lookup finds the meaning of a label.
func (p *prefixTable) lookup(label string) (iri string, ok bool) {
	if iri, ok = p.session[label]; ok || !p.auto {
		return iri, ok
	}
	if iri, ok = p.data[label]; ok {
		return iri, ok
	}
	iri, ok = p.bundled[label]
	return iri, ok
}

// tell gives the lines "PREFIX label: <iri>" for those of the labels that were
// resolved without anybody having declared them in the session, once each.
func (p *prefixTable) tell(labels []string) []string {
	var lines []string
	for _, label := range labels {
		if _, own := p.session[label]; own || p.told[label] {
			continue
		}
		if iri, ok := p.lookup(label); ok {
			p.told[label] = true
			lines = append(lines, "PREFIX "+label+": <"+iri+">")
		}
	}
	return lines
}

// all gives every label with its meaning, the stronger source winning.
func (p *prefixTable) all() map[string]string {
	out := map[string]string{}
	if p.auto {
		maps.Copy(out, p.bundled)
		maps.Copy(out, p.data)
	}
	maps.Copy(out, p.session)
	return out
}

// display gives the prefixes that results are shrunk with. Where two labels
// mean the same namespace, the one the data or the session uses stays.
func (p *prefixTable) display() map[string]string {
	out := map[string]string{}
	taken := map[string]bool{}
	for _, source := range []map[string]string{p.session, p.data, p.bundled} {
		for _, label := range slices.Sorted(maps.Keys(source)) {
			iri := source[label]
			if _, used := out[label]; used || taken[iri] {
				continue
			}
			out[label], taken[iri] = iri, true
		}
	}
	return out
}

// shrink writes an IRI as a prefixed name where a display prefix fits and the
// rest is a plain name, else as <iri>.
func shrink(iri string, prefixes map[string]string) string {
	best := ""
	short := ""
	for label, ns := range prefixes {
		if len(ns) > len(best) && strings.HasPrefix(iri, ns) && plainLocal(iri[len(ns):]) {
			best, short = ns, label+":"+iri[len(ns):]
		} else if len(ns) == len(best) && best != "" && ns == best && label+":"+iri[len(ns):] < short {
			short = label + ":" + iri[len(ns):]
		}
	}
	if short == "" {
		return "<" + iri + ">"
	}
	return short
}

// plainLocal reports whether s can be the local part of a prefixed name
// without escapes; deliberately narrower than the grammar (PN_LOCAL).
func plainLocal(s string) bool {
	for i, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r > 0x7f:
		case (r == '-' || r == '.') && i > 0 && i < len(s)-1:
		default:
			return false
		}
	}
	return s != ""
}
