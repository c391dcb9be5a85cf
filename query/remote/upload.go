package remote

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// Defaults of uploads.
const (
	// DefaultBatch is how many statements a request carries. Virtuoso fails at about
	// 2,500 with blank nodes.
	DefaultBatch = 1000
	// DefaultBatchBytes is how long their text may be.
	DefaultBatchBytes = 1 << 20
)

// UploadOptions say how a graph is sent to an endpoint.
type UploadOptions struct {
	// Graph is where the statements of the default graph go; the zero Term is the
	// endpoint's default graph.
	Graph graph.Term
	// GraphStore sends by POST to the Graph Store; otherwise INSERT DATA is used.
	GraphStore bool
	// Batch and BatchBytes bound a request; DefaultBatch and DefaultBatchBytes if 0.
	Batch, BatchBytes int
	// Skip leaves out statements that an earlier upload of the same graph was told
	// were stored: Uploaded.Done of the last progress or of its error.
	Skip int
	// Skolem, an IRI to which labels are appended, names blank nodes. Without it
	// statements that share blank nodes are sent in one request, as the endpoint
	// would otherwise take them for different nodes.
	Skolem string
	// Progress is told after each request.
	Progress func(Uploaded)
}

// Uploaded is how far an upload is.
type Uploaded struct {
	Done     int // statements stored, those skipped included
	Total    int
	Requests int
	Elapsed  time.Duration
}

// UploadError says where an upload ended. With Skip set to Done it can go on. When
// Unsure, the statements after Done may have been stored all the same; sending them
// again does no harm, unless they have blank nodes, which would then be there twice.
type UploadError struct {
	Uploaded
	Unsure bool
	Err    error
}

// Error implements error.
func (e *UploadError) Error() string {
	return fmt.Sprintf("%d of %d statements were stored: %v", e.Done, e.Total, e.Err)
}

// Unwrap gives the cause.
func (e *UploadError) Unwrap() error { return e.Err }

// Upload sends all graphs of src, in bounded requests. The order is always the
// same for the same src, so that an upload can go on where an earlier one ended. A
// request without blank nodes is tried again when it fails as reads are; one with
// them is sent once. The error is an *UploadError, or of the options.
func (e *Endpoint) Upload(ctx context.Context, src query.Source, o UploadOptions) (Uploaded, error) {
	if o.Batch <= 0 {
		o.Batch = DefaultBatch
	}
	if o.BatchBytes <= 0 {
		o.BatchBytes = DefaultBatchBytes
	}
	if _, far := src.(query.Remote); far {
		return Uploaded{}, errors.New("an endpoint cannot be uploaded: fetch its graph with Construct first")
	}
	if o.GraphStore && e.storeURL == "" {
		return Uploaded{}, errNoStore
	}
	u := &upload{e: e, ctx: ctx, o: o, began: time.Now()}
	groups, err := u.gather(src.Snapshot())
	if err != nil {
		return u.Uploaded, err
	}
	for _, g := range groups {
		if err := u.add(g); err != nil {
			return u.Uploaded, err
		}
	}
	return u.Uploaded, u.flush()
}

// group is statements that must be sent together.
type group struct {
	quads  []graph.Quad
	blanks bool
}

// upload is a running upload.
type upload struct {
	Uploaded
	e      *Endpoint
	ctx    context.Context
	o      UploadOptions
	began  time.Time
	skip   int
	batch  []graph.Quad
	size   int
	blanks bool
	partly bool // part of the batch was stored
}

// gather puts the statements in their order and into groups: each statement alone,
// but for those that share blank nodes.
func (u *upload) gather(s *graph.Snapshot) ([]group, error) {
	u.Total, u.skip = s.Len(), u.o.Skip
	var groups []group
	union := newUnion()
	var tied []graph.Quad
	for q := range s.MatchQuads(graph.Any, graph.Any, graph.Any, graph.Any) {
		if u.ctx.Err() != nil {
			return nil, context.Cause(u.ctx)
		}
		if q.G.IsAny() {
			q.G = u.o.Graph
		}
		if u.o.Skolem != "" {
			q = skolemise(q, u.o.Skolem)
		}
		if nodes := blanksOf(nil, q.S, q.O, q.G); len(nodes) > 0 {
			union.tie(nodes)
			tied = append(tied, q)
			continue
		}
		groups = append(groups, group{quads: []graph.Quad{q}})
	}
	at := map[graph.Term]int{}
	for _, q := range tied {
		root := union.find(blanksOf(nil, q.S, q.O, q.G)[0])
		i, known := at[root]
		if !known {
			i = len(groups)
			at[root] = i
			groups = append(groups, group{blanks: true})
		}
		groups[i].quads = append(groups[i].quads, q)
	}
	return groups, nil
}

// blanksOf appends the blank nodes in terms, triple terms included.
func blanksOf(out []graph.Term, terms ...graph.Term) []graph.Term {
	for _, t := range terms {
		if t.IsBlank() {
			out = append(out, t)
		} else if inner, ok := t.Triple(); ok {
			out = blanksOf(out, inner.S, inner.P, inner.O)
		}
	}
	return out
}

// skolemise replaces blank nodes by IRIs.
func skolemise(q graph.Quad, prefix string) graph.Quad {
	var name func(t graph.Term) graph.Term
	name = func(t graph.Term) graph.Term {
		if t.IsBlank() {
			return graph.NewIRI(prefix + t.Value())
		}
		if inner, ok := t.Triple(); ok {
			return graph.NewTripleTerm(name(inner.S), inner.P, name(inner.O))
		}
		return t
	}
	q.S, q.O, q.G = name(q.S), name(q.O), name(q.G)
	return q
}

// union is sets of blank nodes that occur together.
type union struct{ parent map[graph.Term]graph.Term }

func newUnion() *union { return &union{map[graph.Term]graph.Term{}} }

// find is the node that stands for a node's set.
func (u *union) find(t graph.Term) graph.Term {
	root := t
	for u.parent[root] != root {
		if _, known := u.parent[root]; !known {
			u.parent[root] = root
			break
		}
		root = u.parent[root]
	}
	for t != root {
		t, u.parent[t] = u.parent[t], root
	}
	return root
}

// tie puts nodes into one set.
func (u *union) tie(nodes []graph.Term) {
	root := u.find(nodes[0])
	for _, n := range nodes[1:] {
		u.parent[u.find(n)] = root
	}
}

// add adds a group to the batch, which is sent first when it would become too large.
// A group that is too large by itself is sent as it is.
func (u *upload) add(g group) error {
	if u.skip >= len(g.quads) {
		u.skip -= len(g.quads)
		u.Done += len(g.quads)
		return nil
	}
	if u.skip > 0 {
		return fmt.Errorf("an upload cannot go on at statement %d, within statements that share blank nodes", u.o.Skip)
	}
	size := 0
	for _, q := range g.quads {
		size += textSize(q)
	}
	// Blank nodes are sent apart from the rest, which can be sent again.
	if len(u.batch) > 0 && (len(u.batch)+len(g.quads) > u.o.Batch || u.size+size > u.o.BatchBytes || u.blanks != g.blanks) {
		if err := u.flush(); err != nil {
			return err
		}
	}
	u.batch, u.size, u.blanks = append(u.batch, g.quads...), u.size+size, g.blanks
	return nil
}

// textSize is about how long a statement is as text.
func textSize(q graph.Quad) int {
	return len(q.S.Value()) + len(q.P.Value()) + len(q.O.Value()) + len(q.O.Datatype()) + 16
}

// flush sends the batch.
func (u *upload) flush() error {
	if len(u.batch) == 0 {
		return nil
	}
	slices.SortStableFunc(u.batch, func(a, b graph.Quad) int { return cmp.Compare(a.G.Value(), b.G.Value()) })
	err := u.sendUpdate
	if u.o.GraphStore {
		err = u.sendStore
	}
	if err := err(); err != nil {
		_, unsure := again(context.WithoutCancel(u.ctx), err, 0)
		return &UploadError{Uploaded: u.Uploaded, Unsure: unsure || u.partly || u.ctx.Err() != nil, Err: err}
	}
	u.Done += len(u.batch)
	u.batch, u.size = u.batch[:0], 0
	u.Elapsed = time.Since(u.began)
	if u.o.Progress != nil {
		u.o.Progress(u.Uploaded)
	}
	return nil
}

// send sends one request, again if that may be.
func (u *upload) send(r request) error {
	u.Requests++
	if u.blanks {
		return u.e.change(u.ctx, r)
	}
	return u.e.repeatable(u.ctx, r)
}

// sendUpdate sends the batch as INSERT DATA or, as Virtuoso takes no blank nodes
// there, as an INSERT for the one solution of an empty pattern, which is the same.
func (u *upload) sendUpdate() error {
	var b strings.Builder
	head, tail := "INSERT DATA {\n", "}"
	if u.blanks {
		head, tail = "INSERT {\n", "} WHERE {}"
	}
	b.WriteString(head)
	var line []byte
	for i, q := range u.batch {
		if i > 0 && !u.batch[i-1].G.IsAny() && u.batch[i-1].G != q.G {
			b.WriteString("}\n")
		}
		if !q.G.IsAny() && (i == 0 || u.batch[i-1].G != q.G) {
			b.WriteString("GRAPH " + q.G.NTriples() + " {\n")
		}
		line = appendTriple(line[:0], q.Triple)
		b.Write(line)
	}
	if !u.batch[len(u.batch)-1].G.IsAny() {
		b.WriteString("}\n")
	}
	b.WriteString(tail)
	return u.send(request{field: "update", text: b.String(), accept: "*/*", url: u.e.updateURL})
}

// sendStore sends the batch to the Graph Store, a request for each graph. Statements
// that share blank nodes across graphs lose that.
func (u *upload) sendStore() error {
	u.partly = false
	for from := 0; from < len(u.batch); {
		to := from
		var text []byte
		for ; to < len(u.batch) && u.batch[to].G == u.batch[from].G; to++ {
			text = appendTriple(text, u.batch[to].Triple)
		}
		address, err := u.e.graphURL(u.batch[from].G)
		if err != nil {
			return err
		}
		if err := u.send(request{method: http.MethodPost, url: address, media: typeNTriples, text: string(text)}); err != nil {
			return err
		}
		from, u.partly = to, true
	}
	return nil
}
