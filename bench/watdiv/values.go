package watdiv

import (
	"strconv"
	"strings"
	"time"
)

// attribute is a property with a literal for a value.
type attribute struct {
	predicate string
	value     func(t *town) string
}

// number is a whole number of a range.
func number(from, to int) func(*town) string {
	return func(t *town) string { return strconv.Itoa(t.Between(from, to)) }
}

// usual is a whole number around the middle of a range.
func usual(from, to int) func(*town) string {
	return func(t *town) string { return strconv.Itoa(t.normal(from, to)) }
}

// day is a date between two.
func day(from, to string) func(*town) string {
	first, err := time.Parse(time.DateOnly, from)
	last, err2 := time.Parse(time.DateOnly, to)
	if err != nil || err2 != nil {
		panic("watdiv: a date of the model is none: " + from + " " + to)
	}
	days := int(last.Sub(first).Hours() / 24)
	return func(t *town) string { return first.AddDate(0, 0, t.IntN(days+1)).Format(time.DateOnly) }
}

// wordCount is how many words there are, the first much commoner than the last.
const wordCount = 2000

// phrase is a few words.
func phrase(t *town) string {
	var b strings.Builder
	for i := range t.Between(3, 15) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word(t.words.Index(t.Draw)))
	}
	return b.String()
}

// name is one word with a capital.
func name(t *town) string {
	s := word(t.words.Index(t.Draw))
	return strings.ToUpper(s[:1]) + s[1:]
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
