package main

import (
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// Results come in order, however long each took, and no more are begun and not taken
// than there are workers.
func TestInOrder(t *testing.T) {
	for _, workers := range []int{0, 1, 3} {
		inOrderOf(t, workers)
	}
	inOrder(0, 2, func(int) int { panic("never") }, func(int, int) { t.Error("never") })
}

func inOrderOf(t *testing.T, workers int) {
	const n = 200
	var ahead, most atomic.Int64
	var taken []int
	inOrder(n, workers, func(i int) int {
		if d := ahead.Add(1); d > most.Load() {
			most.Store(d)
		}
		for range (n - i) % 7 {
			runtime.Gosched()
		}
		return i * i
	}, func(i, done int) {
		ahead.Add(-1)
		require.Equal(t, i*i, done)
		taken = append(taken, i)
	})
	require.Len(t, taken, n)
	require.IsIncreasing(t, taken)
	require.LessOrEqual(t, most.Load(), int64(max(1, workers)), "begun and not yet taken")
}

func TestInOrderPanics(t *testing.T) {
	require.PanicsWithValue(t, "a bug", func() {
		inOrder(50, 2, func(i int) int {
			if i == 7 {
				panic("a bug")
			}
			return i
		}, func(int, int) {})
	})
}
