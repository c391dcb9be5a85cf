package oauth

import (
	"crypto"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// DefaultWindow is how far a timestamp may be from the verifier's clock.
const DefaultWindow = 300 * time.Second

// Verifier checks signed requests for a server. Make one with [NewVerifier].
// It is safe for many goroutines.
type Verifier struct {
	lookup  Lookup
	nonces  *Nonces
	methods []Method
	window  time.Duration
	now     func() time.Time
	places  bool                        // parameters may be in the form or the query
	dummy   Keys                        // for consumers nobody knows: same work, same answer
	equal   func(got, want []byte) bool // hmac.Equal; tests count its calls
}

// Lookup finds the keys for a consumer and a token ("" without one). It
// reports false when either is unknown or they do not belong together.
type Lookup func(consumer, token string) (Keys, bool)

// VerifierOptions change what NewVerifier allows. The zero value allows
// HMAC-SHA1 and HMAC-SHA256 within 300 seconds by the system's clock.
type VerifierOptions struct {
	Methods []Method         // allowed methods; PLAINTEXT is taken over TLS only, whatever stands here
	Window  time.Duration    // 0 is DefaultWindow
	Now     func() time.Time // nil is time.Now
	Nonces  *Nonces          // nil is a new store of MaxNonces

	// Anywhere also takes the parameters from the form body or the query of a
	// request without an OAuth header (RFC 5849 sections 3.5.2 and 3.5.3).
	Anywhere bool
}

// NewVerifier returns a Verifier that finds keys by lookup.
func NewVerifier(lookup Lookup, o VerifierOptions) *Verifier {
	v := &Verifier{
		lookup: lookup, nonces: o.Nonces, methods: o.Methods, window: o.Window, now: o.Now,
		places: o.Anywhere, equal: hmac.Equal,
	}
	if v.nonces == nil {
		v.nonces = NewNonces(0, 0)
	}
	if v.methods == nil {
		v.methods = []Method{HMACSHA1, HMACSHA256}
	}
	if v.window == 0 {
		v.window = DefaultWindow
	}
	if v.now == nil {
		v.now = time.Now
	}
	v.dummy = Keys{ConsumerSecret: NewNonce(), TokenSecret: NewNonce(), Public: dummyRSA()}
	return v
}

// dummyRSA is a modulus nobody has the factors of: it makes the check of an
// unknown consumer's RSA signature as long as a known one's.
func dummyRSA() *rsa.PublicKey {
	n := make([]byte, 0, 256)
	for i := byte(0); len(n) < 256; i++ {
		sum := sha256.Sum256([]byte{'t', 'r', 'i', 'v', 'e', 't', i})
		n = append(n, sum[:]...)
	}
	n[0] |= 0x80
	n[255] |= 1
	return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}
}

// Verified is a request that passed.
type Verified struct {
	Consumer string // oauth_consumer_key
	Token    string // oauth_token, "" without one
	Method   Method
	Params   []Param // of the header, then every oauth_* of the query and the form
	Base     string  // the base string
}

// Get is the first parameter of that name, or "".
func (v *Verified) Get(name string) string { return get(v.Params, name) }

func get(ps []Param, name string) string {
	for _, p := range ps {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// Verify checks r, whose body is given beside it: form of the parameters,
// method, signature, body hash, timestamp, nonce, in this order. A nonce is
// remembered only once the signature is known to be right, so that strangers
// cannot fill the store. Every error is an *Error.
func (v *Verifier) Verify(r *http.Request, body []byte) (*Verified, error) {
	var params []Param
	var err error
	if !v.places || HasHeader(r.Header) {
		if params, err = Header(r.Header); err != nil {
			return nil, err
		}
	}
	m := NewMessage(r, body)
	m.Params = params
	out := &Verified{Params: params}
	if err := out.collect(m); err != nil {
		return nil, err
	}
	stamp, err := v.form(out, m.Scheme)
	if err != nil {
		return nil, err
	}
	base, err := m.BaseString()
	if err != nil {
		return nil, err
	}
	out.Base = base
	if p, detail := v.check(out, body, stamp); p != "" {
		return nil, &Error{Problem: p, Detail: detail, BaseString: base}
	}
	return out, nil
}

// collect adds the oauth_* parameters of query and form to those of the
// header, and refuses any that appears twice (RFC 5849 section 3.2).
func (v *Verified) collect(m *Message) error {
	add := func(name, value string) {
		if strings.HasPrefix(name, "oauth_") {
			v.Params = append(v.Params, Param{name, value})
		}
	}
	v.Params = slices.Clip(v.Params) // the message keeps the header's alone
	if err := eachParam(m.Query, "query", add); err != nil {
		return err
	}
	if err := eachParam(m.Form, "form body", add); err != nil {
		return err
	}
	seen := make(map[string]bool, len(v.Params))
	for _, p := range v.Params {
		if !strings.HasPrefix(p.Name, "oauth_") {
			continue
		}
		if seen[p.Name] {
			return refuse(ParameterRejected, quote(p.Name)+" appears twice")
		}
		seen[p.Name] = true
	}
	return nil
}

// form checks what can be checked without any key, and returns the timestamp.
func (v *Verifier) form(out *Verified, scheme string) (stamp int64, err error) {
	ps := out.Params
	for _, name := range []string{"oauth_consumer_key", "oauth_signature_method", "oauth_signature", "oauth_timestamp", "oauth_nonce"} {
		if get(ps, name) == "" {
			return 0, refuse(ParameterAbsent, name+" is missing")
		}
	}
	if version := get(ps, "oauth_version"); version != "" && version != "1.0" {
		return 0, refuse(VersionRejected, "oauth_version is "+quote(version)+", only 1.0 exists")
	}
	out.Consumer, out.Token = get(ps, "oauth_consumer_key"), get(ps, "oauth_token")
	out.Method = Method(get(ps, "oauth_signature_method"))
	if !out.Method.Known() || !slices.Contains(v.methods, out.Method) {
		return 0, refuse(SignatureMethodRejected, "signature method "+quote(string(out.Method))+" is not accepted here")
	}
	if out.Method == Plaintext && !strings.EqualFold(scheme, "https") {
		return 0, refuse(SignatureMethodRejected, "PLAINTEXT is accepted over TLS only")
	}
	stamp, err = strconv.ParseInt(get(ps, "oauth_timestamp"), 10, 64)
	if err != nil || stamp < 0 {
		return 0, refuse(ParameterRejected, "oauth_timestamp is not a number of seconds")
	}
	return stamp, nil
}

// check is the part that depends on secrets. It always computes and compares
// one signature, known consumer or not.
func (v *Verifier) check(out *Verified, body []byte, stamp int64) (Problem, string) {
	keys, known := v.lookup(out.Consumer, out.Token)
	if !known {
		keys = v.dummy
	}
	valid := v.signature(out.Method, out.Base, get(out.Params, "oauth_signature"), &keys)
	switch {
	case !known:
		return ConsumerUnknown, "the consumer or the token is unknown, expired or not of this consumer"
	case !valid:
		return SignatureInvalid, "the signature does not match: compare the base string and both secrets"
	}
	if sent := get(out.Params, "oauth_body_hash"); sent != "" && !v.bodyHash(out.Method, sent, body) {
		return BodyHashInvalid, "oauth_body_hash is not the hash of the body"
	}
	now, window := v.now().Unix(), int64(v.window/time.Second)
	if stamp < now-window || stamp > now+window {
		return TimestampRefused, "the timestamp is " + strconv.FormatInt(stamp-now, 10) +
			" s from this clock, more than " + strconv.FormatInt(window, 10) + " s are refused"
	}
	switch p := v.nonces.Use(out.Consumer, out.Token, get(out.Params, "oauth_nonce"), stamp, now, window); p {
	case NonceUsed:
		return p, "this nonce was used before with this timestamp"
	case TimestampRefused:
		return p, "the timestamp is older than the nonces still remembered"
	}
	return "", ""
}

// signature compares decoded bytes in constant time. A signature that is no
// base64 is compared as the empty string, so that it costs the same.
func (v *Verifier) signature(m Method, base, sent string, k *Keys) bool {
	if m == Plaintext {
		return v.equal([]byte(sent), k.appendSecretKey(nil))
	}
	got, err := base64.StdEncoding.Strict().DecodeString(sent)
	if err != nil {
		got = nil
	}
	if m == RSASHA1 {
		if k.Public == nil { // the consumer has no RSA key: the same work, then no
			k = &v.dummy
		}
		sum := sha1.Sum([]byte(base))
		return rsa.VerifyPKCS1v15(k.Public, crypto.SHA1, sum[:], got) == nil
	}
	return v.equal(got, mac(m, []byte(base), k))
}

func (v *Verifier) bodyHash(m Method, sent string, body []byte) bool {
	got, err := base64.StdEncoding.DecodeString(sent)
	if err != nil {
		return false
	}
	return hmac.Equal(got, m.appendSum(nil, body))
}
