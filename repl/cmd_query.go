package repl

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// queryCommands are the commands about queries.
func queryCommands() []*command {
	prefix := &command{
		name: "prefix", args: "[LABEL: <IRI>|auto on|off]", brief: "declare a prefix, or list them", group: groupQuery,
		detail: "Undeclared prefixes mean what the loaded data says, else what everybody\n" +
			"means by them; the shell prints what it uses. \".prefix auto off\" ends that.",
		example: ".prefix ex: <http://example.org/>\n.prefix",
	}
	prefix.run = func(s *Session, _ context.Context, args string) error { return s.prefixCommand(prefix, args) }
	let := &command{
		name: "let", args: "[NAME [TERM]]", brief: "give a variable a value in the queries that follow", group: groupQuery,
		detail:  "Without TERM the value is taken away again; without NAME all are listed.",
		example: ".let who ex:ann\nSELECT ?name { ?who ex:name ?name }\n.let who", takes: takesTerm,
	}
	let.run = func(s *Session, _ context.Context, args string) error { return s.letCommand(let, args) }
	name := &command{
		name: "name", args: "NAME", brief: "keep the last query under a name", group: groupQuery,
		example: "SELECT ?s { ?s a ex:Person } ORDER BY ?s\n.name people",
	}
	name.run = func(s *Session, _ context.Context, args string) error { return s.nameCommand(name, args) }
	run := &command{
		name: "run", args: "[NAME [VAR=TERM…]]", brief: "run a named query; without NAME list them", group: groupQuery,
		example: "SELECT ?s { ?s ex:name ?n }\n.name byname\n.run byname n=\"Ann\"", takes: takesSaved,
	}
	run.run = func(s *Session, ctx context.Context, args string) error { return s.runNamed(ctx, run, args) }
	return []*command{
		prefix, explainCommand(), profileCommand(), whyCommand(),
		{
			name: "fix", brief: "apply the fix that the last error offers, and run the text", group: groupQuery,
			example: "SELECT COUNT(*) { ?s ?p ?o }\n.fix",
			run:     func(s *Session, ctx context.Context, _ string) error { return s.fix(ctx) },
		},
		let, name, run, diffCommand(), watchCommand(),
	}
}

// prefixCommand declares, lists, or switches guessing on and off.
func (s *Session) prefixCommand(c *command, args string) error {
	words := strings.Fields(args)
	switch {
	case len(words) == 0:
		return s.listPrefixes()
	case words[0] == "auto" && len(words) == 2:
		on, err := onOff(c, words[1])
		if err == nil {
			s.prefixes.auto = on
		}
		return err
	}
	label, iri, err := ParsePrefix(args)
	if err != nil {
		return err
	}
	s.prefixes.declare(label, iri)
	return nil
}

// listPrefixes shows the prefixes of the session and of the data; the bundled
// ones only count.
func (s *Session) listPrefixes() error {
	var rows [][]graph.Term
	add := func(source string, prefixes map[string]string) {
		for _, label := range slices.Sorted(maps.Keys(prefixes)) {
			_, own := s.prefixes.session[label]
			if used, _ := s.prefixes.lookup(label); used == prefixes[label] && (source == "session" || !own) {
				rows = append(rows, []graph.Term{
					graph.NewLiteral(label + ":"), graph.NewLiteral(prefixes[label]), graph.NewLiteral(source),
				})
			}
		}
	}
	add("session", s.prefixes.session)
	if s.prefixes.auto {
		add("data", s.prefixes.data)
		s.note("and the well-known ones, such as foaf: and skos:")
	}
	return s.table([]string{"prefix", "namespace", "from"}, rows)
}

// letCommand sets, takes away or lists pre-bound variables.
func (s *Session) letCommand(c *command, args string) error {
	name, text, _ := strings.Cut(strings.TrimSpace(args), " ")
	name = strings.TrimLeft(name, "?$")
	switch {
	case name == "":
		var rows [][]graph.Term
		for _, n := range slices.Sorted(maps.Keys(s.lets)) {
			rows = append(rows, []graph.Term{graph.NewLiteral("?" + n), s.lets[n]})
		}
		return s.table([]string{"variable", "value"}, rows)
	case !variableName(name):
		return c.usage("%q is not the name of a variable", name)
	case strings.TrimSpace(text) == "":
		delete(s.lets, name)
		return nil
	}
	t, err := s.parseTerm(strings.TrimPrefix(strings.TrimSpace(text), "= "))
	if err != nil {
		return err
	}
	if t.IsBlank() {
		return c.usage("a blank node cannot be a value: a query cannot name it")
	}
	s.lets[name] = t
	return nil
}

// variableName reports whether name can be a variable (VARNAME, ASCII part).
func variableName(name string) bool {
	for _, r := range name {
		if r != '_' && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z') && r < 0x80 {
			return false
		}
	}
	return name != ""
}

// nameCommand keeps the last text under a name.
func (s *Session) nameCommand(c *command, args string) error {
	if s.lastText == "" {
		return c.usage("there is no query yet")
	}
	if err := s.saved.put(args, s.lastText); err != nil {
		return err
	}
	s.note("kept as %s; .run %s runs it", args, args)
	return nil
}

// runNamed runs a named query with some variables bound.
func (s *Session) runNamed(ctx context.Context, c *command, args string) error {
	words, err := splitWords(args, true)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return s.listNamed()
	}
	text, err := s.saved.get(words[0])
	if err != nil {
		return err
	}
	before := maps.Clone(s.lets)
	defer func() { s.lets = before }()
	for _, w := range words[1:] {
		name, value, ok := strings.Cut(w, "=")
		name = strings.TrimLeft(name, "?$")
		if !ok || !variableName(name) {
			return c.usage("want VAR=TERM, not %q", w)
		}
		if !usesVariable(text, name) {
			return c.usage("the query has no variable ?%s", name)
		}
		if s.lets[name], err = s.parseTerm(value); err != nil {
			return err
		}
	}
	return s.runText(ctx, text)
}

// listNamed shows the named queries.
func (s *Session) listNamed() error {
	var rows [][]graph.Term
	for _, name := range s.saved.names() {
		text, err := s.saved.get(name)
		if err != nil {
			text = err.Error()
		}
		rows = append(rows, []graph.Term{graph.NewLiteral(name), graph.NewLiteral(strings.Join(strings.Fields(text), " "))})
	}
	return s.table([]string{"name", "query"}, rows)
}

// fix applies the fix the last error offers and runs the mended text.
func (s *Session) fix(ctx context.Context) error {
	if s.lastError == nil {
		return &UsageError{Msg: "there is no error to fix"}
	}
	if len(s.lastError.Fixes) == 0 {
		return &UsageError{Msg: "the last error offers no fix", Usage: ".edit opens the text in the editor"}
	}
	text := syntax.Apply(s.lastBad, s.lastError.Fixes)
	s.lastError = nil
	s.note("%s", s.painted(Visible(text)))
	s.remember(text)
	return s.Do(ctx, text)
}

// painted is a statement in the colours it is typed in, where colours are
// wanted.
func (s *Session) painted(text string) string {
	if !s.cfg.Color {
		return text
	}
	return newPainter(s).paint(text)
}
