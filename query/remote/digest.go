package remote

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// digest answers HTTP Digest challenges (RFC 7616), with MD5 or SHA-256 and the
// quality of protection "auth".
type digest struct {
	name, password string

	mu        sync.Mutex
	challenge map[string]string // the last one; nil before the first
	count     int               // requests under its nonce
	fixed     string            // the client's nonce, for tests
}

// challenged takes the challenge of a 401 and reports whether it can be answered,
// and has not been already: the same nonce again means a wrong password.
func (d *digest) challenged(res *http.Response) bool {
	if d == nil {
		return false
	}
	best := map[string]string(nil)
	for _, h := range res.Header.Values("WWW-Authenticate") {
		scheme, rest, _ := strings.Cut(strings.TrimSpace(h), " ")
		c := parameters(rest)
		if !strings.EqualFold(scheme, "Digest") || hasher(c["algorithm"]) == nil || c["nonce"] == "" || !qopAuth(c["qop"]) {
			continue
		}
		if best == nil || strings.HasPrefix(strings.ToUpper(c["algorithm"]), "SHA-256") {
			best = c
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if best == nil || d.challenge != nil && d.challenge["nonce"] == best["nonce"] && !strings.EqualFold(best["stale"], "true") {
		return false
	}
	d.challenge, d.count = best, 0
	return true
}

// qopAuth reports whether a challenge allows "auth"; an old one has no qop.
func qopAuth(qop string) bool {
	return qop == "" || slices.ContainsFunc(strings.Split(qop, ","), func(s string) bool { return strings.TrimSpace(s) == "auth" })
}

// hasher is the hash of an algorithm's name, nil for one that is not known.
func hasher(algorithm string) func() hash.Hash {
	switch strings.TrimSuffix(strings.ToUpper(algorithm), "-SESS") {
	case "", "MD5":
		return md5.New
	case "SHA-256":
		return sha256.New
	}
	return nil
}

// parameters reads name=value pairs, the values quoted or not.
func parameters(s string) map[string]string {
	out := map[string]string{}
	for s != "" {
		name, rest, ok := strings.Cut(s, "=")
		if !ok {
			break
		}
		name, rest = strings.ToLower(strings.Trim(name, " \t,")), strings.TrimLeft(rest, " \t")
		value, quoted := strings.CutPrefix(rest, `"`)
		if !quoted {
			value, s, _ = strings.Cut(rest, ",")
			out[name] = strings.TrimSpace(value)
			continue
		}
		var b strings.Builder
		i := 0
		for ; i < len(value) && value[i] != '"'; i++ {
			if value[i] == '\\' && i+1 < len(value) {
				i++
			}
			b.WriteByte(value[i])
		}
		out[name], s = b.String(), value[min(i+1, len(value)):]
	}
	return out
}

// authorise adds the answer to the last challenge, if there was one. A nil digest
// adds nothing.
func (d *digest) authorise(req *http.Request) {
	if d == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.challenge
	if c == nil {
		return
	}
	d.count++
	nonce, count := d.fixed, fmt.Sprintf("%08x", d.count)
	if nonce == "" {
		nonce = rand.Text()
	}
	uri := req.URL.RequestURI()
	fields := []string{
		fmt.Sprintf(`username="%s"`, escape(d.name)), fmt.Sprintf(`realm="%s"`, escape(c["realm"])),
		fmt.Sprintf(`uri="%s"`, escape(uri)), fmt.Sprintf(`nonce="%s"`, escape(c["nonce"])),
		fmt.Sprintf(`response="%s"`, d.response(req.Method, uri, count, nonce)),
	}
	if c["algorithm"] != "" {
		fields = append(fields, "algorithm="+c["algorithm"])
	}
	if c["qop"] != "" {
		fields = append(fields, "qop=auth", "nc="+count, fmt.Sprintf(`cnonce="%s"`, nonce))
	}
	if c["opaque"] != "" {
		fields = append(fields, fmt.Sprintf(`opaque="%s"`, escape(c["opaque"])))
	}
	req.Header.Set("Authorization", "Digest "+strings.Join(fields, ", "))
}

// escape makes a value fit between quotes; control characters are left out.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", "").Replace(s)
}

// response computes the proof (sections 3.4.1 to 3.4.3).
func (d *digest) response(method, uri, count, nonce string) string {
	c := d.challenge
	h := func(parts ...string) string {
		sum := hasher(c["algorithm"])()
		sum.Write([]byte(strings.Join(parts, ":")))
		return hex.EncodeToString(sum.Sum(nil))
	}
	a1 := h(d.name, c["realm"], d.password)
	if strings.HasSuffix(strings.ToUpper(c["algorithm"]), "-SESS") {
		a1 = h(a1, c["nonce"], nonce)
	}
	if c["qop"] == "" {
		return h(a1, c["nonce"], h(method, uri))
	}
	return h(a1, c["nonce"], count, nonce, "auth", h(method, uri))
}
