"""What the drivers in Python have in common; process.go describes the lines."""
import json
import sys
import time


def serve(answer):
    """Answers requests, one a line, until the input ends."""
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Exception as e:
            reply = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(reply), flush=True)


def result(request, run):
    """The reply to a query: run gives the bytes of its result and their kind."""
    start, cpu = time.perf_counter(), time.process_time()
    data, kind = run(request["query"])
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    keep(request, data)
    return {"seconds": seconds, "cpu": cpu, "bytes": len(data), "kind": kind}


def keep(request, data):
    """Writes the result where the request wants it."""
    if request.get("save"):
        with open(request["save"], "wb") as f:
            f.write(data)


def lookups(sample, ask):
    """Nanoseconds for one look-up of each kind, Python's own time included."""
    times = {}
    for kind, find in ask.items():
        n, start = 0, time.perf_counter()
        while time.perf_counter() - start < 0.3:
            for t in sample:
                find(t)
            n += len(sample)
        times[kind] = (time.perf_counter() - start) / n * 1e9
    return times
