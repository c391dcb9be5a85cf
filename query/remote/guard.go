package remote

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// maxRedirects is how many redirects within a host are followed.
const maxRedirects = 3

// newClient makes a client that follows redirects within a host only. One for
// public addresses uses no proxy, which would connect in its place.
func newClient(public bool) *http.Client { return newClientWith(public, nil) }

// newClientWith is newClient with a resolver, for tests.
func newClientWith(public bool, resolver *net.Resolver) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Resolver: resolver}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: 10 * time.Second, MaxIdleConnsPerHost: 4, IdleConnTimeout: 30 * time.Second,
		MaxResponseHeaderBytes: 64 << 10, DisableCompression: true,
	}
	if public {
		transport.Proxy = nil
		dialer.Control = publicOnly
	}
	return &http.Client{Transport: transport, CheckRedirect: sameHost}
}

// sameHost refuses redirects to another scheme, host or port.
func sameHost(req *http.Request, via []*http.Request) error {
	if first := via[0].URL; req.URL.Scheme != first.Scheme || req.URL.Host != first.Host {
		return ErrRedirect
	}
	if len(via) > maxRedirects {
		return fmt.Errorf("more than %d redirects", maxRedirects)
	}
	return nil
}

// publicOnly is a net.Dialer.Control: it sees the address that is about to be
// connected to, after every kind of name and number has been resolved, so that no
// way of writing an address and no second answer of a name server gets round it.
func publicOnly(network, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", ErrPrivate, address)
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !isPublic(ip) {
		return fmt.Errorf("%w: %s", ErrPrivate, address)
	}
	return nil
}

// isPublic reports whether an address is of the public network (the IANA registries
// of special-purpose addresses, RFC 6890). Of addresses that carry an IPv4 address,
// that one counts too.
func isPublic(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	for _, p := range specialPrefixes() {
		if p.Contains(ip) {
			return false
		}
	}
	if !ip.Is6() {
		return true
	}
	b := ip.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(ip): // NAT64
		return isPublic(netip.AddrFrom4([4]byte(b[12:16])))
	case netip.MustParsePrefix("2002::/16").Contains(ip): // 6to4
		return isPublic(netip.AddrFrom4([4]byte(b[2:6])))
	}
	return netip.MustParsePrefix("2000::/3").Contains(ip)
}

// specialPrefixes are the ranges that are not public. Of IPv6, what is outside
// 2000::/3 is not public anyhow.
func specialPrefixes() []netip.Prefix {
	var out []netip.Prefix
	for _, p := range []string{
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
		"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"2001::/23", "2001:db8::/32", "3fff::/20",
	} {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}
