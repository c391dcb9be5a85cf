# The commands of daily work. CONTRIBUTING.md says when to use which.
W3C ?= ../shared/w3c

.PHONY: check test race fuzz w3c bench pgo compare engines differential kills cover golden docs

check: ## formatting, vet, tests
	@test -z "$$(git ls-files '*.go' | xargs gofmt -l)" || { git ls-files '*.go' | xargs gofmt -l; exit 1; }
	go vet ./...
	go test ./...

test:
	go test ./...

race: ## the concurrent packages under the race detector
	go test -race -short ./graph ./query ./query/remote ./fetch/... ./repl

fuzz: ## 30 seconds of each fuzz target
	@for pkg in ./graph/rdfio ./query/syntax ./query/internal/value ./query/results ./fetch/oauth ./repl; do \
	  for t in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$t"; go test -run '^$$' -fuzz "^$$t$$" -fuzztime 30s $$pkg || exit 1; done; done

w3c: ## conformance totals, a line a manifest
	go run ./cmd/conform $(W3C)/rdf/rdf11/manifest.ttl $(W3C)/rdf/rdf12/manifest.ttl \
	  $(W3C)/sparql/sparql10/manifest.ttl $(W3C)/sparql/sparql11/manifest-all.ttl $(W3C)/sparql/sparql12/manifest.ttl

bench: ## small sizes; see bench/README.md for the large ones
	go test -run '^$$' -bench . -benchmem ./bench

pgo: ## the binary, guided by a profile of all workloads: docs/profiling.md says what that gives
	go test -run '^$$' -bench '^Benchmark(Load|Select|SP2B|BSBM|WatDiv|LUBM|Trainmarks)$$' -benchtime 0.5s -o bench.test -cpuprofile cpu.pgo ./bench
	go tool pprof -proto -focus 'workload\.Count|graph\.Load' -output trivet.pgo bench.test cpu.pgo
	go build -pgo trivet.pgo -o trivet ./cmd/trivet

compare: ## Trivet beside other engines: measures what is missing, writes docs/performance.md and its chart
	go run ./bench/peers -compare

engines: ## the endpoints and clients of others that bench/engines talks to, into a cache folder
	bench/engines/install.sh

differential: ## a million random queries against the reference evaluator
	go test ./query -run TestDifferential -timeout 0 -args -cases 480000

kills: ## two hundred kills of a store that is being written
	TRIVET_KILLS=200 go test ./query/serve -run TestStoreKilled -count=1

cover:
	go test -coverprofile=cover.out ./... && go tool cover -func=cover.out | tail -1

golden: ## rewrite golden files after reading the difference
	go test ./query/syntax ./query ./cmd/trivet -update

docs: ## manual pages, completion scripts, the captures of docs/shell.md and its picture
	go run ./cmd/trivet docs docs
	go test ./repl -run 'TestShellBook|TestShellPicture' -update
