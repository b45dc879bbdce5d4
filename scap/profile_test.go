package scap

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/result"
)

// installed is a file that a package of Debian brings, nil when it is not there.
func installed(file string) []byte {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	return data
}

// byValue is a stream whose rules 1 and 2 demand that shadow is owned by the user that
// the Value uid names, or uid2 of rule 2; before them stand profiles and values.
func byValue(front, second string) string {
	export := func(value string) string {
		return `<xccdf:check-export value-id="` + value + `" export-name="oval:x:var:1"/>`
	}
	doc := stream(front+rule("1", "", export("uid")+ref("oval:x:def:1"))+rule("2", "", export(second)+ref("oval:x:def:1")), "", definitions)
	doc = strings.Replace(doc, `<unix:user_id datatype="int">0</unix:user_id>`, `<unix:user_id datatype="int" var_ref="oval:x:var:1"/>`, 1)
	return strings.Replace(doc, `</states>`, `</states><variables><external_variable id="oval:x:var:1" version="1" datatype="int" comment="c"/></variables>`, 1)
}

const uid = `<xccdf:Value id="uid" type="number"><xccdf:title>t</xccdf:title><xccdf:value>0</xccdf:value><xccdf:value selector="seven">7</xccdf:value><xccdf:value selector="twice">7</xccdf:value><xccdf:value selector="twice">8</xccdf:value><xccdf:value selector="word">root</xccdf:value></xccdf:Value>`

func profile(id, attrs, content string) string {
	return `<xccdf:Profile id="xccdf_x_profile_` + id + `" ` + attrs + `><xccdf:title>t</xccdf:title>` + content + `</xccdf:Profile>`
}

func statuses(t *testing.T, doc, name, user string) (out []result.Status, all []result.Result) {
	t.Helper()
	c, err := checker(t, doc).WithProfile(name)
	require.NoError(t, err)
	all = c.Judge(system(t, user), Input{At: at, Tool: "t"}).Results
	for _, r := range all {
		out = append(out, r.Status)
	}
	return out, all
}

// A value that nobody settles is no value, and what needs it is not decided.
func TestValues(t *testing.T) {
	clustered := strings.Replace(uid, `id="uid"`, `id="uid" cluster-id="cl"`, 1)
	none := strings.Replace(uid, `<xccdf:value>0</xccdf:value>`, "", 1)
	refine := func(selector string) string { return `<xccdf:refine-value idref="uid" selector="` + selector + `"/>` }
	for _, row := range []struct {
		name, values, profile, user string
		want                        result.Status
		missing                     string
	}{
		{"default", uid, "", "0", result.NotAFinding, ""},
		{"default, violated", uid, "", "7", result.Open, ""},
		{"refined", uid, refine("seven"), "7", result.NotAFinding, ""},
		{"refined, violated", uid, refine("seven"), "0", result.Open, ""},
		{"refined twice", uid, refine("x") + refine("seven"), "7", result.NotAFinding, ""},
		{"no such setting", uid, refine("eight"), "0", result.NotReviewed, `0 settings with the selector "eight"`},
		{"two such settings", uid, refine("twice"), "7", result.NotReviewed, `2 settings with the selector "twice"`},
		{"set", uid, refine("seven") + `<xccdf:set-value idref="uid">5</xccdf:set-value>`, "5", result.NotAFinding, ""},
		{"set, then in parts", uid, `<xccdf:set-value idref="uid">0</xccdf:set-value><xccdf:set-complex-value idref="uid"><xccdf:item>7</xccdf:item></xccdf:set-complex-value>`, "0", result.NotReviewed, "set-complex-value"},
		{"refined by cluster", clustered, `<xccdf:refine-value idref="cl" selector="seven"/>`, "7", result.NotAFinding, ""},
		{"refined by cluster, violated", clustered, `<xccdf:refine-value idref="cl" selector="seven"/>`, "0", result.Open, ""},
		{"set by cluster", clustered, `<xccdf:set-value idref="cl">5</xccdf:set-value>`, "5", result.NotAFinding, ""},
		{"refined by id after its cluster", clustered, `<xccdf:refine-value idref="cl" selector="twice"/>` + refine("seven"), "7", result.NotAFinding, ""},
		{"what is refined is not there", uid, `<xccdf:refine-value idref="cl" selector="seven"/>`, "0", result.NotReviewed, `sets "cl", which is no Value`},
		{"what is set is not there", uid, `<xccdf:set-value idref="cl">7</xccdf:set-value>`, "0", result.NotReviewed, `sets "cl", which is no Value`},
		{"set in parts", uid, `<xccdf:set-complex-value idref="uid"><xccdf:item>0</xccdf:item></xccdf:set-complex-value>`, "0", result.NotReviewed, "set-complex-value"},
		{"no default", none, "", "0", result.NotReviewed, "0 settings without a selector"},
		{"no Value", "", "", "0", result.NotReviewed, "no such Value"},
		{"extends", strings.Replace(uid, `id="uid"`, `id="uid" extends="other"`, 1), "", "0", result.NotReviewed, "extends another"},
		{"no number", uid, refine("word"), "0", result.NotReviewed, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, all := statuses(t, byValue(profile("p", "", row.profile)+row.values, "uid"), "p", row.user)
			require.Equal(t, []result.Status{row.want, row.want}, got, all[0].Reason)
			if row.missing != "" {
				require.Contains(t, all[0].Missing[len(all[0].Missing)-1].Why, row.missing)
			}
			if row.want == result.NotAFinding {
				require.Empty(t, all[0].Missing)
				require.Contains(t, strings.Join(all[0].Notes, "\n"), "uid is \""+row.user+"\", by profile xccdf_x_profile_p")
			}
		})
	}
}

// Two rules that give one variable different values: neither is judged by the other's.
func TestValuesThatClash(t *testing.T) {
	other := strings.NewReplacer(`id="uid"`, `id="uid2"`, `>0<`, `>7<`).Replace(uid)
	got, all := statuses(t, byValue(uid+other, "uid2"), "", "7")
	require.Equal(t, []result.Status{result.NotReviewed, result.NotReviewed}, got)
	require.Contains(t, all[0].Missing[len(all[0].Missing)-1].Why, "different values")
	off := profile("p", "", `<xccdf:select idref="xccdf_mil.disa.stig_rule_SV-2r1_rule" selected="false"/>`)
	got, _ = statuses(t, byValue(off+uid+other, "uid2"), "p", "0")
	require.Equal(t, []result.Status{result.NotAFinding, result.NotReviewed}, got, "what is not selected gives no value")
}

// A rule whose own value is missing is not judged by that of another, nor the other by a
// variable that is the first one's too.
func TestValuesOfAnother(t *testing.T) {
	both := []result.Status{result.NotReviewed, result.NotReviewed}
	other := strings.NewReplacer(`id="uid"`, `id="uid2" extends="uid"`).Replace(uid)
	for _, doc := range []string{byValue(uid, "nosuch"), byValue(uid+other, "uid2"), byValue(uid+strings.ReplaceAll(other, ` extends="uid"`, ""), "uid2")} {
		got, all := statuses(t, strings.ReplaceAll(doc, `id="uid2" type="number"><xccdf:title>t</xccdf:title><xccdf:value>0<`, `id="uid2" type="number"><xccdf:title>t</xccdf:title><xccdf:value selector="x">0<`), "", "0")
		require.Equal(t, both, got, all[1].Reason)
		require.NotEmpty(t, all[1].Missing)
	}
	doc := strings.Replace(byValue(uid, "uid2"), `<xccdf:check-export value-id="uid2" export-name="oval:x:var:1"/>`, "", 1)
	got, all := statuses(t, doc, "", "0")
	require.Equal(t, []result.Status{result.NotAFinding, result.NotReviewed}, got)
	require.Equal(t, []result.Missing{{Fact: "oval:x:var:1", Why: "the rule gives this variable no value, and that of another rule is not its own"}}, all[1].Missing)
	require.Equal(t, "The rule lacks a value that its check is judged by.", all[1].Reason)
}

// What a check lacks counts though its definitions were decided without it.
func TestOwnValueMissing(t *testing.T) {
	doc := stream(rule("1", "", `<xccdf:check-export value-id="nosuch" export-name="oval:x:var:1"/>`+ref("oval:x:def:1")), "", definitions)
	got, all := statuses(t, doc, "", "0")
	require.Equal(t, []result.Status{result.NotReviewed}, got)
	require.Equal(t, "the benchmark has no such Value", all[0].Missing[0].Why)
}

// Of a profile and the one it extends both platforms count; where it would matter how, it
// is not decided.
func TestPlatformsOfTheChain(t *testing.T) {
	is := func(definition string) string {
		return map[string]string{"": "", "1": `<xccdf:platform idref="cpe:/o:x:is"/>`, "2": `<xccdf:platform idref="cpe:/o:x:not"/>`}[definition]
	}
	for _, row := range []struct {
		base, own string
		want      oval.Result
	}{
		{"1", "1", oval.True}, {"1", "", oval.True}, {"2", "", oval.False}, {"", "2", oval.False}, {"2", "2", oval.False}, {"2", "1", oval.Unknown}, {"1", "2", oval.Unknown},
	} {
		profiles := profile("b", "", is(row.base)) + profile("p", `extends="xccdf_x_profile_b"`, is(row.own))
		doc := strings.Replace(withDictionary("", cpe("cpe:/o:x:is", "1")+cpe("cpe:/o:x:not", "2")), `001.002</xccdf:version>`, `001.002</xccdf:version>`+profiles, 1)
		c, err := checker(t, doc).WithProfile("p")
		require.NoError(t, err)
		out := c.Judge(system(t, "0"), Input{At: at})
		require.Equal(t, row.want, out.Fits, row)
		require.Equal(t, row.want == oval.Unknown, out.Results[0].Missing != nil)
	}
}

func TestSelection(t *testing.T) {
	group, id := `idref="xccdf_mil.disa.stig_group_V-1"`, `idref="xccdf_mil.disa.stig_rule_SV-1r1_rule"`
	pass, left := result.NotAFinding, result.NotReviewed
	for _, row := range []struct {
		name, profiles, chosen, attrs string
		want                          result.Status
		reason                        string
	}{
		{"selected by itself", "", "", "", pass, ""},
		{"not selected by itself", "", "", `selected="false"`, left, "not selected by the benchmark itself, no profile being given,"},
		{"profile selects", profile("p", "", `<xccdf:select `+id+` selected="true"/>`), "p", `selected="0"`, pass, ""},
		{"by its whole id", profile("p", "", `<xccdf:select `+id+` selected="1"/>`), "xccdf_x_profile_p", `selected="false"`, pass, ""},
		{"profile drops", profile("p", "", `<xccdf:select `+id+` selected="false"/>`), "p", "", left, "profile xccdf_x_profile_p"},
		{"the last word counts", profile("p", "", `<xccdf:select `+id+` selected="false"/><xccdf:select `+id+` selected="true"/>`), "p", "", pass, ""},
		{"its group is dropped", profile("p", "", `<xccdf:select `+group+` selected="false"/><xccdf:select `+id+` selected="true"/>`), "p", "", left, "not selected"},
		{"cluster", profile("p", "", `<xccdf:select idref="cl" selected="true"/>`), "p", `selected="false" cluster-id="cl"`, pass, ""},
		{"extended", profile("b", "", `<xccdf:select `+id+` selected="true"/>`) + profile("p", `extends="xccdf_x_profile_b"`, ""), "p", `selected="false"`, pass, ""},
		{"overridden", profile("b", "", `<xccdf:select `+id+` selected="true"/>`) + profile("p", `extends="xccdf_x_profile_b"`, `<xccdf:select `+id+` selected="false"/>`), "p", "", left, "not selected"},
		{"unchecked", "", "", `role="unchecked"`, left, "role"},
		{"unchecked by the profile", profile("p", "", `<xccdf:refine-rule `+id+` role="unchecked"/>`), "p", "", left, "role"},
		{"checked by the profile", profile("p", "", `<xccdf:refine-rule `+id+` role="full"/>`), "p", `role="unchecked"`, pass, ""},
		{"unchecked by cluster", profile("p", "", `<xccdf:refine-rule idref="cl" role="unchecked"/>`), "p", `cluster-id="cl"`, left, "role"},
		{"unchecked by its group", profile("p", "", `<xccdf:refine-rule `+group+` role="unchecked"/>`), "p", "", left, "role"},
		{"another check by its group", profile("p", "", `<xccdf:refine-rule `+group+` selector="strict"/>`), "p", "", left, "no check in OVAL"},
		{"refined is not there", profile("p", "", `<xccdf:refine-rule idref="cl" role="full"/>`), "p", "", left, `refines "cl", which is no rule`},
		{"only the weight of what is not there", profile("p", "", `<xccdf:refine-rule idref="cl" weight="2"/>`), "p", "", pass, ""},
		{"another check", profile("p", "", `<xccdf:refine-rule `+id+` selector="strict"/>`), "p", "", left, "no check in OVAL"},
	} {
		t.Run(row.name, func(t *testing.T) {
			doc := strings.Replace(stream(row.profiles+rule("1", "", ref("oval:x:def:1")), "", definitions), `<xccdf:Rule `, `<xccdf:Rule `+row.attrs+` `, 1)
			got, all := statuses(t, doc, row.chosen, "0")
			require.Equal(t, row.want, got[0], all[0].Reason)
			require.Contains(t, all[0].Reason, row.reason)
			require.True(t, all[0].Judged, "a verdict that another profile left in the row must not stand")
		})
	}
}

func TestProfilesThatAreNot(t *testing.T) {
	with := func(profiles string) *Checker {
		return checker(t, stream(profiles+rule("1", "", ref("oval:x:def:1")), "", definitions))
	}
	for name, c := range map[string]*Checker{
		`0 profiles "p"`:             with(""),
		`2 profiles "p"`:             with(profile("p", "", "") + profile("p", "", "")),
		`extends itself`:             with(profile("p", `extends="xccdf_x_profile_p"`, "")),
		`"xccdf_x_profile_q", which`: with(profile("p", `extends="xccdf_x_profile_q"`, "")),
	} {
		_, err := c.WithProfile("p")
		require.ErrorContains(t, err, name)
	}
}

// withDictionary gives the benchmark a platform, and the stream a dictionary that tells
// by the definitions of the checks' document.
func withDictionary(platform, items string) string {
	doc := stream(`<xccdf:placeholder/>`+rule("1", "", ref("oval:x:def:1"))+rule("2", "#p", ref("oval:x:def:1")),
		`<cpe:platform id="p"><cpe:title>the platform</cpe:title><cpe:logical-test operator="AND" negate="false"><cpe:fact-ref name="cpe:/a:x:other"/></cpe:logical-test></cpe:platform>`, definitions)
	doc = strings.Replace(doc, `<xccdf:placeholder/>`, "", 1)
	doc = strings.Replace(doc, `<xccdf:version>001.002`, platform+`<xccdf:version>001.002`, 1)
	doc = strings.Replace(doc, `<ds:checklists>`, `<ds:dictionaries><ds:component-ref id="d" xlink:href="#dc"><cat:catalog><cat:uri name="c.xml" uri="#o"/></cat:catalog></ds:component-ref></ds:dictionaries><ds:checklists>`, 1)
	return strings.Replace(doc, `<ds:component id="oc"`, `<ds:component id="dc" timestamp="2024-01-01T00:00:00"><cpe-list xmlns="http://cpe.mitre.org/dictionary/2.0">`+items+`</cpe-list></ds:component><ds:component id="oc"`, 1)
}

func cpe(name, definition string) string {
	return `<cpe-item name="` + name + `"><title>` + name + ` in words</title><check system="http://oval.mitre.org/XMLSchema/oval-definitions-5" href="c.xml">oval:x:def:` + definition + `</check></cpe-item>`
}

// Definition 1 is true of the system, 2 is false, 3 was not collected.
func TestDictionary(t *testing.T) {
	is := func(names ...string) string {
		return `<xccdf:platform idref="` + strings.Join(names, `"/><xccdf:platform idref="`) + `"/>`
	}
	for _, row := range []struct {
		name, platform, items string
		fits                  oval.Result
		want                  result.Status
	}{
		{"is it", is("cpe:/o:x:y:9"), cpe("cpe:/o:x:y:9", "1"), oval.True, result.NotAFinding},
		{"is it not", is("cpe:/o:x:y:9"), cpe("cpe:/o:x:y:9", "2"), oval.False, result.NotApplicable},
		{"not collected", is("cpe:/o:x:y:9"), cpe("cpe:/o:x:y:9", "3"), oval.Unknown, result.NotReviewed},
		{"no such definition", is("cpe:/o:x:y:9"), cpe("cpe:/o:x:y:9", "77"), oval.Unknown, result.NotReviewed},
		{"not in the dictionary", is("cpe:/o:x:y:9"), cpe("cpe:/o:x:y:8", "2"), oval.Unknown, result.NotReviewed},
		{"no dictionary", is("cpe:/o:x:y:9"), "", oval.Unknown, result.NotReviewed},
		{"any name of a longer one", is("cpe:/o:x:y"), cpe("cpe:/o:x:y:8", "2") + cpe("cpe:/o:x:y:9", "1"), oval.True, result.NotAFinding},
		{"that none of the longer ones holds proves nothing", is("cpe:/o:x:y"), cpe("cpe:/o:x:y:8", "2"), oval.Unknown, result.NotReviewed},
		{"the very name does not, a longer one is open", is("cpe:/o:x:y"), cpe("cpe:/o:x:y", "2") + cpe("cpe:/o:x:y:9", "3"), oval.Unknown, result.NotReviewed},
		{"a shorter name is not the platform", is("cpe:/o:x:y:9"), cpe("cpe:/o:x:y", "1"), oval.Unknown, result.NotReviewed},
		{"version 2.3", is(`cpe:2.3:o:x:y:9\.1:*:*:*:*:*:*:*`), cpe("cpe:/o:X:y:9.1", "1"), oval.True, result.NotAFinding},
		{"one of two", is("cpe:/o:x:y:8", "cpe:/o:x:y:9"), cpe("cpe:/o:x:y:8", "2") + cpe("cpe:/o:x:y:9", "1"), oval.True, result.NotAFinding},
		{"none of two", is("cpe:/o:x:y:8", "cpe:/o:x:y:9"), cpe("cpe:/o:x:y:8", "2") + cpe("cpe:/o:x:y:9", "2"), oval.False, result.NotApplicable},
		{"no name at all", is("Linux"), cpe("cpe:/o:x:y", "1"), oval.Unknown, result.NotReviewed},
		{"nothing", is("cpe:/"), cpe("cpe:/o:x:y", "1"), oval.Unknown, result.NotReviewed},
		{"that a narrower one as long does not hold proves nothing", is("cpe:/o:x::9"), cpe("cpe:/o:x:y:9", "2"), oval.Unknown, result.NotReviewed},
		{"told by two checks", is("cpe:/o:x:y"), strings.Replace(cpe("cpe:/o:x:y", "1"), `<check `, `<check system="s">x</check><check `, 1), oval.Unknown, result.NotReviewed},
	} {
		t.Run(row.name, func(t *testing.T) {
			out := checker(t, withDictionary(row.platform, row.items)).Judge(system(t, "0"), Input{At: at})
			require.Equal(t, row.fits, out.Fits)
			require.Equal(t, row.want, out.Results[0].Status, out.Results[0].Reason)
			if row.want == result.NotReviewed {
				require.NotEmpty(t, out.Results[0].Missing)
			}
			stated := checker(t, withDictionary(row.platform, row.items)).Judge(system(t, "0"), Input{At: at, AssumePlatform: true}).Results[0]
			if row.fits == oval.False {
				require.Equal(t, result.NotApplicable, stated.Status, "what is proven stands")
				return
			}
			require.Equal(t, result.NotAFinding, stated.Status)
			require.Equal(t, row.fits != oval.True, strings.Contains(strings.Join(stated.Notes, " "), "--assume-platform"))
		})
	}
}

// What was collected by the dictionary's definitions alone tells the platform, and its age
// counts as that of the rest.
func TestPlatformFactsApart(t *testing.T) {
	doc := withDictionary(`<xccdf:platform idref="cpe:/o:x:y"/>`, cpe("cpe:/o:x:y", "3"))
	about := system(t, "0")
	about.Objects[1].ID, about.Objects[1].Flag, about.Objects[1].Items = "oval:x:obj:3", oval.FlagComplete, []int64{1}
	about.Index()
	c := checker(t, doc)
	require.Equal(t, result.NotReviewed, c.Judge(system(t, "0"), Input{At: at}).Results[0].Status)
	out := c.Judge(system(t, "0"), Input{At: at, About: about, MaxAge: 6 * day})
	require.Equal(t, oval.True, out.Fits)
	require.Equal(t, result.NotAFinding, out.Results[0].Status, out.Results[0].Reason)
	require.Contains(t, out.Results[0].Basis.Facts[2], "its platform by system characteristics")
	about.Generator.Timestamp = "2023-12-01T00:00:00"
	require.Equal(t, result.NotReviewed, c.Judge(system(t, "0"), Input{At: at, About: about, MaxAge: 6 * day}).Results[0].Status)
}

// A platform of a rule may name a CPE, which the dictionary tells.
func TestRulePlatformByDictionary(t *testing.T) {
	for definition, want := range map[string]result.Status{"1": result.NotAFinding, "2": result.NotApplicable, "3": result.NotReviewed} {
		out := checker(t, withDictionary("", cpe("cpe:/a:x:other", definition))).Judge(system(t, "0"), Input{At: at})
		require.Equal(t, want, out.Results[1].Status, out.Results[1].Reason)
		require.Equal(t, result.NotAFinding, out.Results[0].Status, "the other rule names no platform")
	}
}

// The profiles of a guide whose rules nobody selects by default: every value that a
// selected rule exports is settled.
func TestRealProfiles(t *testing.T) {
	for file, name := range map[string]string{"/usr/share/xml/scap/ssg/content/ssg-rhel9-ds.xml": "stig", "": "xccdf_mil.disa.stig_profile_MAC-1_Classified"} {
		var data []byte
		if file == "" {
			data = shared.Read(t, "scap", "disa-stig-rhel9-v2r9-xccdf-scap.xml")
		} else if data = installed(file); data == nil {
			t.Log("ssg-nondebian is not installed")
			continue
		}
		benches, err := benchmark.Open(fstest.MapFS{"b.xml": {Data: data}}, "b.xml")
		require.NoError(t, err)
		c, err := New(benches[0])
		require.NoError(t, err)
		all := c.Unselected()
		c, err = c.WithProfile(name)
		require.NoError(t, err)
		selected := len(benches[0].Items) - c.Unselected()
		require.Greater(t, selected, 300)
		if file != "" {
			require.Equal(t, len(benches[0].Items), all, "a guide selects nothing by itself")
			require.Greater(t, len(c.exports["ssg-rhel9-oval.xml"]), 50)
		}
		for _, r := range c.Judge(system(t, "0"), Input{At: at}).Results {
			require.Equal(t, result.NotReviewed, r.Status, "%s: %s", r.RuleID, r.Reason)
			for _, m := range r.Missing {
				require.NotContains(t, m.Why, "no such Value", r.RuleID)
				require.NotContains(t, m.Why, "settings with", r.RuleID)
				require.NotContains(t, m.Why, "was given no value", r.RuleID)
			}
		}
	}
}
