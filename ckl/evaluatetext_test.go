package ckl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
)

// found is what Evaluate-STIG writes on a day.
func found(s result.Status, day string, seen ...string) string {
	word := map[result.Status]string{opened: "OPEN", naf: "NOT A FINDING", na: "NOT APPLICABLE", nr: "NOT REVIEWED"}[s]
	return "Evaluate-STIG 1.2507.6 (Scan-Test_Checks) found this to be " + word + " on " + day + ":\n" + strings.Repeat("-", 72) + "\n" + strings.Join(seen, "\n") + "\n"
}

func evaluated(t testing.TB, s result.Status, details string) *Checklist {
	return one(t, func(r *Row) { r.Status, r.FindingDetails = s, details })
}

// Of two runs of Evaluate-STIG the later counts, whichever is merged into which; of
// one day the worse, since their order cannot be told.
func TestEvaluateSTIGRunsByDay(t *testing.T) {
	old, late := "01/15/2026", "04/15/2026"
	for _, row := range []struct {
		name         string
		mine, theirs result.Status
		myDay, day   string
		want         result.Status
		needs        []Reason
	}{
		{"later passes", opened, naf, old, late, naf, nil},
		{"later fails", naf, opened, old, late, opened, nil},
		{"earlier passes", opened, naf, late, old, opened, []Reason{Stale}},
		{"earlier fails", naf, opened, late, old, naf, []Reason{Stale}},
		{"earlier says the same", naf, naf, late, old, naf, nil},
		{"one day, better", opened, naf, old, old, opened, []Reason{Stale}},
		{"one day, worse", naf, opened, old, old, opened, nil},
		{"an earlier verdict, after which it came to none", nr, naf, late, old, nr, []Reason{Stale}},
		{"later says nothing", naf, nr, old, late, naf, nil},
		{"December before January", opened, naf, "12/31/2025", "1/1/2026", naf, nil},
		{"no American day", opened, naf, "31/12/2025", "2026-01-01", naf, nil},
		{"no day that can be read", opened, naf, "15/15/2026", late, opened, []Reason{Stale}},
		{"no day that can be read in the source", opened, naf, old, "15/15/2026", opened, []Reason{Stale}},
		{"the day first, as the other shows", opened, naf, "05/12/2026", "28/11/2026", opened, []Reason{Stale}},
		{"the later in both ways of reading", opened, naf, "02/10/2026", "05/12/2026", naf, nil},
		{"the later in one way of reading alone", opened, naf, "02/10/2026", "04/05/2026", opened, []Reason{Stale}},
		{"signs of another language", opened, naf, "11.28.2025", "1.15.2026", naf, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := evaluated(t, row.mine, found(row.mine, row.myDay, "Mode: 0600"))
			from := evaluated(t, row.theirs, found(row.theirs, row.day, "Mode: 0644"))
			report := mergeOne(t, c, MergeOptions{}, Source{Checklist: from})
			require.Equal(t, row.want, row0(c).Status)
			require.Equal(t, row.needs, reasons(report), "%v", report.Needs)
			l := ledgerOf(row0(c))
			if row.want != nr {
				require.Equal(t, tools, originOf(row0(c), &l), "it stays a tool's")
			}
			first := *row0(c)
			again := mergeOne(t, c, MergeOptions{}, Source{Checklist: from})
			require.Equal(t, first, *row0(c), "a second merge changes nothing")
			require.Empty(t, again.Changes)
		})
	}
	// A status somebody set back stays, whatever the text says.
	c := evaluated(t, nr, found(naf, old, "x"))
	report := mergeOne(t, c, MergeOptions{}, Source{Checklist: evaluated(t, nr, "")}, Source{Checklist: evaluated(t, naf, found(naf, late, "x"))})
	require.Equal(t, nr, row0(c).Status)
	require.Equal(t, []Reason{Disagrees}, reasons(report))
	// Of several sources of later days the worst, as of every tool.
	c = evaluated(t, opened, found(opened, old, "x"))
	mergeOne(t, c, MergeOptions{}, Source{Checklist: evaluated(t, opened, found(opened, "05/01/2026", "x"))}, Source{Checklist: evaluated(t, naf, found(naf, late, "x"))})
	require.Equal(t, opened, row0(c).Status)
}

// The text of a later run takes the place of the earlier one, where that is certainly
// the tool's; what a person wrote before, behind or within it stays.
func TestEvaluateSTIGTextDoesNotPileUp(t *testing.T) {
	run := func(s result.Status, day, value string, more ...string) string {
		return found(s, day, append([]string{"'Firewall' is Disabled", "", "Value Name:\tEnabled", "Value:\t\t" + value}, more...)...)
	}
	old, late := run(naf, "01/15/2026", "0x00000000 (0)"), run(naf, "04/15/2026", "0x00000001 (1)")
	bare := strings.TrimRight(late, "\n")
	for _, row := range []struct{ name, mine, theirs, want string }{
		{"later", old, late, late},
		{"the same", late, late, late},
		{"earlier", late, old, late},
		{"a person's words before", "Looked at by J. Doe.\n\n" + old, late, "Looked at by J. Doe.\n\n" + late},
		{"a person's words behind", old + "\nConfirmed in ticket 4711.", late, late + "\nConfirmed in ticket 4711."},
		{"theirs has a person's words before", old, "They looked.\n\n" + late, late[:len(bare)] + "\n\nThey looked.\n\n\n"},
		{"theirs has a person's words behind", old, late + "They looked.", late + "They looked.\n"},
		{"earlier, with a person's words behind", late, old + "They looked.", bare + "\n\n\nThey looked."},
		{"a person's words within", strings.Replace(old, "Value:", "this is wrong\nValue:", 1), late, strings.TrimRight(strings.Replace(old, "Value:", "this is wrong\nValue:", 1), "\n") + "\n\n" + late},
		{"the tool found other things", found(opened, "01/15/2026", "no such key"), late, strings.TrimRight(found(opened, "01/15/2026", "no such key"), "\n") + "\n\n" + late},
		{"two that piled up", run(naf, "10/15/2025", "5") + "\n" + old, late, run(naf, "10/15/2025", "5") + "\n" + late},
		{"the later found more", old, run(naf, "04/15/2026", "0x00000001 (1)", "also seen"), run(naf, "04/15/2026", "0x00000001 (1)", "also seen")},
		{"a person's ticket behind a list", found(naf, "01/15/2026", "KB1111", "KB2222", "CHG0031337"), found(naf, "04/15/2026", "KB1111", "KB3333", "KB4444"),
			strings.TrimRight(found(naf, "01/15/2026", "KB1111", "KB2222", "CHG0031337"), "\n") + "\n\n" + found(naf, "04/15/2026", "KB1111", "KB3333", "KB4444")},
		{"a person's number behind a list", found(naf, "01/15/2026", "Port 80", "Port 443", "Port 8443"), found(naf, "04/15/2026", "Port 80", "Port 443", "Port 22"),
			strings.TrimRight(found(naf, "01/15/2026", "Port 80", "Port 443", "Port 8443"), "\n") + "\n\n" + found(naf, "04/15/2026", "Port 80", "Port 443", "Port 22")},
		{"a person's mark on a value", run(naf, "01/15/2026", "15 POAM-77"), run(naf, "04/15/2026", "20"),
			strings.TrimRight(run(naf, "01/15/2026", "15 POAM-77"), "\n") + "\n\n" + run(naf, "04/15/2026", "20")},
		{"a numbered list", found(naf, "01/15/2026", "Users:", "1 idle for 30 days", "2 idle for 4 days"), found(naf, "04/15/2026", "Users:", "1 idle for 120 days", "2 idle for 94 days"),
			found(naf, "04/15/2026", "Users:", "1 idle for 120 days", "2 idle for 94 days")},
		{"a numbered list that grew", found(naf, "01/15/2026", "1) idle for 30 days", "2) idle for 4 days"), found(naf, "04/15/2026", "1) idle for 120 days", "2) idle for 94 days", "3) idle for 5 days"),
			found(naf, "04/15/2026", "1) idle for 120 days", "2) idle for 94 days", "3) idle for 5 days")},
		{"a person's words behind a numbered list", found(naf, "01/15/2026", "1) idle for 30 days", "2) idle for 4 days", "Fine, J. Doe."), found(naf, "04/15/2026", "1) idle for 120 days", "2) idle for 94 days"),
			found(naf, "04/15/2026", "1) idle for 120 days", "2) idle for 94 days") + "Fine, J. Doe.\n"},
		{"a person's number behind a numbered list", found(naf, "01/15/2026", "1) idle for 30 days", "2) idle for 4 days", "3) idle for 9 days"), found(naf, "04/15/2026", "1) idle for 120 days", "2) idle for 94 days"),
			strings.TrimRight(found(naf, "01/15/2026", "1) idle for 30 days", "2) idle for 4 days", "3) idle for 9 days"), "\n") + "\n\n" + found(naf, "04/15/2026", "1) idle for 120 days", "2) idle for 94 days")},
		{"a list within", found(naf, "01/15/2026", "Port 80", "Port 8443", "That is all."), found(naf, "04/15/2026", "Port 80", "Port 443", "Port 9443", "That is all."),
			found(naf, "04/15/2026", "Port 80", "Port 443", "Port 9443", "That is all.")},
		{"a list within, of which lines went", found(naf, "01/15/2026", "Port 80", "Port 443", "Port 8443", "That is all."), found(naf, "04/15/2026", "Port 80", "Port 81", "That is all."),
			strings.TrimRight(found(naf, "01/15/2026", "Port 80", "Port 443", "Port 8443", "That is all."), "\n") + "\n\n" + found(naf, "04/15/2026", "Port 80", "Port 81", "That is all.")},
		{"one day, a number that a person corrected", run(naf, "01/15/2026", "5"), run(naf, "01/15/2026", "6"), strings.TrimRight(run(naf, "01/15/2026", "5"), "\n") + "\n\n" + run(naf, "01/15/2026", "6")},
		{"one day, other verdicts", run(opened, "01/15/2026", "5"), old, strings.TrimRight(run(opened, "01/15/2026", "5"), "\n") + "\n\n" + old},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, from := evaluated(t, naf, row.mine), evaluated(t, naf, row.theirs)
			mergeOne(t, c, MergeOptions{}, Source{Checklist: from})
			require.Equal(t, row.want, row0(c).FindingDetails)
			mergeOne(t, c, MergeOptions{}, Source{Checklist: from})
			require.Equal(t, row.want, row0(c).FindingDetails, "a second merge changes nothing")
		})
	}
}

// answer is the comment of an answer file on a day, with the status it changes to; "" of none.
func answer(to, day string, text ...string) string {
	change := ""
	if to != "" {
		change = "changing the Status from 'Not_Reviewed' to '" + to + "' and "
	}
	return "Evaluate-STIG answer file for Key 'DEFAULT' is " + change + "providing the below comment on " + day + ":\n\n[ValidTrueComment]:\n" + strings.Join(text, "\n") + "\n\n"
}

// What an answer file of Evaluate-STIG put into the comments gives way to that of a later
// run where it is the same but for its day; what people wrote, and what the answer said
// before it was edited, stays.
func TestEvaluateSTIGAnswersDoNotPileUp(t *testing.T) {
	old, late, text := "01/15/2026", "04/15/2026", []string{"Managed centrally.", "Ticket 12."}
	first, second := answer("NotAFinding", old, text...), answer("NotAFinding", late, text...)
	both := func(a, b string) string { return strings.TrimRight(a, "\n") + "\n\n" + b }
	for _, row := range []struct{ name, mine, theirs, want string }{
		{"later", first, second, second},
		{"the same", second, second, second},
		{"earlier", second, first, second},
		{"a person's words before", "Looked at.\n\n" + first, second, "Looked at.\n\n" + second},
		{"a person's words behind", first + "Confirmed in ticket 4711.", second, second + "Confirmed in ticket 4711."},
		{"no change of the status", answer("", old, text...), answer("", late, text...), answer("", late, text...)},
		{"a number that is another", answer("NotAFinding", old, "Ticket 12."), answer("NotAFinding", late, "Ticket 13."), both(answer("NotAFinding", old, "Ticket 12."), answer("NotAFinding", late, "Ticket 13."))},
		{"the answer was edited", first, answer("NotAFinding", late, "Managed by others."), both(first, answer("NotAFinding", late, "Managed by others."))},
		{"a person's words within", strings.Replace(first, "Ticket", "Not so!\nTicket", 1), second, both(strings.Replace(first, "Ticket", "Not so!\nTicket", 1), second)},
		{"a person's words behind the header", strings.Replace(first, ":\n", ": Not so!\n", 1), second, both(strings.Replace(first, ":\n", ": Not so!\n", 1), second)},
		{"one day, another status", first, answer("Open", old, text...), both(first, answer("Open", old, text...))},
		{"a header in a sentence", "He says Evaluate-STIG answer file for Key 'A' is providing the below comment on 1/1/2026:", second,
			both("He says Evaluate-STIG answer file for Key 'A' is providing the below comment on 1/1/2026:", second)},
	} {
		t.Run(row.name, func(t *testing.T) {
			comment := func(s string) *Checklist { return one(t, func(r *Row) { r.Comments = s }) }
			c, from := comment(row.mine), comment(row.theirs)
			for range 2 {
				mergeOne(t, c, MergeOptions{}, Source{Checklist: from})
				require.Equal(t, row.want, row0(c).Comments)
			}
		})
	}
}

// A real file, merged quarter after quarter with other days, keeps its size.
func TestEvaluateSTIGSampleQuarterByQuarter(t *testing.T) {
	path := filepath.Join(shared.Dir(t), "samples", "evaluate-stig-chrome-v2r8.ckl")
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	c, _, err := Read(path, data)
	require.NoError(t, err)
	before := c.Clone()
	for _, day := range []string{"03/11/2024", "06/11/2024", "09/11/2024"} {
		next, _, err := Read(path, []byte(strings.ReplaceAll(string(data), "on 12/11/2023:", "on "+day+":")))
		require.NoError(t, err)
		mergeOne(t, c, MergeOptions{}, Source{Checklist: next})
		for i, s := range c.Stigs {
			for j, r := range s.Rows {
				require.Equal(t, next.Stigs[i].Rows[j].FindingDetails, r.FindingDetails)
				require.Equal(t, next.Stigs[i].Rows[j].Comments, r.Comments)
				require.Equal(t, before.Stigs[i].Rows[j].Status, r.Status)
			}
		}
	}
	mergeOne(t, c, MergeOptions{}, Source{Checklist: before})
	require.Contains(t, c.Stigs[0].Rows[0].FindingDetails, "on 09/11/2024:", "the older one is not taken")
	require.NotContains(t, c.Stigs[0].Rows[0].FindingDetails, "on 12/11/2023:")
}

// Whatever stands in two texts, no line of a person gets lost, and hostile ones end.
func FuzzJoinEvaluate(f *testing.F) {
	f.Add(found(naf, "01/15/2026", "a"), "note", found(naf, "02/15/2026", "a"))
	f.Add(answer("Open", "01/15/2026", "a"), "note", answer("Open", "02/15/2026", "a"))
	f.Add("", "x 1", found(naf, "02/15/2026", "x"))
	f.Fuzz(func(t *testing.T, mine, note, theirs string) {
		note = "a person says: " + strings.Join(strings.Fields(note), " ") + " z"
		if strings.Contains(theirs, "a person says:") || strings.Contains(mine, "a person says:") || strings.ContainsAny(note, "0123456789") || len(evaluateRuns(note)) > 0 {
			return
		}
		out := joinEvaluate(mine+"\n"+note, theirs)
		require.Contains(t, out, note)
		require.Contains(t, joinEvaluate(theirs, mine+"\n"+note), note)
		require.Contains(t, joinAnswers(mine+"\n"+note, theirs), note)
		require.Contains(t, joinAnswers(theirs, mine+"\n"+note), note)
	})
}
