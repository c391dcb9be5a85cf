package serve

import (
	"os"
	"time"
)

// SetPanic makes every request panic with p.
func (s *Server) SetPanic(p any) { s.route = func(*exchange) error { panic(p) } }

// SetHeaderTimeout changes how long a client may take for a request's header.
func (s *Server) SetHeaderTimeout(d time.Duration) { s.headerTimeout = d }

// LogHeaderBytes is how long a log's header is.
const LogHeaderBytes = len(logHeader)

// SetSync puts another function in place of the one that forces the log to the disk.
func (st *Store) SetSync(f func(*os.File) error) { st.sync = f }
