package release

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
)

func TestCompareLibraries(t *testing.T) {
	old := build(t, fstest.MapFS{
		"a1.xml": sample("A_STIG", "1", "1", "SV-1r1_rule", "text"),
		"a2.xml": sample("A_STIG", "1", "2", "SV-1r1_rule", "text"),
		"b.xml":  sample("B_STIG", "1", "1", "SV-1r1_rule", "text"),
		"c.xml":  sample("C_STIG", "1", "1", "SV-1r1_rule", "text"),
		"d.xml":  sample("D_STIG", "1", "1", "SV-1r1_rule", "text"),
	})
	for i := range old.Benchmarks { // the sample's STIG ID is the same everywhere
		old.Benchmarks[i].Rules[0].STIGID = old.Benchmarks[i].ID
	}
	old.Benchmarks[4].Rules[0].STIGID = "X"
	new := build(t, fstest.MapFS{
		"a2.xml": sample("a_stig", "1", "2", "SV-1r1_rule", "text"),
		"a3.xml": sample("A_STIG", "1", "3", "SV-1r2_rule", "other"),
		"b.xml":  sample("B_STIG", "1", "1", "SV-1r1_rule", "text"),
		"e.xml":  sample("E_STIG", "1", "1", "SV-1r1_rule", "text"),
		"m.xml":  sample("MS_C_STIG", "1", "2", "SV-1r1_rule", "text"),
	})
	for i := range new.Benchmarks {
		new.Benchmarks[i].Rules[0].STIGID = new.Benchmarks[i].ID
	}
	new.Benchmarks[4].Rules[0].STIGID = "C_STIG"
	type row struct {
		state, old, new string
		counts          IndexCounts
		added, removed  []string
	}
	var got []row
	for _, c := range CompareLibraries(old, new) {
		r := row{state: c.State.String(), counts: c.Counts, added: c.AddedReleases, removed: c.RemovedReleases}
		if c.Old != nil {
			r.old = c.Old.ID + " " + c.Old.Label()
		}
		if c.New != nil {
			r.new = c.New.ID + " " + c.New.Label()
		}
		got = append(got, r)
	}
	require.Equal(t, []row{
		{"changed", "A_STIG V1R2", "A_STIG V1R3", IndexCounts{Old: 1, New: 1, CheckTexts: 1, RuleIDs: 1}, []string{"V1R3"}, []string{"V1R1"}},
		{"unchanged", "B_STIG V1R1", "B_STIG V1R1", IndexCounts{}, nil, nil},
		{"gone", "D_STIG V1R1", "", IndexCounts{}, nil, []string{"V1R1"}},
		{"new", "", "E_STIG V1R1", IndexCounts{}, []string{"V1R1"}, nil},
		{"changed", "C_STIG V1R1", "MS_C_STIG V1R2", IndexCounts{Old: 1, New: 1}, []string{"V1R2"}, []string{"V1R1"}},
	}, got)
}

func TestIndexCounts(t *testing.T) {
	old := []Rule{{"S-1", "V-1", "SV-1r1", "high", "a"}, {"S-2", "V-2", "SV-2r1", "high", "a"}, {"S-3", "V-3", "SV-3r1", "low", "a"}}
	new := []Rule{{"s-1", "V-9", "SV-1r2", "low", "a"}, {"T-2", "V-2", "SV-2r1", "high", "b"}, {"S-4", "V-4", "SV-4r1", "low", "a"}, {"S-1", "V-8", "SV-8r1", "low", "a"}}
	require.Equal(t, IndexCounts{Old: 3, New: 4, Added: 2, Removed: 1, CheckTexts: 1, Severities: 1, RuleIDs: 1}, indexCounts(old, new))
}

func TestSequences(t *testing.T) {
	r10, r9 := made(t, "A", "2", "10"), made(t, "a", "2", "9")
	b := made(t, "B", "1", "1")
	got := Sequences([]*benchmark.Benchmark{b, r10, r9, r10})
	require.Equal(t, []Sequence{{Releases: []*benchmark.Benchmark{r9, r10}, Duplicates: []*benchmark.Benchmark{r10}}, {Releases: []*benchmark.Benchmark{b}}}, got)
	require.Empty(t, Sequences(nil))
}
