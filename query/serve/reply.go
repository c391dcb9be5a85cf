package serve

import (
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// holdBytes is how much of an answer is held back until its status is sent.
	holdBytes = 16 << 10
	// pieceBytes is how much is written to the client at once.
	pieceBytes = 32 << 10
)

// reply is the answer to one request. What is written to it is held back until
// it is more than holdBytes or the answer is complete, so that an error before
// that has a status of its own. It implements io.Writer.
type reply struct {
	s       *Server
	w       http.ResponseWriter
	control *http.ResponseController
	job     *job // nil for requests that are not admitted
	gzip    bool // the client takes gzip
	bodyOK  bool // false for HEAD

	held   []byte
	zipper *gzip.Writer
	status int // 0 until the header is sent
	bytes  int64
	broken bool // the connection is to be cut
	last   bool // nothing is computed any more: what is written is the end
	err    error
}

// newReply starts an answer.
func (s *Server) newReply(w http.ResponseWriter, r *http.Request) *reply {
	return &reply{s: s, w: w, control: http.NewResponseController(w), gzip: takesGzip(r), bodyOK: r.Method != http.MethodHead}
}

// takesGzip reports whether the client accepts gzip (RFC 9110, section 12.5.3).
func takesGzip(r *http.Request) bool {
	for _, item := range acceptList(r.Header.Values("Accept-Encoding")) {
		if item.value == "gzip" || item.value == "*" {
			return item.q > 0
		}
	}
	return false
}

// Header is the answer's header, to be set before the first Write.
func (r *reply) Header() http.Header { return r.w.Header() }

// Write adds to the answer.
func (r *reply) Write(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	if r.status == 0 {
		if len(r.held)+len(p) <= holdBytes {
			r.held = append(r.held, p...)
			return len(p), nil
		}
		r.commit(http.StatusOK, -1)
	}
	return len(p), r.pass(p)
}

// commit sends the header, and what was held back. length is the body's length
// where it is known, else -1.
func (r *reply) commit(status, length int) {
	h := r.Header()
	if r.gzip && r.bodyOK && length != 0 && compressible(h.Get("Content-Type")) && h.Get("Content-Encoding") == "" && status != http.StatusNotModified {
		h.Set("Content-Encoding", "gzip")
		h.Add("Vary", "Accept-Encoding")
		r.zipper = r.s.zipper(body{r})
		length = -1
	}
	if length >= 0 && status != http.StatusNoContent && status != http.StatusNotModified {
		h.Set("Content-Length", strconv.Itoa(length))
	}
	r.status = status
	r.deadline()
	r.w.WriteHeader(status)
	held := r.held
	r.held = nil
	if len(held) > 0 {
		r.err = r.pass(held)
	}
}

// compressible reports whether a media type is worth compressing.
func compressible(contentType string) bool {
	return contentType != "" && !strings.HasPrefix(contentType, "image/png")
}

// pass writes part of the body, compressed or not.
func (r *reply) pass(p []byte) error {
	if r.zipper != nil {
		_, r.err = r.zipper.Write(p)
	} else {
		_, r.err = body{r}.Write(p)
	}
	return r.err
}

// body writes to the client in pieces.
type body struct{ r *reply }

// Write gives the job's slot up while the client takes the bytes.
func (b body) Write(p []byte) (int, error) {
	r, n := b.r, 0
	if !r.bodyOK {
		return len(p), nil
	}
	if r.job != nil {
		r.job.pause()
	}
	for len(p) > 0 {
		r.deadline()
		m, err := r.w.Write(p[:min(len(p), pieceBytes)])
		n += m
		r.bytes += int64(m)
		if err != nil {
			return n, err
		}
		p = p[m:]
	}
	if r.job != nil && !r.last {
		return n, r.job.resume()
	}
	return n, nil
}

// deadline gives the client time for the next piece.
func (r *reply) deadline() {
	_ = r.control.SetWriteDeadline(time.Now().Add(r.s.opts.WriteTimeout)) // not every ResponseWriter can
}

// finish completes the answer with a status, if none was sent yet.
func (r *reply) finish(status int) {
	if r.broken {
		return
	}
	r.last = true
	if r.status == 0 {
		r.commit(status, len(r.held))
	}
	if r.zipper != nil {
		if err := r.zipper.Close(); r.err == nil {
			r.err = err
		}
		r.s.putZipper(r.zipper)
		r.zipper = nil
	}
}

// abandon cuts an answer off that has begun and cannot be completed, so that the
// client cannot take it for complete.
func (r *reply) abandon() {
	r.broken = true
	if r.zipper != nil {
		r.s.putZipper(r.zipper)
		r.zipper = nil
	}
	_ = r.control.SetWriteDeadline(time.Unix(1, 0)) // the server's own end of the body fails
}

// discard drops what was held back, for an error to take its place.
func (r *reply) discard() {
	r.held = nil
	h := r.Header()
	for _, name := range []string{"Content-Type", "ETag", "Content-Disposition", "Content-Security-Policy", "Cache-Control"} {
		h.Del(name)
	}
}

// zipper takes a compressor from the pool.
func (s *Server) zipper(w body) *gzip.Writer {
	if z, ok := s.zippers.Get().(*gzip.Writer); ok {
		z.Reset(w)
		return z
	}
	z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // the level is a right one
	return z
}

// putZipper gives it back, pointing nowhere.
func (s *Server) putZipper(z *gzip.Writer) {
	z.Reset(nil)
	s.zippers.Put(z)
}
