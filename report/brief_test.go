package report

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/cci"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
)

// What is counted of a checklist read for counting is what is counted of the whole.
func TestStatsOfBrief(t *testing.T) {
	dir := shared.Dir(t, "samples")
	files, err := filepath.Glob(filepath.Join(dir, "*.ckl*"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	whole, brief := NewStats(), NewStats()
	for _, path := range files {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		lists, _, err := ckl.ReadAny(path, data)
		require.NoError(t, err)
		for _, c := range lists {
			whole.Add(c)
		}
		lists, _, err = ckl.ReadBrief(path, data)
		require.NoError(t, err)
		for _, c := range lists {
			brief.Add(c)
		}
	}
	require.Equal(t, whole.Summary(), brief.Summary())
	require.NotZero(t, whole.Summary().Total.Rows)
}

// Every CCI there is, twice, and one that is none: counted as the list itself says.
func TestControlsOfEveryCCI(t *testing.T) {
	s := NewStats()
	want := [2]map[string]int{{}, {}}
	none := [2]int{1, 1}
	for c := range cci.All() {
		s.Add(checklist("a", row(result.Open, "low", "", c.ID), row(result.Open, "low", "", c.ID, c.ID)))
		for i, revision := range revisions {
			seen := map[string]bool{}
			for _, ref := range c.Refs(revision) {
				if ref.Control != "" && !seen[ref.Control] {
					seen[ref.Control] = true
					want[i][ref.Control] += 2
				}
			}
			if len(seen) == 0 {
				none[i] += 2
			}
		}
	}
	s.Add(checklist("a", row(result.Open, "low", "", "CCI-999999")))
	for i, f := range s.Summary().Controls {
		got := map[string]int{}
		for _, k := range f.Controls {
			got[k.Control] = k.Rows
			require.Equal(t, k.Rows, k.Counts.Open)
		}
		require.Equal(t, want[i], got)
		require.Equal(t, none[i], f.NoControl)
	}
	require.NotContains(t, s.cited, "CCI-999999", "what the list does not have is not kept")
}
