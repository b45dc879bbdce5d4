package report

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/ckl/scan"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
)

// about1MB is a checklist file of about 1 MB, and a scan of all its rows.
func about1MB(b *testing.B) ([]byte, *scan.Set) {
	b.Helper()
	const file = "stigviewer-2.17-rhel8-v1r8-full.ckl"
	c, _, err := ckl.Read(file, shared.Read(b, "samples", file))
	require.NoError(b, err)
	n := 0
	c.Stigs[0].Keep(func(r *ckl.Row) bool { n++; return n <= 180 })
	data, err := ckl.WriteCKL(c, "bench")
	require.NoError(b, err)
	set := &scan.Set{Product: "scc", Version: "5.8", End: "2026-01-02T03:04:05Z", Benchmark: scan.Benchmark{ID: "RHEL_8_STIG"}}
	for i, r := range c.Stigs[0].Rows {
		k := scan.Check{IDRef: r.RuleID, RuleID: r.RuleID, Word: "pass", Status: result.NotAFinding, Performed: true, Detail: "looked at the setting, found what was wanted"}
		if i%3 == 0 {
			k.Word, k.Status = "fail", result.Open
		}
		set.Checks = append(set.Checks, k)
	}
	return data, set
}

// One operation is a checklist of about 1 MB read, merged with a scan of all its
// rows, counted by status and control, and written; every processor works on its
// own. The goal is 1,500 of them in 10 s on 2 processors: 6.6 ms each.
func BenchmarkMergeAndSummarise(b *testing.B) {
	data, set := about1MB(b)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		sums := NewStats()
		for p.Next() {
			c, _, err := ckl.Read("x", data)
			if err == nil {
				_, err = ckl.Merge(c, []ckl.Source{{Name: "scan", Scan: set}}, ckl.MergeOptions{})
			}
			if err == nil {
				_, err = ckl.WriteCKL(c, "bench")
			}
			if err != nil {
				b.Error(err)
				return
			}
			sums.Add(c)
		}
	})
}
