package serve

import (
	"context"
	"errors"
	"log"
	"log/slog"
	"time"
)

// account logs a request and counts it.
func (x *exchange) account(err error) {
	status := x.reply.status
	if err != nil && !errors.Is(err, errAnswered) && x.reply.broken {
		status = statusOf(err) // what it would have been
	}
	took := time.Since(x.began)
	x.s.metrics.request(x.area, status)
	if x.kind != "" {
		x.s.metrics.query(x.kind, status, took)
	}
	level := slog.LevelInfo
	if status >= 500 && status != 503 {
		level = slog.LevelError
	}
	if !x.s.opts.Log.Enabled(context.Background(), level) {
		return
	}
	attrs := []slog.Attr{
		slog.Uint64("request", x.id), slog.String("client", x.r.RemoteAddr),
		slog.String("method", x.r.Method), slog.String("path", printable(x.r.URL.Path)),
		slog.Int("status", status), slog.Int64("bytes", x.reply.bytes), slog.Duration("took", took),
	}
	if x.kind != "" {
		attrs = append(attrs, slog.String("kind", x.kind), slog.String("query", x.s.loggable(x.text)))
	}
	if x.reply.broken {
		attrs = append(attrs, slog.Bool("cut", true))
	}
	if level == slog.LevelError && err != nil {
		attrs = append(attrs, slog.String("error", printable(err.Error())))
	}
	x.s.opts.Log.LogAttrs(context.Background(), level, "request", attrs...)
}

// quietLog passes what net/http complains of, such as failed handshakes, on as
// debug records.
func quietLog(l *slog.Logger) *log.Logger { return slog.NewLogLogger(l.Handler(), slog.LevelDebug) }
