package oval

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExplain(t *testing.T) {
	doc := document(definition(1, `<criteria><criterion test_ref="oval:x:tst:1"/><criterion test_ref="oval:x:tst:2"/><extend_definition definition_ref="oval:x:def:2" negate="true"/></criteria>`)+
		definition(2, criterion(3)),
		`<unix:file_test id="oval:x:tst:1" version="1" comment="owner of shadow" check="all"><unix:object object_ref="oval:x:obj:1"/><unix:state state_ref="oval:x:ste:1"/></unix:file_test>
		 <unix:file_test id="oval:x:tst:2" version="1" comment="is there" check="all"><unix:object object_ref="oval:x:obj:1"/></unix:file_test>
		 <unix:file_test id="oval:x:tst:3" version="1" comment="is there too" check="all" check_existence="only_one_exists"><unix:object object_ref="oval:x:obj:1"/></unix:file_test>`,
		`<unix:file_object id="oval:x:obj:1" version="1"><unix:filepath>/etc/shadow</unix:filepath></unix:file_object>`,
		`<unix:file_state id="oval:x:ste:1" version="1" comment="root owns it"><unix:user_id datatype="int" operation="less than">1</unix:user_id><unix:group_id datatype="int" mask="true">42</unix:group_id></unix:file_state>`, "")
	r := analyse(t, doc, system(`<object id="oval:x:obj:1" version="1" flag="complete"><reference item_ref="1"/></object>`,
		`<unix:file_item id="1"><unix:filepath>/etc/shadow</unix:filepath><unix:user_id datatype="int">7</unix:user_id><unix:group_id datatype="int">7</unix:group_id></unix:file_item>`), Input{})
	require.Equal(t, `Test oval:x:tst:1 (owner of shadow) is false.
  Looked for unix:file with filepath equals "/etc/shadow": 1 found; wanted: at least one.
  Every item must satisfy oval:x:ste:1 (root owns it).
  Item file filepath "/etc/shadow": false.
    user_id is "7"; wanted int less than "1".
    group_id is masked; wanted int equals a masked value.
Test oval:x:tst:3 (is there too) is true (the definition asks for the opposite).
  Looked for unix:file with filepath equals "/etc/shadow": 1 found; wanted: exactly one.`,
		strings.Join(r.Explain(r.Definitions[0].Definition), "\n"), "the test that holds decided nothing")
	require.Len(t, r.Tests[0].Messages, 0, "explaining adds no remark")
}

func TestExplainUndecided(t *testing.T) {
	doc := variableDocument(`<external_variable id="oval:x:var:1" version="1" datatype="string" comment="c"/>`, `<ind:value>a</ind:value>`)
	r := analyse(t, doc, "", Input{})
	require.Equal(t, `Test oval:x:tst:1 (c) is error.
  Looked for independent:variable with var_ref equals "oval:x:var:1": looking for it failed; wanted: at least one.
  Every item must satisfy oval:x:ste:1.
  object oval:x:obj:1 is "error".
  external variable oval:x:var:1 was given no value.`, strings.Join(r.ExplainTest(&r.Tests[0]), "\n"))
	require.Equal(t, "test oval:x:tst:1: external variable oval:x:var:1 was given no value", r.Reason(r.Definitions[0]))
	r = analyse(t, variableDocument(constant(1, "string", "a", "b", "c", "d", "e", "f"), `<ind:value>a</ind:value>`), "", Input{})
	require.Contains(t, strings.Join(r.ExplainTest(&r.Tests[0]), "\n"), `value is "a", "b", "c", "d", "e", and 1 more; wanted equals "a".`)
}

// Of a definition that depends on a thousand tests a bearable part is said.
func TestExplanationsAreBounded(t *testing.T) {
	var many strings.Builder
	for range 300 {
		many.WriteString(`<criteria>` + `<extend_definition definition_ref="oval:x:def:1"/></criteria>`)
	}
	r := analyse(t, family(definition(1, `<criteria>`+many.String()+`<criterion test_ref="oval:x:tst:1"/></criteria>`), `<ind:family_object id="oval:x:obj:1" version="1"/>`), "", Input{})
	require.LessOrEqual(t, len(r.Explain(r.Definitions[0].Definition)), MaxExplained+1)
}
