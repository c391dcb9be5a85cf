// Package bench holds the standard workloads in one table, and the benchmarks
// over them.
//
//	go test -bench . ./bench                       the small sizes, in minutes
//	TRIVET_BENCH_SIZE=1M go test -bench . ./bench  the large ones too (or 10M)
//	go test -bench Select/06 -cpuprofile cpu.out ./bench
//	go test -bench Cold/watdiv ./bench             with cold caches, as in bench/peers
//	go run ./bench/peers                           against other engines
//
// # Mental model
//
// A workload (package bench/workload) is a generator with a fixed seed, a folder
// of queries, and the answer each query must give at each pinned size: its rows
// and a checksum of them. Every benchmark checks the answer before it starts the
// clock, so that no time is ever that of a wrong result; TestAnswers does it
// without timing anything. Time is compared by people and by bench/peers, never
// asserted in a test.
//
// Sub-benchmarks keep their names for ever, so that benchstat can compare years:
// Load/FORMAT/SIZE, Lookup/WHAT/SIZE, Select/QUERY/SIZE (records), and
// WORKLOAD/QUERY/SIZE for the others; Cold/WORKLOAD/QUERY, and Cold/WORKLOAD/QUERY/anew
// without what is remembered.
//
// # Adding a query
//
// Put a file NN-name.rq into the workload's queries folder, run
// go test ./bench -run TestAnswers -update, look at the row counts that have
// changed in answers.txt, and have them confirmed by another engine with
// go run ./bench/peers -size 100k -queries NN.
package bench
