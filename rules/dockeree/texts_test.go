package dockeree_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/dockeree"
)

var update = flag.Bool("update", false, "rewrite golden files")

// published opens the two releases the evaluators were written against.
func published(t testing.TB) []*benchmark.Benchmark {
	var out []*benchmark.Benchmark
	for _, file := range []string{"UNIX_STIG_V2R1.zip", "Unix_STIG_V2R2.zip"} {
		data, err := os.ReadFile(shared.Dir(t, "corpus", "U_Docker_Enterprise_2-x_Linux-"+file))
		require.NoError(t, err)
		found, err := benchmark.OpenBytes(file, data)
		require.NoError(t, err)
		out = append(out, found...)
	}
	return out
}

// A release that rewords a check shows here as a difference to reread: the rule
// may ask for more than its evaluator looks at.
func TestCheckTexts(t *testing.T) {
	want := texts(published(t))
	if *update {
		require.NoError(t, os.WriteFile("checktexts.txt", []byte(want), 0o644))
	}
	got, err := os.ReadFile("checktexts.txt")
	require.NoError(t, err)
	require.Equal(t, want, string(got), "run go test ./rules/dockeree -run TestCheckTexts -update, and reread every rule that changed")
}

func texts(all []*benchmark.Benchmark) string {
	var b strings.Builder
	b.WriteString("# SHA-256 of the check text each evaluator was written against: V2R1 and V2R2 as\n")
	b.WriteString("# published.\n")
	for _, rule := range dockeree.Rules {
		var digests []string
		for _, bench := range all {
			for _, item := range bench.Find(rule.ID) {
				if d := item.CheckDigest(); !slices.Contains(digests, d) {
					digests = append(digests, d)
				}
			}
		}
		fmt.Fprintf(&b, "%s %s\n", rule.ID, strings.Join(digests, " "))
	}
	return b.String()
}

func TestTableIsInOrderAndKnowsEveryText(t *testing.T) {
	table, err := dockeree.Table()
	require.NoError(t, err)
	require.True(t, slices.IsSortedFunc(table.Rules, func(a, b rules.Rule) int { return strings.Compare(a.ID, b.ID) }))
	for _, r := range table.Rules {
		require.NotEmpty(t, table.Texts[r.ID], r.ID)
		require.NotEmpty(t, r.Reading, r.ID)
		require.NotEmpty(t, r.Needs(), r.ID)
	}
}
