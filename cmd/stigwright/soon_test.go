package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What was begun soon is there when it is asked for, a fault of it too.
func TestSoon(t *testing.T) {
	seven := soon(func() int { return 7 })
	broken := soon(func() int { panic("a bug") })
	require.Equal(t, 7, seven())
	require.PanicsWithValue(t, "a bug", func() { broken() })
}
