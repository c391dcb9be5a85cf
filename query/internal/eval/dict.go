package eval

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// Dict holds the terms of one query: those of a snapshot, and those the query
// computes, which get local IDs. It also remembers values already parsed and
// regular expressions already compiled. It is used by one goroutine at a time; a
// query that runs on several has a Fork for each.
type Dict struct {
	Terms                      // made is shared by forks
	values  store[value.Value] // of dictionary literals and triple terms
	classes [][]class          // of dictionary literals, in pages; nil pages are unknown
	nodes   [][]class          // unique for IRIs and blank nodes, other for triple terms; in pages
	regexes regexCache
	blanks  int // number of the last blank node made
}

// maxValues is how many parsed values a Dict remembers: 5 MiB of them.
const maxValues = 1 << 16

// NewDict makes the dictionary of a query over s.
func NewDict(s *graph.Snapshot) *Dict {
	return &Dict{Terms: Terms{s, &madeTerms{}}, values: newStore[value.Value](maxValues)}
}

// Fork is a dictionary for another goroutine of the same query: its local terms are
// those of d, what it remembers is its own.
func (d *Dict) Fork() *Dict {
	f := NewDict(d.snap)
	f.made = d.made
	return f
}

// Snapshot is the snapshot that the dictionary is over.
func (d *Dict) Snapshot() *graph.Snapshot { return d.snap }

// ID is the ID of a term: the snapshot's when it has one, otherwise a local
// one, made when the term is new. The zero Term gives graph.None, and so does a
// term beyond the 2^30 that local IDs can number.
func (d *Dict) ID(t graph.Term) graph.ID {
	if t.IsAny() {
		return graph.None
	}
	if id, ok := d.snap.Lookup(t); ok {
		return id
	}
	return d.made.put(t, func() value.Value { return FromTerm(t) })
}

// Intern is the ID of the term that v is the value of; graph.None for no value.
func (d *Dict) Intern(v value.Value) graph.ID {
	switch v.Kind() {
	case value.None:
		return graph.None
	case value.Boolean:
		if v.Lexical() == "true" || v.Lexical() == "false" {
			return graph.BooleanID(v.Bool())
		}
	case value.Integer:
		if n, ok := v.Computed(); ok {
			if id, ok := graph.IntegerID(n); ok {
				return id
			}
		}
	}
	t := ToTerm(v)
	if id, ok := d.snap.Lookup(t); ok {
		return id
	}
	return d.made.put(t, func() value.Value { return v.WithLexical(t.Value()) })
}

// Bytes is about how much memory the terms made by the query hold, for the
// query's budget.
func (d *Dict) Bytes() int64 { return d.made.bytes.Load() }

// hold accounts n more bytes that expressions of the query remember, or fewer.
func (d *Dict) hold(n int64) { d.made.bytes.Add(n) }

// Value is the value of a term. Literals of the dictionary are parsed once and
// remembered.
func (d *Dict) Value(id graph.ID) value.Value {
	switch {
	case id.IsInline():
		return d.inline(id)
	case id.IsLocal():
		return d.made.at(id.Ordinal()).value
	case id == graph.None:
		return value.Value{}
	}
	if v := d.values.find(id); v != nil {
		return *v
	}
	t := d.snap.Term(id)
	v := FromTerm(t)
	if t.IsLiteral() || t.IsTriple() {
		d.values.put(id, v)
	}
	return v
}

// inline is the value of an inline ID.
func (d *Dict) inline(id graph.ID) value.Value {
	if n, ok := id.Integer(); ok {
		return value.NewInteger(n)
	}
	if b, ok := id.Boolean(); ok {
		return value.NewBoolean(b)
	}
	if m, scale, ok := id.Decimal(); ok {
		return value.NewWritten(m, scale)
	}
	if days, ok := id.Date(); ok {
		return value.NewDay(days)
	}
	return FromTerm(d.snap.Term(id))
}

// Terms are the terms of a snapshot and those that a query has computed. They only
// become more: what is there is neither changed nor moved, so that terms may be read on
// any goroutine and for as long as IDs are kept, while a Dict goes on.
type Terms struct {
	snap *graph.Snapshot
	made *madeTerms
}

// Reader gives what reads the terms of d, and nothing else of it.
func (d *Dict) Reader() *Terms { return &d.Terms }

// Texts is graph.Snapshot.Texts.
func (t *Terms) Texts(ids []graph.ID, texts []string, kinds []graph.TextKind) {
	t.snap.Texts(ids, texts, kinds)
}

// Term is the term of an ID of the snapshot or of the query's dictionary; the zero
// Term for graph.None.
func (t *Terms) Term(id graph.ID) graph.Term {
	if !id.IsLocal() {
		return t.snap.Term(id)
	}
	return t.made.at(id.Ordinal()).term
}
