// Package remote asks SPARQL endpoints elsewhere, over the SPARQL 1.1 Protocol.
//
// An [Endpoint] is opened once and may be used by many goroutines:
//
//	e, err := remote.Open("http://localhost:8890/sparql", remote.WithBearer(token))
//	table, err := e.Select(ctx, `SELECT ?s WHERE { ?s a ?class } LIMIT 10`)
//
// [Endpoint.Service] makes endpoints reachable from SERVICE patterns of queries
// over local graphs.
//
// Requests go out through github.com/knakk/sparql, which is handed ready-made
// requests: context, credentials and the wanted result format are set here, and
// none of that library's options is used, since they change http.DefaultClient
// for the whole process. Its result parser is not used either: answers are read
// by package results, which keeps every term as it was sent.
package remote
