"""Oxigraph, in memory, behind JSON lines: see process.go for the requests."""
import json
import sys
import time

import pyoxigraph as ox

FORMATS = {".nt": ox.RdfFormat.N_TRIPLES, ".ttl": ox.RdfFormat.TURTLE}


def run(store, text):
    start, cpu = time.perf_counter(), time.process_time()
    result = store.query(text)
    if isinstance(result, ox.QueryTriples):
        data, kind = result.serialize(format=ox.RdfFormat.N_TRIPLES), "graph"
    elif isinstance(result, ox.QueryBoolean):
        data, kind = (b"true" if result else b"false"), "boolean"
    else:
        data, kind = result.serialize(format=ox.QueryResultsFormat.TSV), "rows"
    return time.perf_counter() - start, time.process_time() - cpu, data, kind


def answer(store, request):
    if "version" in request:
        return {"version": "Oxigraph (pyoxigraph) " + ox.__version__}
    if "load" in request:
        start = time.perf_counter()
        path = request["load"]
        store.bulk_load(path=path, format=FORMATS[path[path.rindex("."):]])
        return {"seconds": time.perf_counter() - start}
    seconds, cpu, data, kind = run(store, request["query"])
    if request.get("save"):
        with open(request["save"], "wb") as f:
            f.write(data)
    return {"seconds": seconds, "cpu": cpu, "bytes": len(data), "kind": kind}


def main():
    store = ox.Store()
    for line in sys.stdin:
        try:
            reply = answer(store, json.loads(line))
        except Exception as e:
            reply = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(reply), flush=True)


main()
