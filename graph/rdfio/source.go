package rdfio

import (
	"bytes"
	"context"
	"errors"
	"io"
	"unicode/utf8"
)

// chunkBytes is how much input one chunk holds. Strings of emitted terms point
// into chunks, so a chunk is never written again behind its read end. The first
// chunks are smaller, for small documents.
const (
	chunkFirst = 8 << 10
	chunkBytes = 256 << 10
)

// source is a document as a window of bytes that moves forward. buf[:pos] has
// been consumed, buf[tok:] is kept by more: a parser sets tok to the start of
// what it may scan again.
type source struct {
	ctx   context.Context
	r     io.Reader
	buf   []byte
	pos   int
	tok   int
	eof   bool
	fault error  // of r, of ctx or of a limit: why more gave false
	max   int    // Limits.MaxTokenBytes
	chunk int    // size of the last chunk
	limit string // its name
	file  string
	mark  // where buf[0] is
}

// mark is a place in a document.
type mark struct {
	off  int64 // bytes before it
	line int   // from 1
	col  int   // code points before it in its line
	cr   bool  // the byte before it is a CR
}

// newSource starts at the beginning of r and steps over a byte order mark.
func newSource(ctx context.Context, r io.Reader, o *Options) *source {
	s := &source{ctx: ctx, r: r, max: o.Limits.MaxTokenBytes, limit: "MaxTokenBytes", file: o.File, mark: mark{line: 1}}
	for len(s.buf) < 3 && s.more() {
	}
	if bytes.HasPrefix(s.buf, []byte(byteOrderMark)) {
		s.buf = s.buf[len(byteOrderMark):]
		s.off = int64(len(byteOrderMark))
	}
	return s
}

// more reads at least one more byte behind buf, dropping what is before tok,
// and reports whether there is one. It is false at the end of the input, when
// r fails, when ctx is done, and when the kept token passes the limit; fault says
// which. The indices pos and tok move with the bytes. At the end of the input
// there is one line feed that the document does not have, so that every token
// that may end there is seen to end.
func (s *source) more() bool {
	if s.eof || s.fault != nil {
		return false
	}
	if err := s.ctx.Err(); err != nil {
		s.fault = err
		return false
	}
	kept := len(s.buf) - s.tok
	if kept > s.max+slack {
		s.fault = &LimitError{Limit: s.limit, Max: int64(s.max)}
		return false
	}
	// A long token is scanned again after every refill: read enough each time
	// that the whole stays linear, however small the pieces r gives.
	want := 1
	if kept > 4096 {
		want = kept / 2
	}
	if cap(s.buf)-len(s.buf) < max(want, 1024) {
		s.chunk = min(max(4*s.chunk, chunkFirst), chunkBytes)
		s.grow(max(s.chunk, 2*kept+want))
	}
	n, err := readAtLeast(s.r, s.buf[len(s.buf):cap(s.buf)], want)
	s.buf = s.buf[:len(s.buf)+n]
	if err == io.EOF {
		s.eof = true
		s.buf = append(s.buf, '\n')
		return true
	}
	if err != nil {
		s.fault = err
	}
	return n > 0
}

// atEnd reports whether i is behind the last byte of the document.
func (s *source) atEnd(i int) bool { return s.eof && i >= len(s.buf)-1 }

// cut takes what is unread up to end out of the window, and gives its place.
func (s *source) cut(end int) ([]byte, mark) {
	m := s.markAt(s.tok)
	b := s.buf[s.tok:end:end]
	s.mark = m.after(b)
	s.buf = s.buf[end:]
	s.tok, s.pos = 0, 0
	return b, m
}

// slack is how much longer than a token the kept bytes may be: quotes,
// brackets, and the bytes a scanner looks ahead.
const slack = 16

// grow moves the kept bytes to a new chunk of the given size.
func (s *source) grow(size int) {
	s.mark = s.markAt(s.tok)
	next := make([]byte, len(s.buf)-s.tok, size)
	copy(next, s.buf[s.tok:])
	s.buf = next
	s.pos -= s.tok
	s.tok = 0
}

// readAtLeast is io.ReadAtLeast, but gives io.EOF for any early end and guards
// against readers that give nothing without an error.
func readAtLeast(r io.Reader, b []byte, want int) (n int, err error) {
	for idle := 0; n < want && err == nil; {
		var m int
		m, err = r.Read(b[n:])
		if m < 0 || m > len(b)-n {
			return n, errors.New("the reader gave an impossible count")
		}
		n += m
		if m > 0 {
			idle = 0
		} else if idle++; idle > 100 && err == nil {
			err = io.ErrNoProgress
		}
	}
	return n, err
}

// markAt is the place of buf[i].
func (s *source) markAt(i int) mark { return s.mark.after(s.buf[:i]) }

// after is the place behind b, which starts at m. A line ends with LF, CR LF or
// a CR alone; whether a CR at the end of b is alone only the next byte tells.
func (m mark) after(b []byte) mark {
	if len(b) == 0 {
		return m
	}
	m = m.before(b[0])
	m.off += int64(len(b))
	tail := b
	if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
		m.line += bytes.Count(b, []byte{'\n'})
		m.col = 0
		tail = b[i+1:]
	}
	if bytes.IndexByte(b, '\r') >= 0 {
		m.line += loneCR(b)
		if i := bytes.LastIndexByte(tail, '\r'); i >= 0 {
			m.col = 0
			tail = tail[i+1:]
		}
		m.cr = b[len(b)-1] == '\r'
	}
	m.col += utf8.RuneCount(tail)
	return m
}

// before is m when next is the byte that follows: a CR before m ended a line
// unless an LF follows.
func (m mark) before(next byte) mark {
	if m.cr && next != '\n' {
		m.line++
	}
	m.cr = false
	return m
}

// loneCR counts the CRs in b that no LF follows, but not one that ends b.
func loneCR(b []byte) (n int) {
	for i := 0; i+1 < len(b); i++ {
		if b[i] == '\r' && b[i+1] != '\n' {
			n++
		}
	}
	return n
}

// place is where b[i] stands, for people: the line and the column from 1.
func (m mark) place(b []byte, i int) (line, col int, off int64) {
	m = m.after(b[:i])
	next := byte('\n')
	if i < len(b) {
		next = b[i]
	}
	m = m.before(next)
	return m.line, m.col + 1, m.off
}

// wholeRune makes sure that the character at buf[i], behind tok, is in the
// window as a whole, for an error to name it. It gives the index, which may
// have moved.
func (s *source) wholeRune(i int) int {
	for behind := i - s.tok; i < len(s.buf) && !utf8.FullRune(s.buf[i:]) && s.more(); {
		i = s.tok + behind
	}
	return i
}

// errorAt makes an Error at buf[i].
func (s *source) errorAt(i int, msg, hint string) *Error {
	if s.atEnd(i) {
		i = len(s.buf) - 1
	}
	line, col, off := s.mark.place(s.buf, min(i, len(s.buf)))
	return &Error{File: s.file, Line: line, Column: col, Offset: off, Msg: msg, Hint: hint}
}

// failure makes the error for a read, limit or context failure at buf[i].
func (s *source) failure(i int) error {
	var lim *LimitError
	switch {
	case s.ctx.Err() != nil && errors.Is(s.fault, s.ctx.Err()):
		return s.fault
	case errors.As(s.fault, &lim):
		e := s.errorAt(i, lim.Error(), "")
		e.Err = s.fault
		return e
	}
	e := s.errorAt(len(s.buf), "cannot read on: "+s.fault.Error(), "")
	e.Err = s.fault
	return e
}
