package serve

import "time"

// SetPanic makes every request panic with p.
func (s *Server) SetPanic(p any) { s.route = func(*exchange) error { panic(p) } }

// SetHeaderTimeout changes how long a client may take for a request's header.
func (s *Server) SetHeaderTimeout(d time.Duration) { s.headerTimeout = d }

// LogHeaderBytes is how long a log's header is.
const LogHeaderBytes = len(logHeader)
