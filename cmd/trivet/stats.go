package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/graph"
)

// statsCommand is `trivet stats`.
func (a *app) statsCommand() *cobra.Command {
	cmd := a.lookCommand("stats (FILE... | --endpoint URL)", "Say how large files, or an endpoint's data, are and what is in them", 1,
		func(files []string) ([]string, func(*graph.Graph) []string) {
			return files, func(g *graph.Graph) []string {
				return []string{".stats", sizesQuery(g.Snapshot().Stats()), ".classes", ".predicates"}
			}
		}, func(ctx context.Context, e *endpointFlags, _ []string, format string) error {
			return a.statsFar(ctx, e, format)
		})
	cmd.Long = `Say how large files are and what is in them: triples, distinct terms by kind
(small numbers, dates and truth values take no room of their own and are not
counted), the bytes of memory that the parts of the store take, and the classes
and predicates with counts. Of an endpoint the terms and bytes are not known.`
	return cmd
}

// sizesQuery is a query whose answer is the terms by kind and the bytes by part,
// so that they are shown as every other table.
func sizesQuery(st graph.Stats) string {
	b := st.Bytes
	var q strings.Builder
	q.WriteString("SELECT ?what ?count { VALUES (?what ?count) {")
	for _, row := range []struct {
		what string
		n    int
	}{
		{"IRIs", st.IRIs}, {"blank nodes", st.Blanks}, {"literals", st.Literals}, {"triple terms", st.TripleTerms},
		{"bytes of text", b.Text}, {"bytes of text positions", b.Positions}, {"bytes of hash tables", b.Tables},
		{"bytes of literal types", b.Types}, {"bytes of pairs by predicate", b.Pairs}, {"bytes of rows by subject and object", b.Rows},
		{"bytes of small graphs and updates", b.Changes}, {"bytes in all", b.Total()},
	} {
		fmt.Fprintf(&q, " (%q %d)", row.what, row.n)
	}
	q.WriteString(" } }")
	return q.String()
}
