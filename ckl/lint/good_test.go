package lint

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/result"
)

var update = flag.Bool("update", false, "rewrite the files that are generated")

// golden demands that a generated file holds want, or writes it with -update.
func golden(t *testing.T, name string, want []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(name, want, 0o644))
	}
	got, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "%s is out of date: go test ./ckl/lint -update", name)
}

// good is a checklist without a finding of any consumer that takes several STIGs.
func good() *ckl.Checklist {
	return &ckl.Checklist{
		Mode: 1, HasPath: true,
		Asset: ckl.Asset{
			Role: "Member Server", Type: "Computing", Marking: "CUI", HostName: "node1", HostIP: "192.0.2.7\n2001:db8::7",
			HostMAC: "00:00:5e:00:53:01", HostFQDN: "node1.example.mil", TechArea: "UNIX OS", TargetKey: "4711",
		},
		Stigs: []*ckl.Stig{
			goodStig("Sample_One_STIG", 1, result.Open, result.NotAFinding, result.NotApplicable),
			goodStig("Sample_Two_STIG", 2, result.NotReviewed),
		},
	}
}

func goodStig(id string, n int, statuses ...result.Status) *ckl.Stig {
	s := &ckl.Stig{
		ID: id, Title: strings.ReplaceAll(id, "_STIG", "") + " Security Technical Implementation Guide", Version: "2",
		ReleaseInfo: "Release: 3 Benchmark Date: 24 Apr 2024", Classification: "UNCLASSIFIED", Description: "A sample.",
		FileName: id + "-xccdf.xml", Notice: "terms-of-use", Source: "STIG.DOD.MIL", TargetKey: "4711",
		UUID: fmt.Sprintf("00000000-0000-5000-8000-%012d", n),
	}
	for i, status := range statuses {
		k := 10*n + i
		s.Rows = append(s.Rows, &ckl.Row{
			VulnID: fmt.Sprintf("V-%d", k), Severity: "medium", GroupTitle: "SRG-APP-000001", RuleID: fmt.Sprintf("SV-%dr1_rule", k),
			STIGID: fmt.Sprintf("SMPL-00-%06d", k), RuleTitle: "The sample must be sampled.", Discussion: "Because a < b & c.",
			Check: "Look at it.\nThen again.", Fix: "Mend it.", Documentable: "false", CheckRef: "M", CheckHref: id + ".xml", Weight: "10.0",
			Class: "Unclass", STIGRef: s.Title + " :: Version 2, " + s.ReleaseInfo, TargetKey: "4711", STIGUUID: s.UUID,
			LegacyIDs: []string{fmt.Sprintf("V-9%d", k), fmt.Sprintf("SV-9%d", k)}, CCIs: []string{"CCI-000366", "CCI-000381"},
			Status: status, FindingDetails: "Seen on the host.", Comments: "Asked J. Doe, ISSM.",
		})
	}
	s.Rows[0].SeverityOverride, s.Rows[0].SeverityJustification = "low", "Behind a guard."
	return s
}

// The files that others mutate are what our writers make of good.
func TestGoodFiles(t *testing.T) {
	for _, f := range []ckl.Format{ckl.CKL, ckl.CKLB} {
		data, err := ckl.Write(good(), f, "0.0.0")
		require.NoError(t, err)
		golden(t, filepath.Join("testdata", "good."+f.String()), data)
	}
}
