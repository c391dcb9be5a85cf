package rdfio

import (
	"mime"
	"path"
	"strings"
)

// Format is an RDF syntax.
type Format uint8

// The formats.
const (
	Unknown  Format = iota // none, or not recognised
	NTriples               // RDF 1.2 N-Triples
	NQuads                 // RDF 1.2 N-Quads
	Turtle                 // RDF 1.2 Turtle
	TriG                   // RDF 1.2 TriG
	RDFXML                 // RDF 1.2 XML Syntax
	JSONLD                 // JSON-LD 1.1
)

// formatInfo is what is known of one format.
type formatInfo struct {
	name   string   // for people
	media  []string // media types, the registered one first
	exts   []string // file extensions without the dot, the usual one first
	names  []string // other names, lower case
	graphs bool     // can carry named graphs
}

// info describes f; the zero formatInfo belongs to Unknown.
func (f Format) info() formatInfo {
	switch f {
	case NTriples:
		return formatInfo{"N-Triples", []string{"application/n-triples", "text/plain"},
			[]string{"nt"}, []string{"ntriples", "n-triples"}, false}
	case NQuads:
		return formatInfo{"N-Quads", []string{"application/n-quads", "text/x-nquads"},
			[]string{"nq"}, []string{"nquads", "n-quads"}, true}
	case Turtle:
		return formatInfo{"Turtle", []string{"text/turtle", "application/x-turtle", "application/turtle"},
			[]string{"ttl", "turtle", "n3"}, nil, false}
	case TriG:
		return formatInfo{"TriG", []string{"application/trig", "application/x-trig"},
			[]string{"trig"}, nil, true}
	case RDFXML:
		return formatInfo{"RDF/XML", []string{"application/rdf+xml", "application/xml", "text/xml"},
			[]string{"rdf", "owl", "xml", "rdfs"}, []string{"rdfxml", "rdf/xml", "rdf-xml"}, false}
	case JSONLD:
		return formatInfo{"JSON-LD", []string{"application/ld+json", "application/json"},
			[]string{"jsonld", "json"}, []string{"json-ld"}, true}
	}
	return formatInfo{name: "unknown"}
}

// Formats lists every format but Unknown.
func Formats() []Format { return []Format{NTriples, NQuads, Turtle, TriG, RDFXML, JSONLD} }

// String is the format's name for people: "Turtle", "N-Triples", ...
func (f Format) String() string { return f.info().name }

// MediaType is the registered media type, without parameters; "" for Unknown.
func (f Format) MediaType() string {
	if m := f.info().media; len(m) > 0 {
		return m[0]
	}
	return ""
}

// Extension is the usual file extension with its dot; "" for Unknown.
func (f Format) Extension() string {
	if e := f.info().exts; len(e) > 0 {
		return "." + e[0]
	}
	return ""
}

// HasGraphs reports whether the format can carry named graphs.
func (f Format) HasGraphs() bool { return f.info().graphs }

// FormatByName finds a format by a name people use ("turtle", "ttl", "rdfxml",
// "N-Triples", a media type), in any letter case; Unknown if there is none.
func FormatByName(name string) Format {
	name = strings.ToLower(strings.TrimSpace(name))
	name = strings.TrimPrefix(name, ".")
	for _, f := range Formats() {
		in := f.info()
		if has(in.exts, name) || has(in.names, name) || strings.ToLower(in.name) == name {
			return f
		}
	}
	if strings.Contains(name, "/") {
		return FormatByMediaType(name)
	}
	return Unknown
}

// FormatByPath finds a format by the extension of a file name or of an IRI's
// path, looking through .gz, .gzip and .zst; Unknown if there is none.
func FormatByPath(name string) Format {
	if i := strings.IndexAny(name, "?#"); i >= 0 && strings.Contains(name[:i], "://") {
		name = name[:i]
	}
	name = strings.ToLower(strings.ReplaceAll(name, "\\", "/"))
	ext := path.Ext(name)
	if ext == ".gz" || ext == ".gzip" || ext == ".zst" || ext == ".zstd" {
		ext = path.Ext(strings.TrimSuffix(name, ext))
	}
	if ext == "" {
		return Unknown
	}
	for _, f := range Formats() {
		if has(f.info().exts, ext[1:]) {
			return f
		}
	}
	return Unknown
}

// FormatByMediaType finds a format by a Content-Type value; parameters are
// ignored. Unknown if there is none.
func FormatByMediaType(ct string) Format {
	t, _, err := mime.ParseMediaType(ct)
	if err != nil && t == "" {
		t, _, _ = strings.Cut(ct, ";")
		t = strings.ToLower(strings.TrimSpace(t))
	}
	for _, f := range Formats() {
		if has(f.info().media, t) {
			return f
		}
	}
	return Unknown
}

func has(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}
