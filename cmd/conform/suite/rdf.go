package suite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// RDFRunners has the runners of the RDF test suites' types (rdft:): positive
// and negative syntax, evaluation, and canonical form.
func RDFRunners() map[string]Runner {
	runners := make(map[string]Runner)
	for name, f := range map[string]rdfio.Format{
		"NTriples": rdfio.NTriples, "NQuads": rdfio.NQuads, "Turtle": rdfio.Turtle, "Trig": rdfio.TriG, "XML": rdfio.RDFXML,
	} {
		runners[RDFT+"Test"+name+"PositiveSyntax"] = func(ctx context.Context, t *Test) error { return positive(ctx, t, f) }
		runners[RDFT+"Test"+name+"NegativeSyntax"] = func(ctx context.Context, t *Test) error { return negative(ctx, t, f) }
		runners[RDFT+"Test"+name+"NegativeEval"] = func(ctx context.Context, t *Test) error { return negative(ctx, t, f) }
		runners[RDFT+"Test"+name+"Eval"] = func(ctx context.Context, t *Test) error { return evaluation(ctx, t, f) }
		runners[RDFT+"Test"+name+"PositiveC14N"] = func(ctx context.Context, t *Test) error { return canonical(ctx, t, f) }
	}
	return runners
}

// read reads the document that iri names, as f or, if f is Unknown, as its name
// says, and gives its statements.
func read(ctx context.Context, m *Manifest, iri string, f rdfio.Format) ([]rdfio.Quad, error) {
	path, err := m.File(iri)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if f == rdfio.Unknown {
		f = rdfio.FormatByPath(path)
	}
	var quads []rdfio.Quad
	err = rdfio.Read(ctx, bytes.NewReader(data), f, rdfio.Options{Base: m.Base(iri), File: path}, func(q *rdfio.Quad) error {
		quads = append(quads, *q)
		return nil
	})
	return quads, err
}

// positive wants the action to be read without an error.
func positive(ctx context.Context, t *Test, f rdfio.Format) error {
	_, err := read(ctx, t.Manifest, t.Action.Value, f)
	return err
}

// negative wants the reader to refuse the action, with a place in the text.
func negative(ctx context.Context, t *Test, f rdfio.Format) error {
	_, err := read(ctx, t.Manifest, t.Action.Value, f)
	var e *rdfio.Error
	switch {
	case err == nil:
		return errors.New("the document was accepted")
	case !errors.As(err, &e):
		return fmt.Errorf("not refused by the reader: %w", err)
	case e.Line < 1 || e.Column < 1:
		return fmt.Errorf("the error has no place: %w", err)
	}
	return nil
}

// evaluation wants the action to give the same graph as the result.
func evaluation(ctx context.Context, t *Test, f rdfio.Format) error {
	got, err := read(ctx, t.Manifest, t.Action.Value, f)
	if err != nil {
		return err
	}
	want, err := read(ctx, t.Manifest, t.Result.Value, rdfio.Unknown)
	if err != nil {
		return fmt.Errorf("the expected result: %w", err)
	}
	return compare(got, want)
}

// canonical wants the action, written in canonical form, to be the result byte
// for byte.
func canonical(ctx context.Context, t *Test, f rdfio.Format) error {
	quads, err := read(ctx, t.Manifest, t.Action.Value, f)
	if err != nil {
		return err
	}
	got, err := text(quads, f, rdfio.WriterOptions{Canonical: true})
	if err != nil {
		return err
	}
	path, err := t.Manifest.File(t.Result.Value)
	if err != nil {
		return err
	}
	want, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("canonical form is\n%swant\n%s", got, want)
	}
	return nil
}

// text writes statements as f.
func text(quads []rdfio.Quad, f rdfio.Format, o rdfio.WriterOptions) ([]byte, error) {
	var b bytes.Buffer
	w, err := rdfio.NewWriter(&b, f, o)
	if err != nil {
		return nil, err
	}
	for i := range quads {
		if err := w.Write(&quads[i]); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return b.Bytes(), err
}

// compare wants two lists of statements to be the same dataset.
func compare(got, want []rdfio.Quad) error {
	if graph.Isomorphic(load(got), load(want)) {
		return nil
	}
	g, _ := text(got, rdfio.NQuads, rdfio.WriterOptions{})
	w, _ := text(want, rdfio.NQuads, rdfio.WriterOptions{})
	return fmt.Errorf("got\n%swant\n%s", g, w)
}

// load puts statements into a graph.
func load(quads []rdfio.Quad) *graph.Graph {
	g := graph.New()
	list := make([]graph.Quad, len(quads))
	for i := range quads {
		q := &quads[i]
		list[i] = graph.Quad{Triple: graph.Triple{S: graph.FromRDFIO(&q.S), P: graph.FromRDFIO(&q.P), O: graph.FromRDFIO(&q.O)}, G: graph.FromRDFIO(&q.G)}
	}
	g.AddQuads(list...)
	return g
}
