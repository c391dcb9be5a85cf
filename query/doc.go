// Package query answers SPARQL queries over graphs.
//
// A text becomes a [Query] once ([Parse], [MustParse]); a Query is immutable
// and may be run by many goroutines, with different [Bind]ings, on any
// [Source]. For one-off use there are functions that parse and run:
//
//	rows, err := query.Select(ctx, g, `SELECT ?name WHERE { ?p foaf:name ?name }`,
//	        query.WithPrefix("foaf", "http://xmlns.com/foaf/0.1/"))
//	if err != nil { ... }
//	for row, err := range rows.All() {
//	        if err != nil { ... }
//	        fmt.Println(row.String("name"))
//	}
//
// There is a function for each query form, so that the type of the answer is
// known: [Select] gives [Rows], [Ask] a bool, [Construct] and [Describe]
// [Triples]; [Run] is for tools that do not know the form beforehand.
// [Update] changes a graph, all or nothing.
//
// # How a query runs
//
// Text is parsed (package syntax), translated to the SPARQL algebra, planned
// against the statistics of the graph, and executed in batches of rows of term
// IDs; terms are decoded when a row is looked at. A query works on a snapshot:
// the loop over its rows may change the graph without disturbing it.
//
// # Stopping
//
// Every operator hears the context and the [Limits]: a stopped query gives a
// [*StopError] or [*LimitError] that says where it was. Rows given before that
// remain valid.
package query
