package graph

import (
	"iter"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// Prefixes is a list of prefix labels and the IRIs they stand for, in the order
// of declaration. The zero value is empty and ready to use. It is not safe for
// use by several goroutines while one of them calls Set.
type Prefixes struct {
	list []prefix
}

type prefix struct {
	label, iri string
}

// Set declares a prefix; a label declared before gets the new IRI.
func (p *Prefixes) Set(label, iri string) {
	for i := range p.list {
		if p.list[i].label == label {
			p.list[i].iri = iri
			return
		}
	}
	p.list = append(p.list, prefix{label, iri})
}

// Len is the number of prefixes.
func (p *Prefixes) Len() int { return len(p.list) }

// All lists labels and IRIs in the order of declaration.
func (p *Prefixes) All() iter.Seq2[string, string] {
	return func(yield func(label, iri string) bool) {
		for _, x := range p.list {
			if !yield(x.label, x.iri) {
				return
			}
		}
	}
}

// IRI returns what a label stands for.
func (p *Prefixes) IRI(label string) (iri string, ok bool) {
	for _, x := range p.list {
		if x.label == label {
			return x.iri, true
		}
	}
	return "", false
}

// Shorten finds the prefix with the longest IRI that the given IRI starts with.
// local is the rest; whether it is a valid local name the caller decides.
func (p *Prefixes) Shorten(iri string) (label, local string, ok bool) {
	best := -1
	for i, x := range p.list {
		if strings.HasPrefix(iri, x.iri) && x.iri != "" && (best < 0 || len(x.iri) > len(p.list[best].iri)) {
			best = i
		}
	}
	if best < 0 {
		return "", "", false
	}
	return p.list[best].label, iri[len(p.list[best].iri):], true
}

func (p *Prefixes) clone() *Prefixes { return &Prefixes{slices.Clone(p.list)} }

// List is the prefixes in the form that rdfio's writers take.
func (p *Prefixes) List() []rdfio.Prefix {
	list := make([]rdfio.Prefix, len(p.list))
	for i, x := range p.list {
		list[i] = rdfio.Prefix{Label: x.label, IRI: x.iri}
	}
	return list
}
