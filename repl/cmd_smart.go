package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// RecordConfig says how the shell reaches SMART containers.
type RecordConfig struct {
	Client   *fetch.Client                                               // already logged in; nil: not yet
	RecordID string                                                      // the record it is for
	New      func(base string) (*fetch.Client, error)                    // makes the client of .login; nil: .login is refused
	Load     func(ctx context.Context, url string) (*graph.Graph, error) // fetches plain RDF; nil: .fetch takes paths only
}

// recordState is the container the session talks to.
type recordState struct {
	client *fetch.Client
	id     string
}

// smartCommands are the commands about health records.
func smartCommands() []*command {
	fetchCmd := &command{
		name: "fetch", args: "PATH|URL", brief: "load RDF over HTTP; a PATH is of the container of .login, signed", group: groupSMART,
		detail:  "In a PATH {record} stands for the record's id.",
		example: ".fetch /records/{record}/medications/",
	}
	fetchCmd.run = func(s *Session, ctx context.Context, args string) error { return s.fetch(ctx, fetchCmd, args) }
	login := &command{
		name: "login", args: "URL [RECORD]", brief: "log in to a SMART container with the browser", group: groupSMART,
		example: ".login http://localhost:7000 1000001",
	}
	login.run = func(s *Session, ctx context.Context, args string) error { return s.login(ctx, login, args) }
	record := &command{
		name: "record", args: "[ID]", brief: "load a whole record from the container of .login", group: groupSMART,
		example: ".record",
	}
	record.run = func(s *Session, ctx context.Context, args string) error { return s.loadRecord(ctx, record, args) }
	return []*command{fetchCmd, login, record}
}

// errNoLogin says that there is no container yet.
func errNoLogin() error {
	return &UsageError{Msg: "not logged in to a container", Usage: ".login URL does that"}
}

// login brings the user through the dance and makes the record current.
func (s *Session) login(ctx context.Context, c *command, args string) error {
	words := strings.Fields(args)
	if len(words) < 1 || len(words) > 2 {
		return c.usage("want the container's URL and perhaps a record")
	}
	if s.cfg.Record.New == nil {
		return &UsageError{Msg: "this shell cannot log in: it was given no app"}
	}
	client, err := s.cfg.Record.New(words[0])
	if err != nil {
		return err
	}
	o := fetch.LoginOptions{Open: s.openPage}
	if len(words) == 2 {
		o.Record = words[1]
	}
	defer s.waiting.on("consent in the browser")()
	token, err := client.Login(ctx, o)
	if err != nil {
		return err
	}
	if s.record.client != nil {
		s.record.client.Close()
	}
	s.record = recordState{client: client, id: token.RecordID}
	s.note("logged in to %s for record %s; .record loads it", visible(client.APIBase()), visible(token.RecordID))
	return nil
}

// openPage shows a page to the user, or says where it is.
func (s *Session) openPage(url string) error {
	if s.cfg.Open != nil {
		if err := s.cfg.Open(url); err == nil {
			s.note("the browser asks for your consent; waiting (Ctrl-C gives up)")
			return nil
		}
	}
	s.note("open this page in a browser and agree:\n%s\nwaiting (Ctrl-C gives up)", visible(url))
	return nil
}

// fetch loads what a path or URL has.
func (s *Session) fetch(ctx context.Context, c *command, args string) error {
	target := strings.TrimSpace(args)
	if target == "" || strings.ContainsAny(target, " \t") {
		return c.usage("want one path or URL")
	}
	start := s.cfg.Now()
	g, err := s.fetchGraph(ctx, target)
	if err != nil {
		return err
	}
	n, err := s.merge(ctx, g, ".fetch "+target)
	if err != nil {
		return err
	}
	s.note("%s from %s%s", count(n, "new triple"), visible(target), s.took(start))
	return nil
}

// fetchGraph fetches a path of the container, signed, or a URL of anywhere.
func (s *Session) fetchGraph(ctx context.Context, target string) (*graph.Graph, error) {
	defer s.waiting.on("an answer from %s", target)()
	container := s.record.client != nil && strings.HasPrefix(target, s.record.client.APIBase()+"/")
	if strings.Contains(target, "://") && !container {
		if s.cfg.Record.Load == nil {
			return nil, &UsageError{Msg: "this shell does not fetch from the network"}
		}
		return s.cfg.Record.Load(ctx, target)
	}
	if s.record.client == nil {
		return nil, errNoLogin()
	}
	target = strings.ReplaceAll(target, "{record}", s.record.id)
	if !container && !strings.HasPrefix(target, "/") {
		target = "/" + target
	}
	return s.record.client.Graph(ctx, target)
}

// loadRecord loads every collection of a record.
func (s *Session) loadRecord(ctx context.Context, c *command, args string) error {
	id := strings.TrimSpace(args)
	if s.record.client == nil {
		return errNoLogin()
	}
	if strings.ContainsAny(id, "/?# ") {
		return c.usage("want the id of a record")
	}
	if id == "" {
		id = s.record.id
	}
	start := s.cfg.Now()
	defer s.waiting.on("an answer from %s", s.record.client.APIBase())()
	progress := s.newProgress(id)
	defer progress.clear()
	g, err := s.record.client.Record(ctx, id, fetch.WithRecordProgress(func(at fetch.RecordProgress) {
		progress.line(fmt.Sprintf("%s (%d of %d)", at.Collection, at.Done, at.Total))
	}))
	if err != nil {
		return err
	}
	progress.clear()
	n, err := s.merge(ctx, g, ".record "+id)
	if err != nil {
		return err
	}
	s.record.id = id
	s.note("record %s: %s%s", visible(id), count(n, "new triple"), s.took(start))
	return nil
}

// merge adds the contents of another graph. They travel as N-Quads, so that
// their blank nodes stay apart from the session's.
func (s *Session) merge(ctx context.Context, from *graph.Graph, what string) (added int, err error) {
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := from.Save(w, rdfio.NQuads)
		_ = w.CloseWithError(err) // never fails
		done <- err
	}()
	before := s.g.Snapshot()
	err = s.g.Load(ctx, r, graph.WithFormat(rdfio.NQuads), graph.WithName(what))
	_ = r.CloseWithError(errors.New("reader gone")) // never fails
	werr := <-done
	if err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	if werr != nil {
		return 0, werr
	}
	if s.g.Snapshot().Version() != before.Version() {
		s.pushUndo(what, before)
	}
	s.learnPrefixes()
	for label, iri := range from.Prefixes().All() {
		if _, known := s.prefixes.data[label]; !known {
			s.prefixes.data[label] = iri
		}
	}
	return s.g.Len() - before.Len(), nil
}
