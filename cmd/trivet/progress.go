package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/trivet-rdf/trivet/graph"
)

// showProgressAbove is the size of a file, in bytes, whose loading shows a
// bar: a smaller one is there before a bar could be read.
const showProgressAbove = 8 << 20

// progress is the bar of one load; it shows nothing unless standard error is a
// terminal and the file is large.
type progress struct {
	bar  *progressbar.ProgressBar
	name string
}

// progress returns the progress of loading the file.
func (a *app) progress(name string) *progress {
	info, err := os.Stat(name)
	if err != nil || info.Mode().Type() != fs.FileMode(0) || info.Size() < showProgressAbove || !terminal(a.stderr) {
		return &progress{}
	}
	return &progress{name: filepath.Base(name), bar: progressbar.NewOptions64(info.Size(),
		progressbar.OptionSetDescription(filepath.Base(name)),
		progressbar.OptionSetWriter(a.stderr),
		progressbar.OptionShowBytes(true),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetWidth(30),
		progressbar.OptionClearOnFinish(),
	)}
}

// update moves the bar.
func (p *progress) update(at graph.Progress) {
	if p.bar == nil {
		return
	}
	text := fmt.Sprintf("%s: %.1f M triples, %.1f M/s", p.name, float64(at.Triples)/1e6, at.Rate()/1e6)
	if at.Stage == graph.Indexing {
		text = fmt.Sprintf("%s: %.1f M triples, indexing", p.name, float64(at.Triples)/1e6)
	}
	p.bar.Describe(text)
	_ = p.bar.Set64(at.Bytes) // a bar that cannot be drawn is no reason to stop
}

// finish removes the bar.
func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
