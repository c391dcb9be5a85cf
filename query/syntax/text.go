package syntax

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// plural is a count with its noun, as in "1 value" and "3 values".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return itoa(n) + " " + noun + "s"
}

func itoa(n int) string { return strconv.Itoa(n) }

// sortedKeys lists the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// maxShown is how much of a token messages show.
const maxShown = 40

// cut is a text short enough for a message, on one line.
func cut(s string) string {
	if n := maxShown; len(s) > n {
		for n > 0 && s[n]&0xC0 == 0x80 {
			n--
		}
		s = s[:n] + "..."
	}
	return strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(s)
}
