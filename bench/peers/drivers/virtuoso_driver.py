"""Virtuoso behind JSON lines: see process.go for the requests.

The server runs as a child of this driver, in a folder of its own that is made
anew each time, and is asked over HTTP on the loopback interface. Arguments: the
folder of the unpacked packages, and the folder to run in.
"""
import contextlib
import ctypes
import glob
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse

import lines

PACKAGES, FOLDER = sys.argv[1], sys.argv[2]
GRAPH = "http://bench/"
INI = """[Database]
DatabaseFile = {f}/virtuoso.db
ErrorLogFile = {f}/virtuoso.log
LockFile = {f}/virtuoso.lck
TransactionFile = {f}/virtuoso.trx
xa_persistent_file = {f}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
[TempDatabase]
DatabaseFile = {f}/virtuoso-temp.db
TransactionFile = {f}/virtuoso-temp.trx
[Parameters]
ServerPort = {sql}
ServerThreads = 20
CheckpointInterval = 0
O_DIRECT = 0
CaseMode = 2
DirsAllowed = {f}, {data}
NumberOfBuffers = 680000
MaxDirtyBuffers = 500000
SchedulerInterval = 10
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 4
MaxQueryMem = 4G
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
MaxClientConnections = 4
KeepAliveTimeout = 600
MaxKeepAlives = 4
[SPARQL]
ResultSetMaxRows = 1000000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 0
DefaultGraph = {graph}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def environment():
    libraries = [d for d in glob.glob(PACKAGES + "/usr/lib/*") + glob.glob(PACKAGES + "/lib/*") if os.path.isdir(d)]
    return dict(os.environ, LD_LIBRARY_PATH=":".join(libraries))


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def stamp(path):
    """What a loaded file is known by: it is made anew for each comparison."""
    return f"{path} {os.stat(path).st_mtime_ns}"


class Server:
    def __init__(self, data, keep):
        if keep:
            with contextlib.suppress(FileNotFoundError):
                os.remove(os.path.join(FOLDER, "virtuoso.lck"))
        else:
            shutil.rmtree(FOLDER, ignore_errors=True)
            os.makedirs(FOLDER)
        self.sql, self.http = free_port(), free_port()
        ini = os.path.join(FOLDER, "virtuoso.ini")
        with open(ini, "w") as f:
            f.write(INI.format(f=FOLDER, sql=self.sql, http=self.http, graph=GRAPH, data=data))
        self.process = subprocess.Popen([PACKAGES + "/usr/bin/virtuoso-t", "-f", "+configfile", ini], env=environment(), preexec_fn=die_with_parent,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(3000):
            try:
                socket.create_connection(("127.0.0.1", self.http), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server does not answer")

    def isql(self, text):
        return subprocess.run([PACKAGES + "/usr/bin/isql-vt", str(self.sql), "dba", "dba", "exec=" + text], env=environment(),
                              check=True, capture_output=True, text=True).stdout

    def load(self, path):
        folder, name = os.path.split(path)
        self.isql(f"ld_dir('{folder}', '{name}', '{GRAPH}'); rdf_loader_run(); checkpoint;")
        self.isql("DB.DBA.RDF_OBJ_FT_RULE_DEL(null, null, 'ALL');")

    def cpu(self):
        total = 0
        for path in glob.glob(f"/proc/{self.process.pid}/task/*/schedstat"):
            try:
                with open(path) as f:
                    total += int(f.read().split()[0])
            except OSError:
                pass
        return total / 1e9

    def query(self, text, accept):
        # A connection for each query: on one that is kept, the server's last packet
        # waits 40 ms for our acknowledgement (Nagle's algorithm).
        body = urllib.parse.urlencode({"query": text, "default-graph-uri": GRAPH}).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=3600)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept, "Connection": "close"}
            connection.request("POST", "/sparql", body, headers)
            reply = connection.getresponse()
            data = reply.read()
        finally:
            connection.close()
        if reply.status != 200:
            raise RuntimeError(data[:200].decode("utf-8", "replace").replace("\n", " "))
        return data


def kind_of(text):
    word = re.search(r"(?mi)^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", text).group(1).upper()
    return {"SELECT": "json", "ASK": "json", "CONSTRUCT": "graph", "DESCRIBE": "graph"}[word]


def load(path):
    """Loads the file and gives the seconds. A server that was killed since the same
    file was loaded is started on the database as it was then."""
    loaded = os.path.join(FOLDER, "loaded")
    if os.path.exists(loaded):
        with open(loaded) as f:
            of, seconds = f.read().rsplit(" ", 1)
        if of == stamp(path):
            state["server"] = Server(os.path.dirname(path), keep=True)
            return float(seconds)
    state["server"] = Server(os.path.dirname(path), keep=False)
    start = time.perf_counter()
    state["server"].load(path)
    seconds = time.perf_counter() - start
    with open(loaded, "w") as f:
        f.write(f"{stamp(path)} {seconds}")
    return seconds


def answer(request):
    if "version" in request:
        out = subprocess.run([PACKAGES + "/usr/bin/virtuoso-t", "-?"], env=environment(), capture_output=True, text=True)
        return {"version": "Virtuoso " + re.search(r"Version ([0-9.]+)", out.stdout + out.stderr).group(1)}
    if "load" in request:
        return {"seconds": load(request["load"])}
    server, text = state["server"], request["query"]
    kind = kind_of(text)
    accept = {"graph": "text/plain"}.get(kind, "text/tab-separated-values")
    if request.get("save"):
        data = server.query(text, "text/plain" if kind == "graph" else "application/sparql-results+json")
        lines.keep(request, data)
        return {"seconds": 0, "bytes": len(data), "kind": kind}
    cpu, start = server.cpu(), time.perf_counter()
    data = server.query(text, accept)
    return {"seconds": time.perf_counter() - start, "cpu": server.cpu() - cpu, "bytes": len(data), "kind": kind}


state = {}
lines.serve(answer)
if "server" in state:
    state["server"].process.kill()
