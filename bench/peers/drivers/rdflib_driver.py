"""rdflib, in memory, behind JSON lines: see process.go for the requests."""
import json
import sys
import time

import rdflib

FORMATS = {".nt": "nt", ".ttl": "turtle"}


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


def answer(graph, request):
    if "version" in request:
        return {"version": "rdflib " + rdflib.__version__}
    if "load" in request:
        start = time.perf_counter()
        path = request["load"]
        graph.parse(path, format=FORMATS[path[path.rindex("."):]])
        return {"seconds": time.perf_counter() - start}
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
