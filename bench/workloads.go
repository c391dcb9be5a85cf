package bench

import (
	"fmt"
	"slices"

	"github.com/trivet-rdf/trivet/bench/bsbm"
	"github.com/trivet-rdf/trivet/bench/lubm"
	"github.com/trivet-rdf/trivet/bench/records"
	"github.com/trivet-rdf/trivet/bench/sp2b"
	"github.com/trivet-rdf/trivet/bench/trainmarks"
	"github.com/trivet-rdf/trivet/bench/watdiv"
	"github.com/trivet-rdf/trivet/bench/workload"
)

// Workloads are all there are, by order of importance.
func Workloads() ([]*workload.Workload, error) {
	var all []*workload.Workload
	for _, make := range []func() (*workload.Workload, error){
		records.Workload, sp2b.Workload, bsbm.Workload, watdiv.Workload, lubm.Workload, trainmarks.Workload} {
		w, err := make()
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
}

// Workload is the one of that name.
func Workload(name string) (*workload.Workload, error) {
	all, err := Workloads()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(w *workload.Workload) bool { return w.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("bench: no workload %q", name)
	}
	return all[i], nil
}
