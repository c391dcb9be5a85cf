#!/usr/bin/env bash
# Puts `trivet serve` with a store on the disk under small queries and updates, sent
# by wrk (Debian's package), and shows the server's memory meanwhile:
#
#	bench/load/mixed.sh SECONDS [TRIVET]
set -eu
seconds=$1 trivet=${2:-trivet} here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
export TRIVET_SERVE_TOKEN=0123456789abcdef-load
for i in $(seq 0 999); do echo "<urn:s$i> <urn:p> $i ; <urn:q> \"text $((i % 10))\" ."; done >"$dir/things.ttl"
"$trivet" serve -d "$dir/things.ttl" --data "$dir/store" --update --addr 127.0.0.1:0 >"$dir/address" &
server=$!
trap 'kill $server 2>/dev/null; wait $server || true; rm -rf "$dir"' EXIT
until [ -s "$dir/address" ]; do sleep 0.1; done
wrk -t2 -c16 -d"${seconds}s" -s "$here/mixed.lua" "$(cat "$dir/address")sparql" &
load=$!
memory=""
for _ in $(seq 10); do
  sleep "$((seconds / 10))"
  memory="$memory $(awk '/^VmRSS/ { print int($2 / 1024) }' /proc/$server/status)"
done
wait $load
echo "server's resident memory, MiB:$memory"
