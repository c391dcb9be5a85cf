//go:build !linux

package graph

// adviseHuge does nothing where large pages cannot be asked for.
func adviseHuge([]byte) {}
