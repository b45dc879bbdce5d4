package main

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestInOrder(t *testing.T) {
	const n = 200
	var ahead, most atomic.Int64
	var taken []int
	inOrder(n, func(i int) int {
		if d := ahead.Add(1); d > most.Load() {
			most.Store(d)
		}
		return i * i
	}, func(i, done int) {
		ahead.Add(-1)
		require.Equal(t, i*i, done)
		taken = append(taken, i)
	})
	require.Len(t, taken, n)
	require.IsIncreasing(t, taken)
	require.Less(t, most.Load(), int64(n), "little is held that was done and not yet taken")
	inOrder(0, func(int) int { panic("never") }, func(int, int) { t.Error("never") })
}

func TestInOrderPanics(t *testing.T) {
	require.PanicsWithValue(t, "a bug", func() {
		inOrder(50, func(i int) int {
			if i == 7 {
				panic("a bug")
			}
			return i
		}, func(int, int) {})
	})
}
