package oauth

import (
	"fmt"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"testing"
)

// TestBaseStringEdges is the table of edge cases of security.md section 5.
// Each message has no protocol parameters, so that want shows the point.
func TestBaseStringEdges36(t *testing.T) {
	form := http.Header{"Content-Type": {FormType}}
	tests := []struct {
		name, method, url string
		header            http.Header
		body, want        string
	}{
		{"duplicate names sort by value", "GET", "http://h/p?a=2&a=10&a=1", nil, "", "GET&http%3A%2F%2Fh%2Fp&a%3D1%26a%3D10%26a%3D2"},
		{"names sort by their escaped form", "GET", "http://h/p?é=1&z=2&%5B=3", nil, "", "GET&http%3A%2F%2Fh%2Fp&%255B%3D3%26%25C3%25A9%3D1%26z%3D2"},
		{"a before aa before a-", "GET", "http://h/?aa=1&a=2&a-=3", nil, "", "GET&http%3A%2F%2Fh%2F&a%3D2%26a-%3D3%26aa%3D1"},
		{"empty value", "GET", "http://h/?a=", nil, "", "GET&http%3A%2F%2Fh%2F&a%3D"},
		{"no equals sign", "GET", "http://h/?a", nil, "", "GET&http%3A%2F%2Fh%2F&a%3D"},
		{"empty name", "GET", "http://h/?=1", nil, "", "GET&http%3A%2F%2Fh%2F&%3D1"},
		{"plus in the query is a space", "GET", "http://h/?a=b+c", nil, "", "GET&http%3A%2F%2Fh%2F&a%3Db%2520c"},
		{"plus in the form is a space", "POST", "http://h/", form, "a=b+c", "POST&http%3A%2F%2Fh%2F&a%3Db%2520c"},
		{"escaped plus stays one", "GET", "http://h/?a=b%2Bc", nil, "", "GET&http%3A%2F%2Fh%2F&a%3Db%252Bc"},
		{"%20", "GET", "http://h/?a=b%20c", nil, "", "GET&http%3A%2F%2Fh%2F&a%3Db%2520c"},
		{"lower-case escapes come out in upper case", "GET", "http://h/?a=%c3%a9", nil, "", "GET&http%3A%2F%2Fh%2F&a%3D%25C3%25A9"},
		{"tilde stays", "GET", "http://h/?a=~%7E", nil, "", "GET&http%3A%2F%2Fh%2F&a%3D~~"},
		{"raw UTF-8", "POST", "http://h/", form, "a=é", "POST&http%3A%2F%2Fh%2F&a%3D%25C3%25A9"},
		{"invalid UTF-8", "GET", "http://h/?a=%ff%fe", nil, "", "GET&http%3A%2F%2Fh%2F&a%3D%25FF%25FE"},
		{"encoded slash in the path is kept", "GET", "http://h/a%2Fb", nil, "", "GET&http%3A%2F%2Fh%2Fa%252Fb&"},
		{"path case and escapes are kept", "GET", "http://h/A%20b", nil, "", "GET&http%3A%2F%2Fh%2FA%2520b&"},
		{"empty path", "GET", "http://h", nil, "", "GET&http%3A%2F%2Fh%2F&"},
		{"port 80 of http is dropped", "GET", "http://h:80/", nil, "", "GET&http%3A%2F%2Fh%2F&"},
		{"port 443 of https is dropped", "GET", "https://h:443/", nil, "", "GET&https%3A%2F%2Fh%2F&"},
		{"port 443 of http is kept", "GET", "http://h:443/", nil, "", "GET&http%3A%2F%2Fh%3A443%2F&"},
		{"port 80 of https is kept", "GET", "https://h:80/", nil, "", "GET&https%3A%2F%2Fh%3A80%2F&"},
		{"other port", "GET", "http://h:7000/", nil, "", "GET&http%3A%2F%2Fh%3A7000%2F&"},
		{"IPv6 with port", "GET", "http://[::1]:8080/", nil, "", "GET&http%3A%2F%2F%5B%3A%3A1%5D%3A8080%2F&"},
		{"IPv6 default port", "GET", "http://[::1]:80/", nil, "", "GET&http%3A%2F%2F%5B%3A%3A1%5D%2F&"},
		{"IPv6 without port", "GET", "http://[::1]/", nil, "", "GET&http%3A%2F%2F%5B%3A%3A1%5D%2F&"},
		{"upper-case scheme and host", "GET", "HTTP://EXAMPLE.org/P", nil, "", "GET&http%3A%2F%2Fexample.org%2FP&"},
		{"fragment is not sent", "GET", "http://h/p?a=1#frag", nil, "", "GET&http%3A%2F%2Fh%2Fp&a%3D1"},
		{"user info is not signed", "GET", "http://u:p@h/", nil, "", "GET&http%3A%2F%2Fh%2F&"},
		{"multipart is not signed", "POST", "http://h/", http.Header{"Content-Type": {"multipart/form-data; boundary=x"}}, "a=1", "POST&http%3A%2F%2Fh%2F&"},
		{"JSON is not signed", "POST", "http://h/", http.Header{"Content-Type": {"application/json"}}, "a=1", "POST&http%3A%2F%2Fh%2F&"},
		{"no content type is not signed", "POST", "http://h/", nil, "a=1", "POST&http%3A%2F%2Fh%2F&"},
		{"content type parameters", "POST", "http://h/", http.Header{"Content-Type": {"Application/X-WWW-form-urlencoded ; charset=UTF-8"}}, "a=1", "POST&http%3A%2F%2Fh%2F&a%3D1"},
		{"broken content type parameters", "POST", "http://h/", http.Header{"Content-Type": {"application/x-www-form-urlencoded; ="}}, "a=1", "POST&http%3A%2F%2Fh%2F&a%3D1"},
		{"query and form together", "POST", "http://h/?b=2&a=3", form, "a=1&c=4", "POST&http%3A%2F%2Fh%2F&a%3D1%26a%3D3%26b%3D2%26c%3D4"},
		{"oauth_signature is excluded from query and form", "POST", "http://h/?oauth_signature=x&a=1", form, "oauth_signature=y", "POST&http%3A%2F%2Fh%2F&a%3D1"},
		{"realm of the query counts", "GET", "http://h/?realm=x", nil, "", "GET&http%3A%2F%2Fh%2F&realm%3Dx"},
		{"method in upper case", "get", "http://h/", nil, "", "GET&http%3A%2F%2Fh%2F&"},
		{"empty pairs vanish", "GET", "http://h/?&a=1&&", nil, "", "GET&http%3A%2F%2Fh%2F&a%3D1"},
		{"semicolon is no separator", "GET", "http://h/?a=1;b=2", nil, "", "GET&http%3A%2F%2Fh%2F&a%3D1%253Bb%253D2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u, err := url.Parse(tt.url)
			if err != nil {
				t.Fatal(err)
			}
			r := &http.Request{Method: tt.method, URL: u, Header: tt.header}
			got, err := NewMessage(r, []byte(tt.body)).BaseString()
			if err != nil || got != tt.want {
				t.Errorf("got  %s, %v\nwant %s", got, err, tt.want)
			}
		})
	}
}

func TestBaseStringHeaderParams(t *testing.T) {
	m := &Message{Method: "GET", Scheme: "http", Host: "h", Params: []Param{
		{"realm", "never"}, {"oauth_signature", "never"}, {"oauth_token", ""}, {"smart_record_id", "1 2"},
	}}
	const want = "GET&http%3A%2F%2Fh%2F&oauth_token%3D%26smart_record_id%3D1%25202"
	if got, err := m.BaseString(); got != want || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestBaseStringBrokenEscapes(t *testing.T) {
	for _, q := range []string{"a=%", "a=%1", "%zz=1", "a=%g0"} {
		for _, m := range []*Message{{Host: "h", Query: q}, {Host: "h", Form: q}} {
			if base, err := m.BaseString(); err == nil {
				t.Errorf("%q gave %s", q, base)
			}
		}
	}
}

// slowBaseString is the base string written a second time, in the plainest
// way, to compare with (oracle of the fuzz targets).
func slowBaseString(method, uri string, params url.Values) string {
	esc := func(s string) string {
		return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(s), "+", "%20"), "%7E", "~")
	}
	var pairs []string
	for name, values := range params {
		for _, v := range values {
			if name != "oauth_signature" {
				pairs = append(pairs, esc(name)+"\x00"+esc(v))
			}
		}
	}
	sort.Strings(pairs)
	for i, p := range pairs {
		pairs[i] = strings.Replace(p, "\x00", "=", 1)
	}
	return fmt.Sprintf("%s&%s&%s", strings.ToUpper(method), esc(uri), esc(strings.Join(pairs, "&")))
}

// FuzzBaseString compares the base string with the slow one, and a signed
// request with its verification.
func FuzzBaseString(f *testing.F) {
	f.Add("a=1&b=%20&a=2", "c2&a3=2+q", "nonce", "secret&")
	f.Add("", "", "", "")
	f.Add("oauth_x=1", "é=%ff", "~", "\x00")
	f.Fuzz(func(t *testing.T, query, form, nonce, secret string) {
		m := &Message{Method: "POST", Scheme: "http", Host: "h", Path: "/p", Query: query, Form: form}
		got, err := m.BaseString()
		params := url.Values{}
		bad := eachParam(query, "", func(n, v string) { params.Add(n, v) }) != nil
		bad = eachParam(form, "", func(n, v string) { params.Add(n, v) }) != nil || bad
		if bad != (err != nil) {
			t.Fatalf("error %v, but the parameters are broken: %v", err, bad)
		}
		if bad {
			return
		}
		if want := slowBaseString("POST", "http://h/p", params); got != want {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
		roundTrip(t, query, form, nonce, secret)
	})
}
