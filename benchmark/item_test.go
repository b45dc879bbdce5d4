package benchmark

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// layered has a Rule below the Benchmark, Groups in Groups, and a Rule with two of everything.
const layered = `<?xml-stylesheet href="style/STIG_CUI.xsl" type="text/xsl"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" xmlns:dc="http://purl.org/dc/elements/1.1/" id="xccdf_mil.disa.stig_benchmark_Sample">
  <notice id="terms"/><notice id="second"/>
  <reference><dc:source>SRC</dc:source></reference>
  <plain-text id="release-info">Release: 0.1</plain-text>
  <version>3</version>
  <Rule id="loose"/>
  <Group id="xccdf_mil.disa.stig_group_V-1"><title>outer</title>
    <Group id="xccdf_mil.disa.stig_group_V-2"><title>inner</title>
      <Rule id="xccdf_mil.disa.stig_rule_SV-2r3_rule" severity="medium" weight="10.0">
        <version> SAMP-00-000020</version>
        <description>&lt;VulnDiscussion&gt;why&lt;/VulnDiscussion&gt;</description>
        <reference><dc:identifier>11</dc:identifier></reference><reference><dc:identifier>22</dc:identifier></reference>
        <ident system="http://cyber.mil/legacy">SV-900</ident>
        <ident system="http://cyber.mil/cci">CCI-000002</ident>
        <ident system="http://iase.disa.mil/cci">CCI-000001</ident>
        <ident system="http://cyber.mil/cci">CCI-000002</ident>
        <ident system="http://cce.mitre.org">CCE-1</ident>
        <ident system="http://cyber.mil/legacy">V-900</ident>
        <fixtext>one</fixtext><fixtext>two</fixtext>
        <check><check-content> first&#160;
 line </check-content></check>
        <check><check-content-ref name="M" href="a.xml"/><check-content>second</check-content></check>
        <check><check-content-ref name="I" href="b.xml"/></check>
      </Rule>
    </Group>
    <Rule id="SV-3r1_rule"/>
  </Group>
</Benchmark>`

func TestItemsAreFlatInDocumentOrder(t *testing.T) {
	found, err := OpenBytes("dir/layered.xml", []byte(layered))
	require.NoError(t, err)
	b := found[0]
	require.Equal(t, []string{"Sample", "3", "0.1", "", CUI, "terms", "SRC", "layered.xml", "Sample V3R0.1"},
		[]string{b.ID, b.Version, b.Release, b.Date, b.Classification, b.NoticeID, b.Source, b.FileName, b.Label()})
	type place struct {
		position   int
		rule, vuln string
		groups     int
		srg        string
	}
	var got []place
	for i := range b.Items {
		it := &b.Items[i]
		got = append(got, place{it.Position, it.RuleID(), it.VulnID(), len(it.Groups), it.SRG()})
	}
	require.Equal(t, []place{{0, "loose", "", 0, ""}, {1, "SV-2r3_rule", "V-2", 2, "inner"}, {2, "SV-3r1_rule", "V-1", 1, "outer"}}, got)
}

func TestItemTexts(t *testing.T) {
	found, err := OpenBytes("layered.xml", []byte(layered))
	require.NoError(t, err)
	it := &found[0].Items[1]
	require.Equal(t, " SAMP-00-000020", it.STIGID(), "verbatim")
	require.Equal(t, " first\u00a0\n line \n\nsecond", it.Check())
	sum := sha256.Sum256([]byte("first line second"))
	require.Equal(t, hex.EncodeToString(sum[:]), it.CheckDigest())
	require.Equal(t, "one\n\ntwo", it.Fix())
	name, href := it.CheckRef()
	require.Equal(t, []string{"M", "a.xml"}, []string{name, href})
	require.Equal(t, []string{"V-900", "SV-900"}, it.LegacyIDs())
	require.Equal(t, []string{"CCI-000002", "CCI-000001"}, it.CCIs())
	require.Equal(t, []string{"11", "medium", "10.0", "why"}, []string{it.TargetKey(), it.Severity(), it.Weight(), it.Discussion().VulnDiscussion})

	bare := &found[0].Items[0]
	name, href = bare.CheckRef()
	require.Equal(t, []string{"", "", "", "", "", "", "", ""},
		[]string{name, href, bare.Check(), bare.Fix(), bare.TargetKey(), bare.Severity(), bare.STIGID(), bare.Title()})
	require.Empty(t, bare.CCIs())
	require.Empty(t, bare.LegacyIDs())
}

func TestFind(t *testing.T) {
	found, err := OpenBytes("layered.xml", []byte(layered))
	require.NoError(t, err)
	for _, row := range []struct {
		id   string
		want []int
	}{
		{"samp-00-000020", []int{1}},
		{"V-2", []int{1}},
		{"sv-2R3", []int{1}},
		{" SV-2r3_rule ", []int{1}},
		{"xccdf_mil.disa.stig_rule_SV-2r3_rule", []int{1}},
		{"V-900", []int{1}},
		{"sv-900", []int{1}},
		{"V-1", []int{2}},
		{"V-9", nil},
		{"", nil},
		{"CCI-000001", nil},
	} {
		var got []int
		for _, it := range found[0].Find(row.id) {
			got = append(got, it.Position)
		}
		require.Equal(t, row.want, got, "%q", row.id)
	}
}

func TestLabelLeavesOutWhatIsNotKnown(t *testing.T) {
	for _, row := range []struct {
		b    Benchmark
		want string
	}{
		{Benchmark{ID: "A", Version: "2", Release: "1", Date: "2024-07-24"}, "A V2R1 (24 Jul 2024)"},
		{Benchmark{ID: "A", Version: "2", Release: "1", Date: "2024-12-01"}, "A V2R1 (01 Dec 2024)"},
		{Benchmark{ID: "A", Version: "2"}, "A V2"},
		{Benchmark{ID: "A", Release: "1"}, "A"},
		{Benchmark{}, ""},
	} {
		require.Equal(t, row.want, row.b.Label())
	}
}

func TestSpaced(t *testing.T) {
	for _, s := range []string{"", " ", "a", " a\u00a0\u00a0b \r\n c\u2003", "a\x00b\x1fc", "\u0085x", "\u00adx\u200b y", "\xff \xfe", "  é  è"} {
		require.Equal(t, strings.Join(strings.Fields(s), " "), string(spaced(s)), "%q", s)
	}
}

func FuzzSpaced(f *testing.F) {
	f.Add(" a\u00a0b\n c ")
	f.Fuzz(func(t *testing.T, s string) {
		require.Equal(t, strings.Join(strings.Fields(s), " "), string(spaced(s)))
	})
}
