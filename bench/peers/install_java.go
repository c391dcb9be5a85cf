package main

import (
	"os"
	"path/filepath"
	"strings"
)

// heap is what an engine on the Java virtual machine may take: what remains on a
// machine of 8 GiB, or for tens of millions of triples of one of 24.
func heap(triples int) string {
	if triples > 1_000_000 {
		return "-Xmx14g"
	}
	return "-Xmx6g"
}

// java has Maven fetch an engine's libraries, and gives the command of its driver,
// which Java compiles as it starts. The heap's size is not among its arguments yet.
func java(cache, name string) ([]string, error) {
	folder, version, source, argument := "jena-"+jenaVersion, jenaVersion, "JenaDriver.java", "mem"
	parts := []string{"org.apache.jena:jena-arq:" + jenaVersion, "org.apache.jena:jena-tdb2:" + jenaVersion}
	switch name {
	case "jena-tdb2":
		argument = "tdb2"
	case "rdf4j":
		folder, version, source, argument = "rdf4j-"+rdf4j, rdf4j, "RDF4JDriver.java", rdf4j
		parts = []string{"com.fasterxml.jackson.core:jackson-databind:" + jackson}
		for _, part := range []string{"sail-memory", "repository-sail", "rio-ntriples", "queryresultio-text"} {
			parts = append(parts, "org.eclipse.rdf4j:rdf4j-"+part+":"+rdf4j)
		}
	}
	jars := filepath.Join(cache, folder)
	err := installed(jars, version, func() error {
		if err := os.WriteFile(filepath.Join(jars, "pom.xml"), []byte(pom(parts)), 0o644); err != nil {
			return err
		}
		return run("mvn", "-q", "-f", jars, "dependency:copy-dependencies", "-DoutputDirectory="+jars)
	})
	if err != nil {
		return nil, err
	}
	file, err := driver(cache, source)
	return []string{"java", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", filepath.Join(jars, "*"), file, argument}, err
}

// pom names libraries to Maven, each as group:artifact:version.
func pom(parts []string) string {
	var b strings.Builder
	b.WriteString("<project><modelVersion>4.0.0</modelVersion><groupId>peers</groupId><artifactId>peers</artifactId><version>1</version><dependencies>\n")
	for _, part := range parts {
		group, rest, _ := strings.Cut(part, ":")
		artifact, version, _ := strings.Cut(rest, ":")
		b.WriteString("<dependency><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId><version>" + version + "</version></dependency>\n")
	}
	return b.String() + "</dependencies></project>\n"
}
