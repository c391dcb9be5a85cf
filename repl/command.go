package repl

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// command is one dot command. The table of all commands is what .help,
// completion, the manual and the tests of the examples are made from.
type command struct {
	name    string
	aliases []string
	args    string  // as help shows them: "FILE..."
	brief   string  // one line
	detail  string  // more lines, or ""
	group   string  // heading in .help
	example string  // lines that show it; a test runs them
	takes   argKind // what its arguments complete to
	run     func(s *Session, ctx context.Context, args string) error
}

// argKind says what the arguments of a command are, for completion.
type argKind uint8

const (
	takesNothing argKind = iota
	takesFile
	takesTerm
	takesClass
	takesCommand
	takesMode
	takesSaved
	takesSwitch // on, off
	takesQuery
)

// The groups of .help, in their order.
const (
	groupData    = "Data"
	groupSMART   = "SMART"
	groupExplore = "Explore"
	groupQuery   = "Queries"
	groupOutput  = "Output"
	groupSession = "Session"
)

// groups are the groups, in the order of .help.
func groups() []string {
	return []string{groupExplore, groupQuery, groupData, groupSMART, groupOutput, groupSession}
}

// commandTable is the one table of commands, sorted by group as .help shows it.
func commandTable() []*command {
	return slices.Concat(
		exploreCommands(), queryCommands(), dataCommands(), smartCommands(), outputCommands(), sessionCommands())
}

// UsageError says that a command was called wrongly.
type UsageError struct {
	Msg   string
	Usage string // how to call it, or ""
}

// Error implements error.
func (e *UsageError) Error() string { return e.Msg }

// Hint says how it is called.
func (e *UsageError) Hint() string { return e.Usage }

// usage returns the error of a wrongly called command.
func (c *command) usage(format string, args ...any) error {
	return &UsageError{Msg: "." + c.name + ": " + fmt.Sprintf(format, args...), Usage: "usage: " + c.synopsis()}
}

// synopsis is the command with its arguments.
func (c *command) synopsis() string { return strings.TrimSpace("." + c.name + " " + c.args) }

// commandLine reports whether a line at a fresh prompt is a dot command, and
// splits it. ".name" is the canonical form, "\name" is accepted, and the bare
// words help, exit and quit are too. A line that begins with a dot and a digit
// or a blank is not a command.
func commandLine(line string) (name, args string, ok bool) {
	line = strings.TrimSpace(line)
	if line == "" {
		return "", "", false
	}
	head, rest, _ := strings.Cut(line, " ")
	if rest == "" {
		switch low := strings.ToLower(strings.TrimSuffix(head, ";")); low {
		case "help", "exit", "quit":
			return low, "", true
		case "?", `\?`:
			return "help", "", true
		}
	}
	if len(head) < 2 || head[0] != '.' && head[0] != '\\' || !letter(head[1]) {
		return "", "", false
	}
	return head[1:], strings.TrimSpace(rest), true
}

// letter reports whether c is an ASCII letter.
func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// findCommand finds a command by name, alias, or a prefix that only one has.
func (s *Session) findCommand(name string) (*command, error) {
	low := strings.ToLower(name)
	var begin []*command
	for _, c := range s.commands {
		if c.name == low || slices.Contains(c.aliases, low) {
			return c, nil
		}
		if strings.HasPrefix(c.name, low) {
			begin = append(begin, c)
		}
	}
	if len(begin) == 1 {
		return begin[0], nil
	}
	if len(begin) > 1 {
		var names []string
		for _, c := range begin {
			names = append(names, "."+c.name)
		}
		return nil, &UsageError{Msg: "." + name + " is ambiguous", Usage: "which one: " + strings.Join(names, " ")}
	}
	hint := ".help lists the commands"
	if near := s.nearestCommand(low); near != "" {
		hint = "did you mean ." + near + "? " + hint
	}
	return nil, &UsageError{Msg: "there is no command ." + name, Usage: hint}
}

// nearestCommand gives the command that name was probably meant to be, or "".
func (s *Session) nearestCommand(name string) string {
	best, bestDist := "", 3
	for _, c := range s.commands {
		for _, n := range append([]string{c.name}, c.aliases...) {
			if d := editDistance(name, n); d < bestDist && d < len(n) {
				best, bestDist = c.name, d
			}
		}
	}
	return best
}

// editDistance is the Levenshtein distance of two short texts, in bytes, a
// swap of two neighbours counting as one step.
func editDistance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	var rows [3][65]int
	for j := range len(b) + 1 {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, prev, cur := &rows[(i+2)%3], &rows[i%3], &rows[(i+1)%3]
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
		}
	}
	return rows[(len(a)+1)%3][len(b)]
}

// runCommand carries out one dot command.
func (s *Session) runCommand(ctx context.Context, name, args string) error {
	c, err := s.findCommand(name)
	if err != nil {
		return err
	}
	return c.run(s, ctx, args)
}

// onOff reads an argument "on" or "off".
func onOff(c *command, arg string) (bool, error) {
	switch strings.ToLower(arg) {
	case "on", "yes", "true", "1":
		return true, nil
	case "off", "no", "false", "0":
		return false, nil
	}
	return false, c.usage("want on or off, not %q", arg)
}
