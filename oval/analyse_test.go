package oval

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// document is a definitions document with these parts; tests, objects and states are
// of the independent family unless they say otherwise.
func document(definitions, tests, objects, states, variables string) string {
	return `<oval_definitions xmlns="` + Namespace + `" xmlns:oval="` + NamespaceCommon + `" xmlns:ind="` + Namespace + `#independent"
 xmlns:unix="` + Namespace + `#unix" xmlns:win="` + Namespace + `#other" xmlns:xsi="` + xsi + `">
<generator><oval:product_name>hand</oval:product_name><oval:schema_version>5.11.1</oval:schema_version><oval:timestamp>2024-01-02T03:04:05</oval:timestamp></generator>
<definitions>` + definitions + `</definitions><tests>` + tests + `</tests><objects>` + objects + `</objects><states>` + states + `</states><variables>` + variables + `</variables></oval_definitions>`
}

// system is a system characteristics document with these parts.
func system(collected, items string) string {
	if collected != "" {
		collected = `<collected_objects>` + collected + `</collected_objects>`
	}
	return `<oval_system_characteristics xmlns="` + NamespaceSystem + `" xmlns:oval="` + NamespaceCommon + `" xmlns:ind="` + NamespaceSystem + `#independent"
 xmlns:unix="` + NamespaceSystem + `#unix" xmlns:xsi="` + xsi + `">
<generator><oval:schema_version>5.11.1</oval:schema_version><oval:timestamp>2024-01-02T03:04:05</oval:timestamp></generator>
<system_info><os_name>Linux</os_name><os_version>1</os_version><architecture>x86_64</architecture><primary_host_name>one</primary_host_name><interfaces><interface>
<interface_name>lo</interface_name><ip_address>127.0.0.1</ip_address><mac_address>00-00-00-00-00-00</mac_address></interface></interfaces></system_info>
` + collected + `<system_data>` + items + `</system_data></oval_system_characteristics>`
}

func definition(id int, criteria string) string {
	return fmt.Sprintf(`<definition id="oval:x:def:%d" version="1" class="compliance"><metadata><title>t%d</title><description>d</description></metadata>%s</definition>`, id, id, criteria)
}

func criterion(test int) string {
	return fmt.Sprintf(`<criteria><criterion test_ref="oval:x:tst:%d"/></criteria>`, test)
}

// analyse judges a document, without a system when sys is "".
func analyse(t testing.TB, doc, sys string, in Input) *Results {
	t.Helper()
	d, err := Read("d.xml", []byte(doc))
	require.NoError(t, err)
	var c *Characteristics
	if sys != "" {
		c, err = ReadCharacteristics("s.xml", []byte(sys))
		require.NoError(t, err)
	}
	return Compile(d).Analyse(c, in)
}

// verdicts are the results of the definitions, in order.
func verdicts(r *Results) string {
	var list []string
	for _, d := range r.Definitions {
		list = append(list, d.Result.String())
	}
	return strings.Join(list, ", ")
}

// stateOf judges one item against one state, both given by their content.
func stateOf(t testing.TB, state, item string, attrs ...string) (Result, []Message) {
	t.Helper()
	r := analyse(t, document(definition(1, criterion(1)),
		`<ind:ldap57_test id="oval:x:tst:1" version="1" comment="c" check="all"><ind:object object_ref="oval:x:obj:1"/><ind:state state_ref="oval:x:ste:1"/></ind:ldap57_test>`,
		`<ind:ldap57_object id="oval:x:obj:1" version="1"><ind:suffix>s</ind:suffix></ind:ldap57_object>`,
		`<ind:ldap57_state id="oval:x:ste:1" version="1" `+strings.Join(attrs, " ")+`>`+state+`</ind:ldap57_state>`,
		`<constant_variable id="oval:x:var:1" version="1" datatype="string" comment="c"><value>a</value><value>b</value></constant_variable>`),
		system(`<object id="oval:x:obj:1" version="1" flag="complete"><reference item_ref="1"/></object>`, `<ind:ldap57_item id="1">`+item+`</ind:ldap57_item>`), Input{})
	return r.Tests[0].Result, r.Tests[0].Messages
}

func TestStates(t *testing.T) {
	a, b := `<ind:v>a</ind:v>`, `<ind:v>b</ind:v>`
	gone, failed, skipped := `<ind:v status="does not exist"/>`, `<ind:v status="error"/>`, `<ind:v status="not collected"/>`
	record := `<ind:v datatype="record"><field name="f">1</field><field name="f">2</field><field name="g">x</field></ind:v>`
	for _, row := range []struct{ name, state, item, want string }{
		{"same", a, a, "true"},
		{"other", a, b, "false"},
		{"no such value", a, `<ind:w>a</ind:w>`, "unknown"},
		{"value gone", a, gone, "false"},
		{"value in error", a, failed, "error"},
		{"value not collected", a, skipped, "unknown"},
		{"one gone", a, a + gone, "false"},
		{"one gone, any may exist", `<ind:v check_existence="any_exist">a</ind:v>`, a + gone, "true"},
		{"all gone, any may exist", `<ind:v check_existence="any_exist">a</ind:v>`, gone, "true"},
		{"none may exist", `<ind:v check_existence="none_exist"/>`, gone, "true"},
		{"none may exist but does", `<ind:v check_existence="none_exist"/>`, a, "false"},
		{"all values", a, a + b, "false"},
		{"at least one value", `<ind:v entity_check="at least one">a</ind:v>`, a + b, "true"},
		{"only one value", `<ind:v entity_check="only one">a</ind:v>`, a + a, "false"},
		{"none satisfy", `<ind:v entity_check="none satisfy">a</ind:v>`, b + b, "true"},
		{"a good one and an error", `<ind:v entity_check="at least one">a</ind:v>`, a + failed, "true"},
		{"a bad one and an error", `<ind:v entity_check="at least one">a</ind:v>`, b + failed, "error"},
		{"variable, all", `<ind:v var_ref="oval:x:var:1"/>`, a, "false"},
		{"variable, at least one", `<ind:v var_ref="oval:x:var:1" var_check="at least one"/>`, a + b, "true"},
		{"variable, only one, not equal", `<ind:v operation="not equal" var_ref="oval:x:var:1" var_check="only one"/>`, a, "true"},
		{"variable that is not there", `<ind:v var_ref="oval:x:var:9"/>`, a, "error"},
		{"nil of the item", a, `<ind:v xsi:nil="true"/>`, "error"},
		{"nil of both", `<ind:v xsi:nil="true"/>`, `<ind:v xsi:nil="true"/>`, "true"},
		{"nil of the state", `<ind:v xsi:nil="true"/>`, a, "false"},
		{"empty text as a number", `<ind:v datatype="int">1</ind:v>`, `<ind:v datatype="int"/>`, "error"},
		{"unknown datatype", `<ind:v datatype="foo">a</ind:v>`, a, "error"},
		{"unknown operation", `<ind:v operation="foo">a</ind:v>`, a, "error"},
		{"unknown check", `<ind:v entity_check="foo">a</ind:v>`, a, "error"},
		{"masked and taken out", `<ind:v operation="not equal">x</ind:v>`, `<ind:v mask="true"/>`, "unknown"},
		{"masked and there", a, `<ind:v mask="true">a</ind:v>`, "true"},
		{"states nothing", ``, a, "unknown"},
		{"record", `<ind:v datatype="record"><field name="g">x</field><field name="f" datatype="int" operation="greater than">0</field></ind:v>`, record, "true"},
		{"record, one field wrong", `<ind:v datatype="record"><field name="g">x</field><field name="f" datatype="int">1</field></ind:v>`, record, "false"},
		{"record, at least one field", `<ind:v datatype="record"><field name="f" entity_check="at least one">2</field></ind:v>`, record, "true"},
		{"record without the field", `<ind:v datatype="record"><field name="h">x</field></ind:v>`, record, "error"},
		{"record against text", a, record, "error"},
		{"text against record", `<ind:v datatype="record"><field name="f">1</field></ind:v>`, a, "error"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, why := stateOf(t, row.state, row.item)
			require.Equal(t, row.want, got.String(), "%v", why)
			if got == Error || got == Unknown {
				require.NotEmpty(t, why, "an undecided result has a reason")
			}
		})
	}
}

func TestStateOperators(t *testing.T) {
	both := `<ind:v>a</ind:v><ind:w>b</ind:w>`
	for operator, want := range map[string]string{"AND": "false", "OR": "true", "ONE": "true", "XOR": "true", "NOR": "error"} {
		got, _ := stateOf(t, both, `<ind:v>a</ind:v><ind:w>x</ind:w>`, `operator="`+operator+`"`)
		require.Equal(t, want, got.String(), operator)
	}
}

// The line of the old text test is what was found, not the pattern that found it.
func TestOldTextLine(t *testing.T) {
	r := analyse(t, document(definition(1, criterion(1)),
		`<ind:textfilecontent_test id="oval:x:tst:1" version="1" comment="c" check="all"><ind:object object_ref="oval:x:obj:1"/><ind:state state_ref="oval:x:ste:1"/></ind:textfilecontent_test>`,
		`<ind:textfilecontent_object id="oval:x:obj:1" version="1"/>`, `<ind:textfilecontent_state id="oval:x:ste:1" version="1"><ind:line>found</ind:line></ind:textfilecontent_state>`, ""),
		system(`<object id="oval:x:obj:1" version="1" flag="complete"><reference item_ref="1"/></object>`,
			`<ind:textfilecontent_item id="1"><ind:line>.*</ind:line><ind:text>found</ind:text></ind:textfilecontent_item>`), Input{})
	require.Equal(t, "true", verdicts(r))
}

// Each row is one test: its attributes, the flag and the statuses of its items; of
// the items a + satisfies the state.
func TestTests(t *testing.T) {
	for _, row := range []struct{ attrs, flag, items, want string }{
		{`check="all"`, "complete", "+", "true"},
		{`check="all"`, "complete", "+-", "false"},
		{`check="at least one"`, "complete", "+-", "true"},
		{`check="only one"`, "complete", "++", "false"},
		{`check="none satisfy"`, "complete", "--", "true"},
		{`check="all"`, "complete", "", "false"},
		{`check="all" check_existence="any_exist"`, "complete", "", "true"},
		{`check="all" check_existence="none_exist"`, "complete", "", "true"},
		{`check="all" check_existence="none_exist"`, "complete", "+", "false"},
		{`check="all" check_existence="only_one_exists"`, "complete", "++", "false"},
		{`check="all"`, "complete", "+d", "true"},
		{`check="all" check_existence="all_exist"`, "complete", "+d", "false"},
		{`check="all"`, "complete", "+e", "error"},
		{`check="all"`, "complete", "-e", "false"},
		{`check="all"`, "complete", "+n", "unknown"},
		{`check="at least one"`, "complete", "+e", "true"},
		{`check="all"`, "error", "+", "error"},
		{`check="all"`, "not collected", "+", "unknown"},
		{`check="all"`, "not applicable", "", "not applicable"},
		{`check="all"`, "does not exist", "", "false"},
		{`check="all" check_existence="none_exist"`, "does not exist", "", "true"},
		{`check="all" check_existence="any_exist"`, "does not exist", "", "true"},
		{`check="all"`, "incomplete", "+", "unknown"},
		{`check="all"`, "incomplete", "-", "false"},
		{`check="at least one"`, "incomplete", "+", "true"},
		{`check="at least one"`, "incomplete", "-", "unknown"},
		{`check="only one"`, "incomplete", "++", "false"},
		{`check="only one"`, "incomplete", "+", "unknown"},
		{`check="none satisfy"`, "incomplete", "+", "false"},
		{`check="none satisfy"`, "incomplete", "-", "unknown"},
		{`check="all" check_existence="none_exist"`, "incomplete", "+", "false"},
		{`check="all" check_existence="only_one_exists"`, "incomplete", "++", "false"},
		{`check="at least one" check_existence="only_one_exists"`, "incomplete", "+", "unknown"},
		{`check="at least one"`, "incomplete", "", "unknown"},
		{`check="none exist"`, "does not exist", "", "true"},
		{`check="none exist"`, "complete", "-", "true"},
		{`check="none exist"`, "complete", "-+", "false"},
		{`check="most"`, "complete", "+", "error"},
		{``, "complete", "+", "error"},
		{`check="all" check_existence="some"`, "complete", "+", "error"},
		{`check="all" check_existence="some"`, "does not exist", "", "error"},
		{`check="all"`, "perhaps", "+", "error"},
	} {
		t.Run(row.attrs+" "+row.flag+" "+row.items, func(t *testing.T) {
			var refs, items strings.Builder
			status := map[rune]string{'+': "exists", '-': "exists", 'd': "does not exist", 'e': "error", 'n': "not collected"}
			for i, c := range row.items {
				fmt.Fprintf(&refs, `<reference item_ref="%d"/>`, i+1)
				fmt.Fprintf(&items, `<ind:family_item id="%d" status="%s"><ind:family>%c</ind:family></ind:family_item>`, i+1, status[c], c)
			}
			r := analyse(t, document(definition(1, criterion(1)),
				`<ind:family_test id="oval:x:tst:1" version="1" comment="c" `+row.attrs+`><ind:object object_ref="oval:x:obj:1"/><ind:state state_ref="oval:x:ste:1"/></ind:family_test>`,
				`<ind:family_object id="oval:x:obj:1" version="1"/>`, `<ind:family_state id="oval:x:ste:1" version="1"><ind:family>+</ind:family></ind:family_state>`, ""),
				system(`<object id="oval:x:obj:1" version="1" flag="`+row.flag+`">`+refs.String()+`</object>`, items.String()), Input{})
			require.Equal(t, row.want, verdicts(r), "%v", r.Tests[0].Messages)
		})
	}
}

// family is a document with a family_test numbered like its object for each criteria.
func family(definitions, objects string) string {
	return document(definitions,
		`<ind:family_test id="oval:x:tst:1" version="1" comment="c" check="all"><ind:object object_ref="oval:x:obj:1"/></ind:family_test>`, objects, "", "")
}

func TestWhatIsNotCollectedIsUnknown(t *testing.T) {
	doc := family(definition(1, criterion(1)), `<ind:family_object id="oval:x:obj:1" version="1"/>`)
	r := analyse(t, doc, "", Input{})
	require.Equal(t, "unknown", verdicts(r))
	r = analyse(t, doc, system(`<object id="oval:x:obj:2" version="1" flag="complete"/>`, ""), Input{})
	require.Equal(t, "unknown", verdicts(r))
	require.Len(t, r.Tests[0].Messages, 1, "said once")
	require.Contains(t, r.Tests[0].Messages[0].Text, "oval:x:obj:1 was not collected")
	r = analyse(t, doc, system(`<object id="oval:x:obj:1" version="1" flag="complete"><reference item_ref="5"/></object>`, ""), Input{})
	require.Equal(t, "error", verdicts(r), "an item that is not there")
}

func TestWhatRefersToNothing(t *testing.T) {
	doc := document(
		definition(1, criterion(9))+definition(2, `<criteria><extend_definition definition_ref="oval:x:def:9"/></criteria>`)+definition(3, criterion(1))+definition(4, criterion(2)),
		`<ind:family_test id="oval:x:tst:1" version="1" comment="c" check="all"><ind:object object_ref="oval:x:obj:9"/></ind:family_test>
		 <ind:family_test id="oval:x:tst:2" version="1" comment="c" check="all"><ind:object object_ref="oval:x:obj:2"/></ind:family_test>
		 <ind:family_test id="oval:x:tst:2" version="1" comment="c" check="all"><ind:object object_ref="oval:x:obj:2"/></ind:family_test>`,
		`<ind:family_object id="oval:x:obj:2" version="1"><set><object_reference>oval:x:obj:8</object_reference><filter>oval:x:ste:8</filter></set></ind:family_object>`, "", "")
	d, err := Read("d.xml", []byte(doc))
	require.NoError(t, err)
	p := Compile(d)
	for i, want := range []string{
		`oval:x:def:1 refers to test "oval:x:tst:9"`, `oval:x:def:2 refers to definition "oval:x:def:9"`, `oval:x:tst:1 refers to object "oval:x:obj:9"`,
		`test "oval:x:tst:2" is here a second time`, `oval:x:obj:2 refers to object "oval:x:obj:8"`, `oval:x:obj:2 refers to state "oval:x:ste:8"`,
	} {
		require.ErrorContains(t, p.Problems[i], want)
		require.NotZero(t, p.Problems[i].Line)
	}
	require.Len(t, p.Problems, 6)
	require.Equal(t, "error, error, error, error", verdicts(p.Analyse(nil, Input{})))
}

func TestTypesNobodyKnows(t *testing.T) {
	doc := document(definition(1, criterion(1))+definition(2, criterion(2)),
		`<win:odd_test id="oval:x:tst:1" version="1" comment="c" check="all"><win:object object_ref="oval:x:obj:1"/></win:odd_test>
		 <win:odd_test id="oval:x:tst:2" version="1" comment="c" check="all"><win:object object_ref="oval:x:obj:1"/></win:odd_test>`,
		`<win:odd_object id="oval:x:obj:1" version="1"/>`, "", "")
	r := analyse(t, doc, system(`<object id="oval:x:obj:1" version="1" flag="does not exist"/>`, ""), Input{})
	require.Equal(t, "unknown, unknown", verdicts(r))
	require.Len(t, r.Messages, 1, "said once")
	require.Contains(t, r.Messages[0].Text, "other:odd")
}

func TestCriteria(t *testing.T) {
	// The test is true: a family item exists.
	sys := system(`<object id="oval:x:obj:1" version="1" flag="complete"><reference item_ref="1"/></object>`, `<ind:family_item id="1"/>`)
	one := `<criterion test_ref="oval:x:tst:1"/>`
	no := `<criterion test_ref="oval:x:tst:1" negate="true"/>`
	object := `<ind:family_object id="oval:x:obj:1" version="1"/>`
	for _, row := range []struct{ criteria, want string }{
		{`<criteria>` + one + no + `</criteria>`, "false"},
		{`<criteria operator="OR">` + one + no + `</criteria>`, "true"},
		{`<criteria operator="XOR" negate="1">` + one + one + `</criteria>`, "true"},
		{`<criteria operator="ONE">` + one + `<criteria negate="true">` + one + `</criteria></criteria>`, "true"},
		{`<criteria operator="NAND">` + one + `</criteria>`, "error"},
		{`<criteria/>`, "not evaluated"},
		{``, "not evaluated"},
	} {
		require.Equal(t, row.want, verdicts(analyse(t, family(definition(1, row.criteria), object), sys, Input{})), row.criteria)
	}
	extended := definition(2, `<criteria><extend_definition definition_ref="oval:x:def:1" negate="true"/></criteria>`) + definition(1, `<criteria>`+one+`</criteria>`)
	require.Equal(t, "false, true", verdicts(analyse(t, family(extended, object), sys, Input{})), "an extended definition may follow")
	some := analyse(t, family(extended, object), sys, Input{Definitions: []string{"oval:x:def:2"}})
	require.Len(t, some.Definitions, 2)
	require.True(t, some.Definitions[0].Asked)
	require.False(t, some.Definitions[1].Asked, "here because it is extended")
	require.Equal(t, False, some.Of(some.Definitions[0].Definition.Criteria.Children[0]))
}

func TestDeprecated(t *testing.T) {
	old := strings.Replace(definition(1, criterion(1)), `class=`, `deprecated="true" class=`, 1)
	object := `<ind:family_object id="oval:x:obj:1" version="1"/>`
	sys := system(`<object id="oval:x:obj:1" version="1" flag="complete"><reference item_ref="1"/></object>`, `<ind:family_item id="1"/>`)
	require.Equal(t, "not evaluated", verdicts(analyse(t, family(old, object), sys, Input{})))
	require.Equal(t, "true", verdicts(analyse(t, family(old, object), sys, Input{Definitions: []string{"oval:x:def:1"}})))
	extends := definition(2, `<criteria><extend_definition definition_ref="oval:x:def:1"/></criteria>`)
	require.Equal(t, "true, true", verdicts(analyse(t, family(old+extends, object), sys, Input{})))
}

func TestCircles(t *testing.T) {
	extend := func(id, to int) string {
		return definition(id, fmt.Sprintf(`<criteria negate="true"><extend_definition definition_ref="oval:x:def:%d"/></criteria>`, to))
	}
	doc := document(extend(1, 2)+extend(2, 3)+extend(3, 1)+extend(4, 1)+extend(5, 5), "", "", "",
		`<local_variable id="oval:x:var:1" version="1" datatype="string" comment="c"><variable_component var_ref="oval:x:var:2"/></local_variable>
		 <local_variable id="oval:x:var:2" version="1" datatype="string" comment="c"><variable_component var_ref="oval:x:var:1"/></local_variable>`)
	d, err := Read("d.xml", []byte(doc))
	require.NoError(t, err)
	p := Compile(d)
	require.Len(t, p.Problems, 3)
	require.ErrorContains(t, p.Problems[0], "oval:x:def:1 -> oval:x:def:2 -> oval:x:def:3 -> oval:x:def:1")
	require.ErrorContains(t, p.Problems[1], "oval:x:def:5 -> oval:x:def:5")
	require.ErrorContains(t, p.Problems[2], "oval:x:var:1 -> oval:x:var:2 -> oval:x:var:1")
	r := p.Analyse(nil, Input{})
	require.Equal(t, "not evaluated, not evaluated, not evaluated, not evaluated, not evaluated", verdicts(r))
	require.Contains(t, r.Definitions[0].Messages[0].Text, "oval:x:def:3")
}

func TestCircleThroughAnObject(t *testing.T) {
	doc := variableDocument(`<local_variable id="oval:x:var:1" version="1" datatype="string" comment="c"><object_component object_ref="oval:x:obj:1" item_field="value"/></local_variable>`, `<ind:value>a</ind:value>`)
	r := analyse(t, doc, "", Input{})
	require.Equal(t, "error", verdicts(r))
	require.Contains(t, r.Tests[0].Messages[1].Text, "oval:x:obj:1 -> oval:x:var:1 -> oval:x:obj:1")
}

// variableDocument judges variable 1 by a state with this content.
func variableDocument(variables, state string) string {
	return document(definition(1, criterion(1)),
		`<ind:variable_test id="oval:x:tst:1" version="1" comment="c" check="all"><ind:object object_ref="oval:x:obj:1"/><ind:state state_ref="oval:x:ste:1"/></ind:variable_test>`,
		`<ind:variable_object id="oval:x:obj:1" version="1"><ind:var_ref>oval:x:var:1</ind:var_ref></ind:variable_object>`,
		`<ind:variable_state id="oval:x:ste:1" version="1">`+state+`</ind:variable_state>`, variables)
}

// nest is what stands n times around inner.
func nest(n int, open, inner, end string) string {
	return strings.Repeat(open, n) + inner + strings.Repeat(end, n)
}

// What is nested without end costs the one definition that needs it, not the document.
func TestNestedCriteria(t *testing.T) {
	sys := system(`<object id="oval:x:obj:1" version="1" flag="complete"><reference item_ref="1"/></object>`, `<ind:family_item id="1"/>`)
	object := `<ind:family_object id="oval:x:obj:1" version="1"/>`
	one := `<criterion test_ref="oval:x:tst:1"/>`
	deep := family(definition(1, nest(20_000, `<criteria>`, one, `</criteria>`))+definition(2, criterion(1))+
		definition(3, `<criteria operator="OR" negate="true">`+one+nest(MaxNesting, `<criteria negate="true">`, one, `</criteria>`)+`</criteria>`), object)
	d, err := Read("d.xml", []byte(deep))
	require.NoError(t, err)
	require.Len(t, d.Problems, 2)
	require.ErrorContains(t, d.Problems[0], "definition[oval:x:def:1]")
	require.ErrorContains(t, d.Problems[0], "nested deeper than 200 (MaxNesting)")
	r := analyse(t, deep, sys, Input{})
	require.Equal(t, "error, true, false", verdicts(r), "of the third the part that was read decides")
	require.Contains(t, r.Definitions[0].Messages[0].Text, "nested deeper")
	data, err := WriteResults(r, FullDirectives(), Generator{SchemaVersion: "5.11", Timestamp: "2024-01-02T03:04:05"})
	require.NoError(t, err)
	require.Contains(t, string(data), `definition_id="oval:x:def:1" version="1" variable_instance="1" class="compliance" result="error"`)

	bearable := nest(MaxNesting, `<criteria>`, one, `</criteria>`)
	require.Equal(t, "true", verdicts(analyse(t, family(definition(1, bearable), object), sys, Input{})))
	_, err = Read("d.xml", []byte(family(definition(1, nest(MaxDepth, `<criteria>`, "", `</criteria>`)), "")))
	require.ErrorContains(t, err, "Depth")
	_, err = Summarise("d.xml", []byte(deep))
	require.NoError(t, err)
}

func TestNestedSetsComponentsAndFields(t *testing.T) {
	test := `<ind:family_test id="oval:x:tst:1" version="1" comment="c" check="all" check_existence="any_exist"><ind:object object_ref="oval:x:obj:1"/></ind:family_test>`
	sets := document(definition(1, criterion(1)), test,
		`<ind:family_object id="oval:x:obj:1" version="1">`+nest(20_000, `<set>`, `<object_reference>oval:x:obj:2</object_reference>`, `</set>`)+`</ind:family_object><ind:family_object id="oval:x:obj:2" version="1"/>`, "", "")
	require.Equal(t, "error", verdicts(analyse(t, sets, system(`<object id="oval:x:obj:2" version="1" flag="does not exist"/>`, ""), Input{})))
	for _, component := range []string{
		nest(20_000, `<unique>`, `<literal_component>a</literal_component>`, `</unique>`),
		`<concat><lowercase><literal_component>b</literal_component></lowercase><literal_component>a</literal_component><literal_component></literal_component></concat>`,
	} {
		r := analyse(t, variableDocument(`<local_variable id="oval:x:var:1" version="1" datatype="string" comment="c">`+component+`</local_variable>`, `<ind:value>a</ind:value>`), "", Input{})
		require.Equal(t, "error", verdicts(r))
	}
	field := nest(20_000, `<field name="f" datatype="record">`, "", `</field>`)
	got, _ := stateOf(t, `<ind:v datatype="record">`+field+`</ind:v>`, `<ind:v datatype="record">`+field+`</ind:v>`)
	require.Equal(t, Error, got)
}

// A chain of definitions is as long as its author likes.
func TestLongChain(t *testing.T) {
	shared.Long(t)
	const n = 50_000
	var b strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, `<definition id="oval:x:def:%d" version="1" class="patch"><criteria><extend_definition definition_ref="oval:x:def:%d"/></criteria></definition>`, i, i%n+1)
	}
	r := analyse(t, document(b.String(), "", "", "", ""), "", Input{})
	require.Equal(t, NotEvaluated, r.Definitions[0].Result)
	require.Less(t, len(r.Definitions[0].Messages[0].Text), 1000, "of a long circle the middle is left out")
}

func TestManyComparisonsEndInError(t *testing.T) {
	r := &run{Program: &Program{}, said: map[string]bool{}, comparisons: MaxComparisons}
	j := judgement{run: r, entity: &Entity{}}
	require.Equal(t, Error, j.compare("a", "a"))
	require.Len(t, r.messages, 1)
}

// A pattern that backtracks without end is an error of each item, and after some of
// them it is not tried again.
func TestCatastrophicPattern(t *testing.T) {
	shared.Long(t)
	s := searches{patterns: &patterns{}}
	text := strings.Repeat("a", 60) + "!bc"
	for range MaxGivenUp + 1000 {
		r, why := s.match(`^(a+)+(?=c)`, text)
		require.Equal(t, Error, r)
		require.Contains(t, why, "steps")
	}
	r, why := s.match("a", text)
	require.Equal(t, True, r, why)
}

func TestNow(t *testing.T) {
	doc := variableDocument(`<local_variable id="oval:x:var:1" version="1" datatype="int" comment="c"><time_difference format_2="seconds_since_epoch"><literal_component>1000</literal_component></time_difference></local_variable>`,
		`<ind:value datatype="int">500</ind:value>`)
	require.Equal(t, "true", verdicts(analyse(t, doc, "", Input{Now: time.Unix(1500, 0)})))
	require.Equal(t, "error", verdicts(analyse(t, doc, "", Input{})), "no time is no answer")
}
