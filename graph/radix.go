package graph

import (
	"math/bits"
	"slices"
)

// sorter sorts pairs packed into one word, the leading ID above the other. It
// keeps its buffers from one sort to the next; one goroutine at a time.
type sorter struct {
	buf, spare []uint64
}

// room returns a buffer for n words. The words of the sort before are lost.
func (st *sorter) room(n int) []uint64 {
	if cap(st.buf) < n {
		st.buf = makeWords(n)
	}
	return st.buf[:n]
}

// digitBits is the radix: 2^8 places to write to at once stay within the first
// cache and the TLB.
const digitBits = 8

// fewWords is below which comparing is faster than counting.
const fewWords = 512

// byHigh sorts words by their upper half; equal ones keep their order, except
// that few words are sorted by all of their bits. So input that is sorted by its
// lower half comes out sorted entirely. The result is words or the spare buffer.
func (st *sorter) byHigh(j *job, words []uint64) ([]uint64, error) {
	if len(words) <= fewWords {
		slices.Sort(words)
		return words, nil
	}
	return st.radix(j, words, 32)
}

// radix sorts words by the bits from shift up, stably. Digits in which all words
// agree cost nothing, nor does input that is sorted already.
func (st *sorter) radix(j *job, words []uint64, shift int) ([]uint64, error) {
	varying, sorted := uint64(0), true
	err := j.blocks(len(words), func(lo, hi int) {
		vary, first, before := varying, words[0]>>shift, words[max(lo-1, 0)]>>shift
		for _, w := range words[lo:hi] {
			w >>= shift
			vary |= w ^ first
			sorted = sorted && before <= w
			before = w
		}
		varying = vary
	})
	if err != nil || sorted {
		return words, err
	}
	if cap(st.spare) < len(words) {
		st.spare = makeWords(max(len(words), cap(st.buf)))
	}
	from, to := words, st.spare[:len(words)]
	for digit := 0; digit < bits.Len64(varying); digit += digitBits {
		if varying>>digit&(1<<digitBits-1) == 0 {
			continue
		}
		if err := scatter(j, from, to, shift+digit); err != nil {
			return nil, err
		}
		from, to = to, from
	}
	return from, nil
}

// scatter moves words to where their digit at shift puts them.
func scatter(j *job, from, to []uint64, shift int) error {
	var next [1 << digitBits]uint32
	err := j.blocks(len(from), func(lo, hi int) {
		for _, w := range from[lo:hi] {
			next[w>>shift&(1<<digitBits-1)]++
		}
	})
	if err != nil {
		return err
	}
	start := uint32(0)
	for d, n := range next {
		next[d] = start
		start += n
	}
	return j.blocks(len(from), func(lo, hi int) {
		for _, w := range from[lo:hi] {
			d := w >> shift & (1<<digitBits - 1)
			to[next[d]] = w
			next[d]++
		}
	})
}

// longRun is from how many words on a run of equal upper halves is sorted by
// radix too: such a sort hears the context, and takes linear time.
const longRun = 1 << 14

// sortPairs sorts words by all of their bits and removes duplicates.
func (st *sorter) sortPairs(j *job, words []uint64) ([]uint64, error) {
	words, err := st.byHigh(j, words)
	if err != nil {
		return nil, err
	}
	var rest sorter // runs are sorted in buffers of their own: words may be in st's
	for i := 0; i < len(words); {
		end := i + 1
		for end < len(words) && words[end]>>32 == words[i]>>32 {
			end++
		}
		switch run := words[i:end]; {
		case len(run) >= longRun:
			sorted, err := rest.radix(j, run, 0)
			if err != nil {
				return nil, err
			}
			copy(run, sorted)
		case len(run) > 1:
			slices.Sort(run)
		}
		i = end
	}
	return slices.Compact(words), nil
}
