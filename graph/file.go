package graph

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// A snapshot file is the arrays of a snapshot as they are in memory, so that
// opening one is mapping it:
//
//	header     one page: magic, version, byte order; the rest zero
//	sections   arrays, each starting at a multiple of 64 bytes, large ones at a
//	           multiple of the page; zero bytes between them
//	directory  one entry for each section, the header being the first
//	footer     where the directory is, how long the file is, checksums, magic
//
// Every byte belongs to the header, a section with the zeros after it, the
// directory, or the footer, and each of these has a checksum (CRC-32C), so that
// no changed or missing byte goes unnoticed. All numbers are little-endian.

// Errors of Open; they are wrapped with the file's name and particulars.
var (
	ErrNotSnapshot = errors.New("not a snapshot file")
	ErrVersion     = errors.New("snapshot file of another version")
	ErrCorrupt     = errors.New("snapshot file is damaged")
)

const (
	fileMagic   = "\x89TRIVET\n" // the first byte and the line end show transfers that change text
	fileVersion = 2              // 1 has no instants among the numbers, and is read too
	byteOrder   = 0x01020304

	pageBytes  = 4096
	wordAlign  = 64        // where small sections start
	largeBytes = 64 << 10  // from this size on sections start on a page
	entryBytes = 32        // a directory entry
	footBytes  = 48        // the footer
	maxEntries = 128 << 20 // more sections than any file has
)

// tag says what a section holds.
type tag uint32

// The sections. Those from tagPreds on belong to one graph and occur once for
// each that has columns.
const (
	tagHeader   tag = iota
	tagMeta         // counts of the dictionary, see meta
	tagPrefixes     // labels and IRIs, each with its length before it
	tagText         // a space's text; the owner is 0 for resources, 1 literals, 2 literal types
	tagEnds         // where texts end, 4 bytes each
	tagBases        // one for each page of ends
	tagTable        // hash table
	tagKinds        // literals' type numbers
	tagNumPages     // which pages of numbers there are
	tagNumbers      // those pages
	tagGraphs       // graphEntry for each graph, the default graph first
	tagFlat         // triples of the graphs without columns
	tagPreds        // predicates
	tagPredOff      // where their pairs start
	tagPsoS
	tagPsoO
	tagPosO
	tagPosS
	tagSpoP // predicate ordinals, 2 bytes each; 4 if the entry of the graph says so
	tagSpoO
	tagOpsP
	tagOpsAt
	tagStats // three numbers for each predicate
	tagSubjIndex
	tagSubjOff
	tagSubjKeys
	tagObjIndex
	tagObjOff
	tagObjKeys
	tagEnd // no section: the number of tags
)

// String names a section in errors.
func (t tag) String() string {
	names := [...]string{"header", "counts", "prefixes", "text", "text positions", "text bases", "hash table", "literal types",
		"number pages", "numbers", "graphs", "small graphs", "predicates", "predicate offsets", "PSO subjects", "PSO objects",
		"POS objects", "POS subjects", "SPO predicates", "SPO objects", "OPS predicates", "OPS positions", "statistics",
		"subject index", "subject offsets", "subject keys", "object index", "object offsets", "object keys"}
	if int(t) < len(names) {
		return names[t]
	}
	return "unknown section"
}

// entry is a section in the directory.
type entry struct {
	tag   tag
	owner uint32 // which graph or space
	at    uint64 // first byte in the file
	size  uint64 // bytes, without the zeros after them
	check uint32 // CRC-32C of the section and the zeros after it
}

func (e entry) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(e.tag))
	b = binary.LittleEndian.AppendUint32(b, e.owner)
	b = binary.LittleEndian.AppendUint64(b, e.at)
	b = binary.LittleEndian.AppendUint64(b, e.size)
	b = binary.LittleEndian.AppendUint32(b, e.check)
	return binary.LittleEndian.AppendUint32(b, 0)
}

func readEntry(b []byte) entry {
	return entry{
		tag: tag(binary.LittleEndian.Uint32(b)), owner: binary.LittleEndian.Uint32(b[4:]),
		at: binary.LittleEndian.Uint64(b[8:]), size: binary.LittleEndian.Uint64(b[16:]), check: binary.LittleEndian.Uint32(b[24:]),
	}
}

// footer ends the file.
type footer struct {
	at, entries, size uint64 // the directory's place and entries; the file's size
	check             uint32 // of the directory
}

func (f footer) append(b []byte) []byte {
	start := len(b)
	b = binary.LittleEndian.AppendUint64(b, f.at)
	b = binary.LittleEndian.AppendUint64(b, f.entries)
	b = binary.LittleEndian.AppendUint64(b, f.size)
	b = binary.LittleEndian.AppendUint32(b, f.check)
	b = append(b, make([]byte, start+footBytes-12-len(b))...)
	b = binary.LittleEndian.AppendUint32(b, checksum(0, b[start:]))
	return append(b, fileMagic...)
}

// checksum continues a CRC-32C.
func checksum(sum uint32, b []byte) uint32 {
	return crc32.Update(sum, crc32.MakeTable(crc32.Castagnoli), b)
}

// header is the first page.
func fileHeader() []byte {
	b := make([]byte, 0, pageBytes)
	b = append(b, fileMagic...)
	b = binary.LittleEndian.AppendUint32(b, fileVersion)
	b = binary.LittleEndian.AppendUint32(b, byteOrder)
	return b[:pageBytes]
}

// IsSnapshotFile reports whether a file that starts with head is a snapshot file.
func IsSnapshotFile(head []byte) bool {
	return len(head) >= len(fileMagic) && string(head[:len(fileMagic)]) == fileMagic
}

// meta is the counts that the dictionary's sections are read with.
type meta struct {
	Seed      uint64
	Terms     [3]uint64 // resources, literals, literal types
	TextEnds  [3]uint64 // of the same
	TableUsed [3]uint64
	Docs      uint64
	Triples   uint64
}

// graphEntry is one graph in tagGraphs.
type graphEntry struct {
	Name  uint32 // None for the default graph
	Kind  uint32 // one of the constants below
	Count uint64 // triples
}

const (
	flatGraph = iota
	columnGraph
	wideGraph // columns with predicate ordinals of four bytes
)

// sectionEntry is one section of a rowIndex.
type sectionEntry struct {
	Slot, First uint32
	Keys, Off   uint64 // elements
}
