package oauth

import (
	"crypto"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"log/slog"
)

// Method is a signature method by its registered name.
type Method string

// The signature methods (RFC 5849 section 3.4; HMAC-SHA256 follows HMAC-SHA1
// with the other hash).
const (
	HMACSHA1   Method = "HMAC-SHA1"
	HMACSHA256 Method = "HMAC-SHA256"
	RSASHA1    Method = "RSA-SHA1"
	Plaintext  Method = "PLAINTEXT" // the secrets themselves: over TLS only
)

// Known reports whether m is one of the four methods.
func (m Method) Known() bool {
	return m == HMACSHA1 || m == HMACSHA256 || m == RSASHA1 || m == Plaintext
}

// newHash is the hash of the method's HMAC and body hash.
func (m Method) newHash() func() hash.Hash {
	if m == HMACSHA256 {
		return sha256.New
	}
	return sha1.New
}

// Keys are the secrets one request is signed or checked with. They never print.
type Keys struct {
	ConsumerSecret string          // shared secret of the consumer
	TokenSecret    string          // of the token, "" without one
	Private        *rsa.PrivateKey // RSA-SHA1, to sign
	Public         *rsa.PublicKey  // RSA-SHA1, to verify
}

const redacted = "[redacted]"

// String hides the secrets.
func (Keys) String() string { return redacted }

// GoString hides the secrets.
func (Keys) GoString() string { return redacted }

// LogValue hides the secrets from log/slog.
func (Keys) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON hides the secrets.
func (Keys) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// secretKey is esc(consumer secret)&esc(token secret), the HMAC key and the
// PLAINTEXT signature (sections 3.4.2 and 3.4.4).
func (k *Keys) secretKey() []byte {
	key := make([]byte, 0, len(k.ConsumerSecret)+len(k.TokenSecret)+8)
	key = appendEscape(key, k.ConsumerSecret)
	key = append(key, '&')
	return appendEscape(key, k.TokenSecret)
}

// Signature signs a base string. For RSA-SHA1 k.Private is needed.
func Signature(m Method, base string, k Keys) (string, error) {
	switch m {
	case HMACSHA1, HMACSHA256:
		return base64.StdEncoding.EncodeToString(mac(m, base, &k)), nil
	case Plaintext:
		return string(k.secretKey()), nil
	case RSASHA1:
		if k.Private == nil {
			return "", refuse(SignatureMethodRejected, "RSA-SHA1 needs a private key")
		}
		sum := sha1.Sum([]byte(base))
		sig, err := rsa.SignPKCS1v15(nil, k.Private, crypto.SHA1, sum[:])
		if err != nil {
			return "", refuse(SignatureMethodRejected, "the RSA key cannot sign: "+err.Error())
		}
		return base64.StdEncoding.EncodeToString(sig), nil
	}
	return "", refuse(SignatureMethodRejected, "unknown signature method "+quote(string(m)))
}

func mac(m Method, base string, k *Keys) []byte {
	h := hmac.New(m.newHash(), k.secretKey())
	h.Write([]byte(base))
	return h.Sum(nil)
}

// BodyHash is the oauth_body_hash of a body under a method: base64 of its
// SHA-1, or of its SHA-256 for HMAC-SHA256 (OAuth Request Body Hash extension).
func BodyHash(m Method, body []byte) string {
	h := m.newHash()()
	h.Write(body)
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// quote shows a hostile string in an error: cut short and with control
// characters escaped.
func quote(s string) string {
	const most = 40
	out := make([]byte, 0, most+8)
	out = append(out, '"')
	for i := 0; i < len(s); i++ {
		if i == most {
			out = append(out, "..."...)
			break
		}
		if c := s[i]; c < ' ' || c > '~' || c == '"' {
			out = append(out, '\\', 'x', upperHex[c>>4], upperHex[c&15])
		} else {
			out = append(out, c)
		}
	}
	return string(append(out, '"'))
}
