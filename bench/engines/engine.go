package engines

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/trivet-rdf/trivet/query/remote"
)

// errEnded: the engine's process is over before it has answered.
var errEnded = errors.New("the process is over")

// ErrMissing: the engine is not installed.
var ErrMissing = errors.New("not installed")

// Engine is a SPARQL engine that can be started.
type Engine struct {
	Name string
	// Notes are what its answers differ in, by the name of a query of the records
	// workload, and who is right by the specification.
	Notes map[string]string
	// start gives the command, in a folder of its own, and where it will answer.
	start func(dir string, port int) (*exec.Cmd, access, error)
}

// access is how an engine is asked.
type access struct {
	query, update, store string
	opts                 []remote.Option
}

// All are the engines known here.
func All() []Engine {
	return []Engine{Virtuoso(), Fuseki(), Oxigraph()}
}

// Cache is the folder of installed engines and clients.
func Cache() string {
	if dir := os.Getenv("TRIVET_CLIENTS"); dir != "" {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "trivet-clients")
}

// Running is a started engine.
type Running struct {
	*remote.Endpoint
	cmd   *exec.Cmd
	ended chan struct{} // closed when the process is over
}

// Stop ends it.
func (r *Running) Stop() {
	if r.Endpoint != nil {
		r.Endpoint.Close()
	}
	_ = r.cmd.Process.Kill() // it is over either way
	<-r.ended
}

// Start starts the engine in an empty folder, and returns when it answers. The error
// is ErrMissing when it is not installed.
func (e Engine) Start(ctx context.Context, dir string) (*Running, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd, at, err := e.start(dir, port)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.Name, err)
	}
	cmd.Dir = dir
	log, err := os.Create(filepath.Join(dir, "engine.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	r := &Running{cmd: cmd, ended: make(chan struct{})}
	starting, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	go func() {
		giveUp(fmt.Errorf("it ended: %w", errors.Join(cmd.Wait(), errEnded)))
		close(r.ended)
	}()
	opts := append(at.opts, remote.WithUpdateURL(at.update), remote.WithGraphStore(at.store), remote.WithTimeout(5*time.Minute))
	often := remote.WithSleep(func(ctx context.Context, _ time.Duration) error {
		select {
		case <-time.After(100 * time.Millisecond):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	if r.Endpoint, err = remote.Open(at.query, append(opts, remote.WithRetries(10_000), often)...); err == nil {
		_, err = r.Ask(starting, "ASK {}") // tried again until it listens
	}
	if err == nil {
		r.Endpoint, err = remote.Open(at.query, opts...)
	}
	if err != nil {
		r.Stop()
		text, _ := os.ReadFile(filepath.Join(dir, "engine.log")) // more about the error
		return nil, fmt.Errorf("%s does not start: %w\n%s", e.Name, err, text)
	}
	return r, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// found is a program: what a variable names, or one of that name in PATH, or a file.
func found(variable, name string, files ...string) (string, error) {
	if path := os.Getenv(variable); path != "" {
		return path, nil
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	for _, f := range files {
		if _, err := os.Stat(f); err == nil {
			return f, nil
		}
	}
	return "", fmt.Errorf("%w: no %s, and %s is not set", ErrMissing, name, variable)
}

// Fuseki is Apache Jena Fuseki, in memory.
func Fuseki() Engine {
	return Engine{Name: "Fuseki", start: func(dir string, port int) (*exec.Cmd, access, error) {
		java, err := found("TRIVET_JAVA", "java")
		if err != nil {
			return nil, access{}, err
		}
		lib := os.Getenv("TRIVET_FUSEKI")
		if lib == "" {
			lib = filepath.Join(Cache(), "fuseki", "lib")
		}
		if jars, _ := filepath.Glob(filepath.Join(lib, "jena-fuseki-main-*.jar")); len(jars) == 0 {
			return nil, access{}, fmt.Errorf("%w: no jena-fuseki-main in %s", ErrMissing, lib)
		}
		base := fmt.Sprintf("http://127.0.0.1:%d/ds", port)
		cmd := exec.Command(java, "-Xmx3g", "-cp", filepath.Join(lib, "*"), "org.apache.jena.fuseki.main.cmds.FusekiMainCmd",
			"--localhost", fmt.Sprintf("--port=%d", port), "--mem", "--update", "/ds")
		return cmd, access{query: base + "/query", update: base + "/update", store: base + "/data"}, nil
	}}
}

// Oxigraph is Oxigraph's server, in memory.
func Oxigraph() Engine {
	return Engine{Name: "Oxigraph", start: func(dir string, port int) (*exec.Cmd, access, error) {
		program, err := found("TRIVET_OXIGRAPH", "oxigraph", filepath.Join(Cache(), "py", "bin", "oxigraph"))
		if err != nil {
			return nil, access{}, err
		}
		base := fmt.Sprintf("http://127.0.0.1:%d", port)
		cmd := exec.Command(program, "serve", "--bind", fmt.Sprintf("127.0.0.1:%d", port))
		return cmd, access{query: base + "/query", update: base + "/update", store: base + "/store"}, nil
	}}
}

// Virtuoso is OpenLink Virtuoso 7, as Debian has it.
func Virtuoso() Engine {
	return Engine{Name: "Virtuoso", Notes: virtuosoNotes(), start: func(dir string, port int) (*exec.Cmd, access, error) {
		program, err := found("TRIVET_VIRTUOSO", "virtuoso-t")
		if err != nil {
			return nil, access{}, err
		}
		sql, err := freePort()
		if err != nil {
			return nil, access{}, err
		}
		ini := fmt.Sprintf(`[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = v-temp.db
TransactionFile = v-temp.trx
[Parameters]
ServerPort = 127.0.0.1:%d
NumberOfBuffers = 40000
DirsAllowed = .
ServerThreads = %d
[HTTPServer]
ServerPort = 127.0.0.1:%d
[SPARQL]
ResultSetMaxRows = 1000000
`, sql, 5+runtime.GOMAXPROCS(0), port)
		if err := os.WriteFile(filepath.Join(dir, "v.ini"), []byte(ini), 0o600); err != nil {
			return nil, access{}, err
		}
		base := fmt.Sprintf("http://127.0.0.1:%d", port)
		return exec.Command(program, "-f", "-c", "v.ini"), access{
			query: base + "/sparql-auth", update: base + "/sparql-auth", store: base + "/sparql-graph-crud-auth",
			opts: []remote.Option{remote.WithDigestAuth("dba", "dba")},
		}, nil
	}}
}

// virtuosoNotes: Virtuoso 7.2.5 is wrong in these by the specification (SPARQL 1.1
// Query Language, sections in brackets); the other engines and Trivet agree.
func virtuosoNotes() map[string]string {
	return map[string]string{
		"27-path-star":     "a closure gives some nodes several times from one start, which is a set [18.4, ALP]",
		"28-path-plus":     "a closure between two variables is refused: transitive start not given [9.1]",
		"29-latest-weight": "MAX of plain strings is not the last by code points [18.5.1.6, 15.1]",
		"35-date-range":    "< and >= of plain strings find nothing [17.3]",
		"36-date-typed":    "xsd:dateTime of a date without a time is a value, and should be an error [17.5]",
	}
}
