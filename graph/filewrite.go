package graph

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"sync/atomic"
)

// SaveSnapshot writes the graph's present state to a snapshot file, which Open
// opens in milliseconds. Writers and readers go on meanwhile. A file that exists
// is replaced only when all has been written and is on the disk; after an error,
// also when ctx ends, it is as it was.
func (g *Graph) SaveSnapshot(ctx context.Context, path string) error {
	return g.Snapshot().saveFile(ctx, osFiles(), path, g.prefixes.Load())
}

func (s *Snapshot) saveFile(ctx context.Context, fs files, path string, prefixes *Prefixes) error {
	if !littleEndian() {
		return fmt.Errorf("graph: %s: %w: snapshot files are for little-endian machines", path, errors.ErrUnsupported)
	}
	return fs.replace(path, func(w io.Writer) error {
		f := &fileWriter{ctx: ctx, w: bufio.NewWriterSize(w, 1<<20)}
		f.section(tagHeader, 0, fileHeader())
		f.dictionary(s)
		f.section(tagPrefixes, 0, encodePrefixes(prefixes))
		f.graphs(s)
		return f.finish()
	})
}

// fileWriter writes sections one after the other. The first error stays.
type fileWriter struct {
	ctx     context.Context
	w       *bufio.Writer
	at      uint64
	entries []entry
	err     error
}

// section writes one section in parts, which together are its content.
func (f *fileWriter) section(t tag, owner int, parts ...[]byte) {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	f.begin(t, owner, size)
	for _, p := range parts {
		f.write(p)
	}
}

// begin starts a section of that many bytes: write must give exactly as many.
func (f *fileWriter) begin(t tag, owner, size int) {
	align := wordAlign
	if size >= largeBytes {
		align = pageBytes
	}
	f.pad(align)
	f.entries = append(f.entries, entry{tag: t, owner: uint32(owner), at: f.at, size: uint64(size)})
}

// pad writes zeros up to a multiple of align; they count to the section before.
func (f *fileWriter) pad(align int) {
	if over := int(f.at) % align; over != 0 {
		f.write(make([]byte, align-over))
	}
}

// write adds bytes to the last section, a piece at a time to hear the context.
func (f *fileWriter) write(b []byte) {
	for len(b) > 0 && f.err == nil {
		if f.ctx.Err() != nil {
			f.err = context.Cause(f.ctx)
			return
		}
		piece := b[:min(len(b), 8<<20)]
		b = b[len(piece):]
		last := &f.entries[len(f.entries)-1]
		last.check = checksum(last.check, piece)
		f.at += uint64(len(piece))
		_, f.err = f.w.Write(piece)
	}
}

// finish writes the directory and the footer.
func (f *fileWriter) finish() error {
	f.pad(wordAlign)
	var dir []byte
	for _, e := range f.entries {
		dir = e.append(dir)
	}
	end := footer{at: f.at, entries: uint64(len(f.entries)), size: f.at + uint64(len(dir)) + footBytes, check: checksum(0, dir)}
	if f.err != nil {
		return f.err
	}
	if _, err := f.w.Write(end.append(dir)); err != nil {
		return err
	}
	return f.w.Flush()
}

// dictionary writes the terms that s knows. The arrays may be growing: nothing
// beyond what s can see is looked at.
func (f *fileWriter) dictionary(s *Snapshot) {
	d := s.dict
	m := meta{Seed: d.seed, Docs: uint64(d.docs), Triples: uint64(s.n)}
	spaces := [3]*space{&d.resources, &d.literals, &d.quals}
	tables := [3][]uint64{}
	for i, sp := range spaces {
		m.Terms[i], m.TextEnds[i] = uint64(sp.n), sp.arena.end
		tables[i], m.TableUsed[i] = sp.table.below(sp.n)
	}
	var b bytes.Buffer
	_ = binary.Write(&b, binary.LittleEndian, m) // a Buffer takes everything
	f.section(tagMeta, 0, b.Bytes())
	for i, sp := range spaces {
		f.text(i, &sp.arena)
		f.section(tagEnds, i, pagesOf(sp.ends, sp.n)...)
		f.section(tagBases, i, bytesOf(sp.bases[:(sp.n+pageMask)>>pageShift]))
		f.section(tagTable, i, bytesOf(tables[i]))
	}
	f.section(tagKinds, 0, pagesOf(d.kinds, d.literals.n)...)
	f.numbers(d)
}

// text writes an arena so that positions stay: block after block, the unused
// ends of blocks included.
func (f *fileWriter) text(owner int, a *arena) {
	f.begin(tagText, owner, int(a.end))
	for at := uint64(0); at < a.end; {
		block := a.blocks[at>>blockShift]
		n := min(uint64(max(len(block), blockSize)), a.end-at)
		n = (n + blockSize - 1) &^ (blockSize - 1) // a long text's block is followed by those it runs over
		n = min(n, a.end-at)
		have := min(n, uint64(len(block)))
		f.write(block[:have])
		f.write(make([]byte, n-have))
		at += n
	}
}

// pagesOf is the first n elements of a paged column.
func pagesOf(pages [][]uint32, n int) (parts [][]byte) {
	for _, page := range pages {
		k := min(n, pageSize)
		if k == 0 {
			break
		}
		parts = append(parts, bytesOf(page[:k]))
		n -= k
	}
	return parts
}

// numbers writes the pages that there are, the last one filled up.
func (f *fileWriter) numbers(d *dict) {
	var which []uint32
	var parts [][]byte
	for i, page := range d.numbers.pages {
		n := d.literals.n - i<<pageShift
		if page == nil || n <= 0 {
			continue
		}
		if n < pageSize {
			whole := make([]float64, pageSize)
			for j := copy(whole, page[:n]); j < pageSize; j++ {
				whole[j] = math.Float64frombits(notNumber)
			}
			page = whole
		}
		which, parts = append(which, uint32(i)), append(parts, bytesOf(page))
	}
	f.section(tagNumPages, 0, bytesOf(which))
	f.section(tagNumbers, 0, parts...)
}

// below returns a copy of the table with the entries of ordinals below n only,
// and their number. The newest entries of a bucket come last, so those to keep
// stay in their places.
func (t *table) below(n int) (words []uint64, used uint64) {
	words = make([]uint64, len(t.words))
	clean := &table{words: words}
	for at := 0; at < len(words); at += bucketWords {
		tags := [2]uint64{atomic.LoadUint64(&t.words[at]), atomic.LoadUint64(&t.words[at+1])}
		for i := range bucketEntries {
			tag := tags[i/8] >> (i % 8 * 8) & 0xff
			if tag == 0 {
				break
			}
			if ordinal := t.ordinal(at, i); int(ordinal) < n {
				clean.set(at, i, tag, uint64(ordinal))
				used++
			}
		}
	}
	return words, used
}

// graphs writes all graphs: columns as they are, small graphs in one section.
func (f *fileWriter) graphs(s *Snapshot) {
	var list bytes.Buffer
	var small flat
	names := append([]ID{None}, s.Graphs()...)
	for i, name := range names {
		e := graphEntry{Name: uint32(name)}
		switch r := f.plain(s.view(name).run).(type) {
		case flat:
			e.Count = uint64(len(r))
			small = append(small, r...)
		case *columns:
			e.Kind, e.Count = columnGraph, uint64(r.size())
			if r.spoP.narrow == nil {
				e.Kind = wideGraph
			}
			f.columns(i, r)
		}
		_ = binary.Write(&list, binary.LittleEndian, e)
	}
	f.section(tagGraphs, 0, list.Bytes())
	f.section(tagFlat, 0, bytesOf(small))
}

// plain merges the layers of a run that has some.
func (f *fileWriter) plain(r run) run {
	l, ok := r.(*layered)
	if !ok || f.err != nil {
		return r
	}
	merged, err := l.rebuild(&job{ctx: f.ctx, workers: runtime.GOMAXPROCS(0)})
	f.err = err
	return merged
}

func (f *fileWriter) columns(owner int, c *columns) {
	f.section(tagPreds, owner, bytesOf(c.preds))
	f.section(tagPredOff, owner, bytesOf(c.pOff))
	f.section(tagPsoS, owner, bytesOf(c.psoS))
	f.section(tagPsoO, owner, bytesOf(c.psoO))
	f.section(tagPosO, owner, bytesOf(c.posO))
	f.section(tagPosS, owner, bytesOf(c.posS))
	f.section(tagSpoP, owner, bytesOf(c.spoP.narrow), bytesOf(c.spoP.wide))
	f.section(tagSpoO, owner, bytesOf(c.spoO))
	f.section(tagOpsP, owner, bytesOf(c.opsP.narrow), bytesOf(c.opsP.wide))
	f.section(tagOpsAt, owner, bytesOf(c.opsAt))
	stats := make([]uint64, 0, 3*len(c.stats))
	for _, st := range c.stats {
		stats = append(stats, uint64(st.Triples), uint64(st.Subjects), uint64(st.Objects))
	}
	f.section(tagStats, owner, bytesOf(stats))
	f.index(tagSubjIndex, owner, c.subj)
	f.index(tagObjIndex, owner, c.obj)
}

// index writes a rowIndex in three sections with consecutive tags.
func (f *fileWriter) index(t tag, owner int, x *rowIndex) {
	var list bytes.Buffer
	var off, keys [][]byte
	for slot, n := range x.slot {
		if n == 0 {
			continue
		}
		sec := &x.sections[n-1]
		_ = binary.Write(&list, binary.LittleEndian, sectionEntry{
			Slot: uint32(slot), First: uint32(sec.first), Keys: uint64(len(sec.keys)), Off: uint64(len(sec.off)),
		})
		off, keys = append(off, bytesOf(sec.off)), append(keys, bytesOf(sec.keys))
	}
	f.section(t, owner, list.Bytes())
	f.section(t+1, owner, off...)
	f.section(t+2, owner, keys...)
}

func encodePrefixes(p *Prefixes) (b []byte) {
	for label, iri := range p.All() {
		for _, s := range [2]string{label, iri} {
			b = binary.LittleEndian.AppendUint32(b, uint32(len(s)))
			b = append(b, s...)
		}
	}
	return b
}
