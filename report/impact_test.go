package report

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/release"
)

func impactOf(asset string, rows ...release.ImpactRow) release.Impact {
	m := release.Impact{Files: []string{asset + ".ckl"}, Asset: asset, STIG: "B_STIG", Old: release.Edition{Label: "V1R1"}, New: release.Edition{Label: "V1R2"},
		Counts: map[release.Effect]int{release.Nothing: 40}, Rows: rows}
	for _, r := range rows {
		m.Counts[r.Effect]++
	}
	return m
}

func TestImpactPageStandsByItselfAndBelievesNoText(t *testing.T) {
	evil := `<script>alert("x")</script>` + "\x1b[31m"
	m := NewImpact([]release.Impact{
		impactOf("b"),
		impactOf(evil, release.ImpactRow{STIGID: evil, VulnID: `"><img src=x>`, Severity: `high" onclick="x`, Effect: release.Answer, Was: "Open", Status: "Not_Reviewed", Why: evil}),
		impactOf("a", release.ImpactRow{STIGID: "S-1", VulnID: "V-1", Severity: "high", Effect: release.Flipped, Was: "NotAFinding", Status: "Open", Why: "judged again"}),
	})
	m.Old, m.New, m.Files, m.Policy, m.Refused = []string{"B_STIG V1R1"}, []string{"B_STIG V1R2"}, 3, "standard", []string{"x.ckl: " + evil}
	require.Equal(t, []string{"a", evil, "b"}, []string{m.Assets[0].Asset, m.Assets[1].Asset, m.Assets[2].Asset}, "most urgent first")
	require.Equal(t, 120, m.Totals[release.Nothing])
	require.Equal(t, 1, m.Totals[release.Flipped])
	var b strings.Builder
	require.NoError(t, m.WriteHTML(&b))
	page := b.String()
	require.Equal(t, 1, strings.Count(page, "<script>"), "our own")
	require.NotContains(t, page, "<img")
	require.NotContains(t, page, `onclick="x`)
	require.NotContains(t, page, "\x1b")
	require.NotContains(t, page, "%!")
	for _, outside := range []string{"http://", "https://", `src="`, "@import", "url("} {
		require.NotContains(t, page, outside)
	}
	require.Contains(t, page, "default-src 'none'")
	require.Regexp(t, `script-src 'sha256-[^']{40,}'`, page, "the frame of all pages")
	require.Contains(t, page, `id="search"`)
	require.Contains(t, page, `<tr data-item="flipped">`)
	require.Contains(t, page, `data-kind="flipped"`)
	require.Contains(t, page, "B_STIG V1R1 to B_STIG V1R2")
	require.Contains(t, page, "No facts were given")
	require.Contains(t, page, `<th class="n" title="not answered before">unanswered</th>`, "the table of assets fits the page")
	require.Contains(t, page, `<td class="what flipped">judged again, flipped`)

	m.JudgedAsOf = "2026-11-02T00:00:00Z"
	b.Reset()
	require.NoError(t, m.WriteHTML(&b))
	require.Contains(t, b.String(), "Facts judged as of 2026-11-02T00:00:00Z")
}

func TestImpactOfNothing(t *testing.T) {
	m := NewImpact(nil)
	require.NotNil(t, m.Assets)
	require.NotNil(t, m.Rules)
	var b strings.Builder
	require.NoError(t, m.WriteHTML(&b))
	require.Contains(t, b.String(), "</html>")
}

// A page of two libraries does not begin with a list of all their benchmarks.
func TestImpactNamesFewReleases(t *testing.T) {
	m := Impact{Old: []string{"A V1R1"}, New: []string{"A V1R2"}}
	require.Equal(t, "A V1R1 to A V1R2", m.Releases())
	m.New = []string{"A", "B", "C", "D"}
	require.Equal(t, "4 benchmarks, each to its new release", m.Releases())
}

func TestEveryEffectHasAWord(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range release.Effects() {
		require.False(t, seen[EffectHead(e)], EffectHead(e))
		seen[EffectHead(e)] = true
		if EffectHead(e) == EffectWord(e) {
			continue
		}
		require.False(t, seen[EffectWord(e)], EffectWord(e))
		seen[EffectWord(e)] = true
	}
}
