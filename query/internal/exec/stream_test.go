package exec

import "testing"

// TestStreamRounds: rounds double up to what is held of their rows; where few rows come
// they are fewer and longer, in smaller morsels, of which less is held.
func TestStreamRounds(t *testing.T) {
	const scan = 4 << 20
	rounds := func(give func(rows int) int) (n, longest int) {
		s := &streamOp{workers: make([]*Context, 2), most: mostInMorsel, window: 1 << 11, m: &morsels{n: scan}}
		for s.m.to < s.m.n {
			s.parts, s.m.from, s.m.to = nil, s.m.to, min(s.m.to+s.window, s.m.n)
			longest = max(longest, s.window)
			s.parts = []*streamPart{{rows: rowStore{n: give(s.m.to - s.m.from)}}}
			s.grow()
			n++
		}
		return n, longest
	}
	many, length := rounds(func(rows int) int { return rows })
	if most := 2 * morselsRound * mostInMorsel; length != most {
		t.Errorf("rounds of up to %d rows, want %d", length, most)
	}
	few, length := rounds(func(rows int) int { return min(rows, 100) })
	if most := 2 * morselsRound * mostInMorsel * fewMorsels; length != most {
		t.Errorf("rounds of up to %d rows of which few are left, want %d", length, most)
	}
	if 3*few > many {
		t.Errorf("%d rounds where few rows come, %d where many do", few, many)
	}
}
