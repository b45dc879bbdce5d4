package scan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
)

func read(t *testing.T, data string) []*Set {
	t.Helper()
	sets, problems, err := Read("x.xml", []byte(data))
	require.NoError(t, err)
	require.Empty(t, problems)
	return sets
}

func counts(s *Set) map[string]int {
	n := map[string]int{}
	for _, k := range s.Checks {
		n[k.Word]++
	}
	return n
}

func TestSamples(t *testing.T) {
	for _, row := range []struct {
		file             string
		host, id         string
		product, version string
		words            map[string]int
	}{
		{"scc-5.8-firefox-xccdf-results.xml", "WORK-UBUNTU", "MOZ_Firefox_Linux", "scc", "5.8", map[string]int{"fail": 30, "pass": 1, "notapplicable": 1, "notchecked": 2}},
		{"evaluate-stig-chrome-xccdf-results.xml", "CA1294WK16078-trimmed-no-detail", "Google_Chrome_Current_Windows", "evaluate-stig", "1.2407.1", map[string]int{"pass": 4, "fail": 1}},
		{"stigmanager-1.3-rhel8-xccdf-results.xml", "Asset_bbbbbbbbb", "RHEL_8_TRUNCATED", "stig-manager", "1.3.13", map[string]int{"pass": 1, "fail": 2, "notapplicable": 1, "notchecked": 5, "informational": 1}},
	} {
		t.Run(row.file, func(t *testing.T) {
			data := shared.Read(t, "samples", row.file)
			require.True(t, Is(data))
			sets, problems, err := Read(row.file, data)
			require.NoError(t, err)
			require.Empty(t, problems)
			require.Len(t, sets, 1)
			s := sets[0]
			require.Equal(t, []string{row.host, row.id, row.product, row.version}, []string{s.Asset.HostName, s.Benchmark.ID, s.Product, s.Version})
			require.Equal(t, row.words, counts(s))
			for _, k := range s.Checks {
				require.Regexp(t, `^SV-\d+r\d+_rule$`, k.RuleID)
			}
		})
	}
}

func TestSCCSample(t *testing.T) {
	const file = "scc-5.8-firefox-xccdf-results.xml"
	sets, _, err := Read(file, shared.Read(t, "samples", file))
	require.NoError(t, err)
	s := sets[0]
	m := s.Benchmark.Manual
	require.Equal(t, []string{"MOZ_Firefox_STIG", "6", "Release: 5 Benchmark Date: 26 Jul 2023", "Mozilla Firefox Security Technical Implementation Guide", "STIG.DOD.MIL", "UNCLASSIFIED"},
		[]string{m.STIGID, m.Version, m.ReleaseInfo, m.Title, m.Source, m.Classification}, "the manual STIG stands in rear-matter")
	require.Equal(t, []string{"192.168.0.183", "172.18.0.1"}, s.Asset.IPs, "no loopback, no link-local")
	require.Empty(t, s.Asset.FQDN, "HOST.. is no name")
	k := s.Checks[0]
	require.Equal(t, []string{"SV-251545r879827_rule", "FFOX-00-000001", "V-251545", "high"}, []string{k.RuleID, k.STIGID, k.VulnID, k.Severity})
	require.Contains(t, k.Detail, "Answer                      : Finding")
}

// sm:detail and sm:comment of STIG Manager; the answer-file remark of
// Evaluate-STIG becomes the comment and leaves the detail.
func TestTextsOfResults(t *testing.T) {
	sets, _, err := Read("x", shared.Read(t, "samples", "stigmanager-1.3-rhel8-xccdf-results.xml"))
	require.NoError(t, err)
	require.Equal(t, "xxxxxxxxxxxxxxxxxxxxxxxxxxx", sets[0].Checks[0].Detail)
	require.Equal(t, "zzzzzzzzzzzzzzzzzzzzzzzzzzzzz", sets[0].Checks[3].Comment)

	sets, _, err = Read("x", shared.Read(t, "samples", "evaluate-stig-chrome-xccdf-results.xml"))
	require.NoError(t, err)
	k := sets[0].Checks[0]
	require.Contains(t, k.Comment, "[ValidTrueComment]")
	require.NotContains(t, k.Detail, "[ValidTrueComment]")
	require.Equal(t, Engine{Time: "2023-12-11T12:56:14.3576272-05:00", Type: "script", Product: "Evaluate-STIG", Version: "1.2310.1", Location: k.Engine.Location}, k.Engine)
	require.Equal(t, "Workstation", sets[0].Asset.Role)
	require.Equal(t, "host-123456.mil", sets[0].Asset.FQDN)
}

// testResult is a TestResult of host h with rule-results, in namespace version v.
func testResult(v, inner string) string {
	return `<TestResult xmlns="http://checklists.nist.gov/xccdf/` + v + `" id="t" test-system="cpe:/a:v:tool:1.0" end-time="2026-01-02T03:04:05"><benchmark id="xccdf_mil.disa.stig_benchmark_T_STIG" href="#x"/><target>h</target>` + inner + `</TestResult>`
}

func ruleResult(id, word, rest string) string {
	return `<rule-result idref="` + id + `"><result>` + word + `</result>` + rest + `</rule-result>`
}

func TestResultWords(t *testing.T) {
	for word, want := range map[string]struct {
		status    result.Status
		performed bool
	}{
		"pass": {result.NotAFinding, true}, "fixed": {result.NotAFinding, true}, "fail": {result.Open, true},
		"notapplicable": {result.NotApplicable, true}, "notchecked": {}, "notselected": {}, "informational": {}, "error": {}, "unknown": {},
	} {
		for _, version := range []string{"1.1", "1.2"} {
			k := read(t, testResult(version, ruleResult("SV-1r1_rule", word, "")))[0].Checks[0]
			require.Equal(t, want.status, k.Status, word)
			require.Equal(t, want.performed, k.Performed, word)
			require.Equal(t, word, k.Word)
		}
	}
}

func TestRuleIDVariants(t *testing.T) {
	for idref, want := range map[string]string{
		"xccdf_mil.disa.stig_rule_SV-1r2_rule": "SV-1r2_rule",
		"xccdf_mil.disa.stig_rule_SV-1r2":      "SV-1r2_rule",
		"SV-1r2_rule":                          "SV-1r2_rule",
		"SV-1r2":                               "SV-1r2_rule",
		"SV-1":                                 "SV-1_rule",
		" #SV-1r2_rule ":                       "SV-1r2_rule",
		"SRG-OS-1-CLD-1_rule":                  "SRG-OS-1-CLD-1_rule",
		"xccdf_org.ssgproject.content_rule_no_empty_pw": "no_empty_pw",
	} {
		require.Equal(t, want, RuleID(idref), idref)
	}
	require.Equal(t, "SV-1", Revisionless("SV-1r2_rule"))
	require.Empty(t, Revisionless("no_empty_pw"))
}

// What cannot be understood never becomes a pass.
func TestOddResultsAreNotReviewed(t *testing.T) {
	for name, row := range map[string]struct{ rule, want string }{
		"unknown word":       {ruleResult("a", "PASS", ""), `the result is "PASS"`},
		"no result":          {`<rule-result idref="a"/>`, "without result"},
		"two results":        {ruleResult("a", "pass", "<result>fail</result>"), "2 results in one rule-result"},
		"override disagrees": {ruleResult("a", "pass", `<override time="x" authority="J. Doe"><old-result>pass</old-result><new-result>fail</new-result><remark>no</remark></override>`), `last override says "fail"`},
		"no idref":           {`<rule-result><result>pass</result></rule-result>`, "without idref"},
	} {
		t.Run(name, func(t *testing.T) {
			sets, problems, err := Read("x.xml", []byte(testResult("1.2", row.rule)))
			require.NoError(t, err)
			require.Len(t, problems, 1)
			require.ErrorContains(t, problems, row.want)
			if name != "no idref" {
				require.Equal(t, result.NotReviewed, sets[0].Checks[0].Status)
				require.False(t, sets[0].Checks[0].Performed)
			}
		})
	}
}

func TestOverridesMessagesAndInstances(t *testing.T) {
	k := read(t, testResult("1.2", ruleResult("a", "fail",
		`<override time="2026-01-01" authority="J. Doe, ISSM"><old-result>pass</old-result><new-result>fail</new-result><remark>seen otherwise</remark></override>
		<message severity="info">one</message><message severity="info">two &lt;b&gt;</message><instance>/dev/sda</instance>`)))[0].Checks[0]
	require.Equal(t, "one\ntwo <b>\nOverride pass to fail by J. Doe, ISSM at 2026-01-01: seen otherwise\nInstance: /dev/sda", k.Detail)
	require.Equal(t, result.Open, k.Status)
}

const arfDoc = `<arf:asset-report-collection xmlns:arf="http://scap.nist.gov/schema/asset-reporting-format/1.1" xmlns:core="http://scap.nist.gov/schema/reporting-core/1.1" xmlns:ai="http://scap.nist.gov/schema/asset-identification/1.1">
<core:relationships xmlns:arfvocab="http://scap.nist.gov/specifications/arf/vocabulary/relationships/1.0#"><core:relationship type="arfvocab:isAbout" subject="xccdf1"><core:ref>asset0</core:ref></core:relationship><core:relationship type="arfvocab:createdFor" subject="xccdf1"><core:ref>collection1</core:ref></core:relationship></core:relationships>
<arf:report-requests><arf:report-request id="collection1"><arf:content><ds xmlns="urn:ds"><component><Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_org.ssgproject.content_benchmark_RHEL-8"><version>0.1.70</version>
<Group id="xccdf_org.ssgproject.content_group_accounts"><Rule id="xccdf_org.ssgproject.content_rule_no_empty" severity="high"><title>No empty</title><reference href="https://public.cyber.mil/stigs/">RHEL-08-020331</reference><ident system="https://ncp.nist.gov/cce">CCE-85953-1</ident></Rule></Group></Benchmark></component></ds></arf:content></arf:report-request></arf:report-requests>
<arf:assets><arf:asset id="asset0"><ai:computing-device><ai:connections><ai:connection><ai:ip-address><ai:ip-v4>192.0.2.7</ai:ip-v4></ai:ip-address><ai:mac-address>52:54:00:12:34:56</ai:mac-address></ai:connection></ai:connections><ai:fqdn>n1.example.mil</ai:fqdn><ai:hostname>n1</ai:hostname></ai:computing-device></arf:asset></arf:assets>
<arf:reports><arf:report id="xccdf1"><arf:content><TestResult xmlns="http://checklists.nist.gov/xccdf/1.2" id="t" test-system="cpe:/a:redhat:openscap:1.3.7"><benchmark href="#x" id="xccdf_org.ssgproject.content_benchmark_RHEL-8"/><target>n1</target><rule-result idref="xccdf_org.ssgproject.content_rule_no_empty"><result>pass</result></rule-result></TestResult></arf:content></arf:report>
<arf:report id="oval1"><arf:content><oval_results xmlns="urn:oval"/></arf:content></arf:report></arf:reports></arf:asset-report-collection>`

func TestARF(t *testing.T) {
	sets := read(t, arfDoc)
	require.Len(t, sets, 1)
	s := sets[0]
	require.Equal(t, ARF, s.Kind)
	require.Equal(t, Asset{HostName: "n1", FQDN: "n1.example.mil", IPs: []string{"192.0.2.7"}, MACs: []string{"52:54:00:12:34:56"}}, s.Asset)
	require.Equal(t, []string{"RHEL-8", "0.1.70", "openscap", "1.3.7"}, []string{s.Benchmark.ID, s.Benchmark.Version, s.Product, s.Version})
	k := s.Checks[0]
	require.Equal(t, "no_empty", k.RuleID)
	require.Equal(t, []string{"CCE-85953-1", "RHEL-08-020331"}, k.Also)
	require.Equal(t, result.NotAFinding, k.Status)
	require.Empty(t, k.VulnID, "a chapter is no Vuln ID")
}

func nessusItem(fields ...string) string {
	var b strings.Builder
	b.WriteString(`<ReportItem port="0" svc_name="general" pluginID="21157" pluginFamily="Policy Compliance"><compliance>true</compliance>`)
	for i := 0; i < len(fields); i += 2 {
		fmt.Fprintf(&b, "<cm:compliance-%s>%s</cm:compliance-%[1]s>", fields[i], fields[i+1])
	}
	return b.String() + "</ReportItem>"
}

func nessusDoc(items ...string) string {
	return `<?xml version="1.0" ?><NessusClientData_v2><Policy><policyName>p</policyName></Policy><Report name="nightly" xmlns:cm="http://www.nessus.org/cm"><ReportHost name="192.0.2.9"><HostProperties><tag name="host-fqdn">n9.example.mil</tag><tag name="hostname">n9</tag><tag name="host-ip">192.0.2.9</tag><tag name="mac-address">52:54:00:00:00:01
52:54:00:00:00:02</tag><tag name="HOST_END">Mon Jan  5 10:00:00 2026</tag></HostProperties><ReportItem pluginID="10180" severity="0"><description>a ping</description></ReportItem>` + strings.Join(items, "") + `</ReportHost></Report></NessusClientData_v2>`
}

func TestNessus(t *testing.T) {
	sets := read(t, nessusDoc(
		nessusItem("check-name", "RHEL-08-010000 - RHEL 8 must be supported.", "result", "PASSED", "actual-value", "8.9", "policy-value", "8.x", "audit-file", "DISA_RHEL_8.audit",
			"reference", "800-53|CM-6b.,CAT|I,CCI|CCI-000366,Rule-ID|SV-230221r858734_rule,STIG-ID|RHEL-08-010000,Vuln-ID|V-230221"),
		nessusItem("check-name", "RHEL-08-010010 - patches", "result", "WARNING", "audit-file", "DISA_RHEL_8.audit", "info", "Rule ID: SV-230222r627750_rule V-230222"),
		nessusItem("check-name", "other", "result", "ERROR", "audit-file", "other.audit", "error", "denied"),
	))
	require.Len(t, sets, 2, "one for each audit file")
	s := sets[0]
	require.Equal(t, Asset{HostName: "n9", FQDN: "n9.example.mil", IPs: []string{"192.0.2.9"}, MACs: []string{"52:54:00:00:00:01", "52:54:00:00:00:02"}}, s.Asset)
	require.Equal(t, "Mon Jan  5 10:00:00 2026", s.End)
	a, b := s.Checks[0], s.Checks[1]
	require.Equal(t, []string{"SV-230221r858734_rule", "RHEL-08-010000", "V-230221", "high"}, []string{a.RuleID, a.STIGID, a.VulnID, a.Severity})
	require.Equal(t, "Expected: 8.x\nFound: 8.9", a.Detail)
	require.Equal(t, result.NotAFinding, a.Status)
	require.Equal(t, []string{"SV-230222r627750_rule", "RHEL-08-010010", "V-230222"}, []string{b.RuleID, b.STIGID, b.VulnID}, "from name and description")
	require.False(t, b.Performed)
	require.Equal(t, result.NotReviewed, b.Status)
	require.Empty(t, sets[1].Checks[0].RuleID)

	_, problems, err := Read("x", []byte(nessusDoc(nessusItem("check-name", "a", "result", "Passed"))))
	require.NoError(t, err)
	require.ErrorContains(t, problems, `the compliance result is "Passed"`)
}

// Reports as scanners of several hosts write them, and such as no scanner should: nothing
// but the word of a pass passes.
func TestOddNessus(t *testing.T) {
	pass := func(more ...string) string {
		return nessusItem(append([]string{"check-name", "T-1", "audit-file", "a.audit", "reference", "STIG-ID|T-1"}, more...)...)
	}
	for _, x := range []struct {
		name, doc string
		status    result.Status
		problems  bool
	}{
		{"a pass", pass("result", "PASSED"), result.NotAFinding, false},
		{"white space", pass("result", "\n PASSED "), result.NotAFinding, false},
		{"a finding", pass("result", "FAILED"), result.Open, false},
		{"passed and failed at once", pass("result", "PASSED", "result", "FAILED"), result.NotReviewed, true},
		{"the same twice", pass("result", "FAILED", "result", "FAILED"), result.Open, false},
		{"no word", pass("result", ""), result.NotReviewed, true},
		{"another case", pass("result", "passed"), result.NotReviewed, true},
		{"more than the word", pass("result", "PASSED with exceptions"), result.NotReviewed, true},
		{"skipped", pass("result", "SKIPPED"), result.NotReviewed, false},
	} {
		t.Run(x.name, func(t *testing.T) {
			sets, problems, err := Read("x", []byte(nessusDoc(x.doc)))
			require.NoError(t, err)
			require.Equal(t, x.problems, len(problems) > 0, "%v", problems)
			require.Equal(t, x.status, sets[0].Checks[0].Status)
			require.Equal(t, "T-1", sets[0].Checks[0].STIGID)
		})
	}
	_, _, err := Read("x", []byte(nessusDoc(pass())))
	require.ErrorContains(t, err, "holds no results", "a compliance item without a result is none")

	// Exports that know no compliance elements say the result in the description alone.
	item := func(family, description string) string {
		return `<ReportItem pluginFamily="` + family + `"><compliance>true</compliance><description>` + description + `</description></ReportItem>`
	}
	sets := read(t, nessusDoc(item("Policy Compliance", `"RHEL-08-010000 - &quot;a&quot; b" : [FAILED]&#10;&#10;Found V-1.`), item("Policy Compliance", `"T-2" : [PASSED]`), item("Policy Compliance", "[PASSED]")))
	require.Len(t, sets[0].Checks, 2)
	a := sets[0].Checks[0]
	require.Equal(t, []any{"RHEL-08-010000", "V-1", result.Open, `RHEL-08-010000 - "a" b`}, []any{a.STIGID, a.VulnID, a.Status, a.Title})
	require.Equal(t, result.NotAFinding, sets[0].Checks[1].Status)
	sets = read(t, nessusDoc(item("Policy Compliance", `"T-1" : [FAILED] see "T-2" : [PASSED]`)))
	require.Equal(t, result.Open, sets[0].Checks[0].Status, "the first result counts, also where line ends are gone")
	_, _, err = Read("x", []byte(nessusDoc(item("General", `"T-2" : [PASSED]`))))
	require.ErrorContains(t, err, "holds no results", "a plugin of another family")

	// What the references of an audit file name.
	for _, x := range []struct {
		references         string
		rule, stig, vuln   string
		benchmark, problem string
	}{
		{"CAT|I,DISA_Benchmark|RHEL_8_STIG,Rule-ID|SV-1r1_rule,STIG-ID|T-1,Vuln-ID|V-1", "SV-1r1_rule", "T-1", "V-1", "RHEL_8_STIG", ""},
		{"CAT|I\nSTIG-ID | T-1 \nGroup-ID|V-1,Vuln-ID|V-1", "", "T-1", "V-1", "", ""},
		{"Rule-ID|SV-1r1_rule,Rule-ID|SV-2r1_rule,STIG-ID|T-1", "", "", "", "", "names several rules, by Rule-ID"},
		{"STIG-ID|T-1,STIG-ID|T-2", "", "", "", "", "names several rules, by STIG-ID"},
		{"Rule-ID|SV-1r1_rule,STIG-ID|T-1,STIG-ID|T-2", "SV-1r1_rule", "", "", "", ""},
	} {
		sets, problems, err := Read("x", []byte(nessusDoc(nessusItem("check-name", "check", "result", "PASSED", "audit-file", "a.audit", "reference", x.references))))
		require.NoError(t, err)
		k := sets[0].Checks[0]
		require.Equal(t, []string{x.rule, x.stig, x.vuln, x.benchmark}, []string{k.RuleID, k.STIGID, k.VulnID, sets[0].Benchmark.Manual.STIGID}, x.references)
		if x.problem != "" {
			require.ErrorContains(t, problems, x.problem)
			continue
		}
		require.Empty(t, problems, x.references)
	}

	// Seconds are a moment; words are of a zone nobody names.
	sets = read(t, strings.Replace(nessusDoc(pass("result", "PASSED")), `<tag name="HOST_END">`, `<tag name="HOST_END_TIMESTAMP">1767607200</tag><tag name="HOST_END">`, 1))
	require.Equal(t, "2026-01-05T10:00:00Z", sets[0].End)

	host := func(name, fqdn string, items ...string) string {
		return `<ReportHost name="` + name + `"><HostProperties><tag name="host-ip">` + name + `</tag><tag name="host-fqdn">` + fqdn + `</tag></HostProperties>` + strings.Join(items, "") + `</ReportHost>`
	}
	doc := `<NessusClientData_v2><Report name="r" xmlns:cm="http://www.nessus.org/cm">` +
		host("192.0.2.1", "a.example.mil", pass("result", "PASSED")) + host("192.0.2.2", "", pass("result", "FAILED")) + host("192.0.2.3", "c.example.mil") + `</Report></NessusClientData_v2>`
	sets = read(t, doc)
	require.Len(t, sets, 2, "a host without compliance checks has no results")
	require.Equal(t, []string{"a.example.mil", "192.0.2.2"}, []string{sets[0].Asset.HostName, sets[1].Asset.HostName}, "one without a name is called as it was scanned")
	require.Equal(t, []result.Status{result.NotAFinding, result.Open}, []result.Status{sets[0].Checks[0].Status, sets[1].Checks[0].Status})
}

func TestReadRefuses(t *testing.T) {
	for name, row := range map[string]struct{ data, want, hint string }{
		"a checklist":     {"<CHECKLIST/>", `the root is "CHECKLIST"`, "checklist"},
		"content":         {`<Benchmark id="x"><Rule id="a"/></Benchmark>`, "holds no results", "it is content"},
		"vulnerabilities": {nessusDoc(), "holds no results", "audit file"},
		"OVAL results":    {"<oval_results/>", `the root is "oval_results"`, "XCCDF results of the same scan"},
		"truncated":       {testResult("1.2", "")[:100], "x.xml:1:", "cut off"},
		"entity bomb":     {`<!DOCTYPE a [<!ENTITY a "aaaa">]><TestResult>&a;</TestResult>`, "x.xml:1:", ""},
		"deep":            {"<Benchmark>" + strings.Repeat("<Group>", 5000), "x.xml:1:", ""},
		"not XML":         {"{}", "x.xml:1:", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Read("x.xml", []byte(row.data))
			require.ErrorContains(t, err, row.want)
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(arfDoc))
	f.Add([]byte(nessusDoc(nessusItem("check-name", "RHEL-08-010000", "result", "PASSED", "reference", "CAT|I,Rule-ID|SV-1r1"))))
	f.Add([]byte(testResult("1.2", ruleResult("xccdf_mil.disa.stig_rule_SV-1r1_rule", "pass", `<message severity="info">m</message><check><check-content><detail>d</detail><resultEngine><overrides><remark>m</remark></overrides></resultEngine></check-content></check>`))))
	f.Add([]byte(`<Benchmark id="b"><rear-matter>stigid:--:X </rear-matter><Group id="V-1"><Rule id="a"><version>T-1</version></Rule></Group>` + testResult("1.1", "") + `</Benchmark>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		sets, _, err := Read("x", data)
		if err != nil {
			return
		}
		for _, s := range sets {
			for _, k := range s.Checks {
				if k.Status == result.NotAFinding && k.Word != "pass" && k.Word != "fixed" && k.Word != "PASSED" {
					t.Fatalf("%q is a pass", k.Word)
				}
				if !k.Performed && k.Status != result.NotReviewed {
					t.Fatalf("%q was not performed and says %s", k.Word, k.Status)
				}
			}
		}
	})
}
