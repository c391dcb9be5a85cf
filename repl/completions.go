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

// list is the candidates as lines of at most width columns: one a line with
// its note, or several a line when there are no notes. No control character of
// the data gets out.
func (c Completions) list(width int) string {
	width = max(width, minWidth) - 1
	longest, notes := 0, false
	for _, item := range c.Items {
		longest = max(longest, utf8.RuneCountInString(item.Text))
		notes = notes || item.Note != ""
	}
	var b strings.Builder
	column := min(longest, width*2/3)
	perLine := 1
	if !notes {
		perLine = max(1, width/(column+2))
	}
	for i, item := range c.Items {
		text := fit(visible(item.Text), column)
		switch {
		case notes:
			b.WriteString(strings.TrimRight(text+"  "+strings.TrimRight(fit(visible(item.Note), width-column-2), " "), " ") + "\n")
		case i%perLine == perLine-1 || i == len(c.Items)-1:
			b.WriteString(strings.TrimRight(text, " ") + "\n")
		default:
			b.WriteString(text + "  ")
		}
	}
	if c.More > 0 {
		fmt.Fprintf(&b, "… %s more, type on\n", thousands(c.More))
	}
	return b.String()
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
