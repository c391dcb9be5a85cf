package results

import "strings"

// maxLink is the longest address in bytes that becomes a link in a terminal;
// terminals pass over longer ones.
const maxLink = 2000

// The parts of an OSC 8 hyperlink: what stands before the address and after
// it, and what ends the link.
const (
	linkStart = "\x1b]8;;"
	linkOpen  = "\x1b\\"
	linkEnd   = "\x1b]8;;\x1b\\"
)

// terminalLink is the address that a cell with this IRI leads to in a terminal,
// or "": http and https only, so that a click opens no other program, and
// printable ASCII only, so that no data leaves the sequence it stands in.
func terminalLink(iri string) string {
	if len(iri) > maxLink || !webLink(iri) {
		return ""
	}
	for i := range len(iri) {
		if iri[i] <= ' ' || iri[i] >= 0x7F {
			return ""
		}
	}
	return iri
}

// appendLinked appends text as a link to an address; the link ends with the text.
func appendLinked(b []byte, address, text string) []byte {
	if address == "" || strings.TrimSpace(text) == "" {
		return append(b, text...)
	}
	b = append(append(append(b, linkStart...), address...), linkOpen...)
	return append(append(b, text...), linkEnd...)
}
