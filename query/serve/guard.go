package serve

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// guard looks at who asks: by which name, and from which page.
func (x *exchange) guard() error {
	h := x.reply.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Server", "trivet")
	if !x.s.hostAllowed(x.r) {
		return &httpError{status: http.StatusMisdirectedRequest, msg: "this server does not answer by the name " + printable(x.r.Host)}
	}
	return x.origin()
}

// hostAllowed reports whether the server answers by the request's Host. On a
// loopback address only loopback names are, and those that were configured: a page
// of another site may have its own DNS name point here.
func (s *Server) hostAllowed(r *http.Request) bool {
	name := hostName(r.Host)
	if slices.ContainsFunc(s.opts.Hosts, func(h string) bool { return strings.EqualFold(h, name) }) {
		return true
	}
	if arrivedAtLoopback(r) {
		return isLoopbackName(name)
	}
	return len(s.opts.Hosts) == 0
}

// hostName is a Host header without its port.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
}

func isLoopbackName(name string) bool {
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.Unmap().IsLoopback()
}

// arrivedAtLoopback reports whether the connection was made to a loopback address.
func arrivedAtLoopback(r *http.Request) bool {
	addr, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return ok && isLoopbackName(hostName(addr.String()))
}

// origin applies CORS: pages of origins that are listed may read answers, and
// those of others may send nothing but what a link could.
func (x *exchange) origin() error {
	origin := x.r.Header.Get("Origin")
	if origin == "" {
		return nil
	}
	h := x.reply.Header()
	h.Add("Vary", "Origin")
	_, host, _ := strings.Cut(origin, "://")
	switch listed := slices.Contains(x.s.opts.Origins, origin); {
	case listed || slices.Contains(x.s.opts.Origins, "*"):
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", "ETag, Location, Retry-After")
		if x.r.Method == http.MethodOptions && x.r.Header.Get("Access-Control-Request-Method") != "" {
			return x.preflight(listed)
		}
	case host != "" && strings.EqualFold(host, x.r.Host): // the page of this server
	case x.r.Method != http.MethodGet && x.r.Method != http.MethodHead:
		return &httpError{status: http.StatusForbidden, msg: "pages of " + printable(origin) + " may not send requests to this server"}
	}
	return nil
}

// preflight answers whether a page may send a request. With the token only those
// may that are listed by name.
func (x *exchange) preflight(listed bool) error {
	h := x.reply.Header()
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE")
	headers := "Accept, Content-Type, If-Match, If-None-Match"
	if listed {
		headers += ", Authorization"
	}
	h.Set("Access-Control-Allow-Headers", headers)
	h.Set("Access-Control-Max-Age", "600")
	x.reply.finish(http.StatusNoContent)
	return errAnswered
}

// authorised reports whether the request shows the token. All tokens take the
// same time to compare.
func (x *exchange) authorised() bool {
	scheme, token, _ := strings.Cut(x.r.Header.Get("Authorization"), " ")
	if x.s.opts.Token == "" || !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	got, want := sha256.Sum256([]byte(strings.TrimSpace(token))), sha256.Sum256([]byte(x.s.opts.Token))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// mayWrite refuses changes without permission.
func (x *exchange) mayWrite() error {
	switch {
	case !x.s.opts.Updates || x.s.opts.Token == "":
		return &httpError{status: http.StatusForbidden, msg: "this server is read-only: whoever runs it can allow updates, and hand out a token for them"}
	case !x.authorised():
		return needsToken()
	}
	return nil
}

// mayOperate refuses the list of queries, and ending them, to strangers.
func (x *exchange) mayOperate() error {
	if x.s.opts.Token != "" {
		if !x.authorised() {
			return needsToken()
		}
		return nil
	}
	if !isLoopbackName(hostName(x.r.RemoteAddr)) {
		return &httpError{status: http.StatusForbidden, msg: "without a token this is for the server's own machine"}
	}
	return nil
}

func needsToken() error {
	return &httpError{
		status: http.StatusUnauthorized, msg: "this needs the server's token: Authorization: Bearer TOKEN",
		header: map[string]string{"WWW-Authenticate": `Bearer realm="trivet"`},
	}
}
