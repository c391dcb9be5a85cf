package oauth

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// FormType is the media type whose bodies take part in the base string.
const FormType = "application/x-www-form-urlencoded"

// Param is one decoded name and value.
type Param struct {
	Name, Value string
}

// Message is what of an HTTP request is signed (RFC 5849 section 3.4.1). All
// fields are as the request carries them, still escaped, besides Params, which
// are decoded.
type Message struct {
	Method string  // any case; the base string has it in upper case
	Scheme string  // "http" or "https", any case
	Host   string  // the Host header: name or address, with the port if there is one
	Path   string  // escaped, as sent; "" counts as "/"
	Query  string  // without "?"
	Form   string  // the body, if its content type is FormType, else ""
	Params []Param // of the Authorization header; realm and oauth_signature may be among them
}

// NewMessage describes r, whose body is given beside it because r's own can be
// read only once. It does not touch r.Body. The parameters of the
// Authorization header are not added: see [ParseHeader].
func NewMessage(r *http.Request, body []byte) *Message {
	m := &Message{
		Method: r.Method, Scheme: r.URL.Scheme, Host: r.Host,
		Path: r.URL.EscapedPath(), Query: r.URL.RawQuery,
	}
	if m.Method == "" {
		m.Method = http.MethodGet
	}
	if m.Host == "" {
		m.Host = r.URL.Host
	}
	if m.Scheme == "" { // a request a server received
		m.Scheme = "http"
		if r.TLS != nil {
			m.Scheme = "https"
		}
	}
	if IsForm(r.Header.Get("Content-Type")) {
		m.Form = string(body)
	}
	return m
}

// IsForm reports whether a Content-Type names form data, whatever its
// parameters and case.
func IsForm(contentType string) bool {
	if contentType == "" {
		return false
	}
	if contentType == FormType {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil { // wrong parameters do not change what the body is
		media, _, _ = strings.Cut(contentType, ";")
		media = strings.ToLower(strings.TrimSpace(media))
	}
	return media == FormType
}

// BaseString is the signature base string (RFC 5849 section 3.4.1): the
// method, the base string URI and the sorted parameters, escaped and joined by
// "&". It fails only for a broken percent escape in the query or the form.
func (m *Message) BaseString() (string, error) {
	w := scratches.Get().(*scratch)
	defer w.free()
	if err := m.base(w); err != nil {
		return "", err
	}
	return string(w.out), nil
}

// scratch is the working memory of one base string and one header, used again
// and again: signing is done for every request.
type scratch struct {
	set paramSet
	out []byte
}

var scratches = sync.Pool{New: func() any {
	return &scratch{set: paramSet{buf: make([]byte, 0, 1024), pairs: make([]pair, 0, 32)}, out: make([]byte, 0, 2048)}
}}

// free gives the memory back, unless a request of rare size made it large.
func (w *scratch) free() {
	if cap(w.out)+cap(w.set.buf) < 64<<10 {
		scratches.Put(w)
	}
}

// base makes the base string in w.out.
func (m *Message) base(w *scratch) error {
	set := &w.set
	set.buf, set.pairs = set.buf[:0], set.pairs[:0]
	for i := range m.Params {
		if p := &m.Params[i]; p.Name != "realm" { // section 3.4.1.3.1: realm is for the header alone
			set.add(p.Name, p.Value)
		}
	}
	if err := set.addEncoded(m.Query, "query"); err != nil {
		return err
	}
	if err := set.addEncoded(m.Form, "form body"); err != nil {
		return err
	}
	set.sort()

	out := append(w.out[:0], strings.ToUpper(m.Method)...)
	out = append(out, '&')
	out = m.appendURI(out)
	out = append(out, '&')
	for i, p := range set.pairs {
		if i > 0 {
			out = append(out, "%26"...)
		}
		out = appendEscape(out, set.name(p))
		out = append(out, "%3D"...)
		out = appendEscape(out, set.value(p))
	}
	w.out = out
	return nil
}

// appendURI appends the escaped base string URI (section 3.4.1.2): scheme and
// host in lower case, the port only if it is not the scheme's own, the path, no
// query.
func (m *Message) appendURI(dst []byte) []byte {
	scheme, host := strings.ToLower(m.Scheme), strings.ToLower(m.Host)
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		if port := host[i+1:]; port == "" || scheme == "http" && port == "80" || scheme == "https" && port == "443" {
			host = host[:i]
		}
	}
	path := m.Path
	if path == "" {
		path = "/"
	}
	dst = appendEscape(dst, scheme)
	dst = append(dst, "%3A%2F%2F"...)
	dst = appendEscape(dst, host)
	return appendEscape(dst, path)
}

// paramSet collects escaped names and values in one buffer and sorts them
// without an allocation each.
type paramSet struct {
	buf   []byte
	pairs []pair
}

// pair marks one parameter in the buffer: the name is buf[start:eq], the value
// buf[eq:end].
type pair struct{ start, eq, end int }

func (s *paramSet) name(p pair) []byte  { return s.buf[p.start:p.eq] }
func (s *paramSet) value(p pair) []byte { return s.buf[p.eq:p.end] }

// add takes a decoded parameter. oauth_signature is left out wherever it
// comes from.
func (s *paramSet) add(name, value string) {
	if name == "oauth_signature" {
		return
	}
	p := pair{start: len(s.buf)}
	s.buf = appendEscape(s.buf, name)
	p.eq = len(s.buf)
	s.buf = appendEscape(s.buf, value)
	p.end = len(s.buf)
	s.pairs = append(s.pairs, p)
}

// addEncoded takes the parameters of a query or a form body, which are decoded
// and escaped anew, because their escaping may differ from RFC 5849's.
func (s *paramSet) addEncoded(encoded, where string) error {
	return eachParam(encoded, where, s.add)
}

// eachParam decodes name=value&... as a form: "+" is a space in a query too
// (section 3.4.1.3.1), a name without "=" has the empty value.
func eachParam(encoded, where string, f func(name, value string)) error {
	for encoded != "" {
		var part string
		part, encoded, _ = strings.Cut(encoded, "&")
		if part == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(part, "=")
		name, ok1 := unescape(rawName, true)
		value, ok2 := unescape(rawValue, true)
		if !ok1 || !ok2 {
			return refuse(ParameterRejected, "the "+where+" has a broken percent escape")
		}
		f(name, value)
	}
	return nil
}

// sort orders by escaped name, then by escaped value (section 3.4.1.3.2).
func (s *paramSet) sort() {
	slices.SortFunc(s.pairs, func(a, b pair) int {
		if c := bytes.Compare(s.name(a), s.name(b)); c != 0 {
			return c
		}
		return bytes.Compare(s.value(a), s.value(b))
	})
}
