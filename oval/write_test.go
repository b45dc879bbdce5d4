package oval

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var maker = Generator{ProductName: "maker", ProductVersion: "1", Timestamp: "2024-01-02T03:04:05Z"}

const fullItem = `<unix:file_item id="1"><message level="warning">m &amp; n</message><unix:filepath>/etc/a &lt; b</unix:filepath><unix:user_id datatype="int" status="error"/><unix:path mask="true">secret</unix:path><unix:filename xsi:nil="true"/></unix:file_item>
	<ind:sql57_item id="2" status="does not exist"><ind:result datatype="record"><field name="f">1</field><field name="g" datatype="int">2</field></ind:result></ind:sql57_item>`

// What was read is written so that reading it gives the same.
func TestCharacteristicsRoundTrip(t *testing.T) {
	c, err := ReadCharacteristics("s.xml", []byte(system(`<object id="oval:x:obj:1" version="3" variable_instance="2" comment="c" flag="incomplete"><message level="error">no</message><variable_value variable_id="oval:x:var:1">v</variable_value><reference item_ref="1"/></object>`, fullItem)))
	require.NoError(t, err)
	data, err := WriteCharacteristics(c)
	require.NoError(t, err)
	again, err := ReadCharacteristics("s.xml", data)
	require.NoError(t, err)
	require.Empty(t, again.Problems)
	again.Source = c.Source
	for i := range c.Objects {
		again.Objects[i].offset = c.Objects[i].offset
	}
	require.Equal(t, c, again)
	twice, err := WriteCharacteristics(again)
	require.NoError(t, err)
	require.Equal(t, string(data), string(twice))
}

// results are those of a document with a masked entity, a variable and an extension.
func resultsForWriting(t *testing.T) *Results {
	t.Helper()
	doc := document(definition(1, `<criteria operator="OR" applicability_check="true"><criterion test_ref="oval:x:tst:1" negate="true"/><extend_definition definition_ref="oval:x:def:2"/></criteria>`)+definition(2, criterion(2))+definition(3, criterion(3)),
		`<unix:file_test id="oval:x:tst:1" version="4" comment="c" check="all"><unix:object object_ref="oval:x:obj:1"/><unix:state state_ref="oval:x:ste:1"/></unix:file_test>
		 <ind:variable_test id="oval:x:tst:2" version="1" comment="c" check="all"><ind:object object_ref="oval:x:obj:2"/></ind:variable_test>
		 <unix:file_test id="oval:x:tst:3" version="1" comment="c" check="all"><unix:object object_ref="oval:x:obj:3"/></unix:file_test>`,
		`<unix:file_object id="oval:x:obj:1" version="1"><unix:filepath>/a</unix:filepath></unix:file_object>
		 <ind:variable_object id="oval:x:obj:2" version="1"><ind:var_ref>oval:x:var:1</ind:var_ref></ind:variable_object>
		 <unix:file_object id="oval:x:obj:3" version="1"><unix:filepath>/c</unix:filepath></unix:file_object>`,
		`<unix:file_state id="oval:x:ste:1" version="1"><unix:owner mask="true" datatype="int">0</unix:owner></unix:file_state>`, constant(1, "string", "a", "b"))
	return analyse(t, doc, system(`<object id="oval:x:obj:1" version="1" flag="complete"><reference item_ref="5"/></object><object id="oval:x:obj:3" version="1" flag="complete"><reference item_ref="7"/></object>`,
		`<unix:file_item id="5"><unix:filepath>/a</unix:filepath><unix:owner>topsecret</unix:owner></unix:file_item><unix:file_item id="7"><unix:filepath>/c</unix:filepath></unix:file_item>`), Input{})
}

func TestWriteResults(t *testing.T) {
	data, err := WriteResults(resultsForWriting(t), FullDirectives(), maker)
	require.NoError(t, err)
	text := string(data)
	for _, want := range []string{
		`<oval:product_name>maker</oval:product_name>`,
		`<oval-res:definition definition_id="oval:x:def:1" version="1" variable_instance="1" class="compliance" result="true">`,
		`<oval-res:criteria applicability_check="true" operator="OR" result="true">`,
		`<oval-res:criterion test_ref="oval:x:tst:1" version="4" variable_instance="1" negate="true" result="error">`,
		`<oval-res:extend_definition definition_ref="oval:x:def:2" version="1" variable_instance="1" result="true">`,
		`<oval-res:tested_item item_id="5" result="error">`,
		`<oval-res:tested_variable variable_id="oval:x:var:1">b</oval-res:tested_variable>`,
		`<unix-sys:owner mask="true"></unix-sys:owner>`,
		`<independent-sys:variable_item id="8">`,
		`<oval_definitions xmlns="`,
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "topsecret", "a masked value is nowhere, not in messages either")
}

// Thin results hold no criteria, tests or items; what is not reported is not there.
func TestDirectives(t *testing.T) {
	r := resultsForWriting(t)
	data, err := WriteResults(r, ThinDirectives(), maker)
	require.NoError(t, err)
	require.Equal(t, 3, strings.Count(string(data), "<oval-res:definition "))
	for _, not := range []string{"<oval-res:criteria", "<oval-res:tests", "_item", "<object", "<oval_definitions"} {
		require.NotContains(t, string(data), not)
	}
	doc := func(attrs, classes string) []byte {
		return []byte(`<oval_directives xmlns="` + NamespaceDirectives + `" xmlns:r="` + NamespaceResults + `"><directives ` + attrs + `><r:definition_true reported="true" content="thin"/><r:definition_false reported="true"/></directives>` + classes + `</oval_directives>`)
	}
	d, err := ReadDirectives("d.xml", doc(`include_source_definitions="false"`, `<class_directives class="patch"><r:definition_error reported="1"/></class_directives>`))
	require.NoError(t, err)
	require.False(t, d.Source)
	require.Equal(t, Directive{Reported: true}, d.of(Compliance, True))
	require.Equal(t, Directive{Reported: true, Full: true}, d.of(Compliance, False))
	require.Equal(t, Directive{}, d.of(Compliance, Error))
	require.Equal(t, Directive{Reported: true, Full: true}, d.of(Patch, Error))
	data, err = WriteResults(r, d, maker)
	require.NoError(t, err)
	require.Contains(t, string(data), `<oval-res:class_directives class="patch">`)
	_, err = ReadDirectives("d.xml", doc(`include_source_definitions="perhaps"`, ""))
	require.ErrorContains(t, err, "want true or false")
	_, err = ReadDirectives("d.xml", []byte(`<oval_directives xmlns="`+NamespaceDirectives+`"/>`))
	require.ErrorContains(t, err, "has no directives")
}

// An extended definition of one in full is there, whatever its own directive says.
func TestExtendedIsReported(t *testing.T) {
	d := FullDirectives()
	d.Source = false
	r := resultsForWriting(t)
	r.Definitions = r.Definitions[:1]
	data, err := WriteResults(r, d, maker)
	require.NoError(t, err)
	require.Equal(t, 2, strings.Count(string(data), "<oval-res:definition "))
	require.NotContains(t, string(data), "oval:x:obj:3", "what nobody reported asks for")
}

func TestWriteResultsWithoutASystem(t *testing.T) {
	r := analyse(t, variableDocument(constant(1, "string", "a"), `<ind:value>a</ind:value>`), "", Input{})
	data, err := WriteResults(r, FullDirectives(), maker)
	require.NoError(t, err)
	require.Contains(t, string(data), `<oval:timestamp>2024-01-02T03:04:05</oval:timestamp>`)
}
