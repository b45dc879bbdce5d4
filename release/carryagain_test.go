package release

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/result"
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
				onto := NewOnto(again, there, now, row.before)
				require.Equal(t, row.gone, len(onto.Gone) == 1, "%v", onto.Gone)
				_, err = ckl.Merge(there, []ckl.Source{{Name: "old", Checklist: onto.Checklist}}, ckl.MergeOptions{})
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
	onto := NewOnto(again, anew, now, &before)
	require.Empty(t, onto.Gone)
	require.Equal(t, history, onto.Checklist.Stigs[0].Rows[0].Comments)

	// Another answer than the one that was put there is news.
	changed := old.Clone()
	changed.Stigs[0].Rows[0].FindingDetails = "I looked once more."
	again, now, err = Carry(changed, []*benchmark.Benchmark{to}, CarryOptions{})
	require.NoError(t, err)
	there := first.Clone()
	there.Stigs[0].Rows[0].Comments = ""
	onto = NewOnto(again, there, now, &before)
	require.Empty(t, onto.Gone)
	require.Contains(t, onto.Checklist.Stigs[0].Rows[0].Comments, "I looked once more.")
}

// twoRules is a release of two rules, of which the first has the fix given.
func twoRules(t *testing.T, release, fix string) *benchmark.Benchmark {
	return bench(t, "B_STIG", release, spec{stig: "S-1", vuln: "V-1", id: "SV-1r1_rule", check: "run ls", fix: fix},
		spec{stig: "S-2", vuln: "V-2", id: "SV-2r1_rule", check: "run cat"})
}

func throughJSON(t *testing.T, r *Receipt) *Receipt {
	data, err := json.Marshal(r)
	require.NoError(t, err)
	var out Receipt
	require.NoError(t, json.Unmarshal(data, &out))
	return &out
}

// What somebody took back in the file that an earlier run wrote stays so; what the old
// checklist says anew goes in.
func TestCarriedAgainBringsBackNothingThatWasTakenBack(t *testing.T) {
	old, to := passed(twoRules(t, "V1R1", "")), twoRules(t, "V1R2", "")
	old.Stigs[0].Rows[0].SeverityOverride, old.Stigs[0].Rows[0].SeverityJustification = "low", "behind a wall"
	first, receipt, err := Carry(old, []*benchmark.Benchmark{to}, CarryOptions{})
	require.NoError(t, err)
	before := throughJSON(t, receipt)
	again := func(old, there *ckl.Checklist) (*ckl.Checklist, *Receipt) {
		out, now, err := Carry(old, []*benchmark.Benchmark{to}, CarryOptions{})
		require.NoError(t, err)
		there = there.Clone()
		onto := NewOnto(out, there, now, before)
		_, err = ckl.Merge(there, []ckl.Source{{Name: "old", Checklist: onto.Checklist}}, ckl.MergeOptions{})
		require.NoError(t, err)
		require.Empty(t, onto.Settle(there))
		return there, now
	}
	there := first.Clone()
	row := there.Stigs[0].Rows[0]
	row.Status, row.FindingDetails, row.SeverityOverride, row.SeverityJustification = result.NotReviewed, "I looked again.", "", ""
	got, now := again(old, there)
	require.Equal(t, there, got)
	require.Equal(t, before, throughJSON(t, now), "the receipt of the same is the same")

	changed := old.Clone()
	changed.Stigs[0].Rows[1].Comments = "Bob says so too."
	got, _ = again(changed, there)
	require.Equal(t, there.Stigs[0].Rows[0], got.Stigs[0].Rows[0])
	require.Contains(t, got.Stigs[0].Rows[1].Comments, "Bob says so too.")

	anew := ckl.New(first.Asset, []*benchmark.Benchmark{to})
	got, _ = again(old, anew)
	require.Equal(t, result.NotAFinding, got.Stigs[0].Rows[0].Status, "in a file made anew nobody took anything back")
}

// A row that stands blank in the file lost its answer, and gets it again; and statuses alone
// show that a file is what an earlier run wrote.
func TestCarriedAgainFillsWhatWasLost(t *testing.T) {
	old, to := passed(twoRules(t, "V1R1", "")), twoRules(t, "V1R2", "")
	first, receipt, err := Carry(old, []*benchmark.Benchmark{to}, CarryOptions{})
	require.NoError(t, err)
	again := func(old, there *ckl.Checklist, before *Receipt) *ckl.Checklist {
		out, now, err := Carry(old, []*benchmark.Benchmark{to}, CarryOptions{})
		require.NoError(t, err)
		there = there.Clone()
		onto := NewOnto(out, there, now, before)
		_, err = ckl.Merge(there, []ckl.Source{{Name: "old", Checklist: onto.Checklist}}, ckl.MergeOptions{})
		require.NoError(t, err)
		return there
	}
	partly := first.Clone()
	*partly.Stigs[0].Rows[0] = *ckl.New(first.Asset, []*benchmark.Benchmark{to}).Stigs[0].Rows[0]
	require.Equal(t, result.NotAFinding, again(old, partly, throughJSON(t, receipt)).Stigs[0].Rows[0].Status)

	bare := ckl.New(old.Asset, []*benchmark.Benchmark{twoRules(t, "V1R1", "")})
	for _, r := range bare.Stigs[0].Rows {
		r.Status = result.NotAFinding
	}
	first, receipt, err = Carry(bare, []*benchmark.Benchmark{to}, CarryOptions{})
	require.NoError(t, err)
	first.Stigs[0].Rows = append(first.Stigs[0].Rows, first.Stigs[0].Rows[1])[:2]
	there := first.Clone()
	there.Stigs[0].Rows[0].Status, there.Stigs[0].Rows[0].FindingDetails = result.NotReviewed, "I am not sure."
	require.Equal(t, result.NotAFinding, again(bare, there, throughJSON(t, receipt)).Stigs[0].Rows[0].Status, "one of two as it was is not most")
	third := again(bare, first, throughJSON(t, receipt))
	require.Equal(t, first, third)
}

// The receipt says which status stands in a file that was there before.
func TestReceiptTellsWhatStandsInTheFile(t *testing.T) {
	for policy, held := range map[Policy]int{Standard: 0, Strict: 1} {
		t.Run(policy.String(), func(t *testing.T) {
			to := twoRules(t, "V1R2", "fix another thing")
			out, receipt, err := Carry(passed(twoRules(t, "V1R1", "")), []*benchmark.Benchmark{to}, CarryOptions{Policy: policy})
			require.NoError(t, err)
			there := ckl.New(out.Asset, []*benchmark.Benchmark{to})
			there.Stigs[0].Rows[0].Status, there.Stigs[0].Rows[0].FindingDetails = result.NotApplicable, "No such thing here."
			onto := NewOnto(out, there, receipt, nil)
			_, err = ckl.Merge(there, []ckl.Source{{Name: "old", Checklist: onto.Checklist}}, ckl.MergeOptions{})
			require.NoError(t, err)
			require.Len(t, onto.Settle(there), held)
			require.Equal(t, there.Stigs[0].Rows[0].Word(), receipt.STIGs[0].Rows[0].Stands)
			require.Empty(t, receipt.STIGs[0].Rows[1].Stands)
			require.Contains(t, string(receipt.Markdown()), `in the file stands Not\_Applicable`)
		})
	}
}

// Of several STIGs of a benchmark each is carried into its own again, also beside one that
// stays, and what stands in another's rows is not taken for what stands in its own.
func TestSeveralSTIGsOfABenchmarkAreCarriedAgain(t *testing.T) {
	old, to := bench(t, "B_STIG", "V1R1", one("run ls")), bench(t, "B_STIG", "V1R2", one("run ls"))
	mine := func(b *benchmark.Benchmark) *ckl.Checklist { return ours(b, result.Open, result.Open) }
	for name, list := range map[string][]*ckl.Checklist{
		"both carried":     {passed(old), mine(old)},
		"the first stays":  {passed(to), mine(old)},
		"the second stays": {mine(old), passed(to)},
		"two stay":         {passed(to), mine(old), passed(to)},
	} {
		t.Run(name, func(t *testing.T) {
			c := list[0].Clone()
			for _, other := range list[1:] {
				c.Stigs = append(c.Stigs, other.Clone().Stigs...)
			}
			there, before, err := Carry(c, []*benchmark.Benchmark{to}, CarryOptions{})
			require.NoError(t, err)
			want := there.Clone()
			carried, now, err := Carry(c, []*benchmark.Benchmark{to}, CarryOptions{})
			require.NoError(t, err)
			first := throughJSON(t, now)
			onto := NewOnto(carried, there, now, throughJSON(t, before))
			require.Empty(t, onto.Gone)
			_, err = ckl.Merge(there, []ckl.Source{{Name: "old", Checklist: onto.Checklist}}, ckl.MergeOptions{})
			require.NoError(t, err)
			require.Equal(t, want, there)
			require.Empty(t, onto.Settle(there))
			require.Equal(t, first, throughJSON(t, now), "the receipt says what it said")
		})
	}
}
