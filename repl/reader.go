package repl

import (
	"context"
	"io"
)

// ContextReader reads from r until ctx ends. A read that waits for a pipe or a
// terminal cannot be ended itself: it is left behind, and what it still brings
// is lost. r must not be used by others afterwards.
func ContextReader(ctx context.Context, r io.Reader) io.Reader {
	out, in := io.Pipe()
	go func() {
		_, err := io.Copy(in, r)
		_ = in.CloseWithError(err) // never fails; nil means the end
	}()
	context.AfterFunc(ctx, func() { _ = out.CloseWithError(context.Cause(ctx)) })
	return &contextReader{ctx: ctx, r: out}
}

// contextReader gives the context's error instead of that of a closed pipe.
type contextReader struct {
	ctx context.Context
	r   *io.PipeReader
}

// Read implements io.Reader.
func (c *contextReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if err != nil && err != io.EOF && c.ctx.Err() != nil {
		err = context.Cause(c.ctx)
	}
	return n, err
}
