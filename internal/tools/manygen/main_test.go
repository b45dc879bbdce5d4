package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/ckl"
)

func TestRun(t *testing.T) {
	dir := t.TempDir()
	var errs bytes.Buffer
	require.Zero(t, run([]string{"-n", "2", "-rows", "300", dir}, &errs), errs.String())
	data, err := os.ReadFile(filepath.Join(dir, "reviewed", "asset-0002.ckl"))
	require.NoError(t, err)
	require.InDelta(t, 1_000_000, len(data), 250_000, "about 1 MB")
	c, problems, err := ckl.Read("a", data)
	require.NoError(t, err)
	require.Empty(t, problems)
	require.Len(t, c.Stigs[0].Rows, 300)
	results, err := os.ReadFile(filepath.Join(dir, "scans", "asset-0002-xccdf-results.xml"))
	require.NoError(t, err)
	list, problems, err := ckl.ReadAny("s", results)
	require.NoError(t, err)
	require.Empty(t, problems)
	require.Len(t, list[0].Stigs[0].Rows, 300)

	require.Equal(t, 2, run([]string{"-n", "0", dir}, &errs))
	require.Equal(t, 1, run([]string{"-n", "1", filepath.Join(dir, "reviewed", "asset-0002.ckl")}, &errs))
}
