package radix

import (
	"cmp"
	"errors"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
)

// TestSort compares with a stable sort, over sizes and over keys that differ in
// few and in many bits.
func TestSort(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 200 {
		list := make([]Entry, r.IntN(3*few))
		if round%20 == 0 {
			list = make([]Entry, 3*block+r.IntN(block))
		}
		shift, width := uint(r.IntN(64)), uint(1+r.IntN(63))
		for i := range list {
			list[i] = Entry{Key: r.Uint64() >> width << shift, Row: uint32(i)}
		}
		want := slices.Clone(list)
		slices.SortStableFunc(want, func(a, b Entry) int { return cmp.Compare(a.Key, b.Key) })
		halves, err := SortHalves(slices.Clone(list), func(int) error { return nil })
		if err != nil || !slices.Equal(halves, want) {
			t.Fatalf("%d entries in halves: %v, or not in order", len(list), err)
		}
		work := 0
		if err := Sort(list, func(n int) error { work += n; return nil }); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(list, want) || work < len(list) {
			t.Fatalf("%d entries, %d of work: not in order", len(list), work)
		}
	}
}

// TestSortFunc compares with the standard library.
func TestSortFunc(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{0, 1, 100, block, block + 1, 5 * block} {
		list := make([]int, n)
		for i := range list {
			list[i] = r.IntN(1000)
		}
		want := slices.Sorted(slices.Values(list))
		if err := SortFunc(list, cmp.Compare, func(int) error { return nil }); err != nil || !slices.Equal(list, want) {
			t.Fatalf("%d elements: %v, or not in order", n, err)
		}
	}
}

// TestStop checks that an error of hear ends a sort, wherever it comes.
func TestStop(t *testing.T) {
	stop := errors.New("stop")
	list := make([]Entry, 4*block)
	for i := range list {
		list[i].Key = uint64(len(list)-i) * 0x9E3779B97F4A7C15
	}
	for after := range 10 {
		calls := 0
		hear := func(int) error {
			if calls++; calls > after {
				return stop
			}
			return nil
		}
		if err := Sort(slices.Clone(list), hear); err != stop {
			t.Fatalf("Sort after %d calls: %v", after, err)
		}
		var told atomic.Int64
		if _, err := SortHalves(slices.Clone(list), func(int) error {
			if told.Add(1) > int64(after) {
				return stop
			}
			return nil
		}); err != stop {
			t.Fatalf("SortHalves after %d calls: %v", after, err)
		}
		calls = 0
		if err := SortFunc(slices.Clone(list), compare, hear); after < 8 && err != stop {
			t.Fatalf("SortFunc after %d calls: %v", after, err)
		}
	}
}

// TestNth compares with sorting, over words of which many and few are the same.
func TestNth(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for round := range 400 {
		words := make([]uint64, 1+r.IntN(3*few))
		width := uint(r.IntN(64))
		for i := range words {
			words[i] = r.Uint64() >> width
			if round%4 == 0 { // ends and middle mislead
				words[i] = min(uint64(i), uint64(len(words)-i))
			}
		}
		want := slices.Sorted(slices.Values(words))
		n := r.IntN(len(words))
		work := 0
		got, err := Nth(slices.Clone(words), n, func(n int) error { work += n; return nil })
		if err != nil || got != want[n] {
			t.Fatalf("%d of %d words: %d and %v, want %d", n, len(words), got, err, want[n])
		}
		if len(words) > few && work < len(words) {
			t.Fatalf("%d words, %d of work", len(words), work)
		}
		stop := errors.New("stop")
		if _, err := Nth(words, n, func(int) error { return stop }); len(words) > few && err != stop {
			t.Fatalf("%d words: %v after a stop", len(words), err)
		}
	}
}
