package oauth

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
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

// appendSecretKey appends esc(consumer secret)&esc(token secret), the HMAC key
// and the PLAINTEXT signature (sections 3.4.2 and 3.4.4).
func (k *Keys) appendSecretKey(dst []byte) []byte {
	dst = append(appendEscape(dst, k.ConsumerSecret), '&')
	return appendEscape(dst, k.TokenSecret)
}

// Signature signs a base string. For RSA-SHA1 k.Private is needed.
func Signature(m Method, base string, k Keys) (string, error) { return signature(m, []byte(base), &k) }

func signature(m Method, base []byte, k *Keys) (string, error) {
	switch m {
	case HMACSHA1, HMACSHA256:
		return base64.StdEncoding.EncodeToString(mac(m, base, k)), nil
	case Plaintext:
		return string(k.appendSecretKey(nil)), nil
	case RSASHA1:
		if k.Private == nil {
			return "", refuse(SignatureMethodRejected, "RSA-SHA1 needs a private key")
		}
		sum := sha1.Sum(base)
		sig, err := rsa.SignPKCS1v15(nil, k.Private, crypto.SHA1, sum[:])
		if err != nil {
			return "", refuse(SignatureMethodRejected, "the RSA key cannot sign: "+err.Error())
		}
		return base64.StdEncoding.EncodeToString(sig), nil
	}
	return "", refuse(SignatureMethodRejected, "unknown signature method "+quote(string(m)))
}

// hashBlock is the block size of SHA-1 and SHA-256 in bytes.
const hashBlock = 64

// mac is HMAC by its definition (RFC 2104). It works on the stack where
// crypto/hmac makes seven objects, a third of the time of a signature.
func mac(m Method, base []byte, k *Keys) []byte {
	var keyRoom [2 * hashBlock]byte
	key := k.appendSecretKey(keyRoom[:0])
	if len(key) > hashBlock {
		key = m.appendSum(keyRoom[:0], key)
	}
	var pad [hashBlock]byte
	copy(pad[:], key)
	for i := range pad {
		pad[i] ^= 0x36
	}
	var room [1024]byte
	var sumRoom [sha256.Size]byte
	inner := m.appendSum(sumRoom[:0], append(append(room[:0], pad[:]...), base...))
	for i := range pad {
		pad[i] ^= 0x36 ^ 0x5c
	}
	return m.appendSum(nil, append(append(room[:0], pad[:]...), inner...))
}

// appendSum appends the hash of data.
func (m Method) appendSum(dst, data []byte) []byte {
	if m == HMACSHA256 {
		sum := sha256.Sum256(data)
		return append(dst, sum[:]...)
	}
	sum := sha1.Sum(data)
	return append(dst, sum[:]...)
}

// BodyHash is the oauth_body_hash of a body under a method: base64 of its
// SHA-1, or of its SHA-256 for HMAC-SHA256 (OAuth Request Body Hash extension).
func BodyHash(m Method, body []byte) string {
	return base64.StdEncoding.EncodeToString(m.appendSum(nil, body))
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
