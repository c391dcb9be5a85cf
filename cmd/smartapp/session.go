package main

import (
	"crypto/rand"
	"net/http"
	"sync"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
)

const (
	cookieName  = "smartapp_session"
	sessionLife = time.Hour
	maxSessions = 1000
	maxDances   = 8 // that one session may have begun at a time
)

// session is one browser. Its client holds its tokens and nobody else's.
type session struct {
	id, csrf string
	client   *fetch.Client
	expires  time.Time

	mu     sync.Mutex
	dances []*fetch.Authorization // begun, the user has not come back yet
	record string                 // the record shown last
}

// begin remembers a dance until the user comes back; the oldest gives way.
func (s *session) begin(a *fetch.Authorization) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dances = append(s.dances, a); len(s.dances) > maxDances {
		s.dances = s.dances[1:]
	}
}

// finish takes out the dance that a callback's token belongs to. nil: none of
// this browser, so somebody else's login (RFC 5849 section 4.6).
func (s *session) finish(token string) *fetch.Authorization {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, a := range s.dances {
		if a.Token == token {
			s.dances = append(s.dances[:i], s.dances[i+1:]...)
			return a
		}
	}
	return nil
}

// remember notes the record shown, for a visit without one.
func (s *session) remember(record string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record = record
}

func (s *session) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.record
}

// sessions are the browsers known to the app.
type sessions struct {
	now    func() time.Time
	client func() (*fetch.Client, error)
	secure bool // the cookie is sent over https only

	mu   sync.Mutex
	byID map[string]*session
}

// find is the session of a request's cookie, or nil.
func (ss *sessions) find(r *http.Request) *session {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return nil
	}
	ss.mu.Lock()
	defer ss.mu.Unlock()
	s := ss.byID[cookie.Value]
	if s == nil || ss.now().After(s.expires) {
		delete(ss.byID, cookie.Value)
		return nil
	}
	return s
}

// open is the session of a request, a new one when it has none.
func (ss *sessions) open(w http.ResponseWriter, r *http.Request) (*session, error) {
	if s := ss.find(r); s != nil {
		return s, nil
	}
	c, err := ss.client()
	if err != nil {
		return nil, err
	}
	s := &session{csrf: rand.Text(), client: c}
	ss.renew(w, s)
	return s, nil
}

// renew gives a session a new id: an id from before a login is worth nothing
// after it (session fixation).
func (ss *sessions) renew(w http.ResponseWriter, s *session) {
	ss.mu.Lock()
	delete(ss.byID, s.id)
	ss.makeRoom()
	s.id, s.expires = rand.Text(), ss.now().Add(sessionLife)
	ss.byID[s.id] = s
	ss.mu.Unlock()
	http.SetCookie(w, ss.cookie(s.id, int(sessionLife/time.Second)))
}

// makeRoom drops the expired, and when the table is full the one that expires
// first.
func (ss *sessions) makeRoom() {
	if len(ss.byID) < maxSessions {
		return
	}
	var first *session
	for id, s := range ss.byID {
		if ss.now().After(s.expires) {
			delete(ss.byID, id)
		} else if first == nil || s.expires.Before(first.expires) {
			first = s
		}
	}
	if len(ss.byID) >= maxSessions {
		delete(ss.byID, first.id)
	}
}

// end forgets a session and its tokens.
func (ss *sessions) end(w http.ResponseWriter, s *session) {
	ss.mu.Lock()
	delete(ss.byID, s.id)
	ss.mu.Unlock()
	http.SetCookie(w, ss.cookie("", -1))
}

// cookie is not seen by scripts nor sent with another site's forms. Lax, since
// the user comes back from the container by a link.
func (ss *sessions) cookie(value string, age int) *http.Cookie {
	return &http.Cookie{Name: cookieName, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: ss.secure, SameSite: http.SameSiteLaxMode}
}
