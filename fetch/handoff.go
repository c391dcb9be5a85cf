package fetch

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// Handoff reads the token that containers up to version 0.5 put into the URL
// with which they open an app, as its oauth_header parameter: a complete OAuth
// header, signed by the app's own secret for that URL. indexURL is the URL the
// app was opened at, query and all. The token comes back current and stored
// nowhere. A header that is not signed by this app's secret, for another
// container, too old or used before with this client is refused: whoever reads
// the URL in a log or a history cannot use it again. That includes the user's
// reload of the page, so keep the token in the session. It needs a
// ConsumerSecret, and is HMAC-SHA1 unless Config.Method is HMAC-SHA256.
func (c *Client) Handoff(indexURL string) (*Token, error) {
	u, err := url.Parse(indexURL)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("fetch: %q is no URL of an app's index", withoutQuery(indexURL))
	}
	query := u.Query()
	header := query.Get("oauth_header")
	if header == "" {
		return nil, fmt.Errorf("%w: no oauth_header", ErrCallback)
	}
	query.Del("oauth_header")
	u.RawQuery, u.Fragment = query.Encode(), ""
	r := &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{"Authorization": {header}}}
	signed, err := c.handoff.Verify(r, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: oauth_header: %w", ErrCallback, err)
	}
	if base := signed.Get("smart_container_api_base"); base != c.APIBase() {
		return nil, fmt.Errorf("%w: it comes from the container %s", ErrCallback, withoutQuery(base))
	}
	t := &Token{
		Key: signed.Get("smart_oauth_token"), Secret: Secret(signed.Get("smart_oauth_token_secret")), APIBase: c.APIBase(), AppID: c.c.AppID,
		RecordID: signed.Get("smart_record_id"), UserID: signed.Get("smart_user_id"), Obtained: c.now(),
	}
	if t.Key == "" || t.Secret == "" {
		return nil, fmt.Errorf("%w: it carries no token", ErrCallback)
	}
	c.Use(t)
	return t, nil
}

// newHandoff is the verifier of hand-offs. It lives as long as the client, since
// it remembers the nonces it has seen.
func (c *Client) newHandoff() *oauth.Verifier {
	method := oauth.HMACSHA1
	if c.c.Method == oauth.HMACSHA256 {
		method = oauth.HMACSHA256
	}
	keys := oauth.Keys{ConsumerSecret: c.c.ConsumerSecret}
	return oauth.NewVerifier(func(consumer, token string) (oauth.Keys, bool) {
		return keys, keys.ConsumerSecret != "" && consumer == c.c.ConsumerKey && token == ""
	}, oauth.VerifierOptions{Now: c.now, Methods: []oauth.Method{method}})
}
