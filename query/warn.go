package query

import (
	"maps"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Warning is something in a query that is likely a slip, with its place in the
// text and often a way to mend it.
type Warning = syntax.Warning

// Warnings looks for what is likely a slip although the query is valid, in the
// order of the text: a variable that nothing gives a value, a MINUS that shares
// no variable, and, when src is not nil, a predicate, a class or a graph that
// the source does not have. What stands inside SERVICE is asked of no data of
// ours, and is not looked at. Variables given by [Bind] have a value. It costs
// about a look-up for each IRI of the query, and more only for a warning.
func (q *Query) Warnings(src Source, opts ...Option) []Warning {
	if q.tree == nil {
		return nil
	}
	cfg := q.cfg.with(opts)
	return warningsOf(q.text, q.tree, syntax.Warnings(q.tree), src, &cfg, cfg.datasetOf(q.alg.Dataset).Given)
}

// Warnings is [Query.Warnings] for the patterns of an update.
func (u *UpdateQuery) Warnings(src Source, opts ...Option) []Warning {
	cfg := u.cfg.with(opts)
	return warningsOf(u.text, u.tree, syntax.UpdateWarnings(u.tree), src, &cfg, false)
}

// warnings are those of a run's query on its source.
func (r *run) warnings() []Warning {
	if r.query.tree == nil {
		return nil
	}
	if r.far != nil {
		return warningsOf(r.query.text, r.query.tree, syntax.Warnings(r.query.tree), nil, r.cfg, false)
	}
	given := r.cfg.datasetOf(r.alg.Dataset).Given
	return warningsOf(r.query.text, r.query.tree, syntax.Warnings(r.query.tree), r.dict.Snapshot(), r.cfg, given)
}

// warningsOf puts the warnings about the text and about the data together. With
// a loader and a dataset of its own a query may see data that is not in src.
func warningsOf(text string, tree syntax.Node, list []Warning, src Source, cfg *config, given bool) []Warning {
	list = slices.DeleteFunc(list, func(w Warning) bool {
		name := strings.TrimLeft(text[w.Span.Start.Offset:w.Span.End.Offset], "?$")
		return slices.ContainsFunc(cfg.binds, func(b binding) bool { return b.name == name })
	})
	if _, far := src.(Remote); far || src == nil || given && cfg.loader != nil {
		return list
	}
	d := &dataWarner{snap: src.Snapshot(), list: list}
	syntax.Walk(tree, d.visit)
	slices.SortStableFunc(d.list, func(a, b Warning) int { return a.Span.Start.Offset - b.Span.Start.Offset })
	return d.list
}

// dataWarner warns of IRIs of a query that the data does not have.
type dataWarner struct {
	snap  *graph.Snapshot
	views []*graph.View // all graphs, once needed
	list  []Warning
}

// visit looks at a node of the tree; templates and data are not looked into.
func (d *dataWarner) visit(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Service, *syntax.InsertData, *syntax.DeleteData, *syntax.Quads:
		return false
	case *syntax.Query:
		if n.Form == syntax.Construct && !n.Short {
			if n.Pattern != nil {
				syntax.Walk(n.Pattern, d.visit)
			}
			return false
		}
	case *syntax.Property:
		d.property(n)
	case *syntax.PathIRI:
		d.predicate(n.IRI)
	case *syntax.PathNegated:
		return false
	case *syntax.Graph:
		if iri, ok := n.Name.(*syntax.IRI); ok {
			d.graph(iri)
		}
	}
	return true
}

func (d *dataWarner) property(p *syntax.Property) {
	verb, ok := p.Verb.(*syntax.IRI)
	if !ok {
		return
	}
	if verb.Value != graph.RDF+"type" {
		d.predicate(verb)
		return
	}
	for _, o := range p.Objects {
		if iri, ok := o.Term.(*syntax.IRI); ok {
			d.class(iri, verb)
		}
	}
}

// all are the views of all graphs of the source.
func (d *dataWarner) all() []*graph.View {
	if d.views == nil {
		d.views = []*graph.View{d.snap.Default()}
		for _, g := range d.snap.Graphs() {
			d.views = append(d.views, d.snap.Named(g))
		}
	}
	return d.views
}

// occurs reports whether some graph has a triple like that.
func (d *dataWarner) occurs(s, p, o graph.ID) bool {
	return slices.ContainsFunc(d.all(), func(v *graph.View) bool { return v.Count(s, p, o) > 0 })
}

func (d *dataWarner) predicate(iri *syntax.IRI) {
	if id, ok := d.snap.Lookup(graph.NewIRI(iri.Value)); ok && d.occurs(graph.None, id, graph.None) {
		return
	}
	known := map[string]bool{}
	for _, v := range d.all() {
		for _, p := range v.Predicates() {
			known[d.snap.Term(p).Value()] = true
		}
	}
	d.warn(iri, "no triple of the data has the predicate ", known)
}

func (d *dataWarner) class(iri, verb *syntax.IRI) {
	typ, _ := d.snap.Lookup(graph.NewIRI(verb.Value))
	if id, ok := d.snap.Lookup(graph.NewIRI(iri.Value)); ok && typ != graph.None && d.occurs(graph.None, typ, id) {
		return
	}
	known := map[string]bool{}
	for _, v := range d.all() {
		if typ == graph.None {
			break
		}
		objects, _ := v.PairsByObject(typ)
		for i, o := range objects {
			if i == 0 || o != objects[i-1] {
				known[d.snap.Term(o).Value()] = true
			}
		}
	}
	d.warn(iri, "nothing in the data is of class ", known)
}

func (d *dataWarner) graph(iri *syntax.IRI) {
	known := map[string]bool{}
	for _, g := range d.snap.Graphs() {
		known[d.snap.Term(g).Value()] = true
	}
	if !known[iri.Value] {
		d.warn(iri, "the data has no graph ", known)
	}
}

// warn adds a warning about an IRI, with the known one that was likely meant.
func (d *dataWarner) warn(iri *syntax.IRI, msg string, known map[string]bool) {
	w := Warning{Span: iri.At, Msg: msg + iri.String()}
	if near := nearIRI(iri.Value, slices.Sorted(maps.Keys(known))); near != "" {
		written := rewritten(iri, near)
		w.Hint = "did you mean " + written + "?"
		w.Fixes = []syntax.Edit{{Span: iri.At, New: written}}
	}
	d.list = append(d.list, w)
}

// nearIRI is the candidate that was likely meant: one with the same local name
// in another namespace, or else one that is nearly written the same.
func nearIRI(iri string, candidates []string) string {
	same := ""
	for _, c := range candidates {
		if strings.EqualFold(localName(c), localName(iri)) {
			if same != "" {
				same = ""
				break
			}
			same = c
		}
	}
	if same != "" {
		return same
	}
	space := iri[:len(iri)-len(localName(iri))]
	var locals []string
	for _, c := range candidates {
		if strings.HasPrefix(c, space) {
			locals = append(locals, c[len(space):])
		}
	}
	if near := syntax.Nearest(localName(iri), locals); near != "" {
		return space + near
	}
	return syntax.Nearest(iri, candidates)
}

// localName is what stands behind the last # or / of an IRI.
func localName(iri string) string { return iri[strings.LastIndexAny(iri, "#/")+1:] }

// rewritten is another IRI in the way that iri was written, if it can be.
func rewritten(iri *syntax.IRI, other string) string {
	label, local, prefixed := strings.Cut(iri.Short, ":")
	space, fits := strings.CutSuffix(iri.Value, local)
	if rest, ok := strings.CutPrefix(other, space); prefixed && fits && ok && plainName(rest) {
		return label + ":" + rest
	}
	return "<" + other + ">"
}

// plainName reports whether a local name needs no escapes.
func plainName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r != '-' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}
