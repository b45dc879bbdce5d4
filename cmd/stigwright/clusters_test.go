package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/result"
)

// clusters is where our own clusters lie: a folder each, with facts, ssp.yaml and, in
// want, what the checklists of the three shapes of output say.
const clusters = "../../testdata/clusters"

// TestClusters holds the checklists of whole clusters to texts that were reviewed line by
// line: the status and the details of every row, in the .ckl and the .cklb alike.
func TestClusters(t *testing.T) {
	for _, cluster := range []string{"compliant", "noncompliant"} {
		for _, shape := range []struct{ name, flag string }{{"per-node", "--quiet"}, {"split", "--split"}, {"roll-up", "--roll-up"}} {
			t.Run(cluster+" "+shape.name, func(t *testing.T) {
				got := clusterChecklists(t, filepath.Join(clusters, cluster), shape.flag)
				golden := filepath.Join(clusters, cluster, "want", shape.name+".txt")
				if *update {
					require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o755))
					require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
				}
				want, err := os.ReadFile(golden)
				require.NoError(t, err)
				require.Equal(t, string(want), got, "run go test ./cmd/stigwright -run TestClusters -update, and review every line that changed")
			})
		}
	}
}

// clusterChecklists judges a cluster by the sample benchmark and is its checklists as text.
func clusterChecklists(t *testing.T, dir, flag string) string {
	out := t.TempDir()
	var stdout, stderr bytes.Buffer
	require.Zero(t, run([]string{"evaluate", "-b", "../../testdata/demo/U_MKE_Sample_V2R0-1_Manual-xccdf.xml", "-f", filepath.Join(dir, "facts"),
		"-i", filepath.Join(dir, "ssp.yaml"), "--time", "2026-10-06T00:00:00Z", "-o", out, flag}, nil, &stdout, &stderr), stderr.String())
	require.NotContains(t, stderr.String(), "warning")
	files, err := filepath.Glob(filepath.Join(out, "*.ckl"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	g := goldenText{seen: map[string]string{}}
	for _, file := range files {
		g.checklist(t, readChecklist(t, file), readChecklist(t, file+"b"))
	}
	return g.text.String()
}

func readChecklist(t *testing.T, file string) *ckl.Checklist {
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	c, problems, err := ckl.Read(file, data)
	require.NoError(t, err)
	require.Empty(t, problems)
	require.Len(t, c.Stigs, 1)
	return c
}

// goldenText is checklists for a reviewer: what rows rest on is said once for all of
// them, and a row that says the same on several assets is there once.
type goldenText struct {
	text strings.Builder
	seen map[string]string // asset by the text of a row
}

func (g *goldenText) checklist(t *testing.T, c, other *ckl.Checklist) {
	rows := c.Stigs[0].Rows
	require.Len(t, other.Stigs[0].Rows, len(rows))
	counts := map[result.Status]int{}
	for i, r := range rows {
		counts[r.Status]++
		same := other.Stigs[0].Rows[i]
		require.Equal(t, []any{r.STIGID, r.Status, r.FindingDetails}, []any{same.STIGID, same.Status, same.FindingDetails})
	}
	fmt.Fprintf(&g.text, "======== %s, %s: %d rows of %d, Open %d, NotAFinding %d, Not_Applicable %d, Not_Reviewed %d\n", c.Asset.HostName, c.Asset.HostIP,
		len(rows), other.Stigs[0].Size, counts[result.Open], counts[result.NotAFinding], counts[result.NotApplicable], counts[result.NotReviewed])
	bases := map[string]string{}
	for _, r := range rows {
		g.row(t, c.Asset.HostName, r, bases)
	}
	g.text.WriteString("\n")
}

// row is one row: its head, which the details must repeat, and the details without fence.
func (g *goldenText) row(t *testing.T, asset string, r *ckl.Row, bases map[string]string) {
	head, body, ok := strings.Cut(r.FindingDetails, "\n[stigwright end]")
	require.True(t, ok && body == "", r.FindingDetails)
	first := fmt.Sprintf("[stigwright begin]\n%s on %s: %s\n", r.STIGID, asset, r.Status)
	require.True(t, strings.HasPrefix(head, first), head)
	body, basis, ok := strings.Cut(strings.TrimPrefix(head, first), "\nFacts ")
	if !ok {
		body, basis, _ = strings.Cut(body, "\nBenchmark ")
	}
	basis, _, ok = strings.Cut(basis, "\nTool ")
	require.True(t, ok, head)
	fmt.Fprintf(&g.text, "\n---- %s (%s) %s", r.STIGID, r.Severity, r.Status)
	said := r.STIGID + r.Status.String() + body + basis
	if before, ok := g.seen[said]; ok {
		fmt.Fprintf(&g.text, ", the same as on %s\n", before)
		return
	}
	g.seen[said] = asset
	name, ok := bases[basis]
	if !ok {
		name = string(rune('A' + len(bases)))
		bases[basis] = name
		fmt.Fprintf(&g.text, "\n%s\nBasis %s    %s\n", body, name, basis)
		return
	}
	fmt.Fprintf(&g.text, "\n%s\nBasis %s\n", body, name)
}
