package rdfio

import (
	"bytes"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Decompress returns a reader of what r holds: decompressed when r starts like
// gzip (RFC 1952) or zstd (RFC 8878), and otherwise as it is. What comes out of
// a compressed stream is bounded by Limits.MaxRatio, once it is larger than a
// MiB, and by Limits.MaxTotalBytes; passing one is a *LimitError. Only one layer
// is taken off. The reader starts no goroutine and needs no closing; an error
// of r while the first bytes are looked at is given when they are read.
func Decompress(r io.Reader, l Limits) (io.Reader, error) {
	l = l.withDefaults()
	head := make([]byte, 4)
	n, err := io.ReadFull(r, head)
	head = head[:n]
	rest := io.MultiReader(bytes.NewReader(head), &thenError{r, err})
	in := &countingReader{r: rest}
	switch {
	case bytes.HasPrefix(head, []byte{0x1F, 0x8B}):
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("the gzip stream is damaged: %w", err)
		}
		return &guardedReader{r: z, in: in, lim: l, kind: "gzip"}, nil
	case bytes.Equal(head, []byte{0x28, 0xB5, 0x2F, 0xFD}):
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindow))
		if err != nil {
			return nil, fmt.Errorf("the zstd stream is damaged: %w", err)
		}
		return &guardedReader{r: z, in: in, lim: l, kind: "zstd"}, nil
	}
	return rest, nil
}

// zstdWindow bounds the memory a zstd stream can ask for: what zstd --long
// makes by default still opens.
const zstdWindow = 128 << 20

// thenError continues r unless the first read has failed already; a document
// shorter than the magic number has simply ended.
type thenError struct {
	r   io.Reader
	err error
}

func (t *thenError) Read(b []byte) (int, error) {
	switch t.err {
	case nil:
		return t.r.Read(b)
	case io.ErrUnexpectedEOF:
		return 0, io.EOF
	}
	return 0, t.err
}

// countingReader counts what is read through it.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// guardedReader bounds what comes out of a decompressor.
type guardedReader struct {
	r    io.Reader
	in   *countingReader
	lim  Limits
	kind string
	n    int64 // bytes given
	err  error
}

// ratioFrom is how many bytes may come out before the ratio counts: small
// documents can be very regular.
const ratioFrom = 1 << 20

func (g *guardedReader) Read(b []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	n, err := g.r.Read(b)
	g.n += int64(n)
	switch {
	case g.n > g.lim.MaxTotalBytes:
		g.err = &LimitError{Limit: "MaxTotalBytes", Max: g.lim.MaxTotalBytes}
	case g.n > ratioFrom && g.n > g.lim.MaxRatio*g.in.n:
		g.err = &LimitError{Limit: "MaxRatio", Max: g.lim.MaxRatio}
	case err != nil && err != io.EOF:
		g.err = fmt.Errorf("the %s stream is damaged: %w", g.kind, err)
	default:
		g.err = err
		return n, err
	}
	return 0, g.err
}
