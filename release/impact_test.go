package release

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/result"
)

func TestEffects(t *testing.T) {
	for name, c := range map[string]struct {
		row  CarriedRow
		want Effect
	}{
		"carried":                        {CarriedRow{Reason: Carried, Was: "Open", Status: "Open", Origin: "person"}, Nothing},
		"carried, facts agree":           {CarriedRow{Reason: Carried, Was: "Open", Status: "Open", Verdict: "Open", Origin: "person"}, Nothing},
		"carried, facts differ":          {CarriedRow{Reason: Carried, Was: "NotAFinding", Status: "NotAFinding", Verdict: "Open", Origin: "person"}, Glance},
		"carried, facts say nothing":     {CarriedRow{Reason: Carried, Was: "NotAFinding", Status: "NotAFinding", Verdict: "Not_Reviewed", Origin: "person"}, Nothing},
		"unanswered, facts decide":       {CarriedRow{Reason: Carried, Was: "Not_Reviewed", Status: "Open", Verdict: "Open", Origin: "nobody"}, Flipped},
		"look":                           {CarriedRow{Reason: Look, Was: "Open", Status: "Open"}, Glance},
		"held":                           {CarriedRow{Reason: Held, Was: "Open", Status: "Not_Reviewed", Origin: "person"}, Answer},
		"held, facts decide":             {CarriedRow{Reason: Held, Was: "Open", Status: "Open", Verdict: "Open", Origin: "person"}, Answer},
		"held unanswered, facts decide":  {CarriedRow{Reason: Held, Was: "Not_Reviewed", Status: "Open", Verdict: "Open", Origin: "nobody"}, Flipped},
		"held, words without a status":   {CarriedRow{Reason: Held, Was: "Not_Reviewed", Status: "Not_Reviewed", Origin: "nobody"}, Answer},
		"held unanswered":                {CarriedRow{Reason: Held, Was: "Not_Reviewed", Status: "Not_Reviewed", Origin: "nobody", unanswered: true}, Unanswered},
		"held unanswered, facts silent":  {CarriedRow{Reason: Held, Was: "Not_Reviewed", Status: "Not_Reviewed", Verdict: "Not_Reviewed", Origin: "nobody", unanswered: true}, Unanswered},
		"held unanswered, facts pass":    {CarriedRow{Reason: Held, Was: "Not_Reviewed", Status: "NotAFinding", Verdict: "NotAFinding", Origin: "nobody", unanswered: true}, Flipped},
		"unanswered, the check the same": {CarriedRow{Reason: Carried, Was: "Not_Reviewed", Status: "Not_Reviewed", Origin: "nobody", unanswered: true}, Unanswered},
		"unanswered, facts silent":       {CarriedRow{Reason: Carried, Was: "Not_Reviewed", Status: "Not_Reviewed", Verdict: "Not_Reviewed", Origin: "nobody", unanswered: true}, Unanswered},
		"unanswered, another fix":        {CarriedRow{Reason: Look, Was: "Not_Reviewed", Status: "Not_Reviewed", Origin: "nobody", unanswered: true}, Unanswered},
		"words, and no answer":           {CarriedRow{Reason: Carried, Was: "Not_Reviewed", Status: "Not_Reviewed", Origin: "nobody"}, Unanswered},
		"words, and facts silent":        {CarriedRow{Reason: Look, Was: "Not_Reviewed", Status: "Not_Reviewed", Verdict: "Not_Reviewed", Origin: "nobody"}, Unanswered},
		"judged again, facts silent":     {CarriedRow{Reason: Reevaluated, Was: "Not_Reviewed", Status: "Not_Reviewed", Verdict: "Not_Reviewed", Origin: "ours"}, Unanswered},
		"a person's answer":              {CarriedRow{Reason: Carried, Was: "Open", Status: "Open", Verdict: "Not_Reviewed", Origin: "person"}, Nothing},
		"unanswered and removed":         {CarriedRow{Reason: Removed, Was: "Not_Reviewed", Origin: "nobody", unanswered: true}, Dropped},
		"judged again":                   {CarriedRow{Reason: Reevaluated, Was: "Open", Status: "Open", Verdict: "Open"}, Confirmed},
		"judged otherwise":               {CarriedRow{Reason: Reevaluated, Was: "Open", Status: "NotAFinding", Verdict: "NotAFinding"}, Flipped},
		"judged, undecided":              {CarriedRow{Reason: Reevaluated, Was: "Open", Status: "Not_Reviewed", Verdict: "Not_Reviewed"}, Answer},
		"stale":                          {CarriedRow{Reason: Stale, Was: "Open", Status: "Not_Reviewed"}, Unjudged},
		"added":                          {CarriedRow{Reason: Added, Status: "Not_Reviewed"}, Fresh},
		"added, though the facts decide": {CarriedRow{Reason: Added, Status: "Open", Verdict: "Open"}, Fresh},
		"removed":                        {CarriedRow{Reason: Removed, Was: "Open"}, Dropped},
	} {
		require.Equal(t, c.want, c.row.effect(), name)
	}
}

func TestImpactCountsEveryRowOnceAndSortsByNeed(t *testing.T) {
	low, high, gone := one("one"), one("two"), one("three")
	low.severity, high.severity = "low", "high"
	high.stig, high.vuln, high.id = "S-2", "V-2", "SV-2r1_rule"
	gone.stig, gone.vuln, gone.id = "S-3", "V-3", "SV-3r1_rule"
	old := bench(t, "B_STIG", "V1R1", low, high, gone)
	low.check, high.check = "one, changed", "two, changed"
	to := bench(t, "B_STIG", "V1R2", low, high)
	impact := func(host string, keep ...string) Impact {
		c := passed(old)
		c.Asset.HostName = host
		c.Stigs[0].Keep(func(r *ckl.Row) bool { return keep == nil || slices.Contains(keep, r.STIGID) })
		_, receipt, err := Carry(c, []*benchmark.Benchmark{to}, CarryOptions{From: []*benchmark.Benchmark{old}})
		require.NoError(t, err)
		list := ImpactOf(receipt)
		require.Len(t, list, 1)
		sum := 0
		for _, n := range list[0].Counts {
			sum += n
		}
		require.Equal(t, receipt.Totals.In+receipt.Totals.Added, sum)
		return list[0]
	}
	all := []Impact{impact("b", "S-1"), impact("c"), impact("a")}
	slices.SortStableFunc(all, ByNeed)
	require.Equal(t, []string{"a", "c", "b"}, []string{all[0].Asset, all[1].Asset, all[2].Asset})
	require.Equal(t, 2, all[0].Counts[Answer])
	require.Equal(t, 1, all[0].Counts[Dropped])
	require.Equal(t, []string{"S-2", "S-3", "S-1"}, []string{all[0].Rows[0].STIGID, all[0].Rows[1].STIGID, all[0].Rows[2].STIGID})
	rules := ByRule(all)
	require.Equal(t, "S-2", rules[0].STIGID)
	require.Equal(t, []string{"a", "c"}, rules[0].Assets)
	require.Equal(t, []string{"a", "c", "b"}, rules[2].Assets)

	one, same := all[0].SameAs(&all[1])
	require.False(t, one || same)
	twin := impact("a")
	one, same = all[0].SameAs(&twin)
	require.True(t, one && same)
	all[0].Formats, twin.Formats = []ckl.Format{ckl.CKL}, []ckl.Format{ckl.CKLB}
	one, same = all[0].SameAs(&twin)
	require.True(t, one && same)
	twin.Formats = []ckl.Format{ckl.CKL}
	one, same = all[0].SameAs(&twin)
	require.True(t, one && !same, "two files of one format")
	twin.Formats, twin.Place = nil, "site\x00B"
	one, same = all[0].SameAs(&twin)
	require.False(t, one || same, "another instance")
	twin.Place, twin.Rows[0].Status = "", result.Open.String()
	one, same = all[0].SameAs(&twin)
	require.True(t, one && !same)
}

// What nobody ever answered is no new work, whatever became of its text: it is counted by
// itself, with no row. A justification without a status is words, and they stand.
func TestImpactOfRowsThatNobodyAnswered(t *testing.T) {
	blank, words, reason, same := one("one"), one("two"), one("three"), one("four")
	for i, r := range []*spec{&words, &reason, &same} {
		n := string(rune('2' + i))
		r.stig, r.vuln, r.id = "S-"+n, "V-"+n, "SV-"+n+"r1_rule"
	}
	old := bench(t, "B_STIG", "V1R1", blank, words, reason, same)
	blank.check, words.check, reason.check = "one, changed", "two, changed", "three, changed"
	to := bench(t, "B_STIG", "V1R2", blank, words, reason, same)
	c := ckl.New(ckl.Asset{HostName: "a"}, []*benchmark.Benchmark{old})
	c.Stigs[0].Rows[1].Comments = "ask Ann"
	c.Stigs[0].Rows[2].SeverityOverride, c.Stigs[0].Rows[2].SeverityJustification = "low", "behind a wall"
	_, receipt, err := Carry(c, []*benchmark.Benchmark{to}, CarryOptions{})
	require.NoError(t, err)
	m := ImpactOf(receipt)[0]
	require.Equal(t, 2, m.Counts[Unanswered], "one with another check text, one with the same")
	require.Equal(t, 2, m.Counts[Answer], "somebody wrote about the old text")
	require.Len(t, m.Rows, 2)
}

// A verdict that flipped to Open on one asset is not put among those that flipped the
// other way, and what is said of it says which way.
func TestImpactSaysWhichWayAVerdictFlipped(t *testing.T) {
	of := func(asset string, was, status, verdict string) Impact {
		return ImpactOf(&Receipt{Asset: asset, STIGs: []*CarriedSTIG{{ID: "B_STIG", Rows: []CarriedRow{
			{STIGID: "S-1", Reason: Reevaluated, Was: was, Status: status, Verdict: verdict, Why: []string{"judged again under the new release"}}}}}})[0]
	}
	rules := ByRule([]Impact{of("a", "Open", "NotAFinding", "NotAFinding"), of("b", "NotAFinding", "Open", "Open"), of("c", "NotAFinding", "Open", "Open"), of("d", "Open", "Not_Reviewed", "Not_Reviewed")})
	require.Len(t, rules, 3)
	require.Equal(t, []string{"b", "c"}, rules[0].Assets)
	require.Equal(t, "NotAFinding became Open; judged again under the new release", rules[0].Why)
	require.Equal(t, []string{"a"}, rules[1].Assets)
	require.Equal(t, "Open became NotAFinding; judged again under the new release", rules[1].Why)
	require.Equal(t, "judged again under the new release; the facts decide no more", rules[2].Why)
}
