package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// A multiplied site is one that the reader takes without a word: sealed bundles of one
// cluster that lists every node.
func TestMultiply(t *testing.T) {
	to := filepath.Join(t.TempDir(), "big")
	require.Equal(t, 0, run([]string{"-multiply", "../../../testdata/demo/facts", "-nodes", "5", "-containers", "40", "-o", to}, io.Discard, os.Stderr))
	bundles, warnings, err := facts.ReadInput("big", os.DirFS(filepath.Dir(to)))
	require.NoError(t, err)
	require.Empty(t, warnings)
	site, warnings, err := facts.Assemble(bundles)
	require.NoError(t, err)
	require.Empty(t, warnings)
	require.Len(t, site.Nodes, 5)
	require.Empty(t, site.MissingNodes)
	for _, n := range site.Nodes {
		list, _ := n.Facts[facts.Containers.Name].Value.([]facts.Container)
		require.Len(t, list, 40)
	}
	require.Equal(t, 2, run([]string{"-multiply", "x"}, io.Discard, io.Discard))
	require.Equal(t, 3, run([]string{"-multiply", t.TempDir(), "-o", to}, io.Discard, io.Discard))
}
