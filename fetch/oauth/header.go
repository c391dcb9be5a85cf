package oauth

import (
	"net/http"
	"strings"
)

// Limits on what a header may carry.
const (
	MaxHeaderBytes = 16 << 10 // one Authorization header
	MaxParams      = 64       // parameters in it
	MaxParamBytes  = 4 << 10  // one name or value, encoded
)

// scheme is the authentication scheme with the blank that must follow it.
const scheme = "OAuth "

// HasHeader reports whether one of the Authorization headers is of the OAuth
// scheme.
func HasHeader(h http.Header) bool {
	for _, v := range h.Values("Authorization") {
		if isOAuth(v) {
			return true
		}
	}
	return false
}

func isOAuth(v string) bool {
	v = strings.TrimLeft(v, " \t")
	return len(v) >= len(scheme) && strings.EqualFold(v[:len(scheme)], scheme)
}

// Header returns the parameters of the one OAuth Authorization header among h.
// None or several are errors: two headers would leave open which was checked.
func Header(h http.Header) ([]Param, error) {
	found := ""
	for _, v := range h.Values("Authorization") {
		if !isOAuth(v) {
			continue
		}
		if found != "" {
			return nil, refuse(ParameterRejected, "more than one OAuth Authorization header")
		}
		found = v
	}
	if found == "" {
		return nil, refuse(ParameterAbsent, "no OAuth Authorization header")
	}
	return ParseHeader(found)
}

// ParseHeader decodes the value of an OAuth Authorization header (RFC 5849
// section 3.5.1): name="value" pairs between commas, both percent-encoded. As
// the SMART reference container does, it accepts values without quotes. The
// realm comes back as a Param too, its quoted string taken as it is.
func ParseHeader(value string) ([]Param, error) {
	if len(value) > MaxHeaderBytes {
		return nil, refuse(ParameterRejected, "the Authorization header is longer than 16 KiB")
	}
	if !isOAuth(value) {
		return nil, refuse(ParameterAbsent, "the Authorization header is not of the OAuth scheme")
	}
	rest := strings.TrimLeft(value, " \t")[len(scheme):]
	params := make([]Param, 0, 8)
	for {
		rest = strings.TrimLeft(rest, " \t,")
		if rest == "" {
			return params, nil
		}
		p, tail, err := headerParam(rest)
		if err != nil {
			return nil, err
		}
		if len(params) == MaxParams {
			return nil, refuse(ParameterRejected, "more than 64 parameters in the Authorization header")
		}
		params, rest = append(params, p), tail
	}
}

// headerParam reads one name="value" or name=value and returns what follows.
func headerParam(s string) (p Param, rest string, err error) {
	eq := strings.IndexByte(s, '=')
	if eq < 0 || strings.IndexByte(s[:eq], ',') >= 0 {
		return p, "", refuse(ParameterRejected, "a parameter of the Authorization header has no '='")
	}
	name := strings.TrimRight(s[:eq], " \t")
	raw, rest, err := headerValue(strings.TrimLeft(s[eq+1:], " \t"))
	if err != nil {
		return p, "", err
	}
	if len(name) > MaxParamBytes || len(raw) > MaxParamBytes {
		return p, "", refuse(ParameterRejected, "a parameter of the Authorization header is longer than 4 KiB")
	}
	var ok1, ok2 = false, true
	p.Name, ok1 = unescape(name, false)
	if p.Value = raw; p.Name != "realm" { // section 3.5.1: the realm is a quoted string of RFC 2617
		p.Value, ok2 = unescape(raw, false)
	}
	if p.Name == "" || !ok1 || !ok2 {
		return p, "", refuse(ParameterRejected, "a parameter of the Authorization header has no name or a broken percent escape")
	}
	return p, rest, nil
}

// headerValue cuts a quoted or bare value off s.
func headerValue(s string) (value, rest string, err error) {
	if s == "" || s[0] != '"' {
		value, rest, _ = strings.Cut(s, ",")
		return strings.TrimRight(value, " \t"), rest, nil
	}
	end := strings.IndexByte(s[1:], '"')
	if end < 0 {
		return "", "", refuse(ParameterRejected, "a quoted value of the Authorization header does not end")
	}
	value, rest = s[1:1+end], strings.TrimLeft(s[end+2:], " \t")
	if rest != "" && rest[0] != ',' {
		return "", "", refuse(ParameterRejected, "a value of the Authorization header is followed by something other than ','")
	}
	return value, rest, nil
}

// FormatHeader is the Authorization header for params, in their order. A realm
// parameter comes out as a plain quoted string, without the quotes and
// backslashes it may hold.
func FormatHeader(params []Param) string {
	return string(appendHeader(make([]byte, 0, 512), params))
}

func appendHeader(out []byte, params []Param) []byte {
	out = append(out, scheme...)
	for i, p := range params {
		if i > 0 {
			out = append(out, ", "...)
		}
		out = appendEscape(out, p.Name)
		out = append(out, '=', '"')
		if p.Name == "realm" {
			out = appendQuotable(out, p.Value)
		} else {
			out = appendEscape(out, p.Value)
		}
		out = append(out, '"')
	}
	return out
}

// appendQuotable appends what of s may stand in a quoted string and cannot end
// the header line.
func appendQuotable(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= ' ' && c <= '~' && c != '"' && c != '\\' {
			dst = append(dst, c)
		}
	}
	return dst
}
