package syntax

import (
	"cmp"
	"maps"
	"slices"
)

// Warning is something in a valid query that is likely a slip.
type Warning struct {
	Span  Span
	Msg   string
	Hint  string
	Fixes []Edit // changes that would mend it, or nil
}

// Pretty draws the warning as Error.Pretty draws errors.
func (w Warning) Pretty(text string) string {
	e := Error{Span: w.Span, Msg: w.Msg, Hint: w.Hint, Fixes: w.Fixes}
	return e.Pretty(text)
}

// Warnings looks for variables that are used where nothing gives them a value:
// selected, in a filter, in BIND, in a template, as a key of order or of groups;
// and for a MINUS that takes nothing away because it shares no variable with
// what stands before it. They come in the order of the text, at most a hundred.
// Variables that the caller binds from outside should be taken out by the
// caller.
func Warnings(q *Query) []Warning {
	w := &warner{}
	w.query(q, nil)
	return w.sorted()
}

// UpdateWarnings is Warnings for the patterns and templates of an update.
func UpdateWarnings(u *Update) []Warning {
	w := &warner{}
	for _, op := range u.Operations {
		if m, ok := op.(*Modify); ok {
			bound := w.group(m.Pattern, nil, nil)
			w.uses(m.Delete, bound, "the DELETE template")
			w.uses(m.Insert, bound, "the INSERT template")
		}
	}
	return w.sorted()
}

// maxWarnings is how many warnings are worth reading.
const maxWarnings = 100

// warner collects warnings. Its methods mirror those of checker.
type warner struct{ list []Warning }

// scopes are the variables around the groups of EXISTS, from the outside in.
type scopes []scope

func (s scopes) has(name string) bool {
	return slices.ContainsFunc(s, func(one scope) bool { return one.has(name) })
}

// add adds a warning, as long as there are not too many.
func (w *warner) add(x Warning) {
	if len(w.list) < maxWarnings {
		w.list = append(w.list, x)
	}
}

func (w *warner) sorted() []Warning {
	slices.SortStableFunc(w.list, func(a, b Warning) int { return cmp.Compare(a.Span.Start.Offset, b.Span.Start.Offset) })
	return w.list
}

// unbound warns of a variable without a value.
func (w *warner) unbound(v *Var, where, hint string, bound scope) {
	if len(w.list) == maxWarnings {
		return
	}
	warning := Warning{Span: v.At, Msg: "?" + v.Name + " has no value in " + where, Hint: hint}
	if near := nearest(v.Name, slices.Sorted(maps.Keys(bound))); near != "" && near != v.Name {
		warning.Hint = "did you mean ?" + near + "?"
		warning.Fixes = []Edit{{v.At, "?" + near}}
	}
	w.add(warning)
}

// query looks at a query and gives the variables that it makes visible; outside
// are those that an EXISTS around it brings in.
func (w *warner) query(q *Query, outside scopes) scope {
	bound := scope{}
	if q.Pattern != nil {
		bound = w.group(q.Pattern, outside, nil)
	}
	if q.Values != nil {
		for _, v := range q.Values.Vars {
			bound.add(v.Name)
		}
	}
	for _, k := range q.GroupBy {
		w.expr(k.Expr, bound, outside, "GROUP BY", "")
		if k.Expr == nil && !bound.has(k.Var.Name) && !outside.has(k.Var.Name) {
			w.unbound(k.Var, "GROUP BY", "", bound)
		} else if k.Var != nil {
			bound.add(k.Var.Name)
		}
	}
	out := w.projection(q, bound, outside)
	for _, e := range q.Having {
		w.expr(e, bound, outside, "HAVING", "")
	}
	for _, k := range q.OrderBy {
		w.expr(k.Expr, bound, outside, "ORDER BY", "")
	}
	if q.Form == Construct && !q.Short {
		w.uses(q.Template, bound, "the template")
	}
	for _, t := range q.Targets {
		if v, ok := t.(*Var); ok && !bound.has(v.Name) {
			w.unbound(v, "the pattern", "", bound)
		}
	}
	return out
}

// projection looks at the SELECT clause, adds the names given there to bound,
// and gives what is let through.
func (w *warner) projection(q *Query, bound scope, outside scopes) scope {
	if q.Form != Select || q.Star {
		return bound
	}
	out := scope{}
	for _, item := range q.Projection {
		name := item.Var.Name
		out.add(name)
		if item.Expr != nil {
			w.expr(item.Expr, bound, outside, "SELECT", "")
			bound.add(name)
		} else if !bound.has(name) && !outside.has(name) {
			w.unbound(item.Var, "the pattern, so nothing would be selected for it", "", bound)
		}
	}
	return out
}

// uses warns of the variables of templates that have no value.
func (w *warner) uses(parts any, bound scope, where string) {
	look := func(n Node) bool {
		if v, ok := n.(*Var); ok && !bound.has(v.Name) {
			w.unbound(v, "the pattern, so "+where+" makes no triple with it", "", bound)
		}
		return true
	}
	switch parts := parts.(type) {
	case []*Triples:
		for _, t := range parts {
			Walk(t, look)
		}
	case []*Quads:
		for _, q := range parts {
			Walk(q, look)
		}
	}
}

// expr warns of the variables of an expression that have no value, once each.
// The groups of EXISTS see the values around them.
func (w *warner) expr(e Expr, bound scope, outside scopes, where, hint string) {
	if e == nil {
		return
	}
	seen := scope{}
	Walk(e, func(n Node) bool {
		switch n := n.(type) {
		case *Exists:
			w.group(n.Group, append(slices.Clip(outside), bound), nil)
			return false
		case *Var:
			if !bound.has(n.Name) && !outside.has(n.Name) && !seen.has(n.Name) {
				seen.add(n.Name)
				w.unbound(n, where, hint, bound)
			}
		}
		return true
	})
}

// group looks at a group and gives its variables. Filters also see outside, the
// values around an EXISTS, and left, those to the left of an OPTIONAL.
func (w *warner) group(g *Group, outside scopes, left scope) scope {
	bound := scope{}
	var filters []*Filter
	for _, e := range g.Elements {
		switch e := e.(type) {
		case *Filter:
			filters = append(filters, e)
		case *Bind:
			w.expr(e.Expr, bound, outside, "this BIND", "BIND sees only what stands before it in its group")
			bound.add(e.Var.Name)
		case *Minus:
			w.minus(e, bound, outside)
		case *Optional:
			bound = union(bound, w.group(e.Group, outside, bound))
		default:
			bound = union(bound, w.element(e, outside))
		}
	}
	if len(filters) > 0 {
		seen := union(maps.Clone(bound), maps.Clone(left))
		for _, f := range filters {
			w.expr(f.Expr, seen, outside, "the group of this FILTER", "a filter sees only the variables of its own group")
		}
	}
	return bound
}

// minus warns of a MINUS without common variables.
func (w *warner) minus(m *Minus, bound scope, outside scopes) {
	inside := w.group(m.Group, outside, nil)
	for name := range inside {
		if bound.has(name) || outside.has(name) {
			return
		}
	}
	w.add(Warning{
		Span: Span{m.At.Start, m.Group.At.Start}, Msg: "this MINUS takes nothing away: it shares no variable with what stands before it",
		Hint: "use FILTER NOT EXISTS, or name the same variables",
	})
}

// element looks at any other element and gives its variables.
func (w *warner) element(e Pattern, outside scopes) scope {
	bound := scope{}
	named := func(name Term, g *Group) scope {
		bound = w.group(g, outside, nil)
		if v, ok := name.(*Var); ok {
			bound.add(v.Name)
		}
		return bound
	}
	switch e := e.(type) {
	case *Triples:
		Walk(e, func(n Node) bool {
			if v, ok := n.(*Var); ok {
				bound.add(v.Name)
			}
			return true
		})
	case *Group:
		return w.group(e, outside, nil)
	case *Union:
		for _, g := range e.Groups {
			bound = union(bound, w.group(g, outside, nil))
		}
	case *Graph:
		return named(e.Name, e.Group)
	case *Service:
		return named(e.Name, e.Group)
	case *Data:
		for _, v := range e.Vars {
			bound.add(v.Name)
		}
	case *SubSelect:
		return w.query(e.Query, outside)
	}
	return bound
}
