package oauth

import (
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Signer signs the requests of one consumer. The zero Method is HMAC-SHA1.
// A Signer is safe for many goroutines as long as its fields do not change.
type Signer struct {
	Consumer string           // oauth_consumer_key
	Keys     Keys             // the consumer's secret or private key; TokenSecret is taken from Sign's token
	Method   Method           // "" is HMAC-SHA1
	Realm    string           // put in the header when not empty; never signed
	BodyHash bool             // add oauth_body_hash to requests whose body is not a form
	Bare     bool             // leave oauth_version out, as RFC 5849's own examples do
	Now      func() time.Time // nil is time.Now
	Nonce    func() string    // nil is NewNonce
}

// Token is a token with its secret: temporary or final. It never prints.
type Token struct {
	Key, Secret string
}

// String shows the key's presence and hides the secret.
func (t Token) String() string { return redacted }

// GoString hides the secret.
func (t Token) GoString() string { return redacted }

// LogValue hides the secret from log/slog.
func (t Token) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON hides the secret.
func (t Token) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// NewNonce returns 128 random bits as text.
func NewNonce() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Sign sets r's Authorization header, with token if its Key is not empty, and
// with extra signed parameters such as oauth_callback. body is what r will
// send; Sign does not read r.Body. PLAINTEXT is refused without TLS.
func (s *Signer) Sign(r *http.Request, body []byte, token Token, extra ...Param) error {
	m := NewMessage(r, body)
	method := s.Method
	if method == "" {
		method = HMACSHA1
	}
	if method == Plaintext && !strings.EqualFold(m.Scheme, "https") {
		return refuse(SignatureMethodRejected, "PLAINTEXT sends the secrets as they are and is refused without TLS")
	}
	m.Params = s.params(method, token, extra)
	if s.BodyHash && !IsForm(r.Header.Get("Content-Type")) {
		m.Params = append(m.Params, Param{"oauth_body_hash", BodyHash(method, body)})
	}
	w := scratches.Get().(*scratch)
	defer w.free()
	if err := m.base(w); err != nil {
		return err
	}
	keys := s.Keys
	keys.TokenSecret = token.Secret
	sig, err := signature(method, w.out, &keys)
	if err != nil {
		return err
	}
	m.Params = append(m.Params, Param{"oauth_signature", sig})
	w.out = appendHeader(w.out[:0], m.Params)
	r.Header.Set("Authorization", string(w.out))
	return nil
}

// params are the protocol parameters of one request (RFC 5849 section 3.1).
func (s *Signer) params(method Method, token Token, extra []Param) []Param {
	now, nonce := time.Now, NewNonce
	if s.Now != nil {
		now = s.Now
	}
	if s.Nonce != nil {
		nonce = s.Nonce
	}
	ps := make([]Param, 0, 9+len(extra))
	if s.Realm != "" {
		ps = append(ps, Param{"realm", s.Realm})
	}
	ps = append(ps, // in the order the base string has them
		Param{"oauth_consumer_key", s.Consumer},
		Param{"oauth_nonce", nonce()},
		Param{"oauth_signature_method", string(method)},
		Param{"oauth_timestamp", strconv.FormatInt(now().Unix(), 10)})
	if token.Key != "" {
		ps = append(ps, Param{"oauth_token", token.Key})
	}
	if !s.Bare {
		ps = append(ps, Param{"oauth_version", "1.0"})
	}
	return append(ps, extra...)
}
