package gen

import (
	"strconv"

	"github.com/trivet-rdf/trivet/graph"
)

// base is the namespace of all IRIs, with the prefix ":" in queries.
const base = "http://e/"

// scene is what one case is made of.
type scene struct {
	iris       int  // subjects :s0 ...
	predicates int  // :p0 ...
	graphs     int  // :g0 ..., 0 for none
	blanks     int  // blank nodes
	messy      bool // literals that are equal but not the same, ill-typed ones
	triples    bool // triple terms
	literals   []graph.Term
	total      bool // ORDER BY over all columns is total: no blank nodes, no triple terms
}

// clean are literals of which no two are equal without being the same, and whose
// sums are exact in any order.
func clean() []graph.Term {
	xsd := func(lex, name string) graph.Term { return graph.NewTyped(lex, graph.XSD+name) }
	return []graph.Term{
		xsd("0", "integer"), xsd("1", "integer"), xsd("2", "integer"), xsd("-3", "integer"), xsd("10", "integer"),
		xsd("2.5", "decimal"), xsd("-0.25", "decimal"), xsd("1.5", "double"), xsd("4.0E0", "double"), xsd("0.5", "float"),
		graph.NewLiteral("a"), graph.NewLiteral("b"), graph.NewLiteral("ab"), graph.NewLiteral(""), graph.NewLiteral("12"),
		graph.NewLang("a", "en"), graph.NewLang("b", "fr"), graph.NewLang("chat", "fr"),
		xsd("true", "boolean"), xsd("false", "boolean"),
		xsd("2020-01-02", "date"), xsd("2021-06-30", "date"),
		xsd("2020-01-02T03:04:05Z", "dateTime"), xsd("2022-12-31T23:59:59+01:00", "dateTime"),
	}
}

// messy are literals that are equal to others, or have no value.
func messy() []graph.Term {
	xsd := func(lex, name string) graph.Term { return graph.NewTyped(lex, graph.XSD+name) }
	return []graph.Term{
		xsd("01", "integer"), xsd("1.0", "decimal"), xsd("1", "double"), xsd("+2", "integer"), xsd("2", "byte"),
		xsd("x", "integer"), xsd("", "decimal"), xsd("1", "boolean"), xsd("maybe", "boolean"),
		xsd("NaN", "double"), xsd("INF", "double"), xsd("2020-01-02", "dateTime"),
		xsd("2020-01-02T03:04:05", "dateTime"), xsd("2020-01-02T04:04:05+01:00", "dateTime"), xsd("2020-01-02Z", "date"),
		graph.NewLang("a", "EN"), graph.NewLang("a", "en-GB"), graph.NewDirLang("a", "en", graph.LTR),
		graph.NewTyped("v", base+"unknown"), graph.NewTyped("w", base+"unknown"),
		xsd("P1D", "dayTimeDuration"), xsd("PT24H", "dayTimeDuration"), xsd("10:00:00", "time"), xsd("2020", "gYear"),
	}
}

// times are dates and texts that look like them: with time zones and without, less
// than 14 hours apart and more, with fractions that milliseconds hold and others.
func times() []graph.Term {
	xsd := func(lex, name string) graph.Term { return graph.NewTyped(lex, graph.XSD+name) }
	list := []graph.Term{
		xsd("2020-01-02", "date"), xsd("2020-01-01Z", "date"), xsd("2020-01-02-05:00", "date"), xsd("2020-01-03+14:00", "date"),
		xsd("-0044-03-15", "date"), xsd("2020-02-30", "date"), xsd("12020-01-02", "date"),
	}
	for _, lex := range []string{
		"2020-01-01T23:00:00", "2020-01-02T03:04:05Z", "2020-01-02T04:04:05+01:00", "2020-01-02T03:04:05", "2020-01-02T03:04:05.25Z",
		"2020-01-02T03:04:05.2500001Z", "2020-01-02T24:00:00Z", "2020-01-03T00:00:00Z", "0001-01-01T00:00:00", "9999-12-31T23:59:59-14:00",
		" 2020-01-02T03:04:05Z", "2020-01-02", "2020-01-02Z", "T", "2020", "",
	} {
		list = append(list, xsd(lex, "dateTime"), graph.NewLiteral(lex))
	}
	return list
}

// newScene draws what the case is made of.
func (g *Generator) newScene() scene {
	s := scene{iris: g.between(1, 4), predicates: g.between(1, 3)}
	if g.has(Graphs) && g.chance(35) {
		s.graphs = g.between(1, 2)
	}
	if g.chance(60) {
		s.blanks = g.between(1, 3)
	}
	s.messy = g.chance(35)
	s.triples = g.has(TripleTerms) && g.chance(10)
	s.total = s.blanks == 0 && !s.triples
	pool := clean()
	if s.messy {
		pool = append(pool, messy()...)
	}
	if s.messy && g.chance(35) {
		pool = append(times(), clean()[:5]...)
	}
	for range g.between(2, 8) {
		s.literals = append(s.literals, pick(g, pool))
	}
	return s
}

// data draws the data set.
func (g *Generator) data() []graph.Quad {
	most := map[Size]int{Small: 8, Medium: 20, Large: 60}[g.options.Size]
	var out []graph.Quad
	n := g.between(most/3, most)
	if g.chance(4) {
		n = 0
	}
	for range n {
		q := graph.Quad{Triple: graph.Triple{S: g.subject(), P: g.iri("p", g.scene.predicates), O: g.object()}}
		if g.scene.graphs > 0 && g.chance(50) {
			q.G = g.iri("g", g.scene.graphs)
		}
		out = append(out, q)
	}
	return out
}

func (g *Generator) iri(letter string, n int) graph.Term {
	return graph.NewIRI(base + letter + strconv.Itoa(g.rng.IntN(n)))
}

// subject draws a subject of data.
func (g *Generator) subject() graph.Term {
	if g.scene.blanks > 0 && g.chance(30) {
		return graph.NewBlank("b" + strconv.Itoa(g.rng.IntN(g.scene.blanks)))
	}
	return g.iri("s", g.scene.iris)
}

// object draws an object of data: nodes, so that paths are long, predicates and
// graph names, so that variables there join, literals, and triple terms.
func (g *Generator) object() graph.Term {
	n := g.rng.IntN(100)
	switch {
	case g.scene.triples && n < 15:
		return graph.NewTripleTerm(g.subject(), g.iri("p", g.scene.predicates), pick(g, g.scene.literals))
	case n < 45:
		return g.subject()
	case n < 50:
		return g.iri("p", g.scene.predicates)
	case n < 55 && g.scene.graphs > 0:
		return g.iri("g", g.scene.graphs)
	}
	return pick(g, g.scene.literals)
}
