// Package serve answers SPARQL over HTTP: Trivet as an endpoint.
//
//	s := serve.New(g, serve.Options{})
//	err := s.ListenAndServe(ctx, "localhost:3030") // until ctx ends
//
// A [Server] is an http.Handler too, for programs that have a server already.
//
// # What is where
//
//	/sparql          SPARQL 1.1 Protocol: queries by GET and POST, updates by POST;
//	                 a GET without a query gives the Service Description
//	/graphs          SPARQL 1.1 Graph Store HTTP Protocol: /graphs?default,
//	                 /graphs?graph=IRI, and /graphs/any/path, whose graph has the
//	                 request's own URL as its name
//	/                a page to write queries in
//	/api/...         what the page asks: colours, completion, plans; the queries
//	                 that run now, and ending one
//	/metrics         OpenMetrics
//	/health          whether the server takes requests
//
// # Mental model
//
// A request passes these in turn, and each may end it:
//
//	barrier      a panic becomes a 500 with a number that the log has too
//	guard        the Host that a browser was led to, the Origin that it comes from
//	route        path and method; what may be read, and what only with the token
//	admission    a slot, or a place in the queue, or 503 with Retry-After
//	job          one query's context: a clock that stands still while the client
//	             is slow, a place in the list of running queries
//	reply        the first kilobytes of the answer are held back, so that an early
//	             error still gets its status; later ones cut the connection
//
// Answers stream: memory does not grow with their length, a client that reads
// slowly holds neither a slot nor the query's clock, and one that stops reading is
// cut off.
//
// # What is refused by default
//
// Everything that changes data needs Options.Updates and the token. SERVICE and
// LOAD reach nothing unless the caller gives a handler. Other origins get no CORS
// headers, and on a loopback address only loopback names are answered, so that a
// web page cannot reach the server through a DNS name of its own. Queries run
// under query.ServerLimits.
//
// # Persistence
//
// A [Store] keeps a graph in a folder: a snapshot file, and a log to which each
// update is written, and forced to disk, before it takes effect.
package serve
