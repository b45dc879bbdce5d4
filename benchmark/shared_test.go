package benchmark

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/internal/xmlio"
	"github.com/stigwright/stigwright/oval"
)

// open is the one benchmark in a zip of the shared corpus.
func open(t testing.TB, zip string) *Benchmark {
	t.Helper()
	found, err := Open(os.DirFS(shared.Dir(t, "corpus")), zip)
	require.NoError(t, err)
	require.Len(t, found, 1)
	return found[0]
}

func TestCorpusOpens(t *testing.T) {
	for _, row := range []struct {
		zip, label string
		items      int
	}{
		{"U_Docker_Enterprise_2-x_Linux-UNIX_STIG_V2R1.zip", "Docker_Enterprise_2-x_Linux-UNIX_STIG V2R1 (23 Apr 2021)", 100},
		{"U_Docker_Enterprise_2-x_Linux-Unix_STIG_V2R2.zip", "Docker_Enterprise_2-x_Linux-UNIX_STIG V2R2 (24 Jul 2024)", 101},
		{"U_Mirantis_Kubernetes_Engine_STIG_V1R1.zip", "Mirantis_Kubernetes_Engine_STIG V1R1 (08 May 2024)", 44},
		{"U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip", "Mirantis_Kubernetes_Engine_STIG V2R1 (24 Jul 2024)", 44},
		{"U_RHEL_8_STIG_V1R8.zip", "RHEL_8_STIG V1R8 (27 Oct 2022)", 372},
		{"U_RHEL_9_STIG_V1R3.zip", "RHEL_9_STIG V1R3 (24 Apr 2024)", 465},
	} {
		t.Run(row.zip, func(t *testing.T) {
			b := open(t, row.zip)
			require.Equal(t, row.label, b.Label())
			require.Equal(t, row.items, len(b.Items))
			require.Equal(t, Unclassified, b.Classification)
			for i := range b.Items {
				require.Len(t, b.Find(b.Items[i].STIGID()), 1)
			}
		})
	}
}

func TestMKEIsReadWhole(t *testing.T) {
	b := open(t, "U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip")
	require.Equal(t, "704d0055b669126c097c8adabf6987255adb3ce1b3aa8b9e8fb63ed2a551fe80", b.SHA256)
	require.Equal(t, "U_Mirantis_Kubernetes_Engine_STIG_V2R1_Manual-xccdf.xml", b.FileName)
	require.Equal(t, "2024-07-24", b.Date)
	require.Equal(t, "1", b.Release)
	require.Equal(t, "terms-of-use", b.NoticeID)
	require.Equal(t, "STIG.DOD.MIL", b.Source)
	severities := map[string]int{}
	for i := range b.Items {
		severities[b.Items[i].Severity()]++
	}
	require.Equal(t, map[string]int{"high": 3, "medium": 40, "low": 1}, severities)
}

var attestation = regexp.MustCompile(`\{rule: ([A-Z0-9-]+),[^}]*check_sha256: ([0-9a-f]{64})\}`)

// The digests of ssp.yaml were computed by another program from the same check texts.
func TestCheckDigestMatchesTheAttestations(t *testing.T) {
	ssp := shared.Read(t, "facts-samples", "bundles", "ssp.yaml")
	rows := attestation.FindAllSubmatch(ssp, -1)
	require.NotEmpty(t, rows)
	for _, zip := range []string{"U_Mirantis_Kubernetes_Engine_STIG_V1R1.zip", "U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip"} {
		b := open(t, zip)
		for _, row := range rows {
			items := b.Find(string(row[1]))
			require.Len(t, items, 1, "%s in %s", row[1], zip)
			require.Equal(t, string(row[2]), items[0].CheckDigest(), "%s in %s", row[1], zip)
		}
	}
}

// row is what a .ckl says of one item: attribute names to values, in file order.
type row map[string][]string

// checklistRows reads the VULN elements of a STIG Viewer file.
func checklistRows(t testing.TB, data []byte) (rows []row) {
	t.Helper()
	c, err := xmlio.Parse("x.ckl", data, xmlio.DefaultLimits())
	require.NoError(t, err)
	var walk func(r row)
	walk = func(r row) {
		name, value := "", ""
		for kids := c.Children(); kids.Next(); {
			switch c.Local() {
			case "VULN":
				rows = append(rows, row{})
				walk(rows[len(rows)-1])
			case "VULN_ATTRIBUTE":
				name = c.Text().String()
			case "ATTRIBUTE_DATA":
				value = c.Text().String()
			default:
				walk(r)
			}
		}
		if name != "" {
			r[name] = append(r[name], value)
		}
	}
	walk(nil)
	require.NoError(t, c.End())
	return rows
}

// STIG Viewer 2.17 wrote this file from the same release: each of its values is
// what our items say, to the byte, in the same order.
func TestItemsEqualWhatSTIGViewerWrote(t *testing.T) {
	b := open(t, "U_RHEL_8_STIG_V1R8.zip")
	rows := checklistRows(t, shared.Read(t, "samples", "stigviewer-2.17-rhel8-v1r8-full.ckl"))
	require.Equal(t, len(b.Items), len(rows))
	for i := range b.Items {
		it, r := &b.Items[i], rows[i]
		d := it.Discussion()
		ref, _ := it.CheckRef()
		legacy := it.LegacyIDs()
		if len(legacy) == 0 {
			legacy = []string{"", ""} // STIG Viewer writes two empty entries
		}
		ours := row{
			"Vuln_Num": {it.VulnID()}, "Severity": {it.Severity()}, "Group_Title": {it.SRG()}, "Rule_ID": {it.RuleID()},
			"Rule_Ver": {it.STIGID()}, "Rule_Title": {it.Title()}, "Vuln_Discuss": {d.VulnDiscussion}, "IA_Controls": {d.IAControls},
			"Check_Content": {it.Check()}, "Fix_Text": {it.Fix()}, "False_Positives": {d.FalsePositives}, "False_Negatives": {d.FalseNegatives},
			"Documentable": {d.Documentable}, "Mitigations": {d.Mitigations}, "Potential_Impact": {d.PotentialImpacts},
			"Third_Party_Tools": {d.ThirdPartyTools}, "Mitigation_Control": {d.MitigationControl}, "Responsibility": {d.Responsibility},
			"Security_Override_Guidance": {d.SeverityOverrideGuidance}, "Check_Content_Ref": {ref}, "Weight": {it.Weight()},
			"Class": {"Unclass"}, "STIGRef": {b.Title + " :: Version " + b.Version + ", " + b.ReleaseInfo},
			"TargetKey": {it.TargetKey()}, "STIG_UUID": r["STIG_UUID"], "LEGACY_ID": legacy, "CCI_REF": it.CCIs(),
		}
		require.Equal(t, ours, r, "item %d", i)
	}
}

// A SCAP data stream holds an XCCDF 1.2 benchmark with long ids, prefixes
// throughout, and version and release in one.
func TestBenchmarkInsideADataStream(t *testing.T) {
	for _, row := range []struct {
		file, label, oval string
		items             int
	}{
		{"disa-stig-rhel9-v2r9-xccdf-scap.xml", "RHEL_9_STIG V2R9 (01 Jul 2026)", "U_RHEL_9_V2R9_STIG_SCAP_1-3_Benchmark-oval.xml", 392},
		{"disa-stig-ol8-v2r9-xccdf-scap.xml", "Oracle_Linux_8_STIG V2R9 (01 Jul 2026)", "U_Oracle_Linux_8_V2R9_STIG_SCAP_1-3_Benchmark-oval.xml", 293},
	} {
		found, err := Open(os.DirFS(shared.Dir(t, "scap")), row.file)
		require.NoError(t, err)
		require.Len(t, found, 1)
		b := found[0]
		require.Equal(t, row.label, b.Label())
		require.Equal(t, "002.009", b.Doc.Version.Text.String(), "as it is in the file")
		require.Equal(t, row.items, len(b.Items))
		require.NotEmpty(t, b.Stream)
		require.Equal(t, row.file, b.FileName)
		content := b.ContentOf(row.oval)
		require.NotNil(t, content)
		require.Equal(t, "oval_definitions", content.Root)
		s, err := oval.Summarise(row.oval, content.Document())
		require.NoError(t, err)
		require.Greater(t, s.Definitions.Compliance, 100)
		for i := range b.Items {
			it := &b.Items[i]
			require.Regexp(t, `^V-\d+$`, it.VulnID())
			require.Regexp(t, `^SV-\d+r\d+_rule$`, it.RuleID())
			require.NotEmpty(t, it.STIGID())
			require.NotEmpty(t, it.CCIs())
			require.NotEmpty(t, it.Discussion().VulnDiscussion)
			require.Len(t, b.Find(strings.TrimSuffix(it.RuleID(), "_rule")), 1)
			require.Empty(t, it.Rule.Elements)
			_, href := it.CheckRef()
			require.NotNil(t, b.ContentOf(href), href)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	data := shared.Read(b, "corpus", "U_RHEL_9_STIG_V1R3.zip")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		_, err := OpenBytes("x.zip", data)
		require.NoError(b, err)
	}
}
