package main

import (
	"embed"
	"fmt"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

//go:embed drivers
var drivers embed.FS

// The versions that are installed.
const (
	pyoxigraph      = "pyoxigraph==0.5.13"
	rdflib          = "rdflib==7.6.0"
	jenaVersion     = "5.2.0"
	rdf4j           = "5.1.6"
	jackson         = "2.17.2" // reads the requests for RDF4J
	comunica        = "5.4.1"
	virtuosoVersion = "7.2.5.1+dfsg1-0.3" // Debian's, of release 12
	n3              = "2.13.12"
	gordflib        = "v0.1.5" // of the versions there are, the newest that the module proxy serves
)

// unaided is the name of Trivet when it parses and plans each text anew.
const unaided = "trivet-anew"

// peerNames are the engines there are, Trivet aside.
func peerNames() []string {
	return []string{unaided, "oxigraph", "virtuoso", "jena", "jena-tdb2", "rdf4j", "rdflib", "comunica", "gordflib"}
}

// prepare makes the engines for a data file of so many triples, installing what is
// missing below the cache folder. Trivet comes first.
func prepare(cache, data string, triples int, peers []string) ([]*engine, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	engines := []*engine{{name: "trivet", command: []string{self}, env: []string{childFlag + "=1"}, data: data}}
	for _, name := range peers {
		if !slices.Contains(peerNames(), name) {
			return nil, fmt.Errorf("peers: no engine %q: there are %v", name, peerNames())
		}
		if name == unaided {
			engines = append(engines, &engine{name: name, command: []string{self}, env: []string{childFlag + "=" + anew}, data: data})
			continue
		}
		command, err := installer(name)(cache, name)
		if err != nil {
			return nil, fmt.Errorf("peers: installing %s: %w", name, err)
		}
		if slices.Contains(onJava(), name) {
			command = slices.Insert(command, 1, heap(triples))
		}
		engines = append(engines, &engine{name: name, command: command, data: data})
	}
	return engines, nil
}

// installer is what installs an engine and gives the command of its driver.
func installer(name string) func(cache, name string) ([]string, error) {
	switch name {
	case "virtuoso":
		return virtuoso
	case "jena", "jena-tdb2", "rdf4j":
		return java
	case "comunica":
		return node
	case "gordflib":
		return golang
	}
	return python
}

// installed runs an installation unless its stamp says that it was done. The folder is
// made first.
func installed(folder, version string, install func() error) error {
	stamp := filepath.Join(folder, "installed-"+version)
	if _, err := os.Stat(stamp); err == nil {
		return nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if err := install(); err != nil {
		return err
	}
	return os.WriteFile(stamp, nil, 0o644)
}

// python installs a package of that engine in a virtual environment, and gives
// the command of its driver.
func python(cache, name string) ([]string, error) {
	venv := filepath.Join(cache, "venv-"+name)
	interpreter := filepath.Join(venv, "bin", "python")
	wanted := map[string]string{"oxigraph": pyoxigraph, "rdflib": rdflib}[name]
	err := installed(venv, wanted, func() error {
		if err := run("python3", "-m", "venv", venv); err != nil {
			return err
		}
		return run(interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted)
	})
	if err != nil {
		return nil, err
	}
	file, err := pythonDriver(cache, name)
	return []string{interpreter, file}, err
}

// pythonDriver writes an engine's driver and what it imports. It is not named
// rdflib.py: Python would take it for the library.
func pythonDriver(cache, name string) (string, error) {
	if _, err := driver(cache, "lines.py"); err != nil {
		return "", err
	}
	return driver(cache, name+"_driver.py")
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
	err := installed(packages, virtuosoVersion, func() error {
		return run("sh", "-c", "cd "+packages+" && apt-get download virtuoso-opensource-7-bin="+virtuosoVersion+" libpcre3 libminizip1 && "+
			"for f in *.deb; do dpkg -x $f . || exit 1; done; rm *.deb")
	})
	if err != nil {
		return nil, err
	}
	file, err := pythonDriver(cache, name)
	return []string{"python3", file, packages, filepath.Join(cache, "virtuoso-data")}, err
}

func run(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %v: %w", name, args, err)
	}
	return nil
}

// node has npm install Comunica and N3.js, and gives the command of the driver.
func node(cache, name string) ([]string, error) {
	folder := filepath.Join(cache, "node-"+name)
	packages := []string{"@comunica/query-sparql-rdfjs@" + comunica, "n3@" + n3}
	err := installed(folder, comunica+"-"+n3, func() error {
		return run("npm", append([]string{"install", "--prefix", folder, "--no-audit", "--no-fund", "--silent"}, packages...)...)
	})
	if err != nil {
		return nil, err
	}
	file, err := driver(cache, name+".mjs")
	return []string{"sh", "-c", "cd \"$0\" && exec node --max-old-space-size=6000 \"$1\"", folder, file}, err
}

// golang builds the driver of an engine in Go, in a module of its own, and gives
// the command.
func golang(cache, name string) ([]string, error) {
	folder := filepath.Join(cache, "go-"+name)
	program := filepath.Join(folder, name)
	text, err := drivers.ReadFile("drivers/" + name + "_driver.go.txt")
	if err != nil {
		return nil, err
	}
	err = installed(folder, fmt.Sprintf("%s-%08x", gordflib, crc32.ChecksumIEEE(text)), func() error {
		for file, content := range map[string][]byte{"go.mod": []byte("module peer\n\ngo 1.25\n"), "main.go": text} {
			if err := os.WriteFile(filepath.Join(folder, file), content, 0o644); err != nil {
				return err
			}
		}
		script := "cd \"$0\" && export GOFLAGS=-mod=mod && go get github.com/tggo/goRDFlib@" + gordflib + " && go build -o \"$1\" ."
		return run("sh", "-c", script, folder, program)
	})
	return []string{program}, err
}
