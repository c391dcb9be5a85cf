package eval

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/radix"
)

// Leader finds which of some terms come first, without sorting them. Its memory is
// used again; the zero Leader is ready.
type Leader struct {
	r     ranker
	words []uint64
}

// LeaderBytes is about what a Leader holds for each term that it has looked at.
const LeaderBytes = RankBytes - 4 + 8

// Lead appends to places those of the terms that are among the first n in the order of
// ORDER BY, descending if asked, and those that are equal to the last of them, or
// could be as far as words tell (see Ranks); n is from 1 to the number of terms, which
// need not be different. last is the place of a term that none of the first n is
// behind. hear is told of work done, in terms, and may stop it.
func (l *Leader) Lead(env *Env, ids []graph.ID, n int, descending bool, places []uint32, hear func(terms int) error) (_ []uint32, last int, err error) {
	if err := l.r.start(env.Dict, ids, hear); err != nil {
		return places, 0, err
	}
	l.words = l.words[:0]
	flip, sign := uint64(0), 1
	if descending {
		flip, sign = ^uint64(0), -1
	}
	for _, w := range l.r.words {
		l.words = append(l.words, w.Key^flip)
	}
	word, err := radix.Nth(l.words, n-1, hear)
	if err != nil {
		return places, 0, err
	}
	last = -1
	for i, w := range l.r.words {
		key := w.Key ^ flip
		if key > word {
			continue
		}
		places = append(places, uint32(i))
		if key == word && (last < 0 || env.Compare(ids[i], ids[last])*sign > 0) {
			last = i
		}
	}
	return places, last, nil
}
