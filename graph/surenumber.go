package graph

import "math"

// Numbers whose magnitude lies between these are told from Instants by their bits, and
// are the values of well-formed literals. The bits of an Instant read as a double are
// closer to zero than 2^-900, further from it than 2^900, or NaN: the years 1 to 9999
// take 60 bits of an int64. From 2^53 on an integer may be too large for its datatype
// although its double is not.
const (
	leastSure = 0x1p-900
	mostSure  = 0x1p53
)

// SureNumbers is Number for many terms at once, as far as no datatype is asked for it:
// those lie elsewhere in memory, and reading one takes as long as reading the number.
// f[i] is the number of ids[i], or NaN where there is none, and for some literals of the
// dictionary that have one: 0, those from 2^53 on, and those below 2^-900. Both slices
// have one length.
func (s *Snapshot) SureNumbers(ids []ID, f []float64) {
	f = f[:len(ids)]
	pages, n := s.dict.numbers.pages, s.dict.literals.n
	for i, id := range ids {
		f[i] = math.NaN()
		at := id.Ordinal()
		switch {
		case id.IsInline():
			if x, ok := inlineNumber(id); ok {
				f[i] = x
			}
		case id.IsLiteral() && at < n && at>>pageShift < len(pages):
			page := pages[at>>pageShift]
			if page == nil {
				continue
			}
			x := page[at&pageMask]
			if a := math.Abs(x); a > leastSure && a < mostSure {
				f[i] = x
			}
		}
	}
}
