package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// Errors of a Store.
var (
	// ErrInUse: another process has the folder open.
	ErrInUse = errors.New("the folder is in use by another process")
	// ErrDamagedLog: a log is damaged elsewhere than at its end.
	ErrDamagedLog = errors.New("the update log is damaged")
	// ErrReadOnly: writing the log failed before, so that nothing is changed any
	// more until the store is opened anew.
	ErrReadOnly = errors.New("the store takes no more updates, since its log could not be written")
)

// checkpointBytes is the log's length after which the store is written anew.
const checkpointBytes = 64 << 20

// Store keeps a graph in a folder across restarts and crashes: a snapshot file, and
// a log of the updates since. An update is in the log, and the log forced to the
// disk (fsync), before it takes effect and before its client hears of it; so what
// was acknowledged is there again after a crash, and what was not may be there or
// not, but never in part.
//
// When the log is long, a new one is begun and the graph is written to a new
// snapshot file in the background. A log may be applied to a snapshot that has some
// of its updates already: doing a whole log again changes nothing.
//
// Only updates through a Server are logged, not those made to the graph directly.
type Store struct {
	dir     string
	g       *graph.Graph
	lock    io.Closer
	fresh   bool
	cut     int64                // bytes of an unfinished transaction dropped at opening
	turn    chan struct{}        // taken by who writes, and for what follows
	sync    func(*os.File) error // forces the log to the disk; another one in tests
	log     *logFile
	number  uint64 // of the log that is written
	broken  error
	saving  sync.Mutex
	waiting sync.WaitGroup

	logBytes atomic.Int64
}

// OpenStore opens the store in a folder, or makes one. It is for one process at a
// time. Opening takes the time to map the snapshot and to do the log's updates
// again. The end of a log that a crash has cut inside a transaction is moved to a
// file beside it, whose name ends in ".cut".
func OpenStore(ctx context.Context, dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	st := &Store{dir: dir, lock: lock, turn: make(chan struct{}, 1), sync: (*os.File).Sync}
	if err := st.open(ctx); err != nil {
		lock.Close()
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return st, nil
}

// open finds the newest snapshot and does the logs since it again.
func (st *Store) open(ctx context.Context) error {
	snapshots, err := st.numbered("snapshot-")
	if err != nil {
		return err
	}
	logs, err := st.numbered("log-")
	if err != nil {
		return err
	}
	st.g = graph.New()
	if n := len(snapshots); n > 0 {
		st.number = snapshots[n-1]
		if st.g, err = graph.Open(ctx, st.path("snapshot-", st.number)); err != nil {
			return err
		}
	}
	st.dropBefore(st.number)
	st.dropUnfinished()
	logs = slices.DeleteFunc(logs, func(n uint64) bool { return n < st.number })
	for i, n := range logs {
		if err := st.replay(ctx, n, i == len(logs)-1); err != nil {
			return err
		}
		st.number = n
	}
	if st.log == nil {
		if st.log, err = createLog(st.path("log-", st.number)); err != nil {
			return err
		}
	}
	st.logBytes.Store(st.log.size)
	st.fresh = len(snapshots) == 0 && len(logs) <= 1 && st.log.size == int64(len(logHeader))
	return nil
}

// path is the file of a kind with a number.
func (st *Store) path(kind string, n uint64) string {
	return filepath.Join(st.dir, kind+strconv.FormatUint(n, 10))
}

// numbered lists the numbers of the files of a kind, ascending.
func (st *Store) numbered(kind string) ([]uint64, error) {
	entries, err := os.ReadDir(st.dir)
	if err != nil {
		return nil, err
	}
	var out []uint64
	for _, e := range entries {
		if text, ok := strings.CutPrefix(e.Name(), kind); ok {
			if n, err := strconv.ParseUint(text, 10, 64); err == nil {
				out = append(out, n)
			}
		}
	}
	slices.SortFunc(out, cmp.Compare[uint64])
	return out, nil
}

// replay does a log again. Of the last one the unfinished end is cut off, and it
// stays open for writing.
func (st *Store) replay(ctx context.Context, n uint64, last bool) error {
	name := st.path("log-", n)
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	good, err := replay(ctx, st.g, f)
	if errors.Is(err, errFrame) {
		if err = fmt.Errorf("%w: %s at byte %d", ErrDamagedLog, name, good); last {
			err = st.cutLog(f, name, good)
			good = max(good, int64(len(logHeader)))
		}
	}
	if err != nil || !last {
		return errors.Join(err, f.Close())
	}
	st.log = &logFile{f: f, size: good}
	return nil
}

// cutLog moves what follows good to a file beside the log. A log that ends within
// its header gets a whole one.
func (st *Store) cutLog(f *os.File, name string, good int64) error {
	if _, err := f.Seek(good, io.SeekStart); err != nil {
		return err
	}
	aside, err := os.OpenFile(name+".cut", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	st.cut, err = io.Copy(aside, f)
	if err = errors.Join(err, aside.Sync(), aside.Close()); err != nil {
		return err
	}
	if err := f.Truncate(good); err != nil {
		return err
	}
	if good == 0 {
		if _, err := f.WriteAt([]byte(logHeader), 0); err != nil {
			return err
		}
	}
	return f.Sync()
}

// Graph is the stored graph.
func (st *Store) Graph() *graph.Graph { return st.g }

// Fresh reports whether nothing had been stored in the folder when it was opened.
func (st *Store) Fresh() bool { return st.fresh }

// Cut is how many bytes of an unfinished transaction a crash had left in the log.
func (st *Store) Cut() int64 { return st.cut }

// LogBytes is the length of the log that is written.
func (st *Store) LogBytes() int64 { return st.logBytes.Load() }

// changer makes changes within a transaction and tells the journal of them.
type changer struct {
	tx      *graph.Tx
	journal query.Journal // nil for none
}

// do makes one change.
func (c *changer) do(kind query.ChangeKind, q graph.Quad) error {
	changed := false
	switch kind {
	case query.Insert:
		changed = c.tx.Add(q)
	case query.Delete:
		changed = c.tx.Remove(q)
	case query.Clear:
		changed = c.tx.Clear(q.G)
	case query.Drop:
		changed = c.tx.Drop(q.G)
	case query.Create:
		changed = c.tx.Create(q.G)
	}
	if !changed || c.journal == nil {
		return nil
	}
	return c.journal.Change(kind, q)
}

// change runs a transaction of a job; a nil Store logs nothing.
func (st *Store) change(j *job, g *graph.Graph, f func(*changer) error) error {
	if st == nil {
		return g.Update(func(tx *graph.Tx) error { return f(&changer{tx: tx}) })
	}
	return st.write(j, func(e *entry) error {
		return st.g.Update(func(tx *graph.Tx) error {
			if err := f(&changer{tx, e}); err != nil {
				return err
			}
			return e.Commit()
		})
	})
}

// update applies a SPARQL update; a nil Store logs nothing.
func (st *Store) update(j *job, g *graph.Graph, u *query.UpdateQuery) error {
	if st == nil {
		_, err := u.Apply(j.ctx, g)
		return err
	}
	return st.write(j, func(e *entry) error {
		_, err := u.Apply(j.ctx, st.g, query.WithJournal(e))
		return err
	})
}

// take waits for the turn to write. A job that waits gives its slot up, so that
// queries do not wait for the disk that others' updates wait for.
func (st *Store) take(j *job) error {
	select {
	case st.turn <- struct{}{}:
		return nil
	default:
	}
	j.pause()
	select {
	case st.turn <- struct{}{}:
	case <-j.ctx.Done():
		return context.Cause(j.ctx)
	}
	err := j.resume()
	if err != nil {
		<-st.turn
	}
	return err
}

// write runs a transaction with its entry in the log.
func (st *Store) write(j *job, do func(*entry) error) error {
	if err := st.take(j); err != nil {
		return err
	}
	defer func() { <-st.turn }()
	if st.broken != nil {
		return fmt.Errorf("%w: %w", ErrReadOnly, st.broken)
	}
	e := &entry{log: st.log, force: func(f *os.File) error {
		j.pause() // nothing is computed any more
		return st.sync(f)
	}}
	err := do(e)
	if broken := e.end(err); broken != nil {
		st.broken = broken
	}
	st.logBytes.Store(st.log.size)
	if err == nil && st.log.size > checkpointBytes {
		st.background()
	}
	return err
}

// background starts a checkpoint unless one runs.
func (st *Store) background() {
	if !st.saving.TryLock() {
		return
	}
	st.waiting.Go(func() {
		defer st.saving.Unlock()
		_ = st.checkpoint(context.Background()) // the log stays, and the next update tries again
	})
}

// Checkpoint writes the graph to a new snapshot file and begins a new log. Queries
// and updates go on meanwhile.
func (st *Store) Checkpoint(ctx context.Context) error {
	st.saving.Lock()
	defer st.saving.Unlock()
	return st.checkpoint(ctx)
}

func (st *Store) checkpoint(ctx context.Context) error {
	number, err := st.nextLog()
	if err != nil {
		return err
	}
	if err := st.g.SaveSnapshot(ctx, st.path("snapshot-", number)); err != nil {
		return err
	}
	if err := syncFolder(st.path("snapshot-", number)); err != nil {
		return err
	}
	st.dropBefore(number)
	return nil
}

// nextLog makes later updates go to a new log.
func (st *Store) nextLog() (uint64, error) {
	st.turn <- struct{}{}
	defer func() { <-st.turn }()
	if st.broken != nil {
		return 0, st.broken
	}
	next, err := createLog(st.path("log-", st.number+1))
	if err != nil {
		return 0, err
	}
	st.number++
	err = errors.Join(st.log.f.Sync(), st.log.f.Close())
	st.log = next
	st.logBytes.Store(next.size)
	return st.number, err
}

// dropBefore removes files that a newer snapshot has made useless. One that cannot
// be removed now is removed the next time.
func (st *Store) dropBefore(number uint64) {
	for _, kind := range []string{"snapshot-", "log-"} {
		list, _ := st.numbered(kind)
		for _, n := range list {
			if n < number {
				_ = os.Remove(st.path(kind, n))
			}
		}
	}
}

// dropUnfinished removes snapshot files that a crash has left unfinished. The folder is
// this process's, so nobody writes them.
func (st *Store) dropUnfinished() {
	names, _ := filepath.Glob(filepath.Join(st.dir, ".snapshot-*.tmp-*")) // the pattern is no wrong one
	for _, name := range names {
		_ = os.Remove(name) // or the next time
	}
}

// Close waits for a running checkpoint and closes the log. There must be no more
// updates.
func (st *Store) Close() error {
	st.waiting.Wait()
	st.turn <- struct{}{}
	defer func() { <-st.turn }()
	if st.broken == nil {
		st.broken = os.ErrClosed
	}
	return errors.Join(st.log.f.Close(), st.lock.Close())
}

// syncFolder forces a folder's entries to the disk, after a file in it was made.
func syncFolder(file string) error {
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
