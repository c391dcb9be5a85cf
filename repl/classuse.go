package repl

import (
	"context"

	"github.com/trivet-rdf/trivet/graph"
)

// maxLookedAt is how many values of a property .predicates looks at to say what
// it leads to.
const maxLookedAt = 200

// classUse shows the predicates of a class's instances.
func (s *Session) classUse(ctx context.Context, c *command, snap *graph.Snapshot, args string) error {
	class, err := s.knownTerm(c, snap, args)
	if err != nil {
		return err
	}
	v, typ := snap.Default(), typeOf(snap)
	used, instances := classPredicates(ctx, v, typ, class, 0)
	if instances == 0 {
		s.note("nothing is of class %s", visible(args))
		return nil
	}
	names := newNamer(snap)
	subjects := v.Subjects(typ, class, nil)
	subjects = subjects[:min(len(subjects), maxLookedAt)]
	var rows [][]graph.Term
	for _, u := range used {
		if u.id == typ {
			continue
		}
		to, value := leadsTo(snap, names, subjects, u.id)
		rows = append(rows, []graph.Term{
			snap.Term(u.id), integer(u.n), percent(u.n, instances), to, value, names.name(u.id),
		})
	}
	s.note("%s", s.dim("of "+count(instances, "instance")))
	return s.list([]string{"predicate", "have it", "%", "leads to", "for example", "label"}, rows)
}

// percent is a part of a whole in hundredths, 100 only when it is all.
func percent(part, whole int) graph.Term {
	if n := 100 * part / whole; n > 0 {
		return integer(n)
	}
	return graph.NewLiteral("<1")
}

// leadsTo says what the values of a property of some subjects are, by the
// first ones: their class or datatype, if it is one, and a value.
func leadsTo(snap *graph.Snapshot, names *namer, subjects []graph.ID, p graph.ID) (kind, value graph.Term) {
	v, typ := snap.Default(), typeOf(snap)
	var objects, types []graph.ID
	mixed := false
	for _, subject := range subjects {
		objects = v.Objects(subject, p, objects[:0])
		for _, o := range objects {
			t := snap.Term(o)
			if value.IsAny() {
				value = names.shown(o)
			}
			k := graph.Any
			if t.IsLiteral() {
				k = literalKind(t)
			} else if types = v.Objects(o, typ, types[:0]); len(types) > 0 {
				k = snap.Term(types[0])
			}
			if kind.IsAny() {
				kind = k
			}
			mixed = mixed || !k.IsAny() && k != kind
		}
	}
	if mixed {
		kind = graph.NewLiteral("several")
	}
	return kind, value
}

// literalKind is the datatype of a literal, in a word for texts.
func literalKind(t graph.Term) graph.Term {
	switch dt := t.Datatype(); dt {
	case graph.XSD + "string", graph.RDF + "langString", graph.RDF + "dirLangString":
		return graph.NewLiteral("text")
	default:
		return graph.NewIRI(dt)
	}
}
