package mke_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/testdata"
)

// TestDemoCluster holds the verdicts on our own small cluster, in the three shapes of
// output, to what was reviewed: a line a row, with its reason.
func TestDemoCluster(t *testing.T) {
	in := demoInput(t)
	var b strings.Builder
	for _, shape := range []struct {
		name  string
		shape rules.Shape
	}{{"per node", rules.PerNode}, {"split", rules.Split}, {"roll-up", rules.RollUp}} {
		in.Shape = shape.shape
		assets, faults := rules.Evaluate(in)
		require.Empty(t, faults)
		for _, a := range assets {
			fmt.Fprintf(&b, "== %s: %s, %d rows and %d elsewhere\n", shape.name, a.Name, len(a.Results), len(a.Elsewhere))
			for _, r := range a.Results {
				fmt.Fprintf(&b, "%s %s: %s\n", r.STIGID, r.Status, r.Reason)
			}
		}
	}
	const file = "testdata/demo.txt"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "run go test ./rules/mke -run TestDemoCluster -update, and review every line that changed")
}

func demoInput(t *testing.T) rules.Input {
	t.Helper()
	root, err := fs.Sub(testdata.Demo, "demo")
	require.NoError(t, err)
	found, err := benchmark.Open(root, "U_MKE_Sample_V2R0-1_Manual-xccdf.xml")
	require.NoError(t, err)
	names, err := fs.Glob(root, "facts/*.json")
	require.NoError(t, err)
	var all []*facts.Bundle
	for _, name := range names {
		data, err := fs.ReadFile(root, name)
		require.NoError(t, err)
		read, _, err := facts.ReadBundle(path.Base(name), data)
		require.NoError(t, err)
		all = append(all, read...)
	}
	s, _, err := facts.Assemble(all)
	require.NoError(t, err)
	data, err := fs.ReadFile(root, "ssp.yaml")
	require.NoError(t, err)
	ssp, err := facts.ReadSSP("ssp.yaml", data, root)
	require.NoError(t, err)
	table, err := mke.Table()
	require.NoError(t, err)
	at, err := time.Parse(time.RFC3339, testdata.DemoTime)
	require.NoError(t, err)
	return rules.Input{Benchmark: found[0], Table: table, Site: s, SSP: ssp, At: at}
}
