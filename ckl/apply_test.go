package ckl

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/result"
)

// One row, merged: who wins, what is reported.
func TestApplyStatus(t *testing.T) {
	const nr, pass, na, open = result.NotReviewed, result.NotAFinding, result.NotApplicable, result.Open
	b := bench(t, "T", release1, 1)
	block := func(s result.Status) string { return result.Details(verdict(b, 0, s)) }
	foreign := strings.Replace(block(pass), "T-1 on", "T-2 on", 1)
	for name, row := range map[string]struct {
		status  result.Status
		word    string
		details string
		verdict result.Status
		want    result.Status
		count   Totals
		needs   []Reason
	}{
		"nobody reviewed":                       {nr, "", "", open, open, Totals{Updated: 1}, nil},
		"nobody reviewed, but wrote":            {nr, "", "seen on Monday", pass, pass, Totals{Updated: 1}, nil},
		"nobody reviewed, not judged":           {nr, "", "", nr, nr, Totals{Unchanged: 1}, []Reason{Undecided}},
		"our pass became a finding":             {pass, "", block(pass), open, open, Totals{Updated: 1}, nil},
		"our pass lost its facts":               {pass, "", block(pass), nr, nr, Totals{Updated: 1}, []Reason{Undecided}},
		"our pass again":                        {pass, "", block(pass), pass, pass, Totals{Unchanged: 1}, nil},
		"our not reviewed became a pass":        {nr, "", block(nr), pass, pass, Totals{Updated: 1}, nil},
		"our verdict, indented by a person":     {open, "", "  " + strings.ReplaceAll(block(open), "\n", "\n  "), pass, pass, Totals{Updated: 1}, nil},
		"our verdict, with CRLF":                {open, "", strings.ReplaceAll(block(open), "\n", "\r\n"), pass, pass, Totals{Updated: 1}, nil},
		"a person's pass, we agree":             {pass, "", "", pass, pass, Totals{HumanKept: 1}, nil},
		"a person's pass, we object":            {pass, "", "", open, pass, Totals{HumanKept: 1}, []Reason{Disagrees}},
		"a person's finding, we pass":           {open, "", "", pass, open, Totals{HumanKept: 1}, []Reason{Disagrees}},
		"a person's pass, we cannot tell":       {pass, "", "", nr, pass, Totals{HumanKept: 1}, nil},
		"a person overruled our block":          {na, "", block(open), open, na, Totals{HumanKept: 1}, []Reason{Disagrees}},
		"a person judged what we could not":     {pass, "", block(nr), nr, pass, Totals{HumanKept: 1}, nil},
		"a person set our pass back":            {nr, "", block(pass), pass, nr, Totals{HumanKept: 1}, []Reason{Disagrees}},
		"a block of another rule is no warrant": {pass, "", foreign, open, pass, Totals{HumanKept: 1}, []Reason{Disagrees, DamagedFence}},
		"a word of its own":                     {nr, "Looks_Fine", "", pass, nr, Totals{HumanKept: 1}, []Reason{UnknownWord}},
		"end of the fence lost":                 {open, "", strings.TrimSuffix(block(open), result.FenceEnd), pass, open, Totals{HumanKept: 1}, []Reason{Disagrees, DamagedFence}},
		"end lost, nobody reviewed":             {nr, "", strings.TrimSuffix(block(open), result.FenceEnd), pass, pass, Totals{Updated: 1}, []Reason{DamagedFence}},
		"end before begin":                      {nr, "", result.FenceEnd + "\n" + result.FenceBegin, pass, pass, Totals{Updated: 1}, []Reason{DamagedFence}},
		"two blocks, the last counts":           {open, "", block(pass) + "\nnote\n" + block(open), pass, pass, Totals{Updated: 1}, []Reason{DamagedFence}},
		"a person wrote inside the block":       {open, "", strings.Replace(block(open), "Missing", "ask Bob first\nMissing", 1), pass, open, Totals{HumanKept: 1}, []Reason{Disagrees, DamagedFence}},
	} {
		t.Run(name, func(t *testing.T) {
			c := New(node1, []*benchmark.Benchmark{b})
			r := c.Stigs[0].Rows[0]
			r.Status, r.StatusWord, r.FindingDetails = row.status, row.word, row.details
			r.Comments, r.SeverityOverride, r.SeverityJustification = "a comment", "low", "because"
			report, err := Apply(c, node1, judge(b, row.verdict))
			require.NoError(t, err)
			require.Equal(t, row.want, r.Status)
			require.Equal(t, row.word, r.StatusWord)
			row.count.Rows = 1
			require.Equal(t, row.count, report.Totals)
			var reasons []Reason
			for _, n := range report.Needs {
				reasons = append(reasons, n.Reason)
				require.Equal(t, Where{"T", "T-1", "V-1", "SV-1r1_rule"}, n.Where)
			}
			require.Equal(t, row.needs, reasons)
			if row.want == row.status {
				require.Empty(t, report.Changed)
			} else {
				require.Equal(t, []Change{{Where{"T", "T-1", "V-1", "SV-1r1_rule"}, row.status, row.want}}, report.Changed)
			}
			require.Equal(t, [3]string{"a comment", "low", "because"}, [3]string{r.Comments, r.SeverityOverride, r.SeverityJustification})
			require.Contains(t, r.FindingDetails, "T-1 on node1: "+row.verdict.String())

			before := *r
			report, err = Apply(c, node1, judge(b, row.verdict))
			require.NoError(t, err)
			require.Empty(t, report.Changed, "merging the same again changes nothing")
			require.Equal(t, before, *r, "merging the same again changes nothing")
		})
	}
}

// A person's pass that agrees with ours today must not be taken for ours tomorrow.
func TestAgreementDoesNotMakeAPersonsStatusOurs(t *testing.T) {
	b := bench(t, "T", release1, 1)
	c := New(node1, []*benchmark.Benchmark{b})
	r := c.Stigs[0].Rows[0]
	r.Status, r.FindingDetails = result.NotAFinding, "checked by hand"
	for _, s := range []result.Status{result.NotAFinding, result.NotReviewed, result.Open, result.NotAFinding, result.Open} {
		report, err := Apply(c, node1, judge(b, s))
		require.NoError(t, err)
		require.Equal(t, result.NotAFinding, r.Status)
		require.Equal(t, Totals{Rows: 1, HumanKept: 1}, report.Totals)
		require.Contains(t, r.FindingDetails, "\nStatus     NotAFinding, set by a person, stands; the verdict above does not change it\nTool       stigwright test, text ")
		require.Equal(t, 1, strings.Count(r.FindingDetails, result.FenceBegin))
	}
	require.True(t, strings.HasPrefix(r.FindingDetails, "checked by hand\n\n[stigwright begin]\n"))
}

func TestApplyPlacesItsBlock(t *testing.T) {
	b := bench(t, "T", release1, 1)
	old, fresh := result.Details(verdict(b, 0, result.Open)), result.Details(verdict(b, 0, result.NotAFinding))
	for name, row := range map[string]struct{ before, after string }{
		"empty":                {"", fresh},
		"text":                 {"a", "a\n\n" + fresh},
		"text and line end":    {"a\n", "a\n\n" + fresh},
		"text and blank line":  {"a\n\n", "a\n\n" + fresh},
		"CRLF":                 {"a\r\n", "a\r\n\n" + fresh},
		"white space alone":    {"  ", "  \n\n" + fresh},
		"between texts":        {"a\n" + old + "\n b \n", "a\n" + fresh + "\n b \n"},
		"quoted in a sentence": {"see " + result.FenceBegin + " below", "see " + result.FenceBegin + " below\n\n" + fresh},
		"our block, then CRLF": {strings.ReplaceAll(old, "\n", "\r\n") + "\r\nb", fresh + "\r\nb"},
		"an indented block":    {"a\n\t" + strings.ReplaceAll(old, "\n", "\n\t") + "\nb", "a\n" + fresh + "\nb"},
	} {
		t.Run(name, func(t *testing.T) {
			c := New(node1, []*benchmark.Benchmark{b})
			c.Stigs[0].Rows[0].FindingDetails = row.before
			_, err := Apply(c, node1, judge(b, result.NotAFinding))
			require.NoError(t, err)
			got := c.Stigs[0].Rows[0].FindingDetails
			status := c.Stigs[0].Rows[0].Status
			if status == result.NotReviewed { // a person's: our block said Open
				require.Contains(t, got, standsLabel+"Not_Reviewed"+standsMark+"\n")
				block := got[strings.Index(got, result.FenceBegin) : strings.Index(got, result.FenceEnd)+len(result.FenceEnd)]
				got = strings.Replace(got, block, unstanding(block), 1)
			}
			require.Equal(t, row.after, got)
		})
	}
}

// Whatever a person writes into our block, and wherever: it stays, and the row is reported.
func TestNothingWrittenIntoOurBlockDisappears(t *testing.T) {
	b := bench(t, "T", release1, 1)
	ours := result.Details(verdict(b, 0, result.Open))
	for name, block := range map[string]string{
		"ours":          ours,
		"of a person":   standing(ours, "Open"),
		"CRLF":          strings.ReplaceAll(ours, "\n", "\r\n"),
		"indented":      "  " + strings.ReplaceAll(ours, "\n", "\n  "),
		"of old":        unsealed(ours),
		"of old, ended": strings.Replace(unsealed(ours), "\n"+result.FenceEnd, "\n"+standsLabel+"Open"+standsMark+"\n"+result.FenceEnd, 1),
	} {
		for _, words := range []string{"ASK-BOB", " ASK-BOB", "\nASK-BOB\n", "\n           ASK-BOB", "\nNOTE       ASK-BOB\n", "\r\nStatus     ASK-BOB" + standsMark + "\r\n"} {
			for at := range len(block) + 1 {
				// Without a seal only a line of another shape among the labelled ones is seen.
				if strings.HasPrefix(name, "of old") && (words != "\nASK-BOB\n" || at <= strings.Index(block, "Missing")) {
					continue
				}
				c := New(node1, []*benchmark.Benchmark{b})
				r := c.Stigs[0].Rows[0]
				r.Status, r.FindingDetails = result.Open, block[:at]+words+block[at:]
				_, err := Apply(c, node1, judge(b, result.NotAFinding))
				require.NoError(t, err)
				require.Contains(t, r.FindingDetails, "ASK-BOB", "%s: %q", name, block[:at])
				require.Contains(t, r.FindingDetails, "T-1 on node1: NotAFinding")
			}
		}
	}
}

// unsealed is a block as it was before there were seals.
func unsealed(block string) string {
	at := strings.Index(block, "Tool ")
	return block[:at] + "Tool       stigwright 0.1.0\n" + result.FenceEnd
}

func TestAnEditedBlockBecomesText(t *testing.T) {
	b := bench(t, "T", release1, 1)
	c := New(node1, []*benchmark.Benchmark{b})
	r := c.Stigs[0].Rows[0]
	old := result.Details(verdict(b, 0, result.Open))
	r.Status = result.Open
	r.FindingDetails = strings.Replace(old, "of the facts.", "of the facts. Bob fixed it.", 1)
	report, err := Apply(c, node1, judge(b, result.NotAFinding))
	require.NoError(t, err)
	require.Equal(t, result.Open, r.Status)
	require.Equal(t, []Reason{Disagrees, DamagedFence}, []Reason{report.Needs[0].Reason, report.Needs[1].Reason})
	require.Contains(t, report.Needs[1].Message, "was edited")
	require.True(t, strings.HasPrefix(r.FindingDetails, "[stigwright begin, edited]\nT-1 on node1: Open\nBecause of the facts. Bob fixed it.\n"))
	require.Contains(t, r.FindingDetails, "\n[stigwright end, edited]\n\n[stigwright begin]\nT-1 on node1: NotAFinding\n")
	require.Equal(t, 1, strings.Count(r.FindingDetails, result.FenceBegin))
	report, err = Apply(c, node1, judge(b, result.Open))
	require.NoError(t, err)
	require.Empty(t, report.Needs, "and is reported once")
	require.Contains(t, r.FindingDetails, "Bob fixed it.")
}

// Blocks of earlier versions, with the person's line last, are replaced in place.
func TestBlocksWithoutASealAreReplaced(t *testing.T) {
	b := bench(t, "T", release1, 1)
	old := unsealed(result.Details(verdict(b, 0, result.Open)))
	persons := strings.Replace(old, "\n"+result.FenceEnd, "\n"+standsLabel+"Open"+standsMark+"\n"+result.FenceEnd, 1)
	for _, row := range []struct {
		old  string
		want result.Status
	}{{old, result.NotAFinding}, {persons, result.Open}} {
		c := New(node1, []*benchmark.Benchmark{b})
		r := c.Stigs[0].Rows[0]
		r.Status, r.FindingDetails = result.Open, row.old
		_, err := Apply(c, node1, judge(b, result.NotAFinding))
		require.NoError(t, err)
		require.Equal(t, row.want, r.Status)
		require.True(t, strings.HasPrefix(r.FindingDetails, "[stigwright begin]\nT-1 on node1: NotAFinding\n"))
		require.Equal(t, 1, strings.Count(r.FindingDetails, "[stigwright begin"))
	}
}

func TestARuleWithoutSTIGIDIsMerged(t *testing.T) {
	b := benchOf(t, "T", release1, group("V-1", rule1("SV-1r1_rule", "")), group("V-2", rule1("SV-2r1_rule", "T-2")))
	c := New(node1, []*benchmark.Benchmark{b})
	for _, s := range []result.Status{result.Open, result.NotAFinding} {
		_, err := Apply(c, node1, judge(b, s, s))
		require.NoError(t, err)
		r := c.Stigs[0].Rows[0]
		require.Equal(t, s, r.Status)
		require.True(t, strings.HasPrefix(r.FindingDetails, "[stigwright begin]\nSV-1r1_rule on node1: "+s.String()), r.FindingDetails)
		require.Equal(t, 1, strings.Count(r.FindingDetails, result.FenceBegin))
	}
}

// Long names break the verdict over lines; hostile ones try to look like labels.
func TestBlocksOfOddNamesAreFoundAgain(t *testing.T) {
	b := bench(t, "T", release1, 1)
	for name, asset := range map[string]string{
		"long":           strings.Repeat("very ", 60) + "long",
		"no blanks":      strings.Repeat("x", 400),
		"many blanks":    strings.Repeat("a   ", 100),
		"poses":          "x: NotAFinding",
		"ends in colon":  "x: ",
		"poses, broken":  strings.Repeat("y", 118) + ": NotAFinding z",
		"looks labelled": strings.Repeat("y", 120) + " Tool       stigwright",
		"fence":          "a [stigwright end] b",
		"empty":          "",
	} {
		t.Run(name, func(t *testing.T) {
			r := verdict(b, 0, result.Open)
			r.Basis.Asset = asset
			r.Reason = strings.Repeat("n", 125) + " Tool       stigwright of " + asset + " and more words"
			r.Basis.Tool = ""
			c := New(node1, []*benchmark.Benchmark{b})
			for _, s := range []result.Status{result.Open, result.NotAFinding, result.NotReviewed} {
				r.Status = s
				require.True(t, isBlock(result.Details(r), r.Name(), s))
				report, err := Apply(c, node1, []Judgement{Judge(b, []result.Result{r})})
				require.NoError(t, err)
				require.Equal(t, Totals{Rows: 1, Updated: 1}, report.Totals)
				require.Equal(t, s, c.Stigs[0].Rows[0].Status)
				require.Equal(t, 1, strings.Count(c.Stigs[0].Rows[0].FindingDetails, result.FenceBegin))
			}
		})
	}
}

func TestApplyRefusesAndLeavesTheChecklistAlone(t *testing.T) {
	b := bench(t, "T", release1, 2)
	other := bench(t, "T", "Release: 2 Benchmark Date: 23 Oct 2024", 2)
	bad := func(change func(*Verdict)) []Judgement {
		j := judge(b, result.Open, result.Open)
		change(&j[0].Verdicts[1])
		return j
	}
	for name, row := range map[string]struct {
		asset Asset
		j     []Judgement
		want  string
	}{
		"another release":     {node1, judge(other, result.Open), `holds T version "2", "Release: 1 Benchmark Date: 24 Jul 2024"; want T V2R2 (23 Oct 2024)`},
		"another host":        {Asset{HostName: "node2"}, judge(b, result.Open), `the checklist is of host "node1"; want "node2"`},
		"judged twice":        {node1, append(judge(b, result.Open), judge(b, result.Open)...), "judged twice"},
		"position twice":      {node1, bad(func(v *Verdict) { v.Position, v.STIGID = 0, "T-1" }), "position 0 was judged twice"},
		"position outside":    {node1, bad(func(v *Verdict) { v.Position = 2 }), "position 2 is not in"},
		"another rule":        {node1, bad(func(v *Verdict) { v.STIGID = "T-9" }), "position 1 of T V2R1 (24 Jul 2024) is T-2"},
		"no block":            {node1, bad(func(v *Verdict) { v.Details = "pass" }), "not one fenced block"},
		"block says another":  {node1, bad(func(v *Verdict) { v.Status = result.NotAFinding }), "not one fenced block that says NotAFinding"},
		"block and more":      {node1, bad(func(v *Verdict) { v.Details += "\nx" }), "not one fenced block"},
		"block of a person":   {node1, bad(func(v *Verdict) { v.Details = standing(v.Details, "Open") }), "not one fenced block"},
		"one good, one wrong": {node1, append(judge(bench(t, "U", release1, 1), result.Open), judge(other, result.Open)...), "holds T version"},
	} {
		t.Run(name, func(t *testing.T) {
			c := New(node1, []*benchmark.Benchmark{b})
			want := New(node1, []*benchmark.Benchmark{b})
			_, err := Apply(c, row.asset, row.j)
			require.ErrorContains(t, err, row.want)
			require.Equal(t, want, c)
		})
	}
}

func TestApplyToSeveralSTIGs(t *testing.T) {
	a, b, added := bench(t, "A", release1, 2), bench(t, "B", release1, 3), bench(t, "C", release1, 4)
	c := New(node1, []*benchmark.Benchmark{a, b})
	c.Stigs[0].Rows[1].Comments = "left alone"
	untouched, err := WriteCKL(New(node1, []*benchmark.Benchmark{a}), "t")
	require.NoError(t, err)
	j := append(judge(b, result.Open, result.NotAFinding), judge(added, result.Open)...)
	j[1].Only = true
	report, err := Apply(c, Asset{HostName: "NODE1.example.mil", HostIP: "192.0.2.1"}, j)
	require.NoError(t, err)
	require.Equal(t, Totals{Rows: 6, Added: 1, Updated: 2, NotEvaluated: 3}, report.Totals)
	require.Len(t, c.Stigs, 3)
	require.Equal(t, "C", c.Stigs[2].ID)
	require.Len(t, c.Stigs[2].Rows, 1)
	require.Equal(t, 4, c.Stigs[2].Size)
	require.Equal(t, "node1", c.Asset.HostName, "the file's name stands")
	require.Equal(t, "192.0.2.1", c.Asset.HostIP, "an empty field is filled")

	c.Stigs[0].Rows[1].Comments = ""
	c.Asset.HostIP = ""
	first, err := WriteCKL(c.Split()[0], "t")
	require.NoError(t, err)
	require.Equal(t, string(untouched), string(first), "a STIG that was not judged is as it was")
}

func TestApplyFindsRows(t *testing.T) {
	b := benchOf(t, "T", release1,
		group("V-1", rule1("SV-1r1_rule", "T-1"), rule1("SV-1r1_rule", "T-2")), // rule id twice, as in two published benchmarks
		group("V-2", rule1("SV-2r2_rule", "T-3")),
		group("V-3", rule1("SV-3r1_rule", "T-4")))
	all := judge(b, result.Open, result.NotAFinding, result.NotApplicable, result.Open)
	statuses := func(c *Checklist) string {
		var out []string
		for _, r := range c.Stigs[0].Rows {
			out = append(out, r.STIGID+" "+r.Status.String())
		}
		return strings.Join(out, ", ")
	}
	for name, row := range map[string]struct {
		change func(*Stig)
		want   string
		noRow  int
	}{
		"as published":       {func(*Stig) {}, "T-1 Open, T-2 NotAFinding, T-3 Not_Applicable, T-4 Open", 0},
		"no STIG ids":        {func(s *Stig) { s.Rows[0].STIGID, s.Rows[1].STIGID = "", "" }, "T-1 Open, T-2 NotAFinding, T-3 Not_Applicable, T-4 Open", 0},
		"one of the twins":   {func(s *Stig) { s.Rows = s.Rows[1:] }, "T-2 NotAFinding, T-3 Not_Applicable, T-4 Open", 1},
		"rule id changed":    {func(s *Stig) { s.Rows[2].RuleID = "SV-2r1_rule" }, "T-1 Open, T-2 NotAFinding, T-3 Not_Applicable, T-4 Open", 0},
		"STIG id twice":      {func(s *Stig) { s.Rows[2].RuleID, s.Rows[3].STIGID = "SV-2r1_rule", "T-3" }, "T-1 Open, T-2 NotAFinding, T-3 Not_Reviewed, T-3 Open", 1},
		"rows cherry-picked": {func(s *Stig) { s.Rows = s.Rows[2:3] }, "T-3 Not_Applicable", 3},
	} {
		t.Run(name, func(t *testing.T) {
			c := New(node1, []*benchmark.Benchmark{b})
			row.change(c.Stigs[0])
			report, err := Apply(c, node1, all)
			require.NoError(t, err)
			require.Equal(t, row.want, statuses(c))
			require.Equal(t, row.noRow, report.Totals.NoRow)
			total := report.Totals
			require.Equal(t, total.Rows, total.Added+total.Updated+total.Unchanged+total.HumanKept+total.NotEvaluated)
		})
	}
}

func TestReleaseThatTheFileDoesNotSay(t *testing.T) {
	b := bench(t, "T", release1, 2)
	c := New(node1, []*benchmark.Benchmark{b})
	c.Stigs[0].ReleaseInfo = "releaseinfo" // as eMASS exports it
	_, err := Apply(c, node1, judge(b, result.Open))
	require.NoError(t, err, "all rule ids are of this release")
	c.Stigs[0].ReleaseInfo = ""
	c.Stigs[0].Rows[1].RuleID = "SV-2r9_rule"
	_, err = Apply(c, node1, judge(b, result.Open))
	require.ErrorContains(t, err, "want T V2R1")
}

func TestSTIGTwiceInTheChecklist(t *testing.T) {
	b := bench(t, "T", release1, 1)
	c := New(node1, []*benchmark.Benchmark{b, b})
	report, err := Apply(c, node1, judge(b, result.Open))
	require.NoError(t, err)
	require.Equal(t, Totals{Rows: 2, Updated: 1, NotEvaluated: 1}, report.Totals)
	require.Equal(t, Repeated, report.Needs[0].Reason)
}

// What a .cklb left out of the benchmark comes back; what stands, stands.
func TestApplyCompletesWhatTheFileLeftOut(t *testing.T) {
	b := bench(t, "T", release1, 1)
	data, err := WriteCKLB(New(node1, []*benchmark.Benchmark{b}))
	require.NoError(t, err)
	c, _, err := ReadCKLB("x.cklb", data)
	require.NoError(t, err)
	c.Stigs[0].Rows[0].Fix = "the file's own words"
	require.Empty(t, c.Stigs[0].Description)
	_, err = Apply(c, node1, judge(b, result.Open))
	require.NoError(t, err)
	require.Equal(t, "Made for tests.", c.Stigs[0].Description)
	require.Equal(t, "terms-of-use", c.Stigs[0].Notice)
	require.Equal(t, "the file's own words", c.Stigs[0].Rows[0].Fix)
}

// Whatever people write, wherever: after any number of merges every word of theirs
// is there, in order, and merging the same twice changes nothing.
func TestMergingNeverLosesAHumanWord(t *testing.T) {
	b := bench(t, "T", release1, 1)
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"\n", "\r\n", " ", "\t", "  \n", result.FenceBegin, result.FenceEnd, "T-1 on node1: Open", "Missing    none", "Tool       x", ": NotAFinding", "<&>", "é"}
	word := 0
	human := func() string {
		var s strings.Builder
		for range random.IntN(8) {
			if random.IntN(2) == 0 {
				word++
				fmt.Fprintf(&s, "w%d ", word)
			} else {
				s.WriteString(pieces[random.IntN(len(pieces))])
			}
		}
		return s.String()
	}
	for range 3000 {
		c := New(node1, []*benchmark.Benchmark{b})
		r := c.Stigs[0].Rows[0]
		var words []string
		note := func(s string) string {
			for _, w := range strings.Fields(s) {
				if strings.HasPrefix(w, "w") {
					words = append(words, w)
				}
			}
			return s
		}
		r.FindingDetails = note(human())
		r.Status = result.Statuses()[random.IntN(4)]
		r.Comments = note(human())
		comments := r.Comments
		for range 3 {
			person := r.Status
			_, err := Apply(c, node1, judge(b, result.Statuses()[random.IntN(4)]))
			require.NoError(t, err)
			if random.IntN(3) == 0 { // a person writes around what stands
				r.FindingDetails = note(human()) + "\n" + r.FindingDetails + "\n" + note(human())
			}
			_ = person
		}
		require.Equal(t, comments, r.Comments)
		for _, w := range words {
			require.Contains(t, r.FindingDetails+" "+r.Comments+" ", w+" ", "%q", r.FindingDetails)
		}
	}
}

// A scanner's status is a tool's, not a person's: the worse of it and the verdict counts,
// and nothing says that a person set it, so that later scans and evaluations still count,
// whichever verdict follows on which.
func TestApplyBesideAScannersWord(t *testing.T) {
	const naf, open, na, nr = result.NotAFinding, result.Open, result.NotApplicable, result.NotReviewed
	b := bench(t, "T", release1, 1)
	for _, row := range []struct {
		scanner  result.Status
		verdicts []result.Status
		want     []result.Status
	}{
		{naf, []result.Status{naf, open, naf}, []result.Status{naf, open, naf}},
		{open, []result.Status{open, naf, na, nr}, []result.Status{open, open, open, open}},
		{open, []result.Status{naf, naf, open}, []result.Status{open, open, open}},
		{naf, []result.Status{open, na, nr, open}, []result.Status{open, naf, naf, open}},
		{naf, []result.Status{nr, nr, naf}, []result.Status{naf, naf, naf}},
	} {
		c := New(node1, []*benchmark.Benchmark{b})
		r := c.Stigs[0].Rows[0]
		line := "scc 5.8: " + row.scanner.String() + "; result x"
		r.Status, r.FindingDetails = row.scanner, "[scan begin]\n"+line+"\n"+endLine([]string{line})
		require.Equal(t, Scanner, r.Review().Origin)
		for i, v := range row.verdicts {
			report, err := Apply(c, node1, judge(b, v))
			require.NoError(t, err)
			require.Equal(t, row.want[i], r.Status, "%s, %v, %d", row.scanner, row.verdicts, i)
			require.NotContains(t, r.FindingDetails, standsMark)
			require.NotEqual(t, Person, r.Review().Origin, "%s, %v, %d", row.scanner, row.verdicts, i)
			require.Contains(t, r.FindingDetails, line)
			differ := slices.ContainsFunc(report.Needs, func(n Need) bool { return n.Reason == ToolsDiffer })
			require.Equal(t, v != nr && v != row.scanner, differ)
		}
	}
}

// A violation that we saw does not become another tool's pass because our facts went missing.
func TestLessIsNoPassBesideAScannersWord(t *testing.T) {
	b := bench(t, "T", release1, 1)
	for _, said := range []result.Status{result.NotAFinding, result.NotApplicable} {
		c := New(node1, []*benchmark.Benchmark{b})
		r := c.Stigs[0].Rows[0]
		line := "scc 5.8: " + said.String() + "; result x"
		r.Status, r.FindingDetails = said, "[scan begin]\n"+line+"\n"+endLine([]string{line})
		for i, v := range []result.Status{result.Open, result.NotReviewed, result.NotReviewed, result.Open} {
			_, err := Apply(c, node1, judge(b, v))
			require.NoError(t, err)
			require.Equal(t, v, r.Status, "%s, %d", said, i)
			require.NotContains(t, r.FindingDetails, standsMark)
		}
	}
}

// A person who decides against a tool is heard, also where our block says the same.
func TestAPersonBesideAScannersWordStands(t *testing.T) {
	b := bench(t, "T", release1, 1)
	for _, person := range []result.Status{result.NotAFinding, result.NotApplicable, result.NotReviewed} {
		for _, next := range []result.Status{result.NotReviewed, result.Open, result.NotAFinding} {
			c := New(node1, []*benchmark.Benchmark{b})
			r := c.Stigs[0].Rows[0]
			line := "scc 5.8: Open; result x"
			r.Status, r.FindingDetails = result.Open, "[scan begin]\n"+line+"\n"+endLine([]string{line})
			_, err := Apply(c, node1, judge(b, result.NotAFinding))
			require.NoError(t, err)
			require.Equal(t, result.Open, r.Status)
			r.Status, r.Comments = person, "false positive"
			for range 2 {
				_, err = Apply(c, node1, judge(b, next))
				require.NoError(t, err)
				require.Equal(t, person, r.Status, "next %s", next)
				require.Equal(t, Person, r.Review().Origin)
			}
		}
	}
}
