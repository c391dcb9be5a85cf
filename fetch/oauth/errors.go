package oauth

import (
	"net/http"
)

// Problem names why a request was refused. The names are those of the OAuth
// Problem Reporting extension where it has one. A Problem is an error, so that
// errors.Is(err, oauth.NonceUsed) works on what [Verifier.Verify] returns.
type Problem string

// The problems. The first group answers 400 (RFC 5849 section 3.2: the request
// is malformed or asks for something unsupported), the second 401.
const (
	ParameterAbsent         Problem = "parameter_absent"          // a required parameter is missing
	ParameterRejected       Problem = "parameter_rejected"        // malformed, doubled or too long
	VersionRejected         Problem = "version_rejected"          // oauth_version is not 1.0
	SignatureMethodRejected Problem = "signature_method_rejected" // method unknown or not allowed here

	ConsumerUnknown  Problem = "consumer_key_unknown" // no such consumer, or not with this token
	SignatureInvalid Problem = "signature_invalid"    // the signature does not match
	BodyHashInvalid  Problem = "body_hash_invalid"    // oauth_body_hash does not match the body
	TimestampRefused Problem = "timestamp_refused"    // outside the window
	NonceUsed        Problem = "nonce_used"           // seen before
)

// Error makes a Problem an error.
func (p Problem) Error() string { return "oauth: " + string(p) }

// Status is the HTTP status a server answers with: 400 or 401.
func (p Problem) Status() int {
	switch p {
	case ParameterAbsent, ParameterRejected, VersionRejected, SignatureMethodRejected:
		return http.StatusBadRequest
	}
	return http.StatusUnauthorized
}

// Error is a refused or unusable request.
type Error struct {
	Problem    Problem // the class
	Detail     string  // what exactly, without secrets
	BaseString string  // what the verifier signed, when it got that far; for a debug page, never for a client
}

// Error says the class and the detail. The base string is not part of it.
func (e *Error) Error() string { return e.Problem.Error() + ": " + e.Detail }

// Unwrap gives the Problem to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Problem }

func refuse(p Problem, detail string) *Error { return &Error{Problem: p, Detail: detail} }
