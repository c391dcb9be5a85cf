package repl

import "strings"

// recall walks the history for Up and Down. What stood on the line when the
// walk began is a filter: only entries that begin with it come. The editor's lock is
// held over every call.
type recall struct {
	entries []string // statements, the oldest first
	at      int      // the entry shown; len(entries) is the line that was typed
	typed   string   // the line when the walk began
	shown   string   // what the last step put on the line
	wanted  int      // the step asked for: -1 to older, 1 to newer, 0 none
}

// restart begins anew at the newest entry.
func (r *recall) restart(entries []string) {
	*r = recall{entries: entries, at: len(entries)}
}

// step carries out the step asked for. nil leaves the line as it is: there is
// no further entry.
func (r *recall) step(line string) *lineEdit {
	by := r.wanted
	r.wanted = 0
	if line != r.shown || r.at == len(r.entries) {
		r.at, r.typed = len(r.entries), line // the line was edited: a new walk
	}
	for i := r.at + by; i >= 0 && i <= len(r.entries); i += by {
		text := r.typed
		if i < len(r.entries) {
			text = flatten(r.entries[i])
			if !strings.HasPrefix(text, r.typed) || text == line {
				continue
			}
		}
		r.at, r.shown = i, text
		runes := []rune(text)
		return &lineEdit{line: runes, pos: len(runes)}
	}
	return nil
}
