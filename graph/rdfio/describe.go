package rdfio

import (
	"fmt"
	"unicode/utf8"
)

// describe says what stands at b[i] instead of what was wanted.
func describe(b []byte, i int, want string) (msg, hint string) {
	found, hint := foundAt(b, i)
	return "expected " + want + ", found " + found, hint
}

// foundAt names the character at b[i] for a message, with a hint where its
// mere presence is the mistake.
func foundAt(b []byte, i int) (found, hint string) {
	if i >= len(b) {
		return "the end of the input", "is the file complete?"
	}
	switch c := b[i]; {
	case c == '\n' || c == '\r':
		return "the end of the line", ""
	case c < ' ' || c == 0x7F:
		return fmt.Sprintf("the control character U+%04X", c), ""
	case c < utf8.RuneSelf:
		return "'" + string(rune(c)) + "'", ""
	}
	r, n := utf8.DecodeRune(b[i:])
	if r == utf8.RuneError && n <= 1 {
		return fmt.Sprintf("the byte 0x%02X, which is not UTF-8", b[i]), "save the file as UTF-8"
	}
	return fmt.Sprintf("'%c' (U+%04X)", r, r), ""
}

// describeIRI says why an IRIREF cannot go on at b[j].
func describeIRI(b []byte, j int) (msg, hint string) {
	if j >= len(b) {
		return "the IRI is not closed", "a '>' is missing"
	}
	found, hint := foundAt(b, j)
	r, _ := utf8.DecodeRune(b[j:])
	switch {
	case b[j] == '\n' || b[j] == '\r':
		return "the IRI is not closed on its line", "a '>' is missing"
	case isBidiControl(r):
		return "an IRI cannot contain the formatting character " + fmt.Sprintf("U+%04X", r), "RFC 3987, section 4.1, forbids it"
	case b[j] == ' ':
		return "an IRI cannot contain a space", "write it as %20"
	case hint != "":
		return "an IRI cannot contain " + found, hint
	}
	return "an IRI cannot contain " + found, "write it percent-encoded"
}
