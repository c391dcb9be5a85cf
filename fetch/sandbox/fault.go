package sandbox

import (
	"net/http"
	"path"
	"strconv"
	"sync"
	"time"
)

// Fault makes requests go wrong on purpose. What of it is set is done, in the
// order of the fields; a Fault that only truncates or changes the content type
// lets the real handler answer first.
type Fault struct {
	Path   string // pattern of path.Match; "" is every path
	Method string // "" is every method
	Times  int    // how often it happens; 0 is always
	Skip   int    // how many requests go through before it starts

	Hang        bool          // answer nothing until the client gives up or the server closes
	Redirect    string        // 302 to this URL
	Status      int           // answer this status...
	RetryAfter  time.Duration // ...with Retry-After, in whole seconds
	Header      http.Header   // ...and these headers
	Body        string        // ...and this body
	Oversize    int64         // send a body of this many bytes
	Truncate    int           // send only this many bytes of the real body, then break off
	ContentType string        // replace the real content type
}

// faults are the injected ones.
type faults struct {
	mu   sync.Mutex
	list []Fault
}

// Inject adds faults. The first that fits a request and is not used up wins.
func (s *Server) Inject(list ...Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = append(s.faults.list, list...)
}

// ClearFaults removes all injected faults.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = nil
}

// ExpireTokens ends the life of every token at once.
func (s *Server) ExpireTokens() {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	s.state.tokens = map[string]*token{}
}

// pick finds the fault for a request and counts it.
func (f *faults) pick(r *http.Request) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.list {
		ft := &f.list[i]
		if ok, err := path.Match(ft.Path, r.URL.Path); ft.Path != "" && (err != nil || !ok) || ft.Method != "" && ft.Method != r.Method {
			continue
		}
		if ft.Skip > 0 {
			ft.Skip--
			continue
		}
		if ft.Times < 0 {
			continue
		}
		if ft.Times > 0 {
			if ft.Times--; ft.Times == 0 {
				ft.Times = -1 // used up
			}
		}
		return *ft, true
	}
	return Fault{}, false
}

// serve answers a request that a fault fits, and reports whether it did. A
// fault that changes the real answer arranges for it and reports false.
func (f *faults) serve(w *recorder, r *http.Request) bool {
	ft, ok := f.pick(r)
	if !ok {
		return false
	}
	for name, values := range ft.Header {
		w.Header()[http.CanonicalHeaderKey(name)] = values
	}
	switch {
	case ft.Hang:
		<-r.Context().Done()
	case ft.Redirect != "":
		w.Header().Set("Location", ft.Redirect)
		w.WriteHeader(http.StatusFound)
	case ft.Oversize > 0:
		oversize(w, ft)
	case ft.Status != 0:
		if ft.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(ft.RetryAfter/time.Second)))
		}
		if ft.ContentType != "" {
			w.Header().Set("Content-Type", ft.ContentType)
		}
		w.WriteHeader(ft.Status)
		w.Write([]byte(ft.Body))
	default:
		w.ResponseWriter = &spoiled{ResponseWriter: w.ResponseWriter, fault: ft, left: ft.Truncate}
		return false
	}
	return true
}

// oversize sends bytes until the client has had enough or Oversize is reached.
func oversize(w http.ResponseWriter, ft Fault) {
	if ft.ContentType == "" {
		ft.ContentType = "application/rdf+xml"
	}
	w.Header().Set("Content-Type", ft.ContentType)
	if ft.Status != 0 {
		w.WriteHeader(ft.Status)
	}
	chunk := make([]byte, 64<<10)
	for i := range chunk {
		chunk[i] = ' '
	}
	for sent := int64(0); sent < ft.Oversize; sent += int64(len(chunk)) {
		if _, err := w.Write(chunk[:min(int64(len(chunk)), ft.Oversize-sent)]); err != nil {
			return
		}
	}
}

// spoiled changes the real answer: its content type, or its length.
type spoiled struct {
	http.ResponseWriter
	fault Fault
	left  int
	begun bool
}

func (s *spoiled) WriteHeader(status int) {
	if s.begun {
		return
	}
	s.begun = true
	if s.fault.ContentType != "" {
		s.Header().Set("Content-Type", s.fault.ContentType)
	}
	if s.fault.Truncate > 0 {
		s.Header().Del("Content-Length") // a shorter body than announced is noticed by net/http; this is not
	}
	s.ResponseWriter.WriteHeader(status)
}

func (s *spoiled) Write(b []byte) (int, error) {
	s.WriteHeader(http.StatusOK)
	if s.fault.Truncate > 0 {
		n := min(len(b), s.left)
		s.left -= n
		if _, err := s.ResponseWriter.Write(b[:n]); err != nil {
			return 0, err
		}
		return len(b), nil
	}
	return s.ResponseWriter.Write(b)
}
