package repl

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// helpCommand explains the shell.
func helpCommand() *command {
	return &command{
		name: "help", args: "[COMMAND|TOPIC|WORD]", brief: "list the commands, explain one, or find those about a word", group: groupSession,
		detail:  "Topics: keys, statements, prefixes, results, and the headings of the list.",
		example: ".help load\n.help keys\n.help picture", takes: takesCommand,
		run: func(s *Session, ctx context.Context, args string) error { return s.help(ctx, args) },
	}
}

// helpTopics are the texts of .help that are about no single command.
func helpTopics() map[string]string {
	return map[string]string{
		"keys": `Tab             complete from the grammar and the data     Ctrl-A, Home    start of the line
Up, Down        earlier statements that begin alike        Ctrl-E, End     end of the line
Ctrl-R          search the history, again for older ones   Ctrl-Left/Right a word back, on
Ctrl-C          drop the text; stop what runs              Ctrl-W          delete the word before
Ctrl-D          leave, on an empty line                    Ctrl-U, Ctrl-K  delete to the start, end
Alt-Enter       a new line in the statement                Ctrl-L          clear the screen
A line that begins with a space is not kept in the history.
`,
		"statements": `A query on one line runs at once. One of several lines runs at an empty line, or at
";" or "\g" at its end. The prompt shows what is open: {> a brace, "> a text, ok> nothing.
VALUES _ stands for the rows of the last result: SELECT * { VALUES _ ?s ?p ?o }
VALUES ?s _ takes one of its columns. .let binds a variable in the queries that follow.
`,
		"prefixes": `A prefix that a query does not declare means what the session says (.prefix ex: <…>),
else what the loaded data says, else what everybody means by it. The shell prints what
it used: "using PREFIX foaf: <…>". ".prefix auto off" ends that.
`,
		"results": `A table fits the screen: long cells are cut (.wrap on breaks them), of more than 40 rows
the first and last are shown, or all in the pager. · is a variable without a value.
.mode csv, json, markdown, … write other forms; .limit takes more rows; .timing off
hides the times. What is stopped by Ctrl-C keeps the rows so far, and says so.
`,
	}
}

// help prints the list of commands, a topic, everything about one command, or
// the commands whose explanation has a word.
func (s *Session) help(ctx context.Context, about string) error {
	text := s.helpText()
	if about != "" {
		var err error
		if text, err = s.helpAbout(strings.ToLower(about)); err != nil {
			return err
		}
	}
	if s.view.pager && strings.Count(text, "\n") > s.cfg.Height()-3 {
		return s.page(ctx, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
	}
	_, err := io.WriteString(s.out, text)
	return err
}

// helpAbout is what .help says about a word.
func (s *Session) helpAbout(word string) (string, error) {
	name := strings.TrimLeft(word, `.\`)
	if text, ok := helpTopics()[name]; ok {
		return text, nil
	}
	for _, group := range groups() {
		if strings.EqualFold(group, name) {
			return s.helpLines(func(c *command) bool { return c.group == group }), nil
		}
	}
	c, err := s.findCommand(name)
	if err == nil {
		return c.manual(), nil
	}
	found := s.helpLines(func(c *command) bool {
		return strings.Contains(strings.ToLower(c.name+" "+c.args+" "+c.brief+" "+c.detail), name)
	})
	if found == "" || strings.HasPrefix(word, ".") {
		return "", err
	}
	return found, nil
}

// manual is everything the table says about a command.
func (c *command) manual() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n    %s\n", c.synopsis(), c.brief)
	for line := range strings.Lines(c.detail) {
		fmt.Fprintf(&b, "    %s\n", strings.TrimRight(line, "\n"))
	}
	if len(c.aliases) > 0 {
		fmt.Fprintf(&b, "    also: .%s\n", strings.Join(c.aliases, " ."))
	}
	if c.example != "" {
		b.WriteString("  for example:\n")
		for line := range strings.Lines(c.example) {
			fmt.Fprintf(&b, "    %s\n", strings.TrimRight(line, "\n"))
		}
	}
	return b.String()
}

// helpText is the list of all commands by group.
func (s *Session) helpText() string {
	var b strings.Builder
	b.WriteString("Type a SPARQL query or update, or one of these. .help COMMAND says more.\n")
	for _, group := range groups() {
		heading := group
		if s.cfg.Color {
			heading = sgrHeading + group + sgrReset
		}
		b.WriteString("\n" + heading + "\n" + s.helpLines(func(c *command) bool { return c.group == group }))
	}
	b.WriteString("\n.help keys, .help statements, .help prefixes and .help results are about the rest.\n")
	return b.String()
}

// helpColumn is where the explanations of .help begin.
const helpColumn = 24

// helpLines are the commands that are wanted, a line each where the screen
// allows it.
func (s *Session) helpLines(want func(*command) bool) string {
	var b strings.Builder
	for _, c := range s.commands {
		if !want(c) {
			continue
		}
		synopsis := c.synopsis()
		if utf8.RuneCountInString(synopsis) > helpColumn {
			synopsis = "." + c.name + " …"
		}
		name := fit(synopsis, helpColumn)
		if s.cfg.Color {
			name = "." + sgrCommand + c.name + sgrReset + strings.TrimPrefix(name, "."+c.name)
		}
		fmt.Fprintf(&b, "  %s %s\n", name, c.brief)
	}
	return b.String()
}

// CommandList lists the dot commands by group, for the manual.
func CommandList() string {
	s := New(Config{})
	var b strings.Builder
	for _, group := range groups() {
		b.WriteString(group + "\n" + s.helpLines(func(c *command) bool { return c.group == group }) + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}
