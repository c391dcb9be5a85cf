package repl

import (
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

const rdfsLabel = "http://www.w3.org/2000/01/rdf-schema#label"

// labelProperties are the properties whose values are names of things, the
// best first.
func labelProperties() []string {
	return []string{
		rdfsLabel,
		"http://www.w3.org/2004/02/skos/core#prefLabel",
		"http://purl.org/dc/terms/title",
		"http://purl.org/dc/elements/1.1/title",
		"http://xmlns.com/foaf/0.1/name",
		"http://schema.org/name",
		"https://schema.org/name",
		"http://www.w3.org/2006/vcard/ns#fn",
	}
}

// nameWords are the local names of other properties whose values are names, as
// data with its own vocabulary has them.
func nameWords() []string { return []string{"label", "preflabel", "title", "name", "fullname"} }

// namer finds the names of things in a snapshot.
type namer struct {
	snap       *graph.Snapshot
	properties []graph.ID // the properties of the data that name things, the best first
	buffer     []graph.ID
}

// newNamer returns a namer of the things of a snapshot.
func newNamer(snap *graph.Snapshot) *namer {
	n := &namer{snap: snap}
	for _, iri := range labelProperties() {
		if id, ok := snap.Lookup(graph.NewIRI(iri)); ok {
			n.properties = append(n.properties, id)
		}
	}
	for _, p := range snap.Default().Predicates() {
		word := strings.ToLower(localName(snap.Term(p).Value()))
		if slices.Contains(nameWords(), word) && !slices.Contains(n.properties, p) {
			n.properties = append(n.properties, p)
		}
	}
	return n
}

// name is what a thing is called, or the zero Term.
func (n *namer) name(id graph.ID) graph.Term {
	for _, p := range n.properties {
		n.buffer = n.snap.Default().Objects(id, p, n.buffer[:0])
		for _, o := range n.buffer {
			if t := n.snap.Term(o); t.IsLiteral() {
				return t
			}
		}
	}
	return graph.Any
}

// shown is a thing as it is best shown where the thing itself says nothing: a
// blank node that has a name is "[name]", one with a few plain values is
// "[value 5, unit mg]", everything else is itself.
func (n *namer) shown(id graph.ID) graph.Term {
	t := n.snap.Term(id)
	if !t.IsBlank() {
		return t
	}
	if name := n.name(id); !name.IsAny() {
		return graph.NewLiteral("[" + name.Value() + "]")
	}
	ps, os := n.snap.Default().Row(id, nil, nil)
	var parts []string
	for i, p := range ps {
		if o := n.snap.Term(os[i]); o.IsLiteral() && len(parts) < maxShownValues {
			parts = append(parts, localName(n.snap.Term(p).Value())+" "+o.Value())
		}
	}
	if len(parts) == 0 {
		return t
	}
	slices.Sort(parts)
	return graph.NewLiteral("[" + strings.Join(parts, ", ") + "]")
}

// maxShownValues is how many values stand for a blank node.
const maxShownValues = 3

// about is what is to be said beside a thing: its name, or what a blank node
// has, or its type; the zero Term for literals and when nothing is known.
func (n *namer) about(id graph.ID, prefixes map[string]string) graph.Term {
	t := n.snap.Term(id)
	if t.IsLiteral() {
		return graph.Any
	}
	if name := n.name(id); !name.IsAny() {
		return name
	}
	if shown := n.shown(id); shown != t {
		return shown
	}
	if typ := typeOf(n.snap); typ != graph.None {
		n.buffer = n.snap.Default().Objects(id, typ, n.buffer[:0])
		if len(n.buffer) > 0 {
			return graph.NewLiteral("a " + shrink(n.snap.Term(n.buffer[0]).Value(), prefixes))
		}
	}
	return graph.Any
}
