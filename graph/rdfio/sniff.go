package rdfio

import (
	"bytes"
	"context"
)

// sniffBytes is how much of a document Sniff looks at.
const sniffBytes = 4 << 10

// Sniff guesses the format of a document from its first bytes, of which it looks
// at 4 KiB; Unknown if it looks like none. An empty document is Turtle.
func Sniff(head []byte) Format {
	head = head[:min(len(head), sniffBytes)]
	head = bytes.TrimPrefix(head, []byte(byteOrderMark))
	rest := bytes.TrimLeft(head, " \t\r\n")
	switch {
	case looksLikeJSON(rest):
		return JSONLD
	case looksLikeXML(rest):
		return RDFXML
	}
	lines := head[:max(lastEOL(head), 0)]
	if len(lines) == 0 {
		lines = head
	}
	for _, f := range []Format{NTriples, NQuads} {
		if seen, err := sniffAs(lines, f); err == nil && seen.statements > 0 {
			return f
		}
	}
	seen, err := sniffAs(head, TriG)
	switch {
	case seen.graphs > 0 || err == nil && bytes.HasPrefix(rest, []byte("{")):
		return TriG
	case err == nil || seen.statements > 0 || seen.prefixes > 0 || sniffStart(rest):
		return Turtle
	}
	return Unknown
}

// sniffed counts what a trial reading has seen.
type sniffed struct{ statements, graphs, prefixes int }

func sniffAs(head []byte, f Format) (seen sniffed, err error) {
	o := Options{Base: "http://sniff.invalid/", Prefix: func(string, string) { seen.prefixes++ }}
	err = Read(context.Background(), bytes.NewReader(head), f, o, func(q *Quad) error {
		seen.statements++
		if q.G.Kind != 0 {
			seen.graphs++
		}
		return nil
	})
	return seen, err
}

// sniffStart reports whether the document starts like Turtle, although not even
// its first statement is complete in what was looked at.
func sniffStart(rest []byte) bool {
	end := scanIRIEnd(rest)
	return end > 0 && hasScheme(rest[1:end])
}

// scanIRIEnd is the index of the '>' of an IRIREF at the start of b, or -1.
func scanIRIEnd(b []byte) int {
	if len(b) == 0 || b[0] != '<' {
		return -1
	}
	if j, st := scanIRI(b, 1); st == plain {
		return j
	}
	return -1
}

// looksLikeJSON: '{' and then '"' or '}', or '[' and then '{' or ']' and no more.
func looksLikeJSON(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	rest := bytes.TrimLeft(b[1:], " \t\r\n")
	switch {
	case len(rest) == 0:
		return false
	case b[0] == '{':
		return rest[0] == '"' || rest[0] == '}'
	case b[0] == '[':
		return rest[0] == '{' || rest[0] == ']' && len(bytes.TrimSpace(rest[1:])) == 0
	}
	return false
}

// looksLikeXML: '<' and then '?', '!', or a name that is followed by white
// space, which no IRI contains.
func looksLikeXML(b []byte) bool {
	if len(b) < 2 || b[0] != '<' {
		return false
	}
	if b[1] == '?' || b[1] == '!' {
		return true
	}
	j, st := scanXMLName(b, 1)
	return st == plain && j < len(b) && class[b[j]]&cSpace != 0
}
