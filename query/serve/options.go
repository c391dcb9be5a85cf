package serve

import (
	"log/slog"
	"runtime"
	"time"

	"github.com/trivet-rdf/trivet/query"
)

// Options say how a Server behaves. The zero Options make a server that answers
// queries and changes nothing.
type Options struct {
	// Updates allows SPARQL Update and the Graph Store's PUT, POST and DELETE, to
	// those who show the token.
	Updates bool
	// Token is the bearer token for updates, and for listing and ending queries.
	// Without one updates are refused, and queries are listed and ended only
	// from the server's own machine.
	Token string
	// Store keeps the graph across restarts; the graph served must be its own.
	// Nil keeps nothing.
	Store *Store

	// Limits bound each query and update; the zero Limits are query.ServerLimits.
	Limits query.Limits
	// Timeout is how long a query may compute, time in which the client is slow
	// not counted; 30 seconds if 0.
	Timeout time.Duration
	// WriteTimeout is how long the client may take for each 32 KiB; 10 seconds if 0.
	WriteTimeout time.Duration
	// MaxBody bounds a document sent to the Graph Store, in bytes, compressed or
	// not; 64 MiB if 0.
	MaxBody int64
	// MaxTriples bounds the triples of such a document; 5 million if 0.
	MaxTriples int

	// Concurrent is how many queries compute at once; twice the processors if 0.
	Concurrent int
	// Queue is how many more may wait for their turn; 64 if 0, none if negative.
	Queue int
	// QueueWait is how long they wait at most; 10 seconds if 0.
	QueueWait time.Duration
	// MaxConnections bounds open connections of ListenAndServe; 1024 if 0.
	MaxConnections int
	// Grace is how long running requests may take to end at a shutdown; 10
	// seconds if 0.
	Grace time.Duration

	// Hosts are more names, without port, that clients may call the server by.
	// Once there is one, no other is answered, but for loopback names on loopback
	// addresses.
	Hosts []string
	// Origins are the web origins ("https://example.org") whose pages may read
	// answers; "*" allows all to read, without credentials.
	Origins []string

	// BaseURL is the server's address as clients know it, where that is not what
	// their requests say: behind a proxy that speaks HTTPS. Graphs of /graphs/...
	// are named by it.
	BaseURL string

	// Service answers SERVICE patterns; nil refuses them.
	Service query.ServiceHandler
	// Log gets a record for each request; nil logs nothing.
	Log *slog.Logger
	// LogQueries logs query texts as they are. Otherwise literals are left out,
	// since they may be anybody's data.
	LogQueries bool
	// NoPage leaves out the page at / and what serves only it.
	NoPage bool
}

// withDefaults fills the zero fields.
func (o Options) withDefaults() Options {
	if o.Limits == (query.Limits{}) {
		o.Limits = query.ServerLimits()
	}
	fill(&o.Timeout, 30*time.Second)
	fill(&o.WriteTimeout, 10*time.Second)
	fill(&o.MaxBody, 64<<20)
	fill(&o.MaxTriples, 5_000_000)
	fill(&o.Concurrent, 2*runtime.GOMAXPROCS(0))
	fill(&o.Queue, 64)
	fill(&o.QueueWait, 10*time.Second)
	fill(&o.MaxConnections, 1024)
	fill(&o.Grace, 10*time.Second)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// fill sets a field that is zero.
func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
