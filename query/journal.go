package query

import "github.com/trivet-rdf/trivet/graph"

// ChangeKind says what a change does.
type ChangeKind uint8

// The kinds of change.
const (
	Insert ChangeKind = iota + 1 // a quad that was not there is added
	Delete                       // a quad that was there is removed
	Clear                        // all triples of a graph are removed, it stays
	Drop                         // a graph is removed with its triples
	Create                       // an empty graph is made
)

// Journal hears what an update changes, for those who keep a log of it. The
// changes come in order and are what was done, not what was asked for: doing
// them again, on a graph in the state before, gives the state after, whatever
// RAND, NOW or BNODE gave. They come while the update runs, before anybody sees
// its effect.
type Journal interface {
	// Change tells of one change. For Clear, Drop and Create only q.G counts,
	// the zero Term being the default graph. An error undoes the update.
	Change(kind ChangeKind, q graph.Quad) error
	// Commit is called once when all operations have succeeded, as the last
	// thing before they take effect; an error undoes the update. It is not
	// called for an update that fails.
	Commit() error
}

// WithJournal has j told of what an update changes.
func WithJournal(j Journal) Option { return func(c *config) { c.journal = j } }

// note tells the journal of a change. Its errors wait for commit: no
// SILENT may forgive them.
func (a *applier) note(kind ChangeKind, q graph.Quad) {
	if a.cfg.journal != nil && a.lost == nil {
		a.lost = a.cfg.journal.Change(kind, q)
	}
}

// commit tells the journal that the update has succeeded.
func (a *applier) commit() error {
	if a.lost != nil || a.cfg.journal == nil {
		return a.lost
	}
	return a.cfg.journal.Commit()
}
