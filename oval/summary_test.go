package oval

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/internal/xmlio"
)

const sample = `<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5" xmlns:c="http://oval.mitre.org/XMLSchema/oval-common-5"
    xmlns:i="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent">
  <generator><c:product_name>hand &amp; eye</c:product_name><c:product_version>1</c:product_version>
    <c:schema_version> 5.11.2 </c:schema_version><c:schema_version platform="urn:p">1.0</c:schema_version><c:timestamp>2024-01-02T00:00:00</c:timestamp></generator>
  <definitions>
    <definition id="oval:x:def:1" version="1" class="compliance"><metadata><title>a</title></metadata></definition>
    <definition id="oval:x:def:2" version="1" class="inventory"/><definition id="oval:x:def:3" version="1" class="patch"/>
    <definition id="oval:x:def:4" version="1" class="vulnerability"/><definition id="oval:x:def:5" version="1" class="miscellaneous"/>
    <definition id="oval:x:def:6" version="1" class="other"/><definition id="oval:x:def:7" version="1"/>
    <i:definition/>
  </definitions>
  <tests><i:family_test id="oval:x:tst:1" version="1"><i:object object_ref="oval:x:obj:1"/></i:family_test></tests>
  <objects><i:family_object/><i:family_object/></objects>
  <states><i:family_state/><i:family_state/><i:family_state/></states>
  <variables><constant_variable/><constant_variable/><local_variable/><external_variable/></variables>
</oval_definitions>`

func TestSummarise(t *testing.T) {
	s, err := Summarise("o.xml", []byte(sample))
	require.NoError(t, err)
	require.Equal(t, Summary{SchemaVersion: "5.11.2", ProductName: "hand & eye", ProductVersion: "1", Timestamp: "2024-01-02T00:00:00",
		Definitions: Classes{1, 1, 1, 1, 1, 2}, Tests: 1, Objects: 2, States: 3, Variables: 4}, s)
	require.Equal(t, 7, s.Definitions.Total())
}

func TestNoDefinitions(t *testing.T) {
	empty, err := Summarise("o.xml", []byte(`<oval_definitions xmlns="`+Namespace+`"/>`))
	require.NoError(t, err)
	require.Zero(t, empty)
	for _, row := range []struct{ name, doc, want string }{
		{"results", `<oval_results xmlns="http://oval.mitre.org/XMLSchema/oval-results-5"/>`, `o.xml:1:1: the root element is "oval_results" of namespace "http://oval.mitre.org/XMLSchema/oval-results-5"; want oval_definitions`},
		{"no namespace", `<oval_definitions/>`, `of namespace ""`},
		{"cut off", sample[:len(sample)-40], "truncated"},
		{"entities", `<!DOCTYPE x [<!ENTITY a "b">]><oval_definitions/>`, "document type"},
		{"text", "x", "text before the root"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := Summarise("o.xml", []byte(row.doc))
			require.ErrorContains(t, err, row.want)
		})
	}
}

// The counts are those that grep finds in the file.
func TestRealDefinitions(t *testing.T) {
	c, err := xmlio.Parse("s.xml", shared.Read(t, "scap", "disa-stig-rhel9-v2r9-xccdf-scap.xml"), xmlio.DefaultLimits())
	require.NoError(t, err)
	var got []Summary
	for parts := c.Children(); parts.Next(); {
		for kids := c.Children(); kids.Next(); {
			if c.Local() == "oval_definitions" {
				s, err := Summarise("component", xmlio.Standalone(c.Raw(), c.Inherited()))
				require.NoError(t, err)
				got = append(got, s)
			}
		}
	}
	require.NoError(t, c.End())
	require.Equal(t, []Summary{
		{SchemaVersion: "5.11", ProductName: "Security Content Tool 1.9.0", Timestamp: "2026-06-25T09:43:57",
			Definitions: Classes{Compliance: 796, Inventory: 9}, Tests: 616, Objects: 693, States: 216, Variables: 49},
		{SchemaVersion: "5.11", ProductName: "Security Content Tool 1.9.0", Timestamp: "2026-06-25T09:43:57",
			Definitions: Classes{Inventory: 1}, Tests: 3, Objects: 3, States: 1},
	}, got)
}

func FuzzSummarise(f *testing.F) {
	f.Add([]byte(sample))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Summarise("o.xml", data)
		if err != nil {
			require.Zero(t, s)
		}
	})
}
