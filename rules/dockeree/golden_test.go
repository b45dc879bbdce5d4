package dockeree_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// plainEngine is the results of one recorded engine without UCP, of its node alone.
func plainEngine(t testing.TB, name string) []result.Result {
	bundles, _, err := facts.ReadInput(name, os.DirFS(shared.Dir(t, "facts-samples", "docker-engine-20.10")))
	require.NoError(t, err)
	site, _, err := facts.Assemble(bundles)
	require.NoError(t, err)
	table, err := dockeree.Table()
	require.NoError(t, err)
	assets, faults := rules.Evaluate(rules.Input{Benchmark: published(t)[1], Table: table, Site: site, At: ruletest.Now, Tool: "stigwright test"})
	require.Empty(t, faults)
	require.Len(t, assets, 1)
	require.Len(t, assets[0].Results, 101)
	return assets[0].Results
}

// TestPlainEngine holds the verdicts on two recorded engines to what was reviewed: a line
// a rule, its status and reason.
func TestPlainEngine(t *testing.T) {
	for _, name := range []string{"compliant", "noncompliant"} {
		var b strings.Builder
		for _, r := range plainEngine(t, name) {
			require.True(t, r.Judged, "%s has no evaluator", r.STIGID)
			fmt.Fprintf(&b, "%s %s: %s\n", r.STIGID, r.Status, r.Reason)
			require.False(t, r.Status == result.NotAFinding && len(r.Missing) > 0, "%s passes and lacks something", r.STIGID)
		}
		file := filepath.Join("testdata", name+".txt")
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o644))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, string(want), b.String(), "run go test ./rules/dockeree -run TestPlainEngine -update, and review every line that changed")
	}
}
