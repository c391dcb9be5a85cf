package repl

import (
	"testing"
)

// TestMuchDeleted: who deletes much is asked, with the number, and no leaves
// everything as it was.
func TestMuchDeleted(t *testing.T) {
	for _, tt := range []struct {
		name, update string
		asked        string
		answer       bool
		left         int
	}{
		{"everything, no", "DELETE WHERE { ?s ?p ?o }", "that deletes 16 of 16 triples; go on?", false, 16},
		{"everything, yes", "CLEAR ALL", "that deletes 16 of 16 triples; go on?", true, 0},
		{"little", "DELETE WHERE { ?s ex:height ?o }", "", false, 15},
		{"nothing deleted", "INSERT DATA { ex:x ex:y ex:z }", "", false, 17},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asked := ""
			h := newHarness(t, func(c *Config) {
				c.Ask = func(question string) bool { asked = question; return tt.answer }
			})
			h.feed(t, tt.update)
			if asked != tt.asked || h.Graph().Len() != tt.left {
				t.Errorf("asked %q, %d triples left", asked, h.Graph().Len())
			}
			if tt.asked != "" && tt.answer {
				h.feed(t, ".undo")
				if h.Graph().Len() != 16 {
					t.Errorf(".undo left %d triples", h.Graph().Len())
				}
			}
		})
	}
}

func TestScriptsAreNotAsked(t *testing.T) {
	inFolder(t)
	writeFile(t, "clear.trv", "CLEAR ALL\n")
	h := newHarness(t, func(c *Config) {
		c.Ask = func(string) bool { t.Error("asked"); return false }
	})
	h.feed(t, ".read clear.trv")
	if h.Graph().Len() != 0 {
		t.Errorf("%d triples left", h.Graph().Len())
	}
}

func TestDeletes(t *testing.T) {
	for text, want := range map[string]string{
		"INSERT DATA { <a> <b> <c> }":                         "",
		"INSERT { ?s <delete> 1 } WHERE { ?s <b> \"CLEAR\" }": "",
		"DELETE WHERE { ?s ?p ?o }":                           "DELETE",
		"with <g> delete { ?s ?p ?o } where { ?s ?p ?o }":     "DELETE",
		"DROP GRAPH <g>":                                      "DROP",
	} {
		if got := deletes(text); got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}
