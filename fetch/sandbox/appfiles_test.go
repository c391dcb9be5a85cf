package sandbox

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

const ownManifest = `{"id": "own@example.org", "name": "Own", "description": "An app of its own", "mode": "ui",
	"index": "http://localhost:8100/", "icon": "http://localhost:8100/i.png", "oauth_callback": "http://localhost:8100/cb"}`

// TestInstallApp: an app that is installed into the folder of a running
// container can sign within a second, survives a restart, and is gone when a
// machine app removes it.
func TestInstallApp(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kept")
	now := time.Unix(1_500_000_000, 0)
	machine := App{Machine: true, Secret: "machine's own", Manifest: Manifest{ID: "machine@example.org", Name: "M", Description: "M", Mode: "background"}}
	o := Options{Data: dir, Clock: func() time.Time { return now }, Apps: []App{machine}}
	srv := New(t, o)
	c := newCaller(t, srv)
	c.signer.Consumer = "own@example.org"
	ask := func() int {
		now = now.Add(time.Second)
		return c.do(http.MethodPost, "/oauth/request_token", oauth.FormType, "oauth_callback=oob", c.signer).status
	}
	c.get("/manifest")
	if got := ask(); got != 401 {
		t.Errorf("before: %d", got)
	}
	secret, err := InstallApp(dir, []byte(ownManifest), "")
	if err != nil || len(secret) < 16 {
		t.Fatalf("%q, %v", secret, err)
	}
	c.signer.Keys.ConsumerSecret = secret
	if got := ask(); got != 200 {
		t.Errorf("installed while it runs: %d", got)
	}
	files, err := filepath.Glob(filepath.Join(dir, "apps", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	srv.Close()
	now = now.Add(time.Minute)
	c.srv = New(t, o)
	if got := ask(); got != 200 {
		t.Errorf("after a restart: %d", got)
	}
	m := newCaller(t, c.srv)
	m.signer.Consumer, m.signer.Keys.ConsumerSecret = machine.Manifest.ID, machine.Secret
	if a := m.do(http.MethodDelete, "/apps/own@example.org/manifest", "", "", m.signer); a.status != 200 {
		t.Fatalf("delete: %d %s", a.status, a.body)
	}
	if _, err := os.Stat(files[0]); !os.IsNotExist(err) {
		t.Errorf("the file of a removed app: %v", err)
	}
}

// TestInstallAppRefused: wrong manifests, and files that somebody broke.
func TestInstallAppRefused(t *testing.T) {
	dir := t.TempDir()
	if _, err := InstallApp(dir, []byte(`{"id": "x"}`), ""); err == nil {
		t.Error("a wrong manifest was taken")
	}
	if secret, err := InstallApp(dir, []byte(ownManifest), "canary-secret"); err != nil || secret != "canary-secret" {
		t.Fatalf("%q, %v", secret, err)
	}
	name := filepath.Join(dir, "apps", appName("own@example.org"))
	if err := os.WriteFile(name, []byte(`{"secret": "canary-secret"`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Options{Data: dir}); err == nil || strings.Contains(err.Error(), "canary") || !strings.Contains(err.Error(), name) {
		t.Errorf("a broken file: %v", err)
	}
}
