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

// namer finds the names of things in a snapshot.
type namer struct {
	snap       *graph.Snapshot
	properties []graph.ID // those of labelProperties that the data has
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

// label is the name of a thing, or the zero Term.
func label(snap *graph.Snapshot, id graph.ID) graph.Term { return newNamer(snap).name(id) }
