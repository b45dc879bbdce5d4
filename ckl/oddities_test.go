package ckl

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
)

// Oddities of .ckl files in the field (checklist-formats 1, 4 and 5), one at a time: what
// the reader makes of each, that it says nothing where the file is right, and that
// writing keeps it.
func TestOdditiesOfCKL(t *testing.T) {
	good := string(fileOf(t, one(t, func(r *Row) { r.Status, r.Comments = opened, "WORDS" }), CKL))
	for _, x := range []struct {
		name     string
		old, new string
		problems int
		want     func(*testing.T, *Checklist, *Row)
	}{
		{"carriage return as reference", "WORDS", "a&#xD;&#10;b", 0, func(t *testing.T, _ *Checklist, r *Row) { require.Equal(t, "a\r\nb", r.Comments) }},
		{"raw carriage return", "WORDS", "a\r\nb\rc", 0, func(t *testing.T, _ *Checklist, r *Row) { require.Equal(t, "a\nb\nc", r.Comments) }},
		{"CDATA", "WORDS", "<![CDATA[a <b> & ]]>c", 0, func(t *testing.T, _ *Checklist, r *Row) { require.Equal(t, "a <b> & c", r.Comments) }},
		{"references twice over", "WORDS", "&amp;lt;b&amp;gt;", 0, func(t *testing.T, _ *Checklist, r *Row) { require.Equal(t, "&lt;b&gt;", r.Comments) }},
		{"outer white space", "WORDS", " \n a \n ", 0, func(t *testing.T, _ *Checklist, r *Row) { require.Equal(t, " \n a \n ", r.Comments) }},
		{"self-closed", "<COMMENTS>WORDS</COMMENTS>", "<COMMENTS />", 0, func(t *testing.T, _ *Checklist, r *Row) { require.Empty(t, r.Comments) }},
		{"no FINDING_DETAILS", "<FINDING_DETAILS></FINDING_DETAILS>", "", 0, func(t *testing.T, _ *Checklist, r *Row) { require.Equal(t, opened, r.Status) }},
		{"no STATUS", "<STATUS>Open</STATUS>", "", -1, func(t *testing.T, _ *Checklist, r *Row) { require.Equal(t, nr, r.Status) }},
		{"empty STATUS", "<STATUS>Open</STATUS>", "<STATUS></STATUS>", -1, func(t *testing.T, _ *Checklist, r *Row) { require.Equal(t, nr, r.Status) }},
		{"STATUS of another case", "<STATUS>Open</STATUS>", "<STATUS>notafinding</STATUS>", 1, func(t *testing.T, _ *Checklist, r *Row) {
			require.Equal(t, []any{nr, "notafinding"}, []any{r.Status, r.StatusWord})
		}},
		{"STATUS No_Data", "<STATUS>Open</STATUS>", "<STATUS>No_Data</STATUS>", 1, func(t *testing.T, _ *Checklist, r *Row) { require.Equal(t, "No_Data", r.StatusWord) }},
		{"release info of eMASS", release1, "releaseinfo", 0, func(t *testing.T, c *Checklist, _ *Row) { require.Equal(t, "releaseinfo", c.Stigs[0].ReleaseInfo) }},
		{"version of a SCAP file", "<SID_DATA>2</SID_DATA>", "<SID_DATA>001.019</SID_DATA>", 0, func(t *testing.T, c *Checklist, _ *Row) { require.Equal(t, "001.019", c.Stigs[0].Version) }},
		{"SID_DATA left out", "<SID_DATA>SRC</SID_DATA>", "", 0, func(t *testing.T, c *Checklist, _ *Row) { require.Empty(t, c.Stigs[0].Source) }},
		{"severity unknown", "medium", "unknown", 0, func(t *testing.T, _ *Checklist, r *Row) { require.Equal(t, "unknown", r.Severity) }},
		{"severity missing", "medium", "", 0, func(t *testing.T, _ *Checklist, r *Row) { require.Empty(t, r.Severity) }},
		{"blank host", "<HOST_NAME>node1</HOST_NAME>", "<HOST_NAME></HOST_NAME>", 0, func(t *testing.T, c *Checklist, _ *Row) { require.True(t, c.Asset.Nameless()) }},
		{"addresses on lines", "<HOST_IP></HOST_IP>", "<HOST_IP>192.0.2.1\n192.0.2.2</HOST_IP>", 0, func(t *testing.T, c *Checklist, _ *Row) { require.Equal(t, "192.0.2.1\n192.0.2.2", c.Asset.HostIP) }},
		{"old spelling of an area", "<TECH_AREA></TECH_AREA>", "<TECH_AREA>Releaseable Networks (REL)</TECH_AREA>", 0, func(t *testing.T, c *Checklist, _ *Row) {
			require.Equal(t, "Releaseable Networks (REL)", c.Asset.TechArea)
		}},
		{"attributes that are left out", `(?s)\s*<STIG_DATA>\s*<VULN_ATTRIBUTE>(Check_Content_Ref|Class|TargetKey|STIG_UUID|LEGACY_ID)</VULN_ATTRIBUTE>.*?</STIG_DATA>`, "", 0, func(t *testing.T, _ *Checklist, r *Row) { require.Equal(t, "T-1", r.STIGID) }},
		{"the STIG twice", `(?s)<iSTIG>.*</iSTIG>`, "$0$0", 0, func(t *testing.T, c *Checklist, _ *Row) { require.Len(t, c.Stigs, 2) }},
		{"the row twice", `(?s)<VULN>.*</VULN>`, "$0$0", 0, func(t *testing.T, c *Checklist, _ *Row) { require.Len(t, c.Stigs[0].Rows, 2) }},
	} {
		t.Run(x.name, func(t *testing.T) {
			data := strings.ReplaceAll(good, x.old, x.new)
			if strings.HasPrefix(x.old, "(?s)") {
				data = regexp.MustCompile(x.old).ReplaceAllString(good, x.new)
			}
			require.NotEqual(t, good, data)
			c, problems, err := Read("x.ckl", []byte(data))
			require.NoError(t, err)
			if x.problems >= 0 {
				require.Len(t, problems, x.problems, "%v", problems)
			}
			x.want(t, c, c.Stigs[0].Rows[0])
			again, _, err := Read("x.ckl", fileOf(t, c, CKL))
			require.NoError(t, err)
			require.Equal(t, c, again)
		})
	}
}

// Unknown elements with what is in them, comments and nested keys, put into every level of
// every sample, are all written back, once and in order.
func TestUnknownThingsInSamplesAreKept(t *testing.T) {
	closing := regexp.MustCompile(`</(ASSET|STIG_INFO|VULN|iSTIG|STIGS|CHECKLIST)>`)
	mark := regexp.MustCompile(`x_[0-9]+_`)
	for _, s := range sampleFiles {
		t.Run(s.file, func(t *testing.T) {
			data, n := string(shared.Read(t, "samples", s.file)), 0
			f := formatOf(s.file)
			number := func(form string) string {
				n++
				return strings.ReplaceAll(form, "N", fmt.Sprintf("x_%d_", n))
			}
			if f == CKL {
				data = closing.ReplaceAllStringFunc(data, func(tag string) string {
					return number(`<!--N-->`) + number(`<EXTRA a="N"><inner><b/> t &amp; u </inner><!--in--></EXTRA>`) + tag
				})
			} else {
				data = regexp.MustCompile(`\{(\s*")`).ReplaceAllStringFunc(data, func(open string) string {
					return number(`{"N":{"y":[1,{"z":null}],"w":"a"},`) + open[1:]
				})
			}
			c, _, err := Read(s.file, []byte(data))
			require.NoError(t, err)
			out := fileOf(t, c, f)
			count := map[string]int{}
			for _, m := range mark.FindAllString(data, -1) {
				count[m]++
			}
			require.Greater(t, len(count), 8)
			for _, m := range mark.FindAllString(string(out), -1) {
				count[m]--
			}
			for m, left := range count {
				require.Zero(t, left, m)
			}
			if f == CKL {
				require.Equal(t, strings.Count(data, "<inner><b/> t &amp; u </inner><!--in-->"), strings.Count(string(out), "<inner><b/> t &amp; u </inner><!--in-->"))
			}
			again, _, err := Read(s.file, out)
			require.NoError(t, err)
			require.Equal(t, c, again)
			require.Equal(t, string(out), string(fileOf(t, again, f)))
		})
	}
}

// Severity override and justification go through every format, a merge and back.
func TestOverridesGoThroughFormatsAndMerge(t *testing.T) {
	for _, override := range []string{"", "low", "medium", "high"} {
		c := one(t, func(r *Row) {
			r.Status, r.SeverityOverride, r.SeverityJustification = result.Open, override, "No route <from> outside.\n\nSee 7."
		})
		for _, f := range []Format{CKL, CKLB, CSV, JSONL} {
			done, err := Convert(c, ConvertOptions{To: f, Tool: "test"})
			require.NoError(t, err)
			back, err := readBack(done.Data, f)
			require.NoError(t, err)
			into := one(t, func(*Row) {})
			mergeOne(t, into, MergeOptions{}, Source{Checklist: back})
			require.Equal(t, []string{override, "No route <from> outside.\n\nSee 7."}, []string{row0(into).SeverityOverride, row0(into).SeverityJustification}, "%s %q", f, override)
		}
	}
}

// The words that a checklist may use are those DISA's XSD lists, and none of them is
// warned of.
func TestWordsOfTheXSD(t *testing.T) {
	schema := string(shared.Read(t, "samples", "schemas", "U_Checklist_Schema_V2.xsd"))
	words := func(element string) []string {
		at := strings.Index(schema, `<xs:element name="`+element+`"`)
		require.Positive(t, at, element)
		part, _, _ := strings.Cut(schema[at:], "</xs:simpleType>")
		var out []string
		for _, m := range regexp.MustCompile(`<xs:enumeration value="([^"]*)"`).FindAllStringSubmatch(part, -1) {
			if m[1] != "" {
				out = append(out, m[1])
			}
		}
		return out
	}
	for element, x := range map[string]struct {
		ours []string
		set  func(*Checklist, string)
	}{
		"ROLE":              {Roles(), func(c *Checklist, w string) { c.Asset.Role = w }},
		"ASSET_TYPE":        {AssetTypes(), func(c *Checklist, w string) { c.Asset.Type = w }},
		"TECH_AREA":         {TechAreas(), func(c *Checklist, w string) { c.Asset.TechArea = w }},
		"SEVERITY_OVERRIDE": {Overrides(), func(c *Checklist, w string) { row0(c).SeverityOverride, row0(c).SeverityJustification = w, "why" }},
	} {
		require.ElementsMatch(t, words(element), x.ours, element)
		for _, w := range x.ours {
			c := one(t, func(*Row) {})
			c.Asset.HostFQDN = "node1.example.mil"
			x.set(c, w)
			require.Empty(t, Check(c, CKL), "%s %s", element, w)
		}
	}
	require.ElementsMatch(t, words("STATUS"), []string{"NotAFinding", "Open", "Not_Reviewed", "Not_Applicable"})
	var attributes []string
	for _, a := range rowAttributes {
		attributes = append(attributes, a.name)
	}
	require.ElementsMatch(t, words("VULN_ATTRIBUTE"), append(attributes, "LEGACY_ID", "CCI_REF"))
}

// What XCCDF says in words that a checklist has not is its status in either format, and the
// word stands in the finding details (checklist-formats 4.2).
func TestResultWordsInChecklists(t *testing.T) {
	for word, x := range map[string]struct {
		ckl, cklb string
		kept      bool
	}{
		"pass": {"NotAFinding", "not_a_finding", false}, "fixed": {"NotAFinding", "not_a_finding", true},
		"fail": {"Open", "open", false}, "notapplicable": {"Not_Applicable", "not_applicable", false},
		"notchecked": {"Not_Reviewed", "not_reviewed", false}, "notselected": {"Not_Reviewed", "not_reviewed", false},
		"informational": {"Not_Reviewed", "not_reviewed", true}, "error": {"Not_Reviewed", "not_reviewed", true},
		"unknown": {"Not_Reviewed", "not_reviewed", true},
	} {
		for _, space := range []string{"1.1", "1.2"} {
			data := `<cdf:TestResult xmlns:cdf="http://checklists.nist.gov/xccdf/` + space + `" id="t"><cdf:benchmark href="xccdf_mil.disa.stig_benchmark_T"/><cdf:target>h</cdf:target>` +
				`<cdf:rule-result idref="xccdf_mil.disa.stig_rule_SV-1r1_rule"><cdf:result>` + word + `</cdf:result></cdf:rule-result></cdf:TestResult>`
			list, problems, err := ReadAny("x.xml", []byte(data))
			require.NoError(t, err)
			require.Empty(t, problems)
			require.Equal(t, "T", list[0].Stigs[0].ID)
			require.Contains(t, string(fileOf(t, list[0], CKL)), "<STATUS>"+x.ckl+"</STATUS>", word)
			require.Contains(t, string(fileOf(t, list[0], CKLB)), `"status": "`+x.cklb+`"`, word)
			require.Equal(t, x.kept, strings.Contains(row0(list[0]).FindingDetails, word), word)
		}
	}
}

// A benchmark's marking is that of the STIG and of every row, in the words of each format; the
// rows of a STIG point at one UUID, which is not the one of STIG_INFO in a .ckl and is that
// of the STIG in a .cklb (checklist-formats 1.4, 1.5 and 2.5).
func TestMarkingsAndPointers(t *testing.T) {
	for sheet, want := range map[string][3]string{
		"STIG_unclass.xsl": {"UNCLASSIFIED", "Unclass", "Unclassified"},
		"STIG_cui.xsl":     {"CUI", "CUI", "CUI"},
	} {
		doc := `<?xml version="1.0" encoding="utf-8"?><?xml-stylesheet type='text/xsl' href='` + sheet + `'?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" xmlns:dc="http://purl.org/dc/elements/1.1/" id="T"><status date="2024-07-24">accepted</status><title>T Security Requirements Guide</title>
<plain-text id="release-info">` + release1 + `</plain-text><version>2</version>` + group("V-1", rule1("SV-1r1_rule", "T-1"), rule1("SV-2r1_rule", "T-2")) + `</Benchmark>`
		found, err := benchmark.OpenBytes("T-xccdf.xml", []byte(doc))
		require.NoError(t, err)
		c := New(node1, found)
		one, two := string(fileOf(t, c, CKL)), string(fileOf(t, c, CKLB))
		require.Contains(t, one, "<SID_NAME>classification</SID_NAME>\n\t\t\t\t\t<SID_DATA>"+want[0]+"</SID_DATA>", sheet)
		require.Contains(t, one, "<SID_NAME>description</SID_NAME>\n\t\t\t\t\t<SID_DATA></SID_DATA>", "none in the benchmark")
		require.Equal(t, 2, strings.Count(one, "<VULN_ATTRIBUTE>Class</VULN_ATTRIBUTE>\n\t\t\t\t\t<ATTRIBUTE_DATA>"+want[1]+"</ATTRIBUTE_DATA>"), sheet)
		require.Equal(t, 2, strings.Count(two, `"classification": "`+want[2]+`"`), sheet)
		require.Contains(t, two, `"display_name": "T Security Requirements Guide"`)
		rows := c.Stigs[0].Rows
		require.Equal(t, rows[0].STIGUUID, rows[1].STIGUUID)
		require.NotEqual(t, c.Stigs[0].UUID, rows[0].STIGUUID)
		require.Equal(t, 2, strings.Count(two, `"stig_uuid": "`+c.Stigs[0].UUID+`"`))
	}
}
