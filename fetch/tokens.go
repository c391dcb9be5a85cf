package fetch

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Token is an access token: the right of one app to one record. It prints
// without its secret.
type Token struct {
	Key    string // oauth_token
	Secret Secret // oauth_token_secret

	APIBase  string // the container it belongs to
	AppID    string
	RecordID string    // "" when the container did not say
	UserID   string    // who granted it, "" when unknown
	Obtained time.Time // by this machine's clock
}

// String names record and app.
func (t *Token) String() string {
	if t == nil {
		return "fetch.Token(none)"
	}
	return "fetch.Token(record " + t.RecordID + " for " + t.AppID + ")"
}

// GoString is String.
func (t *Token) GoString() string { return t.String() }

// Format is String for every verb of fmt.
func (t *Token) Format(w fmt.State, _ rune) { formatted(w, t.String()) }

// LogValue is String.
func (t *Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// SURL are the credentials of signed URLs (the Python client's
// get_surl_credentials): the token, and a secret made from its secret.
func (t *Token) SURL() (token string, secret Secret) {
	h := hmac.New(sha1.New, []byte(t.Secret))
	h.Write([]byte("SURL-SECRET"))
	return t.Key, Secret(base64.StdEncoding.EncodeToString(h.Sum(nil)))
}

// TokenKey says what a token is for. Empty User and Record match any.
type TokenKey struct {
	APIBase, AppID, User, Record string
}

// matches reports whether t is for k.
func (k TokenKey) matches(t *Token) bool {
	return k.APIBase == t.APIBase && k.AppID == t.AppID && (k.User == "" || k.User == t.UserID) && (k.Record == "" || k.Record == t.RecordID)
}

// TokenStore keeps access tokens, one per container, app, user and record. It
// is used by many goroutines at once.
type TokenStore interface {
	// Load returns the newest token for the key, or ErrNoToken.
	Load(ctx context.Context, k TokenKey) (*Token, error)
	// Save keeps t in place of the one for the same container, app, user and record.
	Save(ctx context.Context, t *Token) error
	// Delete forgets every token for the key; none is no error.
	Delete(ctx context.Context, k TokenKey) error
}

// MemoryStore is a TokenStore that forgets when the program ends.
type MemoryStore struct {
	mu   sync.Mutex
	list []*Token // oldest first
}

// NewMemoryStore returns an empty store.
func NewMemoryStore() *MemoryStore { return &MemoryStore{} }

// Load implements TokenStore.
func (m *MemoryStore) Load(_ context.Context, k TokenKey) (*Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := len(m.list) - 1; i >= 0; i-- {
		if k.matches(m.list[i]) {
			t := *m.list[i]
			return &t, nil
		}
	}
	return nil, ErrNoToken
}

// Save implements TokenStore.
func (m *MemoryStore) Save(ctx context.Context, t *Token) error {
	m.drop(func(old *Token) bool {
		return old.APIBase == t.APIBase && old.AppID == t.AppID && old.UserID == t.UserID && old.RecordID == t.RecordID
	})
	kept := *t
	m.mu.Lock()
	defer m.mu.Unlock()
	m.list = append(m.list, &kept)
	return nil
}

// Delete implements TokenStore.
func (m *MemoryStore) Delete(_ context.Context, k TokenKey) error {
	m.drop(k.matches)
	return nil
}

func (m *MemoryStore) drop(which func(*Token) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var kept []*Token
	for _, t := range m.list {
		if !which(t) {
			kept = append(kept, t)
		}
	}
	m.list = kept
}

// Use makes t the current token: calls that name no record are signed with it,
// and those of its record. It is not written to the store; see Config.Tokens.
func (c *Client) Use(t *Token) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.current = t
	if t != nil && t.RecordID != "" {
		c.byRecord[t.RecordID] = t
	}
}

// Forget removes a record's token from the client and the store.
func (c *Client) Forget(ctx context.Context, record string) error {
	c.mu.Lock()
	delete(c.byRecord, record)
	if c.current != nil && c.current.RecordID == record {
		c.current = nil
	}
	c.mu.Unlock()
	return c.c.Tokens.Delete(ctx, TokenKey{APIBase: c.APIBase(), AppID: c.c.AppID, Record: record})
}

// Token returns the token for a record, from memory or the store; for "" the
// current one. Without one the error is ErrNoToken.
func (c *Client) Token(ctx context.Context, record string) (*Token, error) {
	c.mu.Lock()
	t := c.byRecord[record]
	if record == "" || t == nil && c.current != nil && c.current.RecordID == "" {
		t = c.current // a container need not say which record a token is for
	}
	c.mu.Unlock()
	if t != nil {
		return t, nil
	}
	t, err := c.c.Tokens.Load(ctx, TokenKey{APIBase: c.APIBase(), AppID: c.c.AppID, Record: record})
	if errors.Is(err, ErrNoToken) {
		what := "record " + record
		if record == "" {
			what = c.c.AppID
		}
		return nil, fmt.Errorf("%w for %s at %s: log in first", ErrNoToken, what, c.base)
	}
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byRecord[t.RecordID] = t; c.current == nil {
		c.current = t
	}
	return t, nil
}

// tokenFor picks the token that signs a URL: that of the record in its path,
// else the current one. The calls open to anyone need none.
func (c *Client) tokenFor(ctx context.Context, u *url.URL) (*Token, error) {
	path := strings.TrimPrefix(u.Path, c.base.Path)
	record := ""
	if rest, ok := strings.CutPrefix(path, "/records/"); ok && !strings.HasPrefix(rest, "search") {
		record, _, _ = strings.Cut(rest, "/")
	}
	t, err := c.Token(ctx, record)
	if record == "" && errors.Is(err, ErrNoToken) {
		return nil, nil // signed by the app alone
	}
	return t, err
}
