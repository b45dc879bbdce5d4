package mke_test

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/testdata"
)

// edit is another text in place of one that stands in a file of a cluster.
type edit struct{ file, old, new string }

// clusterInput is one of our own whole clusters (testdata/clusters), as it lies there
// but for the edits, with the sample benchmark.
func clusterInput(t testing.TB, name string, edits ...edit) rules.Input {
	t.Helper()
	return folderInput(t, os.DirFS("../../testdata/clusters/"+name), "2026-10-06T00:00:00Z", edits...)
}

// folderInput is the bundles in facts and the ssp.yaml of a folder, judged by the sample
// benchmark.
func folderInput(t testing.TB, root fs.FS, at string, edits ...edit) rules.Input {
	t.Helper()
	names, err := fs.Glob(root, "facts/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	left := map[edit]bool{}
	for _, e := range edits {
		left[e] = true
	}
	read := func(name string) []byte {
		data, err := fs.ReadFile(root, name)
		require.NoError(t, err)
		for _, e := range edits {
			if e.file == path.Base(name) {
				require.Contains(t, string(data), e.old, "%s: there is nothing to edit", name)
				data = bytes.ReplaceAll(data, []byte(e.old), []byte(e.new))
				delete(left, e)
			}
		}
		return data
	}
	var all []*facts.Bundle
	for _, name := range names {
		bundles, _, err := facts.ReadBundle(path.Base(name), read(name))
		require.NoError(t, err)
		all = append(all, bundles...)
	}
	site, _, err := facts.Assemble(all)
	require.NoError(t, err)
	ssp, err := facts.ReadSSP("ssp.yaml", read("ssp.yaml"), root)
	require.NoError(t, err)
	require.Empty(t, left, "no such file")
	table, err := mke.Table()
	require.NoError(t, err)
	when, err := time.Parse(time.RFC3339, at)
	require.NoError(t, err)
	return rules.Input{Benchmark: sampleBenchmark(t), Table: table, Site: site, SSP: ssp, At: when}
}

func sampleBenchmark(t testing.TB) *benchmark.Benchmark {
	t.Helper()
	found, err := benchmark.Open(testdata.Demo, "demo/U_MKE_Sample_V2R0-1_Manual-xccdf.xml")
	require.NoError(t, err)
	require.Len(t, found, 1)
	return found[0]
}
