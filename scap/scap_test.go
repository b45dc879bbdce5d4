package scap

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/xccdf"
)

const day = 24 * time.Hour

var at = time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC)

// stream is a data stream with rules, platforms and definitions in the shape of DISA's.
func stream(rules, platforms, definitions string) string {
	return `<ds:data-stream-collection xmlns:ds="http://scap.nist.gov/schema/scap/source/1.2" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:cat="urn:oasis:names:tc:entity:xmlns:xml:catalog" id="c">
<ds:data-stream id="s" scap-version="1.3" use-case="CONFIGURATION">
<ds:checklists><ds:component-ref id="x" xlink:href="#xc"><cat:catalog><cat:uri name="o.xml" uri="#o"/></cat:catalog></ds:component-ref></ds:checklists>
<ds:checks><ds:component-ref id="o" xlink:href="#oc"/></ds:checks></ds:data-stream>
<ds:component id="xc" timestamp="2024-01-01T00:00:00"><xccdf:Benchmark xmlns:xccdf="http://checklists.nist.gov/xccdf/1.2" xmlns:cpe="http://cpe.mitre.org/language/2.0" id="xccdf_mil.disa.stig_benchmark_SAMPLE_STIG">
<xccdf:status>accepted</xccdf:status><xccdf:title>Sample</xccdf:title><cpe:platform-specification>` + platforms + `</cpe:platform-specification><xccdf:version>001.002</xccdf:version>` + rules + `</xccdf:Benchmark></ds:component>
<ds:component id="oc" timestamp="2024-01-01T00:00:00"><oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5" xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5" xmlns:unix="http://oval.mitre.org/XMLSchema/oval-definitions-5#unix">
<generator><oval:schema_version>5.11</oval:schema_version><oval:timestamp>2024-01-01T00:00:00</oval:timestamp></generator><definitions>` + definitions + `</definitions>
<tests><unix:file_test id="oval:x:tst:1" version="1" comment="root owns shadow." check="all"><unix:object object_ref="oval:x:obj:1"/><unix:state state_ref="oval:x:ste:1"/></unix:file_test>
<unix:file_test id="oval:x:tst:2" version="1" comment="other is there" check="all"><unix:object object_ref="oval:x:obj:2"/></unix:file_test>
<unix:file_test id="oval:x:tst:3" version="1" comment="never looked at" check="all"><unix:object object_ref="oval:x:obj:3"/></unix:file_test>
<unix:file_test id="oval:x:tst:4" version="1" comment="of no such system" check="all"><unix:object object_ref="oval:x:obj:4"/></unix:file_test></tests>
<objects><unix:file_object id="oval:x:obj:1" version="1"><unix:filepath>/etc/shadow</unix:filepath></unix:file_object>
<unix:file_object id="oval:x:obj:2" version="1"><unix:filepath>/etc/other</unix:filepath></unix:file_object>
<unix:file_object id="oval:x:obj:3" version="1"><unix:filepath>/etc/third</unix:filepath></unix:file_object>
<unix:file_object id="oval:x:obj:4" version="1"><unix:filepath>/etc/fourth</unix:filepath></unix:file_object></objects>
<states><unix:file_state id="oval:x:ste:1" version="1"><unix:user_id datatype="int">0</unix:user_id></unix:file_state></states></oval_definitions></ds:component></ds:data-stream-collection>`
}

func rule(id, platform, check string) string {
	if platform != "" {
		platform = `<xccdf:platform idref="` + platform + `"/>`
	}
	return `<xccdf:Group id="xccdf_mil.disa.stig_group_V-` + id + `"><xccdf:Rule id="xccdf_mil.disa.stig_rule_SV-` + id + `r1_rule" severity="high"><xccdf:version>SAMP-` + id + `</xccdf:version><xccdf:title>t</xccdf:title>` + platform +
		`<xccdf:check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">` + check + `</xccdf:check></xccdf:Rule></xccdf:Group>`
}

func ref(definition string) string {
	return `<xccdf:check-content-ref href="o.xml" name="` + definition + `"/>`
}

func definition(id, class, test string) string {
	return `<definition id="oval:x:def:` + id + `" version="1" class="` + class + `"><metadata><title>t</title><description>d</description></metadata><criteria><criterion test_ref="oval:x:tst:` + test + `"/></criteria></definition>`
}

var definitions = definition("1", "compliance", "1") + definition("2", "compliance", "2") + definition("3", "compliance", "3") + definition("4", "vulnerability", "2") + definition("5", "patch", "1") + definition("6", "inventory", "4")

// shadow is owned by user: 0 satisfies; /etc/other is not there; /etc/third was not looked for; /etc/fourth does not apply.
func system(t *testing.T, user string) *oval.Characteristics {
	t.Helper()
	sys, err := oval.ReadCharacteristics("node.xml", []byte(`<oval_system_characteristics xmlns="http://oval.mitre.org/XMLSchema/oval-system-characteristics-5" xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5" xmlns:unix="http://oval.mitre.org/XMLSchema/oval-system-characteristics-5#unix">
<generator><oval:schema_version>5.11</oval:schema_version><oval:timestamp>2024-01-05T00:00:00</oval:timestamp></generator>
<system_info><os_name>Linux</os_name><os_version>1</os_version><architecture>x86_64</architecture><primary_host_name>one</primary_host_name><interfaces/></system_info>
<collected_objects><object id="oval:x:obj:1" version="1" flag="complete"><reference item_ref="1"/></object><object id="oval:x:obj:2" version="1" flag="does not exist"/><object id="oval:x:obj:4" version="1" flag="not applicable"/></collected_objects>
<system_data><unix:file_item id="1"><unix:filepath>/etc/shadow</unix:filepath><unix:user_id datatype="int">`+user+`</unix:user_id></unix:file_item></system_data></oval_system_characteristics>`))
	require.NoError(t, err)
	return sys
}

func checker(t *testing.T, doc string) *Checker {
	t.Helper()
	benches, err := benchmark.Open(fstest.MapFS{"b.xml": {Data: []byte(doc)}}, "b.xml")
	require.NoError(t, err)
	c, err := New(benches[0])
	require.NoError(t, err)
	require.NotNil(t, c)
	return c
}

func TestRules(t *testing.T) {
	for _, row := range []struct {
		name, check, user string
		want              result.Status
		reason            string
	}{
		{"satisfied", ref("oval:x:def:1"), "0", result.NotAFinding, "OVAL definition oval:x:def:1 is satisfied."},
		{"violated", ref("oval:x:def:1"), "7", result.Open, "OVAL definition oval:x:def:1 is violated: root owns shadow."},
		{"not collected", ref("oval:x:def:3"), "0", result.NotReviewed, "could not be decided: unknown: never looked at."},
		{"no such definition", ref("oval:x:def:9"), "0", result.NotReviewed, "could not be decided: unknown."},
		{"no such document", `<xccdf:check-content-ref href="p.xml" name="oval:x:def:1"/>`, "0", result.NotReviewed, "could not be decided"},
		{"no definition named", "", "0", result.NotReviewed, "names no definition"},
		{"negated", ref("oval:x:def:1") + `@negate`, "0", result.Open, "violated"},
		{"vulnerability that is not there", ref("oval:x:def:4"), "0", result.NotAFinding, "satisfied"},
		{"missing patch", ref("oval:x:def:5"), "0", result.Open, "violated"},
		{"all of two", ref("oval:x:def:1") + ref("oval:x:def:2"), "0", result.Open, "oval:x:def:1, oval:x:def:2 is violated"},
		{"one of two undecided", ref("oval:x:def:1") + ref("oval:x:def:3"), "0", result.NotReviewed, "could not be decided"},
		{"one of two violated, one undecided", ref("oval:x:def:3") + ref("oval:x:def:1"), "7", result.Open, "violated"},
		{"value that is no number", ref("oval:x:def:1"), "root", result.NotReviewed, "could not be decided: error"},
	} {
		t.Run(row.name, func(t *testing.T) {
			check, negated := strings.CutSuffix(row.check, "@negate")
			doc := stream(rule("1", "", check), "", definitions)
			if negated {
				doc = strings.Replace(doc, `<xccdf:check `, `<xccdf:check negate="true" `, 1)
			}
			r := checker(t, doc).Judge(system(t, row.user), Input{At: at, Tool: "t"}).Results
			require.Len(t, r, 1)
			require.Equal(t, row.want, r[0].Status, r[0].Reason)
			require.Contains(t, r[0].Reason, row.reason)
			require.Equal(t, "SAMP-1", r[0].STIGID)
		})
	}
}

// The evidence is sentences that a person can check on the system.
func TestEvidence(t *testing.T) {
	r := checker(t, stream(rule("1", "", ref("oval:x:def:1")), "", definitions)).Judge(system(t, "7"), Input{At: at, Tool: "t"}).Results[0]
	require.Equal(t, []result.Clause{{Name: "root owns shadow.", Label: "oval:x:tst:1", Kind: result.Violates,
		Expected: `at least one unix:file with filepath equals "/etc/shadow"; every item must have user_id int equals "0"`,
		Actual:   `looked for unix:file with filepath equals "/etc/shadow": 1 found, wanted at least one; Item file filepath "/etc/shadow": false; user_id is "7"; wanted int equals "0"`,
		Facts:    []string{"oval:x:tst:1", "oval:x:obj:1"}}}, r.Clauses)
	require.Equal(t, "system characteristics node.xml, collected 2024-01-05T00:00:00Z", r.Basis.Facts[0])
	missing := checker(t, stream(rule("1", "", ref("oval:x:def:3")), "", definitions)).Judge(system(t, "7"), Input{At: at, Tool: "t"}).Results[0]
	require.Contains(t, missing.Missing[0].Why, "object oval:x:obj:3 was not collected")
}

func TestPlatforms(t *testing.T) {
	spec := func(operator, negate, facts string) string {
		return `<cpe:platform id="p"><cpe:title>the platform</cpe:title><cpe:logical-test operator="` + operator + `" negate="` + negate + `">` + facts + `</cpe:logical-test></cpe:platform>`
	}
	fact := func(id string) string {
		return `<cpe:check-fact-ref system="http://oval.mitre.org/XMLSchema/oval-definitions-5" href="o.xml" id-ref="oval:x:def:` + id + `"/>`
	}
	for _, row := range []struct {
		name, ref, spec, user string
		want                  result.Status
	}{
		{"holds", "#p", spec("AND", "false", fact("1")), "0", result.NotAFinding},
		{"does not hold", "#p", spec("AND", "false", fact("2")), "0", result.NotApplicable},
		{"negated", "#p", spec("AND", "true", fact("2")), "0", result.NotAFinding},
		{"one of two", "#p", spec("OR", "false", fact("2")+fact("1")), "0", result.NotAFinding},
		{"nested", "#p", spec("AND", "false", `<cpe:logical-test operator="AND" negate="true">`+fact("1")+`</cpe:logical-test>`), "0", result.NotApplicable},
		{"one of all does not apply", "#p", spec("AND", "false", fact("1")+fact("6")), "0", result.NotReviewed},
		{"none applies, negated", "#p", spec("OR", "true", fact("2")+fact("6")), "0", result.NotReviewed},
		{"undecided", "#p", spec("AND", "false", fact("3")), "0", result.NotReviewed},
		{"by CPE name", "#p", spec("AND", "false", `<cpe:fact-ref name="cpe:/o:x:y"/>`), "0", result.NotReviewed},
		{"not described", "#q", spec("AND", "false", fact("1")), "0", result.NotReviewed},
		{"CPE name", "cpe:/o:x:y", "", "0", result.NotReviewed},
		{"undecided and violated", "#p", spec("AND", "false", fact("3")), "7", result.NotReviewed},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := checker(t, stream(rule("1", row.ref, ref("oval:x:def:1")), row.spec, definitions)).Judge(system(t, row.user), Input{At: at, Tool: "t"}).Results[0]
			require.Equal(t, row.want, r.Status, r.Reason)
		})
	}
}

// A pass is taken back where it is old; a finding stands.
func TestFreshness(t *testing.T) {
	c := checker(t, stream(rule("1", "", ref("oval:x:def:1")), "", definitions))
	require.Equal(t, result.NotAFinding, c.Judge(system(t, "0"), Input{At: at, MaxAge: 5 * day}).Results[0].Status)
	old := c.Judge(system(t, "0"), Input{At: at, MaxAge: 4 * day}).Results[0]
	require.Equal(t, result.NotReviewed, old.Status)
	require.Contains(t, old.Missing[0].Why, "more than 4 days")
	require.Equal(t, result.Open, c.Judge(system(t, "7"), Input{At: at, MaxAge: 4 * day}).Results[0].Status)
}

// That a rule does not apply goes stale as a pass does.
func TestStaleExcuse(t *testing.T) {
	at := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	r := result.Result{Status: result.NotApplicable}
	j := &judgement{Input: Input{At: at, MaxAge: day}, system: system(t, "0")}
	j.fresh(&r)
	require.Equal(t, result.NotReviewed, r.Status)
	require.NotEmpty(t, r.Missing)
}

// A check for a profile's selector, several checks and a complex-check are not told
// apart without a profile; a pass of one of them proves nothing.
func TestOneCheck(t *testing.T) {
	check := func(selector string) xccdf.Check {
		return xccdf.Check{System: xccdf.MakeText(System), Selector: xccdf.MakeText(selector)}
	}
	one, other := check(""), check("strict")
	require.NotNil(t, ovalCheck(&xccdf.Rule{Check: []xccdf.Check{one}}, ""))
	require.Empty(t, ovalCheck(&xccdf.Rule{Check: []xccdf.Check{other, one}}, "").Selector.String())
	require.Nil(t, ovalCheck(&xccdf.Rule{Check: []xccdf.Check{other}}, ""))
	require.Nil(t, ovalCheck(&xccdf.Rule{Check: []xccdf.Check{one, one}}, ""))
	require.Nil(t, ovalCheck(&xccdf.Rule{Check: []xccdf.Check{one}, ComplexCheck: make([]xccdf.Element, 1)}, ""))
}

func TestOnly(t *testing.T) {
	c := checker(t, stream(rule("1", "", ref("oval:x:def:1"))+rule("2", "", ref("oval:x:def:2")), "", definitions))
	r := c.Judge(system(t, "0"), Input{At: at, Only: func(i *benchmark.Item) bool { return i.STIGID() == "SAMP-2" }}).Results
	require.Len(t, r, 1)
	require.Equal(t, "SAMP-2", r[0].STIGID)
}

func TestBenchmarkWithoutOVAL(t *testing.T) {
	benches, err := benchmark.Open(fstest.MapFS{"b.xml": {Data: []byte(`<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" id="B"><status>accepted</status><title>t</title><version>1</version></Benchmark>`)}}, "b.xml")
	require.NoError(t, err)
	c, err := New(benches[0])
	require.NoError(t, err)
	require.Nil(t, c)
}

// Published benchmarks: every rule has definitions that are there, every platform is
// described, and of a system of which nothing was collected nothing is decided.
func TestRealBenchmarks(t *testing.T) {
	for name, platform := range map[string]string{"disa-stig-rhel9-v2r9-xccdf-scap.xml": "Red Hat Enterprise Linux 9", "disa-stig-ol8-v2r9-xccdf-scap.xml": "Oracle Linux 8"} {
		benches, err := benchmark.Open(fstest.MapFS{name: {Data: shared.Read(t, "scap", name)}}, name)
		require.NoError(t, err)
		c, err := New(benches[0])
		require.NoError(t, err)
		require.Empty(t, c.Problems)
		require.NotEmpty(t, c.platforms)
		for _, r := range c.Judge(system(t, "0"), Input{At: at}).Results {
			require.Contains(t, r.Reason, "Whether the benchmark's platform, "+platform+", is this system could not be decided: unknown.")
			require.Equal(t, result.NotReviewed, r.Status, "%s: %s", r.STIGID, r.Reason)
			for _, m := range r.Missing {
				require.NotContains(t, m.Why, "no such definition", r.STIGID)
				require.NotContains(t, m.Why, "is not in the benchmark", r.STIGID)
			}
			require.False(t, strings.Contains(r.Reason, "platform_"), "an undescribed platform: %s", r.Reason)
		}
	}
}
