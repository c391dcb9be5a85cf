package eval

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"

	"github.com/trivet-rdf/trivet/query/internal/value"
)

// hashFunction finds the hash functions (SPARQL 1.1 section 17.4.6): lower-case
// hexadecimal digits of the hash of a string's UTF-8 bytes.
func hashFunction(name string) (function, bool) {
	switch name {
	case "MD5":
		return digest(func(b []byte) []byte { h := md5.Sum(b); return h[:] }), true
	case "SHA1":
		return digest(func(b []byte) []byte { h := sha1.Sum(b); return h[:] }), true
	case "SHA256":
		return digest(func(b []byte) []byte { h := sha256.Sum256(b); return h[:] }), true
	case "SHA384":
		return digest(func(b []byte) []byte { h := sha512.Sum384(b); return h[:] }), true
	case "SHA512":
		return digest(func(b []byte) []byte { h := sha512.Sum512(b); return h[:] }), true
	}
	return function{}, false
}

// digest is the function for one hash.
func digest(sum func([]byte) []byte) function {
	return unary(costly, func(v value.Value) (value.Value, error) {
		if v.Kind() != value.String {
			return value.Value{}, value.ErrType
		}
		return value.NewString(hex.EncodeToString(sum([]byte(v.Lexical())))), nil
	})
}
