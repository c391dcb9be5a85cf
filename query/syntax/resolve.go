package syntax

import "strings"

// iriParts are the components of an IRI reference (RFC 3986, appendix B).
type iriParts struct {
	scheme, authority, path, query, fragment string
	hasScheme, hasAuthority                  bool
	hasQuery, hasFragment                    bool
}

// splitIRI cuts a reference into its components.
func splitIRI(s string) iriParts {
	var p iriParts
	if n := schemeEnd(s); n > 0 {
		p.scheme, p.hasScheme, s = s[:n], true, s[n+1:]
	}
	if rest, ok := strings.CutPrefix(s, "//"); ok {
		p.hasAuthority = true
		n := strings.IndexAny(rest, "/?#")
		if n < 0 {
			n = len(rest)
		}
		p.authority, s = rest[:n], rest[n:]
	}
	s, p.fragment, p.hasFragment = strings.Cut(s, "#")
	p.path, p.query, p.hasQuery = strings.Cut(s, "?")
	return p
}

// schemeEnd is the offset of the colon after the scheme, or -1.
func schemeEnd(s string) int {
	for i := range len(s) {
		c := s[i]
		switch {
		case c == ':' && i > 0:
			return i
		case isLetter(c), i > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'):
		default:
			return -1
		}
	}
	return -1
}

// resolveIRI is the IRI that ref means, seen from base: RFC 3986 section 5.2
// without normalisation, as SPARQL section 4.1.1 asks. An IRI with a scheme is
// left as it is, and so is any reference when there is no base.
func resolveIRI(base, ref string) string {
	if base == "" || schemeEnd(ref) > 0 {
		return ref
	}
	return resolveParts(splitIRI(base), ref)
}

// resolveParts resolves a relative reference against a base that is split
// already.
func resolveParts(b iriParts, ref string) string {
	r := splitIRI(ref)
	t := b
	t.fragment, t.hasFragment = r.fragment, r.hasFragment
	switch {
	case r.hasAuthority:
		t.authority, t.hasAuthority = r.authority, true
		t.path, t.query, t.hasQuery = removeDots(r.path), r.query, r.hasQuery
	case r.path == "":
		if r.hasQuery {
			t.query, t.hasQuery = r.query, true
		}
	default:
		path := r.path
		if !strings.HasPrefix(path, "/") {
			path = mergePath(b, path)
		}
		t.path, t.query, t.hasQuery = removeDots(path), r.query, r.hasQuery
	}
	return t.String()
}

// mergePath puts a relative path in the place of the base's last segment
// (section 5.2.3).
func mergePath(base iriParts, path string) string {
	if base.hasAuthority && base.path == "" {
		return "/" + path
	}
	return base.path[:strings.LastIndexByte(base.path, '/')+1] + path
}

// removeDots takes the segments "." and ".." out of a path (section 5.2.4).
func removeDots(path string) string {
	var out []byte
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
		case strings.HasPrefix(path, "/../"):
			path, out = path[3:], dropSegment(out)
		case path == "/..":
			path, out = "/", dropSegment(out)
		case path == "." || path == "..":
			path = ""
		default:
			n := strings.IndexByte(path[1:], '/') + 1
			if n == 0 {
				n = len(path)
			}
			out, path = append(out, path[:n]...), path[n:]
		}
	}
	return string(out)
}

func dropSegment(path []byte) []byte {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[:i]
		}
	}
	return path[:0]
}

// String puts the components together again (section 5.3).
func (p iriParts) String() string {
	var b strings.Builder
	if p.hasScheme {
		b.WriteString(p.scheme + ":")
	}
	if p.hasAuthority {
		b.WriteString("//" + p.authority)
	}
	b.WriteString(p.path)
	if p.hasQuery {
		b.WriteString("?" + p.query)
	}
	if p.hasFragment {
		b.WriteString("#" + p.fragment)
	}
	return b.String()
}
