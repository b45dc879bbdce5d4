package ckl

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/result"
)

// ourBlock is our block for rule S-1.
func ourBlock(s result.Status, reason string) string {
	return result.Details(result.Result{STIGID: "S-1", Status: s, Reason: reason, Basis: result.Basis{Asset: "node1", Tool: "stigwright 1.0.0"}})
}

func TestReviewSaysWhoseAStatusIs(t *testing.T) {
	pass := ourBlock(result.NotAFinding, "All fine.")
	scanned := "[scan begin]\nscc 5.8: Open; result fail"
	scanned += "\n" + endLine([]string{"scc 5.8: Open; result fail"})
	for name, c := range map[string]struct {
		row  Row
		want Review
	}{
		"untouched":            {Row{}, Review{}},
		"comment alone":        {Row{Comments: "c"}, Review{}},
		"a person's":           {Row{Status: result.NotAFinding, FindingDetails: "seen"}, Review{Origin: Person, Text: "seen", Human: "seen"}},
		"ours":                 {Row{Status: result.NotAFinding, FindingDetails: "mine\n\n" + pass}, Review{Origin: Ours, Block: true, Said: result.NotAFinding, Text: "mine", Human: "mine"}},
		"ours, overruled":      {Row{Status: result.Open, FindingDetails: pass}, Review{Origin: Person, Block: true, Said: result.NotAFinding}},
		"ours, the same words": {Row{Status: result.NotAFinding, FindingDetails: standing(pass, "NotAFinding")}, Review{Origin: Person, Block: true, Said: result.NotAFinding}},
		"ours, edited":         {Row{Status: result.NotAFinding, FindingDetails: pass[:30] + "x" + pass[30:]}, Review{Origin: Person, Text: pass[:30] + "x" + pass[30:], Human: pass[:30] + "x" + pass[30:]}},
		"undecided by us":      {Row{FindingDetails: ourBlock(result.NotReviewed, "No facts.")}, Review{Block: true}},
		"a scanner's":          {Row{Status: result.Open, FindingDetails: scanned}, Review{Origin: Scanner, Text: scanned, Others: result.Open, OthersSpoke: true}},
		"stale, and a scanner": {Row{FindingDetails: ourBlock(result.NotReviewed, StaleReason(result.Open, "V1R1")) + "\n\n" + scanned},
			Review{Block: true, Text: scanned, Others: result.Open, OthersSpoke: true}},
		"undecided by us, a scanner overruled": {Row{FindingDetails: ourBlock(result.NotReviewed, "No facts.") + "\n\n" + scanned},
			Review{Origin: Person, Block: true, Text: scanned, Others: result.Open, OthersSpoke: true}},
		"an answer file's": {Row{Status: result.NotAFinding, FindingDetails: "a", Extra: []Extra{{CKL, "VULN", "", "", "<!--<AFMod>true</AFMod>-->"}}},
			Review{Origin: Person, Text: "a", Human: "a"}},
		"an answer file's, taken back": {Row{Extra: []Extra{{CKL, "VULN", "", "", "<!--<AFMod>true</AFMod>-->"}}}, Review{}},
		"a strange word":               {Row{StatusWord: "Fixed"}, Review{Origin: Person}},
	} {
		c.row.STIGID = "S-1"
		require.Equal(t, c.want, c.row.Review(), name)
	}
}

func TestTakeReviewReplacesOurBlockAlone(t *testing.T) {
	was := Row{STIGID: "S-1", Status: result.Open, Comments: "c ", SeverityOverride: "low", SeverityJustification: "j",
		FindingDetails: "above\n\n" + ourBlock(result.NotAFinding, "All fine.") + "\n\nbelow",
		Extra:          []Extra{{CKL, "VULN", "STATUS", "", "<!--kept-->"}},
		GroupTree:      []Group{{ID: "V-1", Title: "SRG", Extra: []Extra{{CKLB, "", "id", "mine", "1"}}}}}
	now := Row{STIGID: "S-2", VulnID: "V-9", GroupTitle: "SRG-9"}
	fresh := result.Details(result.Result{STIGID: "S-2", Reason: "Stale.", Basis: result.Basis{Asset: "node1", Tool: "stigwright 1.0.0"}})
	now.TakeReview(&was, fresh, true)
	require.Equal(t, "above\n\n"+standing(fresh, "Open")+"\n\nbelow", now.FindingDetails)
	require.Equal(t, Review{Origin: Person, Block: true, Text: "above\n\n\n\nbelow", Human: "above\n\n\n\nbelow"}, now.Review())
	require.Equal(t, "Open", now.Word())
	require.Equal(t, was.Extra, now.Extra)
	require.Equal(t, []Group{{ID: "V-9", Title: "SRG-9", Description: noDescription, Extra: was.GroupTree[0].Extra}}, now.GroupTree)
	require.Equal(t, []string{"c ", "low", "j"}, []string{now.Comments, now.SeverityOverride, now.SeverityJustification})

	plain := Row{STIGID: "S-1", Status: result.NotAFinding, FindingDetails: "seen"}
	now = Row{STIGID: "S-1"}
	now.TakeReview(&plain, fresh, true)
	require.Equal(t, "seen", now.FindingDetails, "no block where there was none")
	require.Nil(t, now.GroupTree)
}
