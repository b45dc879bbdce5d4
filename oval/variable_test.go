package oval

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// valuesOfVariable are the flag and values of variable 1 of a document with these variables.
func valuesOfVariable(t testing.TB, variables string, in Input) VariableResult {
	t.Helper()
	r := analyse(t, variableDocument(variables, `<ind:value>a</ind:value>`), system(`<object id="oval:x:obj:9" version="1" flag="complete"/>`, ""), in)
	for _, v := range r.Variables {
		if v.Variable.ID == "oval:x:var:1" {
			return v
		}
	}
	t.Fatal("no variable 1")
	return VariableResult{}
}

func localVariable(id int, datatype, component string) string {
	return fmt.Sprintf(`<local_variable id="oval:x:var:%d" version="1" datatype="%s" comment="c">%s</local_variable>`, id, datatype, component)
}

func constant(id int, datatype string, values ...string) string {
	return fmt.Sprintf(`<constant_variable id="oval:x:var:%d" version="1" datatype="%s" comment="c"><value>%s</value></constant_variable>`, id, datatype, strings.Join(values, `</value><value>`))
}

func lit(s string) string { return `<literal_component>` + s + `</literal_component>` }

func vari(id int) string { return fmt.Sprintf(`<variable_component var_ref="oval:x:var:%d"/>`, id) }

func TestFunctions(t *testing.T) {
	for _, row := range []struct{ component, want string }{
		{`<concat>` + lit("a") + lit("b") + lit("c") + `</concat>`, "abc"},
		{`<concat>` + vari(2) + lit("/") + vari(2) + `</concat>`, "a/a a/b b/a b/b"},
		{`<concat>` + vari(2) + vari(8) + `</concat>`, "error"},
		{`<arithmetic arithmetic_operation="add">` + vari(3) + lit("10") + `</arithmetic>`, "11 12"},
		{`<arithmetic arithmetic_operation="multiply">` + vari(3) + vari(3) + lit("-1") + `</arithmetic>`, "-1 -2 -2 -4"},
		{`<arithmetic arithmetic_operation="multiply">` + lit("9223372036854775807") + lit("2") + `</arithmetic>`, "18446744073709551614"},
		{`<arithmetic arithmetic_operation="multiply">` + lit("1.1") + lit("1.1") + `</arithmetic>`, "1.21"},
		{`<arithmetic arithmetic_operation="add">` + lit("1") + lit("0.5") + `</arithmetic>`, "1.5"},
		{`<arithmetic arithmetic_operation="add">` + lit("1") + lit("x") + `</arithmetic>`, "error"},
		{`<arithmetic arithmetic_operation="add">` + lit("1") + lit("") + `</arithmetic>`, "error"},
		{`<begin character="ab">` + lit("abc") + `</begin>`, "abc"},
		{`<begin character="ab">` + lit("bc") + `</begin>`, "abbc"},
		{`<end character="bc">` + lit("abc") + `</end>`, "abc"},
		{`<end character="bc">` + lit("ab") + `</end>`, "abbc"},
		{`<count>` + vari(2) + lit("x") + `</count>`, "3"},
		{`<unique>` + vari(2) + lit("b") + lit("c") + `</unique>`, "a b c"},
		{`<escape_regex>` + lit(`(\.t_*)?`) + `</escape_regex>`, `\(\\\.t_\*\)\?`},
		{`<split delimiter="-">` + lit("-a-a-") + `</split>`, `"" a a ""`},
		{`<split delimiter="--">` + lit("a") + `</split>`, "a"},
		{`<split delimiter="">` + lit("ab") + `</split>`, "ab"},
		{`<substring substring_start="3" substring_length="2">` + lit("abcdefg") + `</substring>`, "cd"},
		{`<substring substring_start="-3" substring_length="2">` + lit("äöü") + `</substring>`, "äö"},
		{`<substring substring_start="2" substring_length="-1">` + lit("abc") + `</substring>`, "bc"},
		{`<substring substring_start="4" substring_length="1">` + lit("abc") + `</substring>`, "error"},
		{`<regex_capture pattern="x(.)(.)">` + lit("axbc") + `</regex_capture>`, "b"},
		{`<regex_capture pattern="x">` + lit("axbc") + `</regex_capture>`, `""`},
		{`<regex_capture pattern="(y)">` + lit("axbc") + `</regex_capture>`, `""`},
		{`<regex_capture pattern="(">` + lit("axbc") + `</regex_capture>`, "error"},
		{`<time_difference format_1="day_month_year">` + lit("01/03/2024") + lit("2024-02-28") + `</time_difference>`, "172800"},
		{`<time_difference format_1="month_day_year" format_2="month_day_year">` + lit("Feb, 1 2023 00:00:10") + lit("February, 1 2023 00:00:20") + `</time_difference>`, "-10"},
		{`<time_difference format_1="win_filetime" format_2="seconds_since_epoch">` + lit("116444736000000000") + lit("-5") + `</time_difference>`, "5"},
		{`<time_difference format_1="cim_datetime" format_2="cim_datetime">` + lit("20240101010000.000000+060") + lit("20240101000000.000000+000") + `</time_difference>`, "0"},
		{`<time_difference>` + lit("20240230") + lit("20240228") + `</time_difference>`, "error"},
		{`<time_difference format_1="lunar">` + lit("1") + lit("20240228") + `</time_difference>`, "error"},
		{`<concat>` + lit("a") + `</concat>`, "error"},
		{`<count/>`, "error"},
		{`<variable_component var_ref="oval:x:var:77"/>`, "error"},
		{`<object_component object_ref="oval:x:obj:77" item_field="a"/>`, "error"},
		{`<frobnicate>` + lit("a") + `</frobnicate>`, "error"},
		{lit("a") + lit("b"), "error"},
	} {
		v := valuesOfVariable(t, localVariable(1, "string", row.component)+constant(2, "string", "a", "b")+constant(3, "int", "1", "2")+
			`<external_variable id="oval:x:var:8" version="1" datatype="string" comment="c"/>`, Input{})
		got := v.Flag.String()
		if v.Flag == FlagComplete {
			shown := make([]string, len(v.Values))
			for i, s := range v.Values {
				if shown[i] = s; s == "" {
					shown[i] = `""`
				}
			}
			got = strings.Join(shown, " ")
		}
		require.Equal(t, row.want, got, "%s: %v", row.component, v.Messages)
		require.Equal(t, v.Flag == FlagError, len(v.Messages) > 0, "an error says why: %s", row.component)
	}
}

// Products of components are refused before they eat the memory.
func TestProductsAreBounded(t *testing.T) {
	many := make([]string, 200)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	v := valuesOfVariable(t, localVariable(1, "string", `<concat>`+strings.Repeat(vari(2), 8)+`</concat>`)+constant(2, "string", many...), Input{})
	require.Equal(t, FlagError, v.Flag)
	require.Contains(t, v.Messages[0].Text, "MaxValues")
	long := strings.Repeat("x", 1<<20)
	v = valuesOfVariable(t, localVariable(1, "string", `<concat>`+strings.Repeat(vari(2), 2)+`</concat>`)+constant(2, "string", long, long, long, long, long, long), Input{})
	require.Equal(t, FlagError, v.Flag)
	require.Contains(t, v.Messages[0].Text, "MaxValueBytes")
}

func TestExternalVariables(t *testing.T) {
	external := func(inner string) string {
		return `<external_variable id="oval:x:var:1" version="1" datatype="int" comment="c">` + inner + `</external_variable>`
	}
	given := func(values ...string) Input { return Input{Externals: Externals{"oval:x:var:1": values}} }
	limits := `<possible_value hint="h">1</possible_value><possible_restriction hint="h"><restriction operation="greater than">10</restriction><restriction operation="less than">20</restriction></possible_restriction>`
	for _, row := range []struct {
		inner string
		in    Input
		want  Flag
	}{
		{"", given("5"), FlagComplete},
		{"", given("5", "6"), FlagComplete},
		{"", given("five"), FlagError},
		{"", given(), FlagError},
		{"", Input{}, FlagError},
		{limits, given("01"), FlagComplete},
		{limits, given("15"), FlagComplete},
		{limits, given("20"), FlagError},
		{limits, given("15", "9"), FlagError},
	} {
		v := valuesOfVariable(t, external(row.inner), row.in)
		require.Equal(t, row.want, v.Flag, "%v: %v", row.in, v.Messages)
	}
}

func TestDatatypesOfVariables(t *testing.T) {
	require.Equal(t, FlagError, valuesOfVariable(t, localVariable(1, "int", lit("")), Input{}).Flag, "an empty text is no number")
	require.Equal(t, FlagError, valuesOfVariable(t, localVariable(1, "nothing", lit("a")), Input{}).Flag)
	v := valuesOfVariable(t, constant(1, "binary", "true"), Input{})
	require.Equal(t, FlagComplete, v.Flag, "constants are let off")
	require.Equal(t, "warning", v.Messages[0].Level)
}

// A value of an object: what nobody collected is no value, and what is not there none.
func TestObjectComponents(t *testing.T) {
	for _, row := range []struct{ name, flag, items, field, want string }{
		{"values of all items", "complete", `<ind:v>a</ind:v>|<ind:v>b</ind:v><ind:v>c</ind:v>`, `item_field="v"`, "complete a b c"},
		{"of part of them", "incomplete", `<ind:v>a</ind:v>`, `item_field="v"`, "incomplete a"},
		{"no such field", "complete", `<ind:v>a</ind:v>`, `item_field="w"`, "error"},
		{"field that is not there", "complete", `<ind:v status="does not exist"/>`, `item_field="v"`, "does not exist"},
		{"field in error", "complete", `<ind:v status="error"/>`, `item_field="v"`, "error"},
		{"field masked and taken out", "complete", `<ind:v mask="true"/>`, `item_field="v"`, "not collected"},
		{"field not collected", "complete", `<ind:v status="not collected"/>`, `item_field="v"`, "not collected"},
		{"record", "complete", `<ind:v datatype="record"><field name="f">1</field></ind:v>`, `item_field="v" record_field="f"`, "complete 1"},
		{"record without the field", "complete", `<ind:v datatype="record"><field name="f">1</field></ind:v>`, `item_field="v" record_field="g"`, "error"},
		{"record as a whole", "complete", `<ind:v datatype="record"><field name="f">1</field></ind:v>`, `item_field="v"`, "error"},
		{"nothing there", "does not exist", ``, `item_field="v"`, "does not exist"},
		{"not collected", "not collected", ``, `item_field="v"`, "not collected"},
		{"not applicable", "not applicable", ``, `item_field="v"`, "not applicable"},
		{"object in error", "error", ``, `item_field="v"`, "error"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var refs, items strings.Builder
			for i, it := range strings.Split(row.items, "|") {
				if it != "" {
					fmt.Fprintf(&refs, `<reference item_ref="%d"/>`, i+1)
					fmt.Fprintf(&items, `<ind:sql57_item id="%d">%s</ind:sql57_item>`, i+1, it)
				}
			}
			doc := strings.Replace(variableDocument(localVariable(1, "string", `<object_component object_ref="oval:x:obj:2" `+row.field+`/>`), `<ind:value>a</ind:value>`),
				`</objects>`, `<ind:sql57_object id="oval:x:obj:2" version="1"/></objects>`, 1)
			r := analyse(t, doc, system(`<object id="oval:x:obj:2" version="1" flag="`+row.flag+`">`+refs.String()+`</object>`, items.String()), Input{})
			got := strings.TrimSpace(r.Variables[0].Flag.String() + " " + strings.Join(r.Variables[0].Values, " "))
			require.Equal(t, row.want, got, "%v", r.Variables[0].Messages)
		})
	}
}

// The number of what was seen in part is not the number.
func TestCountOfAPart(t *testing.T) {
	doc := strings.Replace(variableDocument(localVariable(1, "int", `<count><object_component object_ref="oval:x:obj:2" item_field="v"/></count>`), `<ind:value datatype="int">1</ind:value>`),
		`</objects>`, `<ind:sql57_object id="oval:x:obj:2" version="1"/></objects>`, 1)
	r := analyse(t, doc, system(`<object id="oval:x:obj:2" version="1" flag="incomplete"><reference item_ref="1"/></object>`, `<ind:sql57_item id="1"><ind:v>a</ind:v></ind:sql57_item>`), Input{})
	require.Equal(t, "unknown", verdicts(r))
}

// The table of the schema, as it prints it, where lookahead is not needed to compare.
func TestGlobs(t *testing.T) {
	for _, row := range []struct{ glob, escape, noescape string }{
		{`\*`, `^\*$`, `^\\[^/]*$`},
		{`\?`, `^\?$`, `^\\[^./]$`},
		{`\[hello\]`, `^\[hello\]$`, `^\\[hello\\]$`},
		{`/srv/*`, `^/srv/(?=[^.])[^/]*$`, `^/srv/(?=[^.])[^/]*$`},
		{`/srv/.*`, `^/srv/\.[^/]*$`, `^/srv/\.[^/]*$`},
		{`/srv/?`, `^/srv/[^./]$`, `^/srv/[^./]$`},
		{`list.?`, `^list\.[^/]$`, `^list\.[^/]$`},
		{`*old`, `^(?=[^.])[^/]*old$`, `^(?=[^.])[^/]*old$`},
		{`type*.[ch]`, `^type[^/]*\.[ch]$`, `^type[^/]*\.[ch]$`},
		{`*.*`, `^(?=[^.])[^/]*\.[^/]*$`, `^(?=[^.])[^/]*\.[^/]*$`},
		{`?`, `^[^./]$`, `^[^./]$`},
		{`x[[:digit:]]\*`, `^x[[:digit:]]\*$`, `^x[[:digit:]]\\[^/]*$`},
		{``, `^$`, `^$`},
		{`~/files/*.txt`, `^~/files/(?=[^.])[^/]*\.txt$`, `^~/files/(?=[^.])[^/]*\.txt$`},
		{`\`, `^\\$`, `^\\$`},
		{`[ab`, "", ""},
		{`docs/?b`, `^docs/[^./]b$`, `^docs/[^./]b$`},
		{`xy/??z`, `^xy/[^./][^/]z$`, `^xy/[^./][^/]z$`},
		{`[!a]b`, `^[^a]b$`, `^[^a]b$`},
		{`[]a]`, `^[\]a]$`, `^[\]a]$`},
		{`[[:digit:]`, "", ""},
		{`[[:digit`, "", ""},
	} {
		for noescape, want := range map[bool]string{false: row.escape, true: row.noescape} {
			got, why := globToRegex(row.glob, noescape)
			require.Equal(t, want, got, "%q, noescape %v", row.glob, noescape)
			require.Equal(t, want == "", why != "")
		}
	}
}
