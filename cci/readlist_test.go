package cci_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/cci"
	"github.com/stigwright/stigwright/diag"
)

// small is a list in the form of DISA's, with definitions of our own.
const small = `<?xml version="1.0" encoding="UTF-8"?>
<cci_list xmlns="http://iase.disa.mil/cci">
  <metadata><version>2099-01-02</version><publishdate>2099-01-03</publishdate></metadata>
  <cci_items>
    <cci_item id="CCI-000020">
      <status>deprecated</status>
      <publishdate>2098-12-31</publishdate>
      <contributor>somebody</contributor>
      <definition> Lock the door &amp; the window. </definition>
      <type>technical</type><type>policy</type><type>policy</type>
      <note>a later version could add this</note>
      <references>
        <reference creator="NIST" title="NIST SP 800-53 Revision 5" version="5" location="NIST" index=" PE-3  (1) "/>
        <reference creator="NIST" title="NIST SP 800-53 Revision 4" version="4" location="NIST" index="PE-3, PE-3 (1)"/>
        <reference creator="NIST" title="NIST SP 800-53 Revision 4" version="4" location="NIST" index="PE-3"/>
        <reference creator="NIST" title="NIST SP 800-53A" version="5" location="NIST" index="PE-3.1 (i)"/>
        <reference creator="NIST" title="NIST SP 800-53" version="3" location="NIST" index="PE-3 a"/>
        <reference creator="ISO" title="ISO 27001" version="4" location="ISO" index="11.1"/>
      </references>
    </cci_item>
    <cci_item id="CCI-000010"><status>under review</status></cci_item>
    <x:cci_item xmlns:x="urn:other" id="no CCI"/>
  </cci_items>
</cci_list>
`

func TestReadList(t *testing.T) {
	got, err := cci.ReadList("list.xml", []byte(small))
	require.NoError(t, err)
	locked := cci.CCI{
		ID: "CCI-000020", Status: cci.Deprecated, Type: cci.Both, Published: "2098-12-31",
		Rev4:       []cci.Ref{{Control: "PE-3", Family: "PE", Index: "PE-3"}, {Control: "PE-3 (1)", Family: "PE", Index: "PE-3 (1)"}},
		Rev5:       []cci.Ref{{Control: "PE-3 (1)", Family: "PE", Index: "PE-3 (1)"}},
		Definition: "Lock the door & the window.",
	}
	require.Equal(t, cci.List{
		Version: "2099-01-02", Published: "2099-01-03",
		CCIs: []cci.CCI{{ID: "CCI-000010", Status: "under review"}, locked},
	}, got)

	found, ok := got.Lookup("CCI-000020")
	require.True(t, ok)
	require.Equal(t, locked, found)
	_, ok = got.Lookup("CCI-000015")
	require.False(t, ok)
	_, ok = cci.List{}.Lookup("CCI-000020")
	require.False(t, ok)
	require.Equal(t, []string{"CCI-000010", "CCI-000366"}, got.Unmapped([]string{"CCI-000010", "CCI-000020", "CCI-000366"}, cci.Rev5))
}

// DISA moved its namespaces from iase.disa.mil to cyber.mil once, for benchmarks.
func TestReadListOfAnotherNamespace(t *testing.T) {
	got, err := cci.ReadList("list.xml", []byte(strings.Replace(small, "http://iase.disa.mil/cci", "http://cyber.mil/cci", 1)))
	require.NoError(t, err)
	require.Len(t, got.CCIs, 2)
}

func TestReadListRefuses(t *testing.T) {
	edit := func(old, new string) string {
		require.Contains(t, small, old)
		return strings.Replace(small, old, new, 1)
	}
	var many strings.Builder
	for i := range cci.MaxPerCCI + 1 {
		fmt.Fprintf(&many, `<reference title="NIST SP 800-53" version="5" index="AC-%d"/>`, i)
	}
	for name, row := range map[string]struct{ data, want string }{
		"nothing":             {"", "list.xml:1:1: "},
		"no XML":              {"\x7fELF", "list.xml:1:1: "},
		"the zip":             {"PK\x03\x04", "list.xml: is a zip; want the CCI list itself"},
		"a benchmark":         {`<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1"/>`, `root element is "Benchmark" in namespace "http://checklists.nist.gov/xccdf/1.1"; want cci_list`},
		"no namespace":        {`<cci_list/>`, `root element is "cci_list" in namespace ""`},
		"a long root":         {"<" + strings.Repeat("é", 200) + "/>", `é...`},
		"empty list":          {`<cci_list xmlns="http://iase.disa.mil/cci"/>`, "list.xml:1:1: cci_list: the list has no cci_item"},
		"items elsewhere":     {`<cci_list xmlns="http://iase.disa.mil/cci"><cci_items xmlns=""><cci_item id="CCI-000001"/></cci_items></cci_list>`, "has no cci_item"},
		"cut off":             {small[:700], "truncated"},
		"cut off in an item":  {small[:strings.Index(small, "</status>")], "truncated"},
		"more after the root": {small + "<more/>", "list.xml:"},
		"document type":       {`<!DOCTYPE x [<!ENTITY a "b">]>` + small[strings.Index(small, "<cci_list"):], "list.xml:1:"},
		"no id":               {edit(` id="CCI-000010"`, ""), `id is ""; want "CCI-" and six digits`},
		"a wrong id":          {edit(`"CCI-000010"`, `"CCI-10"`), `list.xml:21:15: cci_list/cci_items/cci_item[CCI-10]: id is "CCI-10"`},
		"an id twice":         {edit("CCI-000010", "CCI-000020"), "CCI-000020 is in the list twice"},
		"two definitions":     {edit("<note>", "<definition>Again.</definition><note>"), "a second definition; want one"},
		"two statuses":        {edit("<note>", "<status>draft</status><note>"), "a second status; want one"},
		"revisions disagree":  {edit(`Revision 5" version="5"`, `Revision 5" version="4"`), `version is "4" and title is "NIST SP 800-53 Revision 5"; want the same`},
		"no index":            {edit(`index=" PE-3  (1) "`, `index=" "`), "index is empty"},
		"many references":     {edit("<references>", "<references>"+many.String()), "more than 64"},
		"a long index":        {edit(`index="PE-3"`, `index="`+strings.Repeat("PE-3,", 100)+`"`), "a value has 500 bytes; the limit is 256 (MaxValueBytes)"},
		"a long status":       {edit("under review", strings.Repeat("under review ", 100)), "(MaxValueBytes)"},
		"many elements":       {edit("<references>", strings.Repeat("<a/>", cci.MaxElements)+"<references>"), "(Elements)"},
	} {
		list, err := cci.ReadList("list.xml", []byte(row.data))
		require.ErrorContains(t, err, row.want, name)
		require.Zero(t, list, name)
		var place *diag.Error
		require.ErrorAs(t, err, &place, name)
		require.Equal(t, "list.xml", place.File, name)
	}
}

func TestReadListSaysWhichFileIsWanted(t *testing.T) {
	for _, data := range []string{"<CHECKLIST/>", "PK\x03\x04"} {
		_, err := cci.ReadList("x.xml", []byte(data))
		var e *diag.Error
		require.ErrorAs(t, err, &e)
		require.Contains(t, e.Hint, "U_CCI_List.xml")
	}
}

// Whatever is read is in order, each CCI once, and every CCI is found.
func FuzzReadList(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`<cci_list xmlns="urn:/cci"><cci_items><cci_item id="CCI-000001"/></cci_items></cci_list>`))
	f.Add([]byte(`<cci_list xmlns="http://iase.disa.mil/cci"><cci_items><cci_item id="CCI-1"/></cci_items></cci_list>`))
	f.Add([]byte(small[:500]))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := cci.ReadList("fuzz.xml", data)
		if err != nil {
			require.Zero(t, list)
			return
		}
		require.NotEmpty(t, list.CCIs)
		for i, c := range list.CCIs {
			found, ok := list.Lookup(c.ID)
			require.True(t, ok)
			require.Equal(t, c, found)
			if i > 0 {
				require.Less(t, list.CCIs[i-1].ID, c.ID)
			}
		}
	})
}
