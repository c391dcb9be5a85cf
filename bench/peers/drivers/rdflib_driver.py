"""rdflib, in memory, behind JSON lines: see process.go for the requests."""
import itertools
import json
import sys
import time

import rdflib

FORMATS = {".nt": "nt", ".ttl": "turtle", ".rdf": "xml"}


ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def term(t):
    if t is None:
        return ""
    if not isinstance(t, rdflib.Literal):
        return t.n3()
    quoted = '"' + t.translate(ESCAPES) + '"'
    if t.language:
        return quoted + "@" + t.language
    return quoted + "^^" + t.datatype.n3() if t.datatype else quoted


def tsv(result):
    lines = ["\t".join("?" + v for v in result.vars)]
    for row in result:
        lines.append("\t".join(term(t) for t in row))
    return ("\n".join(lines) + "\n").encode()


def run(graph, text):
    start, cpu = time.perf_counter(), time.process_time()
    result = graph.query(text)
    if result.type in ("CONSTRUCT", "DESCRIBE"):
        data, kind = result.graph.serialize(format="nt").encode(), "graph"
    elif result.type == "ASK":
        data, kind = (b"true" if result.askAnswer else b"false"), "boolean"
    else:
        data, kind = tsv(result), "rows"
    return time.perf_counter() - start, time.process_time() - cpu, data, kind


def lookups(path, ask):
    """Nanoseconds for one look-up of each kind, Python's own time included."""
    sample = list(rdflib.Graph().parse(path, format="nt"))
    times = {}
    for kind, find in ask.items():
        n, start = 0, time.perf_counter()
        while time.perf_counter() - start < 0.3:
            for t in sample:
                find(t)
            n += len(sample)
        times[kind] = (time.perf_counter() - start) / n * 1e9
    return times


def kinds(graph):
    def first(s, p, o):
        return sum(1 for _ in itertools.islice(graph.triples((s, p, o)), 100))
    return {
        "s p o": lambda t: t in graph,
        "s p ?": lambda t: first(t[0], t[1], None),
        "? p o": lambda t: first(None, t[1], t[2]),
        "s ? ?": lambda t: first(t[0], None, None),
    }


def answer(graph, request):
    if "version" in request:
        return {"version": "rdflib " + rdflib.__version__}
    if "load" in request:
        start = time.perf_counter()
        path = request["load"]
        graph.parse(path, format=FORMATS[path[path.rindex("."):]])
        return {"seconds": time.perf_counter() - start}
    if "lookup" in request:
        return {"lookups": lookups(request["lookup"], kinds(graph))}
    seconds, cpu, data, kind = run(graph, request["query"])
    if request.get("save"):
        with open(request["save"], "wb") as f:
            f.write(data)
    return {"seconds": seconds, "cpu": cpu, "bytes": len(data), "kind": kind}


def main():
    rdflib.NORMALIZE_LITERALS = False
    graph = rdflib.Graph()
    for line in sys.stdin:
        try:
            reply = answer(graph, json.loads(line))
        except Exception as e:
            reply = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(reply), flush=True)


main()
