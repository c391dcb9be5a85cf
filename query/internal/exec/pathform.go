package exec

import "github.com/trivet-rdf/trivet/query/internal/algebra"

// shortest writes a path so that no repetition stands directly inside another:
// ((p*)*)* would walk each closure once for each node of the closure around it,
// and reaches what p* does. Repetitions give sets, so this changes no result.
func shortest(p algebra.Path) algebra.Path {
	switch p := p.(type) {
	case *algebra.Inverse:
		switch in := shortest(p.Path).(type) {
		case *algebra.Inverse:
			return in.Path
		case *algebra.Repeat:
			return &algebra.Repeat{Path: shortest(&algebra.Inverse{Path: in.Path}), Min: in.Min, Once: in.Once}
		default:
			return &algebra.Inverse{Path: in}
		}
	case *algebra.Alt:
		return &algebra.Alt{L: shortest(p.L), R: shortest(p.R)}
	case *algebra.Seq:
		return &algebra.Seq{L: shortest(p.L), R: shortest(p.R)}
	case *algebra.Repeat:
		return repeated(&algebra.Repeat{Path: shortest(p.Path), Min: p.Min, Once: p.Once})
	}
	return p
}

// repeated merges a repetition with those inside it: (p+)? is p*, (p?)+ is p*,
// (p*|q+)* is (p|q)*.
func repeated(p *algebra.Repeat) algebra.Path {
	if in, ok := p.Path.(*algebra.Repeat); ok {
		return repeated(&algebra.Repeat{Path: in.Path, Min: min(p.Min, in.Min), Once: p.Once && in.Once})
	}
	if p.Min == 0 && !p.Once {
		return &algebra.Repeat{Path: bare(p.Path)}
	}
	return p
}

// bare is a path without the repetitions of its alternatives, for inside a star.
func bare(p algebra.Path) algebra.Path {
	switch p := p.(type) {
	case *algebra.Alt:
		return &algebra.Alt{L: bare(p.L), R: bare(p.R)}
	case *algebra.Repeat:
		return bare(p.Path)
	}
	return p
}
