package repl

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// savedQueries are queries kept by name: files NAME.rq in a folder, or, without
// a folder, in memory.
type savedQueries struct {
	dir    string
	memory map[string]string
}

// newSavedQueries returns the queries of dir; "" keeps them in memory.
func newSavedQueries(dir string) *savedQueries {
	return &savedQueries{dir: dir, memory: map[string]string{}}
}

// savedName reports whether a name can be a query's: letters, digits, - and _.
func savedName(name string) bool {
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_') {
			return false
		}
	}
	return name != "" && len(name) <= 64
}

// put keeps a query under a name.
func (q *savedQueries) put(name, text string) error {
	if !savedName(name) {
		return fmt.Errorf("%q cannot be the name of a query: letters, digits, - and _ only", name)
	}
	if q.dir == "" {
		q.memory[name] = text
		return nil
	}
	if err := os.MkdirAll(q.dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(q.dir, name+".rq"), []byte(strings.TrimRight(text, "\n")+"\n"), 0o600)
}

// get finds the query of a name.
func (q *savedQueries) get(name string) (string, error) {
	if text, ok := q.memory[name]; ok {
		return text, nil
	}
	if q.dir != "" && savedName(name) {
		data, err := os.ReadFile(filepath.Join(q.dir, name+".rq"))
		if err == nil {
			return string(data), nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return "", &UsageError{Msg: fmt.Sprintf("there is no query named %q", name), Usage: ".run lists the named queries, .name NAME keeps the last one"}
}

// names lists the names there are.
func (q *savedQueries) names() []string {
	set := map[string]bool{}
	for name := range q.memory {
		set[name] = true
	}
	if q.dir != "" {
		entries, _ := os.ReadDir(q.dir)
		for _, e := range entries {
			if name, ok := strings.CutSuffix(e.Name(), ".rq"); ok && savedName(name) {
				set[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}
