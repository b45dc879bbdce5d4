package ckl

import (
	"reflect"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
)

const printedSource = `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_mil.disa.stig_benchmark_Form">
<title>Form &amp; Co</title><plain-text id="release-info">Release: 1 Benchmark Date: 24 Jul 2024</plain-text><version>1</version>
<Group id="xccdf_mil.disa.stig_group_V-1"><title>SRG-1</title><description>&lt;GroupDescription&gt;of "a" &lt;b&gt;&lt;/GroupDescription&gt;</description>
<Rule id="xccdf_mil.disa.stig_rule_SV-1r1_rule" severity="low"><version>FORM-1</version><title>a &lt; b &amp;&amp; "c"</title>
<description>&lt;VulnDiscussion&gt;tab	and
line, € \\  &lt;/VulnDiscussion&gt;</description>
<ident system="http://cyber.mil/legacy">SV-9</ident><ident system="http://cyber.mil/cci">CCI-000001</ident>
<check><check-content-ref href="x.xml" name="M"/><check-content>look</check-content></check></Rule></Group>
<Group id="xccdf_mil.disa.stig_group_V-2"><title>SRG-2</title>
<Rule id="xccdf_mil.disa.stig_rule_SV-2r1_rule" severity="high"><version>FORM-2</version></Rule></Group>
<Group id="xccdf_mil.disa.stig_group_V-3"><title>SRG-3</title>
<Rule id="xccdf_mil.disa.stig_rule_SV-3r1_rule" severity="medium"><version>FORM-3</version></Rule></Group></Benchmark>`

// sameBytesBothWays writes c with and without its forms, and demands the same bytes.
func sameBytesBothWays(t *testing.T, c *Checklist, forms []*Form, what string) {
	t.Helper()
	for _, f := range []Format{CKL, CKLB} {
		plain, err := Write(c, f, "1.0.0")
		require.NoError(t, err)
		fast, err := Write(c, f, "1.0.0", forms...)
		require.NoError(t, err)
		require.Equal(t, string(plain), string(fast), "%s in a .%s", what, f)
	}
}

// However a row differs from its form, it is written as it is.
func TestWrittenByFormsAlike(t *testing.T) {
	found, err := benchmark.OpenBytes("form.xml", []byte(printedSource))
	require.NoError(t, err)
	forms := []*Form{nil, NewForm(found[0])}
	fresh := func() *Checklist { return New(Asset{HostName: "one"}, found) }
	sameBytesBothWays(t, fresh(), forms, "as it is")
	at := cursor{form: forms[1]}
	for i, r := range fresh().Stigs[0].Rows {
		require.Equal(t, i, at.find(r), "the form is used")
	}

	for i := range reflect.TypeFor[Row]().NumField() {
		c := fresh()
		field := reflect.ValueOf(c.Stigs[0].Rows[0]).Elem().Field(i)
		name := reflect.TypeFor[Row]().Field(i).Name
		switch field.Interface().(type) {
		case string:
			field.SetString(field.String() + " <other> & \"text\"\n")
		case []string:
			field.Set(reflect.ValueOf([]string{"other"}))
		case []Group:
			field.Set(reflect.ValueOf([]Group{{ID: "V-1", Title: "other"}}))
		case []Extra:
			field.Set(reflect.ValueOf([]Extra{{CKL, "VULN", "Severity", "x", "<x/>"}, {CKLB, "", "severity", "x", `{"a":[1, "\\u0041"]}`}}))
		default:
			require.Equal(t, "Status", name, "a field of a kind this test does not know")
		}
		sameBytesBothWays(t, c, forms, name)
	}
}

func TestWrittenByFormsOfOtherRows(t *testing.T) {
	found, err := benchmark.OpenBytes("form.xml", []byte(printedSource))
	require.NoError(t, err)
	forms := []*Form{NewForm(found[0])}
	for name, change := range map[string]func(s *Stig){
		"a row left out":    func(s *Stig) { s.Rows = s.Rows[1:] },
		"rows turned round": func(s *Stig) { s.Rows[0], s.Rows[2] = s.Rows[2], s.Rows[0] },
		"a row twice":       func(s *Stig) { s.Rows = append(s.Rows, s.Rows[0]) },
		"an unknown row":    func(s *Stig) { s.Rows[1] = &Row{VulnID: "V-77"} },
		"no row":            func(s *Stig) { s.Rows = nil },
		"another title":     func(s *Stig) { s.Title = "renamed" },
		"a group with more": func(s *Stig) {
			s.Rows[0].GroupTree = []Group{{ID: "V-1", Title: "SRG-1", Extra: []Extra{{CKLB, "", "id", "x", "1"}}}}
		},
	} {
		c := New(Asset{HostName: "one"}, found)
		change(c.Stigs[0])
		sameBytesBothWays(t, c, forms, name)
	}
}

// A .cklb is laid out as a JSON library lays it out.
func TestLayoutOfJSON(t *testing.T) {
	found, err := benchmark.OpenBytes("form.xml", []byte(printedSource))
	require.NoError(t, err)
	full, none := New(Asset{HostName: "one"}, found), &Checklist{}
	full.Stigs[0].Rows[0].Extra = []Extra{{CKLB, "", "severity", "x", `{"a":[1.50, "\u0041", {}, []], "b" : null}`}, {CKLB, "overrides", "", "y", `[ ]`}}
	full.Extra = []Extra{{CKLB, "", "", "first", `"a\/b"`}, {CKLB, "", "nowhere", "last", `-0`}}
	for _, c := range []*Checklist{full, none} {
		data, err := WriteCKLB(c)
		require.NoError(t, err)
		want := jsontext.Value(data).Clone()
		require.NoError(t, want.Format(jsontext.WithIndent("  "), jsontext.PreserveRawStrings(true)))
		require.Equal(t, string(want)+"\n", string(data))
	}
	for _, bad := range []Extra{{CKLB, "", "title", "x", `{"a":`}, {CKLB, "", "", "title", `1`}, {CKLB, "", "id", "mode", `1`}, {CKLB, "", "id", "x", `{"a":1,"a":2}`}} {
		_, err := WriteCKLB(&Checklist{Extra: []Extra{bad}})
		require.ErrorContains(t, err, "writing a .cklb", "%v", bad)
	}
}
