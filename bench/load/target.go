package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// target is one URL with what signs its requests.
type target struct {
	url    *url.URL
	signer *oauth.Signer
	token  oauth.Token
}

func newTarget(s *settings, signer *oauth.Signer, token oauth.Token) (*target, error) {
	u, err := url.Parse(strings.TrimRight(s.container, "/") + "/records/" + url.PathEscape(s.record) + "/" + s.path)
	if err == nil && u.Scheme != "http" {
		err = errors.New("only http: it opens plain connections")
	}
	return &target{u, signer, token}, err
}

// header is a fresh Authorization header.
func (t *target) header() (string, error) {
	r := &http.Request{Method: http.MethodGet, URL: t.url, Host: t.url.Host, Header: http.Header{}}
	err := t.signer.Sign(r, nil, t.token)
	return r.Header.Get("Authorization"), err
}

// print signs ahead.
func (t *target) print(w io.Writer, n int) error {
	const aSecond = 5000
	out := bufio.NewWriter(w)
	start, i := time.Now(), 0
	t.signer.Now = func() time.Time { return start.Add(time.Duration(i/aSecond) * time.Second) }
	for ; i < n; i++ {
		h, err := t.header()
		if err != nil {
			return err
		}
		fmt.Fprintln(out, h)
	}
	return out.Flush()
}

// worker is one connection.
type worker struct {
	sent, lost int
	times      []time.Duration
	why        error // of the last loss
}

// load runs the workers and reports.
func (t *target) load(ctx context.Context, s *settings) error {
	ctx, stop := context.WithTimeout(ctx, s.time)
	defer stop()
	workers := make([]worker, s.connections)
	var group sync.WaitGroup
	var ticket atomic.Int64
	start := time.Now()
	next := func() bool { // waits for the turn of the next request
		if s.rate == 0 {
			return ctx.Err() == nil
		}
		at := start.Add(time.Duration(ticket.Add(1)-1) * time.Second / time.Duration(s.rate))
		if at.Sub(start) >= s.time {
			return false
		}
		time.Sleep(time.Until(at))
		return true
	}
	before := memory(s.pid)
	for i := range workers {
		group.Go(func() { t.work(&workers[i], next) })
	}
	var middle []int // memory in the course of the load
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(s.time / 10):
			middle = append(middle, memory(s.pid))
		}
	}
	group.Wait()
	return report(workers, time.Since(start), before, middle)
}

// work sends one request after the other over one connection.
func (t *target) work(w *worker, next func() bool) {
	var conn net.Conn
	var from *bufio.Reader
	for next() {
		w.sent++
		start := time.Now()
		var err error
		if conn == nil {
			if conn, err = net.Dial("tcp", t.url.Host); err == nil {
				from = bufio.NewReaderSize(conn, 64<<10)
			}
		}
		if err == nil {
			err = t.one(conn, from)
		}
		if err != nil {
			w.lost, w.why = w.lost+1, err
			if conn != nil {
				conn.Close()
				conn = nil
			}
			continue
		}
		w.times = append(w.times, time.Since(start))
	}
	if conn != nil {
		conn.Close()
	}
}

// one sends a request and reads the answer.
func (t *target) one(conn net.Conn, from *bufio.Reader) error {
	h, err := t.header()
	if err != nil {
		return err
	}
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	if _, err := io.WriteString(conn, "GET "+t.url.RequestURI()+" HTTP/1.1\r\nHost: "+t.url.Host+"\r\nAuthorization: "+h+"\r\n\r\n"); err != nil {
		return err
	}
	resp, err := http.ReadResponse(from, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	return nil
}

// report prints what came of it. An error when anything was lost.
func report(workers []worker, took time.Duration, before int, middle []int) error {
	var all []time.Duration
	sent, lost := 0, 0
	var why error
	for _, w := range workers {
		sent, lost = sent+w.sent, lost+w.lost
		all = append(all, w.times...)
		why = errors.Join(why, w.why)
	}
	slices.Sort(all)
	at := func(part float64) time.Duration {
		if len(all) == 0 {
			return 0
		}
		return all[int(part*float64(len(all)-1))].Round(time.Microsecond)
	}
	fmt.Printf("%d requests in %v: %.0f/s, %d lost; median %v, p99 %v, worst %v\n",
		sent, took.Round(time.Millisecond), float64(len(all))/took.Seconds(), lost, at(0.5), at(0.99), at(1))
	if before > 0 {
		fmt.Printf("resident memory in MB: %d before, then %v\n", before, middle)
	}
	if lost > 0 {
		return fmt.Errorf("%d lost: %w", lost, why)
	}
	return nil
}

// memory is the resident memory of a process in MB, 0 where that is not known.
func memory(pid int) int {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if pid == 0 || err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(data), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kb, err := strconv.Atoi(fields[0])
	if err != nil {
		return 0
	}
	return kb >> 10
}
