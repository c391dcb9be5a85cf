//go:build linux || darwin

package main

import "syscall"

// ownMemory is memory outside of the Go heap, never given back; nil if there is none.
func ownMemory(size int) []byte {
	m, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	return m
}
