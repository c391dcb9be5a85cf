package results

import (
	"strings"

	"github.com/rivo/uniseg"
)

// width is the number of terminal columns of s.
func width(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return uniseg.StringWidth(s)
		}
	}
	return len(s)
}

// ellipsis marks what was cut.
const ellipsis = "…"

// takeHead returns the longest prefix of s, at a grapheme's end, of at most w columns.
func takeHead(s string, w int) string {
	used, state := 0, -1
	rest := s
	for len(rest) > 0 {
		var next string
		var wide int
		_, next, wide, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used+wide > w {
			break
		}
		used += wide
		rest = next
	}
	return s[:len(s)-len(rest)]
}

// takeTail is takeHead from the other end.
func takeTail(s string, w int) string {
	total := width(s)
	state, rest := -1, s
	for len(rest) > 0 && total > w {
		var wide int
		_, rest, wide, state = uniseg.FirstGraphemeClusterInString(rest, state)
		total -= wide
	}
	return rest
}

// cutEnd cuts s to w columns at its end.
func cutEnd(s string, w int) string {
	if width(s) <= w {
		return s
	}
	if w < 1 {
		return ""
	}
	return takeHead(s, w-1) + ellipsis
}

// cutIRI cuts s to w columns in the middle, and keeps the local name, which
// says most: <http://…/people/alice>.
func cutIRI(s string, w int) string {
	if width(s) <= w {
		return s
	}
	if w < 1 {
		return ""
	}
	body := strings.TrimRight(s, "/#>")
	at := strings.LastIndexAny(body, "/#:")
	tail := s[max(at, 0):]
	if room := w - 1 - width(tail); room > 0 {
		return takeHead(s, room) + ellipsis + tail
	}
	return ellipsis + takeTail(s, w-1)
}

// wrap breaks s into lines of at most w columns, after a space where there is
// one in the second half of the line. It gives at most limit lines, the last
// one cut.
func wrap(s string, w, limit int) []string {
	var lines []string
	for width(s) > w && len(lines) < limit-1 {
		head := takeHead(s, w)
		if head == "" {
			break // one grapheme wider than the column
		}
		if i := strings.LastIndexByte(head, ' '); i >= len(head)/2 && len(head) < len(s) && s[len(head)] != ' ' {
			head = head[:i+1]
		}
		s = strings.TrimPrefix(s[len(head):], " ")
		lines = append(lines, strings.TrimRight(head, " "))
	}
	return append(lines, cutEnd(s, w))
}
