package main

import (
	"errors"
	"math/bits"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"
)

// sweepSize is more than the processor's caches hold, with that which cores share.
var sweepSize = 384 << 20

// readSizes are the sizes of memory that reads are timed in, in MB: one that any
// cache of a core holds, one that the shared cache does, and one that none does.
var readSizes = []int{1, 16, 256}

// sweeper is other work between two runs of a query: it leaves nothing of the query
// in the processor's caches, and something else for the prediction of branches.
type sweeper struct {
	memory []byte // not the Go heap's: the collector would wait longer for it
	list   []uint32
}

var errSweep = errors.New("peers: no memory to sweep the caches with")

// sweep does the work, on all processors.
func (s *sweeper) sweep() error {
	if s.memory == nil {
		if s.memory, s.list = ownMemory(sweepSize), make([]uint32, 1<<15); s.memory == nil {
			return errSweep
		}
	}
	var all sync.WaitGroup
	share := len(s.memory)/runtime.GOMAXPROCS(0) + 64
	for part := range slices.Chunk(s.memory, share&^63) {
		all.Go(func() {
			for i := 0; i < len(part); i += 64 {
				part[i]++
			}
		})
	}
	all.Wait()
	for i := range s.list {
		s.list[i] = rand.Uint32()
	}
	slices.Sort(s.list)
	return nil
}

// reads times a read at a random place whose result the next place depends on, in
// nanoseconds, by readSizes.
func (s *sweeper) reads() ([]float64, error) {
	const steps = 1 << 18
	if err := s.sweep(); err != nil {
		return nil, err
	}
	var times []float64
	for _, size := range readSizes {
		memory := s.memory[:min(size<<20, len(s.memory))]
		shift := 33 - bits.Len(uint(len(memory)/64)) // the high bits of a product are the random ones
		at, start := uint32(1), time.Now()
		for n := range 2 * steps {
			if n == steps {
				start = time.Now() // what the caches can hold is there
			}
			at = at*1664525 + 1013904223 + 2*uint32(memory[at>>shift*64]) // all hold the same: no place comes twice
		}
		times = append(times, float64(time.Since(start).Nanoseconds())/steps)
		s.list[0] = at // it is wanted
	}
	return times, nil
}
