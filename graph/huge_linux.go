package graph

import "golang.org/x/sys/unix"

// hugePage is the size of a large memory page on the machines that have one;
// elsewhere the advice is for an area that is a multiple of the page size too.
const hugePage = 2 << 20

// adviseHuge asks the kernel for large pages for b. It may not have any: that
// costs speed only, so its answer does not matter.
func adviseHuge(b []byte) {
	if b = aligned(b, hugePage); len(b) > 0 {
		_ = unix.Madvise(b, unix.MADV_HUGEPAGE)
	}
}
