package results

import (
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// htmlEncoder writes a table, in a page of its own unless Options.Fragment.
// The page needs no script and no other resource, and says so in its content
// security policy.
type htmlEncoder struct {
	show *shower
	o    Options
}

const htmlStyle = `body{font:1rem/1.4 system-ui,sans-serif;margin:2rem}` +
	`table{border-collapse:collapse}th,td{border:1px solid #ccc;padding:.25em .6em;text-align:start;vertical-align:top}` +
	`th{background:#f3f3f3}.num{text-align:end;font-variant-numeric:tabular-nums}.note,.unbound{color:#777;font-size:.85em}`

func htmlPage(b []byte, o Options) []byte {
	if o.Fragment {
		return b
	}
	title := o.Title
	if title == "" {
		title = "Results"
	}
	b = append(b, "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"+
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>"...)
	b = appendHTML(b, title)
	b = append(b, "</title>\n<style>"+htmlStyle+"</style>\n</head>\n<body>\n"...)
	return b
}

func htmlClose(b []byte, o Options) []byte {
	if o.Fragment {
		return b
	}
	return append(b, "</body>\n</html>\n"...)
}

func htmlBool(word string, o Options) string {
	b := htmlPage(nil, o)
	b = append(b, "<p class=\"sparql-boolean\">"+word+"</p>\n"...)
	return string(htmlClose(b, o))
}

func (e *htmlEncoder) begin(b []byte, vars []string) []byte {
	b = htmlPage(b, e.o)
	b = append(b, "<table class=\"sparql-results\">\n<thead><tr>"...)
	for _, v := range vars {
		b = append(b, `<th scope="col">`...)
		b = appendHTML(b, v)
		b = append(b, "</th>"...)
	}
	return append(b, "</tr></thead>\n<tbody>\n"...)
}

func (e *htmlEncoder) row(b []byte, _ int, terms []graph.Term) []byte {
	b = append(b, "<tr>"...)
	for _, t := range terms {
		b = e.cell(b, t)
	}
	return append(b, "</tr>\n"...)
}

func (e *htmlEncoder) end(b []byte, _ int) []byte {
	return htmlClose(append(b, "</tbody>\n</table>\n"...), e.o)
}

func (e *htmlEncoder) cell(b []byte, t graph.Term) []byte {
	if t.IsAny() {
		return append(b, `<td class="unbound">`+unbound+`</td>`...)
	}
	c := e.show.raw(t)
	switch {
	case c.right:
		b = append(b, `<td class="num">`...)
	case t.IsIRI() && webLink(t.Value()):
		b = append(b, `<td><a rel="nofollow noopener noreferrer" href="`...)
		b = appendHTML(b, t.Value())
		b = append(b, `">`...)
		b = appendHTML(b, strings.TrimSuffix(strings.TrimPrefix(c.text, "<"), ">"))
		return append(b, "</a></td>"...)
	case t.Lang() != "":
		b = append(b, `<td lang="`...)
		b = appendHTML(b, t.Lang())
		b = append(b, `" dir="`...)
		if t.Dir() != graph.NoDirection {
			b = append(b, t.Dir().String()...)
		} else {
			b = append(b, "auto"...)
		}
		b = append(b, `">`...)
	default:
		// dir=auto keeps text of the other direction from reordering its neighbours.
		b = append(b, `<td dir="auto">`...)
	}
	b = appendHTML(b, c.text)
	if c.note != "" {
		b = append(b, `<span class="note">`...)
		b = appendHTML(b, c.note)
		b = append(b, "</span>"...)
	}
	return append(b, "</td>"...)
}

// webLink reports whether an IRI may become a link: http and https only, so
// that no data runs a script or opens another program.
func webLink(iri string) bool {
	for _, scheme := range [2]string{"http://", "https://"} {
		if len(iri) > len(scheme) && strings.EqualFold(iri[:len(scheme)], scheme) {
			return true
		}
	}
	return false
}

// appendHTML escapes s for text and for attributes in double quotes; line ends
// and tabs stay, other controls are made visible.
func appendHTML(b []byte, s string) []byte {
	for len(s) > 0 {
		i := strings.IndexAny(s, "\n\t")
		part := s
		if i >= 0 {
			part = s[:i]
		}
		part = visible(part)
		for k := 0; k < len(part); k++ {
			switch c := part[k]; c {
			case '<':
				b = append(b, "&lt;"...)
			case '>':
				b = append(b, "&gt;"...)
			case '&':
				b = append(b, "&amp;"...)
			case '"':
				b = append(b, "&#34;"...)
			case '\'':
				b = append(b, "&#39;"...)
			case '`':
				b = append(b, "&#96;"...)
			default:
				b = append(b, c)
			}
		}
		if i < 0 {
			break
		}
		b = append(b, s[i])
		s = s[i+1:]
	}
	return b
}
