package graph

// run is a set of triples that can be asked in every direction. Lists it returns
// are sorted and without duplicates, must not be written to, and stay valid;
// they may use the buffers given. The kinds of run are flat, columns, layered
// and union.
type run interface {
	size() int
	has(s, p, o ID) bool
	objects(s, p ID, buf []ID) []ID
	subjectsOf(p, o ID, buf []ID) []ID
	row(s ID, pbuf, obuf []ID) (p, o []ID)
	inRow(o ID, pbuf, sbuf []ID) (p, s []ID)
	pairs(p ID) pairs         // subject, object
	pairsByObject(p ID) pairs // object, subject
	predicates() []ID
	stat(p ID) PredicateStat
	count(s, p, o ID) int // None is a wildcard
	allSubjects() []ID
	allObjects() []ID
	triples(dst []triple) []triple // sorted by (s, p, o)
}

// runOf makes the run that suits the number of triples, which must be sorted and
// without duplicates. It keeps ts.
func runOf(ts []triple) run {
	if len(ts) <= flatMax {
		return flat(ts)
	}
	return columnsOf(ts)
}

// change returns r with some triples more and some less; adds are not in r, dels
// are, both are sorted.
func change(r run, adds, dels []triple) run {
	if small, ok := r.(flat); ok {
		return runOf(unionTriples(minusTriples(small, dels), adds))
	}
	return stack(r, newLayer(adds, dels))
}

// stack puts a layer on a run that is not flat.
func stack(r run, top layer) run {
	if l, ok := r.(*layered); ok {
		return l.push(top)
	}
	return newLayered(r, []layer{top}).settle()
}
