package release

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
)

// answered is a checklist of b in which every field that people write holds words that
// stand nowhere else.
func answered(b *benchmark.Benchmark) *ckl.Checklist {
	c := ckl.New(ckl.Asset{HostName: "host1", HostIP: "192.0.2.7", TargetComment: "comment on the target"}, []*benchmark.Benchmark{b})
	c.Stigs[0].CustomName = "our own name"
	all := []result.Status{result.NotAFinding, result.Open, result.NotApplicable, result.NotReviewed}
	for i, r := range c.Stigs[0].Rows {
		r.Status = all[i%len(all)]
		for field, text := range wordsOf(i) {
			switch field {
			case 0:
				r.FindingDetails = text
			case 1:
				r.Comments = text
			case 2:
				r.SeverityJustification = text
			}
		}
		r.SeverityOverride = ckl.Overrides()[i%3]
	}
	return c
}

// wordsOf are the texts of row i: details, comments, justification.
func wordsOf(i int) []string {
	return []string{fmt.Sprintf("details of row %d:\n  <kept> & \"quoted\"\n\tto the letter ", i), fmt.Sprintf("\ncomment %d\n\nend of it %d\n", i, i), fmt.Sprintf("because %d.", i)}
}

// written is c after writing and reading.
func written(t testing.TB, c *ckl.Checklist, f ckl.Format) *ckl.Checklist {
	t.Helper()
	data, err := ckl.Write(c, f, "1.0.0")
	require.NoError(t, err)
	back, _, err := ckl.Read("list", data)
	require.NoError(t, err)
	return back
}

// consecutive is the releases in the library, each benchmark's in order. What is there
// again to the byte stands among the duplicates of its sequence.
func consecutive(t testing.TB) []Sequence {
	t.Helper()
	source := library(t)
	var all []*benchmark.Benchmark
	for bundle, err := range source.All() {
		require.NoError(t, err)
		if bundle != nil {
			all = append(all, bundle.Benchmarks...)
		}
	}
	return Sequences(all)
}

// pairsOf is every release with the one before, and counts the duplicates that were left
// out and the pairs that say they are one release, in files that differ.
func pairsOf(sequences []Sequence) (pairs [][2]*benchmark.Benchmark, duplicates, again []string) {
	for _, s := range sequences {
		for _, b := range s.Duplicates {
			duplicates = append(duplicates, b.Label())
		}
		for i, b := range s.Releases[1:] {
			before := s.Releases[i]
			pairs = append(pairs, [2]*benchmark.Benchmark{before, b})
			if before.Version == b.Version && before.Release == b.Release {
				again = append(again, before.Label()+", "+b.Label())
			}
		}
	}
	return pairs, duplicates, again
}

func TestCarryOverEveryPairOfTheLibraryLosesNoWord(t *testing.T) {
	shared.Long(t)
	var all Totals
	sequences := consecutive(t)
	pairs, duplicates, again := pairsOf(sequences)
	noChecks := 0
	for n, p := range pairs {
		if checkless(p[1]) {
			noChecks++
			continue
		}
		f := []ckl.Format{ckl.CKL, ckl.CKLB}[n/4%2]
		o := CarryOptions{Tool: "stigwright test"}
		if n%3 == 0 {
			o.From = []*benchmark.Benchmark{p[0]}
		}
		c, read := answered(p[0]), func(c *ckl.Checklist) *ckl.Checklist { return c }
		if n%4 == 0 { // by way of files, which takes most of the time
			read = func(c *ckl.Checklist) *ckl.Checklist { return written(t, c, f) }
		}
		out, receipt, err := Carry(read(c), []*benchmark.Benchmark{p[1]}, o)
		require.NoError(t, err, "%s to %s", p[0].Label(), p[1].Label())
		noWordLost(t, len(p[0].Items), read(out), receipt)
		require.Equal(t, len(p[0].Items), receipt.Totals.In)
		require.Equal(t, len(p[1].Items), receipt.Totals.Out)
		all.Add(receipt.Totals)
	}
	t.Logf("%d pairs, %d of SCAP content without check texts; left out %d exact duplicates: %s; published again under one label: %s; %+v",
		len(pairs), noChecks, len(duplicates), duplicates, again, all)
	require.Equal(t, []string{"RHEL_8_STIG V1R6 (27 Apr 2022)"}, duplicates)
	require.Len(t, again, 1, "zOS_Catalog_Solutions_for_ACF2_STIG V6R4 is there in two files")
	require.Len(t, pairs, 785-len(duplicates)-len(sequences))
	require.Equal(t, all.In, all.Carried+all.Held+all.Removed)
}

// noWordLost demands every word of an answered checklist of n rows in the rows of out,
// or in the receipt where the rule was removed.
func noWordLost(t testing.TB, n int, out *ckl.Checklist, receipt *Receipt) {
	t.Helper()
	found := map[string]bool{}
	note := func(details, comments, reason string) {
		for _, text := range []string{details, comments, reason} {
			found[text] = true
		}
	}
	inComments := map[string]string{}
	for _, r := range out.Stigs[0].Rows {
		note(r.FindingDetails, r.Comments, r.SeverityJustification)
		if first, rest, ok := strings.Cut(r.Comments, historyBegin); ok {
			inComments[strings.TrimRight(first, "\n")] = rest
		}
	}
	for _, r := range receipt.STIGs[0].Rows {
		if r.Reason == Removed {
			note(r.Kept.FindingDetails, r.Kept.Comments, r.Kept.SeverityJustification)
		}
	}
	for i := range n {
		w := wordsOf(i)
		rest, heldBack := inComments[strings.TrimRight(w[1], "\n")]
		require.True(t, found[w[0]] || heldBack && strings.Contains(rest, w[0]), w[0])
		require.True(t, found[w[1]] || heldBack, w[1])
		require.True(t, found[w[2]], w[2])
	}
	require.Equal(t, "our own name", orName(out))
	require.Equal(t, "comment on the target", out.Asset.TargetComment)
	require.Equal(t, "192.0.2.7", out.Asset.HostIP)
}

// orName is the custom name, which a .cklb has no place for.
func orName(c *ckl.Checklist) string {
	if c.Stigs[0].CustomName == "" {
		return "our own name"
	}
	return c.Stigs[0].CustomName
}

func TestCarryMKE(t *testing.T) {
	old, b := published(t, "U_Mirantis_Kubernetes_Engine_STIG_V1R1.zip"), published(t, "U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip")
	out, receipt, err := Carry(answered(old), []*benchmark.Benchmark{b}, CarryOptions{From: []*benchmark.Benchmark{old}})
	require.NoError(t, err)
	noWordLost(t, 44, out, receipt)
	var looks []string
	renamed := 0
	for _, r := range receipt.STIGs[0].Rows {
		if r.Reason == Look {
			looks = append(looks, r.VulnID+" "+strings.Join(r.Why, "; "))
		}
		if r.OldRuleID != "" {
			renamed++
		}
	}
	t.Log(looks)
	require.Equal(t, Totals{In: 44, Carried: 44, Look: 6, Out: 44}, receipt.Totals)
	require.Equal(t, 7, renamed)
	require.Contains(t, looks, "V-260909 the fix changed; the ccis changed")
}

func TestCarryDocker(t *testing.T) {
	old, b := published(t, "U_Docker_Enterprise_2-x_Linux-UNIX_STIG_V2R1.zip"), published(t, "U_Docker_Enterprise_2-x_Linux-Unix_STIG_V2R2.zip")
	out, receipt, err := Carry(answered(old), []*benchmark.Benchmark{b}, CarryOptions{Policy: Strict})
	require.NoError(t, err)
	noWordLost(t, 100, out, receipt)
	require.Equal(t, Totals{In: 100, Carried: 100, Added: 1, Out: 101}, receipt.Totals)
	for _, r := range receipt.STIGs[0].Rows {
		require.True(t, r.OldRuleID != "" || r.Reason == Added, r.STIGID)
	}
}

func BenchmarkCarry(b *testing.B) {
	to := published(b, "U_RHEL_9_STIG_V1R3.zip")
	c := answered(to)
	c.Stigs[0].ReleaseInfo = "Release: 2 Benchmark Date: 24 Jan 2024"
	for b.Loop() {
		_, _, err := Carry(c, []*benchmark.Benchmark{to}, CarryOptions{})
		require.NoError(b, err)
	}
}

// TestCarryRealChecklists carries the checklists of a dozen programs to a release made of
// their own texts: nothing is held that has its check text, and nothing is lost.
func TestCarryRealChecklists(t *testing.T) {
	dir := shared.Dir(t, "samples")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	files := 0
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); ext != ".ckl" && ext != ".cklb" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		c, _, err := ckl.Read(e.Name(), data)
		require.NoError(t, err)
		var to []*benchmark.Benchmark
		for _, s := range c.Stigs {
			s.Version = or(s.Version, "2") // one was cut down too far
			b := Embedded(s)
			b.Release, b.ReleaseInfo = "99", "Release: 99 Benchmark Date: 01 Jan 2030"
			to = append(to, b)
		}
		files++
		out, receipt, err := Carry(c, to, CarryOptions{})
		require.NoError(t, err, e.Name())
		require.Zero(t, receipt.Totals.Removed+receipt.Totals.Added, e.Name())
		for i, s := range c.Stigs {
			for j, r := range s.Rows {
				row, now := receipt.STIGs[i].Rows[j], out.Stigs[i].Rows[j]
				if strings.TrimSpace(r.Check) == "" {
					require.Equal(t, Held, row.Reason, "%s %s", e.Name(), r.STIGID)
					continue
				}
				require.Contains(t, []Fate{Carried, Look}, row.Reason, "%s %s %v", e.Name(), r.STIGID, row.Why)
				require.Equal(t, []string{r.Word(), r.FindingDetails, r.Comments, r.SeverityOverride, r.SeverityJustification},
					[]string{now.Word(), now.FindingDetails, now.Comments, now.SeverityOverride, now.SeverityJustification})
				require.Equal(t, r.Extra, now.Extra)
				require.Equal(t, r.ThirdPartyTools, now.ThirdPartyTools)
			}
			require.Equal(t, s.Extra, out.Stigs[i].Extra)
		}
		require.Equal(t, c.Asset, out.Asset, e.Name())
		require.Equal(t, c.Extra, out.Extra)
	}
	require.Equal(t, 8, files)
}
