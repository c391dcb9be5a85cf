package workload

import (
	"math"
	"math/rand/v2"
	"sort"
)

// Draw is a source of random choices that gives the same for the same seed and
// stream: PCG is specified by its authors, so the Go release does not matter.
type Draw struct{ *rand.Rand }

// NewDraw is the stream of that number under the seed. Streams do not overlap,
// so the n-th patient is the same in a data set of any size.
func NewDraw(seed, stream uint64) Draw { return Draw{rand.New(rand.NewPCG(seed, stream))} }

// Chance is true with probability p.
func (d Draw) Chance(p float64) bool { return d.Float64() < p }

// Between is a number from lo to hi, both included.
func (d Draw) Between(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

// About is a count whose mean is about mean: evenly from half to one and a half
// of it, rounded by chance.
func (d Draw) About(mean float64) int { return int(mean*(0.5+d.Float64()) + d.Float64()) }

// Normal is a value of the normal distribution.
func (d Draw) Normal(mean, deviation float64) float64 { return mean + deviation*d.NormFloat64() }

// Pick is one of the list, each as likely.
func Pick[T any](d Draw, list []T) T { return list[d.IntN(len(list))] }

// Zipf chooses indexes below n, index i in proportion to 1/(i+1)^s: a few very
// common, many rare. It is not changed by use.
type Zipf struct{ sums []float64 }

// NewZipf prepares the choice.
func NewZipf(n int, s float64) Zipf {
	sums, sum := make([]float64, n), 0.0
	for i := range sums {
		sum += math.Pow(float64(i+1), -s)
		sums[i] = sum
	}
	return Zipf{sums}
}

// Index chooses one.
func (z Zipf) Index(d Draw) int {
	at := d.Float64() * z.sums[len(z.sums)-1]
	return min(sort.SearchFloat64s(z.sums, at), len(z.sums)-1)
}
