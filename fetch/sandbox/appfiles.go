package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Apps that are registered while Options.Data names a folder are kept there, in
// apps/, each in a file of its own: another process can add one to a container
// that is running.

// appFile is such a file: the one place where an app's secret is written out.
type appFile struct {
	Secret   string   `json:"secret"`
	Native   bool     `json:"native,omitempty"`
	Manifest Manifest `json:"manifest"`
}

func appsDir(data string) string { return filepath.Join(data, "apps") }

// appName is the file of an app: its id may hold characters that no file name
// should.
func appName(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:16]) + ".json"
}

// InstallApp registers an app by its manifest (JSON) with the containers whose
// Options.Data is this folder, and returns its consumer secret: the given one,
// or a random one for "". A container that is running knows the app within a
// second. An app of the same id is replaced.
func InstallApp(data string, manifest []byte, secret string) (string, error) {
	m, err := ParseManifest(manifest)
	if err != nil {
		return "", fmt.Errorf("sandbox: %w", err)
	}
	if secret == "" {
		secret = randomKey()
	}
	return secret, keepApp(data, App{Manifest: m, Secret: secret})
}

// keepApp writes an app's file.
func keepApp(data string, a App) error {
	text, err := json.MarshalIndent(appFile{a.Secret, a.Native, a.Manifest}, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(appsDir(data), appName(a.Manifest.ID), text)
}

// appFolder remembers what was last seen of the apps' folder.
type appFolder struct {
	mu      sync.Mutex
	looked  time.Time // by the container's clock
	changed time.Time // the folder's, by the file system's
}

// refreshApps reads the folder again when it has changed, looking at it once a
// second at most.
func (s *Server) refreshApps() {
	if s.o.Data == "" {
		return
	}
	f := &s.appFolder
	f.mu.Lock()
	defer f.mu.Unlock()
	now := s.o.Clock()
	if now.Sub(f.looked).Abs() < time.Second {
		return
	}
	f.looked = now
	if err := s.readApps(); err != nil {
		s.log.add(Request{Time: now, Method: "apps", Path: appsDir(s.o.Data), Why: err.Error()})
	}
}

// readApps registers the apps of the folder, if it has changed.
func (s *Server) readApps() error {
	dir := appsDir(s.o.Data)
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || info.ModTime().Equal(s.appFolder.changed) {
		return err
	}
	s.appFolder.changed = info.ModTime()
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".json") {
			err = errors.Join(err, s.readApp(filepath.Join(dir, e.Name())))
		}
	}
	return err
}

func (s *Server) readApp(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var f appFile
	if json.Unmarshal(data, &f) != nil { // the parser's error could quote the secret
		return fmt.Errorf("%s is damaged: remove it and load the app again", name)
	}
	if have, ok := s.state.app(f.Manifest.ID); ok && have.Machine {
		return fmt.Errorf("%s: %s is a machine app", name, f.Manifest.ID)
	}
	return s.AddApp(App{Manifest: f.Manifest, Secret: f.Secret, Native: f.Native})
}

// saveApp keeps an app as it is now, or forgets its file when it is gone.
func (s *Server) saveApp(id string) {
	if s.o.Data == "" {
		return
	}
	var err error
	if a, ok := s.state.app(id); ok {
		err = keepApp(s.o.Data, a)
	} else if err = os.Remove(filepath.Join(appsDir(s.o.Data), appName(id))); errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		s.log.add(Request{Time: s.o.Clock(), Method: "save", Path: s.o.Data, Why: err.Error()})
	}
}
