package sandbox

import (
	"sync"
	"time"
)

// Request is one line of the log of recent requests.
type Request struct {
	Time       time.Time
	Method     string
	Path       string // without the query, which may hold tokens
	App        string // who signed it, "" for nobody
	Status     int
	Why        string // why it was refused, "" otherwise
	BaseString string // what this server signed, when a signature did not match
}

// requestLog keeps the last requests in a ring.
type requestLog struct {
	mu   sync.Mutex
	ring []Request
	next int
	full bool
}

func newRequestLog(size int) *requestLog { return &requestLog{ring: make([]Request, size)} }

func (l *requestLog) add(r Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ring[l.next] = r
	l.next = (l.next + 1) % len(l.ring)
	l.full = l.full || l.next == 0
}

// Recent lists the last requests, the newest first, at most 200.
func (s *Server) Recent() []Request {
	l := s.log
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.next
	if l.full {
		n = len(l.ring)
	}
	out := make([]Request, n)
	for i := range out {
		out[i] = l.ring[(l.next-1-i+2*len(l.ring))%len(l.ring)]
	}
	return out
}
