package repl

import (
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/query"
)

// readable rewrites the details of a plan for people: the variables that stand
// for [ ], for paths and for the like are numbered as blank nodes, _:1, rdf:type
// is a, and expressions are written as in queries.
func readable(n *query.PlanNode) {
	n.Detail = infix(readableDetail(n.Detail))
	for _, in := range n.Inputs {
		readable(in)
	}
}

// readableDetail rewrites one detail; strings in it stay as they are.
func readableDetail(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		n := 1
		switch {
		case text[0] == '"':
			n = quotedLength(text)
			b.WriteString(text[:n])
		case strings.HasPrefix(text, "?."):
			for n = 2; n < len(text) && text[n] >= '0' && text[n] <= '9'; n++ {
			}
			if i, err := strconv.Atoi(text[2:n]); err == nil {
				b.WriteString("_:" + strconv.Itoa(i+1))
			} else {
				b.WriteString(text[:n])
			}
		case strings.HasPrefix(text, " <"+rdfType+"> "):
			n = len(rdfType) + 3 // the last blank may begin the next name
			b.WriteString(" a")
		case strings.HasPrefix(text, " rdf:type "):
			n = len(" rdf:type")
			b.WriteString(" a")
		default:
			b.WriteByte(text[0])
		}
		text = text[n:]
	}
	return b.String()
}

// quotedLength is the length of the string in quotes that text begins with.
func quotedLength(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}
