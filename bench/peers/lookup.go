package main

import (
	"context"
	"fmt"
	"time"

	"github.com/trivet-rdf/trivet/graph"
)

// lookups is a child's side of looking up the triples of a file: nanoseconds for
// one look-up of each kind, terms being given as terms. Of what is found the first
// hundred are looked at.
func lookups(g *graph.Graph, file string) (map[string]float64, error) {
	wanted, err := graph.LoadFile(context.Background(), file)
	if err != nil {
		return nil, err
	}
	var sample []graph.Triple
	for t := range wanted.Match(graph.Any, graph.Any, graph.Any) {
		sample = append(sample, t)
	}
	found := func(s, p, o graph.Term) (n int) {
		for range g.Match(s, p, o) {
			if n++; n == 100 {
				break
			}
		}
		return n
	}
	kinds := map[string]func(t graph.Triple) int{
		"s p o": func(t graph.Triple) int {
			if g.Has(t) {
				return 1
			}
			return 0
		},
		"s p ?": func(t graph.Triple) int { return found(t.S, t.P, graph.Any) },
		"? p o": func(t graph.Triple) int { return found(graph.Any, t.P, t.O) },
		"s ? ?": func(t graph.Triple) int { return found(t.S, graph.Any, graph.Any) },
	}
	times := map[string]float64{}
	for name, ask := range kinds {
		n, start := 0, time.Now()
		for time.Since(start) < 300*time.Millisecond {
			for _, t := range sample {
				if ask(t) == 0 {
					return nil, fmt.Errorf("peers: not found: %v", t)
				}
			}
			n += len(sample)
		}
		times[name] = float64(time.Since(start).Nanoseconds()) / float64(max(n, 1))
	}
	return times, nil
}
