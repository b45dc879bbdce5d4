package ckl

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl/scan"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
)

// one makes a checklist of one row, T-1, as set up.
func one(t testing.TB, set func(*Row)) *Checklist {
	t.Helper()
	c := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 1)})
	set(c.Stigs[0].Rows[0])
	return c
}

func row0(c *Checklist) *Row { return c.Stigs[0].Rows[0] }

// ours makes a row that our evaluation judged s.
func ours(t testing.TB, s result.Status) *Checklist {
	t.Helper()
	b := bench(t, "T", release1, 1)
	c := New(node1, []*benchmark.Benchmark{b})
	_, err := Apply(c, node1, judge(b, s))
	require.NoError(t, err)
	return c
}

func byPerson(t testing.TB, s result.Status) *Checklist {
	return one(t, func(r *Row) { r.Status, r.Comments = s, "J. Doe looked" })
}

// scanOf is a set of results, word by word, for T-1.
func scanOf(product string, words ...string) *scan.Set {
	s := &scan.Set{Kind: scan.XCCDF, Product: product, Version: "1.0", End: "2026-01-02T03:04:05Z", Asset: scan.Asset{HostName: "node1"}, Benchmark: scan.Benchmark{ID: "T"}}
	for _, w := range words {
		k := scan.Check{IDRef: "SV-1r1_rule", RuleID: "SV-1r1_rule", STIGID: "T-1", Word: w, Detail: w + " was found"}
		switch w {
		case "pass":
			k.Status, k.Performed = result.NotAFinding, true
		case "fail":
			k.Status, k.Performed = result.Open, true
		case "notapplicable":
			k.Status, k.Performed = result.NotApplicable, true
		}
		s.Checks = append(s.Checks, k)
	}
	return s
}

func mergeOne(t testing.TB, c *Checklist, o MergeOptions, sources ...Source) *MergeReport {
	t.Helper()
	for i := range sources {
		sources[i].Name = either(sources[i].Name, fmt.Sprintf("s%d", i+1))
	}
	report, err := Merge(c, sources, o)
	require.NoError(t, err)
	addsUp(t, c, report)
	return report
}

// addsUp: totals count every row and every result once.
func addsUp(t testing.TB, c *Checklist, r *MergeReport) {
	t.Helper()
	n := r.Totals
	require.Equal(t, n.Rows, n.Added+n.StatusChanged+n.TextChanged+n.HumanKept+n.Same+n.Untouched, "%+v", n)
	require.Equal(t, n.In, n.Merged+n.Taken+n.Held, "%+v", n)
}

func reasons(r *MergeReport) []Reason {
	var out []Reason
	for _, n := range r.Needs {
		out = append(out, n.Reason)
	}
	return out
}

const (
	nr     = result.NotReviewed
	naf    = result.NotAFinding
	na     = result.NotApplicable
	opened = result.Open
)

// The matrix of Merge's comment, cell by cell.
func TestMergeMatrix(t *testing.T) {
	fresh := func() *Checklist { return one(t, func(*Row) {}) }
	scanned := func(product string, words ...string) func() *Checklist {
		return func() *Checklist {
			c := fresh()
			mergeOne(t, c, MergeOptions{}, Source{Scan: scanOf(product, words...)})
			return c
		}
	}
	evaluated := func(s result.Status) func() *Checklist { return func() *Checklist { return ours(t, s) } }
	person := func(s result.Status) func() *Checklist { return func() *Checklist { return byPerson(t, s) } }
	odd := func() *Checklist { return one(t, func(r *Row) { r.StatusWord = "NotSure" }) }
	tool := func(words ...string) Source { return Source{Scan: scanOf("scc", words...)} }
	earlier := func(words ...string) Source {
		s := scanOf("scc", words...)
		s.End = "2025-01-02T03:04:05Z"
		return Source{Scan: s}
	}
	list := func(f func() *Checklist) Source { return Source{Checklist: f()} }
	for _, row := range []struct {
		name  string
		old   func() *Checklist
		fresh []Source
		want  result.Status
		needs []Reason
	}{
		{"nobody's, tool says nothing", fresh, []Source{tool("notchecked")}, nr, nil},
		{"nobody's, tool errs", fresh, []Source{tool("error")}, nr, nil},
		{"nobody's, tool passes", fresh, []Source{tool("pass")}, naf, nil},
		{"nobody's, our verdict", fresh, []Source{list(evaluated(opened))}, opened, nil},
		{"nobody's, person", fresh, []Source{list(person(na))}, na, nil},
		{"nobody's, row untouched in the source", fresh, []Source{list(fresh)}, nr, nil},

		{"tool's, same tool says nothing", scanned("scc", "fail"), []Source{tool("notchecked")}, opened, []Reason{Stale}},
		{"tool's, same tool anew: better", scanned("scc", "fail"), []Source{tool("pass")}, naf, nil},
		{"tool's, same tool anew: worse", scanned("scc", "pass"), []Source{tool("fail")}, opened, nil},
		{"tool's, same tool anew, of an earlier time", scanned("scc", "fail"), []Source{earlier("pass")}, opened, []Reason{Stale}},
		{"tool's, same tool anew, of an earlier time: worse", scanned("scc", "pass"), []Source{earlier("fail")}, naf, []Reason{Stale}},
		{"tool's, other tool better", scanned("openscap", "fail"), []Source{tool("pass")}, opened, nil},
		{"tool's, other tool worse", scanned("openscap", "pass"), []Source{tool("fail")}, opened, nil},
		{"ours, scan worse", evaluated(naf), []Source{tool("fail")}, opened, nil},
		{"ours, scan better", evaluated(opened), []Source{tool("pass")}, opened, nil},
		{"ours, ours anew", evaluated(opened), []Source{list(evaluated(naf))}, naf, nil},
		{"ours, ours not reviewed", evaluated(naf), []Source{list(evaluated(nr))}, naf, []Reason{Stale}},
		{"tool's, person agrees", scanned("scc", "fail"), []Source{list(person(opened))}, opened, nil},
		{"tool's, person differs", scanned("scc", "fail"), []Source{list(person(naf))}, naf, []Reason{Disagrees}},

		{"person's, tool says nothing", person(naf), []Source{tool("notchecked")}, naf, nil},
		{"person's, tool agrees", person(naf), []Source{tool("pass")}, naf, nil},
		{"person's, tool differs", person(naf), []Source{tool("fail")}, naf, []Reason{Disagrees}},
		{"person's, tool better", person(opened), []Source{tool("pass")}, opened, []Reason{Disagrees}},
		{"person's, person agrees", person(na), []Source{list(person(na))}, na, nil},
		{"person's, person differs", person(na), []Source{list(person(opened))}, na, []Reason{Disagrees}},
		{"person's, untouched in the source", person(na), []Source{list(fresh)}, na, nil},

		{"no known word, tool", odd, []Source{tool("pass")}, nr, []Reason{UnknownWord}},
		{"no known word, person", odd, []Source{list(person(naf))}, nr, []Reason{UnknownWord}},
		{"nobody's, no known word in the source", fresh, []Source{list(odd)}, nr, []Reason{UnknownWord}},

		{"several results: the worst, not the last", fresh, []Source{tool("fail", "pass")}, opened, nil},
		{"several results: the worst, not the first", fresh, []Source{tool("pass", "fail")}, opened, nil},
		{"a pass beside an error is no pass", fresh, []Source{tool("pass", "error")}, nr, nil},
		{"a finding beside an error is one", fresh, []Source{tool("error", "fail", "pass")}, opened, nil},
		{"several sources: the worst, not the last", fresh, []Source{tool("fail"), {Scan: scanOf("openscap", "pass")}}, opened, nil},
		{"several files of one tool: the worst", fresh, []Source{tool("fail"), tool("pass")}, opened, nil},
		{"several people who differ", fresh, []Source{list(person(naf)), list(person(opened))}, opened, []Reason{Disagrees}},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := row.old()
			before := row0(c.Clone())
			report := mergeOne(t, c, MergeOptions{}, row.fresh...)
			r := row0(c)
			require.Equal(t, row.want, r.Status)
			require.Equal(t, row.needs, reasons(report), "%v", report.Needs)
			require.Equal(t, before.StatusWord, r.StatusWord)
			require.Contains(t, r.Comments, before.Comments)
			require.Equal(t, before.Status != r.Status, report.Totals.StatusChanged == 1)
			first := *r
			again := mergeOne(t, c, MergeOptions{}, row.fresh...)
			require.Equal(t, first, *row0(c), "a second merge changes nothing")
			require.Empty(t, again.Changes)
		})
	}
}

// The words of a scanner stand in a block of their own, which the next scan
// replaces alone; an edited block is a person's text.
func TestScanBlocksAreReplacedAlone(t *testing.T) {
	c := one(t, func(r *Row) { r.FindingDetails = "Checked by hand.\n" })
	mergeOne(t, c, MergeOptions{}, Source{Scan: scanOf("scc", "fail")})
	r := row0(c)
	require.True(t, strings.HasPrefix(r.FindingDetails, "Checked by hand.\n\n[scan begin]\nscc 1.0: Open; result fail; 2026-01-02T03:04:05Z; on node1\nfail was found\n[scan end "), r.FindingDetails)
	b := bench(t, "T", release1, 1)
	_, err := Apply(c, node1, judge(b, naf))
	require.NoError(t, err)
	require.Equal(t, opened, r.Status, "our evaluation does not touch what a scan said")
	mergeOne(t, c, MergeOptions{}, Source{Scan: scanOf("scc", "pass")})
	r = row0(c)
	require.Equal(t, 1, strings.Count(r.FindingDetails, scanBegin))
	require.Contains(t, r.FindingDetails, "scc 1.0: NotAFinding; result pass")
	require.Contains(t, r.FindingDetails, "Checked by hand.\n")
	require.Contains(t, r.FindingDetails, result.FenceBegin)

	c = one(t, func(*Row) {})
	mergeOne(t, c, MergeOptions{}, Source{Scan: scanOf("scc", "fail")})
	row0(c).FindingDetails = strings.Replace(row0(c).FindingDetails, "fail was found", "fail was found, but see ticket 7", 1)
	report := mergeOne(t, c, MergeOptions{}, Source{Scan: scanOf("scc", "pass")})
	require.Contains(t, row0(c).FindingDetails, "see ticket 7")
	require.Equal(t, opened, row0(c).Status, "the block was edited, so the status is a person's")
	require.Equal(t, []Reason{Disagrees}, reasons(report))
}

// A scanner's text cannot pose as one of our lines, and a hostile one stays bounded.
func TestHostileScanText(t *testing.T) {
	set := scanOf("sc c:\n", "pass")
	set.Checks[0].Detail = "[stigwright begin]\nT-1 on x: NotAFinding\n[stigwright end]\n" + scanBegin + "\n" + scanEnd + "00000000]\n a :: b :: c\n" + strings.Repeat("-", 64) + "\x0b\r" + strings.Repeat("x", 50_000)
	c := one(t, func(*Row) {})
	mergeOne(t, c, MergeOptions{}, Source{Scan: set})
	r := row0(c)
	require.Nil(t, findFence(r.FindingDetails, "T-1").block)
	require.Len(t, findScans(r.FindingDetails), 1)
	require.Less(t, len(r.FindingDetails), 16_000)
	require.Contains(t, r.FindingDetails, "more bytes")
	require.NotContains(t, r.FindingDetails, " :: ")
	data, err := WriteCKL(c, "t")
	require.NoError(t, err)
	back, _, err := Read("x", data)
	require.NoError(t, err)
	require.Len(t, findScans(row0(back).FindingDetails), 1, "and it is found again in the file")
}

func TestMergeTextsAndOverrides(t *testing.T) {
	two := func(a, b func(*Row), o MergeOptions) (*Row, *MergeReport) {
		c := one(t, a)
		report := mergeOne(t, c, o, Source{Checklist: one(t, b), Time: "2026-02-01T00:00:00Z"})
		return row0(c), report
	}
	comment := func(s string) func(*Row) { return func(r *Row) { r.Comments = s } }
	for _, row := range []struct {
		name, mine, theirs, want string
		policy                   Policy
		needs                    int
	}{
		{"only theirs", "", "b", "b", Default, 0},
		{"only mine", "a", "", "a", Default, 0},
		{"both", "a", "b", "a\n\nb", Default, 0},
		{"theirs holds mine", "a", "a and more", "a and more", Default, 0},
		{"mine holds theirs", "a and more", "a", "a and more", Default, 0},
		{"keep", "a", "b", "a", Keep, 0},
		{"replace", "a", "b", "b", Overwrite, 0},
		{"replace by nothing", "a", " ", "a", Overwrite, 0},
		{"newest", "a", "b", "b", Newest, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			r, report := two(comment(row.mine), comment(row.theirs), MergeOptions{Policies: Policies{Comments: row.policy}, Time: "2026-01-01T00:00:00Z"})
			require.Equal(t, row.want, r.Comments)
			require.Len(t, report.Needs, row.needs)
		})
	}
	override := func(s, why string) func(*Row) {
		return func(r *Row) { r.SeverityOverride, r.SeverityJustification = s, why }
	}
	for _, row := range []struct {
		name               string
		mine, theirs, want string
		policy             Policy
		needs              []Reason
	}{
		{"only theirs", "", "low", "low", Default, nil},
		{"only mine", "high", "", "high", Default, nil},
		{"both differ", "high", "low", "high", Default, []Reason{Conflict}},
		{"replace", "high", "low", "low", Overwrite, nil},
		{"worst", "low", "high", "high", Worst, nil},
		{"worst stands", "high", "low", "high", Worst, []Reason{Conflict}},
	} {
		t.Run("override "+row.name, func(t *testing.T) {
			why := func(s string) string {
				if s == "" {
					return ""
				}
				return "because " + s
			}
			r, report := two(override(row.mine, why(row.mine)), override(row.theirs, why(row.theirs)), MergeOptions{Policies: Policies{Override: row.policy}})
			require.Equal(t, []string{row.want, why(row.want)}, []string{r.SeverityOverride, r.SeverityJustification})
			require.Equal(t, row.needs, reasons(report))
		})
	}
}

// What is listed of an override says what differs.
func TestMergeSaysWhatDiffersOfAnOverride(t *testing.T) {
	long := strings.Repeat("x", 200)
	for _, row := range []struct{ mine, why, theirs, because, want string }{
		{"high", "a", "low", "b", `the severity override is "high" here and "low" in theirs.ckl, with the justification "b"; it stands`},
		{"high", "a", "high", "b", `the justification of the severity override is "a" here and "b" in theirs.ckl; it stands`},
		{"high", "", "high", long, `the justification of the severity override is "" here and "` + long[:80] + `…" in theirs.ckl; it stands`},
		{"", "a", "low", "b", `the severity override is none here and "low" in theirs.ckl, with the justification "b"; it stands`},
	} {
		mine := one(t, func(r *Row) { r.SeverityOverride, r.SeverityJustification = row.mine, row.why })
		theirs := one(t, func(r *Row) { r.SeverityOverride, r.SeverityJustification = row.theirs, row.because })
		report := mergeOne(t, mine, MergeOptions{}, Source{Name: "theirs.ckl", Checklist: theirs})
		require.Len(t, report.Needs, 1)
		require.Equal(t, row.want, report.Needs[0].Message)
	}
}

func TestMergeStatusPolicies(t *testing.T) {
	for _, row := range []struct {
		name   string
		old    *Checklist
		source Source
		policy Policy
		want   result.Status
	}{
		{"keep", byPerson(t, naf), Source{Scan: scanOf("scc", "fail")}, Keep, naf},
		{"keep nothing", one(t, func(*Row) {}), Source{Scan: scanOf("scc", "fail")}, Keep, nr},
		{"replace", byPerson(t, opened), Source{Scan: scanOf("scc", "pass")}, Overwrite, naf},
		{"replace by nothing", byPerson(t, opened), Source{Scan: scanOf("scc", "notchecked")}, Overwrite, opened},
		{"replace takes the worst", byPerson(t, na), Source{Scan: scanOf("scc", "fail", "pass")}, Overwrite, opened},
		{"worst", byPerson(t, naf), Source{Scan: scanOf("scc", "fail")}, Worst, opened},
		{"worst stands", byPerson(t, opened), Source{Scan: scanOf("scc", "pass")}, Worst, opened},
		{"newest", byPerson(t, opened), Source{Scan: scanOf("scc", "pass")}, Newest, naf},
		{"newest without a time", byPerson(t, opened), Source{Checklist: byPerson(t, naf)}, Newest, opened},
	} {
		t.Run(row.name, func(t *testing.T) {
			report := mergeOne(t, row.old, MergeOptions{Policies: Policies{Status: row.policy}, Time: "2025-01-01T00:00:00Z"}, row.source)
			require.Equal(t, row.want, row0(row.old).Status)
			require.Contains(t, row0(row.old).Comments+"J. Doe looked", "J. Doe looked")
			require.NotNil(t, report)
		})
	}
}

func TestThreeWayMerge(t *testing.T) {
	make1 := func(s result.Status, comment, override string) *Checklist {
		return one(t, func(r *Row) { r.Status, r.Comments, r.SeverityOverride = s, comment, override })
	}
	for _, row := range []struct {
		name               string
		base, mine, theirs *Checklist
		want               *Checklist
		needs              []Reason
	}{
		{"only they changed", make1(naf, "a", "low"), make1(naf, "a", "low"), make1(opened, "b", "high"), make1(opened, "b", "high"), nil},
		{"only we changed", make1(naf, "a", "low"), make1(opened, "b", "high"), make1(naf, "a", "low"), make1(opened, "b", "high"), nil},
		{"both changed alike", make1(naf, "a", ""), make1(opened, "b", "low"), make1(opened, "b", "low"), make1(opened, "b", "low"), nil},
		{"both changed", make1(naf, "a", ""), make1(opened, "b", "low"), make1(na, "c", "high"), make1(opened, "b\n\nc", "low"), []Reason{Disagrees, Conflict, Conflict}},
		{"they removed a comment", make1(naf, "a", ""), make1(naf, "a", ""), make1(naf, "", ""), make1(naf, "", ""), nil},
		{"different fields", make1(naf, "a", ""), make1(opened, "a", ""), make1(naf, "b", ""), make1(opened, "b", ""), nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			report := mergeOne(t, row.mine, MergeOptions{Base: row.base}, Source{Checklist: row.theirs})
			require.Equal(t, *row0(row.want), *row0(row.mine))
			require.Equal(t, row.needs, reasons(report), "%v", report.Needs)
		})
	}
}

// What a scan does not say was not removed, with a base too.
func TestThreeWayMergeOfAScan(t *testing.T) {
	make1 := func() *Checklist {
		return one(t, func(r *Row) {
			r.FindingDetails, r.Comments, r.SeverityOverride, r.SeverityJustification = "by hand", "a", "low", "why"
		})
	}
	c := make1()
	mergeOne(t, c, MergeOptions{Base: make1()}, Source{Scan: scanOf("scc", "fail")})
	r := row0(c)
	require.True(t, strings.HasPrefix(r.FindingDetails, "by hand\n\n"+scanBegin))
	require.Equal(t, []string{"a", "low", "why", "Open"}, []string{r.Comments, r.SeverityOverride, r.SeverityJustification, r.Status.String()})
}

func TestMergeSTIGsAndRows(t *testing.T) {
	t.Run("one file from many", func(t *testing.T) {
		c := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 2)})
		report := mergeOne(t, c, MergeOptions{}, Source{Checklist: New(Asset{HostName: "NODE1.example.mil", HostIP: "192.0.2.1"}, []*benchmark.Benchmark{bench(t, "U", release1, 3)})})
		require.Equal(t, MergeTotals{Rows: 5, Added: 3, Untouched: 2, In: 3, Taken: 3}, report.Totals)
		require.Equal(t, "192.0.2.1", c.Asset.HostIP)
		require.Equal(t, []FieldChange{{Where{}, "HOST_IP", "", "192.0.2.1", "s1"}}, report.Changes)
	})
	t.Run("a row the checklist lacks", func(t *testing.T) {
		c := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 3)})
		from := c.Clone()
		from.Stigs[0].Rows[2].Comments = "kept"
		c.Stigs[0].Rows = c.Stigs[0].Rows[:2]
		report := mergeOne(t, c, MergeOptions{}, Source{Checklist: from})
		require.Equal(t, MergeTotals{Rows: 3, Added: 1, Same: 2, In: 3, Merged: 2, Taken: 1}, report.Totals)
		require.Equal(t, "kept", c.Stigs[0].Rows[2].Comments)
	})
	t.Run("two rows with one key", func(t *testing.T) {
		b := benchOf(t, "T", release1, group("V-1", rule1("SV-1r1_rule", "T-1"), rule1("SV-1r1_rule", "T-2")))
		c, from := New(node1, []*benchmark.Benchmark{b}), New(node1, []*benchmark.Benchmark{b})
		from.Stigs[0].Rows[1].Status = opened
		mergeOne(t, c, MergeOptions{}, Source{Checklist: from})
		require.Equal(t, []result.Status{nr, opened}, []result.Status{c.Stigs[0].Rows[0].Status, c.Stigs[0].Rows[1].Status})
		set := scanOf("scc", "fail")
		set.Checks[0].STIGID = ""
		report := mergeOne(t, c, MergeOptions{}, Source{Scan: set})
		require.Equal(t, []Reason{Ambiguous}, reasons(report))
		require.Equal(t, 1, report.Totals.Held)
		from.Stigs[0].Rows = from.Stigs[0].Rows[:1]
		from.Stigs[0].Rows[0].STIGID = ""
		report = mergeOne(t, c, MergeOptions{}, Source{Checklist: from})
		require.Equal(t, []Reason{Ambiguous}, reasons(report))
	})
	t.Run("refused", func(t *testing.T) {
		b := bench(t, "T", release1, 1)
		c := New(node1, []*benchmark.Benchmark{b})
		before := c.Clone()
		for want, from := range map[string]*Checklist{
			`is of host "other"; want "node1"`: New(Asset{HostName: "other"}, []*benchmark.Benchmark{b}),
			`holds T version "2", "Release: 2`: New(node1, []*benchmark.Benchmark{bench(t, "T", "Release: 2 Benchmark Date: 24 Oct 2024", 1)}),
		} {
			_, err := Merge(c, []Source{{Name: "f.ckl", Checklist: byPerson(t, opened)}, {Name: "x.ckl", Checklist: from}}, MergeOptions{})
			require.ErrorContains(t, err, "x.ckl: "+want)
			require.Equal(t, before, c, "unchanged, also by the source before")
		}
		_, err := Merge(c, []Source{{Name: "x"}}, MergeOptions{})
		require.ErrorContains(t, err, "want a checklist or a scan")
		web := func(site string) *Checklist {
			return New(Asset{HostName: "node1", WebOrDatabase: true, WebDBSite: site}, []*benchmark.Benchmark{b})
		}
		_, err = Merge(web("a"), []Source{{Name: "x", Checklist: web("b")}}, MergeOptions{})
		require.ErrorContains(t, err, `is of the site "b"`)
	})
	t.Run("dry run", func(t *testing.T) {
		c := one(t, func(*Row) {})
		before := c.Clone()
		report, err := Merge(c, []Source{{Name: "s", Scan: scanOf("scc", "fail")}}, MergeOptions{DryRun: true})
		require.NoError(t, err)
		require.Equal(t, before, c)
		require.Len(t, report.Changes, 2)
		require.Equal(t, FieldChange{Where{"T", "T-1", "V-1", "SV-1r1_rule"}, "STATUS", "Not_Reviewed", "Open", "s"}, report.Changes[1])
	})
}

// Who names no host may be any asset: that it is this one must be said. An FQDN is a
// name, an address is none: containers on many hosts have the same.
func TestMergeOfTheNameless(t *testing.T) {
	b := bench(t, "T", release1, 1)
	for _, x := range []struct {
		name    string
		mine, a Asset
		want    string // "" is merged
	}{
		{"source without a name", node1, Asset{HostIP: "172.17.0.1"}, "names no host"},
		{"checklist without a name", Asset{}, Asset{HostName: "node2"}, `is of host "node2", and the checklist names no host`},
		{"white space", Asset{HostName: " "}, node1, "the checklist names no host"},
		{"neither has one", Asset{}, Asset{}, ""},
		{"an FQDN names", Asset{HostFQDN: "node1.example.mil"}, Asset{HostName: "node1"}, ""},
		{"an FQDN of another", Asset{HostFQDN: "node2.example.mil"}, Asset{HostName: "node1"}, `is of host "node1"`},
		{"names differ, FQDNs agree", Asset{HostName: "web", HostFQDN: "n.example.mil"}, Asset{HostName: "db", HostFQDN: "n.example.mil"}, `is of host "db"`}, // a copy of a checklist keeps the FQDN
		{"a copy keeps the FQDN, which was the name", Asset{HostName: "n.example.mil", HostFQDN: "n.example.mil"}, Asset{HostName: "m.example.mil", HostFQDN: "n.example.mil"}, `is of host "m.example.mil"`},
		{"named by an address, and the FQDN", Asset{HostName: "n.example.mil"}, Asset{HostName: "192.0.2.1", HostFQDN: "n.example.mil"}, ""},
		{"named by the FQDN", Asset{HostName: "web", HostFQDN: "n.example.mil"}, Asset{HostName: "n.example.mil"}, ""},
		{"named by an address", Asset{HostName: "10.0.0.9"}, Asset{HostName: "web", HostIP: "10.0.0.9"}, ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			x.mine.Role, x.mine.Type, x.a.Role, x.a.Type = "None", "Computing", "None", "Computing"
			c := New(x.mine, []*benchmark.Benchmark{b})
			from := New(x.a, []*benchmark.Benchmark{b})
			from.Stigs[0].Rows[0].Status = naf
			before := c.Clone()
			_, err := Merge(c, []Source{{Name: "s", Checklist: from}}, MergeOptions{})
			if x.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, x.want)
			require.Equal(t, before, c)
			_, err = Merge(c, []Source{{Name: "s", Checklist: from}}, MergeOptions{AnyAsset: true})
			require.NoError(t, err)
			require.Equal(t, naf, row0(c).Status)
		})
	}
}

// A pass made for another revision of a rule is not taken, an Open is.
func TestResultsOfAnotherRevision(t *testing.T) {
	for word, want := range map[string]result.Status{"pass": nr, "notapplicable": nr, "fail": opened} {
		c := one(t, func(*Row) {})
		set := scanOf("scc", word)
		set.Checks[0].RuleID = "SV-1r9_rule"
		report := mergeOne(t, c, MergeOptions{}, Source{Scan: set})
		require.Equal(t, want, row0(c).Status, word)
		if want == nr {
			require.Equal(t, []Reason{OtherRevision}, reasons(report))
			mergeOne(t, c, MergeOptions{Revised: true}, Source{Scan: set})
			require.Equal(t, set.Checks[0].Status, row0(c).Status)
		}
	}
}

func TestScanReports(t *testing.T) {
	c := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 3)})
	set := scanOf("scc", "pass", "notchecked")
	set.Checks[1].IDRef, set.Checks[1].RuleID, set.Checks[1].STIGID = "SV-2r1_rule", "SV-2r1_rule", "T-2"
	set.Checks = append(set.Checks, scan.Check{IDRef: "SV-99r1_rule", RuleID: "SV-99r1_rule", Word: "fail", Status: opened, Performed: true})
	report := mergeOne(t, c, MergeOptions{}, Source{Scan: set})
	require.Equal(t, []Unperformed{{Where{"T", "T-2", "V-2", "SV-2r1_rule"}, "Not_Reviewed"}, {Where{"T", "T-3", "V-3", "SV-3r1_rule"}, "Not_Reviewed"}}, report.NotPerformed)
	require.Equal(t, []Reason{NoRow}, reasons(report))
	require.Equal(t, MergeTotals{Rows: 3, StatusChanged: 1, TextChanged: 1, Untouched: 1, In: 3, Merged: 2, Held: 1}, report.Totals)

	// A STIG whose results are all held was scanned.
	c = New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 2), bench(t, "U", release1, 1)})
	set = scanOf("scc", "pass")
	set.Checks[0].IDRef, set.Checks[0].RuleID = "SV-1r9_rule", "SV-1r9_rule"
	report = mergeOne(t, c, MergeOptions{}, Source{Scan: set})
	require.Equal(t, 1, report.Totals.Held)
	require.Equal(t, []Unperformed{{Where{"T", "T-1", "V-1", "SV-1r1_rule"}, "Not_Reviewed"}, {Where{"T", "T-2", "V-2", "SV-2r1_rule"}, "Not_Reviewed"}}, report.NotPerformed)

	unknown := scanOf("scc", "fail")
	unknown.Benchmark.ID = "OTHER"
	unknown.Checks[0].RuleID, unknown.Checks[0].STIGID = "SV-7777r1_rule", "O-1"
	report = mergeOne(t, c, MergeOptions{}, Source{Scan: unknown})
	require.Equal(t, []Reason{NoRow}, reasons(report))
}

// Reviews that STIG Manager exported as results are people's words.
func TestSTIGManagerResultsArePeoples(t *testing.T) {
	const file = "stigmanager-1.3-rhel8-xccdf-results.xml"
	sets, _, err := scan.Read(file, shared.Read(t, "samples", file))
	require.NoError(t, err)
	c, _, err := Read("x", shared.Read(t, "samples", "stigmanager-1.3-three-stigs.ckl"))
	require.NoError(t, err)
	c.Asset.HostName = "Asset_bbbbbbbbb"
	report := mergeOne(t, c, MergeOptions{}, Source{Scan: sets[0]})
	require.Equal(t, 10, report.Totals.Merged)
	require.Equal(t, 4, report.Totals.StatusChanged)
	for _, ch := range report.Changes {
		require.NotContains(t, ch.To, scanBegin)
	}
}

// Evaluate-STIG's verdicts are a tool's, but those its answer file changed.
func TestEvaluateSTIGIsATool(t *testing.T) {
	const file = "evaluate-stig-chrome-v2r8.ckl"
	c, _, err := Read(file, shared.Read(t, "samples", file))
	require.NoError(t, err)
	n := map[origin]int{}
	for _, r := range c.Stigs[0].Rows {
		l := ledgerOf(r)
		n[originOf(r, &l)]++
	}
	require.Equal(t, map[origin]int{tools: 42, persons: 1}, n)
}

// A whole STIG Viewer file a person reviewed keeps her seven verdicts against a
// scan that finds everything open.
func TestScanIntoAReviewedFileOfSTIGViewer(t *testing.T) {
	const file = "stigviewer-2.17-rhel8-v1r8-full.ckl"
	c, _, err := ReadCKL(file, shared.Read(t, "samples", file))
	require.NoError(t, err)
	before := c.Clone()
	set := &scan.Set{Product: "scc", Version: "5.8", Benchmark: scan.Benchmark{ID: "RHEL_8_STIG"}}
	for _, r := range c.Stigs[0].Rows {
		set.Checks = append(set.Checks, scan.Check{IDRef: r.RuleID, RuleID: r.RuleID, Word: "fail", Status: opened, Performed: true, Detail: "x"})
	}
	report := mergeOne(t, c, MergeOptions{}, Source{Scan: set})
	require.Equal(t, 365, report.Totals.StatusChanged)
	require.Equal(t, 372, report.Totals.Merged)
	for i, r := range c.Stigs[0].Rows {
		old := before.Stigs[0].Rows[i]
		if old.Status != nr {
			require.Equal(t, old.Status, r.Status)
		}
		require.True(t, strings.HasPrefix(r.FindingDetails, old.FindingDetails))
		require.Equal(t, old.Comments, r.Comments)
	}
}

func BenchmarkMergeAndSummarise(b *testing.B) {
	data := full(b, CKL)
	other, _, err := Read("x", data)
	require.NoError(b, err)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		c, _, err := Read("x", data)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Merge(c, []Source{{Name: "s", Checklist: other}}, MergeOptions{}); err != nil {
			b.Fatal(err)
		}
		c.Count()
		if _, err := WriteCKL(c, "b"); err != nil {
			b.Fatal(err)
		}
	}
}

// A row that one source adds takes what the others say of it, whatever their order.
func TestAddedRowsAreMergedToo(t *testing.T) {
	other := func(set func(*Row)) *Checklist {
		c := New(node1, []*benchmark.Benchmark{bench(t, "U", release1, 1)})
		set(c.Stigs[0].Rows[0])
		return c
	}
	set := scanOf("scc", "fail")
	set.Benchmark.ID = "U"
	set.Checks[0].STIGID = "U-1"
	sources := []Source{
		{Scan: set},
		{Checklist: other(func(r *Row) { r.Comments = "J. Doe looked" })},
		{Checklist: other(func(r *Row) { r.Comments = "A. Roe looked" })},
	}
	c := one(t, func(*Row) {})
	report := mergeOne(t, c, MergeOptions{}, sources...)
	require.Len(t, c.Stigs, 2)
	r := c.Stigs[1].Rows[0]
	require.Equal(t, opened, r.Status)
	require.Contains(t, r.FindingDetails, "fail was found")
	require.Equal(t, "J. Doe looked\n\nA. Roe looked", r.Comments)
	require.Equal(t, MergeTotals{Rows: 2, Added: 1, Untouched: 1, In: 3, Merged: 2, Taken: 1}, report.Totals)
}

// Site and instance of a web server or database go with the word that it is one: alone
// they would make another asset of the checklist's.
func TestMergeWebOrDatabase(t *testing.T) {
	web := func(c *Checklist) *Checklist {
		c.Asset.WebOrDatabase, c.Asset.WebDBSite, c.Asset.WebDBInstance = true, "intranet", "1"
		return c
	}
	plain := func() *Checklist { return one(t, func(*Row) {}) }
	for _, row := range []struct {
		name         string
		into, source *Checklist
		o            Policy
		want         bool
		site         string
		needs        []Reason
	}{
		{"no web server, merged with one", plain(), web(plain()), Default, false, "", []Reason{AssetDiffers, AssetDiffers, AssetDiffers}},
		{"told to take it", plain(), web(plain()), Overwrite, true, "intranet", nil},
		{"a web server, merged with a checklist that does not say so", web(plain()), plain(), Default, true, "intranet", nil},
		{"the same", web(plain()), web(plain()), Default, true, "intranet", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			report := mergeOne(t, row.into, MergeOptions{Policies: Policies{Asset: row.o}}, Source{Checklist: row.source})
			require.Equal(t, row.want, row.into.Asset.WebOrDatabase)
			require.Equal(t, row.site, row.into.Asset.WebDBSite)
			require.Equal(t, row.needs, reasons(report))
		})
	}
}

// A pass counts when it names the row's revision of the rule, or was found by what is known
// to be of the checklist's release: else it may have passed another text. A finding counts
// always.
func TestMergeOfPassesOfUnknownText(t *testing.T) {
	audit := func(name string) scan.Benchmark { return scan.Benchmark{ID: name, Href: name} }
	content := func(version, info string) scan.Benchmark {
		return scan.Benchmark{ID: "T", Version: version, ReleaseInfo: info}
	}
	named := func(name, id string) scan.Benchmark {
		return scan.Benchmark{ID: name, Href: name, Manual: scan.Manual{STIGID: id}}
	}
	written := func(version, info string) func(*Stig) {
		return func(s *Stig) { s.Version, s.ReleaseInfo = version, info }
	}
	const release2 = "Release: 2 Benchmark Date: 24 Jul 2024"
	held, ssg := []Reason{OtherRevision}, scan.Benchmark{ID: "RHEL-8", Version: "0.1.66"}
	manual := scan.Benchmark{ID: "OTHER", Version: "9", ReleaseInfo: release2, Manual: scan.Manual{STIGID: "T", Version: "2", ReleaseInfo: release1}}
	older := func(s *Stig) { s.Version = "" }
	for _, row := range []struct {
		name      string
		kind      scan.Kind
		of        scan.Benchmark
		rule      string
		word      string
		checklist func(*Stig)
		want      result.Status
		needs     []Reason
	}{
		{"the release", scan.Nessus, audit("DISA_STIG_T_v2r1.audit"), "", "pass", nil, naf, nil},
		{"no release", scan.Nessus, audit("DISA_STIG_T.audit"), "", "pass", nil, nr, held},
		{"no release, does not apply", scan.Nessus, audit("DISA_STIG_T.audit"), "", "notapplicable", nil, nr, held},
		{"no release, a finding", scan.Nessus, audit("DISA_STIG_T.audit"), "", "fail", nil, opened, nil},
		{"no release, no verdict", scan.Nessus, audit("DISA_STIG_T.audit"), "", "WARNING", nil, nr, nil},
		{"no release, the very rule", scan.Nessus, audit("DISA_STIG_T.audit"), "SV-1r1_rule", "pass", nil, naf, nil},
		{"no release, the rule without its revision", scan.Nessus, audit("DISA_STIG_T.audit"), "SV-1_rule", "pass", nil, nr, held},
		{"the release of a site's own file", scan.Nessus, audit("Site_hardening_v2r1.audit"), "", "pass", nil, nr, held},
		{"the release of a part of the site's", scan.Nessus, audit("Site_T_hardening_v2r1.audit"), "", "pass", nil, nr, held},
		{"the release of a STIG whose name begins so", scan.Nessus, audit("DISA_STIG_T2_v2r1.audit"), "", "pass", nil, nr, held},
		{"the release, the benchmark named", scan.Nessus, named("Site_hardening_v2r1.audit", "T"), "", "pass", nil, naf, nil},
		{"the release, another benchmark named", scan.Nessus, named("DISA_STIG_T_v2r1.audit", "OTHER"), "", "pass", nil, nr, held},
		{"the release, zeros before it", scan.Nessus, audit("DISA_STIG_T_v02r01.audit"), "", "pass", nil, naf, nil},
		{"the release, lettered in the checklist", scan.Nessus, audit("DISA_STIG_T_v2r1.audit"), "", "pass", written("V2", release1), naf, nil},
		{"the release, in one word in the checklist", scan.Nessus, audit("DISA_STIG_T_v2r1.audit"), "", "pass", written("V2R1", ""), naf, nil},
		{"the release, both in the checklist", scan.XCCDF, content("2", release1), "", "pass", written("v2r01", release1), naf, nil},
		{"the release, the checklist contradicts itself", scan.XCCDF, content("2", release1), "", "pass", written("V2R2", release1), nr, held},
		{"another release, in one word in the checklist", scan.XCCDF, content("2", release1), "", "pass", written("V2R2", ""), nr, held},
		{"no audit file", scan.Nessus, audit(""), "", "pass", nil, nr, held},
		{"one release twice", scan.Nessus, audit("DISA_STIG_T_v2r1 (V2R1).audit"), "", "pass", nil, naf, nil},
		{"two releases", scan.Nessus, audit("DISA_STIG_T_v2r1_v2r2.audit"), "", "pass", nil, nr, held},
		{"another release", scan.Nessus, audit("DISA_STIG_T_v2r2.audit"), "", "pass", nil, nr, held},
		{"another version", scan.Nessus, audit("DISA_STIG_T_V1R1.audit"), "", "notapplicable", nil, nr, held},
		{"another release, a finding", scan.Nessus, audit("DISA_STIG_T_v2r2.audit"), "", "fail", nil, opened, nil},
		{"another release, the very rule", scan.Nessus, audit("DISA_STIG_T_v2r2.audit"), "SV-1r1_rule", "pass", nil, naf, nil},
		{"another release, no verdict", scan.Nessus, audit("DISA_STIG_T_v2r2.audit"), "", "WARNING", nil, nr, nil},
		{"a checklist of no release", scan.Nessus, audit("DISA_STIG_T_v2r1.audit"), "", "pass", older, nr, held},
		{"a checklist of no release, the very rule", scan.Nessus, audit("DISA_STIG_T_v2r1.audit"), "SV-1r1_rule", "pass", older, naf, nil},
		{"XCCDF of the release", scan.XCCDF, content("2", release1), "", "pass", nil, naf, nil},
		{"XCCDF of the release in one word", scan.XCCDF, content("V2R1", ""), "", "pass", nil, naf, nil},
		{"XCCDF of SCC, made from the release", scan.XCCDF, manual, "", "pass", nil, naf, nil},
		{"XCCDF of another release", scan.XCCDF, content("2", release2), "", "pass", nil, nr, held},
		{"XCCDF of no release", scan.XCCDF, content("2", ""), "", "pass", nil, nr, held},
		{"XCCDF of another author's content", scan.XCCDF, ssg, "content_rule_x", "pass", nil, nr, held},
		{"XCCDF of another author's content, a finding", scan.XCCDF, ssg, "content_rule_x", "fail", nil, opened, nil},
		{"ARF of another author's content", scan.ARF, ssg, "content_rule_x", "pass", nil, nr, held},
	} {
		t.Run(row.name, func(t *testing.T) {
			for _, revised := range []bool{false, true} {
				c := one(t, func(*Row) {})
				if row.checklist != nil {
					row.checklist(c.Stigs[0])
				}
				s := scanOf("nessus", row.word)
				s.Kind, s.Benchmark, s.Checks[0].RuleID = row.kind, row.of, row.rule
				want, needs := row.want, row.needs
				if revised { // told to take it
					want, needs = s.Checks[0].Status, nil
				}
				report := mergeOne(t, c, MergeOptions{Revised: revised}, Source{Scan: s})
				require.Equal(t, want, row0(c).Status)
				require.Equal(t, needs, reasons(report), "%v", report.Needs)
			}
		})
	}
}

// TestMergeOfSeveralSTIGsOfOneBenchmark: each goes into its own, by its UUID, else by its
// place.
func TestMergeOfSeveralSTIGsOfOneBenchmark(t *testing.T) {
	several := func(uuids string, words ...string) *Checklist {
		c := one(t, func(*Row) {})
		blank := c.Stigs[0]
		c.Stigs = nil
		for i, w := range words {
			s := blank.Clone()
			if s.UUID = ""; uuids != "" {
				s.UUID = uuids[i : i+1]
			}
			s.Rows[0].Comments = w
			c.Stigs = append(c.Stigs, s)
		}
		return c
	}
	for name, x := range map[string]struct {
		into, from *Checklist
		want       []string
	}{
		"by place":           {several("", "", ""), several("", "a", "b"), []string{"a", "b"}},
		"by UUID":            {several("12", "", ""), several("21", "a", "b"), []string{"b", "a"}},
		"UUIDs are the same": {several("11", "", ""), several("11", "a", "b"), []string{"a", "b"}},
		"one has its UUID":   {several("12", "", ""), several("2", "a"), []string{"", "a"}},
		"one of no UUID":     {several("12", "", ""), several("3", "a"), []string{"a", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			mergeOne(t, x.into, MergeOptions{}, Source{Name: "other", Checklist: x.from})
			var got []string
			for _, s := range x.into.Stigs {
				got = append(got, s.Rows[0].Comments)
			}
			require.Equal(t, x.want, got)
		})
	}
}
