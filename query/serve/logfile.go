package serve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
)

// A log file is a header and frames. A frame is
//
//	length of the payload   4 bytes, little endian
//	CRC-32C of the payload  4 bytes
//	payload                 a letter, and statements in N-Quads
//
// The letter says what is done with the statements: those of I are inserted,
// those of D deleted; for C (clear), R (remove the graph) and N (new graph) only
// the graph of the one statement counts. K, without statements, ends a
// transaction: frames after the last K have not taken effect.
const (
	logHeader    = "trivet log 1\n\x00\x00\x00"
	frameHeader  = 8
	maxFrame     = 1 << 30
	runBytes     = 256 << 10 // after which a run of inserts or deletes starts a new frame
	spillBytes   = 4 << 20   // after which a transaction's frames go to the file
	commitLetter = 'K'
)

// errFrame: what follows in a log is no whole frame.
var errFrame = errors.New("the log ends inside a record")

// castagnoli is the polynomial's table. The standard library makes it once.
func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// letters are the letters of changes.
func letter(kind query.ChangeKind) byte { return "?IDCRN"[kind] }

// logFile is the log that is written to.
type logFile struct {
	f    *os.File
	size int64 // up to the last commit
}

// createLog makes a new log file that is on the disk when it returns.
func createLog(path string) (*logFile, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	l := &logFile{f: f, size: int64(len(logHeader))}
	if _, err = f.WriteString(logHeader); err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = syncFolder(path)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return l, nil
}

// entry is one transaction on its way into the log. It implements query.Journal.
type entry struct {
	log     *logFile
	kind    query.ChangeKind // of the run
	run     []byte           // statements of one kind, not yet in a frame
	out     []byte           // frames not yet in the file
	written int64            // bytes of frames in the file
	changed bool
	failed  error                // the file could not be written
	force   func(*os.File) error // forces the file to the disk
}

// Change notes a change.
func (e *entry) Change(kind query.ChangeKind, q graph.Quad) error {
	if kind != e.kind || len(e.run) > runBytes || kind > query.Delete {
		if err := e.flushRun(); err != nil {
			return err
		}
	}
	e.kind, e.changed = kind, true
	if kind > query.Delete { // the statement only carries the graph
		g := graph.NewIRI("urn:x")
		q.Triple = graph.Triple{S: g, P: g, O: g}
	}
	e.run = appendQuad(e.run, q)
	return nil
}

// appendQuad appends a statement in N-Quads.
func appendQuad(b []byte, q graph.Quad) []byte {
	for _, t := range [4]graph.Term{q.S, q.P, q.O, q.G} {
		if !t.IsAny() {
			b = append(t.AppendNTriples(b), ' ')
		}
	}
	return append(b, ".\n"...)
}

// flushRun makes a frame of the run.
func (e *entry) flushRun() error {
	if len(e.run) > 0 {
		e.out = appendFrame(e.out, letter(e.kind), e.run)
		e.run = e.run[:0]
	}
	if len(e.out) > spillBytes {
		return e.spill()
	}
	return nil
}

func appendFrame(b []byte, letter byte, statements []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(len(statements)+1))
	sum := crc32.Update(crc32.Checksum([]byte{letter}, castagnoli()), castagnoli(), statements)
	b = binary.LittleEndian.AppendUint32(b, sum)
	return append(append(b, letter), statements...)
}

// spill writes the frames to the file.
func (e *entry) spill() error {
	n, err := e.log.f.WriteAt(e.out, e.log.size+e.written)
	e.written += int64(n)
	e.out = e.out[:0]
	e.failed = err
	return err
}

// Commit writes the transaction's end, and returns when all of it is on the disk.
func (e *entry) Commit() error {
	if !e.changed {
		return nil
	}
	if err := e.flushRun(); err != nil {
		return err
	}
	e.out = appendFrame(e.out, commitLetter, nil)
	if err := e.spill(); err != nil {
		return err
	}
	e.failed = e.force(e.log.f)
	return e.failed
}

// end keeps a transaction that has taken effect, and takes one that has not out of
// the file again. Its error says that the file cannot be trusted any more: after a
// failed write or sync nobody knows what is on the disk.
func (e *entry) end(err error) error {
	if err == nil {
		e.log.size += e.written
		return nil
	}
	if e.written == 0 {
		return e.failed
	}
	return errors.Join(e.failed, e.log.f.Truncate(e.log.size))
}

// replay applies a log's transactions to g and gives the position after the last
// one that is whole. The error is errFrame when more follows that is not.
func replay(ctx context.Context, g *graph.Graph, r io.Reader) (good int64, err error) {
	in := bufio.NewReaderSize(r, 1<<20)
	head := make([]byte, len(logHeader))
	if _, err := io.ReadFull(in, head); err != nil || string(head) != logHeader {
		return 0, errFrame
	}
	good = int64(len(logHeader))
	at := good
	var ops []step
	for {
		if ctx.Err() != nil {
			return good, context.Cause(ctx)
		}
		payload, err := readFrame(in)
		if err == io.EOF && at == good {
			return good, nil
		}
		if err != nil {
			return good, errFrame
		}
		at += frameHeader + int64(len(payload))
		if payload[0] != commitLetter {
			if ops, err = decode(ctx, ops, payload); err != nil {
				return good, err
			}
			continue
		}
		if err := apply(g, ops); err != nil {
			return good, err
		}
		ops, good = ops[:0], at
	}
}

// readFrame reads a frame's payload: io.EOF at the end, errFrame for a frame that
// is not whole.
func readFrame(in *bufio.Reader) ([]byte, error) {
	var head [frameHeader]byte
	if n, err := io.ReadFull(in, head[:]); err != nil {
		if n == 0 && err == io.EOF {
			return nil, io.EOF
		}
		return nil, errFrame
	}
	length := binary.LittleEndian.Uint32(head[:4])
	if length == 0 || length > maxFrame {
		return nil, errFrame
	}
	var payload bytes.Buffer // it grows with what is there, not with what the length says
	if n, err := io.CopyN(&payload, in, int64(length)); err != nil || n != int64(length) {
		return nil, errFrame
	}
	if crc32.Checksum(payload.Bytes(), castagnoli()) != binary.LittleEndian.Uint32(head[4:]) {
		return nil, errFrame
	}
	return payload.Bytes(), nil
}

// step is one change read from a log.
type step struct {
	kind query.ChangeKind
	quad graph.Quad
}

// decode reads a frame's statements.
func decode(ctx context.Context, ops []step, payload []byte) ([]step, error) {
	kind := query.ChangeKind(bytes.IndexByte([]byte("?IDCRN"), payload[0]))
	if kind < query.Insert || kind > query.Create {
		return nil, fmt.Errorf("%w: a record of the unknown kind %q", ErrDamagedLog, payload[0])
	}
	o := rdfio.Options{Limits: rdfio.Limits{MaxTokenBytes: maxFrame, MaxDepth: 10_000}}
	err := rdfio.Read(ctx, bytes.NewReader(payload[1:]), rdfio.NQuads, o, func(q *rdfio.Quad) error {
		t := graph.Quad{Triple: graph.Triple{S: graph.FromRDFIO(&q.S), P: graph.FromRDFIO(&q.P), O: graph.FromRDFIO(&q.O)}}
		if q.G.Kind != 0 {
			t.G = graph.FromRDFIO(&q.G)
		}
		ops = append(ops, step{kind, t})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamagedLog, err)
	}
	return ops, nil
}

// apply does a transaction again.
func apply(g *graph.Graph, ops []step) error {
	return g.Update(func(tx *graph.Tx) error {
		c := changer{tx: tx}
		for _, op := range ops {
			if err := c.do(op.kind, op.quad); err != nil {
				return err
			}
		}
		return nil
	})
}
