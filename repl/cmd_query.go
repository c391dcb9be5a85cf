package repl

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/results"
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
	watch := &command{
		name: "watch", args: "[TIME [TIMES]]", brief: "run the last query again every TIME (2s), until Ctrl-C", group: groupQuery,
		example: "ASK { ex:ann a ex:Person }\n.watch 1ms 2",
	}
	watch.run = func(s *Session, ctx context.Context, args string) error { return s.watch(ctx, watch, args) }
	return []*command{
		prefix, explainCommand(), profileCommand(), whyCommand(),
		{
			name: "fix", brief: "apply the fix that the last error offers, and run the text", group: groupQuery,
			example: "SELECT COUNT(*) { ?s ?p ?o }\n.fix",
			run:     func(s *Session, ctx context.Context, _ string) error { return s.fix(ctx) },
		},
		let, name, run,
		{
			name: "diff", brief: "what the last result has and lacks against the one before", group: groupQuery,
			example: "SELECT ?s { ?s a ex:Person }\nSELECT ?s { ?s ex:age ?a }\n.diff",
			run:     func(s *Session, _ context.Context, _ string) error { return s.diff() },
		},
		watch,
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
			if used, _ := s.prefixes.lookup(label); used == prefixes[label] {
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
	s.note("%s", Visible(text))
	s.remember(text)
	return s.runText(ctx, text)
}

// diff shows the rows that only one of the last two results has.
func (s *Session) diff() error {
	if s.before == nil || s.last == nil {
		return &UsageError{Msg: "there are not two results yet"}
	}
	if !slices.Equal(s.before.Names, s.last.Names) {
		return &UsageError{Msg: fmt.Sprintf("the last two results have different variables: ?%s and ?%s",
			strings.Join(s.before.Names, " ?"), strings.Join(s.last.Names, " ?"))}
	}
	gone, come := compareRows(s.before.Rows, s.last.Rows)
	var rows [][]graph.Term
	for _, r := range gone {
		rows = append(rows, append([]graph.Term{graph.NewLiteral("-")}, r...))
	}
	for _, r := range come {
		rows = append(rows, append([]graph.Term{graph.NewLiteral("+")}, r...))
	}
	if len(rows) == 0 {
		s.note("the same rows")
		return nil
	}
	return s.table(append([]string{"change"}, s.last.Names...), rows)
}

// compareRows gives the rows only a has and those only b has, counting
// repetitions, each in its own order.
func compareRows(a, b [][]graph.Term) (onlyA, onlyB [][]graph.Term) {
	counts := map[string]int{}
	for _, r := range b {
		counts[rowKey(r)]++
	}
	for _, r := range a {
		if k := rowKey(r); counts[k] > 0 {
			counts[k]--
		} else {
			onlyA = append(onlyA, r)
		}
	}
	// What is left in counts are the rows of b without a partner; the last of
	// equal rows are the ones left over.
	for _, r := range slices.Backward(b) {
		if k := rowKey(r); counts[k] > 0 {
			counts[k]--
			onlyB = append(onlyB, r)
		}
	}
	slices.Reverse(onlyB)
	return onlyA, onlyB
}

// rowKey is a text that only equal rows share.
func rowKey(row []graph.Term) string {
	var b strings.Builder
	for _, t := range row {
		if !t.IsAny() {
			b.WriteString(t.NTriples())
		}
		b.WriteByte('\n') // N-Triples escapes newlines
	}
	return b.String()
}

// watch runs the last query again and again and says what changed.
func (s *Session) watch(ctx context.Context, c *command, args string) error {
	every, times := 2*time.Second, 0
	words := strings.Fields(args)
	if len(words) > 2 {
		return c.usage("want a time and a number of times")
	}
	var err error
	if len(words) > 0 {
		if every, err = time.ParseDuration(words[0]); err != nil || every < time.Millisecond {
			return c.usage("want a time such as 2s, not %q", words[0])
		}
	}
	if len(words) > 1 {
		if times, err = strconv.Atoi(words[1]); err != nil || times < 1 {
			return c.usage("want a number of times, not %q", words[1])
		}
	}
	if s.lastText == "" || isUpdate(s.lastText) {
		return c.usage("there is no query to watch")
	}
	for i := 1; ; i++ {
		if err := s.runText(ctx, s.lastText); err != nil {
			return err
		}
		if i > 1 {
			s.noteChanges()
		}
		if i == times {
			return nil
		}
		if err := s.cfg.WaitUntil(ctx, every); err != nil {
			return nil // Ctrl-C is how it is left
		}
	}
}

// noteChanges says how the last result differs from the one before.
func (s *Session) noteChanges() {
	if s.before == nil || s.last == nil || !slices.Equal(s.before.Names, s.last.Names) {
		return
	}
	gone, come := compareRows(s.before.Rows, s.last.Rows)
	if len(gone)+len(come) == 0 {
		return
	}
	s.note("changed: %s gone, %s new", count(len(gone), "row"), count(len(come), "row"))
	var t results.Table
	t.Names = append([]string{"change"}, s.last.Names...)
	for _, r := range come {
		t.Rows = append(t.Rows, append([]graph.Term{graph.NewLiteral("+")}, r...))
	}
	_ = results.Write(s.err, results.Box, &t, s.writeOptions())
}
