package ckl

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/result"
)

// The layout of a .ckl, whole.
func TestCKLLayout(t *testing.T) {
	c := New(Asset{HostName: "node1", Marking: "CUI"}, []*benchmark.Benchmark{benchOf(t, "T", release1,
		group("V-1", strings.Replace(rule1("SV-1r1_rule", "T-1"), `<ident system="http://cyber.mil/legacy">SV-9</ident><ident system="http://cyber.mil/legacy">V-9</ident>`, "", 1)))})
	c.Stigs[0].Rows[0].Comments = "a \"b\" 'c' <&>\r\n\td"
	data, err := WriteCKL(c, "1.2.3")
	require.NoError(t, err)
	entry := func(name, value string) string {
		return "\t\t\t\t<STIG_DATA>\n\t\t\t\t\t<VULN_ATTRIBUTE>" + name + "</VULN_ATTRIBUTE>\n\t\t\t\t\t<ATTRIBUTE_DATA>" + value + "</ATTRIBUTE_DATA>\n\t\t\t\t</STIG_DATA>\n"
	}
	info := func(name, value string) string {
		return "\t\t\t\t<SI_DATA>\n\t\t\t\t\t<SID_NAME>" + name + "</SID_NAME>\n\t\t\t\t\t<SID_DATA>" + value + "</SID_DATA>\n\t\t\t\t</SI_DATA>\n"
	}
	want := `<?xml version="1.0" encoding="UTF-8"?>
<!--stigwright :: 1.2.3-->
<CHECKLIST>
	<ASSET>
		<ROLE>None</ROLE>
		<ASSET_TYPE>Computing</ASSET_TYPE>
		<MARKING>CUI</MARKING>
		<HOST_NAME>node1</HOST_NAME>
		<HOST_IP></HOST_IP>
		<HOST_MAC></HOST_MAC>
		<HOST_FQDN></HOST_FQDN>
		<TARGET_COMMENT></TARGET_COMMENT>
		<TECH_AREA></TECH_AREA>
		<TARGET_KEY>4711</TARGET_KEY>
		<WEB_OR_DATABASE>false</WEB_OR_DATABASE>
		<WEB_DB_SITE></WEB_DB_SITE>
		<WEB_DB_INSTANCE></WEB_DB_INSTANCE>
	</ASSET>
	<STIGS>
		<iSTIG>
			<STIG_INFO>
` + info("version", "2") + info("classification", "UNCLASSIFIED") + "\t\t\t\t<SI_DATA>\n\t\t\t\t\t<SID_NAME>customname</SID_NAME>\n\t\t\t\t</SI_DATA>\n" +
		info("stigid", "T") + info("description", "Made for tests.") + info("filename", "T-xccdf.xml") + info("releaseinfo", release1) +
		info("title", "T Security Technical Implementation Guide") + info("uuid", c.Stigs[0].UUID) + info("notice", "terms-of-use") + info("source", "SRC") +
		`			</STIG_INFO>
			<VULN>
` + entry("Vuln_Num", "V-1") + entry("Severity", "medium") + entry("Group_Title", "SRG-APP-1") + entry("Rule_ID", "SV-1r1_rule") + entry("Rule_Ver", "T-1") +
		entry("Rule_Title", "Title of T-1") + entry("Vuln_Discuss", "Why a &amp;lt; b.") + entry("IA_Controls", "") + entry("Check_Content", "Look at it.\n  Then &lt;again&gt;.") +
		entry("Fix_Text", "Fix it.") + entry("False_Positives", "") + entry("False_Negatives", "") + entry("Documentable", "false") + entry("Mitigations", "") +
		entry("Potential_Impact", "") + entry("Third_Party_Tools", "") + entry("Mitigation_Control", "") + entry("Responsibility", "") +
		entry("Security_Override_Guidance", "") + entry("Check_Content_Ref", "M") + entry("Weight", "10.0") + entry("Class", "Unclass") +
		entry("STIGRef", "T Security Technical Implementation Guide :: Version 2, "+release1) + entry("TargetKey", "4711") + entry("STIG_UUID", c.Stigs[0].Rows[0].STIGUUID) +
		entry("LEGACY_ID", "") + entry("LEGACY_ID", "") + entry("CCI_REF", "CCI-000366") +
		`				<STATUS>Not_Reviewed</STATUS>
				<FINDING_DETAILS></FINDING_DETAILS>
				<COMMENTS>a "b" 'c' &lt;&amp;&gt;&#xD;
	d</COMMENTS>
				<SEVERITY_OVERRIDE></SEVERITY_OVERRIDE>
				<SEVERITY_JUSTIFICATION></SEVERITY_JUSTIFICATION>
			</VULN>
		</iSTIG>
	</STIGS>
</CHECKLIST>`
	require.Equal(t, want, string(data))
	again, problems, err := ReadCKL("x.ckl", data)
	require.NoError(t, err)
	require.Empty(t, problems)
	require.Equal(t, "a \"b\" 'c' <&>\r\n\td", again.Stigs[0].Rows[0].Comments)
	require.NotEqual(t, c.Stigs[0].UUID, c.Stigs[0].Rows[0].STIGUUID)
}

const looseCKL = `<?xml version="1.0"?>
<!--<Evaluate-STIG><version>1</version></Evaluate-STIG>--><?pi x?>
<CHECKLIST><!--in root--><STIGS><!--in stigs--><iSTIG><!--<time>1</time>-->
<STIG_INFO><SI_DATA><SID_NAME>stigid</SID_NAME><SID_DATA>T</SID_DATA></SI_DATA><SI_DATA><SID_NAME>mine</SID_NAME><SID_DATA>x</SID_DATA></SI_DATA><SI_DATA><SID_NAME>version</SID_NAME></SI_DATA></STIG_INFO>
<!--before the row--><VULN><!--<AnswerFile>a</AnswerFile>--><COMMENTS/><!--after comments--><STATUS>Open</STATUS>
<STIG_DATA><ATTRIBUTE_DATA>V-1</ATTRIBUTE_DATA><!--in data--><VULN_ATTRIBUTE>Vuln_Num</VULN_ATTRIBUTE></STIG_DATA>
<STIG_DATA><VULN_ATTRIBUTE>Invented</VULN_ATTRIBUTE><ATTRIBUTE_DATA>kept</ATTRIBUTE_DATA></STIG_DATA>
<STIG_DATA><VULN_ATTRIBUTE>LEGACY_ID</VULN_ATTRIBUTE><ATTRIBUTE_DATA/></STIG_DATA>
<FINDING_DETAILS><![CDATA[<b>]]></FINDING_DETAILS><NEW a="1">e<b/></NEW></VULN><!--last--></iSTIG><iSTIG><VULN/></iSTIG><!--end--></STIGS>
<ASSET><HOST_NAME>h</HOST_NAME><HOST_GUID/><!--in asset--><WEB_OR_DATABASE>1</WEB_OR_DATABASE><OTHER/></ASSET></CHECKLIST>
<!--after the root--> <?end?>
`

func TestCKLReadsWhatOthersWrite(t *testing.T) {
	for name, data := range map[string]string{
		"LF":   looseCKL,
		"CRLF": byteOrderMark + strings.ReplaceAll(looseCKL, "\n", "\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			c, problems, err := ReadCKL("x.ckl", []byte(data))
			require.NoError(t, err)
			require.Len(t, problems, 2, "%v", problems) // the second iSTIG: no stigid, no ids
			r := c.Stigs[0].Rows[0]
			require.Equal(t, "V-1", r.VulnID)
			require.Equal(t, result.Open, r.Status)
			require.Equal(t, "<b>", r.FindingDetails)
			require.True(t, c.Asset.WebOrDatabase)
			require.Empty(t, r.LegacyIDs)
			require.Equal(t, []Extra{
				{CKL, "CHECKLIST", "", "", "<!--in root-->"},
				{CKL, "STIGS", "", "", "<!--end-->"},
				{CKL, "epilog", "", "", "<!--after the root-->"},
				{CKL, "epilog", "", "", "<?end?>"},
				{CKL, "prolog", "", "", "<!--<Evaluate-STIG><version>1</version></Evaluate-STIG>-->"},
				{CKL, "prolog", "", "", "<?pi x?>"},
			}, c.Extra)
			require.Equal(t, []Extra{
				{CKL, "VULN", "", "", "<!--<AnswerFile>a</AnswerFile>-->"},
				{CKL, "VULN", "Vuln_Num", "Invented", "<STIG_DATA><VULN_ATTRIBUTE>Invented</VULN_ATTRIBUTE><ATTRIBUTE_DATA>kept</ATTRIBUTE_DATA></STIG_DATA>"},
				{CKL, "VULN", "STATUS", "", "<!--in data-->"},
				{CKL, "VULN", "FINDING_DETAILS", "NEW", `<NEW a="1">e<b/></NEW>`},
				{CKL, "VULN", "COMMENTS", "", "<!--after comments-->"},
				{CKL, "iSTIG", "", "", "<!--before the row-->"},
			}, r.Extra)
			out, err := WriteCKL(c, "t")
			require.NoError(t, err)
			again, _, err := ReadCKL("x.ckl", out)
			require.NoError(t, err)
			require.Equal(t, c, again)
			require.Equal(t, 13, strings.Count(string(out), "<!--"), "every comment but ours is written back once")
		})
	}
}

func TestCKLProblems(t *testing.T) {
	doc := func(asset, vuln string) string {
		return "<CHECKLIST><ASSET>" + asset + "</ASSET><STIGS><iSTIG><STIG_INFO><SI_DATA><SID_NAME>stigid</SID_NAME><SID_DATA>T</SID_DATA></SI_DATA></STIG_INFO>\n<VULN>" +
			"<STIG_DATA><VULN_ATTRIBUTE>Vuln_Num</VULN_ATTRIBUTE><ATTRIBUTE_DATA>V-1</ATTRIBUTE_DATA></STIG_DATA>" + vuln + "</VULN></iSTIG></STIGS></CHECKLIST>"
	}
	for name, row := range map[string]struct{ data, want string }{
		"status of a .cklb": {doc("", "<STATUS>not_a_finding</STATUS>"), `x.ckl:2:107: CHECKLIST/STIGS/iSTIG/VULN[V-1]/STATUS: STATUS is "not_a_finding"; want Open, NotAFinding, Not_Applicable or Not_Reviewed`},
		"status twice":      {doc("", "<STATUS>Open</STATUS><STATUS>NotAFinding</STATUS>"), "stands twice in its VULN"},
		"comments twice":    {doc("", "<COMMENTS>a</COMMENTS><COMMENTS>b</COMMENTS>"), "stands twice in its VULN"},
		"markup in text":    {doc("", "<COMMENTS>a <b>c</b></COMMENTS>"), "holds markup; want text alone"},
		"boolean":           {doc("<WEB_OR_DATABASE>perhaps</WEB_OR_DATABASE>", ""), `is "perhaps"; want true or false`},
		"attribute":         {strings.Replace(doc("", ""), "<CHECKLIST>", `<CHECKLIST xmlns="urn:x">`, 1), `has the attribute "xmlns"; want none`},
		"outer prefix":      {strings.Replace(doc("<p:x/>", ""), "<CHECKLIST>", `<CHECKLIST xmlns:p="urn:x">`, 1), "uses a prefix declared outside of it"},
		"no asset":          {"<CHECKLIST><STIGS/></CHECKLIST>", "has no ASSET"},
	} {
		t.Run(name, func(t *testing.T) {
			c, problems, err := ReadCKL("x.ckl", []byte(row.data))
			require.NoError(t, err)
			require.NotEmpty(t, problems)
			require.Contains(t, problems.Error(), row.want)
			out, err := WriteCKL(c, "t")
			require.NoError(t, err)
			again, _, err := ReadCKL("x.ckl", out)
			require.NoError(t, err, "%s", out)
			require.Equal(t, c, again)
			require.NotEqual(t, result.NotAFinding, first(c).Status)
		})
	}
}

func first(c *Checklist) *Row {
	for _, s := range c.Stigs {
		for _, r := range s.Rows {
			return r
		}
	}
	return &Row{}
}

func TestReadRefuses(t *testing.T) {
	for name, row := range map[string]struct{ data, want, hint string }{
		"empty":           {"", "is empty", ""},
		"HTML":            {"<!DOCTYPE html><html>", "is an HTML page", "login page"},
		"HTML, no type":   {"\n <HTML><body>", "is an HTML page", "login page"},
		"XHTML":           {"<?xml version=\"1.0\"?><html/>", `the root is "html"; want CHECKLIST`, "login page"},
		"a benchmark":     {`<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" id="X"/>`, `the root is "Benchmark"; want CHECKLIST`, "goes to -b"},
		"scan results":    {"<TestResult/>", `the root is "TestResult"`, "scan results"},
		"a data stream":   {"<data-stream-collection/>", `the root is "data-stream-collection"`, "SCAP"},
		"a zip":           {"PK\x03\x04....", "is a ZIP archive; want a .ckl or .cklb checklist", "unpack it"},
		"UTF-16":          {"\xff\xfe<\x00", "is UTF-16 text", "UTF-8"},
		"plain text":      {"hello", `starts with "hello"`, ""},
		"JSON array":      {"[]", `starts with "[]"`, ""},
		"truncated":       {"<CHECKLIST><ASSET><HOST_NA", "x:1:", ""},
		"truncated text":  {"<CHECKLIST><ASSET><ROLE>No", "x:1:", ""},
		"entity bomb":     {`<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><CHECKLIST>&b;</CHECKLIST>`, "x:1:", ""},
		"external entity": {`<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><CHECKLIST/>`, "x:1:", ""},
		"10,000 levels":   {"<CHECKLIST>" + strings.Repeat("<a>", 10_000) + strings.Repeat("</a>", 10_000) + "</CHECKLIST>", "x:1:", ""},
		"two roots":       {"<CHECKLIST></CHECKLIST><CHECKLIST/>", "x:1:", ""},
		"NUL":             {"<CHECKLIST>\x00</CHECKLIST>", "x:1:", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Read("x", []byte(row.data))
			require.ErrorContains(t, err, row.want)
			var placed *diag.Error
			require.ErrorAs(t, err, &placed)
			require.Contains(t, placed.Hint, row.hint)
			require.Less(t, len(err.Error()), 1000)
		})
	}
}

// Characters XML cannot hold come from a .cklb; they are written out, and listed.
func TestCharactersXMLCannotHold(t *testing.T) {
	c, _, err := ReadCKLB("x.cklb", wrap(`"comments":"a\u000bb\u0000c\uffffd\ufffd"`, ``, ``))
	require.NoError(t, err)
	out, err := WriteCKL(c, "t")
	require.NoError(t, err)
	again, _, err := ReadCKL("x.ckl", out)
	require.NoError(t, err)
	require.Equal(t, "a\\u000bb\\u0000c\\uffffd\ufffd", again.Stigs[0].Rows[0].Comments)
	require.Contains(t, Lost(c, CKL), Loss{"COMMENTS: characters XML cannot hold, written out", 1, "T row 1"})

	c.Stigs[0].Rows[0].Comments = "x\xffy"
	out, err = WriteCKL(c, "t")
	require.NoError(t, err)
	require.Contains(t, string(out), `<COMMENTS>x\xffy</COMMENTS>`)
	out, err = WriteCKLB(c)
	require.NoError(t, err)
	require.Contains(t, string(out), "x\ufffdy")
	require.Contains(t, Lost(c, CKLB), Loss{"COMMENTS: bytes that are not UTF-8, replaced", 1, "T row 1"})
}

func TestLost(t *testing.T) {
	c := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 2)})
	require.Equal(t, []Loss{
		{"SI_DATA classification", 1, "T"}, {"SI_DATA description", 1, "T"}, {"SI_DATA filename", 1, "T"}, {"SI_DATA notice", 1, "T"}, {"SI_DATA source", 1, "T"},
	}, Lost(c, CKLB))
	require.Equal(t, []Loss{{"href of check_content_ref", 2, "T-1"}}, Lost(c, CKL))

	loose, _, err := ReadCKL("x.ckl", []byte(looseCKL))
	require.NoError(t, err)
	require.Empty(t, Lost(loose, CKL))
	require.Contains(t, Lost(loose, CKLB), Loss{"ckl Invented", 1, "T row 1"})
	require.Contains(t, Lost(loose, CKLB), Loss{"ckl comment or instruction", 14, "the checklist"})
}

func TestSplitAndKeep(t *testing.T) {
	c := New(node1, []*benchmark.Benchmark{bench(t, "A", release1, 2), bench(t, "B", release1, 1)})
	parts := c.Split()
	require.Len(t, parts, 2)
	require.Equal(t, "node1_A_V2R1.ckl", FileName(parts[0], CKL))
	require.Equal(t, "node1_B_V2R1.cklb", FileName(parts[1], CKLB))
	require.Equal(t, "node1_COMBINED.ckl", FileName(c, CKL))
	alone, err := WriteCKLB(New(node1, []*benchmark.Benchmark{bench(t, "B", release1, 1)}))
	require.NoError(t, err)
	split, err := WriteCKLB(parts[1])
	require.NoError(t, err)
	require.Equal(t, string(alone), string(split), "a part of a split is what would have been made alone")
	c.Stigs[0].Keep(func(r *Row) bool { return r.STIGID == "A-2" })
	require.Len(t, c.Stigs[0].Rows, 1)
	require.Equal(t, 2, c.Stigs[0].Size)
	require.Same(t, parts[0].Split()[0], parts[0])
}

func TestIdentity(t *testing.T) {
	b := bench(t, "T", release1, 2)
	c := New(node1, []*benchmark.Benchmark{b})
	seen := map[string]bool{}
	for _, id := range []string{c.ID, c.Stigs[0].UUID, c.Stigs[0].Rows[0].STIGUUID, c.Stigs[0].Rows[0].UUID, c.Stigs[0].Rows[1].UUID,
		New(Asset{HostName: "node2"}, []*benchmark.Benchmark{b}).ID, New(node1, []*benchmark.Benchmark{bench(t, "T", "Release: 2 Benchmark Date: 1 Jan 2025", 2)}).Stigs[0].UUID} {
		require.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, id)
		require.False(t, seen[id])
		seen[id] = true
	}
	require.Equal(t, c, New(node1, []*benchmark.Benchmark{b}))
	require.NotEqual(t, identity("a b"), identity("a", "b"))
	require.NotEqual(t, identity(`a" "b`), identity("a", "b"))
}
