#!/usr/bin/env bash
# Installs the SPARQL engines and clients that the tests of this folder talk to into
# a cache folder outside the repository: $TRIVET_CLIENTS, or ~/.cache/trivet-clients.
# What cannot be had is left out; the tests skip it by name. Virtuoso is Debian's
# package virtuoso-opensource-7, and curl is Debian's too.
set -u
cache=${TRIVET_CLIENTS:-$HOME/.cache/trivet-clients}
mkdir -p "$cache"
cd "$cache" || exit 1
note() { printf '%s: %s\n' "$1" "$2"; }

if [ ! -x py/bin/oxigraph ]; then
  (python3 -m venv py && py/bin/pip install -q SPARQLWrapper==2.0.0 rdflib oxigraph==0.5.13) >py.log 2>&1 ||
    note python "not installed, see $cache/py.log"
fi
if [ ! -d js/node_modules/@comunica/query-sparql ]; then
  mkdir -p js
  # The newest for Node 20.
  (cd js && npm init -y && npm install --no-audit --no-fund @comunica/query-sparql@4.5.0) >js.log 2>&1 ||
    note comunica "not installed, see $cache/js.log"
fi
if ! ls fuseki/lib/log4j-slf4j2-impl-*.jar >/dev/null 2>&1; then
  mkdir -p fuseki
  # The newest for Java 17.
  cat >fuseki/pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>trivet</groupId><artifactId>fuseki</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.jena</groupId><artifactId>jena-fuseki-main</artifactId><version>5.6.0</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j2-impl</artifactId><version>2.24.3</version></dependency>
  </dependencies>
</project>
POM
  (cd fuseki && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib -DincludeScope=runtime) >fuseki.log 2>&1 ||
    note fuseki "not installed, see $cache/fuseki.log"
fi
note cache "$cache"
