package release

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/shared"
)

func library(t testing.TB) *benchmark.Source {
	t.Helper()
	source, err := benchmark.OpenSource(osFS{}, shared.Dir(t, "corpus", "U_SRG-STIG_Library_part.zip"))
	require.NoError(t, err)
	t.Cleanup(func() { source.Close() })
	return source
}

// Every release of the published library against the one before: it runs, and the
// totals of each add up.
func TestRunsOfTheCorpus(t *testing.T) {
	shared.Long(t)
	runs, err := Runs([]*benchmark.Source{library(t)}, 2, nil)
	require.NoError(t, err)
	releases, duplicates, steps := 0, 0, 0
	var sum Counts
	for _, r := range runs {
		releases += len(r.Releases)
		duplicates += len(r.Duplicates)
		steps += len(r.Steps)
		require.Len(t, r.Steps, len(r.Releases)-1)
		for i, s := range r.Steps {
			n := s.Counts
			require.Equal(t, s.OldRules, n.Removed+n.Pairs(), s.New.Label())
			require.Equal(t, s.NewRules, n.Added+n.Pairs(), s.New.Label())
			require.LessOrEqual(t, compareReleases(s.Old, s.New), 0, s.New.Label())
			require.Equal(t, r.Releases[i:i+2], []benchmark.Head{s.Old, s.New})
			sum = sum.Plus(n)
		}
	}
	require.Equal(t, 785, releases+duplicates)
	require.Equal(t, 1, duplicates, "RHEL_8_STIG V1R6 is there twice")
	ids := sum.Fields["rule_id"].Total()
	share := func(n, of int) float64 { return 100 * float64(n) / float64(of) }
	t.Logf("%d pairs of releases, %d duplicates; %d rules in both, %d added, %d removed; %.1f %% of rule ids changed, %.1f %% of these with the same check text; "+
		"%.1f %% of check texts changed; %d republished under one rule id; %d found by other than the STIG ID", steps, duplicates, sum.Pairs(), sum.Added, sum.Removed,
		share(ids, sum.Pairs()), share(sum.RenewedIDs, ids), share(sum.CheckTexts, sum.Pairs()), sum.Republished, sum.Renumbered)
	require.InDelta(t, 30, share(ids, sum.Pairs()), 10)
	require.InDelta(t, 86, share(sum.RenewedIDs, ids), 5)
}

func BenchmarkAllPairs(b *testing.B) {
	source := library(b)
	for b.Loop() {
		_, err := Runs([]*benchmark.Source{source}, 2, nil)
		require.NoError(b, err)
	}
}

// zipped is an archive of some files, in order of their names.
func zipped(t testing.TB, files fstest.MapFS) *fstest.MapFile {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write(files[name].Data)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return &fstest.MapFile{Data: b.Bytes()}
}

func opened(t testing.TB, fsys fstest.MapFS, name string) *benchmark.Source {
	t.Helper()
	s, err := benchmark.OpenSource(fsys, name)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func TestRunsGoThroughEveryRelease(t *testing.T) {
	cut := sample("B_STIG", "1", "2", "SV-2r2_rule", "cut off")
	cut.Data = cut.Data[:len(cut.Data)-20]
	fsys := fstest.MapFS{
		"lib.zip": zipped(t, fstest.MapFS{
			"a.zip": zipped(t, fstest.MapFS{ // several in one bundle, and a neighbour that is damaged
				"1.xml": sample("B_STIG", "1", "3", "SV-2r2_rule", "y"),
				"2.xml": sample("A_STIG", "1", "10", "SV-1r1_rule", "two"),
				"3.xml": cut,
			}),
			"b.zip":    zipped(t, fstest.MapFS{"1.xml": sample("B_STIG", "1", "1", "SV-2r1_rule", "x")}),
			"c.zip":    zipped(t, fstest.MapFS{"1.xml": sample("a_STIG", "1", "9", "SV-1r1_rule", "one")}),
			"junk.zip": {Data: []byte("<html>")},
		}),
		"more/d.xml": sample("A_STIG", "1", "10", "SV-1r1_rule", "two"),
		"more/e.xml": sample("A_STIG", "1", "10", "SV-1r1_rule", "three"), // the same release, and another file
		"more/f.xml": sample("C_STIG", "1", "1", "SV-3r1_rule", "x"),
	}
	for workers := range 3 {
		last := 0
		runs, err := Runs([]*benchmark.Source{opened(t, fsys, "lib.zip"), opened(t, fsys, "more")}, workers+1, func(done, of int) {
			require.Equal(t, 3, of)
			last = done
		})
		require.Equal(t, 3, last)
		problems := diag.Each(err)
		require.Len(t, problems, 2)
		require.Contains(t, problems[0].Error(), "a.zip: 3.xml")
		require.Contains(t, problems[1].Error(), "junk.zip")
		var got []string
		for _, r := range runs {
			for _, h := range r.Releases {
				got = append(got, h.Label())
			}
			for _, h := range r.Duplicates {
				got = append(got, "again "+h.Place)
			}
			for _, s := range r.Steps {
				require.Equal(t, [2]int{1, 1}, [2]int{s.OldRules, s.NewRules})
				require.Equal(t, s.Old.Release == s.New.Release, s.Again())
				got = append(got, fmt.Sprintf("%s to %s: %d texts, %d ids", s.Old.Release, s.New.Release, s.Counts.CheckTexts, s.Counts.Fields["rule_id"].Total()))
			}
		}
		require.Equal(t, []string{
			"a_STIG V1R9 (24 Jul 2024)", "A_STIG V1R10 (24 Jul 2024)", "A_STIG V1R10 (24 Jul 2024)", "again more/d.xml", "9 to 10: 1 texts, 0 ids", "10 to 10: 1 texts, 0 ids",
			"B_STIG V1R1 (24 Jul 2024)", "B_STIG V1R3 (24 Jul 2024)", "1 to 3: 1 texts, 1 ids", // the damaged one between them left out
			"C_STIG V1R1 (24 Jul 2024)",
		}, got)
	}
}

func TestRunsOfNothing(t *testing.T) {
	runs, err := Runs(nil, 2, nil)
	require.NoError(t, err)
	require.Empty(t, runs)
	runs, err = Runs([]*benchmark.Source{opened(t, fstest.MapFS{"a.txt": {Data: []byte("x")}}, ".")}, 2, nil)
	require.NoError(t, err)
	require.Empty(t, runs)
}

// A file that changes between the two looks at it is not passed over in silence.
func TestRunsNoticeAChangedFile(t *testing.T) {
	fsys := fstest.MapFS{"a.xml": sample("A_STIG", "1", "1", "SV-1r1_rule", "x"), "b.xml": sample("A_STIG", "1", "2", "SV-1r1_rule", "x")}
	s := newShelf([]*benchmark.Source{opened(t, fsys, ".")}, 1)
	fsys["b.xml"].Data = sample("A_STIG", "1", "3", "SV-1r1_rule", "x").Data
	r, err := s.run(s.plan()[0])
	require.NoError(t, err)
	require.Len(t, r.Releases, 1)
	require.ErrorContains(t, s.problems().Err(), "A_STIG V1R2 (24 Jul 2024) was there and is not any more")
}
