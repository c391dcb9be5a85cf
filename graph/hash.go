package graph

import "math/bits"

// Constants of the hash: odd, with about half of their bits set.
const (
	hashA = 0x9fb21c651e98df25
	hashB = 0xa0761d6478bd642f
	hashC = 0xe7037ed1a0b428db
)

// hashText is a 64-bit hash of s under a seed: 16 bytes a round through one
// 64x64 to 128-bit multiplication whose halves are folded together. The seed is
// drawn anew for each graph, so that documents cannot be written to collide.
func hashText(seed uint64, s string) uint64 {
	h := seed ^ uint64(len(s))*hashA
	for len(s) > 16 {
		h = fold(load8(s)^hashB, load8(s[8:])^h)
		s = s[16:]
	}
	var a, b uint64
	switch {
	case len(s) >= 8:
		a, b = load8(s), load8(s[len(s)-8:])
	case len(s) >= 4:
		a, b = uint64(load4(s)), uint64(load4(s[len(s)-4:]))
	case len(s) > 0:
		a = uint64(s[0]) | uint64(s[len(s)/2])<<8 | uint64(s[len(s)-1])<<16
	}
	return fold(a^hashC, b^h)
}

// fold mixes two words into one.
func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// load8 and load4 read little-endian words; the compiler makes one load of each.
func load8(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func load4(s string) uint32 {
	_ = s[3]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}
