package gen

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// prologue stands before every query.
const prologue = "PREFIX : <" + base + ">\n"

// query writes a whole query and tells whether its rows are ordered.
func (g *Generator) query() (text string, ordered bool) {
	form := g.rng.IntN(100)
	switch {
	case form < 8 && g.has(OtherForms):
		where, _ := g.group(0, nil)
		return prologue + "ASK " + where, false
	case form < 16 && g.has(OtherForms):
		where, in := g.group(0, nil)
		return prologue + "CONSTRUCT { " + g.template(in) + " } WHERE " + where, false
	}
	if form >= 94 && g.has(Aggregates) {
		return prologue + g.countedJoin(), false
	}
	body, _, ordered := g.selectQuery(0)
	return prologue + body, ordered
}

// template writes one or two triples of a CONSTRUCT template.
func (g *Generator) template(in scope) string {
	var parts []string
	for range g.between(1, 2) {
		subject := "?" + g.known(in)
		if g.chance(20) {
			subject = "_:t"
		}
		predicate := g.term(g.iri("p", g.scene.predicates))
		if g.chance(20) {
			predicate = "?" + g.known(in)
		}
		parts = append(parts, subject+" "+predicate+" "+g.operand(in)+" .")
	}
	return strings.Join(parts, " ")
}

// subSelect writes { SELECT ... } and adds its columns to in.
func (g *Generator) subSelect(depth int, in *scope) string {
	if len(g.subs) > 0 && g.chance(40) {
		return g.again(in)
	}
	text, columns, _ := g.selectQuery(depth + 1)
	in.add(columns...)
	g.subs = append(g.subs, sub{text, columns})
	return "{ " + text + " }"
}

// sub is a sub-select that was written.
type sub struct {
	text    string
	columns scope
}

// names are the variables and the labels of blank nodes in a text.
var names = regexp.MustCompile(`(\?|_:)[a-z]\w*`)

// again writes a sub-select once more, some of its variables renamed.
func (g *Generator) again(in *scope) string {
	s := pick(g, g.subs)
	renamed := map[string]string{}
	text := names.ReplaceAllStringFunc(s.text, func(name string) string {
		if _, ok := renamed[name]; !ok {
			renamed[name] = name
			switch {
			case name[0] == '_':
				g.labels++
				renamed[name] = "_:y" + strconv.Itoa(g.labels)
			case g.chance(40):
				renamed[name] = "?" + g.newVariable()
			}
		}
		return renamed[name]
	})
	for _, c := range s.columns {
		if as, ok := renamed["?"+c]; ok {
			c = as[1:]
		}
		in.add(c)
	}
	return "{ " + text + " }"
}

// selectQuery writes a SELECT and gives its columns.
func (g *Generator) selectQuery(depth int) (text string, columns scope, ordered bool) {
	where, in := g.group(depth, nil)
	if g.has(Aggregates) && g.chance(25) {
		return g.grouped(where, in)
	}
	distinct := ""
	if g.chance(25) {
		distinct = "DISTINCT "
	}
	if g.chance(35) && len(in) > 0 {
		modifiers, ordered := g.modifiers(in, in, true)
		return "SELECT " + distinct + "* WHERE " + where + modifiers, in, ordered
	}
	var items []string
	seen := slices.Clone(in)
	for range g.between(1, 3) {
		if g.chance(75) {
			v := g.known(in)
			if !slices.Contains(columns, v) {
				items = append(items, "?"+v)
				columns.add(v)
				seen.add(v)
			}
			continue
		}
		e := g.value(depth, 2, seen)
		v := g.newVariable()
		items = append(items, "("+e+" AS ?"+v+")")
		columns.add(v)
		seen.add(v)
	}
	sortable := seen
	if distinct != "" {
		sortable = columns // else the order of the distinct rows is open
	}
	modifiers, ordered := g.modifiers(columns, sortable, true)
	return "SELECT " + distinct + strings.Join(items, " ") + " WHERE " + where + modifiers, columns, ordered
}

// modifiers writes ORDER BY, LIMIT and OFFSET. LIMIT is written with a total
// order only: all columns, each by its value, its text and its type. Without
// expressions the keys are columns: an expression may name a variable that a
// grouped query has only a sample of.
func (g *Generator) modifiers(columns, sortable scope, expressions bool) (text string, ordered bool) {
	if !g.has(Orders) || !g.chance(30) {
		return "", false
	}
	var b strings.Builder
	b.WriteString(" ORDER BY")
	if g.scene.total && g.chance(60) {
		for _, v := range columns {
			key := "?" + v
			if g.chance(30) {
				key = "DESC(" + key + ")"
			}
			b.WriteString(" " + key + " STR(?" + v + ") DATATYPE(?" + v + ") LANG(?" + v + ")")
		}
		if g.chance(70) {
			b.WriteString(" LIMIT " + strconv.Itoa(g.between(0, 4)))
		}
		if g.chance(30) {
			b.WriteString(" OFFSET " + strconv.Itoa(g.between(0, 3)))
		}
		return b.String(), true
	}
	for range g.between(1, 2) {
		kinds := 2
		if expressions {
			kinds = 3
		}
		switch g.rng.IntN(kinds) {
		case 0:
			b.WriteString(" ?" + pick(g, sortable))
		case 1:
			b.WriteString(" DESC(?" + pick(g, sortable) + ")")
		case 2:
			b.WriteString(" (" + g.value(g.deepest(), 1, sortable) + ")")
		}
	}
	return b.String(), true
}

// grouped writes a SELECT with GROUP BY, aggregates and HAVING.
func (g *Generator) grouped(where string, in scope) (text string, columns scope, ordered bool) {
	var keys, by, items []string
	for range g.between(0, 2) {
		if g.chance(70) && len(in) > 0 {
			v := pick(g, in)
			if !slices.Contains(keys, v) {
				keys, by = append(keys, v), append(by, "?"+v)
			}
			continue
		}
		v := g.newVariable()
		keys, by = append(keys, v), append(by, "("+g.value(g.deepest(), 1, in)+" AS ?"+v+")")
	}
	for _, k := range keys {
		if g.chance(80) {
			items = append(items, "?"+k)
			columns.add(k)
		}
	}
	for range g.between(1, 2) {
		v := g.newVariable()
		items = append(items, "("+g.overAggregate(in, keys)+" AS ?"+v+")")
		columns.add(v)
	}
	text = "SELECT " + strings.Join(items, " ") + " WHERE " + where
	if len(by) > 0 {
		text += " GROUP BY " + strings.Join(by, " ")
	}
	if g.chance(25) {
		text += " HAVING (" + g.overAggregate(in, keys) + pick(g, []string{" > ", " = ", " <= "}) + g.constant() + ")"
	}
	modifiers, ordered := g.modifiers(columns, columns, false)
	return text + modifiers, columns, ordered
}

// countedJoin writes a SELECT that counts the solutions of joined triples.
func (g *Generator) countedJoin() string {
	names := []string{"a", "b", "c", "d", "e"}[:g.between(2, 5)]
	var in scope
	end := func() string {
		if g.chance(12) {
			return g.term(g.iri("s", g.scene.iris))
		}
		v := pick(g, names)
		in.add(v)
		return "?" + v
	}
	var where strings.Builder
	for range g.between(2, 6) {
		where.WriteString(end() + " " + g.term(g.iri("p", g.scene.predicates)) + " " + end() + " . ")
	}
	var by, items []string
	for range g.between(0, 2) {
		if len(in) > 0 {
			if v := "?" + pick(g, in); !slices.Contains(by, v) {
				by = append(by, v)
			}
		}
	}
	items = append(append(items, by...), "(COUNT(*) AS ?n)")
	if len(in) > 0 && g.chance(30) {
		items = append(items, "(COUNT(?"+pick(g, in)+") AS ?m)")
	}
	text := "SELECT " + strings.Join(items, " ") + " WHERE { " + where.String() + "}"
	if len(by) > 0 {
		text += " GROUP BY " + strings.Join(by, " ")
	}
	return text
}

// overAggregate writes an aggregate, or an expression over one.
func (g *Generator) overAggregate(in scope, keys []string) string {
	a := g.aggregate(in, keys)
	if g.chance(80) {
		return a
	}
	return "(" + a + pick(g, []string{" + ", " * ", " = "}) + g.constant() + ")"
}

// aggregate writes an aggregate that has one right answer.
func (g *Generator) aggregate(in scope, keys []string) string {
	distinct := ""
	if g.chance(30) {
		distinct = "DISTINCT "
	}
	arg := func() string { return g.value(g.deepest(), 1, in) }
	name := g.known(in)
	number := "?" + name
	if g.computed[name] {
		number = "ROUND(" + number + ")" // else the sum of doubles may depend on the order
	}
	text := "STR(?" + name + ")"
	list := []choice{
		{5, 0, func() string { return "COUNT(" + distinct + "*)" }},
		{6, 0, func() string { return "COUNT(" + distinct + arg() + ")" }},
		{6, 0, func() string { return "SUM(" + distinct + number + ")" }},
		{4, 0, func() string { return "AVG(" + distinct + number + ")" }},
		{8, 0, func() string { return pick(g, []string{"MIN(", "MAX("}) + "?" + name + ")" }},
		{2, 0, func() string { return "SUM(" + distinct + "STRLEN(" + text + "))" }},
		{3, 0, func() string { return `STRLEN(GROUP_CONCAT(` + distinct + text + ` ; SEPARATOR="|"))` }},
	}
	if len(keys) > 0 {
		list = append(list, choice{4, 0, func() string { return "SAMPLE(?" + pick(g, keys) + ")" }})
	}
	return g.choose(list)
}
