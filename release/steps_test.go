package release

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
)

func librarySequences(t testing.TB) []Sequence {
	t.Helper()
	source, err := benchmark.OpenSource(osFS{}, shared.Dir(t, "corpus", "U_SRG-STIG_Library_part.zip"))
	require.NoError(t, err)
	defer source.Close()
	sequences, err := ReadSequences(source, 2, nil)
	require.NoError(t, err)
	return sequences
}

// Every release of the published library against the one before: it runs, and the
// totals of each add up.
func TestStepsOfTheCorpus(t *testing.T) {
	shared.Long(t)
	sequences := librarySequences(t)
	steps, err := Steps(sequences, 2)
	require.NoError(t, err)
	releases, duplicates := 0, 0
	for _, s := range sequences {
		releases += len(s.Releases)
		duplicates += len(s.Duplicates)
	}
	require.Equal(t, 785, releases+duplicates)
	require.Equal(t, 1, duplicates, "RHEL_8_STIG V1R6 is there twice")
	require.Len(t, steps, releases-len(sequences))
	var sum Counts
	for _, s := range steps {
		n := s.Counts
		require.Equal(t, len(s.Old.Items), n.Removed+n.Pairs(), s.New.Label())
		require.Equal(t, len(s.New.Items), n.Added+n.Pairs(), s.New.Label())
		require.LessOrEqual(t, compareReleases(s.Old, s.New), 0, s.New.Label())
		sum = sum.Plus(n)
	}
	ids := sum.Fields["rule_id"].Total()
	share := func(n, of int) float64 { return 100 * float64(n) / float64(of) }
	t.Logf("%d pairs of releases, %d duplicates; %d rules in both, %d added, %d removed; %.1f %% of rule ids changed, %.1f %% of these with the same check text; "+
		"%.1f %% of check texts changed; %d republished under one rule id; %d found by other than the STIG ID", len(steps), duplicates, sum.Pairs(), sum.Added, sum.Removed,
		share(ids, sum.Pairs()), share(sum.RenewedIDs, ids), share(sum.CheckTexts, sum.Pairs()), sum.Republished, sum.Renumbered)
	require.InDelta(t, 30, share(ids, sum.Pairs()), 10)
	require.InDelta(t, 86, share(sum.RenewedIDs, ids), 5)
}

func TestStepsReportWhatCannotBeCompared(t *testing.T) {
	a := made(t, "A", "1", "1", rule{stig: "S-1", vuln: "V-1", id: "SV-1r1_rule"})
	b := made(t, "B", "1", "2", rule{stig: "T-1", vuln: "V-2", id: "SV-2r1_rule"})
	_, err := Steps([]Sequence{{Releases: []*benchmark.Benchmark{a, b}}}, 2)
	require.ErrorContains(t, err, "different benchmarks")
	steps, err := Steps(nil, 2)
	require.NoError(t, err)
	require.Empty(t, steps)
}

func BenchmarkAllPairs(b *testing.B) {
	for b.Loop() {
		_, err := Steps(librarySequences(b), 2)
		require.NoError(b, err)
	}
}
