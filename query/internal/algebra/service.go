package algebra

import "github.com/trivet-rdf/trivet/query/syntax"

// service translates SERVICE. The remote end knows no context solution, so the
// pattern is translated as one of its own.
func (t *translator) service(e *syntax.Service) (Op, error) {
	name, err := t.name(e.Name)
	if err != nil {
		return nil, err
	}
	context := t.context
	t.context = nil
	input, err := t.group(e.Group)
	t.context = context
	if err != nil {
		return nil, err
	}
	text, err := t.expanded(e.Group)
	return &Service{Name: name, Silent: e.Silent, Input: input, Text: text, At: e.Where()}, err
}

// expanded is a group's text with all IRIs in full, so that it can be sent
// without the prologue of this query. The group itself is left alone: its text
// is parsed again, and that tree's prefixed names are forgotten.
func (t *translator) expanded(g *syntax.Group) (string, error) {
	o := syntax.Options{Prefixes: map[string]string{}}
	for _, p := range t.prologue.Prefixes {
		o.Prefixes[p.Label] = p.IRI
	}
	q, err := syntax.Parse("SELECT * WHERE "+g.String(), o)
	if err != nil {
		return "", fail(g, "this pattern cannot be sent to another endpoint: "+err.Error(), "")
	}
	syntax.Walk(q.Pattern, func(n syntax.Node) bool {
		if iri, ok := n.(*syntax.IRI); ok && iri.Short != "a" {
			iri.Short = ""
		}
		return true
	})
	return q.Pattern.String(), nil
}
