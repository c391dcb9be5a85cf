package radix

import "slices"

// Nth gives the n-th word, counted from 0, of the order in which Sort would put them;
// they change places. hear is told of the work, in words, as Sort tells it.
func Nth(words []uint64, n int, hear func(words int) error) (uint64, error) {
	const rounds = 64 // beyond that pivots have been bad ones, and sorting is the bound
	for round := 0; len(words) > few/8; round++ {
		if err := hear(len(words)); err != nil {
			return 0, err
		}
		if round == rounds {
			break
		}
		last := len(words) - 1
		below, equal := partition(words, median(words[0], words[last/2], words[last]))
		switch {
		case n < below:
			words = words[:below]
		case n < below+equal:
			return words[below], nil
		default:
			words, n = words[below+equal:], n-below-equal
		}
	}
	slices.Sort(words)
	return words[n], nil
}

// median is the one in the middle.
func median(a, b, c uint64) uint64 { return max(min(a, b), min(max(a, b), c)) }

// partition puts words below the pivot first, then those equal to it, and tells how
// many there are of both.
func partition(words []uint64, pivot uint64) (below, equal int) {
	end := len(words)
	for i := 0; i < end; {
		switch w := words[i]; {
		case w < pivot:
			words[i], words[below] = words[below], w
			below++
			i++
		case w > pivot:
			end--
			words[i], words[end] = words[end], w
		default:
			i++
		}
	}
	return below, end - below
}
