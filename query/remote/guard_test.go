package remote

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
)

func TestPublicAddresses(t *testing.T) {
	for _, a := range []string{
		"0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
		"169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.0.2.1", "198.18.0.1", "224.0.0.1",
		"255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1",
		"2002:7f00:1::1", "2001:db8::1", "2001::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
	} {
		if isPublic(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as public", a)
		}
	}
	for _, a := range []string{"1.1.1.1", "100.63.255.255", "172.15.0.1", "172.32.0.1", "192.167.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"} {
		if !isPublic(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as private", a)
		}
	}
}

// TestDialGuard: 20 ways to write an address of this machine or its network, none of
// which reaches it.
func TestDialGuard(t *testing.T) {
	var hits atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	defer srv.Close()
	port := srv.URL[strings.LastIndex(srv.URL, ":")+1:]
	client := newClient(true)
	defer client.CloseIdleConnections()
	for _, host := range []string{
		"127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "127.255.255.254", "[::1]", "[::]", "0.0.0.0", "10.0.0.1", "172.16.0.1",
		"192.168.0.1", "169.254.169.254", "100.64.0.1", "[fc00::1]", "[fe80::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
		"[64:ff9b::7f00:1]", "198.18.0.1", "[2002:7f00:1::]",
	} {
		_, err := client.Post("http://"+host+":"+port+"/", "text/plain", nil)
		if !errors.Is(err, ErrPrivate) {
			t.Errorf("%s: %v", host, err)
		}
	}
	// Numbers that other software takes for addresses are names here, or are seen
	// as what they resolve to.
	for _, host := range []string{"2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost."} {
		if _, err := client.Post("http://"+host+":"+port+"/", "text/plain", nil); err == nil {
			t.Errorf("%s is reached", host)
		}
	}
	if hits.Load() != 0 {
		t.Errorf("%d requests came through", hits.Load())
	}
}

// nameServer answers every question for A records with the next of its addresses.
type nameServer struct {
	answers []netip.Addr
	asked   int
}

func (n *nameServer) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go n.serve(server)
		return stream{client}, nil
	}}
}

// stream makes the resolver speak as over TCP.
type stream struct{ net.Conn }

// serve answers the questions of one connection (RFC 1035, with lengths before the
// messages).
func (n *nameServer) serve(c net.Conn) {
	defer c.Close()
	for {
		var length [2]byte
		if _, err := c.Read(length[:]); err != nil {
			return
		}
		q := make([]byte, binary.BigEndian.Uint16(length[:]))
		if _, err := c.Read(q); err != nil {
			return
		}
		end := 12
		for q[end] != 0 {
			end += int(q[end]) + 1
		}
		end += 5 // the root label, type and class
		reply := append([]byte{}, q[:end]...)
		reply[2], reply[3] = 0x81, 0x80
		copy(reply[4:12], []byte{0, 1, 0, 0, 0, 0, 0, 0})
		if q[end-3] == 1 { // A
			addr := n.answers[min(n.asked, len(n.answers)-1)].As4()
			n.asked++
			reply[7] = 1
			reply = append(reply, 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
			reply = append(reply, addr[:]...)
		}
		c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...))
	}
}

// TestRebinding: a name that has a public address when it is looked at and a
// private one when it is connected to.
func TestRebinding(t *testing.T) {
	var hits atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	defer srv.Close()
	port := srv.URL[strings.LastIndex(srv.URL, ":")+1:]
	names := &nameServer{answers: []netip.Addr{netip.MustParseAddr("93.184.216.34"), netip.MustParseAddr("127.0.0.1")}}
	resolver := names.resolver()
	first, err := resolver.LookupHost(context.Background(), "rebind.example.org")
	if err != nil || fmt.Sprint(first) != "[93.184.216.34]" {
		t.Fatalf("%v, %v", first, err)
	}
	client := newClientWith(true, resolver)
	defer client.CloseIdleConnections()
	if _, err := client.Post("http://rebind.example.org:"+port+"/", "text/plain", nil); !errors.Is(err, ErrPrivate) {
		t.Errorf("%v", err)
	}
	if hits.Load() != 0 {
		t.Error("the server was reached")
	}
}

// TestDigestVectors are the examples of RFC 7616, section 3.9.1.
func TestDigestVectors(t *testing.T) {
	for algorithm, want := range map[string]string{
		"MD5":     "8ca523f5e9506fed4657c9700eebdbec",
		"SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
	} {
		d := &digest{name: "Mufasa", password: "Circle of Life", fixed: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"}
		res := &http.Response{Header: http.Header{"Www-Authenticate": {
			`Basic realm="x"`,
			`Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=` + algorithm +
				`, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`,
		}}}
		if !d.challenged(res) {
			t.Fatal("the challenge is not taken")
		}
		req, _ := http.NewRequest("GET", "http://www.example.org/dir/index.html", nil)
		d.authorise(req)
		got := req.Header.Get("Authorization")
		for _, part := range []string{`response="` + want + `"`, `username="Mufasa"`, `uri="/dir/index.html"`, "nc=00000001", "qop=auth", `opaque="FQhe`} {
			if !strings.Contains(got, part) {
				t.Errorf("%s: %s is missing in %s", algorithm, part, got)
			}
		}
		if d.challenged(res) {
			t.Error("the same challenge is taken twice")
		}
	}
}

func TestParameters(t *testing.T) {
	got := parameters(`realm="a \"b\", c", qop="auth",nonce=xyz , stale=true`)
	if got["realm"] != `a "b", c` || got["qop"] != "auth" || got["nonce"] != "xyz" || got["stale"] != "true" {
		t.Errorf("%q", got)
	}
	for _, bad := range []string{"", "=", `a="`, `a="\`, "a", `,,=,"`} {
		parameters(bad)
	}
}
