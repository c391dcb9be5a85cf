package query

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Remote is a source elsewhere: queries and updates are sent to it whole, as texts,
// and its answers come back as they are read. A *remote.Endpoint is one, so that
// [Select], [Ask], [Construct], [Describe], [Run], [Update], [Each] and [Collect]
// take it in place of a graph.
//
// The options WithPrefix, WithBase, WithTimeout and WithDataset go along with the
// text; of the limits those of the text and MaxRows hold. [Bind] is refused. What
// else options add, such as functions, is not known there.
type Remote interface {
	// Snapshot is an empty graph: there is no state to be had.
	Source
	// Load sends a document's statements there.
	Load(ctx context.Context, r io.Reader, opts ...graph.LoadOption) error
	// Answer sends a query or an update. ctx ends it, and the reading of its answer.
	Answer(ctx context.Context, q RemoteQuery) (*RemoteAnswer, error)
}

// Target is what can be changed: a *graph.Graph, or a [Remote].
type Target interface {
	Source
	Load(ctx context.Context, r io.Reader, opts ...graph.LoadOption) error
}

// RemoteQuery is a query or update on its way to a [Remote].
type RemoteQuery struct {
	Text            string
	Update          bool
	Form            syntax.Form // of a query
	Defaults, Named []string    // the graphs of WithDataset
}

// RemoteAnswer is the answer to a query: the field of its form is set.
type RemoteAnswer struct {
	From    string                         // who answers
	Vars    []string                       // SELECT: the columns
	Rows    iter.Seq2[[]graph.Term, error] // SELECT; an error comes last
	Bool    bool                           // ASK
	Triples iter.Seq2[graph.Triple, error] // CONSTRUCT and DESCRIBE
	Close   func() error                   // ends the request; may be nil
}

// Errors about sources elsewhere.
var (
	// ErrRemote: what was asked for cannot be had of a source elsewhere.
	ErrRemote = errors.New("not possible with an endpoint")
	// ErrTarget: the target of an update is neither a graph nor a Remote.
	ErrTarget = errors.New("only a *graph.Graph or an endpoint can be updated")
)

// remoteText is the text as it is sent: with the options' prologue, on the text's
// first line, so that the places in an endpoint's errors are those of the text.
func (c *config) remoteText(text string) (string, error) {
	if len(c.binds) > 0 {
		return "", &BindError{Name: c.binds[0].name, Err: fmt.Errorf("%w: write the value into the query, or VALUES", ErrRemote)}
	}
	var b strings.Builder
	if c.base != "" {
		fmt.Fprintf(&b, "BASE <%s> ", c.base)
	}
	for _, label := range slices.Sorted(maps.Keys(c.prefixes)) {
		if strings.Contains(text, label+":") {
			fmt.Fprintf(&b, "PREFIX %s: <%s> ", label, c.prefixes[label])
		}
	}
	return b.String() + text, nil
}

// remoteQuery is a text with its dataset.
func (c *config) remoteQuery(text string) (RemoteQuery, error) {
	text, err := c.remoteText(text)
	q := RemoteQuery{Text: text}
	if c.dataset != nil {
		for _, t := range c.dataset.Default {
			q.Defaults = append(q.Defaults, t.Value())
		}
		for _, t := range c.dataset.Named {
			q.Named = append(q.Named, t.Value())
		}
	}
	return q, err
}

// openRemote sends the query.
func (r *run) openRemote(src Remote) error {
	q, err := r.cfg.remoteQuery(r.query.text)
	if err != nil {
		return err
	}
	q.Form = r.query.form
	if r.far, err = src.Answer(r.ctx, q); err != nil {
		return err
	}
	if r.far.Close == nil {
		r.far.Close = func() error { return nil }
	}
	r.dict = eval.NewDict(src.Snapshot())
	r.alg = r.query.alg
	for _, v := range r.far.Vars {
		r.vars = append(r.vars, algebra.Var(v))
	}
	if r.far.Rows != nil {
		next, stop := iter.Pull2(r.far.Rows)
		r.root = &remoteRows{r: r, next: next, stop: stop}
	}
	return nil
}

// stop ends the run; it may be called again.
func (r *run) stop() {
	if rows, ok := r.root.(*remoteRows); ok {
		rows.stop()
	}
	if r.far != nil {
		_ = r.far.Close() // the answer is not wanted any more
	}
	r.cancel()
	r.keep()
}

// remoteRows is the root of a run elsewhere: an exec.Operator that gives an answer's
// rows. Each batch has a dictionary of its own, so that memory does not grow with the
// answer; rows that were given keep theirs.
type remoteRows struct {
	r    *run
	next func() ([]graph.Term, error, bool)
	stop func()
	out  batch.Batch
	err  error // that ended the rows; given after those before it
}

// Reset is never called: nothing above runs twice.
func (o *remoteRows) Reset() {}

// Next gives up to a batch of rows.
func (o *remoteRows) Next() (*batch.Batch, error) {
	if o.err != nil {
		return nil, o.err
	}
	o.r.dict = eval.NewDict(o.r.dict.Snapshot())
	o.out = batch.Batch{Cols: make([][]graph.ID, len(o.r.vars))}
	for o.out.N < batch.Size {
		row, err, more := o.next()
		if !more {
			break
		}
		if err != nil {
			if o.out.N == 0 {
				return nil, err
			}
			o.err = err
			break
		}
		for c := range o.out.Cols {
			o.out.Cols[c] = append(o.out.Cols[c], o.r.dict.ID(row[c]))
		}
		o.out.N++
	}
	if o.out.N == 0 {
		return nil, nil
	}
	return &o.out, nil
}

// passOn gives the triples of an answer from elsewhere.
func (ts *Triples) passOn() (more bool, err error) {
	for t, err := range ts.run.far.Triples {
		if err != nil {
			return true, err
		}
		if more, err := ts.give(t); !more || err != nil {
			return more, err
		}
	}
	return true, nil
}

// applyRemote sends an update. What it changes is not told.
func (u *UpdateQuery) applyRemote(ctx context.Context, dst Remote, cfg *config) error {
	q, err := cfg.remoteQuery(u.text)
	if err != nil {
		return err
	}
	q.Update = true
	answer, err := dst.Answer(ctx, q)
	if err == nil && answer.Close != nil {
		err = answer.Close()
	}
	return err
}
