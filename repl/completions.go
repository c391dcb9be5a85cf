package repl

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxCandidates is how many candidates Tab lists.
const maxCandidates = 40

// Candidate is one way to go on.
type Candidate struct {
	Text  string // what stands in place of what was typed
	After string // typed too when it is the only one: a space, "("
	Note  string // what to say beside it: a count, a label, a signature
}

// Completions are the ways to go on at a place in a line. They replace the
// bytes Start to End of the line.
type Completions struct {
	Start, End int
	Items      []Candidate // the best first, at most 40
	More       int         // how many were left off
}

// cut keeps the first candidates.
func (c *Completions) cut() {
	if len(c.Items) > maxCandidates {
		c.More += len(c.Items) - maxCandidates
		c.Items = slices.Clip(c.Items[:maxCandidates])
	}
}

// common is the longest text that all candidates begin with, or typed when
// they do not even share that. With candidates left off nothing is certain
// beyond what was typed.
func (c Completions) common(typed string) string {
	if len(c.Items) == 0 || c.More > 0 {
		return typed
	}
	shared := c.Items[0].Text
	for _, item := range c.Items[1:] {
		n := 0
		for n < len(shared) && n < len(item.Text) && shared[n] == item.Text[n] {
			n++
		}
		shared = shared[:n]
	}
	for !utf8.ValidString(shared) {
		shared = shared[:len(shared)-1]
	}
	if len(shared) < len(typed) || len(c.Items) > 1 && !strings.EqualFold(shared[:len(typed)], typed) {
		return typed
	}
	return shared
}

// look is how a list of candidates is to be drawn.
type look struct {
	width, height int  // of the screen; 0 is unknown
	color         bool // notes are dim
}

// list is the candidates as lines that fit the screen: those with a note one a
// line, then the others side by side. No control character of the data gets out.
func (c Completions) list(l look) string {
	width := max(l.width, minWidth) - 1
	var noted, bare []Candidate
	longest := 0
	for _, item := range c.Items {
		if item.Note == "" {
			bare = append(bare, item)
			continue
		}
		noted = append(noted, item)
		longest = max(longest, utf8.RuneCountInString(item.Text))
	}
	side := packed(bare, width)
	more := c.More
	if room := max(l.height-4-strings.Count(side, "\n"), 5); l.height > 0 && len(noted) > room {
		more += len(noted) - room
		noted = noted[:room]
	}
	var b strings.Builder
	column := min(longest, width*2/3)
	for _, item := range noted {
		note := strings.TrimRight(fit(visible(item.Note), width-column-2), " ")
		if l.color && note != "" {
			note = sgrDim + note + sgrReset
		}
		b.WriteString(strings.TrimRight(fit(visible(item.Text), column)+"  "+note, " ") + "\n")
	}
	b.WriteString(side)
	if more > 0 {
		fmt.Fprintf(&b, "… %s more, type on\n", thousands(more))
	}
	return b.String()
}

// packed is candidates side by side: in columns when there are many, else one
// after the other.
func packed(items []Candidate, width int) string {
	longest, all := 0, 0
	for _, item := range items {
		n := utf8.RuneCountInString(item.Text)
		longest, all = max(longest, n), all+n+2
	}
	column := 0
	if all > 2*width {
		column = min(longest, width-2)
	}
	var b strings.Builder
	used := 0
	for _, item := range items {
		text := visible(item.Text)
		if column > 0 {
			text = fit(text, column)
		} else if utf8.RuneCountInString(text) > width {
			text = fit(text, width)
		}
		n := utf8.RuneCountInString(text) + 2
		if used > 0 && used+n-2 > width {
			b.WriteString("\n")
			used = 0
		}
		b.WriteString(text + "  ")
		used += n
	}
	if used > 0 {
		b.WriteString("\n")
	}
	var out strings.Builder
	for line := range strings.Lines(b.String()) {
		out.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return out.String()
}

// fit cuts or fills s to n characters.
func fit(s string, n int) string {
	runes := []rune(s)
	switch {
	case n <= 0:
		return ""
	case len(runes) > n:
		return string(runes[:n-1]) + "…"
	}
	return s + strings.Repeat(" ", n-len(runes))
}

// completeCommand completes a dot command and its arguments.
func (s *Session) completeCommand(line string) Completions {
	head, rest, hasArgs := strings.Cut(line, " ")
	if !hasArgs {
		return s.completeCommandName(line)
	}
	c, err := s.findCommand(strings.TrimLeft(head, `.\`))
	if err != nil {
		return Completions{}
	}
	start := len(line) - len(rest)
	if i := strings.LastIndexAny(rest, " \t"); i >= 0 && c.takes != takesQuery {
		start += i + 1
	}
	typed := line[start:]
	switch c.takes {
	case takesFile:
		return completeFile(start, typed)
	case takesQuery:
		return s.completeQuery(rest).shift(start)
	case takesCommand:
		out := s.completeCommandName("." + typed)
		return out.shift(start - 1)
	case takesTerm, takesClass:
		return s.completeTerm(start, typed, c.takes == takesClass)
	case takesMode:
		return fromWords(start, typed, Modes())
	case takesSaved:
		return fromWords(start, typed, s.saved.names())
	case takesSwitch:
		return fromWords(start, typed, []string{"on", "off"})
	}
	return Completions{}
}

// shift moves the place by n bytes.
func (c Completions) shift(n int) Completions {
	c.Start += n
	c.End += n
	return c
}

// completeCommandName completes ".na".
func (s *Session) completeCommandName(line string) Completions {
	out := Completions{Start: 1, End: len(line)}
	for _, c := range s.commands {
		if strings.HasPrefix(c.name, strings.ToLower(line[1:])) {
			out.Items = append(out.Items, Candidate{Text: c.name, After: pick(c.args != "", " ", ""), Note: c.brief})
		}
	}
	out.cut()
	return out
}

// fromWords completes one of some words.
func fromWords(start int, typed string, words []string) Completions {
	out := Completions{Start: start, End: start + len(typed)}
	for _, w := range words {
		if strings.HasPrefix(w, strings.ToLower(typed)) {
			out.Items = append(out.Items, Candidate{Text: w})
		}
	}
	out.cut()
	return out
}

// completeFile completes a path. Folders end with a slash and go on; names
// that need quotes are left out, because a suffix cannot quote what is typed.
func completeFile(start int, typed string) Completions {
	out := Completions{Start: start, End: start + len(typed)}
	dir, base := filepath.Split(typed)
	look := dir
	if look == "" {
		look = "."
	}
	if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(look, "~/") {
		look = filepath.Join(home, look[2:])
	}
	entries, err := os.ReadDir(look)
	if err != nil {
		return Completions{}
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, base) || strings.HasPrefix(name, ".") && base == "" || strings.ContainsAny(name, " '\"\t\n") {
			continue
		}
		item := Candidate{Text: dir + name, After: " "}
		if e.IsDir() {
			item = Candidate{Text: dir + name + "/"}
		}
		out.Items = append(out.Items, item)
	}
	out.cut()
	return out
}
