"""Oxigraph, in memory, behind JSON lines: see process.go for the requests."""
import itertools
import json
import sys
import time

import pyoxigraph as ox

FORMATS = {".nt": ox.RdfFormat.N_TRIPLES, ".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML}


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


def lookups(path, ask):
    """Nanoseconds for one look-up of each kind, Python's own time included."""
    sample = list(ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES))
    times = {}
    for kind, find in ask.items():
        n, start = 0, time.perf_counter()
        while time.perf_counter() - start < 0.3:
            for t in sample:
                find(t)
            n += len(sample)
        times[kind] = (time.perf_counter() - start) / n * 1e9
    return times


def kinds(store):
    def first(s, p, o):
        return sum(1 for _ in itertools.islice(store.quads_for_pattern(s, p, o, None), 100))
    return {
        "s p o": lambda q: q in store,
        "s p ?": lambda q: first(q.subject, q.predicate, None),
        "? p o": lambda q: first(None, q.predicate, q.object),
        "s ? ?": lambda q: first(q.subject, None, None),
    }


def answer(store, request):
    if "version" in request:
        return {"version": "Oxigraph (pyoxigraph) " + ox.__version__}
    if "load" in request:
        start = time.perf_counter()
        path = request["load"]
        store.bulk_load(path=path, format=FORMATS[path[path.rindex("."):]])
        return {"seconds": time.perf_counter() - start}
    if "lookup" in request:
        return {"lookups": lookups(request["lookup"], kinds(store))}
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
