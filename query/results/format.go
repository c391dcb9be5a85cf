package results

import "strings"

// Format is a way to write results.
type Format uint8

// The formats. JSON, XML, CSV and TSV can also be read.
const (
	Unknown   Format = iota
	JSON             // SPARQL 1.2 Query Results JSON Format
	XML              // SPARQL 1.2 Query Results XML Format
	CSV              // SPARQL 1.1 Query Results CSV: the text of terms, kinds lost
	TSV              // SPARQL 1.1 Query Results TSV: terms in Turtle syntax
	Box              // a table for terminals, fitted to a width
	Markdown         // a GitHub-flavoured Markdown table
	HTML             // an HTML page, or its table alone
	JSONLines        // one JSON object a row: the elements of JSON's bindings
	Line             // one "name = value" a line, a record for each row
	Count            // the number of rows and nothing else
)

// formatInfo is what is to know about a format; names[0] is its own name.
type formatInfo struct {
	names []string
	media []string
	ext   string
}

func (f Format) info() formatInfo {
	switch f {
	case JSON:
		return formatInfo{[]string{"json", "srj"}, []string{"application/sparql-results+json", "application/json"}, ".srj"}
	case XML:
		return formatInfo{[]string{"xml", "srx"}, []string{"application/sparql-results+xml", "application/xml", "text/xml"}, ".srx"}
	case CSV:
		return formatInfo{[]string{"csv"}, []string{"text/csv"}, ".csv"}
	case TSV:
		return formatInfo{[]string{"tsv"}, []string{"text/tab-separated-values"}, ".tsv"}
	case Box:
		return formatInfo{[]string{"table", "box", "text"}, []string{"text/plain"}, ".txt"}
	case Markdown:
		return formatInfo{[]string{"markdown", "md"}, []string{"text/markdown"}, ".md"}
	case HTML:
		return formatInfo{[]string{"html", "htm"}, []string{"text/html"}, ".html"}
	case JSONLines:
		return formatInfo{[]string{"jsonl", "jsonlines", "ndjson"},
			[]string{"application/jsonl", "application/x-ndjson", "application/json-lines"}, ".jsonl"}
	case Line:
		return formatInfo{[]string{"line", "lines"}, nil, ".txt"}
	case Count:
		return formatInfo{[]string{"count"}, nil, ".txt"}
	}
	return formatInfo{names: []string{"unknown"}}
}

// Formats are all formats that can be written, in the order of their constants.
func Formats() []Format {
	return []Format{JSON, XML, CSV, TSV, Box, Markdown, HTML, JSONLines, Line, Count}
}

// String is the format's name as FormatByName takes it.
func (f Format) String() string { return f.info().names[0] }

// MediaType is the format's media type without parameters, or "" where it has none.
func (f Format) MediaType() string {
	if m := f.info().media; len(m) > 0 {
		return m[0]
	}
	return ""
}

// Extension is the usual file name extension with its dot.
func (f Format) Extension() string { return f.info().ext }

// Readable reports whether Read understands the format.
func (f Format) Readable() bool { return f >= JSON && f <= TSV }

// FormatByName finds a format by one of its names, in any case, with or
// without a leading dot ("json", "srx", ".csv", "table", "md"); Unknown if none.
func FormatByName(name string) Format {
	name = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), ".")
	for _, f := range Formats() {
		for _, n := range f.info().names {
			if n == name {
				return f
			}
		}
	}
	return Unknown
}

// FormatByMediaType finds a format by a media type, whose parameters are
// ignored; Unknown if none.
func FormatByMediaType(ct string) Format {
	ct, _, _ = strings.Cut(ct, ";")
	ct = strings.ToLower(strings.TrimSpace(ct))
	for _, f := range Formats() {
		for _, m := range f.info().media {
			if m == ct {
				return f
			}
		}
	}
	return Unknown
}
