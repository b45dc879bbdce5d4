package benchmark

import (
	"os"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/xccdf"
)

// oddity is something that published benchmarks do and a reader may trip over.
type oddity struct {
	name  string
	doc   string // our own smallest benchmark that does it
	real  string // the published file that does it, without -xccdf.xml
	shows func(b *Benchmark) bool
}

// odd is a benchmark: head stands before its first child, items between the ends.
func odd(head, release, version, items string) string {
	return `<?xml version="1.0" encoding="utf-8"?><?xml-stylesheet type='text/xsl' href='STIG_unclass.xsl'?>` +
		`<Benchmark xmlns="` + xccdf.Namespace11 + `" xmlns:dc="http://purl.org/dc/elements/1.1/" id="Odd/STIG">` + head +
		`<plain-text id="release-info">` + release + `</plain-text><version>` + version + `</version>` + items + `</Benchmark>`
}

// ruled is a benchmark of one group with rules.
func ruled(rules string) string {
	return odd("", "Release: 1 Benchmark Date: 01 Feb 2024", "1", `<Group id="V-1"><title>SRG-1</title>`+rules+`</Group>`)
}

// oneRule is a benchmark of one rule that holds children.
func oneRule(children string) string {
	return ruled(`<Rule id="SV-1r1_rule" severity="low"><version>ODD-1</version>` + children + `</Rule>`)
}

// anyItem reports whether one of the items does it.
func anyItem(does func(it *Item) bool) func(b *Benchmark) bool {
	return func(b *Benchmark) bool {
		for i := range b.Items {
			if does(&b.Items[i]) {
				return true
			}
		}
		return false
	}
}

// repeated reports whether two items have the same name, and are kept apart all the same.
func repeated(name func(it *Item) string) func(b *Benchmark) bool {
	return func(b *Benchmark) bool {
		at := map[string]int{}
		for i := range b.Items {
			n := name(&b.Items[i])
			if first, ok := at[n]; ok {
				return len(b.Find(n)) >= 2 && b.Items[first].Position != b.Items[i].Position
			}
			at[n] = i
		}
		return false
	}
}

func ident(system string) func(b *Benchmark) bool {
	return anyItem(func(it *Item) bool { return len(it.idents(system)) > 0 })
}

func oddities() []oddity {
	const rule = `<Rule id="SV-1r1_rule" severity="low"><version>ODD-1</version></Rule>`
	const again = `<Rule id="SV-1r1_rule" severity="high"><version>ODD-1</version></Rule>`
	inDescription := func(tags string) string { return oneRule("<description>" + tags + "</description>") }
	return []oddity{
		{"byte order mark", "\xEF\xBB\xBF" + ruled(rule), "U_BB_UEM_12-10_MDM_STIG_V1R1_Manual", func(b *Benchmark) bool { return b.ID != "" && b.Date != "" }},
		{"standalone in the declaration", strings.Replace(ruled(rule), `"utf-8"`, `"utf-8" standalone="no"`, 1), "U_Oracle_DB_10g_Instance_STIG_V8R1.11_Manual", func(b *Benchmark) bool { return len(b.Items) > 0 }},
		{"no stylesheet", strings.Replace(ruled(rule), `<?xml-stylesheet type='text/xsl' href='STIG_unclass.xsl'?>`, "", 1), "U_AIX_6-1_V1R9_STIG_SCAP_1-1_Benchmark",
			func(b *Benchmark) bool { return b.Doc.Stylesheet == nil && b.Classification == Unclassified }},
		{"line ends of two kinds", odd("<description>a\r\nb\nc\rd</description>", "", "1", ""), "U_ASD_STIG_V5R1_Manual",
			func(b *Benchmark) bool { return !strings.Contains(b.Description, "\r") }},
		{"fewer than three rules", ruled(rule), "U_Citrix_VAD_7-x_Windows_VDA_STIG_V1R1_Manual", func(b *Benchmark) bool { return len(b.Items) < 3 && len(b.Items) > 0 }},
		{"no description", ruled(rule), "U_MS_InfoPath_2007_STIG_V4R13_Manual", func(b *Benchmark) bool { return b.Doc.Description == nil && b.Description == "" }},
		{"no front-matter", ruled(rule), "U_A10_Networks_ADC_NDM_STIG_V1R1_Manual", func(b *Benchmark) bool { return len(b.Doc.FrontMatter) == 0 }},
		{"platform", odd(`<platform idref="cpe:/o:x"/>`, "", "1", ""), "U_AIX_6-1_V1R9_STIG_SCAP_1-1_Benchmark", func(b *Benchmark) bool { return len(b.Doc.Platform) > 0 }},
		{"status draft", odd(`<status date="2024-01-01">draft</status>`, "", "1", ""), "U_BIND_9-x_STIG_V3R0-1_Manual", func(b *Benchmark) bool { return b.Doc.Status[0].Value.String() == "draft" }},
		{"status deprecated", odd(`<status date="2024-01-01">deprecated</status>`, "", "1", ""), "U_MS_SCOM_STIG_V1R2_Manual", func(b *Benchmark) bool { return b.Doc.Status[0].Value.String() == "deprecated" }},
		{"status empty", odd(`<status date="2024-01-01"></status>`, "", "1", ""), "U_Domain_Name_System_V2R4_Manual", func(b *Benchmark) bool { return b.Doc.Status[0].Value.Present() && b.Doc.Status[0].Value.Blank() }},
		{"notice with text", odd(`<notice id="terms-of-use">ask first</notice>`, "", "1", ""), "U_MS_Windows_2008_DC_STIG_V6R47_Manual", func(b *Benchmark) bool { return !b.Doc.Notice[0].Text.Blank() }},
		{"front-matter with text", odd(`<front-matter>x</front-matter>`, "", "1", ""), "U_Apache_2-0_Site_UNIX_V1R5_Manual", func(b *Benchmark) bool { return !b.Doc.FrontMatter[0].Text.Blank() }},
		{"release-info alone", ruled(rule), "U_AIX_6-1_V1R9_STIG_SCAP_1-1_Benchmark", func(b *Benchmark) bool { return len(b.Doc.PlainText) == 1 && b.ReleaseInfo != "" }},
		{"release of two digits", odd("", "Release: 14 Benchmark Date: 27 Apr 2018", "6", ""), "U_AIX_6.1_STIG_V1R14_Manual", func(b *Benchmark) bool { return b.Release == "14" }},
		{"release 0.1", odd("", "Release: 0.1 Benchmark Date: 27 Apr 2024", "3", ""), "U_BIND_9-x_STIG_V3R0-1_Manual", func(b *Benchmark) bool { return b.Release == "0.1" && b.Version == "3" }},
		{"release 1.19", odd("", "Release: 1.19 Benchmark Date: 27 Apr 2018", "4", ""), "U_Windows_DNS_V4R1-19_Manual", func(b *Benchmark) bool { return b.Release == "1.19" && b.Version == "4" }},
		{"full name of the month", odd("", "Release: 2 Benchmark Date: 27 July 2018", "1", ""), "U_Tanium_7-0_STIG_V1R2_Manual", func(b *Benchmark) bool { return b.Date == "2018-07-27" }},
		{"version with a point", odd("", "Release: 1.19 Benchmark Date: 27 Apr 2018", "1.19", ""), "U_RedHat_5_V1R19_STIG_SCAP_1-1_Benchmark", func(b *Benchmark) bool { return b.Version == "1" && b.Release == "19" }},
		{"id with a slash", ruled(rule), "U_Network_Harris_SecNet_11_54_V6R10_Manual", func(b *Benchmark) bool { return strings.Contains(b.ID, "/") }},
		{"profiles that deselect", odd(`<Profile id="p"><select idref="V-1" selected="false"/></Profile>`, "", "1", ""), "U_AIX_6-1_V1R9_STIG_SCAP_1-1_Benchmark",
			func(b *Benchmark) bool {
				for _, p := range b.Doc.Profile {
					for _, s := range p.Select {
						if s.Selected.String() == "false" {
							return true
						}
					}
				}
				return false
			}},
		{"group of several rules", ruled(rule + again), "U_Network_Harris_SecNet_11_54_V6R10_Manual",
			func(b *Benchmark) bool {
				for i := 1; i < len(b.Items); i++ {
					if b.Items[i].group() == b.Items[i-1].group() && b.Items[i].VulnID() == b.Items[i-1].VulnID() {
						return true
					}
				}
				return false
			}},
		{"repeated rule id", ruled(rule + again), "U_Storage_Area_Network_V2R5_Manual", repeated((*Item).RuleID)},
		{"repeated STIG ID", ruled(rule + again), "U_MS_Outlook_2010_STIG_V1R14_Manual", repeated((*Item).STIGID)},
		{"group id that is no V-", strings.Replace(ruled(rule), `"V-1"`, `"WDNS-22-000001"`, 1), "U_MS_Windows_Server_2022_DNS_STIG_V1R0-1_Manual",
			anyItem(func(it *Item) bool { return strings.HasPrefix(it.VulnID(), "WDNS-") })},
		{"rule id that is no SV-", strings.Replace(ruled(rule), "SV-1r1_rule", "SRG-OS-1_rule", 1), "U_Cloud_Computing_Mission_Owner_SRG_V1R0-1_Manual",
			anyItem(func(it *Item) bool { return strings.HasPrefix(it.RuleID(), "SRG-") })},
		{"groups not in the order of their numbers", odd("", "", "1", `<Group id="V-2">`+rule+`</Group><Group id="V-1">`+rule+`</Group>`), "U_Video_Services_Policy_STIG_V1R12_Manual",
			func(b *Benchmark) bool {
				for i := 1; i < len(b.Items); i++ {
					if a, c := b.Items[i-1].VulnID(), b.Items[i].VulnID(); len(a) == len(c) && a > c {
						return true
					}
				}
				return false
			}},
		{"severity info", strings.Replace(ruled(rule), `"low"`, `"info"`, 1), "U_VMW_NSX_4-x_T-1_Gateway_RTR_STIG_V1R1_Manual", anyItem(func(it *Item) bool { return it.Severity() == "info" })},
		{"severity unknown", strings.Replace(ruled(rule), `"low"`, `"unknown"`, 1), "U_Windows_XP_V6R1.32_STIG_Manual", anyItem(func(it *Item) bool { return it.Severity() == "unknown" })},
		{"no severity", strings.Replace(ruled(rule), ` severity="low"`, "", 1), "U_General_Purpose_Operating_System_SRG_V2R1_Manual", anyItem(func(it *Item) bool { return it.Severity() == "" })},
		{"no reference", oneRule(""), "U_Cloud_Computing_Mission_Owner_SRG_V1R0-1_Manual", anyItem(func(it *Item) bool { return it.TargetKey() == "" })},
		{"several references", oneRule("<reference><dc:identifier>1</dc:identifier></reference><reference><dc:identifier>2</dc:identifier></reference>"), "U_Exchange_2010_Client_Access_V1R9_Manual",
			anyItem(func(it *Item) bool {
				return len(it.Rule.Reference) > 1 && it.TargetKey() == it.Rule.Reference[0].Identifier.String() && it.TargetKey() != ""
			})},
		{"several checks", oneRule("<check><check-content>a</check-content></check><check><check-content>b</check-content></check>"), "U_Voice_Video_Services_Policy_STIG_V3R17_Manual",
			anyItem(func(it *Item) bool { return len(it.Rule.Check) > 1 && strings.Contains(it.Check(), "\n\n") })},
		{"several fixtexts", oneRule("<fixtext>a</fixtext><fixtext>b</fixtext>"), "U_Voice_Video_Services_Policy_STIG_V3R17_Manual",
			anyItem(func(it *Item) bool { return len(it.Rule.FixText) > 1 && strings.Contains(it.Fix(), "\n\n") })},
		{"check without text", oneRule(`<check system="o"><check-content-ref href="o.xml" name="oval:1"/></check>`), "U_AIX_6-1_V1R9_STIG_SCAP_1-1_Benchmark",
			anyItem(func(it *Item) bool { name, _ := it.CheckRef(); return it.Check() == "" && name != "" })},
		{"title with outer white space", oneRule("<title> T\n</title>"), "U_AIX_6.1_STIG_V1R14_Manual", anyItem(func(it *Item) bool { return it.Title() != strings.TrimSpace(it.Title()) })},
		{"check with outer white space", oneRule("<check><check-content>a\n</check-content></check>"), "U_AIX_6.1_STIG_V1R14_Manual", anyItem(func(it *Item) bool { return it.Check() != strings.TrimSpace(it.Check()) })},
		{"STIG ID with outer white space", strings.Replace(oneRule(""), "ODD-1", "ODD-1 ", 1), "U_Google_Android_11_COBO_STIG_V2R1_Manual",
			func(b *Benchmark) bool {
				return anyItem(func(it *Item) bool {
					return it.STIGID() != strings.TrimSpace(it.STIGID()) && len(b.Find(strings.TrimSpace(it.STIGID()))) > 0
				})(b)
			}},
		{"STIG ID with a blank inside", strings.Replace(oneRule(""), "ODD-1", "ODD 1", 1), "U_Apache_2-2_Server_UNIX_STIG_V1R11_Manual", anyItem(func(it *Item) bool { return strings.Contains(strings.TrimSpace(it.STIGID()), " ") })},
		{"no ident", oneRule(""), "U_AIX_6-1_V1R9_STIG_SCAP_1-1_Benchmark", anyItem(func(it *Item) bool { return len(it.CCIs())+len(it.LegacyIDs()) == 0 })},
		{"ident twice", oneRule(strings.Repeat(`<ident system="http://cyber.mil/cci">CCI-000001</ident>`, 2)), "U_Dragos_Platform_2-x_STIG_V1R1_Manual",
			anyItem(func(it *Item) bool { return len(it.idents("/cci")) > len(it.CCIs()) && len(it.CCIs()) > 0 })},
		{"CCI of the older address", oneRule(`<ident system="http://iase.disa.mil/cci">CCI-000001</ident>`), "U_A10_Networks_ADC_NDM_STIG_V1R1_Manual",
			anyItem(func(it *Item) bool {
				return len(it.CCIs()) > 0 && strings.Contains(it.Rule.Ident[0].System.String(), "iase")
			})},
		{"legacy id that is a rule id", oneRule(`<ident system="http://cyber.mil/legacy">SV-1r1_rule</ident>`), "U_Traditional_Security_Checklist_V2R1_Manual",
			anyItem(func(it *Item) bool {
				ids := it.LegacyIDs()
				return len(ids) > 0 && strings.HasSuffix(ids[len(ids)-1], "_rule")
			})},
		{"CCE", oneRule(`<ident system="http://cce.mitre.org">CCE-1</ident>`), "U_MS_Windows_2008_DC_STIG_V6R47_Manual", ident("cce.mitre.org")},
		{"CCE under the name of CVE", oneRule(`<ident system="http://cve.mitre.org">CCE-1</ident>`), "U_Microsoft_IE10_STIG_V1R16_Manual", ident("cve.mitre.org")},
		{"bare & in the description", inDescription("&lt;VulnDiscussion&gt;read &amp; consent&lt;/VulnDiscussion&gt;"), "U_ASD_STIG_V5R1_Manual",
			anyItem(func(it *Item) bool { return strings.Contains(it.Discussion().VulnDiscussion, " & ") })},
		{"bare < in the description", inDescription("&lt;VulnDiscussion&gt;the &lt;Host&gt; tag&lt;/VulnDiscussion&gt;"), "U_Apache_Tomcat_Application_Server_9_STIG_V2R2_Manual",
			anyItem(func(it *Item) bool { return strings.Contains(it.Discussion().VulnDiscussion, "<") })},
		{"entity after decoding", inDescription("&lt;VulnDiscussion&gt;a &amp;lt; b&lt;/VulnDiscussion&gt;"), "U_ASD_STIG_V5R1_Manual",
			anyItem(func(it *Item) bool {
				d := it.Discussion().VulnDiscussion
				return strings.Contains(d, "&lt;") || strings.Contains(d, "&amp;") || strings.Contains(d, "&gt;")
			})},
		{"tag repeated in the description", inDescription("&lt;Responsibility&gt;a&lt;/Responsibility&gt;&lt;Responsibility&gt;b&lt;/Responsibility&gt;"), "U_AIX_6-1_V1R9_STIG_SCAP_1-1_Benchmark",
			anyItem(func(it *Item) bool {
				d := it.Discussion()
				return strings.Contains(d.Responsibility, ", ") && !strings.Contains(d.Responsibility, "<")
			})},
		{"no-break space", oneRule("<check><check-content>a\u00a0b</check-content></check>"), "U_ASD_STIG_V5R1_Manual",
			anyItem(func(it *Item) bool {
				return strings.Contains(it.Check()+it.Fix()+it.Discussion().VulnDiscussion, "\u00a0")
			})},
	}
}

func TestOddities(t *testing.T) {
	for _, o := range oddities() {
		t.Run(o.name, func(t *testing.T) {
			found, err := OpenBytes("odd-xccdf.xml", []byte(o.doc))
			require.NoError(t, err)
			require.True(t, o.shows(found[0]))
		})
	}
}

// The published files that do these things; those that the part of the library at
// hand has not got are counted.
func TestOdditiesOfPublishedFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 197 MB")
	}
	wanted := map[string]*Benchmark{}
	for _, o := range oddities() {
		wanted[o.real+"-xccdf.xml"] = nil
	}
	src, err := OpenSource(os.DirFS(shared.Dir(t, "corpus")), "U_SRG-STIG_Library_part.zip")
	require.NoError(t, err)
	defer src.Close() //nolint:errcheck // only read from
	for b, err := range src.All() {
		require.NoError(t, err)
		for _, x := range b.Benchmarks {
			if _, ok := wanted[path.Base(x.FileName)]; ok {
				wanted[x.FileName] = x
			}
		}
	}
	var absent []string
	for _, o := range oddities() {
		b := wanted[o.real+"-xccdf.xml"]
		if b == nil {
			absent = append(absent, o.name)
			continue
		}
		t.Run(o.name, func(t *testing.T) { require.True(t, o.shows(b), o.real) })
	}
	t.Logf("%d of %d oddities have no file in this part of the library: %s", len(absent), len(oddities()), strings.Join(absent, "; "))
	require.Less(t, len(absent), len(oddities())/2)
}
