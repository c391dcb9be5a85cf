package repl

import (
	"slices"
	"testing"
)

// TestConsoleLinks: on a terminal that takes them, names of the web are links,
// cut ones too, and a narrow table stays as wide as the screen.
func TestConsoleLinks(t *testing.T) {
	for _, links := range []string{"1", ""} {
		c := startConsole(t, 40, 24, linksVariable+"="+links)
		c.ready(-1)
		c.enter(".prefix ex:")
		c.enter("SELECT ?s ?name { ?s ex:age 42 ; ex:name ?name } # one row")
		s := c.look()
		if got := slices.Contains(s.links(), "ex:ann → http://example.org/ann"); got != (links == "1") {
			t.Errorf("links wanted %q: %q\n%s", links, s.links(), s.text(0))
		}
		c.leave()
	}
}
