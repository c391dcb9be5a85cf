package repl

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Bounds on how much data completion looks at, so that Tab answers in
// milliseconds whatever the graph's size.
const (
	maxSampledInstances = 1000
	maxScannedValues    = 20_000
	maxScannedSubjects  = 12_000
	maxOfferedValues    = 200
)

// Complete says how a line can go on at an offset in bytes: dot commands and
// their arguments, or SPARQL by what the grammar allows there and what the data
// has. Any text and offset are fine. It takes milliseconds, whatever the data.
func (s *Session) Complete(line string, offset int) Completions {
	if offset < 0 || offset > len(line) {
		return Completions{}
	}
	line = line[:offset]
	if len(s.lines) == 0 && line != "" && (line[0] == '.' || line[0] == '\\') {
		return s.completeCommand(line)
	}
	return s.completeQuery(line)
}

// completeQuery completes SPARQL at the end of a line.
func (s *Session) completeQuery(line string) Completions {
	// The mark of a newline becomes as many bytes, so that offsets stay.
	text := strings.ReplaceAll(line, newlineMark, "\n\n\n")
	before := 0
	if len(s.lines) > 0 {
		head := s.pending() + "\n"
		before, text = len(head), head+text
	}
	at := syntax.CompleteWith(text, len(text), syntax.Options{Prefixes: s.prefixes.all()})
	if at.Start < before || at.Start-before > len(line) {
		return Completions{}
	}
	c := completer{s: s, snap: s.seen(), at: at, word: at.Word, prefixes: s.prefixes.display()}
	for label, iri := range at.Prefixes {
		if _, own := s.prefixes.lookup(label); !own {
			c.prefixes[label] = iri
		}
	}
	c.lastResult(text[:at.Start])
	c.gather(text[:at.Start])
	out := Completions{Start: at.Start - before, End: len(line), Items: c.items}
	out.cut()
	return out
}

// completer gathers the candidates for one place, the best first.
type completer struct {
	s        *Session
	snap     *graph.Snapshot
	at       syntax.Completion
	word     string
	prefixes map[string]string
	items    []Candidate
	seen     map[string]bool
	names    *namer // made when it is needed
}

// gather collects what the roles of the place allow.
func (c *completer) gather(head string) {
	roles := c.at.Roles
	switch {
	case strings.HasPrefix(c.word, "?"), strings.HasPrefix(c.word, "$"):
		c.variables()
		return
	case roles&syntax.RolePrefix != 0:
		c.declarations()
	case roles&syntax.RolePrefixIRI != 0:
		c.namespace(head)
	}
	if roles&syntax.RoleClass != 0 {
		c.terms(classTallies(c.snap), "instance")
	}
	if roles&syntax.RolePredicate != 0 {
		c.predicates()
	}
	if roles&syntax.RoleGraph != 0 {
		c.graphs()
	}
	if roles&syntax.RoleDatatype != 0 {
		c.datatypes()
	}
	if roles&syntax.RoleIRI != 0 && roles&(syntax.RolePredicate|syntax.RoleClass) == 0 {
		c.values()
	}
	if roles&syntax.RoleVariable != 0 && c.word == "" {
		c.variables()
	}
	c.words()
	if roles&(syntax.RoleIRI|syntax.RolePredicate|syntax.RoleClass|syntax.RoleFunction|syntax.RoleDatatype) != 0 {
		c.labels()
	}
}

// lastResult offers the last result after VALUES.
func (c *completer) lastResult(head string) {
	words := strings.Fields(head)
	if len(words) == 0 || c.word != "" || c.s.last == nil || len(c.s.last.Names) == 0 {
		return
	}
	if strings.EqualFold(words[len(words)-1], "VALUES") {
		c.add(Candidate{Text: lastMark, After: " ", Note: "the last result: " + count(len(c.s.last.Rows), "row") + " of ?" + strings.Join(c.s.last.Names, " ?")})
	}
}

// add adds a candidate once.
func (c *completer) add(item Candidate) {
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	if !c.seen[item.Text] {
		c.seen[item.Text] = true
		c.items = append(c.items, item)
	}
}

// term adds a term of the data when it fits the word: an IRI by its full text,
// its prefixed name or its local name; a literal only at a fresh place.
func (c *completer) term(t graph.Term, note string) {
	if t.IsLiteral() && c.word == "" {
		c.add(Candidate{Text: literalText(t), After: " ", Note: note})
	}
	if !t.IsIRI() || c.word != "" && !c.mayFit(t.Value()) || strings.ContainsFunc(t.Value(), hostile) {
		return
	}
	if label, local, ok := strings.Cut(c.word, ":"); ok && !strings.HasPrefix(c.word, "<") {
		ns, known := c.namespaceOf(label)
		rest, below := strings.CutPrefix(t.Value(), ns)
		if known && below && plainLocal(rest) && hasPrefixFold(rest, local) {
			c.add(Candidate{Text: label + ":" + rest, After: " ", Note: note})
		}
		return
	}
	if strings.HasPrefix(c.word, "<") {
		if strings.HasPrefix(t.Value(), c.word[1:]) {
			c.add(Candidate{Text: "<" + t.Value() + ">", After: " ", Note: note})
		}
		return
	}
	switch short := shrink(t.Value(), c.prefixes); {
	case c.word == "", hasPrefixFold(short, c.word), hasPrefixFold(localName(t.Value()), c.word):
		c.add(Candidate{Text: short, After: " ", Note: note})
	}
}

// mayFit is a quick test of an IRI that begins with what a word with a known
// prefix, or in angle brackets, stands for; true where only more work can tell.
func (c *completer) mayFit(iri string) bool {
	if rest, ok := strings.CutPrefix(c.word, "<"); ok {
		return strings.HasPrefix(iri, rest)
	}
	label, _, ok := strings.Cut(c.word, ":")
	if !ok {
		return true
	}
	if ns, known := c.namespaceOf(label); known {
		return strings.HasPrefix(iri, ns)
	}
	return false
}

// namespaceOf is what a label means at the place.
func (c *completer) namespaceOf(label string) (string, bool) {
	if ns, ok := c.at.Prefixes[label]; ok {
		return ns, true
	}
	return c.s.prefixes.lookup(label)
}

// terms adds terms with how often they occur and their label.
func (c *completer) terms(list []tally, noun string) {
	for _, t := range list {
		note := count(t.n, noun)
		if l := c.named(t.id); !l.IsAny() {
			note += " · " + l.Value()
		}
		c.term(c.snap.Term(t.id), note)
	}
}

// named is what a thing is called.
func (c *completer) named(id graph.ID) graph.Term {
	if c.names == nil {
		c.names = newNamer(c.snap)
	}
	return c.names.name(id)
}

// predicates adds the properties that the subject can have: those of the
// instances of its type, or of what has the same properties, or of what the
// same properties lead to; all when nothing is known of it. Those it has
// already come last.
func (c *completer) predicates() {
	list, noun := c.likelyPredicates(), "instance"
	if len(list) == 0 {
		list, noun = predicateTallies(c.snap), "triple"
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b tally) int {
		return cmp.Compare(c.used(a.id), c.used(b.id))
	})
	c.terms(list, noun)
	if noun == "instance" && c.word != "" {
		c.terms(predicateTallies(c.snap), "triple")
	}
}

// used is 1 for a property that the subject has already.
func (c *completer) used(id graph.ID) int {
	iri := c.snap.Term(id).Value()
	if slices.Contains(c.at.Properties, iri) || iri == rdfType && len(c.at.Types) > 0 {
		return 1
	}
	return 0
}

// likelyPredicates counts the properties of nodes like the subject.
func (c *completer) likelyPredicates() []tally {
	v := c.snap.Default()
	for _, class := range c.at.Types {
		if id, ok := c.snap.Lookup(graph.NewIRI(class)); ok {
			list, _ := classPredicates(context.Background(), v, typeOf(c.snap), id, maxSampledInstances)
			return list
		}
	}
	for _, p := range c.at.Properties {
		if id, ok := c.snap.Lookup(graph.NewIRI(p)); ok {
			return predicatesOf(v, v.CountBySubject(id, maxSampledInstances))
		}
	}
	for _, p := range c.at.Incoming {
		if id, ok := c.snap.Lookup(graph.NewIRI(p)); ok {
			return predicatesOf(v, v.CountByObject(id, maxSampledInstances))
		}
	}
	return nil
}

// predicatesOf counts the properties of some nodes.
func predicatesOf(v *graph.View, nodes []graph.Tally) []tally {
	counts := map[graph.ID]int{}
	var ps, objects []graph.ID
	for _, n := range nodes {
		ps, objects = v.Row(n.ID, ps[:0], objects[:0])
		for j, p := range ps {
			if j == 0 || p != ps[j-1] {
				counts[p]++
			}
		}
	}
	return tallies(counts)
}

// tallies sorts counts.
func tallies(counts map[graph.ID]int) []tally {
	list := make([]tally, 0, len(counts))
	for id, n := range counts {
		list = append(list, tally{id, n})
	}
	byCount(list)
	return list
}

// values adds the commonest values of the property, or IRIs of the word's namespace.
func (c *completer) values() {
	if id, ok := c.snap.Lookup(graph.NewIRI(c.at.Predicate)); ok && c.at.Predicate != "" {
		list := tallied(c.snap.Default().CountByObject(id, maxScannedValues))
		c.terms(list[:min(len(list), maxOfferedValues)], "triple")
		return
	}
	if strings.ContainsAny(c.word, ":<") {
		c.subjects()
	}
}

// subjects adds the subjects that fit the word.
func (c *completer) subjects() {
	for _, id := range c.snap.Default().SomeSubjects(maxScannedSubjects) {
		c.term(c.snap.Term(id), "")
		if len(c.items) > maxOfferedValues {
			return
		}
	}
}

// graphs adds the names of the named graphs.
func (c *completer) graphs() {
	for _, id := range c.snap.Graphs() {
		c.term(c.snap.Term(id), count(c.snap.Named(id).Len(), "triple"))
	}
	c.collections()
}

// datatypes adds the datatypes that people write.
func (c *completer) datatypes() {
	for _, name := range []string{"integer", "decimal", "double", "boolean", "string", "date", "dateTime", "time", "gYear", "duration", "anyURI"} {
		c.term(graph.NewIRI(graph.XSD+name), "")
	}
}

// variables adds the variables of the statement.
func (c *completer) variables() {
	mark := "?"
	if strings.HasPrefix(c.word, "$") {
		mark = "$"
	}
	for _, name := range c.at.Variables {
		if strings.HasPrefix(mark+name, c.word) {
			c.add(Candidate{Text: mark + name, After: " "})
		}
	}
}

// words adds keywords and functions, in the case they are typed in.
func (c *completer) words() {
	if strings.ContainsAny(c.word, ":<") {
		return
	}
	lower := c.word != "" && c.word == strings.ToLower(c.word)
	add := func(word, after, note string) {
		if !hasPrefixFold(word, c.word) {
			return
		}
		if lower {
			word = strings.ToLower(word)
		}
		c.add(Candidate{Text: word, After: after, Note: note})
	}
	for _, k := range c.at.Keywords {
		add(k, " ", "")
	}
	if c.word == "" && len(c.items) > 0 {
		return // all the functions there are would hide the rest
	}
	for _, f := range c.at.Functions {
		add(f, "(", signature(f))
	}
}

// labels adds the prefix labels that fit the word.
func (c *completer) labels() {
	if strings.ContainsAny(c.word, ":<") || c.word == "" && len(c.items) >= maxCandidates {
		return
	}
	all := maps.Clone(c.s.prefixes.data)
	maps.Copy(all, c.s.prefixes.session)
	maps.Copy(all, c.at.Prefixes)
	if c.word == "" {
		all = maps.Clone(c.s.prefixes.session)
		maps.Copy(all, c.s.prefixes.data)
	}
	for _, label := range slices.Sorted(maps.Keys(all)) {
		if strings.HasPrefix(label, c.word) {
			c.add(Candidate{Text: label + ":", Note: pick(c.word == "", "", all[label])})
		}
	}
}

// declarations adds whole prefix declarations.
func (c *completer) declarations() {
	all := c.s.prefixes.all()
	for _, label := range slices.Sorted(maps.Keys(all)) {
		if strings.HasPrefix(label+":", c.word) {
			c.add(Candidate{Text: label + ": <" + all[label] + ">", After: " "})
		}
	}
}

// namespace adds the IRI of the label that is being declared.
func (c *completer) namespace(head string) {
	head = strings.TrimRight(head, " \t\n")
	label := strings.TrimSuffix(head[strings.LastIndexAny(head, " \t\n")+1:], ":")
	if iri, ok := c.s.prefixes.all()[label]; ok && strings.HasPrefix("<"+iri+">", c.word) {
		c.add(Candidate{Text: "<" + iri + ">", After: " "})
	}
}

// completeTerm completes the argument of a command that takes a term.
func (s *Session) completeTerm(start int, typed string, class bool) Completions {
	c := completer{s: s, snap: s.g.Snapshot(), word: typed, prefixes: s.prefixes.display()}
	c.terms(classTallies(c.snap), "instance")
	if !class {
		c.terms(predicateTallies(c.snap), "triple")
		if strings.ContainsAny(typed, ":<") {
			c.subjects()
		}
	}
	c.items = slices.DeleteFunc(c.items, func(i Candidate) bool { return !strings.ContainsAny(i.Text, ":<") })
	c.labels()
	out := Completions{Start: start, End: start + len(typed), Items: c.items}
	out.cut()
	return out
}

// localName is the part of an IRI after the last # / or :.
func localName(iri string) string { return iri[strings.LastIndexAny(iri, "#/:")+1:] }

// hasPrefixFold is strings.HasPrefix without regard to case.
func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// literalText is a literal as SPARQL writes it; bare numbers stay bare.
func literalText(t graph.Term) string {
	switch t.Datatype() {
	case graph.XSD + "integer", graph.XSD + "decimal", graph.XSD + "boolean":
		if strings.Trim(t.Value(), "0123456789.-truefals") == "" && t.Value() != "" {
			return t.Value()
		}
	}
	return t.NTriples()
}
