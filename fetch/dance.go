package fetch

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// authorizationLife is how long a request token may wait for its user.
const authorizationLife = 10 * time.Minute

// Authorization is a request token on its way to become an access token: the
// first step of the dance. It is used once, and prints without its secret.
type Authorization struct {
	Token  string // oauth_token
	URL    string // where the user agrees
	Record string // the record asked for, "" when the user will choose

	secret Secret
	made   time.Time
	mu     sync.Mutex
	used   bool
}

// NewAuthorization makes one from its parts, for web applications that kept
// them in a session between two requests. Only Exchange needs it.
func NewAuthorization(token string, secret Secret, record string, made time.Time) *Authorization {
	return &Authorization{Token: token, Record: record, secret: secret, made: made}
}

// Parts are what has to be kept to make the Authorization again.
func (a *Authorization) Parts() (token string, secret Secret, record string, made time.Time) {
	return a.Token, a.secret, a.Record, a.made
}

// String names the record.
func (a *Authorization) String() string { return "fetch.Authorization(record " + a.Record + ")" }

// GoString is String.
func (a *Authorization) GoString() string { return a.String() }

// Format is String for every verb of fmt.
func (a *Authorization) Format(w fmt.State, _ rune) { formatted(w, a.String()) }

// LogValue is String.
func (a *Authorization) LogValue() slog.Value { return slog.StringValue(a.String()) }

// Verifier reads the verifier out of the callback the user's browser came back
// with. A callback for another token is refused with ErrCallback: it would
// give this session somebody else's record (RFC 5849 section 4.6).
func (a *Authorization) Verifier(callback url.Values) (string, error) {
	tokens, verifiers := callback["oauth_token"], callback["oauth_verifier"]
	if len(tokens) != 1 || !equal(tokens[0], a.Token) {
		return "", fmt.Errorf("%w: its token is not the one this login started with", ErrCallback)
	}
	if len(verifiers) != 1 || verifiers[0] == "" {
		return "", fmt.Errorf("%w: it has no verifier", ErrCallback)
	}
	return verifiers[0], nil
}

// equal compares secrets in constant time.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// RequestToken is the first step: it asks the container for a request token
// for a record ("" lets the user choose), and tells where the user agrees. The
// user comes back to the callback that is registered with the container.
func (c *Client) RequestToken(ctx context.Context, record string) (*Authorization, error) {
	return c.requestToken(ctx, record, "oob")
}

// requestToken names a callback. It is signed here and not by dghubble/oauth1,
// whose own step demands oauth_callback_confirmed, which the reference
// container does not send, and cannot send smart_record_id.
func (c *Client) requestToken(ctx context.Context, record, callback string) (*Authorization, error) {
	m, err := c.Manifest(ctx)
	if err != nil {
		return nil, err
	}
	if m.Launch.RequestToken == "" || m.Launch.AuthorizeToken == "" || m.Launch.ExchangeToken == "" {
		return nil, fmt.Errorf("fetch: the manifest of %s does not name request_token, authorize_token and exchange_token under launch_urls", c.base)
	}
	form := url.Values{"oauth_callback": {callback}}
	if record != "" {
		form.Set("smart_record_id", record)
	}
	made := c.now()
	values, err := c.tokenStep(ctx, request{
		method: http.MethodPost, path: m.Launch.RequestToken, sign: byApp, body: []byte(form.Encode()), contentType: oauth.FormType,
	})
	if err != nil {
		return nil, err
	}
	if confirmed := values.Get("oauth_callback_confirmed"); confirmed != "" && confirmed != "true" {
		return nil, errors.New("fetch: the container did not confirm the callback")
	}
	a := &Authorization{Token: values.Get("oauth_token"), Record: record, secret: Secret(values.Get("oauth_token_secret")), made: made}
	joint := "?"
	if strings.Contains(m.Launch.AuthorizeToken, "?") {
		joint = "&"
	}
	a.URL = m.Launch.AuthorizeToken + joint + "oauth_token=" + url.QueryEscape(a.Token)
	return a, nil
}

// tokenStep calls a token endpoint and reads its form-encoded reply. Neither
// its errors nor their texts hold anything of the body.
func (c *Client) tokenStep(ctx context.Context, q request) (url.Values, error) {
	q.limit = maxTokenBody
	resp, err := c.do(ctx, q)
	if err != nil {
		return nil, err
	}
	values, err := url.ParseQuery(strings.TrimSpace(string(resp.Body)))
	if err != nil || values.Get("oauth_token") == "" || values.Get("oauth_token_secret") == "" {
		return nil, &ContentError{URL: withoutQuery(resp.URL), ContentType: resp.ContentType, Want: "oauth_token and oauth_token_secret as a form"}
	}
	return values, nil
}

// Exchange is the last step: the request token and the verifier become an
// access token, which is stored, made current and returned. An Authorization
// works once, within ten minutes.
func (c *Client) Exchange(ctx context.Context, a *Authorization, verifier string) (*Token, error) {
	a.mu.Lock()
	used := a.used
	a.used = true
	a.mu.Unlock()
	switch {
	case verifier == "":
		return nil, fmt.Errorf("%w: it has no verifier", ErrCallback)
	case used:
		return nil, fmt.Errorf("%w: this authorization was used before", ErrCallback)
	case c.now().Sub(a.made) > authorizationLife:
		return nil, fmt.Errorf("%w: it came more than ten minutes after the login began", ErrCallback)
	}
	m, err := c.Manifest(ctx)
	if err != nil {
		return nil, err
	}
	values, err := c.tokenStep(ctx, request{
		method: http.MethodPost, path: m.Launch.ExchangeToken, sign: byApp,
		token: &Token{Key: a.Token, Secret: a.secret}, extra: []oauth.Param{{Name: "oauth_verifier", Value: verifier}},
	})
	if err != nil {
		return nil, err
	}
	t := c.newToken(values, a.Record)
	if err := c.c.Tokens.Save(ctx, t); err != nil {
		return nil, fmt.Errorf("fetch: the token cannot be stored: %w", err)
	}
	c.Use(t)
	return t, nil
}

// newToken reads an access token out of a reply. record is what was asked for,
// should the container not repeat it.
func (c *Client) newToken(values url.Values, record string) *Token {
	t := &Token{
		Key: values.Get("oauth_token"), Secret: Secret(values.Get("oauth_token_secret")),
		APIBase: c.APIBase(), AppID: c.c.AppID, RecordID: record, UserID: values.Get("user_id"), Obtained: c.now(),
	}
	for _, name := range []string{"smart_record_id", "record_id"} {
		if id := values.Get(name); id != "" {
			t.RecordID = id
		}
	}
	return t
}
