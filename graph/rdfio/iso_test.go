package rdfio

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"sort"
	"strings"
	"testing"
)

// isomorphic reports whether two lists of statements are the same dataset but
// for the labels of blank nodes: colours are refined by what a node stands
// beside, and ties are broken by trying. It is written for tests: exact, slow.
func isomorphic(a, b []Quad) bool {
	a, b = distinct(a), distinct(b)
	if len(a) != len(b) {
		return false
	}
	return match(a, b, startColours(a), startColours(b))
}

// nobody is the label of no blank node.
const nobody = "\xff"

type colours map[string]string

func distinct(quads []Quad) []Quad {
	seen := make(map[string]bool)
	var list []Quad
	for i := range quads {
		k := signature(&quads[i], nil, nobody)
		if !seen[k] {
			seen[k] = true
			list = append(list, quads[i])
		}
	}
	return list
}

func startColours(quads []Quad) colours {
	c := make(colours)
	for i := range quads {
		for _, label := range blanksOf(&quads[i]) {
			c[label] = "b"
		}
	}
	return c
}

func blanksOf(q *Quad) (list []string) {
	var walk func(t *Term)
	walk = func(t *Term) {
		switch t.Kind {
		case Blank:
			list = append(list, t.Value)
		case TripleTerm:
			walk(&t.Triple.S)
			walk(&t.Triple.P)
			walk(&t.Triple.O)
		}
	}
	walk(&q.S)
	walk(&q.P)
	walk(&q.O)
	walk(&q.G)
	return list
}

// signature is q with its blank nodes replaced by their colours, or kept when c
// is nil; self is marked.
func signature(q *Quad, c colours, self string) string {
	var b strings.Builder
	var put func(t *Term)
	put = func(t *Term) {
		b.WriteByte(byte('0' + t.Kind))
		switch t.Kind {
		case Blank:
			switch {
			case c == nil:
				b.WriteString(t.Value)
			case t.Value == self:
				b.WriteString("self")
			default:
				b.WriteString(c[t.Value])
			}
		case TripleTerm:
			put(&t.Triple.S)
			put(&t.Triple.P)
			put(&t.Triple.O)
		default:
			b.WriteString(t.Value)
		}
		b.WriteString("\x00" + t.Datatype + "\x00" + strings.ToLower(t.Lang) + "\x00" + t.Dir.String() + "\x01")
	}
	put(&q.S)
	put(&q.P)
	put(&q.O)
	put(&q.G)
	return b.String()
}

// refine splits colours until they are stable, and gives the sorted signatures.
func refine(quads []Quad, c colours) (colours, []string) {
	classes := -1
	for {
		parts := make(map[string][]string)
		for i := range quads {
			for _, label := range blanksOf(&quads[i]) {
				parts[label] = append(parts[label], signature(&quads[i], c, label))
			}
		}
		next, kinds := make(colours), make(map[string]bool)
		for label, list := range parts {
			sort.Strings(list)
			sum := sha256.Sum256([]byte(c[label] + strings.Join(list, "\x02")))
			next[label] = string(sum[:])
			kinds[next[label]] = true
		}
		c = next
		if len(kinds) == classes {
			break
		}
		classes = len(kinds)
	}
	var all []string
	for i := range quads {
		all = append(all, signature(&quads[i], c, nobody))
	}
	sort.Strings(all)
	return c, all
}

func match(a, b []Quad, ca, cb colours) bool {
	ca, sa := refine(a, ca)
	cb, sb := refine(b, cb)
	if !slices.Equal(sa, sb) {
		return false
	}
	tie := ""
	count := make(map[string]int)
	for _, colour := range ca {
		if count[colour]++; count[colour] > 1 {
			tie = max(tie, colour)
		}
	}
	if tie == "" {
		return true
	}
	for la, colour := range ca {
		if colour != tie {
			continue
		}
		ca[la] = "chosen" + colour
		for lb, colour := range cb {
			if colour == tie {
				cb2 := make(colours)
				for k, v := range cb {
					cb2[k] = v
				}
				cb2[lb] = "chosen" + colour
				if match(a, b, ca, cb2) {
					return true
				}
			}
		}
		return false
	}
	return false
}

// parse reads a whole document into a list.
func parse(data []byte, f Format, o Options) ([]Quad, error) {
	var list []Quad
	err := Read(context.Background(), bytes.NewReader(data), f, o, func(q *Quad) error {
		list = append(list, *q)
		return nil
	})
	return list, err
}

func TestIsomorphicHelper(t *testing.T) {
	const cycle6 = "_:a <p:> _:b . _:b <p:> _:c . _:c <p:> _:d . _:d <p:> _:e . _:e <p:> _:f . _:f <p:> _:a ."
	const cycles33 = "_:a <p:> _:b . _:b <p:> _:c . _:c <p:> _:a . _:d <p:> _:e . _:e <p:> _:f . _:f <p:> _:d ."
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"_:a <p:> _:b .", "_:x <p:> _:y .", true},
		{"_:a <p:> _:a .", "_:x <p:> _:y .", false},
		{"<s:> <p:> 1 .", "<s:> <p:> 01 .", false},
		{"<s:> <p:> 1 . <s:> <p:> 1 .", "<s:> <p:> 1 .", true},
		{cycle6, cycles33, false},
		{cycle6, "_:f <p:> _:e . _:e <p:> _:d . _:d <p:> _:c . _:c <p:> _:b . _:b <p:> _:a . _:a <p:> _:f .", true},
		{"<s:> <p:> <<( _:a <p:> _:b )>> .", "<s:> <p:> <<( _:b <p:> _:a )>> .", true},
	} {
		a, err := parse([]byte(test.a), Turtle, Options{})
		if err != nil {
			t.Fatal(err)
		}
		b, err := parse([]byte(test.b), Turtle, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := isomorphic(a, b); got != test.want {
			t.Errorf("%s\n%s\ngot %v", test.a, test.b, got)
		}
	}
}
