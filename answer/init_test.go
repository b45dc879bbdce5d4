package answer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/ckl/scan"
	"github.com/stigwright/stigwright/result"
)

// What people wrote around the texts of tools becomes answers, the tools' does not, and
// every row is counted once.
func TestInitTakesNotesBesideToolsTexts(t *testing.T) {
	const evaluate = "Evaluate-STIG 1.2507.6 (Scan-T_Checks) found this to be NOT A FINDING on 01/15/2026:\n-----\nMode: 0600\n"
	scanned := func(note string) *ckl.Row {
		r := &ckl.Row{VulnID: "V-1", RuleID: "SV-1r1_rule", STIGID: "T-1", FindingDetails: note}
		c := &ckl.Checklist{Asset: ckl.Asset{HostName: "node1"}, Stigs: []*ckl.Stig{{ID: "T", Rows: []*ckl.Row{r}}}}
		set := &scan.Set{Product: "scc", Asset: scan.Asset{HostName: "node1"}, Benchmark: scan.Benchmark{ID: "T"},
			Checks: []scan.Check{{RuleID: "SV-1r1_rule", Word: "pass", Status: result.NotAFinding, Performed: true, Detail: "what the scanner saw"}}}
		_, err := ckl.Merge(c, []ckl.Source{{Name: "scan.xml", Scan: set}}, ckl.MergeOptions{})
		require.NoError(t, err)
		return c.Stigs[0].Rows[0]
	}
	behind := scanned("")
	behind.FindingDetails += "\n\nSeen in ticket 7."
	row := func(s result.Status, details, comments string) *ckl.Row {
		return &ckl.Row{VulnID: "V-1", RuleID: "SV-1r1_rule", STIGID: "T-1", Status: s, FindingDetails: details, Comments: comments}
	}
	odd, oddText := row(result.NotReviewed, "", ""), row(result.NotReviewed, "Looked.", "")
	odd.StatusWord, oddText.StatusWord = "No_Data", "No_Data"
	for _, x := range []struct {
		name    string
		row     *ckl.Row
		details string
		counts  InitReport
	}{
		{"a scanner alone", scanned(""), "", InitReport{Tools: 1}},
		{"a note before the scanner's block", scanned("Seen in ticket 7."), "Seen in ticket 7.", InitReport{Answers: 1}},
		{"a note behind the scanner's block", behind, "Seen in ticket 7.", InitReport{Answers: 1}},
		{"Evaluate-STIG alone", row(result.NotAFinding, evaluate, ""), "", InitReport{Tools: 1, Mixed: 1}},
		{"Evaluate-STIG came to no verdict", row(result.NotReviewed, strings.Replace(evaluate, "NOT A FINDING", "NOT REVIEWED", 1), ""), "", InitReport{Tools: 1, Mixed: 1}},
		{"a note before Evaluate-STIG", row(result.NotAFinding, "Looked.\n\n"+evaluate, ""), "Looked.", InitReport{Answers: 1, Mixed: 1}},
		{"a note behind Evaluate-STIG, maybe", row(result.NotAFinding, evaluate+"Looked.", ""), "", InitReport{Tools: 1, Mixed: 1}},
		{"a person decided over Evaluate-STIG", row(result.Open, evaluate+"Looked.", ""), evaluate + "Looked.", InitReport{Answers: 1}},
		{"a comment beside Evaluate-STIG", row(result.NotAFinding, evaluate, "Yes."), "", InitReport{Answers: 1, Mixed: 1}},
		{"nothing", row(result.NotReviewed, "", ""), "", InitReport{Empty: 1}},
		{"white space", row(result.NotReviewed, " \n", "\t"), "", InitReport{Empty: 1}},
		{"an unknown status", odd, "", InitReport{Odd: 1}},
		{"an unknown status with a text", oddText, "Looked.", InitReport{Answers: 1}},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := &ckl.Checklist{Stigs: []*ckl.Stig{{ID: "T", Rows: []*ckl.Row{x.row}}}}
			f, rep := FromChecklist(c, InitOptions{})
			x.counts.Rows, x.counts.Unbound = 1, x.counts.Answers
			require.Equal(t, x.counts, rep)
			require.Len(t, f.Answers, rep.Answers)
			if rep.Answers == 1 {
				require.Equal(t, x.details, f.Answers[0].Details)
			}
			all, rep := FromChecklist(c, InitOptions{Tools: true})
			require.Zero(t, rep.Mixed)
			if x.row.Status != result.NotReviewed {
				require.NotNil(t, all.Answers[0].Status)
			}
		})
	}
}
