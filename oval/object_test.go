package oval

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// sets are the items of a set over objects A and B: items are words, and so is the result.
func setItems(t testing.TB, operator, filters, flagA, a, flagB, b string) string {
	t.Helper()
	next := 0
	var items strings.Builder
	collect := func(id int, flag, words string) string {
		var refs strings.Builder
		for _, w := range strings.Fields(words) {
			next++
			fmt.Fprintf(&refs, `<reference item_ref="%d"/>`, next)
			fmt.Fprintf(&items, `<ind:family_item id="%d"><ind:family>%s</ind:family></ind:family_item>`, next, w)
		}
		return fmt.Sprintf(`<object id="oval:x:obj:%d" version="1" flag="%s">%s</object>`, id, flag, refs.String())
	}
	collected := collect(2, flagA, a) + collect(3, flagB, b)
	doc := document(definition(1, criterion(1)),
		`<ind:family_test id="oval:x:tst:1" version="1" comment="c" check="all"><ind:object object_ref="oval:x:obj:1"/></ind:family_test>`,
		`<ind:family_object id="oval:x:obj:1" version="1"><set set_operator="`+operator+`"><object_reference>oval:x:obj:2</object_reference><object_reference>oval:x:obj:3</object_reference>`+filters+`</set></ind:family_object>
		 <ind:family_object id="oval:x:obj:2" version="1"/><ind:family_object id="oval:x:obj:3" version="1"/>`,
		`<ind:family_state id="oval:x:ste:1" version="1"><ind:family operation="pattern match">x</ind:family></ind:family_state>
		 <ind:family_state id="oval:x:ste:2" version="1"><ind:nothing>x</ind:nothing></ind:family_state>`, "")
	r := analyse(t, doc, system(collected, items.String()), Input{})
	var words []string
	for _, it := range r.Objects[0].Items {
		words = append(words, it.Values[0].Text)
	}
	slices.Sort(words)
	return strings.TrimSpace(r.Objects[0].Flag.String() + ": " + strings.Join(words, " "))
}

func TestSets(t *testing.T) {
	filter := func(state int, action string) string {
		return fmt.Sprintf(`<filter action="%s">oval:x:ste:%d</filter>`, action, state)
	}
	for _, row := range []struct{ operator, filters, flagA, a, flagB, b, want string }{
		{"UNION", "", "complete", "p q p", "complete", "q r", "complete: p q r"},
		{"INTERSECTION", "", "complete", "p q", "complete", "q r", "complete: q"},
		{"INTERSECTION", "", "complete", "p", "complete", "r", "does not exist:"},
		{"COMPLEMENT", "", "complete", "p q", "complete", "q r", "complete: p"},
		{"COMPLEMENT", "", "complete", "p", "does not exist", "", "complete: p"},
		{"COMPLEMENT", "", "complete", "p", "complete", "p", "does not exist:"},
		{"UNION", "", "error", "p", "complete", "q", "error:"},
		{"UNION", "", "incomplete", "p", "complete", "q", "incomplete: p q"},
		{"UNION", "", "not collected", "", "complete", "q", "incomplete: q"},
		{"UNION", "", "does not exist", "", "does not exist", "", "does not exist:"},
		{"UNION", "", "not applicable", "", "complete", "q", "complete: q"},
		{"UNION", filter(1, "exclude"), "complete", "p xp", "complete", "q xq", "complete: p q"},
		{"UNION", filter(1, "include"), "complete", "p xp", "complete", "q xq", "complete: xp xq"},
		{"UNION", filter(1, "exclude"), "complete", "x", "complete", "xx", "does not exist:"},
		{"UNION", filter(1, "include") + filter(1, "exclude"), "complete", "p xp", "complete", "q", "does not exist:"},
		{"UNION", filter(2, "exclude"), "complete", "p", "complete", "q", "error:"},
		{"UNION", filter(9, "exclude"), "complete", "p", "complete", "q", "error:"},
		{"SUM", "", "complete", "p", "complete", "q", "error:"},
	} {
		require.Equal(t, row.want, setItems(t, row.operator, row.filters, row.flagA, row.a, row.flagB, row.b), "%+v", row)
	}
}

// What a set holds does not depend on the order in which its items were found.
func TestSetsForgetOrder(t *testing.T) {
	orders := []string{"p q r", "r q p", "q r p", "p p r q"}
	for _, operator := range setOperatorNames {
		want := setItems(t, operator, "", "complete", "p q r", "complete", "q r s")
		for _, a := range orders {
			for _, b := range orders {
				b = strings.ReplaceAll(b, "p", "s")
				require.Equal(t, want, setItems(t, operator, "", "complete", a, "complete", b), "%s of %s and %s", operator, a, b)
			}
		}
	}
}

// A document without collected objects: items are looked for by what objects name.
func TestSearch(t *testing.T) {
	objects := func(inner string) string {
		return document(definition(1, criterion(1)),
			`<unix:file_test id="oval:x:tst:1" version="1" comment="c" check="all" check_existence="any_exist"><unix:object object_ref="oval:x:obj:1"/><unix:state state_ref="oval:x:ste:1"/></unix:file_test>`,
			`<unix:file_object id="oval:x:obj:1" version="1">`+inner+`</unix:file_object>`,
			`<unix:file_state id="oval:x:ste:1" version="1"><unix:user_id datatype="int">0</unix:user_id></unix:file_state>`, "")
	}
	sys := system("", `<unix:file_item id="1"><unix:path>/etc</unix:path><unix:filename>a</unix:filename><unix:user_id datatype="int">0</unix:user_id></unix:file_item>
		<unix:file_item id="2"><unix:path>/etc</unix:path><unix:filename>b</unix:filename><unix:user_id datatype="int">7</unix:user_id></unix:file_item>
		<unix:file_item id="4"><unix:path>/etc</unix:path><unix:filename xsi:nil="true"/><unix:user_id datatype="int">0</unix:user_id></unix:file_item>
		<ind:family_item id="3"><ind:family>unix</ind:family></ind:family_item>`)
	for inner, want := range map[string]string{
		`<unix:path>/etc</unix:path><unix:filename>a</unix:filename>`:                                                             "true",
		`<unix:path>/etc</unix:path><unix:filename>b</unix:filename>`:                                                             "false",
		`<unix:path>/etc</unix:path><unix:filename xsi:nil="true"/>`:                                                              "true",
		`<unix:path>/etc</unix:path><unix:filename>c</unix:filename>`:                                                             "unknown",
		`<unix:behaviors recurse_direction="down"/><unix:path>/etc</unix:path><unix:filename>a</unix:filename>`:                   "unknown",
		`<unix:path>/etc</unix:path><unix:filename operation="pattern match">^[ab]$</unix:filename><filter>oval:x:ste:1</filter>`: "false",
	} {
		require.Equal(t, want, verdicts(analyse(t, objects(inner), sys, Input{})), inner)
	}
}

// What was collected with other values than those of this judgement says nothing of it.
func TestOtherVariables(t *testing.T) {
	doc := document(definition(1, criterion(1)),
		`<unix:file_test id="oval:x:tst:1" version="1" comment="c" check="all"><unix:object object_ref="oval:x:obj:1"/></unix:file_test>`,
		`<unix:file_object id="oval:x:obj:1" version="1"><unix:filepath var_ref="oval:x:var:1"/></unix:file_object>`, "",
		`<external_variable id="oval:x:var:1" version="1" datatype="string" comment="c"/>`)
	one := `<object id="oval:x:obj:1" version="1" flag="complete"><variable_value variable_id="oval:x:var:1">/a</variable_value><variable_value variable_id="oval:x:var:1">/b</variable_value><reference item_ref="1"/></object>`
	two := `<object id="oval:x:obj:1" version="1" variable_instance="2" flag="does not exist"><variable_value variable_id="oval:x:var:1">/c</variable_value></object>`
	item := `<unix:file_item id="1"/>`
	given := func(values ...string) Input { return Input{Externals: Externals{"oval:x:var:1": values}} }
	require.Equal(t, "true", verdicts(analyse(t, doc, system(one, item), given("/b", "/a"))))
	require.Equal(t, "unknown", verdicts(analyse(t, doc, system(one, item), given("/a"))))
	require.Equal(t, "false", verdicts(analyse(t, doc, system(one+two, item), given("/c"))))
	require.Equal(t, "true", verdicts(analyse(t, doc, system(one+two, item), given("/a", "/b"))))
}

func TestReadCharacteristics(t *testing.T) {
	c, err := ReadCharacteristics("s.xml", []byte(system(
		`<object id="oval:x:obj:1" version="3" comment="c" flag="complete"><message level="warning">m &amp; n</message><variable_value variable_id="oval:x:var:1">v</variable_value><reference item_ref="2"/></object>`,
		`<unix:file_item id="2" status="exists"><message>said</message><unix:path mask="true" datatype="string">/etc</unix:path><unix:r datatype="record"><field name="f">1</field></unix:r></unix:file_item>`)))
	require.NoError(t, err)
	require.Empty(t, c.Problems)
	require.Equal(t, Host{"Linux", "1", "x86_64", "one", []Interface{{"lo", "127.0.0.1", "00-00-00-00-00-00"}}}, c.Host)
	require.Equal(t, "unix:file", c.Items[0].Type.String())
	require.Equal(t, []Value{{Name: "path", Text: "/etc", Mask: true}, {Name: "r", Datatype: Record, Record: []Value{{Name: "f", Text: "1"}}}}, c.Items[0].Values)
	require.Equal(t, []Message{{"info", "said"}}, c.Items[0].Messages)
	require.Equal(t, []Message{{"warning", "m & n"}}, c.Objects[0].Messages)
	require.Same(t, &c.Items[0], c.Item(2))
	require.Nil(t, c.Item(1))
}

func TestCharacteristicsWithProblems(t *testing.T) {
	c, err := ReadCharacteristics("s.xml", []byte(system(`<object id="oval:x:obj:1" version="1" flag="odd"><reference item_ref="9"/><reference item_ref="x"/></object>`,
		`<unix:file_item id="2" status="odd"/><unix:file_item id="2"/><unix:thing id="3"/>`)))
	require.NoError(t, err)
	var said []string
	for _, p := range c.Problems {
		said = append(said, p.Error())
	}
	text := strings.Join(said, "\n")
	for _, want := range []string{`flag is "odd"`, `item_ref is "x"`, `status is "odd"`, "1 items have the id of an earlier one", "does not end in _item", "refers to item 9"} {
		require.Contains(t, text, want)
	}
	require.Equal(t, FlagError, c.Objects[0].Flag)
	require.Equal(t, StatusError, c.Items[0].Status)
	for _, bad := range []string{"", "<a/>", "<oval_system_characteristics/>"} {
		_, err := ReadCharacteristics("s.xml", []byte(bad))
		require.Error(t, err)
	}
}

func TestReadExternals(t *testing.T) {
	doc := func(inner string) []byte {
		return []byte(`<oval_variables xmlns="` + NamespaceVariables + `"><variables>` + inner + `</variables></oval_variables>`)
	}
	x, err := ReadExternals("v.xml", doc(`<variable id="a" datatype="int" comment="c"><value>1</value><value>2</value></variable><variable id="b"/>`))
	require.NoError(t, err)
	require.Equal(t, Externals{"a": {"1", "2"}, "b": {}}, x)
	_, err = ReadExternals("v.xml", doc(`<variable id="a"/><variable id="a"/><variable/>`))
	require.ErrorContains(t, err, "variable a is given twice")
	require.ErrorContains(t, err, "has no id")
	_, err = ReadExternals("v.xml", []byte(`<x/>`))
	require.Error(t, err)
}

// A hundred thousand items are read and judged, and where there is time for it a million.
func TestManyItems(t *testing.T) {
	manyItems(t, 100_000)
	t.Run("a million", func(t *testing.T) {
		shared.Long(t)
		manyItems(t, 1_000_000)
	})
}

func manyItems(t *testing.T, n int) {
	var refs, items strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&refs, `<reference item_ref="%d"/>`, i)
		fmt.Fprintf(&items, `<ind:family_item id="%d"><ind:family>+</ind:family></ind:family_item>`, i)
	}
	r := analyse(t, family(definition(1, criterion(1)), `<ind:family_object id="oval:x:obj:1" version="1"/>`),
		system(`<object id="oval:x:obj:1" version="1" flag="complete">`+refs.String()+`</object>`, items.String()), Input{})
	require.Equal(t, "true", verdicts(r))
	require.Len(t, r.Tests[0].Items, n)
}
