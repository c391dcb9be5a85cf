package graph

// Most texts have nothing to escape. The functions here pass over such text eight
// bytes at a time; what they stop at is looked at byte by byte.

// word is eight bytes of s as a number, the first lowest.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// zero has a high bit set, after masking by highBits, if and only if a byte of x
// is zero.
func zero(x uint64) uint64 { return (x - lowBits) &^ x }

// less has one set if and only if a byte of x is less than n, which is below 128.
func less(x uint64, n uint64) uint64 { return (x - n*lowBits) &^ x }

// plainText is the length of the start of s, in steps of eight bytes, that
// appendEscaped has nothing to do with.
func plainText(s string) int {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		x := word(s[i : i+8])
		if (less(x, ' ')|zero(x^'"'*lowBits)|zero(x^'\\'*lowBits)|zero(x^0x7f*lowBits)|zero(x^0xef*lowBits))&highBits != 0 {
			break
		}
	}
	return i
}

// plainIRI is plainText for appendIRI. Characters that differ in one bit are found
// together.
func plainIRI(s string) int {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		x := word(s[i : i+8])
		y, z := x|2*lowBits, x|1*lowBits
		found := less(x, ' '+1) | zero(x^'"'*lowBits) |
			zero(y^'>'*lowBits) | // < and >
			zero(y^'^'*lowBits) | // \ and ^
			zero(x^'`'*lowBits) | zero(x^'{'*lowBits) |
			zero(z^'}'*lowBits) // | and }
		if found&highBits != 0 {
			break
		}
	}
	return i
}
