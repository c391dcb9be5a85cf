package graph

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"runtime"
	"slices"
	"unicode/utf8"
)

// Open opens a snapshot file that SaveSnapshot wrote. The file is mapped into
// memory, not read: the graph is there as soon as checksums and structure have
// been verified, which is done at about the speed of memory, and shares the
// operating system's copy of the file with other processes. The graph can be
// updated; the file does not change. The mapping stays, even when the file is
// removed or replaced by SaveSnapshot, until the graph, its snapshots, and every
// term and slice that came from them are garbage; there is nothing to close. A
// program that writes over the file in place can crash this one.
//
// Errors wrap ErrNotSnapshot, ErrVersion or ErrCorrupt, or come from the
// operating system.
func Open(ctx context.Context, path string) (*Graph, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	head := make([]byte, min(info.Size(), pageBytes))
	if _, err := f.ReadAt(head, 0); err != nil {
		return nil, err
	}
	if err := checkHead(head, info.Size()); err != nil {
		return nil, fmt.Errorf("graph: %s: %w", path, err)
	}
	data, err := mapFile(f, int(info.Size()))
	if err != nil {
		return nil, fmt.Errorf("graph: %s: %w", path, err)
	}
	g, err := openData(ctx, data)
	if err != nil {
		return nil, fmt.Errorf("graph: %s: %w", path, err)
	}
	return g, nil
}

// checkHead looks at the first page before anything else is believed.
func checkHead(head []byte, size int64) error {
	switch {
	case !IsSnapshotFile(head):
		return fmt.Errorf("%w: it does not start like one; load other formats with Load", ErrNotSnapshot)
	case size < pageBytes+footBytes:
		return corrupt("it is cut off after %d bytes", size)
	case binary.LittleEndian.Uint32(head[12:]) != byteOrder:
		return corrupt("its byte order is not known")
	}
	if v := binary.LittleEndian.Uint32(head[8:]); v < 1 || v > fileVersion {
		return fmt.Errorf("%w: it has version %d, this program reads versions 1 to %d; save it again with the program that wrote it to another format",
			ErrVersion, v, fileVersion)
	}
	return nil
}

func corrupt(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrCorrupt}, args...)...)
}

// openData makes a graph of a file's content, which it keeps.
func openData(ctx context.Context, data []byte) (*Graph, error) {
	if !littleEndian() {
		return nil, fmt.Errorf("%w: this machine is not little-endian", ErrVersion)
	}
	r := &fileReader{job: &job{ctx: ctx, workers: runtime.GOMAXPROCS(0)}, data: data}
	if err := r.directory(); err != nil {
		return nil, err
	}
	if r.readMeta(); r.err != nil {
		return nil, r.err
	}
	known := idLimits{ID(r.meta.Terms[0]), idLiteral + ID(r.meta.Terms[1])}
	if err := r.verify(known); err != nil {
		return nil, err
	}
	d := r.dictionary()
	prefixes := r.prefixes()
	def, named := r.graphs()
	if r.err == nil {
		r.err = r.validate(known, def, named)
	}
	if r.err != nil {
		return nil, r.err
	}
	n := def.Len()
	named.each(func(_ ID, v *View) bool { n += v.Len(); return true })
	if uint64(n) != r.meta.Triples {
		return nil, corrupt("it has %d triples instead of %d", n, r.meta.Triples)
	}
	g := &Graph{dict: d}
	g.snap.Store(g.newState(def, named, n))
	g.prefixes.Store(prefixes)
	return g, nil
}

// fileReader finds sections. The first error stays; after it, what it returns
// means nothing.
type fileReader struct {
	job     *job
	data    []byte
	entries []entry
	byKey   map[sectionKey]int
	meta    meta
	err     error
}

type sectionKey struct {
	tag   tag
	owner uint32
}

// directory reads the footer and the directory.
func (r *fileReader) directory() error {
	n := uint64(len(r.data))
	foot := r.data[n-footBytes:]
	if string(foot[footBytes-8:]) != fileMagic {
		return corrupt("its end is missing: it was cut off, or is still being written")
	}
	if checksum(0, foot[:footBytes-12]) != binary.LittleEndian.Uint32(foot[footBytes-12:]) {
		return corrupt("the footer's checksum is wrong")
	}
	f := footer{
		at: binary.LittleEndian.Uint64(foot), entries: binary.LittleEndian.Uint64(foot[8:]),
		size: binary.LittleEndian.Uint64(foot[16:]), check: binary.LittleEndian.Uint32(foot[24:]),
	}
	if f.size != n || f.entries == 0 || f.entries > maxEntries || f.at != n-footBytes-f.entries*entryBytes {
		return corrupt("it has %d bytes instead of %d", n, f.size)
	}
	dir := r.data[f.at : n-footBytes]
	if checksum(0, dir) != f.check {
		return corrupt("the directory's checksum is wrong")
	}
	r.byKey = make(map[sectionKey]int, f.entries)
	for i := range int(f.entries) {
		e := readEntry(dir[i*entryBytes:])
		if _, twice := r.byKey[sectionKey{e.tag, e.owner}]; twice || e.tag >= tagEnd {
			return corrupt("its directory has a wrong entry")
		}
		r.byKey[sectionKey{e.tag, e.owner}] = i
		r.entries = append(r.entries, e)
	}
	return r.layout(f.at)
}

// layout verifies that the sections follow each other without gaps.
func (r *fileReader) layout(end uint64) error {
	at := uint64(0)
	for i, e := range r.entries {
		next := end
		if i+1 < len(r.entries) {
			next = r.entries[i+1].at
		}
		if e.at != at || next < at || next > end || e.size > next-at || next-at-e.size >= pageBytes {
			return corrupt("the section %s is out of place", e.tag)
		}
		at = next
	}
	return nil
}

// extent is a section with the zeros after it.
func (r *fileReader) extent(i int) []byte {
	end := binary.LittleEndian.Uint64(r.data[len(r.data)-footBytes:])
	if i+1 < len(r.entries) {
		end = r.entries[i+1].at
	}
	return r.data[r.entries[i].at:end]
}

// readMeta reads the counts that the sections are read with. It comes before
// verify, which refuses the file if they are not what was written.
func (r *fileReader) readMeta() {
	if b := r.bytes(tagMeta, 0); binary.Read(bytes.NewReader(b), binary.LittleEndian, &r.meta) != nil || len(b) != binary.Size(r.meta) {
		r.fail(tagMeta, "has the wrong size")
	}
	for _, n := range r.meta.Terms {
		if n > uint64(^idKindMask)+1 {
			r.fail(tagMeta, "has an impossible count")
		}
	}
}

// verifyBytes is how much of a section is verified at once: it stays in the cache
// between its checksum and a look at its IDs.
const verifyBytes = 256 << 10

// verify compares all checksums, and makes sure that all IDs in columns are
// known ones. Large sections come first, so that no core has to wait for one.
func (r *fileReader) verify(known idLimits) error {
	order := make([]int, len(r.entries))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r.entries[b].size, r.entries[a].size) })
	return r.job.each(len(order), func(_, i int) error { return r.verifySection(order[i], known) })
}

func (r *fileReader) verifySection(i int, known idLimits) error {
	e, b, sum, wrong := r.entries[i], r.extent(i), uint32(0), false
	ids := slices.Contains([]tag{tagPreds, tagPsoS, tagPsoO, tagPosO, tagPosS, tagSpoO}, e.tag)
	for at := 0; at < len(b); at += verifyBytes {
		if r.job.ctx.Err() != nil {
			return context.Cause(r.job.ctx)
		}
		piece := b[at:min(at+verifyBytes, len(b))]
		sum = checksum(sum, piece)
		if ids && at < int(e.size) {
			list, ok := arrayOf[ID](piece[:min(len(piece), int(e.size)-at)])
			wrong = wrong || ok && !known.within(list)
		}
	}
	if sum != e.check {
		return corrupt("the checksum of section %s is wrong", e.tag)
	}
	return wrongIf(wrong, "a column has an unknown ID")
}

// bytes returns a section's content.
func (r *fileReader) bytes(t tag, owner int) []byte {
	i, ok := r.byKey[sectionKey{t, uint32(owner)}]
	if !ok {
		r.fail(t, "is missing")
		return nil
	}
	e := r.entries[i]
	return r.data[e.at : e.at+e.size : e.at+e.size]
}

func (r *fileReader) fail(t tag, what string) {
	if r.err == nil {
		r.err = corrupt("the section %s %s", t, what)
	}
}

// array returns a section's content as n elements, or any number if n is -1; nil
// after an error.
func array[T element](r *fileReader, t tag, owner, n int) []T {
	s, ok := arrayOf[T](r.bytes(t, owner))
	if !ok || n >= 0 && len(s) != n {
		r.fail(t, "has the wrong size")
		return nil
	}
	return s
}

// dictionary makes the dictionary over the file's arrays.
func (r *fileReader) dictionary() *dict {
	d := &dict{seed: r.meta.Seed, docs: int(r.meta.Docs)}
	for i, sp := range [3]*space{&d.resources, &d.literals, &d.quals} {
		r.space(i, sp)
	}
	d.kinds = cutPages(array[uint32](r, tagKinds, 0, d.literals.n))
	r.numbers(d)
	if r.err == nil {
		r.err = d.validate(r.job)
	}
	for n := 0; r.err == nil && n < d.quals.n; n++ {
		d.types = append(d.types, d.decodeType(n))
	}
	return d
}

func (r *fileReader) space(owner int, sp *space) {
	sp.n = int(r.meta.Terms[owner])
	text := r.bytes(tagText, owner)
	sp.arena.end = r.meta.TextEnds[owner]
	if sp.arena.end != uint64(len(text)) {
		r.fail(tagText, "has the wrong size")
	}
	for at := 0; at < len(text); at += blockSize {
		// A long text goes on in the next block: the capacity allows it.
		sp.arena.blocks = append(sp.arena.blocks, text[at:min(at+blockSize, len(text))])
	}
	sp.ends = cutPages(array[uint32](r, tagEnds, owner, sp.n))
	sp.bases = array[uint64](r, tagBases, owner, (sp.n+pageMask)>>pageShift)
	sp.table = &table{words: array[uint64](r, tagTable, owner, -1), used: int(r.meta.TableUsed[owner])}
	if n := len(sp.table.words); n == 0 || n%bucketWords != 0 || sp.table.used > n/bucketWords*bucketEntries {
		r.fail(tagTable, "has the wrong size")
	}
}

// cutPages makes the pages of a paged column.
func cutPages[T any](all []T) (pages [][]T) {
	for len(all) > 0 {
		n := min(len(all), pageSize)
		pages = append(pages, all[:n:n])
		all = all[n:]
	}
	return pages
}

func (r *fileReader) numbers(d *dict) {
	which := array[uint32](r, tagNumPages, 0, -1)
	values := array[float64](r, tagNumbers, 0, len(which)*pageSize)
	if len(which) == 0 || r.err != nil {
		return
	}
	d.numbers.pages = make([][]float64, len(d.kinds))
	for i, page := range which {
		if int(page) >= len(d.kinds) {
			r.fail(tagNumPages, "has a wrong page")
			return
		}
		d.numbers.pages[page] = values[i*pageSize : (i+1)*pageSize : (i+1)*pageSize]
	}
}

func (r *fileReader) prefixes() *Prefixes {
	p := &Prefixes{}
	b := r.bytes(tagPrefixes, 0)
	for len(b) > 0 {
		var part [2]string
		for i := range part {
			if len(b) < 4 || uint64(binary.LittleEndian.Uint32(b)) > uint64(len(b)-4) {
				r.fail(tagPrefixes, "has the wrong size")
				return p
			}
			n := int(binary.LittleEndian.Uint32(b))
			part[i], b = string(b[4:4+n]), b[4+n:]
		}
		if !utf8.ValidString(part[0]) || !utf8.ValidString(part[1]) {
			r.fail(tagPrefixes, "is not UTF-8")
		}
		p.Set(part[0], part[1])
	}
	return p
}
