package rdfio

import (
	"bytes"
	"context"
	"fmt"
	"io"
)

// Lines is a run of whole lines of an N-Triples or N-Quads document. Several
// can be read at the same time, each by its own goroutine.
type Lines struct {
	Data   []byte // not to be written any more: the terms read from it point into it
	Line   int    // the number of its first line in the document, from 1
	Offset int64  // the bytes before it in the document
}

// SplitLines cuts a whole document into at most n runs of about the same size,
// at line ends. They share data's storage. A byte order mark is left out.
func SplitLines(data []byte, n int) []Lines {
	m := mark{line: 1}
	if bytes.HasPrefix(data, []byte(byteOrderMark)) {
		data, m.off = data[len(byteOrderMark):], int64(len(byteOrderMark))
	}
	size := max(len(data)/max(n, 1), 1)
	var list []Lines
	for len(data) > 0 {
		end := len(data)
		if size < end {
			end = min(size+endOfLine(data[size-1:]), end)
		}
		list = append(list, Lines{Data: data[:end:end], Line: m.before(data[0]).line, Offset: m.off})
		m = m.after(data[:end])
		data = data[end:]
	}
	return list
}

// byteOrderMark is U+FEFF in UTF-8.
const byteOrderMark = "\xEF\xBB\xBF"

// Read reads the statements of l, in format NTriples or NQuads, as the function
// Read does for a whole document. Errors carry the document's positions.
func (l Lines) Read(ctx context.Context, f Format, o Options, emit func(*Quad) error) error {
	if f != NTriples && f != NQuads {
		return fmt.Errorf("rdfio: %s is not a line format", f)
	}
	o.Limits = o.Limits.withDefaults()
	p := newLineParser(ctx, f, o, emit)
	end := max(lastEOL(l.Data), 0)
	m := mark{off: l.Offset, line: max(l.Line, 1)}
	err := p.block(l.Data[:end], m)
	if err == nil && end < len(l.Data) {
		m = m.after(l.Data[:end])
		err = p.block(append(l.Data[end:len(l.Data):len(l.Data)], '\n'), m)
	}
	return unstop(err)
}

// Splitter reads a document of a line format in runs of whole lines, for
// goroutines to parse at the same time. It is itself for one goroutine.
type Splitter struct {
	s    *source
	size int
}

// NewSplitter returns a Splitter over r, whose runs have about size bytes (256
// KiB if 0). Of o it uses File and Limits. A byte order mark is left out.
func NewSplitter(ctx context.Context, r io.Reader, size int, o Options) *Splitter {
	o.Limits = o.Limits.withDefaults()
	if size <= 0 {
		size = chunkBytes
	}
	s := newSource(ctx, r, &o)
	s.max = lineLimit(&o) + size
	return &Splitter{s: s, size: size}
}

// Next gives the next run, whose Data is never written again. At the end of the
// document it gives io.EOF.
func (x *Splitter) Next() (Lines, error) {
	s := x.s
	if cap(s.buf) < x.size && !s.eof {
		s.grow(x.size + x.size/8)
	}
	searched := s.tok
	for {
		if len(s.buf)-s.tok >= x.size || s.eof {
			if end := lastEOL(s.buf[searched:]); end >= 0 {
				data, m := s.cut(searched + end)
				return Lines{Data: data, Line: m.before(data[0]).line, Offset: m.off}, nil
			}
			searched = len(s.buf)
		}
		seen := searched - s.tok
		if !s.more() {
			break
		}
		searched = s.tok + seen
	}
	if s.fault != nil {
		return Lines{}, s.failure(s.tok)
	}
	return Lines{}, io.EOF
}
