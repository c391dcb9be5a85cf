package oauth

import (
	"crypto/sha256"
	"encoding/binary"
	"sync"
)

// MaxNonces is the default bound on remembered nonces.
const MaxNonces = 100_000

// Nonces remembers which (consumer, token, timestamp, nonce) were used (RFC
// 5849 section 3.3). Memory is bounded and nothing used is ever accepted
// again: when the store is full it forgets its oldest second and from then on
// refuses every timestamp up to that second, so a forgotten nonce is too old
// to be tried. A store filled by one single second refuses more of that second.
//
// What a restart forgets can be replayed inside the window; give New the start
// time's second as floor where tokens survive a restart.
type Nonces struct {
	mu      sync.Mutex
	max     int
	total   int
	floor   int64 // timestamps up to here are refused
	oldest  int64 // no second before this one is held
	seconds map[int64]map[nonceKey]struct{}
}

type nonceKey [16]byte

// NewNonces returns a store of at most max nonces (0 is MaxNonces) that
// refuses timestamps of the Unix second floor and before.
func NewNonces(max int, floor int64) *Nonces {
	if max <= 0 {
		max = MaxNonces
	}
	return &Nonces{max: max, floor: floor, seconds: map[int64]map[nonceKey]struct{}{}}
}

// Use takes a nonce. It returns "" when it is new, NonceUsed when it was seen
// before, and TimestampRefused when the store no longer knows about that
// second. now and window, in seconds, say what is old enough to forget.
func (n *Nonces) Use(consumer, token, nonce string, timestamp, now, window int64) Problem {
	key := hashNonce(consumer, token, nonce)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.expire(now - window)
	if timestamp <= n.floor {
		return TimestampRefused
	}
	if _, used := n.seconds[timestamp][key]; used {
		return NonceUsed
	}
	for n.total >= n.max {
		if !n.forgetOldest(timestamp) {
			return TimestampRefused
		}
	}
	bucket := n.seconds[timestamp]
	if bucket == nil {
		bucket = map[nonceKey]struct{}{}
		if n.seconds[timestamp] = bucket; len(n.seconds) == 1 || timestamp < n.oldest {
			n.oldest = timestamp
		}
	}
	bucket[key] = struct{}{}
	n.total++
	return ""
}

// Len is the number of nonces remembered.
func (n *Nonces) Len() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.total
}

// expire forgets the seconds before limit, which the window refuses anyway.
func (n *Nonces) expire(limit int64) {
	if n.total == 0 || n.oldest >= limit {
		return
	}
	for second, bucket := range n.seconds {
		if second < limit {
			n.total -= len(bucket)
			delete(n.seconds, second)
		}
	}
	n.oldest = limit
}

// forgetOldest drops the oldest second, if it is before the given one, and
// raises the floor to it.
func (n *Nonces) forgetOldest(before int64) bool {
	first, found := int64(0), false
	for second := range n.seconds { // at most 601 seconds are held
		if !found || second < first {
			first, found = second, true
		}
	}
	if !found || first >= before {
		return false
	}
	n.total -= len(n.seconds[first])
	delete(n.seconds, first)
	n.floor, n.oldest = max(n.floor, first), first+1
	return true
}

// hashNonce makes a fixed-size key. The lengths keep ("ab","c") and ("a","bc")
// apart; 128 bits of SHA-256 make a collision, which would only refuse an
// honest request, out of reach.
func hashNonce(parts ...string) nonceKey {
	buf := make([]byte, 0, 128)
	for _, p := range parts {
		buf = binary.AppendUvarint(buf, uint64(len(p)))
		buf = append(buf, p...)
	}
	sum := sha256.Sum256(buf)
	return nonceKey(sum[:16])
}
