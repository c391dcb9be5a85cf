//go:build !unix

package main

// cpuSeconds is not known here: -clock cpu then shows nothing.
func cpuSeconds() float64 { return 0 }
