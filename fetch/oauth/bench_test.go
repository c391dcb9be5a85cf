package oauth

import (
	"net/http"
	"testing"
)

func BenchmarkSign(b *testing.B) {
	s := &Signer{Consumer: "my-app@apps.smartplatforms.org", Keys: Keys{ConsumerSecret: "smartapp-secret"}}
	r, _ := http.NewRequest("GET", "http://localhost:7000/records/1/medications/?limit=10", nil)
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Sign(r, nil, Token{"abcdefghijklmnopqrst", "abcdefghijklmnopqrst"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	s := testSigner()
	r, _ := http.NewRequest("GET", "http://localhost:7000/records/1/medications/?limit=10", nil)
	v := NewVerifier(testLookup, VerifierOptions{Now: at(0), Nonces: NewNonces(1<<24, 0)})
	reqs := make([]*http.Request, 1024)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%len(reqs) == 0 {
			b.StopTimer()
			for j := range reqs {
				if err := s.Sign(r, nil, Token{"tok", testKeys.TokenSecret}); err != nil {
					b.Fatal(err)
				}
				reqs[j] = served(r)
			}
			b.StartTimer()
		}
		if _, err := v.Verify(reqs[i%len(reqs)], nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBaseString(b *testing.B) {
	v := vectors()[3]
	m := NewMessage(v.request(b), []byte(v.body))
	m.Params = v.params
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.BaseString(); err != nil {
			b.Fatal(err)
		}
	}
}
