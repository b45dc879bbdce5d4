package dockeree_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/dockeree"
)

// cluster reads the bundles of one sample cluster of the successor product.
func cluster(t testing.TB, name string) []*facts.Bundle {
	files, err := filepath.Glob(filepath.Join(shared.Dir(t, "facts-samples", "bundles", name), "*.json"))
	require.NoError(t, err)
	var all []*facts.Bundle
	for _, f := range files {
		data, err := os.ReadFile(f)
		require.NoError(t, err)
		bundles, _, err := facts.ReadBundle(filepath.Base(f), data)
		require.NoError(t, err)
		all = append(all, bundles...)
	}
	return all
}

// judge is the status of every rule of V2R2 on every node, by asset and STIG ID.
func judge(t testing.TB, bundles []*facts.Bundle) map[string]map[string]result.Result {
	table, err := dockeree.Table()
	require.NoError(t, err)
	dir := shared.Dir(t, "facts-samples", "bundles")
	data, err := os.ReadFile(filepath.Join(dir, "ssp.yaml"))
	require.NoError(t, err)
	ssp, err := facts.ReadSSP("ssp.yaml", data, os.DirFS(dir))
	require.NoError(t, err)
	site, _, err := facts.Assemble(bundles)
	require.NoError(t, err)
	assets, faults := rules.Evaluate(rules.Input{Benchmark: published(t)[1], Table: table, Site: site, SSP: ssp,
		At: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), Tool: "stigwright test"})
	require.Empty(t, faults)
	out := map[string]map[string]result.Result{}
	for _, a := range assets {
		out[a.Name] = map[string]result.Result{}
		for _, r := range a.Results {
			out[a.Name][r.STIGID] = r
		}
	}
	return out
}

// TestAuthorities: three rules ask the same of UCP's certificates and two of the
// registry's, and both sample clusters answer.
func TestAuthorities(t *testing.T) {
	const node = "node1.mke.example.mil"
	good, bad := judge(t, cluster(t, "compliant"))[node], judge(t, cluster(t, "noncompliant"))[node]
	for _, id := range []string{"DKER-EE-003920", "DKER-EE-006190", "DKER-EE-003930"} {
		require.Equal(t, fine, good[id].Status, result.Details(good[id]))
		require.Equal(t, open, bad[id].Status, result.Details(bad[id]))
	}
}

// TestLessIsNeverBetter: taking any section from any bundle makes no rule pass, and no
// rule not applicable, that was not so before.
func TestLessIsNeverBetter(t *testing.T) {
	shared.Long(t)
	for _, name := range []string{"compliant", "noncompliant"} {
		before := judge(t, cluster(t, name))
		whole := cluster(t, name)
		for i, bundle := range whole[:2] { // the cluster and one node
			for _, section := range slices.Sorted(maps.Keys(bundle.Facts)) {
				less := cluster(t, name)
				delete(less[i].Facts, section)
				for asset, results := range judge(t, less) {
					for id, r := range results {
						was, found := before[asset][id]
						if found && better(r.Status, was.Status) {
							t.Errorf("%s: without %s of %s, %s on %s is %s; it was %s\n%s", name, section, bundle.ID, id, asset, r.Status, was.Status, result.Details(r))
						}
					}
				}
			}
		}
	}
}

func better(now, was result.Status) bool {
	good := func(s result.Status) bool { return s == fine || s == notAppl }
	return good(now) && !good(was)
}
