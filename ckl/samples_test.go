package ckl

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
)

// sampleFiles is every checklist of the shared samples, with its rows per STIG and
// how many problems its reader reports.
var sampleFiles = []struct {
	file     string
	rows     []int
	problems int
	host     string
}{
	{"stigviewer-2.17-rhel9-overrides.ckl", []int{11}, 0, ""},
	{"stigviewer-2.17-rhel8-v1r8-full.ckl", []int{372}, 0, ""},
	{"stigviewer-2.17-asa-multi-ip.ckl", []int{3}, 0, "="},
	{"evaluate-stig-chrome-v2r8.ckl", []int{43}, 0, "CA1294WK16078"},
	{"stigmanager-1.3-three-stigs.ckl", []int{10, 10, 10}, 0, "Asset_aaaaaaaaaa"},
	{"stigmanager-1.3-three-stigs.cklb", []int{10, 10, 10}, 0, "Asset_aaaaaaaaaa"},
	{"evaluate-stig-combined.cklb", []int{1, 1}, 0, "CA1294WK16078"},
	{"evaluate-stig-chrome-trimmed.cklb", []int{2}, 0, "CA1294WK16078"},
}

func TestSamplesRead(t *testing.T) {
	for _, s := range sampleFiles {
		t.Run(s.file, func(t *testing.T) {
			c, problems, err := Read(s.file, shared.Read(t, "samples", s.file))
			require.NoError(t, err)
			require.Len(t, problems, s.problems, "%v", problems)
			rows := make([]int, len(c.Stigs))
			for i, g := range c.Stigs {
				rows[i] = len(g.Rows)
			}
			require.Equal(t, s.rows, rows)
			require.Equal(t, s.host, c.Asset.HostName)
		})
	}
}

// The second law of a format: read, write, read gives the same value; and once
// more through the other format nothing but what Lost lists is gone.
func TestSamplesSurviveReadWriteRead(t *testing.T) {
	for _, s := range sampleFiles {
		t.Run(s.file, func(t *testing.T) {
			f := CKL
			if filepath.Ext(s.file) == ".cklb" {
				f = CKLB
			}
			first, _, err := Read(s.file, shared.Read(t, "samples", s.file))
			require.NoError(t, err)
			out, err := Write(first, f, "test")
			require.NoError(t, err)
			second, _, err := Read(s.file, out)
			require.NoError(t, err)
			require.Equal(t, first, second)
			again, err := Write(second, f, "test")
			require.NoError(t, err)
			require.Equal(t, string(out), string(again), "our own layout is written back byte for byte")
		})
	}
}

// A file of STIG Viewer 2 is in our layout already, but for the comment on line 2.
func TestSTIGViewerFileIsWrittenBackByteForByte(t *testing.T) {
	for _, file := range []string{"stigviewer-2.17-rhel8-v1r8-full.ckl", "stigviewer-2.17-rhel9-overrides.ckl", "stigviewer-2.17-asa-multi-ip.ckl"} {
		t.Run(file, func(t *testing.T) {
			data := shared.Read(t, "samples", file)
			c, _, err := ReadCKL(file, data)
			require.NoError(t, err)
			out, err := WriteCKL(c, "test")
			require.NoError(t, err)
			ours := "<!--" + ourComment + "test-->\n"
			require.Equal(t, string(data), string(bytes.Replace(out, []byte(ours), nil, 1)))
		})
	}
}

func open(t testing.TB, zip string) *benchmark.Benchmark {
	t.Helper()
	found, err := benchmark.OpenBytes(zip, shared.Read(t, "corpus", zip))
	require.NoError(t, err)
	require.Len(t, found, 1)
	return found[0]
}

// What we write for a benchmark is what STIG Viewer writes for it, attribute by
// attribute, but for STIG_UUID, which is random there.
func TestNewEqualsSTIGViewer(t *testing.T) {
	for _, row := range []struct {
		zip, file string
		whole     bool
		blob      string // a rule whose Third_Party_Tools MITRE's converter filled
	}{
		{"U_RHEL_8_STIG_V1R8.zip", "stigviewer-2.17-rhel8-v1r8-full.ckl", true, ""},
		{"U_RHEL_9_STIG_V1R3.zip", "stigviewer-2.17-rhel9-overrides.ckl", false, "V-257779"},
	} {
		t.Run(row.file, func(t *testing.T) {
			theirs, _, err := ReadCKL(row.file, shared.Read(t, "samples", row.file))
			require.NoError(t, err)
			ours := New(theirs.Asset, []*benchmark.Benchmark{open(t, row.zip)})
			out, err := WriteCKL(ours, "test")
			require.NoError(t, err)
			ours, _, err = ReadCKL("ours", out)
			require.NoError(t, err)
			want, got := theirs.Stigs[0], ours.Stigs[0]
			if !row.whole {
				wanted := map[string]bool{}
				for _, r := range want.Rows {
					wanted[r.VulnID] = true
				}
				got.Keep(func(r *Row) bool { return wanted[r.VulnID] })
			}
			require.Equal(t, len(want.Rows), len(got.Rows))
			for i := range want.Rows {
				w, g := *want.Rows[i], *got.Rows[i]
				w.STIGUUID, g.STIGUUID = "", ""
				w.Status, w.FindingDetails, w.Comments, w.SeverityOverride, w.SeverityJustification = result.NotReviewed, "", "", "", ""
				if w.VulnID == row.blob {
					w.ThirdPartyTools = ""
				}
				require.Equal(t, w, g, w.VulnID)
			}
			w, g := *want, *got
			w.Rows, g.Rows, w.UUID, g.UUID, w.Size, g.Size = nil, nil, "", "", 0, 0
			require.Equal(t, w, g)
		})
	}
}

// A checklist a person has worked on in STIG Viewer: her seven verdicts and texts
// stand, the rest takes ours, and DISA's order and texts stay.
func TestApplyToAReviewedFileOfSTIGViewer(t *testing.T) {
	const file = "stigviewer-2.17-rhel8-v1r8-full.ckl"
	b := open(t, "U_RHEL_8_STIG_V1R8.zip")
	before, _, err := ReadCKL(file, shared.Read(t, "samples", file))
	require.NoError(t, err)
	c, _, err := ReadCKL(file, shared.Read(t, "samples", file))
	require.NoError(t, err)
	results := make([]result.Result, len(b.Items))
	for i := range results {
		results[i] = verdict(b, i, result.Open)
	}
	report, err := Apply(c, node1, []Judgement{Judge(b, results)})
	require.NoError(t, err)
	require.Equal(t, Totals{Rows: 372, Updated: 365, HumanKept: 7}, report.Totals)
	require.Len(t, report.Changed, 365)
	disagree := 0
	for i, r := range c.Stigs[0].Rows {
		old := before.Stigs[0].Rows[i]
		if old.Status != result.NotReviewed {
			require.Equal(t, old.Status, r.Status)
			if old.Status != result.Open {
				disagree++
			}
		}
		require.True(t, len(r.FindingDetails) > len(old.FindingDetails) && r.FindingDetails[:len(old.FindingDetails)] == old.FindingDetails, r.VulnID)
		require.Equal(t, old.Comments, r.Comments)
	}
	require.Len(t, report.Needs, disagree)
}
