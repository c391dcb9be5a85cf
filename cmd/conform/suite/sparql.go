package suite

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// The namespaces of SPARQL test manifests.
const (
	QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
	UT = "http://www.w3.org/2009/sparql/tests/test-update#"
	SD = "http://www.w3.org/ns/sparql-service-description#"
)

// SPARQLRunners has the runners of the SPARQL test suites' types: syntax and
// evaluation of queries and updates, and result formats. Types that test a
// server are there too and skip, with the reason.
func SPARQLRunners() map[string]Runner {
	runners := map[string]Runner{
		MF + "QueryEvaluationTest":    queryEvaluation,
		MF + "CSVResultFormatTest":    queryEvaluation,
		MF + "UpdateEvaluationTest":   updateEvaluation,
		UT + "UpdateEvaluationTest":   updateEvaluation,
		MF + "ProtocolTest":           skipping("the SPARQL protocol is tested against a running server"),
		MF + "GraphStoreProtocolTest": skipping("the graph store protocol is tested against a running server"),
		MF + "ServiceDescriptionTest": skipping("service descriptions are tested against a running server"),
	}
	for _, version := range []string{"", "11", "12"} {
		runners[MF+"PositiveSyntaxTest"+version] = querySyntax(true)
		runners[MF+"NegativeSyntaxTest"+version] = querySyntax(false)
		runners[MF+"PositiveUpdateSyntaxTest"+version] = updateSyntax(true)
		runners[MF+"NegativeUpdateSyntaxTest"+version] = updateSyntax(false)
	}
	return runners
}

// skipping is the runner of a type that does not apply here.
func skipping(why string) Runner {
	return func(context.Context, *Test) error { return fmt.Errorf("%w: %s", ErrSkip, why) }
}

// querySyntax wants the query to be accepted, or refused with a place in the text.
func querySyntax(positive bool) Runner {
	return func(_ context.Context, t *Test) error {
		text, base, err := t.requestText(t.Action)
		if err != nil {
			return err
		}
		_, err = query.Parse(text, query.WithBase(base))
		return judge(err, text, positive)
	}
}

// updateSyntax is querySyntax for updates.
func updateSyntax(positive bool) Runner {
	return func(_ context.Context, t *Test) error {
		text, base, err := t.requestText(t.Action)
		if err != nil {
			return err
		}
		_, err = query.ParseUpdate(text, query.WithBase(base))
		return judge(err, text, positive)
	}
}

// judge decides on the error of a parser.
func judge(err error, text string, positive bool) error {
	if positive || err == nil {
		if err == nil && !positive {
			return errors.New("the text was accepted")
		}
		return err
	}
	var e *syntax.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("not refused by the parser: %w", err)
	}
	if at := e.Span.Start; at.Line < 1 || at.Column < 1 || at.Offset < 0 || at.Offset > len(text) {
		return fmt.Errorf("the error has no place in the text: %w", err)
	}
	return nil
}

// requestText reads the query or update that node names: the file's IRI
// itself, or a node with qt:query or ut:request. base is its base IRI.
func (t *Test) requestText(node rdfio.Term) (text, base string, err error) {
	d := t.Manifest.Graph
	for _, p := range [2]string{QT + "query", UT + "request"} {
		if o := d.Object(node, p); o.Kind != 0 {
			node = o
			break
		}
	}
	if node.Kind != rdfio.IRI {
		return "", "", errors.New("the manifest names no query or update for this test")
	}
	path, err := t.Manifest.File(node.Value)
	if err != nil {
		return "", "", err
	}
	data, err := os.ReadFile(path)
	return string(data), t.Manifest.Base(node.Value), err
}
