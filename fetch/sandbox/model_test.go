package sandbox

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/testdata/oracle"
)

// TestModel: every statement of the calls has a class, every class a comment,
// and what is named is described.
func TestModel(t *testing.T) {
	known := map[string]bool{"sp:MedicalRecord": true, "sp:CodeProvenance": true}
	for _, c := range model() {
		if known[c.name] {
			t.Errorf("%s is described twice", c.name)
		}
		known[c.name] = true
	}
	for _, k := range kinds() {
		if !known["sp:"+k.class] {
			t.Errorf("sp:%s is not described", k.class)
		}
	}
	for _, c := range model() {
		if !strings.HasSuffix(c.comment, ".") {
			t.Errorf("%s: comment %q", c.name, c.comment)
		}
		for _, parent := range c.parents {
			if !known[parent] {
				t.Errorf("%s: parent %s", c.name, parent)
			}
		}
		for _, p := range c.properties {
			if p.comment == "" || !strings.Contains("1?+*", p.count) || p.of != "" && !strings.HasPrefix(p.of, "xsd:") && !known[p.of] {
				t.Errorf("%s: %+v", c.name, p)
			}
		}
	}
}

// theirs reads the restrictions of a class of the SMART ontology, each said in
// pieces: a class of values here, a cardinality there.
func theirs(g *graph.Graph, class string) map[string]property {
	out := map[string]property{}
	for up := range g.Match(graph.NewIRI(class), graph.NewIRI(nsRDFS+"subClassOf"), graph.Any) {
		get := func(name string) string {
			for v := range g.Match(up.O, graph.NewIRI(nsOWL+name), graph.Any) {
				if v.O.IsIRI() || v.O.IsLiteral() {
					return v.O.Value()
				}
			}
			return ""
		}
		name := get("onProperty")
		if name == "" {
			continue
		}
		p := out[name]
		for _, of := range []string{get("allValuesFrom"), get("onClass")} {
			if of != "" && !strings.HasPrefix(of, nsCode) {
				p.of = of
			}
		}
		for count, keys := range map[string][]string{"1": {"cardinality", "qualifiedCardinality"}, "?": {"maxCardinality", "maxQualifiedCardinality"}, "+": {"minCardinality", "minQualifiedCardinality"}} {
			if get(keys[0]) == "1" || get(keys[1]) == "1" {
				p.count = count
			}
		}
		out[name] = p
	}
	return out
}

// TestModelOracle: our classes are those of the SMART ontology: the same
// parents, properties, classes of values and cardinalities.
func TestModelOracle(t *testing.T) {
	g, err := graph.LoadFile(t.Context(), filepath.Join(oracle.SMART(t), "owl", "smart.owl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range model() {
		want := theirs(g, expand(c.name))
		for _, parent := range c.parents {
			above := g.Match(graph.NewIRI(expand(c.name)), graph.NewIRI(nsRDFS+"subClassOf"), graph.NewIRI(expand(parent)))
			found := false
			for range above {
				found = true
			}
			if !found && !slices.Contains([]string{"sp:LabPanel"}, c.name) { // theirs has sp:Panel between
				t.Errorf("%s is no %s", c.name, parent)
			}
		}
		for _, p := range c.properties {
			w, ok := want[expand(p.name)]
			if !ok {
				t.Errorf("%s %s: they have no such property", c.name, p.name)
				continue
			}
			if count := strings.TrimSuffix(p.count, "*"); count != w.count {
				t.Errorf("%s %s: count %q, theirs %q", c.name, p.name, p.count, w.count)
			}
			if of := strings.TrimPrefix(w.of, nsRDFS+"Literal"); !strings.HasPrefix(p.of, "xsd:") && expand(p.of) != of {
				t.Errorf("%s %s: of %q, theirs %q", c.name, p.name, p.of, w.of)
			}
			delete(want, expand(p.name))
		}
		for name := range want {
			t.Errorf("%s: we lack %s", c.name, name)
		}
	}
}
