package oauth

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"hash"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// vector is one published signature with everything that goes into it.
type vector struct {
	name        string
	method, url string
	body        string
	params      []Param
	keys        Keys
	base        string // "" when the source prints none
	signature   string
}

const helloBody = "status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21"

func protocol(consumer, token, method, stamp, nonce string, more ...Param) []Param {
	ps := []Param{{"oauth_consumer_key", consumer}}
	if token != "" {
		ps = append(ps, Param{"oauth_token", token})
	}
	return append(append(ps, Param{"oauth_signature_method", method},
		Param{"oauth_timestamp", stamp}, Param{"oauth_nonce", nonce}), more...)
}

// vectors are those of security.md section 5: RFC 5849, OAuth Core 1.0
// appendix A, the documentation of Twitter's API, and one of our own.
func vectors() []vector {
	const dpf, kd = "dpf43f3p2l4k3l03", "kd94hf93k423kf44"
	photos := protocol(dpf, "nnch734d00sl2jdk", "HMAC-SHA1", "137131202", "chapoH", Param{"realm", "Photos"})
	photoKeys := Keys{ConsumerSecret: kd, TokenSecret: "pfkkdhi9sl3r4s00"}
	base := protocol("9djdj82h48djs9d2", "kkk9d7dh3k39sjv7", "HMAC-SHA1", "137131201", "7d8f3e4a")
	printed := "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26" +
		"oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26" +
		"oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
	tweet := protocol("xvz1evFS4wEEPTGEFPHBog", "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", "HMAC-SHA1",
		"1318622958", "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", Param{"oauth_version", "1.0"})
	tweetKeys := Keys{ConsumerSecret: "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", TokenSecret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"}
	return []vector{
		{"rfc5849 1.2 initiate", "POST", "https://photos.example.net/initiate", "",
			protocol(dpf, "", "HMAC-SHA1", "137131200", "wIjqoS", Param{"oauth_callback", "http://printer.example.com/ready"}, Param{"realm", "Photos"}),
			Keys{ConsumerSecret: kd}, "", "74KNZJeDHnMBp0EMJ9ZHt/XKycU="},
		{"rfc5849 1.2 token", "POST", "https://photos.example.net/token", "",
			protocol(dpf, "hh5s93j4hdidpola", "HMAC-SHA1", "137131201", "walatlh", Param{"oauth_verifier", "hfdp7dh39dks9884"}),
			Keys{ConsumerSecret: kd, TokenSecret: "hdhd0244k9j7ao03"}, "", "gKgrFCywp7rO0OXSjdot/IHF7IU="},
		{"rfc5849 1.2 resource", "GET", "http://photos.example.net/photos?file=vacation.jpg&size=original", "",
			photos, photoKeys, "", "MdpQcU8iPSUjWoN/UDMsK2sui9I="},
		{"rfc5849 3.4.1.1 base string", "POST", "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", "c2&a3=2+q",
			base, Keys{ConsumerSecret: "j49sk3j29djd", TokenSecret: "dh893hdasih9"}, printed, "r6/TJjbCOr97/+UU0NsvSne7s5g="},
		{"oauth core 1.0 A.5", "GET", "http://photos.example.net/photos?file=vacation.jpg&size=original", "",
			protocol(dpf, "nnch734d00sl2jdk", "HMAC-SHA1", "1191242096", "kllo9940pd9333jh", Param{"oauth_version", "1.0"}),
			photoKeys, "", "tR3+Ty81lMeYAr/Fid0kMTYa/WM="},
		{"twitter v1", "POST", "https://api.twitter.com/1/statuses/update.json?include_entities=true", helloBody, tweet, tweetKeys, "", "tnnArxj06cWHq44gCs1OSKk/jLY="},
		{"twitter v1.1", "POST", "https://api.twitter.com/1.1/statuses/update.json?include_entities=true", helloBody, tweet, tweetKeys, "", "hCtSmYh+iHYCEqBWrE7C7hYmtUk="},
		{"hmac-sha256 resource", "GET", "http://photos.example.net/photos?file=vacation.jpg&size=original", "",
			protocol(dpf, "nnch734d00sl2jdk", "HMAC-SHA256", "137131202", "chapoH", Param{"realm", "Photos"}), photoKeys, "", "HtMwoX2zenlFjgGg/SNEoKEQmL7CzxYFEKzs7er044Y="},
	}
}

func (v vector) request(t testing.TB) *http.Request {
	t.Helper()
	r, err := http.NewRequest(v.method, v.url, strings.NewReader(v.body))
	if err != nil {
		t.Fatal(err)
	}
	if v.body != "" {
		r.Header.Set("Content-Type", FormType)
	}
	return r
}

// TestVectors36 replays every published vector through the base string and
// Signature (checklist 36).
func TestVectors36(t *testing.T) {
	for _, v := range vectors() {
		t.Run(v.name, func(t *testing.T) {
			m := NewMessage(v.request(t), []byte(v.body))
			m.Params = v.params
			base, err := m.BaseString()
			if err != nil {
				t.Fatal(err)
			}
			if v.base != "" && base != v.base {
				t.Errorf("base string\n got %s\nwant %s", base, v.base)
			}
			sig, err := Signature(Method(get(v.params, "oauth_signature_method")), base, v.keys)
			if err != nil || sig != v.signature {
				t.Errorf("signature %q, %v; want %q", sig, err, v.signature)
			}
		})
	}
}

// TestVectorsThroughSignerAndVerifier sends the same vectors through the two
// ends: the signer must write the published signature, the verifier accept it.
func TestVectorsThroughSignerAndVerifier(t *testing.T) {
	for _, v := range vectors() {
		t.Run(v.name, func(t *testing.T) {
			stamp := get(v.params, "oauth_timestamp")
			sec, err := time.ParseDuration(stamp + "s")
			if err != nil {
				t.Fatal(err)
			}
			now := func() time.Time { return time.Unix(int64(sec/time.Second), 0) }
			r := v.request(t)
			s := &Signer{
				Consumer: get(v.params, "oauth_consumer_key"), Keys: v.keys, Method: Method(get(v.params, "oauth_signature_method")),
				Realm: get(v.params, "realm"), Now: now, Nonce: func() string { return get(v.params, "oauth_nonce") },
				Bare: get(v.params, "oauth_version") == "",
			}
			var extra []Param
			for _, p := range v.params {
				if p.Name == "oauth_callback" || p.Name == "oauth_verifier" {
					extra = append(extra, p)
				}
			}
			token := Token{get(v.params, "oauth_token"), v.keys.TokenSecret}
			if err := s.Sign(r, []byte(v.body), token, extra...); err != nil {
				t.Fatal(err)
			}
			ps, err := Header(r.Header)
			if err != nil || get(ps, "oauth_signature") != v.signature {
				t.Fatalf("signed as %v, %v; want %s", ps, err, v.signature)
			}
			lookup := func(consumer, tok string) (Keys, bool) {
				return v.keys, consumer == s.Consumer && tok == token.Key
			}
			got, err := NewVerifier(lookup, VerifierOptions{Now: now}).Verify(served(r), []byte(v.body))
			if err != nil {
				t.Fatal(err)
			}
			if got.Consumer != s.Consumer || got.Token != token.Key {
				t.Errorf("verified as %q %q", got.Consumer, got.Token)
			}
		})
	}
}

// served is r as a server sees it: no scheme and host in the URL, the Host apart.
func served(r *http.Request) *http.Request {
	target := r.URL.EscapedPath()
	if target == "" {
		target = "/"
	}
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	out := httptest.NewRequest(r.Method, target, nil)
	out.Host = r.URL.Host
	if r.URL.Scheme != "https" {
		out.TLS = nil
	} else {
		out = httptest.NewRequest(r.Method, "https://"+r.URL.Host+target, nil)
		out.URL.Scheme, out.URL.Host = "", ""
	}
	out.Header = r.Header.Clone()
	return out
}

func TestPlaintextNeedsTLS(t *testing.T) {
	s := &Signer{Consumer: "c", Keys: Keys{ConsumerSecret: "a&b"}, Method: Plaintext}
	r, _ := http.NewRequest("GET", "http://example.org/", nil)
	if err := s.Sign(r, nil, Token{"t", "s"}); err == nil || r.Header.Get("Authorization") != "" {
		t.Fatalf("signed in the clear: %v, %q", err, r.Header.Get("Authorization"))
	}
	r, _ = http.NewRequest("GET", "https://example.org/", nil)
	if err := s.Sign(r, nil, Token{"t", "s"}); err != nil {
		t.Fatal(err)
	}
	ps, _ := Header(r.Header)
	if get(ps, "oauth_signature") != "a%26b&s" {
		t.Fatalf("signature %q", get(ps, "oauth_signature"))
	}
	lookup := func(string, string) (Keys, bool) { return Keys{ConsumerSecret: "a&b", TokenSecret: "s"}, true }
	both := VerifierOptions{Methods: []Method{Plaintext}}
	if _, err := NewVerifier(lookup, both).Verify(served(r), nil); err != nil {
		t.Errorf("over TLS: %v", err)
	}
	if _, err := NewVerifier(lookup, VerifierOptions{}).Verify(served(r), nil); err == nil {
		t.Error("accepted without having been allowed")
	}
	plain := served(r)
	plain.TLS = nil
	if _, err := NewVerifier(lookup, both).Verify(plain, nil); err == nil {
		t.Error("accepted without TLS")
	}
}

func TestMethodsKnown(t *testing.T) {
	all := []Method{HMACSHA1, HMACSHA256, RSASHA1, Plaintext}
	if slices.ContainsFunc(all, func(m Method) bool { return !m.Known() }) || Method("HMAC-MD5").Known() {
		t.Error("Known is wrong")
	}
	if _, err := Signature("HMAC-MD5", "x", Keys{}); err == nil {
		t.Error("an unknown method signed")
	}
	if _, err := Signature(RSASHA1, "x", Keys{}); err == nil {
		t.Error("RSA signed without a key")
	}
}

// TestMAC: our HMAC is that of the standard library, for keys and texts of every
// length around the block.
func TestMAC(t *testing.T) {
	long := strings.Repeat("secret0123456789", 200)
	for _, n := range []int{0, 1, 19, 31, 62, 63, 64, 65, 128, 1000, 3000} {
		for _, size := range []int{0, 1, 55, 56, 63, 64, 65, 400, 959, 960, 961, 3000} {
			k := Keys{ConsumerSecret: long[:n], TokenSecret: long[:size/8]}
			for m, h := range map[Method]func() hash.Hash{HMACSHA1: sha1.New, HMACSHA256: sha256.New} {
				std := hmac.New(h, k.appendSecretKey(nil))
				std.Write([]byte(long[:size]))
				if got, want := mac(m, []byte(long[:size]), &k), std.Sum(nil); !bytes.Equal(got, want) {
					t.Errorf("%s, key of %d, text of %d: %x, want %x", m, n, size, got, want)
				}
			}
		}
	}
}
