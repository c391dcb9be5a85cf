package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Visitor is a person in front of a browser, for programs that play the user's
// part: the demo and tests. The zero Visitor is the sandbox's demo user.
type Visitor struct {
	Email    string // "" is DefaultUser
	Password string // "" is "demo", that of every account of a sandbox that was given none
	Record   string // the record to choose when the app asked for none
	Deny     bool   // refuse on the consent page

	// Transport carries the requests; nil is a transport of its own.
	Transport http.RoundTripper
}

// String names the visitor and hides the password.
func (v Visitor) String() string { return "visitor " + v.filled().Email }

// GoString hides the password.
func (v Visitor) GoString() string { return v.String() }

// Format hides the password from every verb of fmt.
func (v Visitor) Format(w fmt.State, _ rune) { io.WriteString(w, v.String()) }

// MarshalText hides the password from JSON.
func (v Visitor) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// ErrDenied is what Consent returns when the visitor refused.
var ErrDenied = errors.New("sandbox: the user did not authorize the app")

// Consent opens an authorization page as a browser would: it follows
// redirects, fills in the login form, agrees on the consent form, and returns
// the callback URL with oauth_token and oauth_verifier that the container then
// redirects to, without visiting it. For an app without a callback it returns
// "oob:" with both as a query.
func (v Visitor) Consent(ctx context.Context, authorizeURL string) (string, error) {
	b, err := newBrowser(v, authorizeURL)
	if err != nil {
		return "", err
	}
	defer b.client.CloseIdleConnections()
	page, err := b.open(ctx, http.MethodGet, authorizeURL, nil)
	for steps := 0; err == nil && b.outside == ""; steps++ {
		if steps == 5 {
			return "", errors.New("sandbox: the pages lead in a circle")
		}
		form, ok := findForm(page)
		switch {
		case ok && form.values.Has("password"):
			if steps > 0 && strings.Contains(page, `role="alert"`) {
				return "", errors.New("sandbox: the login failed: " + pageText(page, `<p class="message" role="alert">`))
			}
			form.values.Set("username", b.Email)
			form.values.Set("password", b.Password)
		case ok && form.values.Has("oauth_token"):
			b.decide(form)
		default:
			return b.last(page)
		}
		page, err = b.open(ctx, http.MethodPost, form.action, form.values)
	}
	return b.outside, err
}

// filled is the visitor with what its empty fields stand for.
func (v Visitor) filled() Visitor {
	v.Email, v.Password = cmp.Or(v.Email, DefaultUser), cmp.Or(v.Password, "demo")
	return v
}

// browser keeps cookies and stays on one origin.
type browser struct {
	Visitor
	client  *http.Client
	at      *url.URL // the page shown
	token   string   // the request token, for apps without a callback
	outside string   // where the container sent the browser, once it left
}

func newBrowser(v Visitor, start string) (*browser, error) {
	v = v.filled()
	u, err := url.Parse(start)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("sandbox: %q is no URL of an authorization page", start)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := &browser{Visitor: v, at: u, token: u.Query().Get("oauth_token")}
	b.client = &http.Client{Jar: jar, Timeout: 30 * time.Second, Transport: v.Transport, CheckRedirect: b.redirect}
	if v.Transport == nil {
		b.client.Transport = &http.Transport{}
	}
	return b, nil
}

// redirect follows inside the container and stops at its border.
func (b *browser) redirect(r *http.Request, via []*http.Request) error {
	if r.URL.Scheme != b.at.Scheme || r.URL.Host != b.at.Host {
		b.outside = r.URL.String()
		return http.ErrUseLastResponse
	}
	if len(via) > 10 {
		return errors.New("more than 10 redirects")
	}
	return nil
}

// open loads a page, relative to the one shown.
func (b *browser) open(ctx context.Context, method, target string, form url.Values) (string, error) {
	u, err := b.at.Parse(target)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", b.at.Scheme+"://"+b.at.Host)
	}
	resp, err := b.client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if b.outside == "" {
		b.at = resp.Request.URL
	}
	page, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err == nil && resp.StatusCode >= 400 {
		err = fmt.Errorf("sandbox: the container answered %s: %s", resp.Status, pageText(string(page), "<h1>"))
	}
	return string(page), err
}

// decide fills in the consent form.
func (b *browser) decide(f form) {
	if f.values.Get("record_id") == "" || b.Record != "" && f.choice {
		f.values.Set("record_id", b.Record)
	}
	f.values.Set("decision", "authorize")
	if b.Deny {
		f.values.Set("decision", "deny")
	}
}

// last reads a page without a form: the verifier shown to the user, or a
// message.
func (b *browser) last(page string) (string, error) {
	if code := pageText(page, `<output class="code" id="verifier">`); code != "" {
		return "oob:?" + url.Values{"oauth_token": {b.token}, "oauth_verifier": {code}}.Encode(), nil
	}
	if b.Deny {
		return "", ErrDenied
	}
	return "", errors.New("sandbox: no form on the page: " + pageText(page, "<h1>"))
}

// form is a form of one of the container's pages.
type form struct {
	action string
	values url.Values
	choice bool // the record is chosen on it
}

// findForm reads the posting form of a page of this container. It knows the
// shape of our own templates and is no HTML parser.
func findForm(page string) (form, bool) {
	start := strings.Index(page, `<form method="post"`)
	if start < 0 {
		return form{}, false
	}
	page = page[start:]
	if end := strings.Index(page, "</form>"); end >= 0 {
		page = page[:end]
	}
	f := form{values: url.Values{}, action: attribute(page[:strings.Index(page, ">")], "action")}
	for _, tag := range regexp.MustCompile(`<(?:input|select)\b[^>]*>`).FindAllString(page, -1) {
		f.values.Set(attribute(tag, "name"), attribute(tag, "value"))
		f.choice = f.choice || strings.HasPrefix(tag, "<select")
	}
	return f, true
}

// attribute is the value of a tag's attribute, unescaped.
func attribute(tag, name string) string {
	_, after, ok := strings.Cut(tag, " "+name+`="`)
	if !ok {
		return ""
	}
	value, _, _ := strings.Cut(after, `"`)
	return html.UnescapeString(value)
}

// pageText is the text after a tag of a page.
func pageText(page, tag string) string {
	_, after, ok := strings.Cut(page, tag)
	if !ok {
		return ""
	}
	value, _, _ := strings.Cut(after, "<")
	return html.UnescapeString(value)
}
