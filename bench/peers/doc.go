// Command peers runs the same queries on the same data in Trivet and in other
// engines, by turns in one run, compares their answers, and prints the times.
//
//	go run ./bench/peers                                  records, 100k, Oxigraph
//	go run ./bench/peers -size 1M -peers oxigraph,rdflib -rounds 9
//	go run ./bench/peers -workload sp2b -queries q05 -json out.json
//	go run ./bench/peers -size 100k,1M -peers none        growth of Trivet alone
//	go run ./bench/peers -store -size 1M -rounds 3        loading, memory, look-ups, parsing
//
// # How it measures
//
// Every engine, Trivet too, is a child process that loads the data file once and
// then answers requests on its standard input, one at a time; nothing else of this
// program runs meanwhile. A child times a query from its text to the last byte of
// the result as TSV (N-Triples for graphs) in its own memory: parsing, planning,
// execution and serialisation, but no pipe and, but for servers, no network. After
// a run in which the answer is compared, and a few untimed ones, engines take turns
// in every round and change who goes first. The table has medians, and the spread as half
// the distance of the quartiles in per cent. On a machine that has other work,
// -clock cpu compares processor time instead; Trivet, which may use two threads and
// collects garbage beside the query, has the disadvantage there.
//
// Trivet remembers what the texts asked last mean, and their plans for as long as the
// data stays as it is; Virtuoso does the same, others do not. The untimed runs
// have a text remembered. The peer trivet-anew is Trivet without that.
//
// Peers are installed into a cache folder outside the repository (see -cache), in
// pinned versions that are printed with the table. An engine that takes longer
// than -limit is killed, started anew, and not asked that query again.
package main
