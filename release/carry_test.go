package release

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/result"
)

// spec is one rule of a benchmark made for a test; what is "" has a value of its own.
type spec struct{ stig, vuln, id, severity, check, fix, cci, legacy, mitigations string }

// bench is a benchmark of specs; release is such as V2R1.
func bench(t *testing.T, id, release string, specs ...spec) *benchmark.Benchmark {
	t.Helper()
	version, number, _ := strings.Cut(strings.TrimPrefix(release, "V"), "R")
	var rules []rule
	for _, s := range specs {
		rules = append(rules, rule{stig: s.stig, vuln: s.vuln, id: s.id, severity: s.severity, title: "t", check: s.check, fix: or(s.fix, "fix it"),
			idents: fmt.Sprintf(`<ident system="http://cyber.mil/legacy">%s</ident><ident system="http://cyber.mil/cci">%s</ident>`,
				or(s.legacy, "SV-9"+s.vuln[2:]), or(s.cci, "CCI-000366")),
			description: "&lt;VulnDiscussion&gt;d&lt;/VulnDiscussion&gt;&lt;Mitigations&gt;" + s.mitigations + "&lt;/Mitigations&gt;"})
	}
	return made(t, id, version, number, rules...)
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func one(check string) spec {
	return spec{stig: "S-1", vuln: "V-1", id: "SV-1r1_rule", check: check}
}

// passed is a checklist of b whose rows a person passed.
func passed(b *benchmark.Benchmark) *ckl.Checklist {
	c := ckl.New(ckl.Asset{HostName: "node1"}, []*benchmark.Benchmark{b})
	for _, r := range c.Stigs[0].Rows {
		r.Status, r.FindingDetails, r.Comments = result.NotAFinding, "I looked.", "seen"
	}
	return c
}

// carry carries and gives the first row, before it its receipt.
func carry(t *testing.T, c *ckl.Checklist, to *benchmark.Benchmark, o CarryOptions) (CarriedRow, *ckl.Row) {
	t.Helper()
	before, err := ckl.Write(c, ckl.CKL, "1")
	require.NoError(t, err)
	out, receipt, err := Carry(c, []*benchmark.Benchmark{to}, o)
	require.NoError(t, err)
	after, err := ckl.Write(c, ckl.CKL, "1")
	require.NoError(t, err)
	require.Equal(t, string(before), string(after), "the old checklist was changed")
	return receipt.STIGs[0].Rows[0], out.Stigs[0].Rows[0]
}

func TestWhatChangesDecidesWhatIsCarried(t *testing.T) {
	base := one("run   ls\nand look")
	change := func(f func(*spec)) spec { r := base; f(&r); return r }
	for name, c := range map[string]struct {
		to                       spec
		standard, strict, loosed Fate
	}{
		"nothing":         {base, Carried, Carried, Carried},
		"white space":     {change(func(r *spec) { r.check = "run ls and look" }), Carried, Carried, Carried},
		"rule id alone":   {change(func(r *spec) { r.id = "SV-1r9_rule" }), Carried, Carried, Carried},
		"fix":             {change(func(r *spec) { r.fix = "mend it" }), Look, Held, Look},
		"fix, in blanks":  {change(func(r *spec) { r.fix = "fix  it" }), Carried, Carried, Carried},
		"severity":        {change(func(r *spec) { r.severity = "high" }), Look, Held, Look},
		"CCI":             {change(func(r *spec) { r.cci = "CCI-000001" }), Look, Held, Look},
		"check, same id":  {change(func(r *spec) { r.check = "run lsof and look" }), Held, Held, Held},
		"check, spelling": {change(func(r *spec) { r.check = "run ls and “look”"; r.id = "SV-1r2_rule" }), Held, Held, Held},
	} {
		if name == "check, spelling" {
			c.to.check = "run ls&amp;amp;&#160; and look"
			base.check = "run ls&amp; and look"
			c.loosed = Look
		} else {
			base.check = "run   ls\nand look"
		}
		old := bench(t, "B_STIG", "V1R1", base)
		for policy, want := range map[Policy]Fate{Standard: c.standard, Strict: c.strict, CosmeticCheckOK: c.loosed} {
			for _, from := range [][]*benchmark.Benchmark{nil, {old}} {
				row, now := carry(t, passed(old), bench(t, "B_STIG", "V1R2", c.to), CarryOptions{Policy: policy, From: from})
				require.Equal(t, want, row.Reason, "%s, %s: %v", name, policy, row.Why)
				if want == Held {
					require.Equal(t, result.NotReviewed, now.Status, name)
					require.Empty(t, now.FindingDetails)
					require.Contains(t, now.Comments, "seen\n\n"+historyBegin)
					require.Contains(t, now.Comments, "\nStatus: NotAFinding\nFinding details:\nI looked.\n")
				} else {
					require.Equal(t, []string{"NotAFinding", "I looked.", "seen"}, []string{now.Word(), now.FindingDetails, now.Comments}, name)
				}
			}
		}
	}
}

func TestHistoryShowsWhatChangedOfTheCheck(t *testing.T) {
	to := one("run lsof and look")
	to.id = "SV-1r2_rule"
	row, now := carry(t, passed(bench(t, "B_STIG", "V1R1", one("run ls and look"))), bench(t, "B_STIG", "V1R2", to), CarryOptions{})
	require.Contains(t, now.Comments, "Check text, [-what left-] and {+what came+}:\nrun [-ls-]{+lsof+} and look\n"+historyEnd)
	require.Equal(t, []string{"the check text changed"}, row.Why)
	require.Equal(t, "I looked.", row.Kept.FindingDetails)
}

func TestAnswersTooLongForTheCommentsStayWhereTheyAre(t *testing.T) {
	c := passed(bench(t, "B_STIG", "V1R1", one("run ls")))
	long := strings.Repeat("x", maxComments-100)
	c.Stigs[0].Rows[0].FindingDetails = long
	_, now := carry(t, c, bench(t, "B_STIG", "V1R2", one("run lsof")), CarryOptions{})
	require.Equal(t, long, now.FindingDetails)
	require.Contains(t, now.Comments, "too long for this place")
	require.Equal(t, result.NotReviewed, now.Status)
}

func TestEditedTextsAreNamed(t *testing.T) {
	old, to := bench(t, "B_STIG", "V1R1", one("run ls")), bench(t, "B_STIG", "V1R2", one("run ls"))
	c := passed(old)
	c.Stigs[0].Rows[0].Check = "run nothing"
	row, _ := carry(t, c, to, CarryOptions{})
	require.Equal(t, Held, row.Reason)
	require.Contains(t, strings.Join(row.Why, "; "), "edited in the checklist, or republished")
	row, _ = carry(t, c, to, CarryOptions{From: []*benchmark.Benchmark{old}})
	require.Equal(t, Held, row.Reason)
	require.Equal(t, []CarriedField{{"check", "content", "run ls", "run nothing"}}, row.Edited)

	c = passed(old) // somebody put the new text into the old checklist
	c.Stigs[0].Rows[0].Check = "run lsof"
	row, _ = carry(t, c, bench(t, "B_STIG", "V1R2", one("run lsof")), CarryOptions{From: []*benchmark.Benchmark{old}})
	require.Equal(t, Held, row.Reason, "the published text is another one")

	c = passed(old)
	c.Stigs[0].Rows[0].Fix = "do as you like"
	row, _ = carry(t, c, to, CarryOptions{From: []*benchmark.Benchmark{old}})
	require.Equal(t, Look, row.Reason)
	require.Equal(t, "fix", row.Edited[0].Name)
}

func TestACheckTextThatIsNotThereCarriesNothing(t *testing.T) {
	old, to := bench(t, "B_STIG", "V1R1", one("run ls")), bench(t, "B_STIG", "V1R2", one("run ls"))
	c := passed(old)
	c.Stigs[0].Rows[0].Check = " \n"
	row, _ := carry(t, c, to, CarryOptions{})
	require.Equal(t, Held, row.Reason)
	row, _ = carry(t, c, to, CarryOptions{From: []*benchmark.Benchmark{old}})
	require.Equal(t, Carried, row.Reason, "the published text says what was answered")
}

func TestRulesAreFoundAgainByLegacyIDs(t *testing.T) {
	was := spec{stig: "OLD-1", vuln: "V-71", id: "SV-71r3_rule", check: "run ls"}
	to := spec{stig: "NEW-1", vuln: "V-200001", id: "SV-200001r1_rule", check: "run ls", legacy: "SV-71"}
	c := passed(bench(t, "B_STIG", "V1R1", was))
	block := result.Details(result.Result{STIGID: "OLD-1", Status: result.NotAFinding, Reason: "Fine.", Basis: result.Basis{Asset: "node1", Tool: "stigwright 1"}})
	c.Stigs[0].Rows[0].FindingDetails = block + "\n\nmine"
	row, now := carry(t, c, bench(t, "B_STIG", "V2R1", to), CarryOptions{Tool: "stigwright 1"})
	require.Equal(t, "legacy", row.Match)
	require.Equal(t, []string{"OLD-1", "V-71", "SV-71r3_rule"}, []string{row.OldSTIGID, row.OldVulnID, row.OldRuleID})
	require.Equal(t, Stale, row.Reason)
	require.Equal(t, ckl.Review{Block: true, Text: "mine", Human: "mine"}, now.Review(), "our block is known under the new id")
}

// ours is a checklist of b whose row we judged.
func ours(b *benchmark.Benchmark, status, said result.Status) *ckl.Checklist {
	c := passed(b)
	r := c.Stigs[0].Rows[0]
	r.Status = status
	r.FindingDetails = "mine\n\n" + result.Details(result.Result{STIGID: "S-1", Status: said, Reason: "Judged.", Basis: result.Basis{Asset: "node1", Tool: "stigwright 1"}})
	return c
}

func TestOurVerdictsAreNotCarriedAsAPersons(t *testing.T) {
	old, to := bench(t, "B_STIG", "V1R1", one("run ls")), bench(t, "B_STIG", "V1R2", one("run ls"))
	row, now := carry(t, ours(old, result.NotAFinding, result.NotAFinding), to, CarryOptions{Tool: "stigwright 1"})
	require.Equal(t, Stale, row.Reason)
	require.Equal(t, result.NotReviewed, now.Status)
	require.Contains(t, now.FindingDetails, "Stale: the verdict NotAFinding was reached under B_STIG V1R1")
	require.Equal(t, ckl.Review{Block: true, Text: "mine", Human: "mine"}, now.Review(), "nobody's: the next evaluation takes it")
	require.Equal(t, "seen", now.Comments)

	for _, verdict := range []result.Status{result.NotAFinding, result.Open, result.NotReviewed} {
		j := ckl.Judge(to, []result.Result{{STIGID: "S-1", Status: verdict, Reason: "Again.", Judged: true, Basis: result.Basis{Asset: "node1", Tool: "stigwright 1"}}})
		o := CarryOptions{Tool: "stigwright 1", Asset: ckl.Asset{HostName: "node1"}, Judgements: []ckl.Judgement{j}}
		row, now = carry(t, ours(old, result.NotAFinding, result.NotAFinding), to, o)
		require.Equal(t, Reevaluated, row.Reason)
		require.Equal(t, verdict, now.Status)
		require.Equal(t, verdict.String(), row.Verdict)

		row, now = carry(t, ours(old, result.Open, result.NotAFinding), to, o) // a person overruled us
		require.Equal(t, Carried, row.Reason)
		require.Equal(t, result.Open, now.Status)
		if verdict == result.NotAFinding {
			require.Contains(t, strings.Join(row.Why, ""), "a person says Open, the verdict is NotAFinding")
		}
	}
	_, now = carry(t, ours(old, result.Open, result.NotAFinding), to, CarryOptions{Tool: "stigwright 1"})
	require.Equal(t, ckl.Person, now.Review().Origin, "a person's word stays a person's")
}

func TestAnAnswerHeldBesideOurBlockIsNobodys(t *testing.T) {
	old, to := bench(t, "B_STIG", "V1R1", one("run ls")), bench(t, "B_STIG", "V1R2", one("run lsof"))
	row, now := carry(t, ours(old, result.Open, result.NotAFinding), to, CarryOptions{Tool: "stigwright 1"})
	require.Equal(t, Held, row.Reason)
	require.Equal(t, ckl.Review{Block: true}, now.Review())
	require.Contains(t, now.Comments, "Finding details:\nmine\n")
}

func TestRemovedAndAddedAndLeftOut(t *testing.T) {
	two, three := one("two"), one("three")
	two.stig, two.vuln, two.id = "S-2", "V-2", "SV-2r1_rule"
	three.stig, three.vuln, three.id = "S-3", "V-3", "SV-3r1_rule"
	old, to := bench(t, "B_STIG", "V1R1", one("one"), two), bench(t, "B_STIG", "V1R2", two, three)
	_, receipt, err := Carry(passed(old), []*benchmark.Benchmark{to}, CarryOptions{})
	require.NoError(t, err)
	require.Equal(t, Totals{In: 2, Carried: 1, Removed: 1, Added: 1, Out: 2}, receipt.Totals)
	gone := receipt.STIGs[0].Rows[2]
	require.Equal(t, Removed, gone.Reason)
	require.Equal(t, &Kept{Status: "NotAFinding", FindingDetails: "I looked.", Comments: "seen", Title: "t", Check: "one", Fix: "fix it"}, gone.Kept)
	require.Contains(t, string(receipt.Markdown()), "      I looked.\n")

	part := passed(old)
	part.Stigs[0].Keep(func(r *ckl.Row) bool { return r.STIGID == "S-1" })
	_, receipt, err = Carry(part, []*benchmark.Benchmark{to}, CarryOptions{From: []*benchmark.Benchmark{old}})
	require.NoError(t, err)
	require.Equal(t, Totals{In: 1, Removed: 1, Added: 1, LeftOut: 1, Out: 1}, receipt.Totals)
	_, receipt, err = Carry(part, []*benchmark.Benchmark{to}, CarryOptions{})
	require.NoError(t, err)
	require.Equal(t, Totals{In: 1, Removed: 1, Added: 2, Out: 2}, receipt.Totals)
	require.Contains(t, receipt.Remarks[0], "holds 1 of 2 rules")
}

func TestTextsPeopleUseStayAndStrangeWordsStay(t *testing.T) {
	old, to := bench(t, "B_STIG", "V1R1", one("run ls")), bench(t, "B_STIG", "V1R2", one("run ls"))
	c := passed(old)
	r := c.Stigs[0].Rows[0]
	r.ThirdPartyTools, r.Status, r.StatusWord = `{"hdf":1}`, result.NotReviewed, "Fixed"
	r.SeverityOverride, r.SeverityJustification = "low", "because"
	r.Extra = []ckl.Extra{{Format: ckl.CKL, Parent: "VULN", After: "STATUS", Raw: "<!--x-->"}}
	row, now := carry(t, c, to, CarryOptions{From: []*benchmark.Benchmark{old}})
	require.Equal(t, `{"hdf":1}`, now.ThirdPartyTools)
	require.Equal(t, "Fixed", now.Word())
	require.Equal(t, Look, row.Reason)
	require.Equal(t, r.Extra, now.Extra)
	require.Equal(t, "low because", now.SeverityOverride+" "+now.SeverityJustification)

	published := one("run ls")
	published.mitigations = "none known"
	_, now = carry(t, passed(bench(t, "B_STIG", "V1R1", published)), to, CarryOptions{From: []*benchmark.Benchmark{bench(t, "B_STIG", "V1R1", published)}})
	require.Empty(t, now.Mitigations, "DISA's own text goes with DISA")
}

func TestRefusals(t *testing.T) {
	v1, v2 := bench(t, "RHEL_9_STIG", "V1R1", one("x")), bench(t, "RHEL_9_STIG", "V1R10", one("x"))
	for name, c := range map[string]struct {
		list *ckl.Checklist
		to   *benchmark.Benchmark
		from []*benchmark.Benchmark
		want []string
	}{
		"another benchmark": {passed(v1), bench(t, "RHEL_8_STIG", "V2R1", one("x")), nil, []string{"has nothing to carry to RHEL_8_STIG V2R1", "RHEL_9_STIG V1R1: no other release"}},
		"the same release":  {passed(v1), v1, nil, []string{"it is of that release already"}},
		"an older release":  {passed(v2), bench(t, "RHEL_9_STIG", "V1R9", one("x")), nil, []string{"holds RHEL_9_STIG V1R10", "want a release before RHEL_9_STIG V1R9"}},
		"neither":           {passed(v1), v2, []*benchmark.Benchmark{bench(t, "RHEL_9_STIG", "V1R2", one("x"))}, []string{"neither RHEL_9_STIG V1R2", "nor RHEL_9_STIG V1R10"}},
		"SCAP content":      {passed(v1), bench(t, "RHEL_9_STIG", "V1R2", one(" ")), nil, []string{"holds no check texts"}},
		"no STIG":           {&ckl.Checklist{}, v1, nil, []string{"holds no STIG"}},
	} {
		_, _, err := Carry(c.list, []*benchmark.Benchmark{c.to}, CarryOptions{From: c.from})
		for _, want := range c.want {
			require.ErrorContains(t, err, want, name)
		}
	}
}

// DISA has published other texts under one version, release and date. Without the file
// that was answered the STIG stays, and says that it is not quite of the release.
func TestAReleasePublishedAgain(t *testing.T) {
	first, again := bench(t, "A", "V1R1", one("look at one")), bench(t, "A", "V1R1", one("look at two"))
	require.True(t, Again(first, again))
	require.False(t, Again(first, first))
	require.False(t, Again(first, bench(t, "A", "V1R2", one("look at two"))))
	_, _, err := Carry(passed(first), []*benchmark.Benchmark{again}, CarryOptions{})
	require.ErrorContains(t, err, "it is of that release already, but not to the letter: check texts that differ: 1 of 1")
	var nothing *NothingToCarry
	require.NotErrorAs(t, err, &nothing, "texts that are of no release are no small matter")
	_, _, err = Carry(passed(first), []*benchmark.Benchmark{first}, CarryOptions{From: []*benchmark.Benchmark{again}})
	require.ErrorAs(t, err, &nothing)
	require.ErrorContains(t, err, "A V1R1: it is of that release already")
	require.NotContains(t, err.Error(), "letter")

	r, row := carry(t, passed(first), again, CarryOptions{From: []*benchmark.Benchmark{first}})
	require.Equal(t, Held, r.Reason)
	require.Equal(t, result.NotReviewed, row.Status)
	require.Contains(t, row.Comments, "I looked.")
	require.Contains(t, r.Why, "the check text changed")
}

func TestSeveralSTIGsAndDrafts(t *testing.T) {
	a, b := bench(t, "A_STIG", "V1R1", one("x")), bench(t, "B_STIG", "V1R1", one("x"))
	c := ckl.New(ckl.Asset{HostName: "node1"}, []*benchmark.Benchmark{a, b})
	c.Stigs[0].Rows[0].Comments = "stays"
	out, receipt, err := Carry(c, []*benchmark.Benchmark{bench(t, "b_stig", "V1R0.2", one("x")), bench(t, "B_STIG", "V0R2", one("x"))}, CarryOptions{})
	require.ErrorContains(t, err, "want a release before")
	require.Nil(t, out)
	require.Nil(t, receipt)
	out, receipt, err = Carry(c, []*benchmark.Benchmark{bench(t, "B_STIG", "V1R1.5", one("x"))}, CarryOptions{})
	require.NoError(t, err)
	require.Equal(t, c.Stigs[0], out.Stigs[0])
	require.Equal(t, "Release: 1.5 Benchmark Date: 24 Jul 2024", out.Stigs[1].ReleaseInfo)
	require.Equal(t, Totals{In: 1, Carried: 1, Out: 1, Stayed: 1}, receipt.Totals)
	data, err := json.Marshal(receipt)
	require.NoError(t, err)
	require.Contains(t, string(data), `"stays":"no other release of it was given"`)
}

// The published text did not change: it is the checklist's that is another.
func TestAnEditedTextIsNotSaidToHaveChanged(t *testing.T) {
	old, to := bench(t, "A", "V1R1", one("look at one")), bench(t, "A", "V1R2", one("look at one"))
	c := passed(old)
	c.Stigs[0].Rows[0].Check = "look away"
	r, _ := carry(t, c, to, CarryOptions{From: []*benchmark.Benchmark{old}})
	require.Equal(t, Held, r.Reason)
	require.Equal(t, []string{"the check text in the checklist is that of neither release", "the check in the checklist is not the published one: it was edited"}, r.Why)
	require.NotEmpty(t, r.Edited)
}

// What somebody answered is not lost among rows that nobody did.
func TestReceiptTellsAnsweredFromUnanswered(t *testing.T) {
	a, b := one("one"), one("two")
	a.severity, b.severity = "high", "low"
	b.stig, b.vuln, b.id = "S-2", "V-2", "SV-2r1_rule"
	old := bench(t, "A", "V1R1", a, b)
	a.check, b.check = "one, changed", "two, changed"
	c := passed(old)
	blank := c.Stigs[0].Rows[0]
	blank.Status, blank.FindingDetails, blank.Comments = result.NotReviewed, "", ""
	c.Asset.HostName = ""
	_, receipt, err := Carry(c, []*benchmark.Benchmark{bench(t, "A", "V1R2", a, b)}, CarryOptions{})
	require.NoError(t, err)
	text := string(receipt.Markdown())
	require.Contains(t, text, "# Receipt: (no name)\n")
	require.Regexp(t, `(?s)### Held: the answer was to another text \(1\)\n.*S-2.*### Held, though nobody had answered: another text \(1\)\n.*S-1`, text)
}

func TestAReceiptThatDoesNotAddUpIsAFault(t *testing.T) {
	k := &carrier{receipt: &Receipt{STIGs: []*CarriedSTIG{{ID: "A", Totals: Totals{In: 2, Carried: 1, Out: 1}}}}}
	var fault *Fault
	require.ErrorAs(t, k.verify(), &fault)
	was, now := &ckl.Row{FindingDetails: "mine"}, &ckl.Row{}
	require.ErrorAs(t, keptAll(was, now), &fault)
	require.ErrorAs(t, keptAll(&ckl.Row{Comments: "mine"}, now), &fault)
	require.ErrorAs(t, keptAll(&ckl.Row{SeverityJustification: "mine"}, now), &fault)
	require.ErrorAs(t, keptAll(&ckl.Row{Extra: []ckl.Extra{{Raw: "x"}}}, now), &fault)
	require.NoError(t, keptAll(was, &ckl.Row{Comments: "mine"}))
}

func TestMarkdownMeansNothingItShouldNot(t *testing.T) {
	require.Equal(t, `a \*b\* \<i\> \[x\] two`, plainLine("a *b* <i> [x]\ntwo"))
	require.Equal(t, "`a'b`", code("a`b"))
}

// Where DISA published the old release twice, and both files are given, neither order of
// them decides what was answered.
func TestCarryFromARepublishedRelease(t *testing.T) {
	first, again := bench(t, "B_STIG", "V1R1", one("run ls")), bench(t, "B_STIG", "V1R1", one("run lsof"))
	other := one("run lsof")
	other.fix = "mend it"
	alike := bench(t, "B_STIG", "V1R1", other)
	to := bench(t, "B_STIG", "V1R2", one("run lsof"))
	blank := func() *ckl.Checklist {
		c := passed(first)
		c.Stigs[0].Rows[0].Check = ""
		return c
	}
	for _, x := range []struct {
		name string
		c    *ckl.Checklist
		from []*benchmark.Benchmark
		want Fate
	}{
		{"no text", blank(), []*benchmark.Benchmark{again, first}, Held},
		{"no text, the other order", blank(), []*benchmark.Benchmark{first, again}, Held},
		{"no text, the first alone", blank(), []*benchmark.Benchmark{first}, Held},
		{"no text, the one that was answered alone", blank(), []*benchmark.Benchmark{again}, Carried},
		{"no text, files that have one check text", blank(), []*benchmark.Benchmark{again, alike}, Carried},
		{"no text, the new release among them", blank(), []*benchmark.Benchmark{to, again}, Carried},
		{"the text of the second", passed(again), []*benchmark.Benchmark{first, again}, Carried},
		{"the text of the second, the other order", passed(again), []*benchmark.Benchmark{again, first}, Carried},
		{"the text of the first", passed(first), []*benchmark.Benchmark{again, first}, Held},
		{"the text of neither", passed(bench(t, "B_STIG", "V1R1", one("run nothing"))), []*benchmark.Benchmark{again, first}, Held},
	} {
		t.Run(x.name, func(t *testing.T) {
			row, _ := carry(t, x.c, to, CarryOptions{From: x.from})
			if row.Reason == Look { // another fix than the published one
				row.Reason = Carried
			}
			require.Equal(t, x.want, row.Reason, "%v", row.Why)
		})
	}
	// A rule that one of the files has alone may be new to the checklist.
	two := one("run cat")
	two.stig, two.vuln, two.id = "S-2", "V-2", "SV-2r1_rule"
	more := bench(t, "B_STIG", "V1R1", one("run lsof"), two)
	for _, from := range [][]*benchmark.Benchmark{{again, more}, {more, again}} {
		out, _, err := Carry(passed(again), []*benchmark.Benchmark{bench(t, "B_STIG", "V1R2", one("run lsof"), two)}, CarryOptions{From: from})
		require.NoError(t, err)
		require.Len(t, out.Stigs[0].Rows, 2)
	}
}

// Where a checklist has several STIGs of a benchmark an evaluation goes into each that is
// carried, and into none that stays; the receipt names them, and each has UUIDs of its own.
func TestAnEvaluationGoesIntoEverySTIGThatIsCarried(t *testing.T) {
	old, to := bench(t, "B_STIG", "V1R1", one("run ls")), bench(t, "B_STIG", "V1R2", one("run ls"))
	several := func(first *ckl.Checklist, others ...*ckl.Checklist) *ckl.Checklist {
		for _, c := range others {
			first.Stigs = append(first.Stigs, c.Stigs...)
		}
		return first
	}
	j := ckl.Judge(to, []result.Result{{STIGID: "S-1", Status: result.Open, Reason: "Again.", Judged: true, Basis: result.Basis{Asset: "node1", Tool: "stigwright 1"}}})
	o := CarryOptions{Tool: "stigwright 1", Asset: ckl.Asset{HostName: "node1"}, Judgements: []ckl.Judgement{j}}
	mine := func(b *benchmark.Benchmark) *ckl.Checklist { return ours(b, result.NotAFinding, result.NotAFinding) }
	const end = ". Programs that hold a benchmark once for an asset take one of them: `stigwright convert --split` gives each a file of its own"
	for name, x := range map[string]struct {
		c    *ckl.Checklist
		want []Fate // of the STIGs, "" of one that stays
		says string
	}{
		"both carried":       {several(mine(old), mine(old)), []Fate{Reevaluated, Reevaluated}, "2 times: V1R1, carried; V1R1, carried"},
		"the first stays":    {several(mine(to), mine(old)), []Fate{"", Reevaluated}, "2 times: V1R2, which stays; V1R1, carried"},
		"the second stays":   {several(mine(old), passed(to)), []Fate{Reevaluated, ""}, "2 times: V1R1, carried; V1R2, which stays"},
		"a person's between": {several(mine(old), passed(old), mine(old)), []Fate{Reevaluated, Carried, Reevaluated}, "3 times: V1R1, carried; V1R1, carried; V1R1, carried"},
	} {
		t.Run(name, func(t *testing.T) {
			before := x.c.Clone()
			out, receipt, err := Carry(x.c, []*benchmark.Benchmark{to}, o)
			require.NoError(t, err)
			uuids := map[string]bool{}
			for i, want := range x.want {
				uuids[out.Stigs[i].UUID] = true
				uuids[out.Stigs[i].Rows[0].UUID] = true
				require.Equal(t, out.Stigs[0].Rows[0].STIGUUID == out.Stigs[i].Rows[0].STIGUUID, i == 0)
				if want == "" {
					require.NotEmpty(t, receipt.STIGs[i].Stays)
					require.Equal(t, before.Stigs[i], out.Stigs[i])
					continue
				}
				row := receipt.STIGs[i].Rows[0]
				require.Equal(t, want, row.Reason, "%v", row.Why)
				require.Equal(t, "Open", row.Verdict)
				require.Equal(t, want == Reevaluated, out.Stigs[i].Rows[0].Status == result.Open)
			}
			require.Len(t, uuids, 2*len(x.want), "UUIDs of STIGs and rows are there twice")
			require.Equal(t, []string{"B_STIG stands in the checklist " + x.says + end}, receipt.Remarks)
		})
	}

	out, receipt, err := Carry(mine(old), []*benchmark.Benchmark{to}, o)
	require.NoError(t, err)
	require.Empty(t, receipt.Remarks)
	require.Equal(t, ckl.New(out.Asset, []*benchmark.Benchmark{to}).Stigs[0].UUID, out.Stigs[0].UUID, "one alone has those that any run gives it")

	apart := several(passed(to), passed(bench(t, "C_STIG", "V1R1", one("run ls"))), passed(to))
	_, receipt, err = Carry(apart, []*benchmark.Benchmark{bench(t, "C_STIG", "V1R2", one("run ls"))}, CarryOptions{})
	require.NoError(t, err)
	require.Empty(t, receipt.Remarks, "nothing is said of what nobody carries")
}

// TestCarryWithFormsAtHand: a form that is used for many checklists gives each what it
// would get without, and stays as it is.
func TestCarryWithFormsAtHand(t *testing.T) {
	to := bench(t, "B_STIG", "V1R2", one("run ls"), spec{stig: "S-2", vuln: "V-2", id: "SV-2r1_rule", check: "look", mitigations: ""})
	form := ckl.NewForm(to)
	asked := 0
	given := CarryOptions{Form: func(b *benchmark.Benchmark) *ckl.Form {
		require.Same(t, to, b)
		asked++
		return form
	}}
	none := CarryOptions{Form: func(*benchmark.Benchmark) *ckl.Form { return nil }}
	for _, check := range []string{"run ls", "run lsof", "run ls"} {
		c := passed(bench(t, "B_STIG", "V1R1", one(check)))
		c.Stigs[0].Rows[0].Mitigations, c.Stigs[0].Rows[0].Class = "ours", "CUI"
		want, wantReceipt, err := Carry(c, []*benchmark.Benchmark{to}, CarryOptions{})
		require.NoError(t, err)
		for _, o := range []CarryOptions{given, none} {
			got, receipt, err := Carry(c, []*benchmark.Benchmark{to}, o)
			require.NoError(t, err)
			require.Equal(t, want, got)
			require.Equal(t, wantReceipt, receipt)
		}
	}
	require.Equal(t, 3, asked)
}

// A checklist that does not hold the texts is compared by those of the old release.
func TestTextsThatTheChecklistLacksAreThePublishedOnes(t *testing.T) {
	base := one("run 'ls'")
	for name, c := range map[string]struct {
		change func(*spec)
		policy Policy
		want   Fate
		why    string
	}{
		"nothing":         {func(*spec) {}, Standard, Carried, ""},
		"fix":             {func(r *spec) { r.fix = "fix it well" }, Standard, Look, "the fix changed"},
		"severity":        {func(r *spec) { r.severity = "high" }, Standard, Look, "the severity changed"},
		"ccis":            {func(r *spec) { r.cci = "CCI-000015" }, Standard, Look, "the ccis changed"},
		"fix, strict":     {func(r *spec) { r.fix = "fix it well" }, Strict, Held, "by the policy strict: the fix changed"},
		"check":           {func(r *spec) { r.check = "run lsof" }, CosmeticCheckOK, Held, "the published check text changed"},
		"check, spelling": {func(r *spec) { r.check = "run \u2018ls\u2019" }, CosmeticCheckOK, Look, "the check text changed in spelling"},
	} {
		t.Run(name, func(t *testing.T) {
			old := bench(t, "B_STIG", "V1R1", base)
			to := base
			c.change(&to)
			list := passed(old)
			r := list.Stigs[0].Rows[0]
			r.Check, r.Fix, r.RuleTitle, r.Severity, r.Weight, r.Discussion, r.CCIs = "", "", "", "", "", "", nil
			row, _ := carry(t, list, bench(t, "B_STIG", "V1R2", to), CarryOptions{Policy: c.policy, From: []*benchmark.Benchmark{old}})
			require.Equal(t, c.want, row.Reason, "%v", row.Why)
			require.Contains(t, strings.Join(row.Why, "; "), c.why)
		})
	}
}

// A rule is left out again only where the old checklist has no row for it: one whose row is
// not found again comes new.
func TestARuleWhoseRowIsNotFoundAgainComesNew(t *testing.T) {
	old := bench(t, "B_STIG", "V1R1", one("run ls"), spec{stig: "S-5", vuln: "V-5", id: "SV-5r1_rule", check: "run cat", legacy: "V-500"})
	to := bench(t, "B_STIG", "V1R2", one("run ls"), spec{stig: "T-9", vuln: "V-9", id: "SV-9r1_rule", check: "run cat", legacy: "V-500"})
	c := passed(old)
	c.Stigs[0].Rows[1].LegacyIDs = nil // as programs leave them out
	out, receipt, err := Carry(c, []*benchmark.Benchmark{to}, CarryOptions{From: []*benchmark.Benchmark{old}})
	require.NoError(t, err)
	require.Equal(t, Totals{In: 2, Carried: 1, Removed: 1, Added: 1, Out: 2}, receipt.Totals)
	require.Len(t, out.Stigs[0].Rows, 2)
}

// Some programs state no version: the date then tells a newer release.
func TestANewerReleaseIsKnownByItsDate(t *testing.T) {
	c := passed(bench(t, "B_STIG", "V1R2", one("run ls")))
	to := bench(t, "B_STIG", "V1R1", spec{stig: "S-1", vuln: "V-1", id: "SV-1r0_rule", check: "run cat"})
	to.Date = "2024-04-24"
	s := c.Stigs[0]
	s.Version, s.ReleaseInfo = "", "Release: 2 Benchmark Date: 24 Oct 2024"
	_, _, err := Carry(c, []*benchmark.Benchmark{to}, CarryOptions{})
	require.ErrorContains(t, err, "want a release before")
	s.ReleaseInfo = "Release: 2 Benchmark Date: 24 Jan 2024"
	_, _, err = Carry(c, []*benchmark.Benchmark{to}, CarryOptions{})
	require.NoError(t, err)
}
