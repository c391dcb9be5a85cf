package oauth_test

import (
	"fmt"
	"net/http"
	"time"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// A client signs, a server verifies: both build the same base string.
func Example() {
	clock := func() time.Time { return time.Unix(137131202, 0) }
	r, err := http.NewRequest(http.MethodGet, "http://photos.example.net/photos?file=vacation.jpg&size=original", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	signer := &oauth.Signer{Consumer: "dpf43f3p2l4k3l03", Keys: oauth.Keys{ConsumerSecret: "kd94hf93k423kf44"}, Now: clock}
	if err := signer.Sign(r, nil, oauth.Token{Key: "nnch734d00sl2jdk", Secret: "pfkkdhi9sl3r4s00"}); err != nil {
		fmt.Println(err)
		return
	}

	lookup := func(consumer, token string) (oauth.Keys, bool) {
		return oauth.Keys{ConsumerSecret: "kd94hf93k423kf44", TokenSecret: "pfkkdhi9sl3r4s00"}, consumer == "dpf43f3p2l4k3l03" && token == "nnch734d00sl2jdk"
	}
	verifier := oauth.NewVerifier(lookup, oauth.VerifierOptions{Now: clock})
	who, err := verifier.Verify(r, nil)
	fmt.Println(who.Consumer, err)
	_, err = verifier.Verify(r, nil)
	fmt.Println(err)
	// Output:
	// dpf43f3p2l4k3l03 <nil>
	// oauth: nonce_used: this nonce was used before with this timestamp
}
