package graph

// View is the triples of one graph, or of a union of graphs, as IDs. It is
// immutable and safe for many goroutines. None is a wildcard in arguments.
// Slices that methods return are sorted ascending, alias the store where they
// can, and must not be written to; where a method takes buffers it may return
// slices of them instead, so that a buffer must not be in use when it is given
// again. A nil buffer is always allowed.
type View struct {
	run run
}

// PredicateStat is how often a predicate occurs.
type PredicateStat struct {
	Triples  int // triples with the predicate
	Subjects int // distinct subjects among them
	Objects  int // distinct objects among them
}

// Len is the number of triples.
func (v *View) Len() int { return v.run.size() }

// Has reports whether the triple is in the graph; no argument is None.
func (v *View) Has(s, p, o ID) bool { return v.run.has(s, p, o) }

// Count is the exact number of triples that match, None being a wildcard. It
// does not enumerate them, except where a union of graphs needs to.
func (v *View) Count(s, p, o ID) int { return v.run.count(s, p, o) }

// Predicates lists the distinct predicates.
func (v *View) Predicates() []ID { return v.run.predicates() }

// Stat counts the triples with predicate p. Triples is always exact; the counts
// of distinct terms may be upper estimates for a large predicate that updates
// changed recently.
func (v *View) Stat(p ID) PredicateStat { return v.run.stat(p) }

// Pairs returns all pairs with predicate p, sorted by subject, then object.
func (v *View) Pairs(p ID) (s, o []ID) {
	x := v.run.pairs(p)
	return x.a, x.b
}

// PairsByObject returns all pairs with predicate p, sorted by object, then
// subject.
func (v *View) PairsByObject(p ID) (o, s []ID) {
	x := v.run.pairsByObject(p)
	return x.a, x.b
}

// Objects lists the objects of subject s and predicate p.
func (v *View) Objects(s, p ID, buf []ID) []ID { return v.run.objects(s, p, buf) }

// Subjects lists the subjects with predicate p and object o.
func (v *View) Subjects(p, o ID, buf []ID) []ID { return v.run.subjectsOf(p, o, buf) }

// Row returns everything said of subject s, sorted by predicate, then object.
func (v *View) Row(s ID, pbuf, obuf []ID) (p, o []ID) { return v.run.row(s, pbuf, obuf) }

// InRow returns everything said with object o, sorted by predicate, then subject.
func (v *View) InRow(o ID, pbuf, sbuf []ID) (p, s []ID) { return v.run.inRow(o, pbuf, sbuf) }

// AllSubjects lists the distinct subjects.
func (v *View) AllSubjects() []ID { return v.run.allSubjects() }

// AllObjects lists the distinct objects.
func (v *View) AllObjects() []ID { return v.run.allObjects() }
