package gen

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// variables are the names that patterns share.
var variables = [...]string{"a", "b", "c", "d", "e"}

// scope is the set of variables in scope, in order of first appearance.
type scope []string

func (s *scope) add(names ...string) {
	for _, n := range names {
		if !slices.Contains(*s, n) {
			*s = append(*s, n)
		}
	}
}

// variable draws a variable's name.
func (g *Generator) variable() string { return variables[g.rng.IntN(len(variables))] }

// known draws a variable, mostly one in scope.
func (g *Generator) known(in scope) string {
	if len(in) > 0 && g.chance(85) {
		return pick(g, in)
	}
	return g.variable()
}

// term writes a constant as in a query.
func (g *Generator) term(t graph.Term) string {
	if t.IsIRI() {
		return ":" + strings.TrimPrefix(t.Value(), base)
	}
	if t.IsLiteral() && g.chance(50) {
		v := t.Value()
		switch t.Datatype() {
		case graph.XSD + "integer":
			if _, err := strconv.Atoi(v); err == nil {
				return v
			}
		case graph.XSD + "boolean":
			if v == "true" || v == "false" {
				return v
			}
		}
	}
	return t.NTriples()
}

// constant draws a constant of the scene: no blank node, no triple term.
func (g *Generator) constant() string {
	if g.chance(40) {
		return g.term(g.iri("s", g.scene.iris))
	}
	return g.term(pick(g, g.scene.literals))
}

// size is how many elements a group has at most, at a depth.
func (g *Generator) size(depth int) int {
	n := 2 + int(g.options.Size) - depth/2
	return max(n, 1)
}

// deepest is how deep groups nest.
func (g *Generator) deepest() int { return 2 + int(g.options.Size) }

// group writes { ... } and gives the variables in scope in it. outer are
// variables that filters may speak of though the group does not bind them.
func (g *Generator) group(depth int, outer scope) (string, scope) {
	var in scope
	var parts []string
	for range g.between(1, g.size(depth)) {
		parts = append(parts, g.element(depth, &in, outer))
	}
	if depth == 0 && len(in) == 0 {
		parts = append(parts, g.triples(&in))
	}
	return "{ " + strings.Join(parts, " ") + " }", in
}

// element writes one element of a group and adds what it binds to in.
func (g *Generator) element(depth int, in *scope, outer scope) string {
	deeper := 1
	if depth >= g.deepest() {
		deeper = 0
	}
	nested := func(weight int, f Feature, form string) choice {
		return choice{weight * deeper, f, func() string {
			text, vars := g.group(depth+1, append(slices.Clone(outer), *in...))
			in.add(vars...)
			return fmt.Sprintf(form, text)
		}}
	}
	return g.choose([]choice{
		{40, 0, func() string { return g.triples(in) }},
		nested(14, Optionals, "OPTIONAL %s"),
		nested(3, 0, "%s"),
		{7 * deeper, Unions, func() string { return g.union(depth, in, outer) }},
		{6 * deeper, Minuses, func() string {
			text, _ := g.group(depth+1, *in)
			return "MINUS " + text
		}},
		{14, Filters, func() string { return g.filter(depth, append(slices.Clone(outer), *in...)) }},
		{4 * deeper, 0, func() string { return g.apart(in) }},
		{4, 0, func() string { return g.about(in) }},
		{6, Binds, func() string { return g.bind(depth, in, outer) }},
		{5, Values, func() string { return g.values(in) }},
		{5 * deeper, SubSelects, func() string { return g.subSelect(depth, in) }},
		{8 * deeper * min(g.scene.graphs, 1), Graphs, func() string { return g.graph(depth, in, outer) }},
	})
}

func (g *Generator) union(depth int, in *scope, outer scope) string {
	var parts []string
	for range g.between(2, 3) {
		text, vars := g.group(depth+1, append(slices.Clone(outer), *in...))
		in.add(vars...)
		parts = append(parts, text)
	}
	return strings.Join(parts, " UNION ")
}

func (g *Generator) graph(depth int, in *scope, outer scope) string {
	text, vars := g.group(depth+1, append(slices.Clone(outer), *in...))
	in.add(vars...)
	if g.chance(60) {
		v := g.variable()
		in.add(v)
		return "GRAPH ?" + v + " " + text
	}
	return "GRAPH " + g.term(g.iri("g", g.scene.graphs+1)) + " " + text
}

func (g *Generator) filter(depth int, in scope) string {
	if len(in) > 1 && g.chance(15) {
		return fmt.Sprintf("FILTER ("+pick(g, []string{"?%s = ?%s", "sameTerm(?%s, ?%s)"})+")", pick(g, in), pick(g, in))
	}
	return "FILTER (" + g.expr(depth, 2, in) + ")"
}

// bind writes BIND to a variable that is not in scope; when all are, a new one.
func (g *Generator) bind(depth int, in *scope, outer scope) string {
	target := g.variable()
	if slices.Contains(*in, target) {
		target = g.newVariable()
	}
	g.computed[target] = true
	text := "BIND (" + g.expr(depth, 2, append(slices.Clone(outer), *in...)) + " AS ?" + target + ")"
	in.add(target)
	return text
}

func (g *Generator) newVariable() string {
	g.fresh++
	name := "n" + strconv.Itoa(g.fresh)
	g.computed[name] = true
	return name
}

// values writes inline data of one or two variables, with UNDEF now and then.
func (g *Generator) values(in *scope) string {
	first := g.variable()
	vars := []string{first}
	if second := g.variable(); second != first && g.chance(50) {
		vars = append(vars, second)
	}
	in.add(vars...)
	var rows []string
	for range g.between(1, 3) {
		var row []string
		for range vars {
			if g.chance(15) {
				row = append(row, "UNDEF")
			} else {
				row = append(row, g.constant())
			}
		}
		rows = append(rows, "("+strings.Join(row, " ")+")")
	}
	return "VALUES (?" + strings.Join(vars, " ?") + ") { " + strings.Join(rows, " ") + " }"
}

// triples writes one to three triples.
func (g *Generator) triples(in *scope) string {
	var parts []string
	for range g.between(1, 1+g.rng.IntN(3)) {
		parts = append(parts, g.triple(in))
	}
	return strings.Join(parts, " ")
}

// triple writes one triple pattern, or path pattern.
func (g *Generator) triple(in *scope) string {
	s := g.end(in, true)
	o := g.end(in, false)
	p := g.choose([]choice{
		{70, 0, func() string { return g.term(g.iri("p", g.scene.predicates)) }},
		{12, 0, func() string {
			v := g.variable()
			in.add(v)
			return "?" + v
		}},
		{18, Paths, func() string { return g.path(2) }},
	})
	return s + " " + p + " " + o + " ."
}

// about writes several triples of one constant subject, some of them optional.
func (g *Generator) about(in *scope) string {
	s := g.term(g.iri("s", g.scene.iris))
	var parts []string
	for range g.between(2, 4) {
		o := "?" + g.variable()
		if g.chance(20) {
			o = g.constant()
		} else {
			in.add(o[1:])
		}
		triple := s + " " + g.term(g.iri("p", g.scene.predicates)) + " " + o + " ."
		if g.has(Optionals) && g.chance(25) {
			triple = "OPTIONAL { " + triple + " }"
		}
		parts = append(parts, triple)
	}
	return strings.Join(parts, " ")
}

// end writes a subject or an object.
func (g *Generator) end(in *scope, subject bool) string {
	n := g.rng.IntN(100)
	switch {
	case n < 62:
		v := g.variable()
		in.add(v)
		return "?" + v
	case n < 68:
		g.labels++
		if g.chance(50) {
			return "[]"
		}
		return "_:x" + strconv.Itoa(g.labels)
	case n < 75 && !subject && g.scene.triples:
		inner := g.variable()
		in.add(inner)
		return "<<( " + g.term(g.iri("s", g.scene.iris)) + " " + g.term(g.iri("p", g.scene.predicates)) + " ?" + inner + " )>>"
	case n < 82 && !subject:
		return g.term(pick(g, g.scene.literals))
	}
	return g.term(g.iri("s", g.scene.iris))
}

// path writes a property path.
func (g *Generator) path(depth int) string {
	link := func() string { return g.term(g.iri("p", g.scene.predicates)) }
	if depth == 0 {
		return link()
	}
	pair := func(op string) func() string {
		return func() string { return "(" + g.path(depth-1) + op + g.path(depth-1) + ")" }
	}
	return g.choose([]choice{
		{2, 0, link},
		{2, 0, func() string { return "(^" + g.path(depth-1) + ")" }},
		{3, 0, pair("/")},
		{3, 0, pair("|")},
		{6, 0, func() string { return "(" + g.path(depth-1) + ")" + pick(g, []string{"*", "+", "?"}) }},
		{2, 0, func() string {
			return pick(g, []string{"!" + link(), "!^" + link(), "!(" + link() + "|^" + link() + ")", "!()"})
		}},
	})
}
