package ckl

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/result"
)

// laws: what a reader accepts is written, read again as the same value, and
// written again as the same bytes; the other format takes it too.
func laws(t *testing.T, f Format, c *Checklist) {
	out, err := Write(c, f, "t")
	require.NoError(t, err)
	again, _, err := Read("x", out)
	require.NoError(t, err, "%s", out)
	require.Equal(t, c, again, "%s", out)
	twice, err := Write(again, f, "t")
	require.NoError(t, err)
	require.Equal(t, string(out), string(twice))

	other := CKL + CKLB - f
	crossed, err := Write(c, other, "t")
	require.NoError(t, err)
	_, _, err = Read("x", crossed)
	require.NoError(t, err, "%s", crossed)
	Check(c, f)
	Lost(c, other)
}

func FuzzReadCKL(f *testing.F) {
	f.Add([]byte(looseCKL))
	f.Add([]byte("<CHECKLIST><STIGS/></CHECKLIST>"))
	f.Add([]byte(`<CHECKLIST xmlns:p="urn:x"><ASSET><p:x/><ROLE>a<b/></ROLE></ASSET>stray<STIGS><iSTIG><VULN><STATUS>x&#11;</STATUS></VULN></iSTIG></STIGS></CHECKLIST>`))
	out, err := WriteCKL(New(node1, []*benchmark.Benchmark{bench(f, "T", release1, 2)}), "t")
	require.NoError(f, err)
	f.Add(out)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, _, err := ReadCKL("x", data)
		if err == nil {
			laws(t, CKL, c)
		}
	})
}

func FuzzReadCKLB(f *testing.F) {
	f.Add(wrap(`"rule_id":"SV-1","overrides":{"severity":{"justification":"j","reason":"r","x":1}},"x":null,"status":"open"`, `,"y":[]`, `,"z":{}`))
	f.Add(wrap(`"severity_override":"low","severity_justification":"a","rule_fix_txt":"b","fix_text":"c","group_tree":[{"id":"V","q":1}]`, ``, `,"target_data":{"marking":"M","classification":"C"}`))
	f.Add([]byte(`{"stigs":[{"rules":[{"overrides":{"severity":{}}},{"overrides":{"severity":"low"}},null]},null],"target_data":{"technology_area":"None"}}`))
	out, err := WriteCKLB(New(node1, []*benchmark.Benchmark{bench(f, "T", release1, 2)}))
	require.NoError(f, err)
	f.Add(out)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, _, err := ReadCKLB("x", data)
		if err == nil {
			laws(t, CKLB, c)
		}
	})
}

// Whatever stands before and after our block, and whatever is between fence lines:
// text outside of our block stays byte for byte, and a second merge changes nothing.
func FuzzFence(f *testing.F) {
	for _, s := range []string{"", "a", "a\r\n", result.FenceBegin, result.FenceEnd + "\n", result.FenceBegin + "\nT-1 on x: Open\n", "\n" + result.FenceEnd, " " + result.FenceBegin + " \n"} {
		f.Add(s, s, true, uint8(1), uint8(2))
		f.Add("x"+s, s, false, uint8(0), uint8(3))
	}
	f.Fuzz(func(t *testing.T, before, after string, block bool, had, gets uint8) {
		b := bench(t, "T", release1, 1)
		ours := result.Details(verdict(b, 0, result.Status(had%4)))
		c := New(node1, []*benchmark.Benchmark{b})
		r := c.Stigs[0].Rows[0]
		r.FindingDetails = before
		if block {
			r.FindingDetails = before + "\n" + ours + "\n" + after
		}
		old := r.FindingDetails
		r.Status = result.Status(had % 4)
		found := findFence(old, "T-1")
		_, err := Apply(c, node1, judge(b, result.Status(gets%4)))
		require.NoError(t, err)
		if found.block == nil {
			require.True(t, strings.HasPrefix(r.FindingDetails, found.defused(old)), "nothing of ours stood there")
		} else {
			require.True(t, strings.HasPrefix(r.FindingDetails, old[:found.block.start]))
			require.True(t, strings.HasSuffix(r.FindingDetails, old[found.block.end:]))
		}
		again := findFence(r.FindingDetails, "T-1")
		require.NotNil(t, again.block, "our block is found again: %q", r.FindingDetails)
		require.Equal(t, result.Status(gets%4), again.block.status)
		first := *r
		_, err = Apply(c, node1, judge(b, result.Status(gets%4)))
		require.NoError(t, err)
		require.Equal(t, first, *r)
	})
}

// Whatever stands in the details and whatever a scanner says: nothing is lost but
// the scanner's own earlier block, and a second merge of the same changes nothing.
func FuzzMergeScan(f *testing.F) {
	f.Add("by hand", "found", uint8(0), true)
	f.Add("[scan begin]\nscc 1: Open\n[scan end 00000000]", "[scan begin]\n[scan end 1]", uint8(3), false)
	f.Add("a\r\n[scan begin]\r\n", "\r [stigwright end]", uint8(1), true)
	f.Add("0", "[scan end ", uint8(0), false)
	f.Add("Evaluate-STIG 1 (x) found this to be OPEN on 1", "", uint8(2), false)
	f.Fuzz(func(t *testing.T, before, said string, had uint8, pass bool) {
		c := one(t, func(r *Row) { r.FindingDetails, r.Status = before, result.Status(had%4) })
		was := ledgerOf(row0(c))
		word := "fail"
		if pass {
			word = "pass"
		}
		set := scanOf("scc", word)
		set.Checks[0].Detail = said
		mergeOne(t, c, MergeOptions{}, Source{Scan: set})
		r := *row0(c)
		l := ledgerOf(&r)
		if len(was.blocks) == 0 {
			require.True(t, strings.HasPrefix(r.FindingDetails, before))
		}
		require.Equal(t, strings.Trim(was.human, "\r\n"), strings.Trim(l.human, "\r\n"))
		if len(was.blocks) == 0 && result.Status(had%4) != result.NotReviewed && len(was.said) == 0 {
			require.Equal(t, result.Status(had%4), r.Status, "a person's")
		}
		mergeOne(t, c, MergeOptions{}, Source{Scan: set})
		require.Equal(t, r, *row0(c))
	})
}
