package graph

import (
	"time"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// LoadOption changes how a document is loaded.
type LoadOption func(*loading)

// WithFormat says which format the document has, instead of finding out by the
// name's extension or the content.
func WithFormat(f rdfio.Format) LoadOption { return func(l *loading) { l.format = f } }

// WithBase sets the base IRI that relative references are resolved against.
func WithBase(iri string) LoadOption { return func(l *loading) { l.base = iri } }

// WithName names the document in errors, and tells its format by the extension.
func WithName(name string) LoadOption { return func(l *loading) { l.name = name } }

// WithGraph puts the triples that the document has in its default graph into
// the graph named by an IRI or blank node instead.
func WithGraph(name Term) LoadOption { return func(l *loading) { l.into = name } }

// WithProgress has f told of the progress about ten times a second, and once at
// the end. f runs on the loading goroutine: it should return soon, and must not
// call the graph's writing methods.
func WithProgress(f func(Progress)) LoadOption { return func(l *loading) { l.progress = f } }

// WithLimits bounds what the document may cost; zero fields are the defaults.
func WithLimits(limits rdfio.Limits) LoadOption { return func(l *loading) { l.limits = limits } }

// WithSkipBad skips bad statements of line formats instead of failing, and has f
// told of each, in the order of the document.
func WithSkipBad(f func(*rdfio.Error)) LoadOption { return func(l *loading) { l.skipBad = f } }

// WithContexts gives the remote JSON-LD contexts that the document may name, by
// URL. No other is used, and nothing is ever fetched.
func WithContexts(contexts map[string][]byte) LoadOption {
	return func(l *loading) { l.contexts = contexts }
}

// Progress is how far a load is.
type Progress struct {
	Stage   Stage
	Bytes   int64         // read so far, as stored: before decompression
	Total   int64         // bytes in all; 0 when not known
	Triples int           // statements read so far
	Elapsed time.Duration // since the start
	Left    time.Duration // estimate of the time left for reading; 0 when not known
}

// Rate is statements per second so far.
func (p Progress) Rate() float64 {
	if p.Elapsed <= 0 {
		return 0
	}
	return float64(p.Triples) / p.Elapsed.Seconds()
}

// Stage is what a load is doing.
type Stage uint8

// The stages of a load, in order.
const (
	Reading  Stage = iota // reading and parsing the document
	Indexing              // sorting the triples
	Done                  // they are in the graph
)

// String names the stage.
func (s Stage) String() string {
	return [...]string{"reading", "indexing", "done"}[min(s, Done)]
}
