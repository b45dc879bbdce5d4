package mke_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/rules"
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
	requireGolden(t, "testdata/demo.txt", b.String(), "TestDemoCluster")
}

func demoInput(t *testing.T) rules.Input {
	t.Helper()
	root, err := fs.Sub(testdata.Demo, "demo")
	require.NoError(t, err)
	return folderInput(t, root, testdata.DemoTime)
}
