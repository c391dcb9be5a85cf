package fetch

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph"
)

const (
	nsAPI = "http://smartplatforms.org/terms/api#"
	nsRDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
)

// Summary is an api:ResponseSummary: what a container says of a collection.
type Summary struct {
	Total      int           // results after filters, before paging
	Returned   int           // results in this reply
	Processing time.Duration // time the container took
	Next       string        // URL of the next page as sent, unescaped values and all; "" on the last
	Order      []string      // IRIs of the results in page order, when a limit was given
}

// Summaries reads the response summaries of a reply: none for an empty
// collection, two for allergies with exclusions.
func Summaries(g *graph.Graph) []Summary {
	var out []Summary
	for t := range g.Match(graph.Any, graph.NewIRI(nsRDF+"type"), graph.NewIRI(nsAPI+"ResponseSummary")) {
		number := func(name string) int {
			n, _ := strconv.Atoi(object(g, t.S, nsAPI+name).Value())
			return n
		}
		out = append(out, Summary{
			Total: number("totalResultCount"), Returned: number("resultsReturned"),
			Processing: time.Duration(number("processingTimeMs")) * time.Millisecond,
			Next:       object(g, t.S, nsAPI+"nextPageURL").Value(),
			Order:      list(g, object(g, t.S, nsAPI+"resultOrder")),
		})
	}
	return out
}

// object is the first object of a subject's property, or the zero term.
func object(g *graph.Graph, s graph.Term, property string) graph.Term {
	for t := range g.Match(s, graph.NewIRI(property), graph.Any) {
		return t.O
	}
	return graph.Term{}
}

// list reads an RDF collection of IRIs. A broken or circular one ends early.
func list(g *graph.Graph, head graph.Term) []string {
	var out []string
	seen := map[graph.Term]bool{}
	for !head.IsAny() && head.Value() != nsRDF+"nil" && !seen[head] {
		seen[head] = true
		if first := object(g, head, nsRDF+"first"); !first.IsAny() {
			out = append(out, first.Value())
		}
		head = object(g, head, nsRDF+"rest")
	}
	return out
}

// Page is one page of a collection.
type Page struct {
	Graph   *graph.Graph
	Summary Summary // the zero Summary for an empty collection
}

// maxPages ends a container's endless paging.
const maxPages = 100_000

// Pages follows a collection page by page: path as for Get, with a limit, such
// as "/records/1000001/lab_results/?limit=50". It ends after the last page or
// with an error.
func (c *Client) Pages(ctx context.Context, path string) iter.Seq2[*Page, error] {
	return func(yield func(*Page, error) bool) {
		seen := map[string]bool{}
		for path != "" {
			if seen[path] || len(seen) == maxPages {
				yield(nil, fmt.Errorf("%w: the pages lead in a circle", ErrContent))
				return
			}
			seen[path] = true
			p, next, err := c.page(ctx, path)
			if !yield(p, err) || err != nil {
				return
			}
			path = next
		}
	}
}

// page fetches one page and finds the next one's URL.
func (c *Client) page(ctx context.Context, path string) (*Page, string, error) {
	resp, err := c.do(ctx, request{method: http.MethodGet, path: path, accept: rdfAccept})
	if err != nil {
		return nil, "", err
	}
	g, err := resp.Graph(ctx)
	if err != nil {
		return nil, "", err
	}
	p := &Page{Graph: g}
	for _, s := range Summaries(g) {
		if p.Summary.Next == "" {
			p.Summary = s
		}
	}
	next := p.Summary.Next
	if next != "" {
		if next, err = escapeQuery(next); err != nil {
			return nil, "", err
		}
	}
	return p, next, nil
}

// escapeQuery repairs a nextPageURL: containers write its values unescaped,
// and what is signed must be what is sent.
func escapeQuery(raw string) (string, error) {
	base, query, _ := strings.Cut(raw, "?")
	var out []string
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		for _, part := range []*string{&name, &value} {
			if plain, err := url.PathUnescape(*part); err == nil { // a "+" stays one
				*part = plain
			}
			*part = url.QueryEscape(*part)
		}
		if pair != "" {
			out = append(out, name+"="+value)
		}
	}
	if len(out) == 0 {
		return base, nil
	}
	u := base + "?" + strings.Join(out, "&")
	if _, err := url.Parse(u); err != nil {
		return "", &ContentError{URL: withoutQuery(base), Want: "a nextPageURL that is a URL"}
	}
	return u, nil
}
