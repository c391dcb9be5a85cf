// Package remote asks SPARQL endpoints elsewhere, over the SPARQL 1.1 Protocol, and
// moves graphs to and from them.
//
// An [Endpoint] is opened once and may be used by many goroutines:
//
//	e, err := remote.Open("http://localhost:8890/sparql", remote.WithBearer(token))
//	table, err := e.Select(ctx, `SELECT ?s WHERE { ?s a ?class } LIMIT 10`)
//	rows, err := e.Rows(ctx, `SELECT * WHERE { ?s ?p ?o }`) // streams
//	g, err := e.Construct(ctx, `CONSTRUCT WHERE { ?s ?p ?o }`)
//	n, err := e.Upload(ctx, g, remote.UploadOptions{Graph: graph.NewIRI("http://ex/g")})
//
// An Endpoint is a query.Source too: query.Select, Ask, Construct, Describe, Run,
// Update and Collect take it in place of a graph, and send it the whole query.
//
// [Policy] makes endpoints reachable from SERVICE patterns of queries over local
// graphs: those on a list and, if that is wanted, any on public addresses.
//
// # How requests are sent
//
// Queries go out through github.com/knakk/sparql, which is handed ready-made
// requests: context, credentials and the wanted result format are set here, and
// none of that library's options is used, since they change http.DefaultClient for
// the whole process. It sends with http.DefaultClient, so what that client would do
// by itself is undone from within the request: a redirect to another host is ended
// before anything is sent there (see redirectGuard), and answers are not
// decompressed behind our back, so that an error's text, which the library reads
// whole, is never longer than what was sent.
//
// What needs more than that client gives has a client of the Endpoint's own:
// Digest credentials, the guard against private addresses, updates and the Graph
// Store. Answers are read by package results, which keeps every term as it was
// sent.
//
// Reads are tried again when the endpoint is busy or the connection fails; updates
// are not, since they may have been done.
package remote
