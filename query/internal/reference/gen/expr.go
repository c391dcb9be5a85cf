package gen

import (
	"strings"
)

// expr writes an expression, mostly of a truth value. Types are mixed on
// purpose: errors are part of the language.
func (g *Generator) expr(depth, nest int, in scope) string {
	if nest == 0 {
		return g.operand(in)
	}
	sub := func() string { return g.expr(depth, nest-1, in) }
	return g.choose([]choice{
		{30, 0, func() string {
			op := pick(g, []string{"=", "!=", "<", ">", "<=", ">="})
			return "(" + g.value(depth, nest-1, in) + " " + op + " " + g.value(depth, nest-1, in) + ")"
		}},
		{8, 0, func() string { return "(" + sub() + " && " + sub() + ")" }},
		{8, 0, func() string { return "(" + sub() + " || " + sub() + ")" }},
		{6, 0, func() string { return g.span(in) }},
		{6, 0, func() string { return "(! " + sub() + ")" }},
		{8, 0, func() string { return "BOUND(?" + g.known(in) + ")" }},
		{6, 0, func() string { return g.in(depth, nest, in) }},
		{6, Functions, func() string {
			f := pick(g, []string{"isIRI", "isBlank", "isLiteral", "isNumeric"})
			return f + "(" + g.value(depth, nest-1, in) + ")"
		}},
		{5, Functions, func() string {
			f := pick(g, []string{"CONTAINS", "STRSTARTS", "STRENDS", "sameTerm", "LANGMATCHES"})
			return f + "(" + g.value(depth, nest-1, in) + ", " + g.value(depth, nest-1, in) + ")"
		}},
		{2, Functions, func() string {
			pattern := pick(g, []string{"a", "^a", "b$", "[0-9]+", "A", "^ab$", "", "^", "$", "a.?", "(?:k)", "B", "2020", "^2020-01"})
			flags := pick(g, []string{"", `, "i"`, `, "s"`, `, "m"`, `, "q"`, `, "x"`, `, "iq"`})
			return `REGEX(` + g.value(depth, nest-1, in) + `, "` + pattern + `"` + flags + `)`
		}},
		{9, Exists, func() string { return g.exists(depth, in) }},
		{8, 0, func() string { return g.value(depth, nest-1, in) }},
	})
}

// span writes that a variable is between two constants, or beyond one.
func (g *Generator) span(in scope) string {
	v := "?" + g.known(in)
	from := v + pick(g, []string{" > ", " >= "}) + g.constant()
	to := v + pick(g, []string{" < ", " <= "}) + g.constant()
	return "(" + pick(g, []string{from, to, from + " && " + to, to + " && " + from + " && " + v + " != " + g.constant()}) + ")"
}

// exists writes EXISTS or NOT EXISTS with a group of its own.
func (g *Generator) exists(depth int, in scope) string {
	if depth >= g.deepest() {
		return "true"
	}
	text, _ := g.group(depth+1, in)
	return pick(g, []string{"EXISTS ", "NOT EXISTS "}) + text
}

func (g *Generator) in(depth, nest int, in scope) string {
	var list []string
	for range g.between(0, 3) {
		list = append(list, g.value(depth, nest-1, in))
	}
	op := pick(g, []string{" IN (", " NOT IN ("})
	return "(" + g.value(depth, nest-1, in) + op + strings.Join(list, ", ") + "))"
}

// operand writes a variable or a constant.
func (g *Generator) operand(in scope) string {
	if g.chance(65) {
		return "?" + g.known(in)
	}
	return g.constant()
}

// value writes an expression that is no truth value as a rule.
func (g *Generator) value(depth, nest int, in scope) string {
	if nest <= 0 || g.chance(45) {
		return g.operand(in)
	}
	sub := func() string { return g.value(depth, nest-1, in) }
	one := func(names ...string) func() string {
		return func() string { return pick(g, names) + "(" + sub() + ")" }
	}
	return g.choose([]choice{
		{10, 0, func() string {
			return "(" + sub() + pick(g, []string{" + ", " - ", " * ", " / "}) + sub() + ")"
		}},
		{2, 0, func() string { return "(- " + sub() + ")" }},
		{5, 0, func() string { return "COALESCE(" + sub() + ", " + sub() + ")" }},
		{5, Functions, func() string { return "IF(" + g.expr(depth, nest-1, in) + ", " + sub() + ", " + sub() + ")" }},
		{12, Functions, one("STR", "LANG", "DATATYPE", "STRLEN", "UCASE", "LCASE")},
		{5, Functions, one("ABS", "CEIL", "FLOOR", "ROUND")},
		{5, Functions, one("YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TZ", "TIMEZONE")},
		{4, Functions, one("ENCODE_FOR_URI", "MD5", "IRI")},
		{5, Functions, one(cast("integer"), cast("decimal"), cast("double"), cast("string"), cast("boolean"), cast("dateTime"), cast("date"))},
		{4, Functions, func() string { return "CONCAT(" + sub() + ", " + sub() + ")" }},
		{3, Functions, func() string { return pick(g, []string{"STRBEFORE", "STRAFTER"}) + "(" + sub() + ", " + sub() + ")" }},
		{3, Functions, func() string { return "SUBSTR(" + sub() + ", " + pick(g, []string{"1", "2", "0, 2", "2, 1"}) + ")" }},
		{2, Functions, func() string { return `REPLACE(` + sub() + `, "a", "z")` }},
		{2, Functions, func() string { return "STRDT(" + sub() + ", :unknown)" }},
		{2, Functions, func() string { return `STRLANG(` + sub() + `, "de")` }},
	})
}

func cast(name string) string { return "<http://www.w3.org/2001/XMLSchema#" + name + ">" }
