package sandbox

// TB is what New needs of a testing.TB.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// New gives a running container on a free loopback port, closed when the test
// ends:
//
//	srv := sandbox.New(t)
//	srv := sandbox.New(t, sandbox.Options{Clock: clock})
func New(tb TB, options ...Options) *Server {
	tb.Helper()
	var o Options
	if len(options) > 0 {
		o = options[0]
	}
	s, err := Open(o)
	if err != nil {
		tb.Fatalf("%v", err)
	}
	if err := s.Start("127.0.0.1:0"); err != nil {
		tb.Fatalf("%v", err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}
