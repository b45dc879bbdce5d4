package release

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestInParallelDoesEachOnce: every piece of work is done once, and progress comes to all.
func TestInParallelDoesEachOnce(t *testing.T) {
	for _, workers := range []int{-1, 1, 3, 50} {
		done := make([]atomic.Int32, 20)
		var steps []int
		inParallel(len(done), workers, func(i, of int) {
			require.Equal(t, len(done), of)
			steps = append(steps, i)
		}, func(i int) { done[i].Add(1) })
		for i := range done {
			require.EqualValues(t, 1, done[i].Load())
		}
		require.Len(t, steps, len(done))
		require.Equal(t, len(done), steps[len(steps)-1])
	}
}

// TestInParallelFaultIsTheCallers: a fault in a worker does not end the program around
// whoever called; it is a fault of that one, once no worker is busy any more.
func TestInParallelFaultIsTheCallers(t *testing.T) {
	for _, workers := range []int{1, 3, 50} {
		var begun, busy atomic.Int32
		require.PanicsWithValue(t, "piece 5 is broken", func() {
			inParallel(1000, workers, func(int, int) {}, func(i int) {
				begun.Add(1)
				busy.Add(1)
				defer busy.Add(-1)
				if i == 5 {
					panic("piece 5 is broken")
				}
			})
		})
		require.Zero(t, busy.Load())
		if workers == 1 {
			require.EqualValues(t, 6, begun.Load(), "what was not begun is left")
		}
	}
}
