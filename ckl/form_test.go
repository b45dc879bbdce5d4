package ckl

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
)

// A form used for many assets gives each what New gives it alone, and nothing that is
// written into one checklist shows in another.
func TestFormsOfManyAssets(t *testing.T) {
	found, err := benchmark.OpenBytes("form.xml", []byte(`<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_mil.disa.stig_benchmark_Form">
<plain-text id="release-info">Release: 1 Benchmark Date: 24 Jul 2024</plain-text><version>1</version>
<Group id="xccdf_mil.disa.stig_group_V-1"><title>SRG-1</title>
<Rule id="xccdf_mil.disa.stig_rule_SV-1r1_rule" severity="low"><version>FORM-1</version>
<ident system="http://cyber.mil/cci">CCI-000001</ident><check><check-content>look</check-content></check></Rule></Group></Benchmark>`))
	require.NoError(t, err)
	forms := []*Form{NewForm(found[0])}
	one, two := FromForms(Asset{HostName: "one"}, forms), FromForms(Asset{HostName: "two"}, forms)
	require.Equal(t, New(Asset{HostName: "one"}, found), one)
	require.NotEqual(t, one.Stigs[0].Rows[0].UUID, two.Stigs[0].Rows[0].UUID)

	r := one.Stigs[0].Rows[0]
	r.Comments, r.CCIs = "a person's", append(r.CCIs, "CCI-000002")
	r.LegacyIDs = append(r.LegacyIDs, "V-9")
	require.Equal(t, New(Asset{HostName: "two"}, found), two)
	require.Equal(t, New(Asset{HostName: "three"}, found), FromForms(Asset{HostName: "three"}, forms))
}

func TestRowsAreNumberedAsOneIs(t *testing.T) {
	a := &Asset{HostName: `host "1"`, WebOrDatabase: true, WebDBSite: " site"}
	s := &Stig{ID: "A_STIG", Version: "2", ReleaseInfo: "Release: 1 Benchmark Date: 24 Jul 2024"}
	list := rowUUIDs(a, s, 12)
	require.Len(t, list, 12)
	for i, id := range list {
		require.Equal(t, rowUUID(a, s, i), id)
	}
}
