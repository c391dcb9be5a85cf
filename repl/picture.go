package repl

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Bounds of a picture: what is larger helps nobody. The rest is counted.
const (
	maxPictureTriples = 2000
	maxPictureText    = 60 // characters of one term
	maxPictureDepth   = 24 // of the tree
)

// graphCommand draws a graph.
func graphCommand() *command {
	c := &command{
		name: "graph", args: "[--svg|--dot|--mermaid|--html] [QUERY|TERM] [> FILE]", brief: "draw the graph that a CONSTRUCT or DESCRIBE gives, or a thing", group: groupExplore,
		detail: "A TERM is drawn with what is said of it. Without either it is the last query when that\n" +
			"gives a graph, else all the data. FILE's name chooses the format: .svg, .dot, .mmd, .html,\n" +
			"or .txt for the tree.",
		example: ".graph ex:ann\n.graph CONSTRUCT WHERE { ?a ex:knows ?b } > friends.svg", takes: takesQuery,
	}
	c.run = func(s *Session, ctx context.Context, args string) error { return s.drawGraph(ctx, c, args) }
	return c
}

// drawGraph draws the answer of a query to the terminal or a file.
func (s *Session) drawGraph(ctx context.Context, c *command, args string) error {
	p, err := plotOptions(c, args, pictureExtensions())
	if err != nil {
		return err
	}
	g, err := s.graphOf(ctx, c, p.text)
	if err != nil {
		return err
	}
	return s.deliverPicture(c, p, newPicture(g.Snapshot(), s.prefixes.display()))
}

// graphOf is the graph that a query gives; for "" that of the last query when
// it gives one, else the session's.
func (s *Session) graphOf(ctx context.Context, c *command, text string) (*graph.Graph, error) {
	given := text != ""
	if !given {
		if text = s.lastText; text == "" || isUpdate(text) {
			return s.g, nil
		}
	}
	if isTerm(text) {
		return s.graphAround(c, text)
	}
	if isUpdate(text) {
		return nil, c.usage("an update gives no graph")
	}
	text, err := s.withLast(text)
	if err != nil {
		return nil, err
	}
	q, err := query.Parse(text, append(s.options(text), s.bindings(text)...)...)
	if err != nil {
		return nil, &statementError{text: text, err: err}
	}
	if q.Form() != syntax.Construct && q.Form() != syntax.Describe {
		if !given {
			return s.g, nil
		}
		return nil, &UsageError{Msg: "only a CONSTRUCT or DESCRIBE gives a graph", Usage: "CONSTRUCT WHERE { … } gives the triples that a pattern matches"}
	}
	s.tellPrefixes(text)
	res, err := q.Run(ctx, s.g)
	if err != nil {
		return nil, &statementError{text: text, err: err}
	}
	g, err := res.Triples.Graph()
	if err != nil {
		return nil, &statementError{text: text, err: err}
	}
	return g, nil
}

// isTerm reports whether a text is one word that can stand for a thing.
func isTerm(text string) bool {
	return !strings.ContainsAny(text, " \t\n{}\"") && strings.ContainsAny(text, ":<")
}

// graphAround is what is said of a thing and of the blank nodes that are parts
// of it, which nothing else points at; of others only the types.
func (s *Session) graphAround(c *command, text string) (*graph.Graph, error) {
	snap := s.g.Snapshot()
	id, err := s.knownTerm(c, snap, text)
	if err != nil {
		return nil, err
	}
	v, typ, g := snap.Default(), typeOf(snap), graph.New()
	queue, seen := []graph.ID{id}, map[graph.ID]bool{id: true}
	for at := 0; at < len(queue) && g.Len() < maxPictureTriples; at++ {
		node := queue[at]
		whole := at == 0 || v.Count(graph.None, graph.None, node) == 1
		ps, os := v.Row(node, nil, nil)
		for i := range ps {
			if !whole && ps[i] != typ {
				continue
			}
			o := snap.Term(os[i])
			g.Add(graph.Triple{S: snap.Term(node), P: snap.Term(ps[i]), O: o})
			if o.IsBlank() && !seen[os[i]] {
				seen[os[i]] = true
				queue = append(queue, os[i])
			}
		}
	}
	return g, nil
}

// plot is how and where a picture is to be drawn.
type plot struct {
	format string // "": not said
	text   string // the query, or ""
	file   string // "": the terminal
}

// plotOptions reads "[--FORMAT] [QUERY] [> FILE]" and "--FORMAT FILE".
// extensions say which format a file's name stands for.
func plotOptions(c *command, args string, extensions map[string]string) (plot, error) {
	p := plot{text: strings.TrimSpace(args)}
	for strings.HasPrefix(p.text, "--") {
		flag, rest, _ := strings.Cut(p.text, " ")
		p.format, p.text = strings.TrimPrefix(flag, "--"), strings.TrimSpace(rest)
	}
	if word, rest, _ := strings.Cut(p.text, " "); p.format != "" && rest != "" && extensions[strings.ToLower(filepath.Ext(word))] != "" && !strings.ContainsAny(word, "{}?<>") {
		p.file, p.text = word, strings.TrimSpace(rest) // --svg FILE QUERY
	} else if strings.HasPrefix(p.text, "> ") || strings.HasPrefix(p.text, ">") && !strings.ContainsAny(p.text, " \t") {
		p.text, p.file = "", strings.TrimSpace(p.text[1:])
	} else {
		p.text, p.file = splitRedirect(p.text)
	}
	if p.file == "" && p.format != "" && p.text != "" && !strings.ContainsAny(p.text, " \t\n{}<>?$") {
		p.text, p.file = "", p.text // one word is no query
	}
	if p.file != "" && p.format == "" {
		ext := strings.ToLower(filepath.Ext(p.file))
		if p.format = extensions[ext]; p.format == "" {
			return p, c.usage("the name %q does not say which format", visible(p.file))
		}
	}
	return p, nil
}

// deliver writes what was drawn to a file, or to the terminal.
func (s *Session) deliver(data []byte, file string) error {
	if file == "" {
		_, err := s.out.Write(data)
		return err
	}
	if err := os.WriteFile(file, data, 0o666); err != nil {
		return err
	}
	s.note("drawn to %s", visible(file))
	return nil
}

// picture is a graph as it is drawn: things with the facts told in their box,
// and arrows between things.
type picture struct {
	things []*thing
	left   int // triples that are not in it
}

// thing is an IRI or a blank node.
type thing struct {
	name   string
	facts  []fact  // types first, then literals
	arrows []arrow // in the order of their names
	into   int     // how many arrows of others end here
}

// fact is a property whose value is drawn inside the thing's box.
type fact struct{ name, value string }

// text is the fact on one line.
func (f fact) text() string { return f.name + "  " + f.value }

// arrow is a property that leads to another thing.
type arrow struct {
	name string
	to   *thing
}

// newPicture prepares the graphs of a snapshot for drawing: up to
// maxPictureTriples triples, names shortened, everything in an order that
// depends on the contents only.
func newPicture(snap *graph.Snapshot, prefixes map[string]string) *picture {
	d := drawer{prefixes: prefixes, byTerm: map[graph.Term]*thing{}}
	views := []*graph.View{snap.Default()}
	for _, id := range snap.Graphs() {
		views = append(views, snap.Named(id))
	}
	total := 0
	for _, v := range views {
		total += v.Len()
		for _, p := range v.Predicates() {
			subjects, objects := v.Pairs(p)
			for i := range subjects {
				if d.drawn == maxPictureTriples {
					break
				}
				d.drawn++
				d.triple(snap.Term(subjects[i]), snap.Term(p), snap.Term(objects[i]))
			}
		}
	}
	d.order()
	return &picture{things: d.things, left: total - d.drawn}
}

// drawer builds a picture.
type drawer struct {
	prefixes map[string]string
	byTerm   map[graph.Term]*thing
	things   []*thing
	drawn    int
	blanks   int
}

// triple adds one triple.
func (d *drawer) triple(s, p, o graph.Term) {
	from := d.thing(s)
	switch name := d.text(p); {
	case p.Value() == rdfType && o.IsIRI():
		from.facts = append(from.facts, fact{"a", d.text(o)})
	case o.IsIRI() || o.IsBlank():
		to := d.thing(o)
		if to != from {
			to.into++
		}
		from.arrows = append(from.arrows, arrow{name, to})
	default:
		from.facts = append(from.facts, fact{name, d.text(o)})
	}
}

// thing is the box of a term.
func (d *drawer) thing(t graph.Term) *thing {
	if n := d.byTerm[t]; n != nil {
		return n
	}
	n := &thing{name: d.text(t)}
	d.byTerm[t] = n
	d.things = append(d.things, n)
	return n
}

// text is a term in few characters, all of them harmless. Blank nodes are
// numbered, because their labels mean nothing.
func (d *drawer) text(t graph.Term) string {
	text := t.NTriples()
	switch {
	case t.IsIRI():
		text = shrink(t.Value(), d.prefixes)
	case t.IsBlank():
		d.blanks++
		text = "_:" + thousands(d.blanks)
	case t.IsLiteral():
		text = literalText(t)
		if i := strings.LastIndex(text, `"^^<`); i >= 0 {
			text = text[:i+3] + shrink(t.Datatype(), d.prefixes)
		}
	}
	return hostileFree(t, text)
}

// order sorts facts and arrows, and the things: first those that nothing leads to.
func (d *drawer) order() {
	for _, t := range d.things {
		slices.SortStableFunc(t.facts, func(a, b fact) int {
			return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.text(), b.text()))
		})
		slices.SortStableFunc(t.arrows, func(a, b arrow) int {
			return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.to.name, b.to.name))
		})
	}
	slices.SortStableFunc(d.things, func(a, b *thing) int {
		return cmp.Or(cmp.Compare(min(a.into, 1), min(b.into, 1)), cmp.Compare(a.name, b.name))
	})
}

// rank puts the types of a thing before its other facts.
func rank(f fact) int {
	if f.name == "a" {
		return 0
	}
	return 1
}

// tree draws the picture as a tree in text. A thing that was drawn before is
// only named again, with an arrow to say so.
func (p *picture) tree() string {
	if len(p.things) == 0 {
		return "(no triples)\n"
	}
	t := treeDrawing{drawn: map[*thing]bool{}}
	for _, n := range p.things {
		if !t.drawn[n] && (len(n.facts) > 0 || len(n.arrows) > 0) {
			t.thing(n, n.name, "", 0)
		}
	}
	return t.String()
}

// treeDrawing is a tree being drawn.
type treeDrawing struct {
	bytes.Buffer
	drawn map[*thing]bool
}

// thing draws a thing: its line, then what belongs to it, below that lead.
func (t *treeDrawing) thing(n *thing, line, below string, depth int) {
	inside := len(n.facts) + len(n.arrows)
	switch {
	case t.drawn[n] && inside > 0:
		t.WriteString(line + " ↑\n")
		return
	case depth == maxPictureDepth && inside > 0:
		t.WriteString(line + " …\n")
		return
	}
	t.drawn[n] = true
	facts := n.facts
	for len(facts) > 0 && facts[0].name == "a" {
		line += "  a " + facts[0].value
		facts = facts[1:]
	}
	t.WriteString(line + "\n")
	for i, f := range facts {
		last := i == len(facts)-1 && len(n.arrows) == 0
		t.WriteString(below + pick(last, "└─ ", "├─ ") + f.text() + "\n")
	}
	for i, a := range n.arrows {
		last := i == len(n.arrows)-1
		t.WriteString(below + pick(last, "└─ ", "├─ "))
		t.thing(a.to, a.name+" → "+a.to.name, below+pick(last, "   ", "│  "), depth+1)
	}
}
