package main

import (
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

//go:embed drivers
var drivers embed.FS

// The versions that are installed.
const (
	pyoxigraph  = "pyoxigraph==0.5.13"
	rdflib      = "rdflib==7.6.0"
	jenaVersion = "5.2.0"
)

// peerNames are the engines there are, Trivet aside.
func peerNames() []string {
	return []string{"oxigraph", "rdflib", "virtuoso", "jena", "jena-tdb2"}
}

// prepare makes the engines for a data file, installing what is missing below the
// cache folder. Trivet comes first.
func prepare(cache, data string, peers []string) ([]*engine, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	engines := []*engine{{name: "trivet", command: []string{self}, env: []string{childFlag + "=1"}, data: data}}
	for _, name := range peers {
		if !slices.Contains(peerNames(), name) {
			return nil, fmt.Errorf("peers: no engine %q: there are %v", name, peerNames())
		}
		install := python
		switch name {
		case "virtuoso":
			install = virtuoso
		case "jena", "jena-tdb2":
			install = jena
		}
		command, err := install(cache, name)
		if err != nil {
			return nil, fmt.Errorf("peers: installing %s: %w", name, err)
		}
		engines = append(engines, &engine{name: name, command: command, data: data})
	}
	return engines, nil
}

// python installs a package of that engine in a virtual environment, and gives
// the command of its driver.
func python(cache, name string) ([]string, error) {
	venv := filepath.Join(cache, "venv-"+name)
	interpreter := filepath.Join(venv, "bin", "python")
	wanted := map[string]string{"oxigraph": pyoxigraph, "rdflib": rdflib}[name]
	stamp := filepath.Join(venv, "installed-"+wanted)
	if _, err := os.Stat(stamp); err != nil {
		if err := run("python3", "-m", "venv", venv); err != nil {
			return nil, err
		}
		if err := run(interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted); err != nil {
			return nil, err
		}
		if err := os.WriteFile(stamp, nil, 0o644); err != nil {
			return nil, err
		}
	}
	driver, err := driver(cache, name+".py")
	return []string{interpreter, driver}, err
}

// driver writes an engine's driver into the cache folder.
func driver(cache, name string) (string, error) {
	file := filepath.Join(cache, name)
	text, err := drivers.ReadFile("drivers/" + name)
	if err != nil {
		return "", err
	}
	return file, os.WriteFile(file, text, 0o644)
}

// virtuoso unpacks Debian's packages below the cache folder, without installing
// them, and gives the command of the driver that runs the server.
func virtuoso(cache, name string) ([]string, error) {
	packages := filepath.Join(cache, "virtuoso-packages")
	if _, err := os.Stat(filepath.Join(packages, "usr", "bin", "virtuoso-t")); err != nil {
		if err := os.MkdirAll(packages, 0o755); err != nil {
			return nil, err
		}
		script := "cd " + packages + " && apt-get download virtuoso-opensource-7-bin libpcre3 libminizip1 && " +
			"for f in *.deb; do dpkg -x $f . || exit 1; done; rm *.deb"
		if err := run("sh", "-c", script); err != nil {
			return nil, err
		}
	}
	file, err := driver(cache, name+".py")
	return []string{"python3", file, packages, filepath.Join(cache, "virtuoso-data")}, err
}

// jena has Maven fetch the libraries, and gives the command of the driver, which
// Java compiles as it starts. The heap is what remains for a machine of 8 GiB.
func jena(cache, name string) ([]string, error) {
	jars := filepath.Join(cache, "jena-"+jenaVersion)
	stamp := filepath.Join(jars, "installed")
	if _, err := os.Stat(stamp); err != nil {
		if err := os.MkdirAll(jars, 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(jars, "pom.xml"), []byte(pom()), 0o644); err != nil {
			return nil, err
		}
		if err := run("mvn", "-q", "-f", jars, "dependency:copy-dependencies", "-DoutputDirectory="+jars); err != nil {
			return nil, err
		}
		if err := os.WriteFile(stamp, nil, 0o644); err != nil {
			return nil, err
		}
	}
	file, err := driver(cache, "JenaDriver.java")
	store := map[string]string{"jena": "mem", "jena-tdb2": "tdb2"}[name]
	return []string{"java", "-Xmx6g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", filepath.Join(jars, "*"), file, store}, err
}

// pom names Jena's parts to Maven.
func pom() string {
	text := "<project><modelVersion>4.0.0</modelVersion><groupId>peers</groupId><artifactId>peers</artifactId><version>1</version><dependencies>"
	for _, part := range []string{"jena-arq", "jena-tdb2"} {
		text += "<dependency><groupId>org.apache.jena</groupId><artifactId>" + part + "</artifactId><version>" + jenaVersion + "</version></dependency>"
	}
	return text + "</dependencies></project>\n"
}

func run(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %v: %w", name, args, err)
	}
	return nil
}
