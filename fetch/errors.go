package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// The classes of failure, for errors.Is.
var (
	ErrUnauthorized  = errors.New("fetch: unauthorized")                               // 401: no valid signature or token
	ErrForbidden     = errors.New("fetch: forbidden")                                  // 403: signed, but not allowed
	ErrNotFound      = errors.New("fetch: not found")                                  // 404 and 410
	ErrUnavailable   = errors.New("fetch: the container is unavailable")               // 429, 502, 503, 504, no connection
	ErrServer        = errors.New("fetch: the container failed")                       // any 5xx
	ErrContent       = errors.New("fetch: unusable content")                           // wrong content type, broken RDF or JSON
	ErrTooLarge      = errors.New("fetch: the reply is larger than the limit")         // Config.MaxBody
	ErrRedirect      = errors.New("fetch: refused redirect")                           // to another origin
	ErrOrigin        = errors.New("fetch: refused to sign for another origin")         // not below Config.APIBase
	ErrNoToken       = errors.New("fetch: no token")                                   // log in first
	ErrCallback      = errors.New("fetch: the callback does not belong to this login") // foreign token or no verifier
	ErrDefaultSecret = errors.New("fetch: the tutorial's consumer secret is public")   // beyond loopback
	ErrPlainHTTP     = errors.New("fetch: plain http shows records to everyone on the way")
)

// StatusError is a reply with a status that is not 2xx. It is one of the
// classes above under errors.Is. It never holds the body.
type StatusError struct {
	Method string
	URL    string // without its query
	Status int
	Hint   string        // what to do about it, may be empty
	Retry  time.Duration // what Retry-After asked for, 0 without one

	// BaseString is what this client signed, for a 401 with Config.Debug: the
	// container's debug page shows what it should have been. It holds the token
	// and the parameters, no secret, and is not part of the text.
	BaseString string
}

// Error names the call, the status and the hint.
func (e *StatusError) Error() string {
	s := fmt.Sprintf("fetch: %s %s: %d %s", e.Method, e.URL, e.Status, http.StatusText(e.Status))
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Is reports whether the status belongs to a class.
func (e *StatusError) Is(target error) bool {
	switch target {
	case ErrUnauthorized:
		return e.Status == http.StatusUnauthorized
	case ErrForbidden:
		return e.Status == http.StatusForbidden
	case ErrNotFound:
		return e.Status == http.StatusNotFound || e.Status == http.StatusGone
	case ErrUnavailable:
		return unavailable(e.Status)
	case ErrServer:
		return e.Status >= 500
	}
	return false
}

func unavailable(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusBadGateway ||
		status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

// ContentError is a reply that cannot be what was asked for. errors.Is(err,
// ErrContent) holds.
type ContentError struct {
	URL         string // without its query
	ContentType string // as sent
	Want        string // what was expected
	Err         error  // the parser's error, with a position; nil for a wrong type
}

// Error says what was expected and what came.
func (e *ContentError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("fetch: %s: %s cannot be read: %v", e.URL, e.Want, e.Err)
	}
	return fmt.Sprintf("fetch: %s: expected %s, got content type %q", e.URL, e.Want, e.ContentType)
}

// Is reports whether target is ErrContent.
func (e *ContentError) Is(target error) bool { return target == ErrContent }

// Unwrap gives the parser's error.
func (e *ContentError) Unwrap() error { return e.Err }

// transportError is a call that got no reply.
type transportError struct {
	method, url string
	err         error
}

func (e *transportError) Error() string {
	return fmt.Sprintf("fetch: %s %s: %v", e.method, e.url, e.err)
}

func (e *transportError) Unwrap() error { return e.err }

// Is: no connection is an unavailable container; a cancelled context or a
// refused redirect is not.
func (e *transportError) Is(target error) bool {
	var netErr interface{ Timeout() bool }
	return target == ErrUnavailable && errors.As(e.err, &netErr) && !errors.Is(e.err, ErrRedirect)
}

// plainURL is a URL fit for an error message: without query, fragment and user
// info, which may hold secrets.
func plainURL(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}).String()
}
