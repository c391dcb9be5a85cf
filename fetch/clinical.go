package fetch

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/query"
)

// The clinical types are in clinical_gen.go, made from the ontology. What is here
// the ontology does not say: how the plain literals of records are read, and how
// a query for the statements and one for each property of many values become Go
// values.

//go:generate go run gen.go gen_types.go testdata/ontology.rdf

// Date is a date as records write it: a year, a month, a day, or an instant.
type Date struct {
	Text string
	Time time.Time // the beginning of what Text names, in UTC without a zone; zero when it cannot be read
}

// ParseDate reads an ISO 8601 date of any precision.
func ParseDate(text string) Date {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano, "2006-01", "2006", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return Date{text, t}
		}
	}
	return Date{Text: text}
}

// UnmarshalText reads any text as [ParseDate] does, and so does query.Collect.
func (d *Date) UnmarshalText(text []byte) error {
	*d = ParseDate(string(text))
	return nil
}

// MarshalText gives the text.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.Text), nil }

// String is the text.
func (d Date) String() string { return d.Text }

// Quantity is a number with its unit (UCUM).
type Quantity struct {
	Text  string  `sparql:"text"`  // the number as written
	Value float64 `sparql:"value"` // 0 when Text is no number
	Unit  string  `sparql:"unit"`
}

// String is number and unit.
func (q Quantity) String() string {
	if q.Unit == "" {
		return q.Text
	}
	return q.Text + " " + q.Unit
}

// Code is a coded value.
type Code struct {
	Title string `sparql:"title"`
	IRI   string `sparql:"iri"` // of the code, such as http://purl.bioontology.org/ontology/LNC/2951-2
}

// Content is the bytes of a document; nil when the graph does not hold them.
type Content []byte

// UnmarshalText reads the name of an encoding, a space and the text. SPARQL has
// no function for Base64, so the query gives both to be decoded here.
func (c *Content) UnmarshalText(text []byte) error {
	encoding, body, _ := strings.Cut(string(text), " ")
	*c = Content(body)
	if encoding == "Base64" {
		if bytes, err := base64.StdEncoding.DecodeString(body); err == nil {
			*c = bytes
		}
	}
	return nil
}

// member is one value of a property that may have several.
type member[V any] struct {
	Node  string `sparql:"node"` // that has the property
	Value V      `sparql:"value,optional"`
}

// filler fills one field of values found by their nodes.
type filler[T any] func(ctx context.Context, src query.Source, at map[string]*T) error

// many fills a field with what a query of members gives.
func many[T, V any](text string, field func(*T) *[]V) filler[T] {
	return func(ctx context.Context, src query.Source, at map[string]*T) error {
		for p, err := range query.Each[member[V]](ctx, src, text) {
			if err != nil {
				return err
			}
			if t := at[p.Node]; t != nil {
				list := field(t)
				*list = append(*list, p.Value)
			}
		}
		return nil
	}
}

// inside fills a field of each value that many has put into a list.
func inside[T, V any](field func(*T) *[]V, node func(*V) string, fill filler[V]) filler[T] {
	return func(ctx context.Context, src query.Source, at map[string]*T) error {
		inner := map[string]*V{}
		for _, t := range at {
			list := *field(t)
			for i := range list {
				inner[node(&list[i])] = &list[i]
			}
		}
		return fill(ctx, src, inner)
	}
}

// statements gives what a query selects, ordered by IRI and each once: the first
// row, where a record has several values of what should have one.
func statements[T any](ctx context.Context, src query.Source, text string, node func(*T) string, parts ...filler[T]) ([]T, error) {
	rows, err := query.Collect[T](ctx, src, text)
	if err != nil {
		return nil, err
	}
	rows = slices.CompactFunc(rows, func(a, b T) bool { return node(&a) == node(&b) })
	at := make(map[string]*T, len(rows))
	for i := range rows {
		at[node(&rows[i])] = &rows[i]
	}
	for _, fill := range parts {
		if len(rows) == 0 {
			break
		}
		if err := fill(ctx, src, at); err != nil {
			return nil, err
		}
	}
	return rows, nil
}
