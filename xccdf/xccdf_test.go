package xccdf

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

func read(t testing.TB, doc string) *Benchmark {
	t.Helper()
	b, err := Read("t.xml", []byte(doc))
	require.NoError(t, err)
	return b
}

func TestReadHoldsEveryElement(t *testing.T) {
	data, err := os.ReadFile("testdata/everything-1.2.xml")
	require.NoError(t, err)
	b := read(t, string(data))
	require.Equal(t, Namespace12, b.Namespace)
	require.Equal(t, "STIG_cui.xsl", b.Stylesheet.String())
	require.Equal(t, []string{"xccdf_org.example_benchmark_all", "en", "1", "SCAP_1.2", "urn:style"},
		[]string{b.ID.String(), b.Lang.String(), b.Resolved.String(), b.Style.String(), b.StyleHref.String()})
	require.Equal(t, []Status{{Text("accepted"), Text("2024-01-02")}, {Text("draft"), nil}}, b.Status)
	require.Equal(t, "First", b.Title.String())
	require.Equal(t, []Localized{
		{"title", Text("en"), nil, Text("First")},
		{"title", Text("de"), Text("true"), Text("Zweite")},
		{"description", nil, nil, b.Description},
		{"description", Text("de"), nil, Text("B")},
	}, b.Also)
	require.Equal(t, "some <h:b xmlns:h=\"http://www.w3.org/1999/xhtml\">bold</h:b> words", string(b.Description))
	require.Equal(t, "some bold words", b.Description.String())
	require.Equal(t, []Notice{{Text("terms"), Text("en"), Text("As is &amp; so")}}, b.Notice)
	require.Equal(t, "front", b.FrontMatter[0].Text.String())
	require.Equal(t, "rear", b.RearMatter[0].Text.String())
	require.Equal(t, "https://example.mil/?a=1&b=2", b.Reference[0].Href.String())
	require.Equal(t, "Example", b.Reference[0].Publisher.String())
	require.Len(t, b.Reference[0].Elements, 2, "the second publisher and the rights")
	require.Nil(t, b.Reference[0].Text, "elements alone")
	require.Equal(t, "Plain citation", b.Reference[1].Text.String())
	require.Equal(t, "Release: 4 Benchmark Date: 02 Jan 2024", b.ReleaseInfo())
	require.Equal(t, []Platform{{Text("#p"), Text("1")}}, b.Platform)
	require.Equal(t, Version{Text("3"), Text("2024-01-02T00:00:00"), Text("https://example.mil/u")}, b.Version)
	require.Len(t, b.Metadata, 1)
	require.Equal(t, "urn:xccdf:scoring:default", b.Model[0].System.String())
	require.Len(t, b.Model[0].Param, 1)
	require.Len(t, b.TestResult, 1)
	require.Equal(t, "tr", b.TestResult[0].ID.String())
	require.Equal(t, []Attr{{"urn:x", "mark", Text("7"), b.Attrs[0].Offset}}, b.Attrs)
	require.Len(t, b.Elements, 2, "a platform definition and a title of another namespace")
	require.Equal(t, "<x:title>not ours</x:title>", string(b.Elements[1].Raw))
	require.Equal(t, string(b.Elements[1].Raw), string(data[b.Elements[1].Offset:][:len(b.Elements[1].Raw)]), "kept with its place")
}

func TestProfilesAndValues(t *testing.T) {
	data, err := os.ReadFile("testdata/everything-1.2.xml")
	require.NoError(t, err)
	b := read(t, string(data))
	p := b.Profile[0]
	require.Equal(t, []string{"pr", "base", "note", "P", "D"},
		[]string{p.ID.String(), p.Extends.String(), p.NoteTag.String(), p.Title.String(), p.Description.String()})
	require.Equal(t, []Select{{Text("g1"), Text("true")}, {Text("r2"), Text("0")}}, p.Select)
	require.Equal(t, []SetValue{{Text("v1"), Text("5")}}, p.SetValue)
	require.Equal(t, []RefineValue{{Text("v1"), Text("strict"), Text("less than")}}, p.RefineValue)
	require.Equal(t, []RefineRule{{Text("r2"), Text("2"), Text("s"), Text("high"), Text("unscored")}}, p.RefineRule)
	require.Len(t, p.SetComplex, 1)
	require.Len(t, p.Elements, 1, "the select with a remark")
	require.Contains(t, string(p.Elements[0].Raw), "why")
	v := b.Value[0]
	require.Equal(t, []string{"v1", "number", "less than", "Tries"}, []string{v.ID.String(), v.Type.String(), v.Operator.String(), v.Title.String()})
	require.Equal(t, []Choice{{nil, Text("3")}, {Text("strict"), Text("1")}}, v.Value)
	require.Equal(t, []Choice{{nil, Text("9")}}, v.UpperBound)
	require.Equal(t, []Text{Text("urn:s")}, v.Source)
	require.Len(t, v.Choices, 1)
}

func TestGroupsAndRulesKeepTheirOrder(t *testing.T) {
	data, err := os.ReadFile("testdata/everything-1.2.xml")
	require.NoError(t, err)
	b := read(t, string(data))
	var order []string
	var walk func(children []Child)
	walk = func(children []Child) {
		for _, ch := range children {
			if ch.Rule != nil {
				order = append(order, ch.Rule.ID.String())
				continue
			}
			order = append(order, ch.Group.ID.String()+"{")
			walk(ch.Group.Children)
			order = append(order, "}")
		}
	}
	walk(b.Children)
	require.Equal(t, []string{"r0", "g1{", "r1", "g2{", "r2", "}", "r3", "}", "r4"}, order)
	require.Len(t, b.Rules(), 2)
	require.Len(t, b.Groups()[0].Rules(), 2)
	require.Len(t, b.Groups()[0].Groups(), 1)
	require.Empty(t, (*Group)(nil).Rules())
}

func TestRuleHoldsEveryElement(t *testing.T) {
	data, err := os.ReadFile("testdata/everything-1.2.xml")
	require.NoError(t, err)
	r := read(t, string(data)).Groups()[0].Groups()[0].Rules()[0]
	require.Equal(t, []string{"r2", "medium", "2.5", "full", "false", "c1", "r1", "1", "1"}, []string{
		r.ID.String(), r.Severity.String(), r.Weight.String(), r.Role.String(), r.Selected.String(),
		r.ClusterID.String(), r.Extends.String(), r.Hidden.String(), r.Multiple.String()})
	require.Equal(t, []string{"EX-000010", "A title", "because"}, []string{r.Version.Text.String(), r.Title.String(), r.Rationale.String()})
	require.Equal(t, []Warning{{Text("performance"), nil, Text("slow")}}, r.Warning)
	require.Equal(t, "Is it?", r.Question[0].Text.String())
	require.Equal(t, []Text{Text("r1 r3")}, r.Requires)
	require.Equal(t, []Text{Text("r4")}, r.Conflicts)
	require.Equal(t, []Ident{{Text("http://cyber.mil/cci"), Text("CCI-000001"), nil}}, r.Ident[:1])
	require.Equal(t, "AC-1", r.Ident[1].Attrs[0].Value.String())
	require.Equal(t, "10", r.ImpactMetric.String())
	require.Equal(t, []ProfileNote{{Text("note"), nil, Text("pn")}}, r.ProfileNote)
	require.Equal(t, "Do <this>.", r.FixText[0].Text.String())
	require.Equal(t, "f1", r.FixText[0].FixRef.String())
	require.Equal(t, []string{"f1", "urn:script:sh", "echo  done"}, []string{r.Fix[0].ID.String(), r.Fix[0].System.String(), r.Fix[0].Text.String()})
	k := r.Check[0]
	require.Equal(t, []string{"s1", "a", "1", "true"}, []string{k.System.String(), k.Selector.String(), k.Negate.String(), k.MultiCheck.String()})
	require.Equal(t, []CheckExport{{Text("v1"), Text("var")}}, k.Export)
	require.Equal(t, "got", k.Import[0].Text.String())
	require.Equal(t, []ContentRef{{Text("o.xml"), Text("oval:1")}, {Text("p.xml"), nil}}, k.ContentRef)
	require.Equal(t, "Look & see", k.Content.String())
	require.Nil(t, r.Check[1].Content)
	require.Len(t, r.ComplexCheck, 1)
	require.Len(t, r.Signature, 1)
	require.Len(t, r.Elements, 1)
	require.Equal(t, "<x:extra/>", string(r.Elements[0].Raw))
	require.Equal(t, "later", r.Attrs[0].Value.String())
}

func TestNothingIsFatalButStructure(t *testing.T) {
	b := read(t, `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1"><version/><Group><Rule/></Group></Benchmark>`)
	require.Nil(t, b.ID)
	require.True(t, b.Version.Text.Present())
	require.Equal(t, "", b.ReleaseInfo())
	require.Nil(t, b.Groups()[0].Rules()[0].Severity)
	prefixed := read(t, `<x:Benchmark xmlns:x="http://checklists.nist.gov/xccdf/1.2" id="b"><x:title>T</x:title></x:Benchmark>`)
	require.Equal(t, "T", prefixed.Title.String())
}

func TestWhatNoFieldHoldsIsKept(t *testing.T) {
	const start = `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1">`
	for _, child := range []string{
		`<status new="1">draft</status>`, `<title new="1">x</title>`, `<notice id="n" new="1"/>`, `<plain-text id="p" new="1"/>`,
		`<platform idref="p"><new/></platform>`, `<version new="1">1</version>`, `<model system="s" new="1"/>`, `<front-matter new="1"/>`, `<new/>`,
	} {
		b := read(t, start+child+"</Benchmark>")
		require.Len(t, b.Elements, 1, child)
		require.Equal(t, child, string(b.Elements[0].Raw))
	}
	for _, child := range []string{
		`<requires idref="a" new="1"/>`, `<conflicts idref="a" new="1"/>`, `<warning new="1"/>`, `<question new="1"/>`, `<rationale new="1"/>`,
		`<profile-note tag="a" new="1"/>`, `<impact-metric new="1"/>`, `<new/>`,
	} {
		r := read(t, start+"<Rule>"+child+"</Rule></Benchmark>").Rules()[0]
		require.Len(t, r.Elements, 1, child)
		require.Equal(t, child, string(r.Elements[0].Raw))
	}
	b := read(t, start+"<version>1</version><version>2</version></Benchmark>")
	require.Equal(t, "1", b.Version.Text.String())
	require.Len(t, b.Elements, 1, "the second version")
}

func TestReadRefuses(t *testing.T) {
	const start = `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" id="B">`
	for _, row := range []struct{ name, doc, want string }{
		{"other root", "\n<CHECKLIST/>", `t.xml:2:1: the root element is "CHECKLIST"; want an XCCDF Benchmark`},
		{"no namespace", "<Benchmark/>", `t.xml:1:1: Benchmark: the Benchmark is of namespace ""; want`},
		{"severity", start + "<Group id='V-1'>\n<Rule id='SV-1_rule' severity='critical'/>",
			`t.xml:2:22: Benchmark[B]/Group[V-1]/Rule[SV-1_rule]: severity is "critical"; want unknown, info, low, medium or high`},
		{"severity in capitals", start + "<Rule severity='High'/>", `severity is "High"`},
		{"empty severity", start + "<Rule severity=''/>", `severity is ""`},
		{"truncated", start + "<Rule><title>x", `Benchmark[B]/Rule/title: the document ends inside element "title"; it is truncated`},
		{"second root", start + "</Benchmark><x/>", `a second root element`},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := Read("t.xml", []byte(row.doc))
			require.ErrorContains(t, err, row.want)
		})
	}
	_, err := Read("t.xml", []byte(start+"<Rule severity='&#x68;igh'/></Benchmark>"))
	require.NoError(t, err, "a severity is compared as decoded")
}

// A Rule of seven bytes takes 900 in memory.
func TestShortRulesAreBounded(t *testing.T) {
	shared.Long(t)
	const start = `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1">`
	for _, row := range []struct{ name, child, want string }{
		{"rules", "<Rule/>", "the limit is 100000 (MaxItems)"},
		{"nested", "<Group><Rule/></Group>", "the limit is 100000 (MaxItems)"},
		{"profiles", "<Profile/>", "the limit is 100000 (MaxItems)"},
		{"references", "<reference/>", "the limit is 500000 (Elements)"},
	} {
		_, err := Read("t.xml", []byte(start+strings.Repeat(row.child, 500_000)))
		require.ErrorContains(t, err, row.want, row.name)
	}
}

func TestParseDiscussion(t *testing.T) {
	for _, row := range []struct {
		name, text string
		want       Discussion
	}{
		{"all of it", "<VulnDiscussion>a <b> & c\n </VulnDiscussion><Documentable>false</Documentable><IAControls></IAControls>",
			Discussion{VulnDiscussion: "a <b> & c\n ", Documentable: "false"}},
		{"repeated", "<VulnDiscussion>x</VulnDiscussion><Responsibility>A</Responsibility><Responsibility>B</Responsibility><Responsibility>C</Responsibility>",
			Discussion{VulnDiscussion: "x", Responsibility: "A, B, C"}},
		{"entity left", "<VulnDiscussion>&lt;b&gt; &amp;</VulnDiscussion>", Discussion{VulnDiscussion: "&lt;b&gt; &amp;"}},
		{"end tag quoted inside", "<VulnDiscussion>say </VulnDiscussion> twice</VulnDiscussion>", Discussion{VulnDiscussion: "say </VulnDiscussion> twice"}},
		{"not ended", "<VulnDiscussion>x<Mitigations>m</Mitigations>", Discussion{Mitigations: "m"}},
		{"no tags", "prose alone", Discussion{VulnDiscussion: "prose alone"}},
		{"empty", "", Discussion{}},
	} {
		t.Run(row.name, func(t *testing.T) { require.Equal(t, row.want, ParseDiscussion(row.text)) })
	}
}

func TestParseRelease(t *testing.T) {
	for _, row := range []struct {
		text string
		want Release
	}{
		{"Release: 1 Benchmark Date: 24 Jul 2024", Release{"1", "2024-07-24"}},
		{"Release: 14 Benchmark Date: 1 Sept 2023", Release{"14", "2023-09-01"}},
		{"Release: 0.1 Benchmark Date: 03 May 2022", Release{"0.1", "2022-05-03"}},
		{"Release: 1.18 Benchmark Date: 22 April 2016", Release{"1.18", "2016-04-22"}},
		{"Release: 2 Benchmark Date: 27 July 2018", Release{"2", "2018-07-27"}},
		{"  release:\n3   benchmark date:  29 FEB 2024 ", Release{"3", "2024-02-29"}},
		{"Release: 3 Benchmark Date: 29 Feb 2023", Release{"3", ""}},
		{"Release: 3 Benchmark Date: 31 Jun 2023", Release{"3", ""}},
		{"Release: 3", Release{"3", ""}},
		{"Release: Benchmark Date: 24 Jul 2024", Release{"", "2024-07-24"}},
		{"Benchmark Date: 24 Ju 2024", Release{}},
		{"Benchmark Date: 24 Jul 24", Release{}},
		{"releaseinfo", Release{}},
		{"", Release{}},
	} {
		require.Equal(t, row.want, ParseRelease(row.text), "%q", row.text)
	}
}

func FuzzRead(f *testing.F) {
	data, err := os.ReadFile("testdata/everything-1.2.xml")
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(`<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1"><Group><Rule severity="high"/></Group></Benchmark>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Read("f", data)
		require.True(t, (b != nil) != (err != nil))
	})
}
