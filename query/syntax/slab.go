package syntax

// slab hands out new values from arrays, so that a tree of many small nodes
// costs few allocations. The nodes of a tree live and die together, so nothing
// is kept alive that would not be anyway.
type slab[T any] struct {
	free []T
	size int // of the next array
}

// list is a list of one value, which grows by append as any other.
func (s *slab[T]) list(x T) []T {
	if len(s.free) == 0 {
		s.size = min(max(2*s.size, 4), 64)
		s.free = make([]T, s.size)
	}
	one := s.free[:1:1]
	s.free = s.free[1:]
	one[0] = x
	return one
}

// keep is a new place that holds x.
func (s *slab[T]) keep(x T) *T { return &s.list(x)[0] }

// slabs are where a parser takes the commonest nodes from.
type slabs struct {
	vars       slab[Var]
	iris       slab[IRI]
	literals   slab[Literal]
	terms      slab[TermExpr]
	binaries   slab[Binary]
	triples    slab[Triples]
	properties slab[Property]
	objects    slab[Object]
	paths      slab[PathIRI]

	propertyLists slab[*Property]
	objectLists   slab[*Object]
}
