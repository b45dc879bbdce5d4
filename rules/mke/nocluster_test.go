package mke_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// alone is one node of a sample cluster of which no cluster bundle is given.
func alone(t *testing.T, cluster, file string) facts.Site {
	data, err := os.ReadFile(shared.Dir(t, "facts-samples", "bundles", cluster, file))
	require.NoError(t, err)
	bundles, _, err := facts.ReadBundle(file, data)
	require.NoError(t, err)
	s, _, err := facts.Assemble(bundles)
	require.NoError(t, err)
	return s
}

// A cluster of which nobody gives a bundle makes no row of its nodes better: what
// ssp.yaml says of the orchestrator does not settle what the labels would contradict.
func TestNoClusterMakesNothingBetter(t *testing.T) {
	for _, cluster := range []string{"compliant", "noncompliant"} {
		in := input(t, cluster)
		whole, faults := rules.Evaluate(in)
		require.Empty(t, faults)
		for i, file := range []string{"node1.json", "node2.json", "node3.json"} {
			one := in
			one.Site = alone(t, cluster, file)
			less, faults := rules.Evaluate(one)
			require.Empty(t, faults)
			require.Equal(t, whole[i].Name, less[0].Name)
			for k, now := range less[0].Results {
				was := whole[i].Results[k]
				passes := now.Status == result.NotAFinding || now.Status == result.NotApplicable
				require.False(t, passes && (was.Status == result.NotReviewed || was.Status == result.Open),
					"%s of %s %s was %s, and is\n%s", now.STIGID, cluster, file, was.Status, result.Details(now))
			}
		}
	}
}

// A node that knows its labels needs no cluster to be judged by them, and one on which
// nothing runs that labels could contradict is judged as ssp.yaml says.
func TestNodesDecideWithoutACluster(t *testing.T) {
	in := input(t, "compliant")
	for file, want := range map[string]result.Status{"node1.json": result.NotAFinding, "node2.json": result.NotReviewed} {
		in.Site = alone(t, "compliant", file)
		assets, faults := rules.Evaluate(in)
		require.Empty(t, faults)
		seen := 0
		for _, r := range assets[0].Results {
			if r.STIGID == "CNTR-MK-001200" {
				seen++
				require.Equal(t, want, r.Status, result.Details(r))
				if want == result.NotReviewed {
					require.Contains(t, result.Details(r), "they may say kubernetes")
					require.Contains(t, result.Details(r), "swarm.nodes")
				}
			}
		}
		require.Equal(t, 1, seen)
	}
}
