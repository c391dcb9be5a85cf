package rdfio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/piprate/json-gold/ld"
)

// JSON-LD is read in three steps: the JSON text by jsonParser, contexts and
// expansion (JSON-LD 1.1 API, section 5.1) by json-gold, and from the expanded
// form to statements by jsonRDF. The last is ours because json-gold drops what
// it takes for wrong without a word, knows no base direction and gives graphs in
// random order.

// readJSONLD reads a whole JSON-LD document. It is not streamed.
func readJSONLD(ctx context.Context, r io.Reader, o Options, emit func(*Quad) error) error {
	var base baseIRI
	if err := base.setOption(&o); err != nil {
		return err
	}
	b, err := readAll(ctx, r, &o)
	if err != nil {
		return err
	}
	doc, err := parseJSON(b, &o)
	if err != nil {
		return err
	}
	switch doc.(type) {
	case map[string]any, []any:
	default:
		return &Error{File: o.File, Line: 1, Column: 1, Msg: "a JSON-LD document is an object or an array"}
	}
	if o.Prefix != nil {
		tellPrefixes(doc, o.Prefix)
	}
	expanded, err := expandJSONLD(doc, &o)
	if err != nil {
		return &Error{File: o.File, Line: 1, Column: 1, Msg: "JSON-LD: " + err.Error(), Err: err}
	}
	x := &jsonRDF{ctx: ctx, o: &o, emit: emit}
	x.q.P.Kind = IRI
	x.items(expanded, Term{})
	return x.err
}

// tellPrefixes tells of the terms of the document's own context that stand for
// what looks like a namespace.
func tellPrefixes(doc any, tell func(label, iri string)) {
	m, _ := doc.(map[string]any)
	for _, c := range asList(m["@context"]) {
		terms, _ := c.(map[string]any)
		for _, label := range sortedNames(terms) {
			iri, _ := terms[label].(string)
			if validPrefixLabel(label) && hasScheme(iri) && isAny(iri[len(iri)-1], "#/:") {
				tell(label, iri)
			}
		}
	}
}

// sortedNames lists the names in m in order.
func sortedNames(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// readAll reads the document, without a byte order mark, hearing ctx.
func readAll(ctx context.Context, r io.Reader, o *Options) ([]byte, error) {
	s := newSource(ctx, r, o)
	s.max, s.limit = int(min(o.Limits.MaxTotalBytes, 1<<40)), "MaxTotalBytes"
	for s.more() {
	}
	if s.fault != nil {
		return nil, s.failure(len(s.buf))
	}
	return s.buf[:len(s.buf)-1], nil // without the line feed that source adds
}

// expandJSONLD expands a document. A panic of json-gold becomes an error: its
// input is anybody's.
func expandJSONLD(doc any, o *Options) (list []any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the document cannot be expanded: %v", r)
		}
	}()
	loader := &contextLoader{contexts: o.Contexts, lim: o}
	opts := ld.NewJsonLdOptions(o.Base)
	opts.DocumentLoader = loader
	opts.ProcessingMode = ld.JsonLd_1_1
	floatVersions(doc)
	list, err = ld.NewJsonLdProcessor().Expand(doc, opts)
	if loader.err != nil {
		return nil, loader.err
	}
	var jerr *ld.JsonLdError
	if errors.As(err, &jerr) && jerr.Details == nil {
		err = errors.New(string(jerr.Code))
	}
	return list, err
}

// floatVersions turns the numbers of @version into the type that json-gold
// wants there.
func floatVersions(v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, e := range v {
			if n, ok := e.(json.Number); ok && name == "@version" {
				if f, err := n.Float64(); err == nil {
					v[name] = f
				}
			}
			floatVersions(e)
		}
	case []any:
		for _, e := range v {
			floatVersions(e)
		}
	}
}

// ErrRemoteContext says that a JSON-LD document names a remote context that
// Options.Contexts does not have.
var ErrRemoteContext = errors.New("the remote context is not among those allowed, and nothing is fetched")

// maxContextChain is how deep contexts may name other contexts.
const maxContextChain = 8

// contextLoader gives the contexts of Options.Contexts, and no others. json-gold
// does not notice contexts that name each other in a circle, so the loader looks
// at what a context names before it gives it out.
type contextLoader struct {
	contexts map[string][]byte
	lim      *Options
	err      error // the first refusal: json-gold wraps errors beyond recognition
}

// LoadDocument gives the context at url.
func (l *contextLoader) LoadDocument(url string) (*ld.RemoteDocument, error) {
	doc, err := l.load(url, nil)
	if err != nil {
		if l.err == nil {
			l.err = err
		}
		return nil, err
	}
	return &ld.RemoteDocument{DocumentURL: url, Document: doc}, nil
}

// load parses the context at url, whose chain of referrers is given, and
// follows what it names.
func (l *contextLoader) load(url string, chain []string) (any, error) {
	data, ok := l.contexts[url]
	switch {
	case !ok:
		return nil, fmt.Errorf("<%s>: %w", clip(url), ErrRemoteContext)
	case slices.Contains(chain, url):
		return nil, fmt.Errorf("the context <%s> names itself, by way of others", clip(url))
	case len(chain) >= maxContextChain:
		return nil, &LimitError{Limit: "context chain", Max: maxContextChain}
	}
	o := Options{File: url, Limits: l.lim.Limits}
	doc, err := parseJSON(data, &o)
	if err != nil {
		return nil, err
	}
	floatVersions(doc)
	chain = append(chain, url)
	for _, ref := range contextRefs(doc, false, nil) {
		target, err := ResolveIRI(url, ref)
		if err != nil {
			return nil, err
		}
		if _, err := l.load(target, chain); err != nil {
			return nil, err
		}
	}
	return doc, nil
}

// contextRefs lists the remote contexts that v names; inside tells that v is
// the value of @context or @import.
func contextRefs(v any, inside bool, list []string) []string {
	switch v := v.(type) {
	case string:
		if inside {
			list = append(list, v)
		}
	case []any:
		for _, e := range v {
			list = contextRefs(e, inside, list)
		}
	case map[string]any:
		for _, name := range sortedNames(v) {
			list = contextRefs(v[name], name == "@context" || name == "@import", list)
		}
	}
	return list
}
