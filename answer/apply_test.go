package answer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/result"
)

func single(r ckl.Row) *ckl.Checklist {
	r.STIGID, r.VulnID, r.RuleID, r.Check = "X-1", "V-1", "SV-1r1_rule", "Look."
	return &ckl.Checklist{Asset: ckl.Asset{HostName: "n1.example.mil"}, Stigs: []*ckl.Stig{{ID: "B", Rows: []*ckl.Row{&r}}}}
}

// ours is our block as an evaluation writes it.
func ours(s result.Status) string {
	return result.Details(result.Result{STIGID: "X-1", RuleID: "SV-1r1_rule", Status: s, Reason: "Because.", Basis: result.Basis{Asset: "n1", Benchmark: "B", Tool: "stigwright 1"}})
}

func TestApplyKeepsWhatPeopleWrote(t *testing.T) {
	a := signed(result.NotAFinding, func(a *Answer) {
		a.Details, a.Comments, a.Severity, a.Justification = "found so", "decided so", "low", "small"
	})
	f := NewFile("dir/a.yaml", []Answer{a})
	c := single(ckl.Row{FindingDetails: "seen by me", Comments: "mine"})
	was := c.Clone()
	Apply(c, f, Options{At: at})
	r := c.Stigs[0].Rows[0]
	require.Equal(t, result.NotAFinding, r.Status)
	require.Equal(t, "seen by me\n\nfound so", TextOf(r))
	require.Equal(t, "mine\n\ndecided so", r.Comments)
	require.Equal(t, "low small", r.SeverityOverride+" "+r.SeverityJustification)
	require.Contains(t, r.FindingDetails, "X-1: NotAFinding by a recorded answer; before it Not_Reviewed\nAnswer     a.yaml\nApproved   J. Doe, 2026-01-01, expires 2027-01-01\nCheck text not bound to a check text\n")

	// A person writes on around it; the next run takes off what is ours alone.
	r.FindingDetails += "\n\nadded later"
	r.Comments = "before\n" + r.Comments
	f.Answers[0].Expires = "2026-05-01"
	rep := Apply(c, f, Options{At: at})
	require.Equal(t, 1, rep.Count(Withdrawn))
	require.Equal(t, result.NotReviewed, r.Status)
	require.Equal(t, "seen by me\n\nadded later", r.FindingDetails)
	require.Equal(t, "before\nmine", r.Comments)
	require.Empty(t, r.SeverityOverride+r.SeverityJustification)
	require.NotEqual(t, was, c)
}

func TestApplyNewWordingTakesThePlaceOfTheOld(t *testing.T) {
	f := NewFile("a.yaml", []Answer{signed(result.NotAFinding, func(a *Answer) { a.Comments = "old" })})
	c := single(ckl.Row{Comments: "mine"})
	Apply(c, f, Options{At: at})
	f.Answers[0].Comments = "new"
	Apply(c, f, Options{At: at})
	require.Equal(t, "mine\n\nnew", c.Stigs[0].Rows[0].Comments)
}

func TestApplyEditedTextIsAPersons(t *testing.T) {
	f := NewFile("a.yaml", []Answer{signed(result.NotAFinding, func(a *Answer) { a.Comments = "decided" })})
	c := single(ckl.Row{})
	Apply(c, f, Options{At: at})
	r := c.Stigs[0].Rows[0]
	r.Comments = "decided, but see ticket 7"
	f.Answers[0].Expires = "2026-05-01"
	Apply(c, f, Options{At: at})
	require.Equal(t, "decided, but see ticket 7", r.Comments)
	require.Equal(t, result.NotReviewed, r.Status)

	// An edited block is theirs too, and so is the status then.
	f.Answers[0].Expires = ""
	Apply(c, f, Options{At: at})
	r.FindingDetails = strings.Replace(r.FindingDetails, "J. Doe", "K. Doe", 1)
	edited := r.FindingDetails
	f.Answers[0].Expires = "2026-05-01"
	rep := Apply(c, f, Options{At: at})
	require.Equal(t, edited, r.FindingDetails)
	require.Equal(t, result.NotAFinding, r.Status)
	require.Equal(t, 1, rep.Count(Held))
}

// TestApplyNeverHidesAFinding: what facts prove stays Open until an answer names it, and
// then both rows and report say so.
func TestApplyNeverHidesAFinding(t *testing.T) {
	for _, status := range []result.Status{result.Open, result.NotReviewed} { // as found, and set back by a person
		c := single(ckl.Row{Status: status, FindingDetails: ours(result.Open)})
		rep := Apply(c, NewFile("a.yaml", []Answer{signed(result.NotAFinding)}), Options{At: at})
		require.Equal(t, status, c.Stigs[0].Rows[0].Status)
		require.Equal(t, 1, rep.Count(Held))

		f := NewFile("a.yaml", []Answer{signed(result.NotAFinding, found(result.Open))})
		rep = Apply(c, f, Options{At: at})
		r := c.Stigs[0].Rows[0]
		require.Equal(t, result.NotAFinding, r.Status)
		require.Equal(t, "tools say Open", rep.Events[0].Why)
		require.Contains(t, r.FindingDetails, "Disagrees  tools say Open; the answer names that status and takes its place")
		require.Contains(t, r.FindingDetails, ours(result.Open))
	}
}

func TestApplyLeavesOtherFilesAnswers(t *testing.T) {
	c := single(ckl.Row{})
	Apply(c, NewFile("a.yaml", []Answer{signed(result.NotAFinding)}), Options{At: at})
	was := c.Clone()
	rep := Apply(c, NewFile("b.yaml", []Answer{{Rule: "X-2", Comments: "x"}}), Options{At: at})
	require.Equal(t, was, c)
	require.Empty(t, rep.Events)
	rep = Apply(c, NewFile("a.yaml", []Answer{{Rule: "X-2", Comments: "x"}}), Options{At: at})
	require.Equal(t, result.NotReviewed, c.Stigs[0].Rows[0].Status, "the answer was removed from its file")
	require.Equal(t, 1, rep.Count(Withdrawn))
}

func TestApplyKeepsAnOverrideOfThePerson(t *testing.T) {
	c := single(ckl.Row{Status: result.Open, SeverityOverride: "high", SeverityJustification: "mine"})
	rep := Apply(c, NewFile("a.yaml", []Answer{{Rule: "X-1", Severity: "low", Justification: "x", By: "J", On: "2026-01-01"}}), Options{At: at})
	require.Equal(t, "high mine", c.Stigs[0].Rows[0].SeverityOverride+" "+c.Stigs[0].Rows[0].SeverityJustification)
	require.Equal(t, 1, rep.Count(Held))
}

// FuzzTakeOff: whatever stands in a row, an answer comes off as it went on.
func FuzzTakeOff(f *testing.F) {
	f.Add("mine", "theirs", "answered", "said")
	f.Add("", "\n", "\n\n", "[answer begin]\n")
	f.Fuzz(func(t *testing.T, details, comments, answer, comment string) {
		c := single(ckl.Row{FindingDetails: details, Comments: comments})
		if _, has := findBlock(details); has {
			return
		}
		was := c.Clone()
		file := NewFile("a.yaml", []Answer{signed(result.Open, func(a *Answer) { a.Details, a.Comments = answer, comment })})
		Apply(c, file, Options{At: at})
		file.Answers[0].Expires = "2026-05-01"
		Apply(c, file, Options{At: at})
		require.Equal(t, was, c)
	})
}
