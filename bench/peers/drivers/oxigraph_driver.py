"""Oxigraph, in memory, behind JSON lines: see process.go for the requests."""
import itertools
import time

import pyoxigraph as ox

import lines

FORMATS = {".nt": ox.RdfFormat.N_TRIPLES, ".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML}
store = ox.Store()


def run(text):
    result = store.query(text)
    if isinstance(result, ox.QueryTriples):
        return result.serialize(format=ox.RdfFormat.N_TRIPLES), "graph"
    if isinstance(result, ox.QueryBoolean):
        return (b"true" if result else b"false"), "boolean"
    return result.serialize(format=ox.QueryResultsFormat.TSV), "rows"


def first(s, p, o):
    return sum(1 for _ in itertools.islice(store.quads_for_pattern(s, p, o, None), 100))


LOOKUPS = {
    "s p o": lambda q: q in store,
    "s p ?": lambda q: first(q.subject, q.predicate, None),
    "? p o": lambda q: first(None, q.predicate, q.object),
    "s ? ?": lambda q: first(q.subject, None, None),
}


def answer(request):
    if "version" in request:
        return {"version": "Oxigraph (pyoxigraph) " + ox.__version__}
    if "load" in request:
        start = time.perf_counter()
        path = request["load"]
        store.bulk_load(path=path, format=FORMATS[path[path.rindex("."):]])
        return {"seconds": time.perf_counter() - start}
    if "lookup" in request:
        sample = list(ox.parse(path=request["lookup"], format=ox.RdfFormat.N_TRIPLES))
        return {"lookups": lines.lookups(sample, LOOKUPS)}
    return lines.result(request, run)


lines.serve(answer)
