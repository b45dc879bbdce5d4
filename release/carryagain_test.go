package release

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
)

// A checklist that was carried before gets no history a second time, nor again after
// somebody removed it; what is not known to have been there is put in.
func TestHistoriesAreNotPutInAgain(t *testing.T) {
	old := passed(bench(t, "B_STIG", "V1R1", one("run ls"), one("run cat")))
	to := bench(t, "B_STIG", "V1R2", one("run lsof"), one("run cat"))
	first, receipt, err := Carry(old, []*benchmark.Benchmark{to}, CarryOptions{})
	require.NoError(t, err)
	data, err := json.Marshal(receipt)
	require.NoError(t, err)
	var before Receipt
	require.NoError(t, json.Unmarshal(data, &before))
	history := first.Stigs[0].Rows[0].Comments
	require.True(t, strings.HasPrefix(history, "seen\n\n"+historyBegin), history)
	own := strings.TrimPrefix(history, "seen\n\n")
	for _, row := range []struct {
		name, comments string // of the row as it is now
		before         *Receipt
		want           string // after merging again
		gone           bool
	}{
		{"nothing happened", history, &before, history, false},
		{"nothing happened, no receipt", history, nil, history, false},
		{"removed", "seen", &before, "seen", true},
		{"all removed", "", &before, "", true},
		{"removed, no receipt", "seen", nil, history, false},
		{"edited", "seen\n\n" + strings.Replace(own, "It counts no more", "It will count again", 1), &before, "seen\n\n" + strings.Replace(own, "It counts no more", "It will count again", 1), false},
		{"words above edited", "seen again\n\n" + own, &before, "seen again\n\n" + own, false},
		{"words below", history + "\n\nDone.", nil, history + "\n\nDone.", false},
		{"other line ends", strings.ReplaceAll("seen anew\n\n"+own, "\n", "\r\n"), &before, strings.ReplaceAll("seen anew\n\n"+own, "\n", "\r\n"), false},
		{"never there", "", nil, history, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			again, now, err := Carry(old, []*benchmark.Benchmark{to}, CarryOptions{})
			require.NoError(t, err)
			there := first.Clone()
			there.Stigs[0].Rows[0].Comments = row.comments
			for range 2 {
				out, gone := WithoutHistories(again, there, now, row.before)
				require.Equal(t, row.gone, len(gone) == 1, "%v", gone)
				_, err = ckl.Merge(there, []ckl.Source{{Name: "old", Checklist: out}}, ckl.MergeOptions{})
				require.NoError(t, err)
				require.Equal(t, row.want, there.Stigs[0].Rows[0].Comments)
			}
			require.Equal(t, history, again.Stigs[0].Rows[0].Comments, "what was carried is as it was")
		})
	}
	// A file made anew under the name is not what the earlier run wrote: nothing was removed.
	again, now, err := Carry(old, []*benchmark.Benchmark{to}, CarryOptions{})
	require.NoError(t, err)
	anew := ckl.New(first.Asset, []*benchmark.Benchmark{to})
	out, gone := WithoutHistories(again, anew, now, &before)
	require.Empty(t, gone)
	require.Equal(t, history, out.Stigs[0].Rows[0].Comments)

	// Another answer than the one that was put there is news.
	changed := old.Clone()
	changed.Stigs[0].Rows[0].FindingDetails = "I looked once more."
	again, now, err = Carry(changed, []*benchmark.Benchmark{to}, CarryOptions{})
	require.NoError(t, err)
	there := first.Clone()
	there.Stigs[0].Rows[0].Comments = ""
	out, gone = WithoutHistories(again, there, now, &before)
	require.Empty(t, gone)
	require.Contains(t, out.Stigs[0].Rows[0].Comments, "I looked once more.")
}
