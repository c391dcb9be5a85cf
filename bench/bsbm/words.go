package bsbm

import "strings"

// vocabularySize is how many words there are, the first much commoner than the last.
const vocabularySize = 3600

// text is a phrase of from..to made-up words.
func (m *market) text(from, to int) string {
	var b strings.Builder
	for i := range m.Between(from, to) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word(m.words.Index(m.Draw)))
	}
	return b.String()
}

// word is the i-th word: two or three syllables.
func word(i int) string {
	const consonants, vowels = "bdfgklmnprst", "aeiou"
	b := []byte{}
	for n := 0; n < 2 || i > 0; n++ {
		s := i % (len(consonants) * len(vowels))
		b = append(b, consonants[s%len(consonants)], vowels[s/len(consonants)])
		i /= len(consonants) * len(vowels)
	}
	return string(b)
}
