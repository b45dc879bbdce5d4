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

	list2 := filepath.Join(dir, "b.xml")
	require.NoError(t, os.WriteFile(list2, []byte(`<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" id="B_STIG"><version>1</version>`+
		`<Group id="V-1"><Rule id="SV-1r1_rule" severity="high"><version>B-1</version></Rule></Group></Benchmark>`), 0o644))
	require.Zero(t, run([]string{"-n", "1", "-b", list2, dir}, &errs), errs.String())
	data, err = os.ReadFile(filepath.Join(dir, "reviewed", "asset-0001.ckl"))
	require.NoError(t, err)
	c, _, err = ckl.Read("b", data)
	require.NoError(t, err)
	require.Equal(t, "B-1", c.Stigs[0].Rows[0].STIGID)
	require.Equal(t, 1, run([]string{"-b", filepath.Join(dir, "none.zip"), dir}, &errs))

	require.Equal(t, 2, run([]string{"-n", "0", dir}, &errs))
	require.Equal(t, 1, run([]string{"-n", "1", filepath.Join(dir, "reviewed", "asset-0002.ckl")}, &errs))
}
