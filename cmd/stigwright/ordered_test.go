package main

import (
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// Results come in order, however long each took, and never more run than asked.
func TestOrdered(t *testing.T) {
	var now, most atomic.Int64
	var got []int
	ordered(100, 3, func(i int) int {
		if n := now.Add(1); n > most.Load() {
			most.Store(n)
		}
		for range (100 - i) % 7 {
			runtime.Gosched()
		}
		now.Add(-1)
		return i * i
	}, func(i, v int) {
		require.Equal(t, i*i, v)
		got = append(got, i)
	})
	require.Len(t, got, 100)
	require.LessOrEqual(t, most.Load(), int64(3))
	require.Panics(t, func() { ordered(5, 2, func(i int) int { panic("a bug") }, func(int, int) {}) })
	ordered(0, 2, func(int) int { panic("none") }, func(int, int) { panic("none") })
}

// What was begun soon is there when it is asked for, a fault of it too.
func TestSoon(t *testing.T) {
	seven := soon(func() int { return 7 })
	broken := soon(func() int { panic("a bug") })
	require.Equal(t, 7, seven())
	require.PanicsWithValue(t, "a bug", func() { broken() })
}
