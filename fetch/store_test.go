//go:build unix

package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
)

func sampleToken(record string, at int64) *fetch.Token {
	return &fetch.Token{Key: "k" + record, Secret: "s" + fetch.Secret(record), APIBase: "https://x.example", AppID: "app", RecordID: record, UserID: "u", Obtained: time.Unix(at, 0).UTC()}
}

// TestStores: what both stores promise.
func TestStores(t *testing.T) {
	for name, store := range map[string]fetch.TokenStore{
		"memory": fetch.NewMemoryStore(), "file": fetch.NewFileStore(filepath.Join(t.TempDir(), "a", "tokens")),
	} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			key := fetch.TokenKey{APIBase: "https://x.example", AppID: "app"}
			if _, err := store.Load(ctx, key); !errors.Is(err, fetch.ErrNoToken) {
				t.Errorf("empty: %v", err)
			}
			for i, record := range []string{"1", "2", "1"} {
				if err := store.Save(ctx, sampleToken(record, int64(i))); err != nil {
					t.Fatal(err)
				}
			}
			odd := sampleToken("../../é/%00", 0)
			if err := store.Save(ctx, odd); err != nil {
				t.Fatal(err)
			}
			got, err := store.Load(ctx, fetch.TokenKey{APIBase: key.APIBase, AppID: "app", Record: "2"})
			if want := sampleToken("2", 1); err != nil || *got != *want {
				t.Errorf("%v, %v", got, err)
			}
			if got, err := store.Load(ctx, fetch.TokenKey{APIBase: key.APIBase, AppID: "app", Record: odd.RecordID, User: "u"}); err != nil || *got != *odd {
				t.Errorf("%v, %v", got, err)
			}
			for _, other := range []fetch.TokenKey{
				{APIBase: "https://y.example", AppID: "app"}, {APIBase: key.APIBase, AppID: "other"},
				{APIBase: key.APIBase, AppID: "app", Record: "3"}, {APIBase: key.APIBase, AppID: "app", User: "v"},
			} {
				if got, err := store.Load(ctx, other); !errors.Is(err, fetch.ErrNoToken) {
					t.Errorf("%+v gave %v, %v", other, got, err)
				}
			}
			if err := store.Delete(ctx, key); err != nil {
				t.Fatal(err)
			}
			if _, err := store.Load(ctx, key); !errors.Is(err, fetch.ErrNoToken) {
				t.Errorf("deleted: %v", err)
			}
		})
	}
}

// TestTokenFile43: mode under umask 0, symbolic links, readable files.
func TestTokenFile43(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	dir := filepath.Join(t.TempDir(), "tokens")
	store := fetch.NewFileStore(dir)
	ctx := t.Context()
	token := sampleToken("1", 0)
	if err := store.Save(ctx, token); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	mode := func(name string) fs.FileMode {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	if mode(files[0]) != 0o600 || mode(dir) != 0o700 {
		t.Errorf("modes %v and %v", mode(files[0]), mode(dir))
	}
	refused := func(what, hint string) {
		t.Helper()
		_, loadErr := store.Load(ctx, fetch.TokenKey{APIBase: token.APIBase, AppID: token.AppID})
		if loadErr == nil || !strings.Contains(loadErr.Error(), hint) || strings.Contains(loadErr.Error(), string(token.Secret)) {
			t.Errorf("%s: load: %v", what, loadErr)
		}
		if err := store.Save(ctx, token); err == nil || !strings.Contains(err.Error(), hint) {
			t.Errorf("%s: save: %v", what, err)
		}
	}
	for _, m := range []fs.FileMode{0o640, 0o604, 0o620, 0o602} {
		os.Chmod(files[0], m)
		refused(m.String(), "chmod 0600")
	}
	os.Chmod(files[0], 0o600)
	os.Chmod(dir, 0o755)
	refused("readable folder", "chmod 0700")
	os.Chmod(dir, 0o700)
	elsewhere := filepath.Join(t.TempDir(), "real")
	os.Rename(files[0], elsewhere)
	if err := os.Symlink(elsewhere, files[0]); err != nil {
		t.Fatal(err)
	}
	refused("symbolic link", "symbolic link")
	os.Remove(files[0])
	if err := os.WriteFile(files[0], []byte(`{"token":"k1","secret":"s1`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Load(ctx, fetch.TokenKey{}); err == nil || !strings.Contains(err.Error(), "damaged") || strings.Contains(err.Error(), "s1") {
		t.Errorf("damaged: %v", err)
	}
}

// TestTokenFileAtomic43: while one goroutine replaces a token over and over,
// every reader finds a whole one. (A killed process leaves at most a temporary
// file, since only a rename touches the token.)
func TestTokenFileAtomic43(t *testing.T) {
	store := fetch.NewFileStore(filepath.Join(t.TempDir(), "tokens"))
	ctx, cancel := context.WithCancel(t.Context())
	if err := store.Save(ctx, sampleToken("1", 0)); err != nil {
		t.Fatal(err)
	}
	var writers sync.WaitGroup
	writers.Go(func() {
		for i := int64(1); ctx.Err() == nil; i++ {
			tok := sampleToken("1", i)
			tok.Secret = fetch.Secret(strings.Repeat(fmt.Sprint(i%10), 1+int(i%1000)))
			if err := store.Save(ctx, tok); err != nil {
				t.Errorf("save: %v", err)
				return
			}
		}
	})
	for range 100 {
		got, err := store.Load(ctx, fetch.TokenKey{Record: "1", APIBase: "https://x.example", AppID: "app"})
		if err != nil && !strings.Contains(err.Error(), "changed while") || err == nil && got.Secret == "" {
			t.Fatalf("%v, %v", got, err)
		}
	}
	cancel()
	writers.Wait()
}

// TestTokensPersist: a second client, in another process as it were, goes on
// with the first one's token, per record.
func TestTokensPersist(t *testing.T) {
	srv := sandbox.New(t)
	dir := filepath.Join(t.TempDir(), "tokens")
	with := func(f *fetch.Config) { f.Tokens = fetch.NewFileStore(dir) }
	first := client(t, srv, with)
	dance(t, first, tiny)
	dance(t, first, rich)
	second := client(t, srv, with)
	for _, record := range []string{tiny, rich} {
		if _, err := second.Graph(t.Context(), "/records/"+record+"/demographics"); err != nil {
			t.Errorf("record %s: %v", record, err)
		}
	}
	if err := second.Forget(t.Context(), tiny); err != nil {
		t.Fatal(err)
	}
	if _, err := client(t, srv, with).Token(t.Context(), tiny); !errors.Is(err, fetch.ErrNoToken) {
		t.Errorf("forgotten: %v", err)
	}
}
