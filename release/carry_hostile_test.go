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

// block is a sealed verdict of ours for a rule, as an evaluation writes it.
func block(stigID, vuln, id string, s result.Status) string {
	return result.Details(result.Result{STIGID: stigID, VulnID: vuln, RuleID: id, Status: s, Reason: "as the facts say",
		Basis: result.Basis{Asset: "node1", Benchmark: "A V1R1", Tool: "stigwright 1"}})
}

// hostile are texts as people and programs leave them, with WORD where each must be
// found again.
func hostile(id string) map[string]string {
	ours := block("S-1", "V-1", id, result.NotAFinding)
	edited := strings.Replace(ours, "as the facts say", "as the facts say, but WORD doubts it", 1)
	return map[string]string{
		"a fence typed by a person":      "[stigwright begin]\nWORD one\n[stigwright end]",
		"a fence that is never closed":   "[stigwright begin]\nWORD",
		"an end without a beginning":     "WORD\n[stigwright end]\nWORD",
		"a fence around our block":       "[stigwright begin]\nWORD\n" + ours + "\nWORD\n[stigwright end]",
		"our block, edited":              edited,
		"our block, edited, and another": edited + "\nWORD\n" + ours + "\nWORD",
		"our block twice":                ours + "\nWORD between\n" + ours,
		"words on the line of a fence":   "WORD " + ours + " WORD",
		"our block of another rule":      "WORD\n" + block("S-77", "V-77", "SV-77r1_rule", result.Open) + "\nWORD",
		"a history typed by a person":    "[stigwright history begin]\nWORD\n[stigwright history end]",
		"a history cut off":              "WORD\n[stigwright history begin]\nHeld on the way from WORD",
		"line ends of all kinds":         "\r\nWORD\r\n\r\nWORD\rWORD\n\n",
		"our block, Windows line ends":   "WORD\r\n" + strings.ReplaceAll(ours, "\n", "\r\n") + "\r\nWORD",
		"blanks":                         "  \t WORD \u00a0\u2028 ",
		"markup":                         "<b>WORD</b> &amp; ]]> <!-- WORD --> <![CDATA[WORD",
		"marks of the words that differ": "[-WORD-]{+WORD+}",
		"another scanner's line":         "Evaluate-STIG 1.2310.1 (Scan-X) found this to be NOT A FINDING on 01/02/2024\nWORD",
		"as long as a field may be":      strings.Repeat("é", 32_000) + " WORD",
	}
}

// However the words look, wherever they stand and whatever becomes of the row, they are
// in the row or in the receipt, also by way of files.
func TestCarryLosesNoHostileWord(t *testing.T) {
	same, changed, gone := one("look at one"), one("look at one"), one("look at one")
	changed.check, gone.stig, gone.vuln, gone.id = "look at two", "S-9", "V-9", "SV-9r1_rule"
	gone.legacy = "SV-999"
	old := bench(t, "A", "V1R1", one("look at one"))
	next := map[string]*benchmark.Benchmark{"same": bench(t, "A", "V1R2", same), "changed": bench(t, "A", "V1R2", changed), "gone": bench(t, "A", "V1R2", gone)}
	id := old.Items[0].RuleID()
	verdict := func(to *benchmark.Benchmark) []ckl.Judgement {
		return []ckl.Judgement{ckl.Judge(to, []result.Result{{STIGID: "S-1", Status: result.Open, Reason: "Again.", Judged: true, Basis: result.Basis{Asset: "node1", Tool: "stigwright 2"}}})}
	}
	n := 0
	for name, text := range hostile(id) {
		for fate, to := range next {
			for _, format := range []ckl.Format{ckl.CKL, ckl.CKLB} {
				for _, status := range []result.Status{result.NotReviewed, result.NotAFinding, result.Open} {
					for field := range 3 {
						n++
						what := fmt.Sprintf("%s, %s, %v, %v, field %d", name, fate, format, status, field)
						c := ckl.New(ckl.Asset{HostName: "node1"}, []*benchmark.Benchmark{old})
						row := c.Stigs[0].Rows[0]
						row.Status = status
						own := text
						for i := 0; strings.Contains(own, "WORD"); i++ {
							own = strings.Replace(own, "WORD", fmt.Sprintf("w0rd%d.", i), 1)
						}
						*[]*string{&row.FindingDetails, &row.Comments, &row.SeverityJustification}[field] = own
						o := CarryOptions{Tool: "stigwright 2", Policy: Policy(n % 3)}
						if n%2 == 0 && fate != "gone" {
							o.Asset, o.Judgements = c.Asset, verdict(to)
						}
						out, receipt, err := Carry(written(t, c, format), []*benchmark.Benchmark{to}, o)
						require.NoError(t, err, what)
						var all strings.Builder
						for _, r := range written(t, out, format).Stigs[0].Rows {
							all.WriteString(r.FindingDetails + "\n" + r.Comments + "\n" + r.SeverityJustification + "\n")
						}
						if fate == "gone" {
							data, err := json.Marshal(receipt)
							require.NoError(t, err)
							all.Write(data)
						}
						for i := range strings.Count(text, "WORD") {
							require.Contains(t, all.String(), fmt.Sprintf("w0rd%d.", i), what)
						}
					}
				}
			}
		}
	}
	t.Logf("%d rows", n)
}

// A checklist that has a rule more than once, as tools that glue files leave it, has a
// row that finds no place: what stands there is in the receipt, which says why.
func TestRowsOfOneRule(t *testing.T) {
	old := bench(t, "A", "V1R1", one("look"), one("look"), one("look"))
	require.Len(t, old.Items, 3)
	c := passed(old)
	for i, r := range c.Stigs[0].Rows {
		r.FindingDetails = fmt.Sprintf("w0rd%d", i)
	}
	out, receipt, err := Carry(written(t, c, ckl.CKL), []*benchmark.Benchmark{bench(t, "A", "V1R2", one("look"))}, CarryOptions{})
	require.NoError(t, err)
	require.Equal(t, Totals{In: 3, Carried: 1, Removed: 2, Out: 1}, receipt.Totals)
	require.Equal(t, "w0rd0", out.Stigs[0].Rows[0].FindingDetails)
	for i, r := range receipt.STIGs[0].Rows[1:] {
		require.Equal(t, fmt.Sprintf("w0rd%d", i+1), r.Kept.FindingDetails)
		require.Equal(t, []string{"the checklist has this STIG ID more often than the new release"}, r.Why)
	}
}

// Two STIGs of one benchmark in one checklist, such as two sites of a web server, keep
// their own answers, and a rule that one of them alone has.
func TestTwoSTIGsOfOneBenchmark(t *testing.T) {
	two := one("look")
	two.stig, two.vuln, two.id, two.legacy = "S-2", "V-2", "SV-2r1_rule", "SV-92"
	old := bench(t, "A", "V1R1", one("look"), two)
	c := ckl.New(ckl.Asset{HostName: "node1"}, []*benchmark.Benchmark{old, old})
	c.Stigs[0].Keep(func(r *ckl.Row) bool { return r.STIGID == "S-1" })
	for i, s := range c.Stigs {
		for j, r := range s.Rows {
			r.Status, r.Comments = result.Open, fmt.Sprintf("w0rd%d.%d", i, j)
		}
	}
	changed := one("look twice")
	for _, format := range []ckl.Format{ckl.CKL, ckl.CKLB} {
		out, receipt, err := Carry(written(t, c, format), []*benchmark.Benchmark{bench(t, "A", "V1R2", changed)}, CarryOptions{})
		require.NoError(t, err)
		require.Equal(t, Totals{In: 3, Held: 2, Removed: 1, Out: 2}, receipt.Totals)
		back := written(t, out, format)
		require.Contains(t, back.Stigs[0].Rows[0].Comments, "w0rd0.0")
		require.Contains(t, back.Stigs[1].Rows[0].Comments, "w0rd1.0")
		require.Equal(t, "w0rd1.1", receipt.STIGs[1].Rows[1].Kept.Comments)
		require.Equal(t, []string{"the new release has no such rule"}, receipt.STIGs[1].Rows[1].Why)
	}
}

// A check that stands in another document cannot be compared: its answer is held, also
// where the old release as published has no text of it either.
func TestAnAnswerWithoutACheckTextIsHeld(t *testing.T) {
	elsewhere, other := one(""), one("look")
	other.stig, other.vuln, other.id, other.legacy = "S-2", "V-2", "SV-2r1_rule", "SV-92"
	old, to := bench(t, "A", "V1R1", elsewhere, other), bench(t, "A", "V1R2", elsewhere, other)
	for _, from := range [][]*benchmark.Benchmark{nil, {old}} {
		for _, policy := range []Policy{Standard, Strict, CosmeticCheckOK} {
			r, row := carry(t, passed(old), to, CarryOptions{From: from, Policy: policy})
			require.Equal(t, Held, r.Reason, "%v", r.Why)
			require.Equal(t, result.NotReviewed, row.Status)
			require.Contains(t, row.Comments, "I looked.")
		}
	}
}
