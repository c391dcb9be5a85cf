package eval

import (
	"math/rand/v2"
	"testing"
)

// TestWords holds words against the regular expressions that they are.
func TestWords(t *testing.T) {
	patterns := []string{"", "^", "$", "^$", "a", "ab", "^ab", "ab$", "^ab$", "k", "ks", "ß", "^é", "a b", `a\.b`, `\$`, "A", "aB$", "(?:ab)", "a|b", "a+", "(a)", "[a]", "[ab]", ".", "^a.", "a^", "$a", "^^a", "a$$"}
	letters := []rune("abABkKsS .$ßéÉ\n\u212a\u017f")
	rng := rand.New(rand.NewPCG(3, 4))
	words := 0
	for _, pattern := range patterns {
		for _, flags := range []string{"", "i", "m", "s", "q", "iq", "x", "im"} {
			p := compilePattern(pattern, flags)
			if p == nil || p.word == nil {
				continue
			}
			words++
			for range 300 {
				var s string
				for range rng.IntN(6) {
					s += string(letters[rng.IntN(len(letters))])
				}
				if found, known := p.word.in(s); known && found != p.re.MatchString(s) {
					t.Errorf("%q with %q on %q: %v", pattern, flags, s, found)
				}
			}
		}
	}
	if words < 100 {
		t.Errorf("%d words", words)
	}
	for _, pattern := range []string{"a|b", "a+", "[ab]", "."} {
		if p := compilePattern(pattern, ""); p.word != nil {
			t.Errorf("%q is taken for a word", pattern)
		}
	}
}
