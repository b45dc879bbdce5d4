package collect

import (
	"context"
	"errors"
	"time"
)

// errPart is why a source ends before the collection does.
var errPart = errors.New("its part of the time for the whole collection was over; a longer --timeout gives it more")

// patience is how long after its time a source may take to come back; a command that was
// killed has killDelay.
const patience = killDelay + 3*time.Second

// turn is ctx for one of several that take turns: it has half of the time that is left,
// so that one that hangs leaves something to each of the others. left may be nil, where
// there is no limit.
func turn(ctx context.Context, left func() time.Duration) (context.Context, context.CancelFunc) {
	if left == nil {
		return context.WithCancel(ctx)
	}
	half := left() / 2
	if half <= 0 { // it is over, as ctx will say
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, half, errPart)
}

// ended says why a context is over.
func ended(ctx context.Context) string {
	switch {
	case errors.Is(context.Cause(ctx), errPart):
		return errPart.Error()
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "the time for the whole collection was over"
	}
	return "the collection was interrupted"
}

// comesBack is what f gives, or not ok where it is not back some time after ctx is over:
// a file system that does not answer makes who asks it wait, whatever ctx says. f is then
// left behind, and its end is nobody's. A fault in it is else one of the caller.
func comesBack[T any](ctx context.Context, f func() T) (v T, ok bool) {
	type outcome struct {
		value T
		fault any
	}
	back := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			o.fault = recover()
			back <- o
		}()
		o.value = f()
	}()
	came := func(o outcome) (T, bool) {
		if o.fault != nil {
			panic(o.fault)
		}
		return o.value, true
	}
	select {
	case o := <-back:
		return came(o)
	case <-ctx.Done():
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case o := <-back:
		return came(o)
	case <-late.C:
		return v, false
	}
}
