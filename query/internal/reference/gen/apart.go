package gen

import (
	"fmt"
	"strconv"
)

// apart writes patterns that share no variable with the rest of the group, and
// a condition that links them to it by value: in the group, in an OPTIONAL, in
// EXISTS, or as the negation by OPTIONAL and BOUND.
func (g *Generator) apart(in *scope) string {
	s, o := g.own(), g.own()
	p := g.term(g.iri("p", g.scene.predicates))
	text := fmt.Sprintf("?%s %s ?%s .", s, p, o)
	mine := scope{s, o}
	if g.chance(40) {
		third := g.own()
		text += fmt.Sprintf(" ?%s %s ?%s .", pick(g, mine), g.term(g.iri("p", g.scene.predicates)), third)
		mine.add(third)
	}
	cond := g.link(mine, *in)
	if g.chance(30) {
		cond += " && " + g.link(mine, *in)
	}
	return g.choose([]choice{
		{40, Filters, func() string {
			in.add(mine...)
			return fmt.Sprintf("%s FILTER (%s)", text, cond)
		}},
		{20, Optionals, func() string {
			in.add(mine...)
			return fmt.Sprintf("OPTIONAL { %s FILTER (%s) }", text, cond)
		}},
		{20, Optionals, func() string {
			in.add(mine...)
			return fmt.Sprintf("OPTIONAL { %s FILTER (%s) } FILTER (! BOUND(?%s))", text, cond, pick(g, mine))
		}},
		{20, Exists, func() string {
			return fmt.Sprintf("FILTER %s { %s FILTER (%s) }", pick(g, []string{"EXISTS", "NOT EXISTS"}), text, cond)
		}},
		{1, 0, func() string {
			in.add(mine...)
			return text
		}},
	})
}

// own is a variable that nothing else has.
func (g *Generator) own() string {
	g.labels++
	return "m" + strconv.Itoa(g.labels)
}

// wrapped is an expression of a variable that is often an error, or equal for
// different values.
func (g *Generator) wrapped(v string) string {
	form := pick(g, []string{"%s", "STR(%s)", "STR(%s)", "%s + 1", "STRLEN(STR(%s))", "LANG(%s)", "DATATYPE(%s)", "COALESCE(%s, 1)", "ABS(%s)", "YEAR(%s)", "UCASE(%s)"})
	return fmt.Sprintf(form, v)
}

// link compares a variable of mine with one of others, mostly by =.
func (g *Generator) link(mine, others scope) string {
	op := pick(g, []string{"=", "=", "=", "=", "<", "!=", ">="})
	a, b := "?"+pick(g, mine), "?"+g.known(others)
	switch {
	case g.chance(50):
		a, b = b, a
	case g.has(Functions) && g.chance(15):
		return "sameTerm(" + a + ", " + b + ")"
	case g.has(Functions) && g.chance(30):
		return g.wrapped(a) + " = " + g.wrapped(b)
	}
	return a + " " + op + " " + b
}
