package sandbox

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// How long things live, and how many there may be.
const (
	requestTokenLife = 10 * time.Minute
	accessTokenLife  = 60 * time.Minute
	sessionLife      = 30 * time.Minute
	maxTokens        = 100_000
	maxSessions      = 10_000
)

// User is a person who can log in.
type User struct {
	Email      string // the account's id
	Password   string // never printed
	GivenName  string
	FamilyName string
	Department string
	Role       string // "" is "any"
	Disabled   bool   // may not log in
}

// String names the user and hides the password.
func (u User) String() string { return "user " + u.Email }

// GoString hides the password.
func (u User) GoString() string { return u.String() }

// Format hides the password from every verb of fmt.
func (u User) Format(w fmt.State, _ rune) { io.WriteString(w, u.String()) }

// MarshalJSON hides the password.
func (u User) MarshalJSON() ([]byte, error) { return []byte(`"user"`), nil }

// DefaultUser is the account of a sandbox that was given none; its password is
// "demo".
const DefaultUser = "demo@sandbox.example"

func defaultUsers() []User {
	return []User{
		{Email: DefaultUser, Password: "demo", GivenName: "Noor", FamilyName: "Haddad", Department: "Primary care", Role: "physician"},
		{Email: "nurse@sandbox.example", Password: "demo", GivenName: "Ines", FamilyName: "Okafor", Department: "Radiology", Role: "nurse"},
		{Email: "away@sandbox.example", Password: "demo", GivenName: "Max", FamilyName: "", Disabled: true},
	}
}

// token is a request token or an access token.
type token struct {
	Key, Secret string
	App         string // consumer key
	Record      string // "" until the user chose one
	User        string // who claimed or granted it; "" for a background app's
	Access      bool   // an access token; else a request token
	Expires     time.Time
	Callback    string // where the user goes with the verifier; "" shows it on a page
	Verifier    string // set once the user agreed
}

// share says that a user let an app see a record.
type share struct{ Record, App, User string }

// session is one browser.
type session struct {
	id, csrf string
	user     string // "" before login
	expires  time.Time
}

// blob is stored app data: a scratchpad or preferences.
type blob struct {
	MIME string
	Data []byte
}

// state is everything that changes while the container runs.
type state struct {
	mu       sync.RWMutex
	now      func() time.Time
	apps     map[string]*App
	users    map[string]*User
	records  map[string]*record
	tokens   map[string]*token
	shares   map[share]bool
	sessions map[string]*session
	blobs    map[string]blob // by path
	notes    map[string][]savedNote
}

// randomKey is 24 random characters of [0-9A-Za-z], 142 bits.
func randomKey() string {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	out := make([]byte, 0, 24)
	var buf [32]byte
	for {
		rand.Read(buf[:])
		for _, b := range buf {
			if int(b) < 4*len(letters) { // drop the uneven rest
				if out = append(out, letters[int(b)%len(letters)]); len(out) == cap(out) {
					return string(out)
				}
			}
		}
	}
}

// keys answers the verifier: both secrets for a consumer and a token that
// belong together and live.
func (st *state) keys(consumer, tok string) (oauth.Keys, bool) {
	st.mu.RLock()
	defer st.mu.RUnlock()
	app := st.apps[consumer]
	if app == nil {
		return oauth.Keys{}, false
	}
	keys := oauth.Keys{ConsumerSecret: cmp.Or(app.Secret, DefaultSecret)}
	if tok == "" {
		return keys, true
	}
	t := st.tokens[tok]
	if t == nil || t.App != consumer || st.now().After(t.Expires) {
		return oauth.Keys{}, false
	}
	keys.TokenSecret = t.Secret
	return keys, true
}

// newToken stores a token with fresh key and secret. It reports false when
// there are too many.
func (st *state) newToken(t token, life time.Duration) (token, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	now := st.now()
	if len(st.tokens) >= maxTokens {
		for key, old := range st.tokens {
			if now.After(old.Expires) {
				delete(st.tokens, key)
			}
		}
		if len(st.tokens) >= maxTokens {
			return token{}, false
		}
	}
	t.Key, t.Secret, t.Expires = randomKey(), randomKey(), now.Add(life)
	st.tokens[t.Key] = &t
	return t, true
}

// token returns a copy of a live token.
func (st *state) token(key string) (token, bool) {
	st.mu.RLock()
	defer st.mu.RUnlock()
	t := st.tokens[key]
	if t == nil || st.now().After(t.Expires) {
		return token{}, false
	}
	return *t, true
}

// claim binds a request token to the user who opened it; another user's token
// is refused.
func (st *state) claim(key, user string) (token, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	t := st.tokens[key]
	if t == nil || t.Access || st.now().After(t.Expires) || t.Verifier != "" || t.User != "" && t.User != user {
		return token{}, false
	}
	t.User = user
	return *t, true
}

// approve notes the user's consent and makes the verifier. It works once.
func (st *state) approve(key, user, record string) (token, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	t := st.tokens[key]
	if t == nil || t.Access || t.User != user || t.Verifier != "" || st.now().After(t.Expires) {
		return token{}, false
	}
	if t.Record == "" {
		t.Record = record
	}
	if t.Record == "" {
		return token{}, false
	}
	t.Verifier = randomKey()
	st.shares[share{t.Record, t.App, user}] = true
	return *t, true
}

// drop forgets a token.
func (st *state) drop(key string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	delete(st.tokens, key)
}

// take removes a request token and returns it: a verifier works once.
func (st *state) take(key string) (token, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	t := st.tokens[key]
	if t == nil || t.Access || st.now().After(t.Expires) {
		return token{}, false
	}
	delete(st.tokens, key)
	return *t, true
}

// shared reports whether a user gave an app a record before.
func (st *state) shared(s share) bool {
	st.mu.RLock()
	defer st.mu.RUnlock()
	return st.shares[s]
}

func (st *state) app(id string) (App, bool) {
	st.mu.RLock()
	defer st.mu.RUnlock()
	a := st.apps[id]
	if a == nil {
		return App{}, false
	}
	return *a, true
}

// appList lists the apps for people, by id; machine apps are not among them.
func (st *state) appList() []App {
	st.mu.RLock()
	defer st.mu.RUnlock()
	out := make([]App, 0, len(st.apps))
	for _, a := range st.apps {
		if !a.Machine {
			out = append(out, *a)
		}
	}
	slices.SortFunc(out, func(a, b App) int { return strings.Compare(a.Manifest.ID, b.Manifest.ID) })
	return out
}

func (st *state) record(id string) *record {
	st.mu.RLock()
	defer st.mu.RUnlock()
	return st.records[id]
}

// recordIDs lists the records in string order, the order background apps walk.
func (st *state) recordIDs() []string {
	st.mu.RLock()
	defer st.mu.RUnlock()
	out := make([]string, 0, len(st.records))
	for id := range st.records {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

func (st *state) user(email string) (User, bool) {
	st.mu.RLock()
	defer st.mu.RUnlock()
	u := st.users[email]
	if u == nil {
		return User{}, false
	}
	return *u, true
}

func (st *state) userList() []User {
	st.mu.RLock()
	defer st.mu.RUnlock()
	out := make([]User, 0, len(st.users))
	for _, u := range st.users {
		out = append(out, *u)
	}
	slices.SortFunc(out, func(a, b User) int { return strings.Compare(a.Email, b.Email) })
	return out
}

// newSession starts a session, for user once logged in.
func (st *state) newSession(user string) session {
	st.mu.Lock()
	defer st.mu.Unlock()
	now := st.now()
	if len(st.sessions) >= maxSessions {
		for id, s := range st.sessions { // the expired, and those not logged in
			if now.After(s.expires) || s.user == "" {
				delete(st.sessions, id)
			}
		}
	}
	s := &session{id: randomKey(), csrf: randomKey(), user: user, expires: now.Add(sessionLife)}
	st.sessions[s.id] = s
	return *s
}

// session returns a live session and prolongs it.
func (st *state) session(id string) (session, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	s := st.sessions[id]
	if s == nil || st.now().After(s.expires) {
		delete(st.sessions, id)
		return session{}, false
	}
	s.expires = st.now().Add(sessionLife)
	return *s, true
}

func (st *state) endSession(id string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	delete(st.sessions, id)
}
