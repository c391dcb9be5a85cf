package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/bench"
)

// keeper holds the figures of slices in files, one a slice, written after each
// query, so that what was measured is never measured twice.
type keeper struct {
	folder string
	lines  *bufio.Scanner // with -turn: where the leave to measure comes from
	turn   time.Duration
	until  time.Time
}

func (k *keeper) file(s *slice) string { return filepath.Join(k.folder, s.name()+".json") }

// load gives a slice's figures, or a report without queries.
func (k *keeper) load(s *slice) (*report, error) {
	text, err := os.ReadFile(k.file(s))
	if errors.Is(err, fs.ErrNotExist) {
		return &report{Workload: s.workload, Size: s.size}, nil
	}
	if err != nil {
		return nil, err
	}
	r := &report{}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("peers: figures in %s: %w (remove the file to measure again)", k.file(s), err)
	}
	return r, nil
}

func (k *keeper) save(s *slice, r *report) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	part := k.file(s) + ".part"
	if err := os.WriteFile(part, append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(part, k.file(s))
}

// errStop says that no more leave to measure came.
var errStop = errors.New("peers: the input ended: what was measured is kept")

// wait blocks until there is leave to measure: at once, or with -turn after a line
// on the input, which is good for that long.
func (k *keeper) wait(what string) error {
	if k.turn == 0 || time.Now().Before(k.until) {
		return nil
	}
	fmt.Fprintln(os.Stderr, "ready:", what)
	if !k.lines.Scan() {
		return errStop
	}
	k.until = time.Now().Add(k.turn)
	return nil
}

// compareAll measures what is missing of the slices that are wanted, and writes the
// document from all figures there are.
func compareAll(o options) error {
	k := &keeper{folder: filepath.Join(o.cache, "figures"), turn: o.turn, lines: bufio.NewScanner(os.Stdin)}
	if err := os.MkdirAll(k.folder, 0o755); err != nil {
		return err
	}
	all := comparison()
	chosen, err := choose(all, o.slices)
	if err != nil {
		return err
	}
	for _, s := range chosen {
		if o.again {
			if err := os.Remove(k.file(s)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		err := k.measure(o, s)
		if errors.Is(err, errStop) {
			fmt.Fprintln(os.Stderr, err)
			break
		}
		if err != nil {
			return err
		}
	}
	return k.document(o.document)
}

// choose gives the slices whose names match, none for "none".
func choose(all []slice, pattern string) ([]*slice, error) {
	wanted, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("-slices: %w", err)
	}
	var chosen []*slice
	names := ""
	for i := range all {
		names += "\n  " + all[i].name()
		if wanted.MatchString(all[i].name()) {
			chosen = append(chosen, &all[i])
		}
	}
	if len(chosen) == 0 && pattern != "none" {
		return nil, fmt.Errorf("peers: no slice matches %q: there are (or say none, to write the document only)%s", pattern, names)
	}
	return chosen, nil
}

// measure asks the queries of a slice that have no figures yet.
func (k *keeper) measure(o options, s *slice) error {
	w, err := bench.Workload(s.workload)
	if err != nil {
		return err
	}
	r, err := k.load(s)
	if err != nil {
		return err
	}
	left := slices.DeleteFunc(slices.Clone(w.Queries), func(q queryOf) bool {
		return !s.wants(q.Name) || slices.ContainsFunc(r.Queries, func(have row) bool { return have.Query == q.Name })
	})
	if len(left) == 0 {
		return nil
	}
	o.rounds, o.limit, o.total, o.clock = s.rounds, s.limit, s.total, "wall"
	m, err := begin(o, w, s.size, s.peers, r)
	if err != nil {
		return err
	}
	defer m.stop()
	if k.turn > 0 { // loading was beside other work
		for i := range r.Engines {
			r.Engines[i].Load = 0
		}
	}
	if m.skip, err = k.hopeless(s, w.Sizes); err != nil {
		return err
	}
	for _, q := range left {
		if m.revive() {
			k.until = time.Time{} // loading was beside other work: ask again
		}
		if err := k.wait(s.name()); err != nil {
			return err
		}
		fmt.Fprintln(os.Stderr, s.name(), q.Name)
		r.Queries = append(r.Queries, m.query(q))
		if err := k.save(s, r); err != nil {
			return err
		}
	}
	slices.SortFunc(r.Queries, func(a, b row) int { return strings.Compare(a.Query, b.Query) })
	return k.save(s, r)
}

// hopeless is what took engines too long with less data of the same workload, by
// engine and query: it is not asked again, for an engine that is killed must load
// everything anew.
func (k *keeper) hopeless(s *slice, sizes map[string]int) (map[string]string, error) {
	reports, err := k.reports()
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, r := range reports {
		if r.Workload != s.workload || sizes[r.Size] >= sizes[s.size] {
			continue
		}
		for i := range r.Queries {
			for at, t := range r.Queries[i].Timings {
				if strings.HasPrefix(t.Failure, "over ") {
					found[r.Engines[at].Name+" "+r.Queries[i].Query] = t.Failure + " at " + r.Size
				}
			}
		}
	}
	return found, nil
}

// document writes the page and its chart from what figures there are.
func (k *keeper) document(file string) error {
	reports, err := k.reports()
	if err != nil {
		return err
	}
	if len(reports) == 0 {
		return errors.New("peers: no figures yet")
	}
	picture := strings.TrimSuffix(file, filepath.Ext(file)) + ".svg"
	if err := os.WriteFile(picture, []byte(strips(reports)), 0o644); err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	rates, err := os.ReadFile(filepath.Join(k.folder, ratesFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, f.Close())
	}
	page(f, reports, filepath.Base(picture), string(rates))
	return f.Close()
}

// page writes the whole document.
func page(w io.Writer, all []*report, picture, rates string) {
	d := &document{w: w, all: all}
	d.head(picture)
	d.summary()
	d.losses()
	d.tables()
	d.differences()
	d.failures()
	d.growth()
	d.memory()
	d.rates(rates)
}
