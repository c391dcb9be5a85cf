"""rdflib, in memory, behind JSON lines: see process.go for the requests."""
import itertools
import time

import rdflib

import lines

FORMATS = {".nt": "nt", ".ttl": "turtle", ".rdf": "xml"}
ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
rdflib.NORMALIZE_LITERALS = False
graph = rdflib.Graph()


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
    rows = ["\t".join("?" + v for v in result.vars)]
    for row in result:
        rows.append("\t".join(term(t) for t in row))
    return ("\n".join(rows) + "\n").encode()


def run(text):
    result = graph.query(text)
    if result.type in ("CONSTRUCT", "DESCRIBE"):
        return result.graph.serialize(format="nt").encode(), "graph"
    if result.type == "ASK":
        return (b"true" if result.askAnswer else b"false"), "boolean"
    return tsv(result), "rows"


def first(s, p, o):
    return sum(1 for _ in itertools.islice(graph.triples((s, p, o)), 100))


LOOKUPS = {
    "s p o": lambda t: t in graph,
    "s p ?": lambda t: first(t[0], t[1], None),
    "? p o": lambda t: first(None, t[1], t[2]),
    "s ? ?": lambda t: first(t[0], None, None),
}


def answer(request):
    if "version" in request:
        return {"version": "rdflib " + rdflib.__version__}
    if "load" in request:
        start = time.perf_counter()
        path = request["load"]
        graph.parse(path, format=FORMATS[path[path.rindex("."):]])
        return {"seconds": time.perf_counter() - start}
    if "lookup" in request:
        sample = list(rdflib.Graph().parse(request["lookup"], format="nt"))
        return {"lookups": lines.lookups(sample, LOOKUPS)}
    return lines.result(request, run)


lines.serve(answer)
