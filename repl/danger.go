package repl

import (
	"context"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// An update that deletes this many triples, or this part of the graph, is asked
// about where somebody can answer.
const (
	askDeleted = 1000
	askPart    = 10 // one tenth
	askLeast   = 10 // but not about fewer triples than that
)

// keepsDeletion asks whether to keep what an update deleted, when that is much.
// It has happened already, which is how the number is known; no gives back the
// graph as it was.
func (s *Session) keepsDeletion(deleted int, before *graph.Snapshot) bool {
	much := deleted >= askDeleted || deleted >= askLeast && deleted*askPart >= before.Len()
	if !much || s.cfg.Ask == nil || s.reading > 0 {
		return true
	}
	return s.cfg.Ask("that deletes " + thousands(deleted) + " of " + count(before.Len(), "triple") + "; go on?")
}

// takeBack makes the graph what it was.
func (s *Session) takeBack(ctx context.Context, before *graph.Snapshot) (added, removed int, err error) {
	now := s.g.Snapshot()
	err = s.g.Update(func(tx *graph.Tx) error {
		for q := range missing(now, before) {
			tx.Remove(q)
			removed++
		}
		for q := range missing(before, now) {
			tx.Add(q)
			added++
		}
		return ctx.Err()
	})
	return added, removed, err
}

// deletes names the operation of an update that takes triples away, or "".
func deletes(text string) string {
	for _, t := range syntax.Tokens(text) {
		if t.Kind != syntax.TokenKeyword {
			continue
		}
		switch word := strings.ToUpper(text[t.Start:t.End]); word {
		case "DELETE", "CLEAR", "DROP", "MOVE", "COPY":
			return word
		}
	}
	return ""
}

// mayChangeEndpoint asks before an update that deletes goes to an endpoint,
// where nothing can be counted first or taken back.
func (s *Session) mayChangeEndpoint(text string) bool {
	word := deletes(text)
	if word == "" || s.cfg.Ask == nil || s.reading > 0 {
		return true
	}
	return s.cfg.Ask(word + " at " + visible(s.endpoint.URL()) + " cannot be taken back; go on?")
}
