package graph

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"
)

func rss() string {
	b, _ := os.ReadFile("/proc/self/status")
	var out []string
	for _, l := range strings.Split(string(b), "\n") {
		if strings.HasPrefix(l, "VmHWM") || strings.HasPrefix(l, "VmRSS") {
			out = append(out, strings.Join(strings.Fields(l), " "))
		}
	}
	return strings.Join(out, "; ")
}

func cpu() float64 {
	var u syscall.Rusage
	syscall.Getrusage(0, &u)
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

func TestZZ(t *testing.T) {
	path := os.Getenv("ZZ")
	if path == "" {
		t.Skip()
	}
	if _, err := os.Stat(path); err != nil {
		f, _ := os.Create(path)
		f.Write(records(10_000_000))
		f.Close()
		return
	}
	fmt.Println("start", rss())
	c0, t0 := cpu(), time.Now()
	var idx time.Time
	g, err := LoadFile(context.Background(), path, WithProgress(func(p Progress) {
		if p.Stage == Indexing {
			idx = time.Now()
			fmt.Println("read", time.Since(t0), cpu()-c0, rss())
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	el := time.Since(t0)
	fmt.Printf("load %v (index %v) cpu %.2f  %.2f M/s wall, %.0f ns cpu/triple %s\n", el, time.Since(idx), cpu()-c0, float64(g.Len())/el.Seconds()/1e6, (cpu()-c0)/float64(g.Len())*1e9, rss())
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("heap %.1f B/triple, %s\n", float64(m.HeapAlloc)/float64(g.Len()), rss())
	debug.FreeOSMemory()
	fmt.Println("after free", rss())
	st := g.Snapshot().Stats()
	n, b := float64(st.Triples), st.Bytes
	fmt.Printf("text %.1f pos %.1f tables %.1f types %.1f pairs %.1f rows %.1f total %.1f\n", float64(b.Text)/n, float64(b.Positions)/n, float64(b.Tables)/n, float64(b.Types)/n, float64(b.Pairs)/n, float64(b.Rows)/n, float64(b.Total())/n)
	p2 := path + ".trivet"
	t0, c0 = time.Now(), cpu()
	if err := g.SaveSnapshot(context.Background(), p2); err != nil {
		t.Fatal(err)
	}
	fmt.Println("save", time.Since(t0), cpu()-c0)
	for range 3 {
		t0, c0 = time.Now(), cpu()
		g2, err := Open(context.Background(), p2)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("open", time.Since(t0), cpu()-c0, g2.Len())
	}
}
