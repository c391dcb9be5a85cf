package repl

import (
	"context"
	"fmt"
	"html"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// pictureCommand draws a query itself.
func pictureCommand() *command {
	c := &command{
		name: "picture", args: "[--svg|--dot|--mermaid|--html] [QUERY] [> FILE]", brief: "draw the pattern of a query as a graph", group: groupExplore,
		detail: "Without QUERY it is the last one. Variables are boxes, properties arrows; what\n" +
			"stands in OPTIONAL, MINUS, UNION or EXISTS says so.",
		example: ".picture SELECT ?n { ?s a ex:Person ; ex:knows [ ex:name ?n ] OPTIONAL { ?s ex:age ?a } FILTER(?a > 3) }", takes: takesQuery,
	}
	c.run = func(s *Session, ctx context.Context, args string) error { return s.drawQuery(c, args) }
	return c
}

// drawQuery draws the pattern of a query to the terminal or a file.
func (s *Session) drawQuery(c *command, args string) error {
	p, err := plotOptions(c, args, pictureExtensions())
	if err != nil {
		return err
	}
	text := p.text
	if text == "" {
		text = s.lastText
	}
	if text == "" || isUpdate(text) {
		return c.usage("there is no query to draw")
	}
	q, err := query.Parse(text, s.options(text)...)
	if err != nil {
		return &statementError{text: text, err: err}
	}
	return s.deliverPicture(c, p, newQueryPicture(q.Tree(), s.prefixes.display()))
}

// queryDrawer builds the picture of a query.
type queryDrawer struct {
	prefixes map[string]string
	byName   map[string]*thing
	things   []*thing
	blanks   map[*syntax.Blank]string
}

// newQueryPicture is a query's pattern as a picture.
func newQueryPicture(q *syntax.Query, prefixes map[string]string) *picture {
	d := &queryDrawer{prefixes: prefixes, byName: map[string]*thing{}, blanks: map[*syntax.Blank]string{}}
	if q.Pattern != nil {
		d.walk(q.Pattern, "")
	}
	o := drawer{things: d.things}
	o.order()
	return &picture{things: o.things}
}

// walk draws the patterns inside a node; note says what they stand in.
func (d *queryDrawer) walk(n syntax.Node, note string) {
	syntax.Walk(n, func(in syntax.Node) bool {
		if in == n {
			return true
		}
		switch in := in.(type) {
		case *syntax.Triples:
			d.properties(d.thing(in.Subject, note), in.Properties, note)
			return false
		case *syntax.Optional:
			d.walk(in.Group, join(note, "optional"))
		case *syntax.Minus:
			d.walk(in.Group, join(note, "minus"))
		case *syntax.Exists:
			d.walk(in.Group, join(note, pick(in.Not, "not exists", "exists")))
		case *syntax.Union:
			for i, g := range in.Groups {
				d.walk(g, join(note, fmt.Sprintf("union %d", i+1)))
			}
		case *syntax.Graph:
			d.walk(in.Group, join(note, "graph "+d.name(in.Name)))
		case *syntax.Service:
			d.walk(in.Group, join(note, "service "+d.name(in.Name)))
		case *syntax.Filter:
			d.filter(in)
			return true // EXISTS may be in it
		default:
			return true
		}
		return false
	})
}

// join puts two notes together.
func join(a, b string) string { return strings.TrimPrefix(a+", "+b, ", ") }

// properties draws properties as arrows, and what is told inside a box.
func (d *queryDrawer) properties(from *thing, list []*syntax.Property, note string) {
	for _, p := range list {
		name := ""
		if p.Path != nil {
			name = p.Path.String()
		} else {
			name = d.name(p.Verb)
		}
		if note != "" {
			name += "  (" + note + ")"
		}
		for _, o := range p.Objects {
			_, isVar := o.Term.(*syntax.Var)
			_, isLiteral := o.Term.(*syntax.Literal)
			switch {
			case isLiteral, (name == "a" || name == "rdf:type") && !isVar:
				from.facts = append(from.facts, fact{strings.Replace(name, "rdf:type", "a", 1), d.name(o.Term)})
			default:
				to := d.thing(o.Term, note)
				if to != from {
					to.into++
				}
				from.arrows = append(from.arrows, arrow{name, to})
			}
		}
	}
}

// filter tells a condition in the box of the first variable it has.
func (d *queryDrawer) filter(f *syntax.Filter) {
	var first *thing
	syntax.Walk(f, func(n syntax.Node) bool {
		if v, ok := n.(*syntax.Var); ok && first == nil {
			first = d.byName["?"+v.Name]
		}
		_, exists := n.(*syntax.Exists)
		return !exists
	})
	if first != nil {
		first.facts = append(first.facts, fact{"FILTER", cutText(strings.TrimPrefix(summaryOf(f.String()), "FILTER "))})
	}
}

// thing is the box of a term.
func (d *queryDrawer) thing(t syntax.Term, note string) *thing {
	name := d.name(t)
	n := d.byName[name]
	if n == nil {
		n = &thing{name: name}
		d.byName[name] = n
		d.things = append(d.things, n)
	}
	switch t := t.(type) {
	case *syntax.PropertyList:
		d.properties(n, t.Properties, note)
	case *syntax.Collection:
		for _, item := range t.Items {
			to := d.thing(item, note)
			to.into++
			n.arrows = append(n.arrows, arrow{"item", to})
		}
	}
	return n
}

// name is a term in few characters. Nodes without a name are numbered.
func (d *queryDrawer) name(t syntax.Term) string {
	switch t := t.(type) {
	case *syntax.IRI:
		if t.Value == rdfType {
			return "a"
		}
		return cutIRIText(visible(shrink(t.Value, d.prefixes)))
	case *syntax.PropertyList:
		return d.blank(t.Node)
	case *syntax.Blank:
		if t.Anon {
			return d.blank(t)
		}
	case *syntax.Literal:
		if c := constant(t); !c.IsAny() {
			return cutText(visible(literalText(c)))
		}
	}
	return cutText(visible(strings.Join(strings.Fields(t.String()), " ")))
}

// blank numbers a node without a name.
func (d *queryDrawer) blank(b *syntax.Blank) string {
	if d.blanks[b] == "" {
		d.blanks[b] = fmt.Sprintf("[%d]", len(d.blanks)+1)
	}
	return d.blanks[b]
}

// cutText cuts a text to what a picture has room for.
func cutText(text string) string {
	if r := []rune(text); len(r) > maxPictureText {
		return string(r[:maxPictureText-1]) + "…"
	}
	return text
}

// cutIRIText cuts an IRI in its middle: its end says most.
func cutIRIText(text string) string {
	if r := []rune(text); len(r) > maxPictureText {
		const tail = maxPictureText * 3 / 5
		return string(r[:maxPictureText-tail-1]) + "…" + string(r[len(r)-tail:])
	}
	return text
}

// pictureExtensions are the endings of files that say how to draw.
func pictureExtensions() map[string]string {
	return map[string]string{
		".svg": "svg", ".dot": "dot", ".gv": "dot", ".mmd": "mermaid", ".mermaid": "mermaid",
		".txt": "tree", ".html": "html", ".htm": "html",
	}
}

// deliverPicture draws a picture in the format asked for.
func (s *Session) deliverPicture(c *command, p plot, drawing *picture) error {
	draw, ok := map[string]func(*picture) string{
		"": (*picture).tree, "tree": (*picture).tree, "svg": (*picture).svg, "dot": (*picture).dot,
		"mermaid": (*picture).mermaid, "html": (*picture).html,
	}[p.format]
	if !ok {
		return c.usage("a graph cannot be drawn as %q: svg, dot, mermaid, html or tree", visible(p.format))
	}
	if drawing.left > 0 {
		s.note("%s more are not drawn", thousands(drawing.left))
	}
	return s.deliver([]byte(draw(drawing)), p.file)
}

// html draws the picture as a page of its own, which loads nothing from
// elsewhere: the drawing, and the same as a tree of text.
func (p *picture) html() string {
	return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Graph</title>\n<style>\n" + planStyle +
		"</style>\n</head>\n<body>\n" + p.svg() + "<pre>" + html.EscapeString(p.tree()) + "</pre>\n</body>\n</html>\n"
}

// hostileFree makes the text of a term fit for pictures: XML has no U+FFFE.
func hostileFree(t graph.Term, text string) string {
	text = visible(strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.NewReplacer("\uFFFE", "\uFFFD", "\uFFFF", "\uFFFD").Replace(text)
	if t.IsIRI() {
		return cutIRIText(text)
	}
	return cutText(text)
}
