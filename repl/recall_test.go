package repl

import "testing"

// TestRecall presses Up and Down: "^" and "v" on a line, which they replace.
func TestRecall(t *testing.T) {
	history := []string{"ASK {}", "SELECT ?a\n{}", ".stats", "SELECT ?b {}", "SELECT ?b {}", "ASK { ?s ?p ?o }"}
	for _, tt := range []struct {
		name, typed, keys, want string
	}{
		{"nothing typed", "", "^", "ASK { ?s ?p ?o }"},
		{"equal neighbours come once", "", "^^^", ".stats"},
		{"only what begins alike", "SELECT", "^", "SELECT ?b {}"},
		{"and further up", "SELECT", "^^", "SELECT ?a␤{}"},
		{"nothing further", "SELECT", "^^^^", "SELECT ?a␤{}"},
		{"down again", "SELECT", "^^v", "SELECT ?b {}"},
		{"down to what was typed", "SELECT", "^^vv", "SELECT"},
		{"down from the end", "SELECT", "v", "SELECT"},
		{"nothing like it", "DESCRIBE", "^", "DESCRIBE"},
		{"a command", ".", "^", ".stats"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var r recall
			r.restart(history)
			line := tt.typed
			for _, key := range tt.keys {
				r.wanted = pick(key == '^', -1, 1)
				if edit := r.step(line); edit != nil {
					line = string(edit.line)
				}
			}
			if line != tt.want {
				t.Errorf("got %q, want %q", line, tt.want)
			}
		})
	}
}

func TestRecallOfAnEditedEntryBeginsAnew(t *testing.T) {
	var r recall
	r.restart([]string{"ASK {}", "SELECT 1", "ASK { 1 }"})
	r.wanted = -1
	r.step("")
	r.wanted = -1
	if edit := r.step("ASK {"); edit == nil || string(edit.line) != "ASK { 1 }" {
		t.Errorf("got %+v", edit)
	}
	r.restart(nil)
	r.wanted = -1
	if edit := r.step("x"); edit != nil {
		t.Errorf("no history gives %q", string(edit.line))
	}
}
