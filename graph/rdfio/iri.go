package rdfio

import (
	"bytes"
	"errors"
	"strings"
)

// ErrRelativeIRI says that an IRI had to be absolute and is not.
var ErrRelativeIRI = errors.New("relative IRI without an absolute base")

// ResolveIRI resolves ref against base by the algorithm of RFC 3986, section
// 5.2 (strict; no other normalisation). When base is not absolute, an absolute
// ref is returned as it is and any other gives ErrRelativeIRI.
func ResolveIRI(base, ref string) (string, error) {
	var b baseIRI
	if err := b.set(base); err != nil {
		if hasScheme(ref) {
			return ref, nil
		}
		return "", err
	}
	var a arena
	return b.resolve(ref, &a), nil
}

// baseIRI is a base IRI taken apart. The parts carry their delimiters, so that
// joining them gives the IRI back.
type baseIRI struct {
	known     bool
	scheme    string // "http:"
	authority string // "//host:80", or ""
	path      string // "/a/b", or ""
	query     string // "?q", or ""
}

// set makes iri the base. Its fragment does not count.
func (b *baseIRI) set(iri string) error {
	if !hasScheme(iri) {
		return ErrRelativeIRI
	}
	p := split(iri)
	*b = baseIRI{known: true, scheme: p.scheme, authority: p.authority, path: p.path, query: p.query}
	return nil
}

// setOption makes Options.Base the base, if there is one.
func (b *baseIRI) setOption(o *Options) error {
	if o.Base == "" || b.set(o.Base) == nil {
		return nil
	}
	return &Error{File: o.File, Msg: "the base IRI <" + clip(o.Base) + "> is not absolute", Err: ErrRelativeIRI}
}

// iriParts are the five parts of RFC 3986, appendix B, with their delimiters.
type iriParts struct{ scheme, authority, path, query, fragment string }

// split takes an IRI reference apart.
func split(s string) (p iriParts) {
	if hasScheme(s) {
		i := strings.IndexByte(s, ':') + 1
		p.scheme, s = s[:i], s[i:]
	}
	if i := strings.IndexByte(s, '#'); i >= 0 {
		s, p.fragment = s[:i], s[i:]
	}
	if i := strings.IndexByte(s, '?'); i >= 0 {
		s, p.query = s[:i], s[i:]
	}
	if strings.HasPrefix(s, "//") {
		i := strings.IndexByte(s[2:], '/')
		if i < 0 {
			i = len(s) - 2
		}
		p.authority, s = s[:2+i], s[2+i:]
	}
	p.path = s
	return p
}

// resolve is the target IRI of ref (RFC 3986, section 5.2.2).
func (b *baseIRI) resolve(ref string, a *arena) string {
	r := split(ref)
	scheme, authority, query := b.scheme, b.authority, r.query
	dst := a.take(len(b.scheme) + len(b.authority) + len(b.path) + len(b.query) + len(ref) + 2)
	path := r.path
	switch {
	case r.scheme != "":
		scheme, authority = r.scheme, r.authority
	case r.authority != "":
		authority = r.authority
	case r.path == "":
		dst = append(append(append(dst, scheme...), authority...), b.path...)
		if query == "" {
			query = b.query
		}
		return a.keep(append(append(dst, query...), r.fragment...))
	case r.path[0] != '/':
		path = b.merge(r.path)
	}
	dst = append(append(dst, scheme...), authority...)
	dst = removeDots(dst, path)
	return a.keep(append(append(dst, query...), r.fragment...))
}

// merge puts a relative path behind the base's last slash (section 5.2.3).
func (b *baseIRI) merge(path string) string {
	if b.authority != "" && b.path == "" {
		return "/" + path
	}
	return b.path[:strings.LastIndexByte(b.path, '/')+1] + path
}

// removeDots appends path to dst without its "." and ".." segments (section
// 5.2.4). What dst holds already is not touched.
func removeDots(dst []byte, path string) []byte {
	start := len(dst)
	for path != "" {
		switch {
		case strings.HasPrefix(path, "../"):
			path = path[3:]
		case strings.HasPrefix(path, "./"):
			path = path[2:]
		case strings.HasPrefix(path, "/./"):
			path = path[2:]
		case path == "/.":
			path = "/"
		case strings.HasPrefix(path, "/../") || path == "/..":
			path = "/" + strings.TrimPrefix(path[3:], "/")
			i := bytes.LastIndexByte(dst[start:], '/')
			dst = dst[:start+max(i, 0)]
		case path == "." || path == "..":
			path = ""
		default:
			i := strings.IndexByte(path[1:], '/') + 1
			if i == 0 {
				i = len(path)
			}
			dst = append(dst, path[:i]...)
			path = path[i:]
		}
	}
	return dst
}
