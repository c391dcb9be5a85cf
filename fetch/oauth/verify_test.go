package oauth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// epoch is the clock of these tests.
var epoch = time.Unix(1_400_000_000, 0)

func at(d time.Duration) func() time.Time { return func() time.Time { return epoch.Add(d) } }

var testKeys = Keys{ConsumerSecret: "consumer secret", TokenSecret: "token&secret"}

func testLookup(consumer, token string) (Keys, bool) {
	return testKeys, consumer == "app" && (token == "tok" || token == "")
}

func testVerifier() *Verifier { return NewVerifier(testLookup, VerifierOptions{Now: at(0)}) }

func testSigner() *Signer {
	return &Signer{Consumer: "app", Keys: Keys{ConsumerSecret: testKeys.ConsumerSecret}, Now: at(0)}
}

// signedRequest is POST http://h:7000/p?q=1 with the form a=1, signed by s.
func signedRequest(t testing.TB, s *Signer) (*http.Request, []byte) {
	t.Helper()
	body := []byte("a=1&a=2")
	r, err := http.NewRequest("POST", "http://h:7000/p?q=1&q=0", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", FormType)
	if err := s.Sign(r, body, Token{"tok", testKeys.TokenSecret}); err != nil {
		t.Fatal(err)
	}
	return served(r), body
}

// roundTrip checks that what a signer signs, a verifier accepts, and that
// another secret is refused.
func roundTrip(t *testing.T, query, form, nonce, secret string) {
	keys := Keys{ConsumerSecret: secret, TokenSecret: nonce}
	s := &Signer{Consumer: "app", Keys: keys, Now: at(0), Nonce: func() string { return nonce + "n" }}
	r := &http.Request{Method: "POST", URL: &url.URL{Scheme: "http", Host: "h", Path: "/p", RawQuery: query}, Header: http.Header{"Content-Type": {FormType}}}
	if err := s.Sign(r, []byte(form), Token{"tok", nonce}); err != nil {
		t.Fatalf("sign: %v", err)
	}
	r.URL.Scheme = ""
	verify := func(k Keys) error {
		v := NewVerifier(func(string, string) (Keys, bool) { return k, true }, VerifierOptions{Now: at(0)})
		_, err := v.Verify(r, []byte(form))
		return err
	}
	err := verify(keys)
	if tooBig := len(nonce) > 1000; err != nil && !tooBig && !errors.Is(err, ParameterRejected) {
		t.Fatalf("verify: %v", err)
	}
	keys.ConsumerSecret += "x"
	if verify(keys) == nil {
		t.Fatal("another secret was accepted")
	}
}

func TestVerify(t *testing.T) {
	r, body := signedRequest(t, testSigner())
	got, err := testVerifier().Verify(r, body)
	if err != nil {
		t.Fatal(err)
	}
	if got.Consumer != "app" || got.Token != "tok" || got.Method != HMACSHA1 || got.Get("oauth_version") != "1.0" || got.Base == "" {
		t.Errorf("%+v", got)
	}
}

// TestTamper39 changes each part of a signed request: each must be refused,
// with 400 for a doubled parameter and 401 for the rest.
func TestTamper39(t *testing.T) {
	header := func(old, new string) func(*http.Request) []byte {
		return func(r *http.Request) []byte {
			h := r.Header.Get("Authorization")
			if !strings.Contains(h, old) {
				panic("nothing to tamper with: " + old)
			}
			r.Header.Set("Authorization", strings.Replace(h, old, new, 1))
			return nil
		}
	}
	form := func(s string) func(*http.Request) []byte { return func(*http.Request) []byte { return []byte(s) } }
	target := func(f func(u *url.URL)) func(*http.Request) []byte {
		return func(r *http.Request) []byte { f(r.URL); return nil }
	}
	tests := []struct {
		name   string
		change func(*http.Request) []byte
		want   Problem
	}{
		{"method", func(r *http.Request) []byte { r.Method = "PUT"; return nil }, SignatureInvalid},
		{"host", func(r *http.Request) []byte { r.Host = "g:7000"; return nil }, SignatureInvalid},
		{"port", func(r *http.Request) []byte { r.Host = "h:7001"; return nil }, SignatureInvalid},
		{"path", target(func(u *url.URL) { u.Path = "/q" }), SignatureInvalid},
		{"path escape", target(func(u *url.URL) { u.RawPath, u.Path = "/%70", "/p" }), SignatureInvalid},
		{"query value", target(func(u *url.URL) { u.RawQuery = "q=1&q=2" }), SignatureInvalid},
		{"query doubled", target(func(u *url.URL) { u.RawQuery = "q=1&q=0&q=0" }), SignatureInvalid},
		{"query gone", target(func(u *url.URL) { u.RawQuery = "" }), SignatureInvalid},
		{"form value", form("a=1&a=3"), SignatureInvalid},
		{"form doubled", form("a=1&a=2&a=2"), SignatureInvalid},
		{"form gone", form(""), SignatureInvalid},
		{"content type", func(r *http.Request) []byte { r.Header.Set("Content-Type", "text/plain"); return nil }, SignatureInvalid},
		{"consumer", header(`oauth_consumer_key="app"`, `oauth_consumer_key="apq"`), ConsumerUnknown},
		{"token", header(`oauth_token="tok"`, `oauth_token="tol"`), ConsumerUnknown},
		{"token emptied", header(`oauth_token="tok"`, `oauth_token=""`), SignatureInvalid},
		{"token gone", header(`oauth_token="tok", `, ``), SignatureInvalid},
		{"timestamp", header(`oauth_timestamp="14000`, `oauth_timestamp="14001`), SignatureInvalid},
		{"timestamp not a number", header(`oauth_timestamp="14000`, `oauth_timestamp="x14000`), ParameterRejected},
		{"timestamp negative", header(`oauth_timestamp="14000`, `oauth_timestamp="-14000`), ParameterRejected},
		{"nonce", header(`oauth_nonce="`, `oauth_nonce="x`), SignatureInvalid},
		{"version", header(`oauth_version="1.0"`, `oauth_version="2.0"`), VersionRejected},
		{"version gone", header(`, oauth_version="1.0"`, ``), SignatureInvalid},
		{"method allowed but other", header(`HMAC-SHA1`, `HMAC-SHA256`), SignatureInvalid},
		{"method not allowed", header(`HMAC-SHA1`, `RSA-SHA1`), SignatureMethodRejected},
		{"method unknown", header(`HMAC-SHA1`, `none`), SignatureMethodRejected},
		{"extra parameter", header(`OAuth `, `OAuth smart_record_id="1", `), SignatureInvalid},
		{"realm is not signed but doubled consumer is refused", header(`OAuth `, `OAuth oauth_consumer_key="app", `), ParameterRejected},
		{"doubled in the query", target(func(u *url.URL) { u.RawQuery = "oauth_token=tok" }), ParameterRejected},
		{"doubled in the form", form("oauth_nonce=1"), ParameterRejected},
		{"signature gone", header(`oauth_signature="`, `x="`), ParameterAbsent},
		{"signature not base64", header(`oauth_signature="`, `oauth_signature="%2A`), SignatureInvalid},
		{"signature of the right length, not base64", func(r *http.Request) []byte {
			ps, _ := Header(r.Header)
			ps[len(ps)-1].Value = strings.Repeat("*", 28)
			r.Header.Set("Authorization", FormatHeader(ps))
			return nil
		}, SignatureInvalid},
		{"broken escape in the query", target(func(u *url.URL) { u.RawQuery = "q=%" }), ParameterRejected},
		{"second header", func(r *http.Request) []byte {
			r.Header.Add("Authorization", r.Header.Get("Authorization"))
			return nil
		}, ParameterRejected},
		{"header gone", func(r *http.Request) []byte { r.Header.Del("Authorization"); return nil }, ParameterAbsent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, body := signedRequest(t, testSigner())
			if changed := tt.change(r); changed != nil {
				body = changed
			}
			_, err := testVerifier().Verify(r, body)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			want := 401
			if tt.want == ParameterAbsent || tt.want == ParameterRejected || tt.want == VersionRejected || tt.want == SignatureMethodRejected {
				want = 400
			}
			if tt.want.Status() != want {
				t.Errorf("status %d, want %d", tt.want.Status(), want)
			}
		})
	}
}

// TestTamperBits39 flips each of the first 64 bits of the signature.
func TestTamperBits39(t *testing.T) {
	for bit := range 64 {
		r, body := signedRequest(t, testSigner())
		ps, err := Header(r.Header)
		if err != nil {
			t.Fatal(err)
		}
		last := &ps[len(ps)-1]
		m := NewMessage(r, body)
		m.Params = ps
		base, _ := m.BaseString()
		raw := mac(HMACSHA1, []byte(base), &testKeys)
		raw[bit/8] ^= 1 << (bit % 8)
		last.Value = encode64(raw)
		r.Header.Set("Authorization", FormatHeader(ps))
		if _, err := testVerifier().Verify(r, body); !errors.Is(err, SignatureInvalid) {
			t.Fatalf("bit %d: %v", bit, err)
		}
	}
}

// TestReplay38 is the nonce and timestamp part of the checklist.
func TestReplay38(t *testing.T) {
	v := testVerifier()
	nonce := func() string { return "same" }
	send := func(d time.Duration) error {
		s := testSigner()
		s.Nonce, s.Now = nonce, at(d)
		r, body := signedRequest(t, s)
		_, err := v.Verify(r, body)
		return err
	}
	for _, step := range []struct {
		at   time.Duration
		want error
	}{
		{0, nil}, {0, NonceUsed}, {time.Second, nil}, {time.Second, NonceUsed},
		{300 * time.Second, nil}, {-300 * time.Second, nil},
		{301 * time.Second, TimestampRefused}, {-301 * time.Second, TimestampRefused},
	} {
		if err := send(step.at); !errors.Is(err, step.want) {
			t.Errorf("%v: got %v, want %v", step.at, err, step.want)
		}
	}
}

// TestNonceNotSpentByStrangers: a request with a wrong signature must not use
// up the nonce of the honest one.
func TestNonceNotSpentByStrangers(t *testing.T) {
	v := testVerifier()
	s := testSigner()
	s.Nonce = func() string { return "n" }
	forger := testSigner()
	forger.Nonce, forger.Keys.ConsumerSecret = s.Nonce, "guess"
	r, body := signedRequest(t, forger)
	if _, err := v.Verify(r, body); !errors.Is(err, SignatureInvalid) {
		t.Fatal(err)
	}
	r, body = signedRequest(t, s)
	if _, err := v.Verify(r, body); err != nil {
		t.Fatal(err)
	}
}

// TestNonces38 uses 200,000 nonces: memory stays bounded and no used nonce is
// ever accepted again.
func TestNonces38(t *testing.T) {
	const max = 10_000
	n := NewNonces(max, 0)
	now := epoch.Unix()
	for i := range 20 * max {
		stamp := now - 300 + int64(i%600)
		if i%2 == 0 {
			stamp = now
		}
		if p := n.Use("c", "t", strconv.Itoa(i), stamp, now, 300); p == NonceUsed {
			t.Fatalf("a new nonce counts as used: %d", i)
		} else if p == "" && n.Use("c", "t", strconv.Itoa(i), stamp, now, 300) == "" {
			t.Fatalf("nonce %d accepted twice", i)
		}
		if n.Len() > max {
			t.Fatalf("%d nonces held, the bound is %d", n.Len(), max)
		}
	}
	for i := range 20 * max { // all the used ones, old and new
		stamp := now - 300 + int64(i%600)
		if i%2 == 0 {
			stamp = now
		}
		if stamp <= n.floor || i%2 == 0 && i < max {
			if n.Use("c", "t", strconv.Itoa(i), stamp, now, 300) == "" {
				t.Fatalf("nonce %d accepted again", i)
			}
		}
	}
	if p := n.Use("c", "t", "later", now+301, now+700, 300); p != "" || n.Len() != 1 {
		t.Errorf("after the window: %q, %d held", p, n.Len())
	}
}

func TestNoncesFloor(t *testing.T) {
	n := NewNonces(0, 100)
	if n.Use("c", "", "x", 100, 100, 300) != TimestampRefused || n.Use("c", "", "x", 101, 101, 300) != "" {
		t.Error("the floor of a restart is not kept")
	}
	if n.Use("c", "x", "", 101, 101, 300) != "" {
		t.Error("token and nonce run together")
	}
}

// TestSameWork40: an unknown consumer and a wrong signature each cost exactly
// one constant-time comparison of the same kind.
func TestSameWork40(t *testing.T) {
	count := func(change func(s *Signer)) (calls int, lengths string) {
		v := testVerifier()
		v.equal = func(got, want []byte) bool {
			calls++
			lengths += fmt.Sprintf("%d/%d ", len(got), len(want))
			return hmac.Equal(got, want)
		}
		s := testSigner()
		change(s)
		r, body := signedRequest(t, s)
		v.Verify(r, body)
		return calls, lengths
	}
	for name, change := range map[string]func(*Signer){
		"unknown consumer": func(s *Signer) { s.Consumer = "nobody" },
		"wrong secret":     func(s *Signer) { s.Keys.ConsumerSecret = "x" },
		"right":            func(s *Signer) {},
	} {
		if calls, lengths := count(change); calls != 1 || lengths != "20/20 " {
			t.Errorf("%s: %d comparisons of %s", name, calls, lengths)
		}
	}
}

func TestBodyHash(t *testing.T) {
	if got := BodyHash(HMACSHA1, nil); got != "2jmj7l5rSw0yVb/vlWAYkK/YBwk=" {
		t.Errorf("hash of the empty body %s", got)
	}
	for _, method := range []Method{HMACSHA1, HMACSHA256} {
		s := testSigner()
		s.BodyHash, s.Method = true, method
		r, _ := http.NewRequest("PUT", "http://h/x", nil)
		r.Header.Set("Content-Type", "application/rdf+xml")
		body := []byte("<rdf/>")
		if err := s.Sign(r, body, Token{"tok", testKeys.TokenSecret}); err != nil {
			t.Fatal(err)
		}
		if _, err := testVerifier().Verify(served(r), body); err != nil {
			t.Errorf("%s: %v", method, err)
		}
		if _, err := testVerifier().Verify(served(r), []byte("<RDF/>")); !errors.Is(err, BodyHashInvalid) {
			t.Errorf("%s: another body: %v", method, err)
		}
	}
}

func TestRSA(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s := &Signer{Consumer: "app", Keys: Keys{Private: key}, Method: RSASHA1, Now: at(0)}
	r, body := signedRequest(t, s)
	for _, tt := range []struct {
		keys Keys
		ok   bool
		want error
	}{
		{Keys{Public: &key.PublicKey}, true, nil},
		{Keys{Public: &key.PublicKey}, false, ConsumerUnknown},
		{Keys{ConsumerSecret: "no key"}, true, SignatureInvalid},
	} {
		v := NewVerifier(func(string, string) (Keys, bool) { return tt.keys, tt.ok }, VerifierOptions{Now: at(0), Methods: []Method{RSASHA1}})
		if _, err := v.Verify(r, body); !errors.Is(err, tt.want) {
			t.Errorf("got %v, want %v", err, tt.want)
		}
	}
}

// TestAgreement36 signs and verifies many random requests.
func TestAgreement36(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 2_000
	}
	alphabet := []string{"a", "=", "&", "%20", "+", "é", "%ff", "~", "oauth_x", "%25", "z", "0", ";", "/", "?"}
	seed := uint32(1)
	word := func(k int) string {
		var b strings.Builder
		for range k {
			seed = seed*1664525 + 1013904223
			b.WriteString(alphabet[int(seed>>16)%len(alphabet)])
		}
		return b.String()
	}
	v := NewVerifier(testLookup, VerifierOptions{Now: at(0), Nonces: NewNonces(1<<20, 0)})
	for i := range n {
		query, form := word(i%13), word(i%7)
		r := &http.Request{Method: "POST", URL: &url.URL{Scheme: "http", Host: "h", Path: "/p", RawQuery: query}, Header: http.Header{"Content-Type": {FormType}}}
		if err := testSigner().Sign(r, []byte(form), Token{"tok", testKeys.TokenSecret}); err != nil {
			t.Fatalf("%q %q: %v", query, form, err)
		}
		r.URL.Scheme = ""
		_, err := v.Verify(r, []byte(form))
		if err != nil && !errors.Is(err, ParameterRejected) {
			t.Fatalf("%q %q: %v", query, form, err)
		}
	}
}
