package fetch

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is a string that never prints: not with fmt, not in JSON, not in a
// log. Convert it with string(s) where it must be used.
type Secret string

const redacted = "[redacted]"

// Format hides the secret from every verb of fmt.
func (Secret) Format(w fmt.State, _ rune) { io.WriteString(w, redacted) }

// String hides the secret.
func (Secret) String() string { return redacted }

// GoString hides the secret.
func (Secret) GoString() string { return redacted }

// LogValue hides the secret from log/slog.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the secret from JSON, XML and the like.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// formatted writes what a type with secrets shows of itself, whatever the verb.
func formatted(w fmt.State, text string) { io.WriteString(w, text) }
