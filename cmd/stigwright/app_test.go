package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOneCommandIsMadeAlone: a command that is named first is the only one that is made,
// and it is what it is among all of them.
func TestOneCommandIsMadeAlone(t *testing.T) {
	a := &app{getenv: func(string) string { return "" }}
	whole := a.root(nil)
	all := whole.Commands()
	require.Greater(t, len(all), 20)
	for _, want := range all {
		alone := a.root([]string{want.Name(), "-h"}).Commands()
		require.Len(t, alone, 1, want.Name())
		require.Equal(t, want.Name(), alone[0].Name())
		require.Equal(t, want.UsageString(), alone[0].UsageString())
	}
	for _, args := range [][]string{{}, {"help", "carry"}, {"--library", "carry", "info"}, {"-q", "carry"}, {"carryy"}, {"__complete", "carry", ""}} {
		require.Len(t, a.root(args).Commands(), len(all), "%q", args)
	}
}
