package suite

import (
	"context"
	"fmt"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// dataset builds what node describes in the vocabulary ns (QT or UT): data
// files for the default graph, and graphData for named graphs.
func (t *Test) dataset(ctx context.Context, node rdfio.Term, ns string) (*graph.Graph, error) {
	g := graph.New()
	d := t.Manifest.Graph
	for _, file := range d.Objects(node, ns+"data") {
		if err := t.load(ctx, g, file.Value, graph.Any); err != nil {
			return nil, err
		}
	}
	for _, named := range d.Objects(node, ns+"graphData") {
		file, name, err := t.namedGraph(named, ns)
		if err != nil {
			return nil, err
		}
		if err := t.load(ctx, g, file, name); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// namedGraph reads the two forms of graphData: the IRI of a file, which is the
// graph's name too, and [ graph <file> ; rdfs:label "name" ].
func (t *Test) namedGraph(node rdfio.Term, ns string) (file string, name graph.Term, err error) {
	if node.Kind == rdfio.IRI {
		return node.Value, graph.NewIRI(t.Manifest.Base(node.Value)), nil
	}
	d := t.Manifest.Graph
	of := d.Object(node, ns+"graph")
	if of.Kind != rdfio.IRI {
		of = d.Object(node, ns+"data") // as some manifests have it
	}
	label := d.Object(node, RDFS+"label")
	if of.Kind != rdfio.IRI {
		return "", name, fmt.Errorf("graphData without a file: expected <file> or [ graph <file> ; rdfs:label \"name\" ]")
	}
	if label.Kind == 0 {
		return of.Value, graph.NewIRI(t.Manifest.Base(of.Value)), nil
	}
	return of.Value, graph.NewIRI(label.Value), nil
}

// load reads the file that iri names into g, its default graph as the graph name.
func (t *Test) load(ctx context.Context, g *graph.Graph, iri string, name graph.Term) error {
	path, err := t.Manifest.File(iri)
	if err != nil {
		return err
	}
	opts := []graph.LoadOption{graph.WithBase(t.Manifest.Base(iri))}
	if !name.IsAny() {
		opts = append(opts, graph.WithGraph(name))
	}
	return g.LoadFile(ctx, path, opts...)
}

// fetch is the loader that tests run with: FROM, FROM NAMED and LOAD reach the
// files of the suite and nothing else.
func (t *Test) fetch(ctx context.Context, iri string) (*graph.Graph, error) {
	g := graph.New()
	return g, t.load(ctx, g, iri, graph.Any)
}
