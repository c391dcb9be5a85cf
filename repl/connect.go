package repl

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// connectCommand turns to a SPARQL endpoint.
func connectCommand() *command {
	c := &command{
		name: "connect", args: "[URL|off]", brief: "send queries and updates to a SPARQL endpoint; off comes back", group: groupData,
		detail: "Prefixes are declared for the endpoint as the shell knows them. Completion is\n" +
			"from a sample of the endpoint's data, fetched in two seconds at most. The other\n" +
			"commands go on to look at the data of this session.",
		example: ".connect http://localhost:1/sparql\n.connect off",
	}
	c.run = func(s *Session, ctx context.Context, args string) error { return s.connect(ctx, c, args) }
	return c
}

// connect chooses whom statements are sent to; without an argument it says who
// that is.
func (s *Session) connect(ctx context.Context, c *command, args string) error {
	switch {
	case args == "" && s.endpoint == nil:
		s.note("not connected: queries are about the data of this session")
	case args == "":
		s.note("connected to %s", visible(s.endpoint.URL()))
	case args == "off":
		s.endpoint, s.far = nil, nil
	case strings.ContainsAny(args, " \t"):
		return c.usage("want one URL or off")
	default:
		e, err := remote.Open(strings.Trim(args, "<>"))
		if err != nil {
			return err
		}
		s.endpoint = e
		s.note("queries and updates go to %s; .connect off comes back", visible(e.URL()))
		s.far = nil
		if s.cfg.Terminal { // elsewhere nobody presses Tab; if somebody does, then
			s.learn(ctx)
		}
	}
	return nil
}

const (
	// sampleTime bounds the questions about what an endpoint has.
	sampleTime = 2 * time.Second
	// sampleTriples is how many of its triples are fetched.
	sampleTriples = 2000
)

// learn fetches what completion goes by while statements go to the endpoint. An
// endpoint that is slow or refuses is asked all the same.
func (s *Session) learn(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, sampleTime)
	defer stop()
	g, err := s.endpoint.Sample(ctx, sampleTriples)
	s.far = g.Snapshot()
	if err != nil {
		s.note("completion knows only part of what is there: %s", visible(err.Error()))
	}
}

// seen is what completion looks at: the session's data or, while statements
// go to an endpoint, the sample of its data.
func (s *Session) seen() *graph.Snapshot {
	if s.endpoint == nil {
		return s.g.Snapshot()
	}
	if s.far == nil {
		s.learn(context.Background())
	}
	return s.far
}

// place is what the prompt says about where statements go.
func (s *Session) place() string {
	if s.endpoint == nil {
		return "trivet"
	}
	if u, err := url.Parse(s.endpoint.URL()); err == nil && u.Host != "" {
		return "trivet " + visible(u.Host)
	}
	return "trivet remote"
}

// runRemote sends a statement to the endpoint and shows the answer. What does
// not parse is not sent.
func (s *Session) runRemote(ctx context.Context, text string) error {
	if len(s.bindings(text)) > 0 {
		return &UsageError{Msg: ".let does not reach an endpoint", Usage: "write the value into the query, or VALUES ?x { … }"}
	}
	defer s.waiting.on("an answer from %s", s.endpoint.URL())()
	prologue := ""
	for _, label := range undeclared(text) {
		if iri, ok := s.prefixes.lookup(label); ok {
			prologue += "PREFIX " + label + ": <" + iri + ">\n"
		}
	}
	o := syntax.Options{Prefixes: s.known(text)}
	if isUpdate(text) {
		if _, err := syntax.ParseUpdate(text, o); err != nil {
			return err
		}
		if !s.mayChangeEndpoint(text) {
			s.note("nothing was sent")
			return nil
		}
		if err := s.endpoint.Update(ctx, prologue+text); err != nil {
			return err
		}
		s.note("done")
		return nil
	}
	q, err := syntax.Parse(text, o)
	if err != nil {
		return err
	}
	return s.askRemote(ctx, q.Form, prologue+text)
}

// askRemote sends a query of a known form.
func (s *Session) askRemote(ctx context.Context, form syntax.Form, text string) error {
	start := s.cfg.Now()
	switch form {
	case syntax.Ask:
		yes, err := s.endpoint.Ask(ctx, text)
		if err != nil {
			return err
		}
		return results.WriteBool(s.out, s.view.rows, yes, s.writeOptions())
	case syntax.Construct, syntax.Describe:
		g, err := s.endpoint.Construct(ctx, text)
		if err != nil {
			return err
		}
		return s.showGraph(g)
	}
	table, err := s.endpoint.Select(ctx, text)
	if err != nil {
		return err
	}
	took := " · " + duration(s.cfg.Now().Sub(start))
	return s.show(ctx, table, func() string { return took })
}
