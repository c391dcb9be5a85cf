package serve

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// errBusy: all slots are taken and so are the places in the queue.
var errBusy = errors.New("the server is busy: all its slots are taken, and so is the queue")

// maxStalled is how many admitted requests may, beyond slots and queue, be
// waiting for slow clients.
const maxStalled = 512

// admission lets a bounded number of queries compute at once and a bounded number
// wait. A query gives its slot up while its client is slow and takes one again
// afterwards, so that slow clients do not stop others.
type admission struct {
	slots   chan struct{}
	queue   int64
	wait    time.Duration
	waiting atomic.Int64
	open    atomic.Int64 // admitted and not ended, with or without a slot
}

func newAdmission(slots, queue int, wait time.Duration) *admission {
	return &admission{slots: make(chan struct{}, max(slots, 1)), queue: int64(max(queue, 0)), wait: wait}
}

// enter takes a slot, waiting for one when there is room in the queue. The error
// is errBusy, or the context's.
func (a *admission) enter(ctx context.Context) error {
	if a.open.Add(1) > int64(cap(a.slots))+a.queue+maxStalled {
		a.open.Add(-1)
		return errBusy
	}
	select {
	case a.slots <- struct{}{}:
		return nil
	default:
	}
	err := a.line(ctx)
	if err != nil {
		a.open.Add(-1)
	}
	return err
}

// line waits for a slot.
func (a *admission) line(ctx context.Context) error {
	if a.waiting.Add(1) > a.queue {
		a.waiting.Add(-1)
		return errBusy
	}
	defer a.waiting.Add(-1)
	timer := time.NewTimer(a.wait)
	defer timer.Stop()
	select {
	case a.slots <- struct{}{}:
		return nil
	case <-timer.C:
		return errBusy
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// pause gives the slot up, resume takes one again: it fails only with the context.
func (a *admission) pause() { <-a.slots }

func (a *admission) resume(ctx context.Context) error {
	select {
	case a.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// leave ends a request that holds a slot or not.
func (a *admission) leave(holds bool) {
	if holds {
		<-a.slots
	}
	a.open.Add(-1)
}
