package graph

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/knakk/rdf"
)

// The methods in this file make Term an rdf.Term of github.com/knakk/rdf, and
// carry triples between the two vocabularies.

var _ rdf.Term = Term{}

// String returns the bare value, as rdf.Term asks: the IRI, the blank node's
// label without "_:", the lexical form, or a triple term's canonical text. Use
// NTriples for a form that tells terms apart.
func (t Term) String() string { return t.value }

// Serialize returns t in the syntax of the given knakk format. N-Triples forms
// are valid in all of them except RDF/XML, where a term alone has no syntax and
// the N-Triples form is returned too.
func (t Term) Serialize(rdf.Format) string { return t.NTriples() }

// Type says which of knakk's three kinds t is. Triple terms, which knakk does
// not know, count as blank nodes.
func (t Term) Type() rdf.TermType {
	switch t.kind {
	case IRI:
		return rdf.TermIRI
	case Literal:
		return rdf.TermLiteral
	}
	return rdf.TermBlank
}

// FromKnakk returns the same triple in this package's terms.
func FromKnakk(t rdf.Triple) Triple {
	return Triple{fromKnakk(t.Subj), fromKnakk(t.Pred), fromKnakk(t.Obj)}
}

func fromKnakk(t rdf.Term) Term {
	switch t := t.(type) {
	case Term:
		return t
	case rdf.IRI:
		return NewIRI(t.String())
	case rdf.Blank:
		return NewBlank(t.String())
	case rdf.Literal:
		if t.Lang() != "" {
			return NewLang(t.String(), t.Lang())
		}
		return NewTyped(t.String(), t.DataType.String())
	}
	return Term{}
}

// ErrNotKnakk reports a term that github.com/knakk/rdf cannot hold: a triple
// term, a base direction, a literal as subject, or text it refuses.
var ErrNotKnakk = errors.New("term has no counterpart in github.com/knakk/rdf")

// ToKnakk returns the same triple in the terms of github.com/knakk/rdf, or an
// error that wraps ErrNotKnakk.
func ToKnakk(t Triple) (rdf.Triple, error) {
	s, err := toKnakk(t.S)
	if err != nil {
		return rdf.Triple{}, err
	}
	p, err := toKnakk(t.P)
	if err != nil {
		return rdf.Triple{}, err
	}
	o, err := toKnakk(t.O)
	if err != nil {
		return rdf.Triple{}, err
	}
	subject, ok1 := s.(rdf.Subject)
	predicate, ok2 := p.(rdf.Predicate)
	object, ok3 := o.(rdf.Object)
	if !ok1 || !ok2 || !ok3 {
		return rdf.Triple{}, fmt.Errorf("%w: a subject is an IRI or blank node and a predicate an IRI, got %s %s %s",
			ErrNotKnakk, t.S.NTriples(), t.P.NTriples(), t.O.NTriples())
	}
	return rdf.Triple{Subj: subject, Pred: predicate, Obj: object}, nil
}

func toKnakk(t Term) (rdf.Term, error) {
	var (
		out rdf.Term
		err error
	)
	switch {
	case t.kind == IRI:
		out, err = rdf.NewIRI(t.value)
	case t.kind == Blank:
		out, err = rdf.NewBlank(t.value)
	case t.kind == Literal && t.dir == NoDirection && t.lang:
		out, err = rdf.NewLangLiteral(t.value, t.qual)
	case t.kind == Literal && t.dir == NoDirection:
		var datatype rdf.IRI
		if datatype, err = rdf.NewIRI(t.Datatype()); err == nil {
			out = rdf.NewTypedLiteral(t.value, datatype)
		}
	default:
		err = errors.New("RDF 1.2 only")
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %v", ErrNotKnakk, t.NTriples(), err)
	}
	return out, nil
}

// Decode adds every triple of a knakk decoder to the default graph and returns
// how many were new. On an error, or when ctx ends, the graph is unchanged.
// Blank nodes keep the labels that the decoder gives them.
func (g *Graph) Decode(ctx context.Context, d rdf.TripleDecoder) (added int, err error) {
	err = g.Update(func(tx *Tx) error {
		for n := 0; ; n++ {
			if n%256 == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			t, err := d.Decode()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return fmt.Errorf("triple %d: %w", n+1, err)
			}
			if tx.Add(Quad{Triple: FromKnakk(t)}) {
				added++
			}
		}
	})
	if err != nil {
		return 0, err
	}
	return added, nil
}
