package ckl

import (
	"bytes"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
)

var testTimes = XCCDFOptions{Tool: "test", End: "2026-01-02T03:04:05Z"}

func convert(t testing.TB, c *Checklist, to Format) *Conversion {
	t.Helper()
	out, err := Convert(c, ConvertOptions{To: to, Tool: "test", Times: testTimes, Sidecar: true})
	require.NoError(t, err)
	return out
}

func formatOf(file string) Format {
	if filepath.Ext(file) == ".cklb" {
		return CKLB
	}
	return CKL
}

// Through any other format and back, with the sidecar, every sample is the same
// checklist, and the same bytes.
func TestConversionsAndBackAreTheIdentity(t *testing.T) {
	for _, s := range sampleFiles {
		whole, _, err := Read(s.file, shared.Read(t, "samples", s.file))
		require.NoError(t, err)
		own := formatOf(s.file)
		for _, to := range []Format{CKL, CKLB, XCCDF, CSV, JSONL} {
			t.Run(s.file+" to "+to.String(), func(t *testing.T) {
				parts := []*Checklist{whole}
				if to == XCCDF {
					parts = whole.Split()
				}
				for _, c := range parts {
					before, err := Write(c, own, "test")
					require.NoError(t, err)
					there := convert(t, c, to)
					back, err := readBack(there.Data, to)
					require.NoError(t, err)
					left, err := Restore(back, "sidecar", there.Sidecar)
					require.NoError(t, err)
					require.Empty(t, left)
					after, err := Write(back, own, "test")
					require.NoError(t, err)
					require.Equal(t, string(before), string(after))
				}
			})
		}
	}
}

// exceptions is what a .ckl cannot carry through a .cklb without a sidecar, by
// the names of the fields, beside comments that are not Evaluate-STIG's: the entries of STIG_INFO that have no key,
// which STIG a row points at, and those of a .cklb alone that its reader derives.
var exceptions = []string{
	"SI_DATA classification", "SI_DATA description", "SI_DATA filename", "SI_DATA notice", "SI_DATA source", "SI_DATA customname",
	"STIG_UUID", "Severity", "Class",
	"Title", "ID", "SI_DATA Size", "SI_DATA TargetKey", "UUID",
}

// Without a sidecar .ckl to .cklb to .ckl changes those fields alone, and each
// that said something in a .ckl is in the list of losses or follows from the rest.
func TestCKLThroughCKLBWithoutSidecar(t *testing.T) {
	derived := []string{"Title", "ID", "SI_DATA Size", "SI_DATA TargetKey", "UUID", "STIG_UUID"}
	for _, s := range sampleFiles {
		if formatOf(s.file) != CKL {
			continue
		}
		t.Run(s.file, func(t *testing.T) {
			c, _, err := Read(s.file, shared.Read(t, "samples", s.file))
			require.NoError(t, err)
			there := convert(t, c, CKLB)
			cklb, _, err := Read("x.cklb", there.Data)
			require.NoError(t, err)
			back, _, err := Read("x.ckl", convert(t, cklb, CKL).Data)
			require.NoError(t, err)
			diffs, err := differences(c, back)
			require.NoError(t, err)
			var lost []string
			for _, l := range there.Lost {
				lost = append(lost, l.What)
			}
			for _, d := range diffs {
				if d.field == "Extra" { // the comment that names the writer
					require.Contains(t, lost, "ckl comment or instruction")
					continue
				}
				require.Contains(t, exceptions, d.nameOf())
				if !d.a.IsZero() && !slices.Contains(derived, d.nameOf()) {
					require.Contains(t, lost, d.nameOf())
				}
			}
		})
	}
}

// Evaluate-STIG's comments become its objects, and the same comments again.
func TestEvaluateSTIGSpeaksBothFormats(t *testing.T) {
	const file = "evaluate-stig-chrome-v2r8.ckl"
	c, _, err := Read(file, shared.Read(t, "samples", file))
	require.NoError(t, err)
	out := convert(t, c, CKLB)
	for _, l := range out.Lost {
		require.NotContains(t, l.What, "comment")
	}
	for _, want := range []string{
		`"version": "1.2310.1"`, `"name": "Scan-GoogleChrome_Checks"`, `"afmod": true`, `"answer_file": "Google_Chrome_Current_Windows_AnswerFile.xml"`, `"new_status": "pass"`,
	} {
		require.Contains(t, string(out.Data), want)
	}
	cklb, _, err := Read("x", out.Data)
	require.NoError(t, err)
	back, _, err := Read("x", convert(t, cklb, CKL).Data)
	require.NoError(t, err)
	require.Equal(t, c.Extra, back.Extra)
	require.Equal(t, c.Stigs[0].Extra, back.Stigs[0].Extra)
	for i, r := range c.Stigs[0].Rows {
		require.Equal(t, r.Extra, back.Stigs[0].Rows[i].Extra)
	}
}

// What is not exactly of the known shape stays where it is and is listed.
func TestOddEvaluateSTIGIsLeftAlone(t *testing.T) {
	for _, raw := range []string{
		"<!--<Evaluate-STIG><global><time>1</time></global></Evaluate-STIG>-->", "<!--<Evaluate-STIG> <version>1</version></Evaluate-STIG>-->",
		"<!--<Evaluate-STIG>-->", "<!--<Evaluate-STIG><version>1</version></Evaluate-STIG><x/>-->", "<!--<Evaluate-STIG><version a='1'>1</version></Evaluate-STIG>-->",
	} {
		c := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 1)})
		c.Extra = []Extra{{CKL, "prolog", "", "", raw}}
		out := convert(t, c, CKLB)
		require.NotContains(t, string(out.Data), evaluateKey, raw)
		require.Equal(t, "ckl comment or instruction", out.Lost[0].What, raw)
	}
}

// A field that was changed after the conversion stands, and is listed.
func TestRestoreLeavesWhatChangedSince(t *testing.T) {
	c := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 2)})
	out := convert(t, c, CKLB)
	back, _, err := Read("x", out.Data)
	require.NoError(t, err)
	back.Stigs[0].Description = "a newer word"
	back.Stigs[0].Rows = back.Stigs[0].Rows[1:]
	left, err := Restore(back, "x.sidecar", out.Sidecar)
	require.NoError(t, err)
	require.Contains(t, left, Unrestored{"T", "Description", "it was changed after the conversion"})
	require.Equal(t, "a newer word", back.Stigs[0].Description)
	for _, data := range []string{"", "{", `{"stigwright_sidecar":3,"format":"ckl","kept":[]}`, `{"stigwright_sidecar":2,"format":"ckl","kept":[],"x":1}`, `{"stigwright_sidecar":2,"stigwright_sidecar":2}`,
		`{"stigwright_sidecar":2,"format":"ckl","kept":[{"part":"Checklist","field":"Nonsense","was":1,"written":1}]}`, `{"stigwright_sidecar":2,"format":"ckl","kept":[{"part":"Checklist","field":"Stigs","was":[],"written":[]}]}`} {
		_, err := Restore(back, "x.sidecar", []byte(data))
		require.ErrorContains(t, err, "x.sidecar", data)
	}
}

// Rows are known by group, rule and number, whatever stands before them; what is of
// another checklist is refused.
func TestRestoreKnowsRowsByTheirKey(t *testing.T) {
	b := benchOf(t, "T", release1, group("V-1", rule1("SV-1r1_rule", "T-1")), group("V-2", rule1("SV-2r1_rule", "T-2"), rule1("SV-2r1_rule", "T-3")), group("V-4", rule1("SV-4r1_rule", "T-4")))
	c := New(node1, []*benchmark.Benchmark{b})
	for i, r := range c.Stigs[0].Rows {
		r.Extra = []Extra{{CKL, "VULN", "", "NOTE", fmt.Sprintf("<NOTE>%d</NOTE>", i)}}
	}
	notes := func(c *Checklist) (out []string) {
		for _, r := range c.Stigs[0].Rows {
			raw := ""
			for _, x := range r.Extra {
				raw += x.Raw
			}
			out = append(out, r.STIGID+raw)
		}
		return out
	}
	out := convert(t, c, CKLB)
	fresh := func(change func(*Checklist)) *Checklist {
		back, _, err := Read("x", out.Data)
		require.NoError(t, err)
		change(back)
		return back
	}
	moved := fresh(func(c *Checklist) {
		rows := c.Stigs[0].Rows
		c.Stigs[0].Rows = append([]*Row{{VulnID: "V-0", RuleID: "SV-0r1_rule", STIGID: "T-0"}, rows[3]}, rows[:3]...)
	})
	left, err := Restore(moved, "x.sidecar", out.Sidecar)
	require.NoError(t, err)
	require.Empty(t, left)
	require.Equal(t, []string{"T-0", "T-4<NOTE>3</NOTE>", "T-1<NOTE>0</NOTE>", "T-2<NOTE>1</NOTE>", "T-3<NOTE>2</NOTE>"}, notes(moved))
	fewer := fresh(func(c *Checklist) { c.Stigs[0].Rows = append(c.Stigs[0].Rows[:1:1], c.Stigs[0].Rows[2:]...) })
	left, err = Restore(fewer, "x.sidecar", out.Sidecar)
	require.NoError(t, err)
	require.Equal(t, []string{"T-1<NOTE>0</NOTE>", "T-3", "T-4<NOTE>3</NOTE>"}, notes(fewer), "which of the two rows is left cannot be told")
	require.Contains(t, left, Unrestored{"V-2 SV-2r1_rule", "Extra", "it is no longer in the file, or there are more or fewer that are called so"})
	for want, other := range map[string]*Checklist{
		`keeps what was lost of a checklist of host "node1"; want "node2"`: fresh(func(c *Checklist) { c.Asset.HostName = "node2" }),
		`want one of U version`:               fresh(func(c *Checklist) { c.Stigs[0].ID = "U" }),
		`want one of T version 2, Release: 7`: fresh(func(c *Checklist) { c.Stigs[0].ReleaseInfo = "Release: 7" }),
	} {
		before := other.Clone()
		_, err := Restore(other, "x.sidecar", out.Sidecar)
		require.ErrorContains(t, err, want)
		require.Equal(t, before, other)
	}
}

// A severity override and its justification are in every format itself, no sidecar needed,
// and come into a checklist that has none by a merge, whichever format they came in.
func TestOverridesSurviveEveryFormat(t *testing.T) {
	const file = "stigviewer-2.17-rhel9-overrides.ckl"
	c, _, err := Read(file, shared.Read(t, "samples", file))
	require.NoError(t, err)
	overrides := func(c *Checklist) map[string][2]string {
		out := map[string][2]string{}
		for _, r := range c.Stigs[0].Rows {
			if r.SeverityOverride != "" || r.SeverityJustification != "" {
				out[r.RuleID] = [2]string{r.SeverityOverride, r.SeverityJustification}
			}
		}
		return out
	}
	want := overrides(c)
	require.Len(t, want, 3)
	bare := c.Clone()
	for _, r := range bare.Stigs[0].Rows {
		r.SeverityOverride, r.SeverityJustification = "", ""
	}
	for _, to := range []Format{CKL, CKLB, XCCDF, CSV, JSONL} {
		out, err := Convert(c, ConvertOptions{To: to, Tool: "t", Times: testTimes})
		require.NoError(t, err)
		back, err := readBack(out.Data, to)
		require.NoError(t, err)
		require.Equal(t, want, overrides(back), to)
		into := bare.Clone()
		_, err = Merge(into, []Source{{Name: "back", Checklist: back}}, MergeOptions{})
		require.NoError(t, err)
		require.Equal(t, want, overrides(into), to)
	}
}

func TestXCCDFResults(t *testing.T) {
	b := benchOf(t, "Blue/Tooth", release1, group("V-1", rule1("SV-1r1_rule", "T-1"), rule1("SV-1r1_rule", "T-2")), group("V-2", rule1("SV-2r1_rule", "T-3")))
	c := New(Asset{HostName: "n1", HostIP: "192.0.2.1\n2001:db8::1", HostMAC: "52:54:00:00:00:01", WebOrDatabase: true, WebDBSite: "s"}, []*benchmark.Benchmark{b})
	r := c.Stigs[0].Rows
	r[0].Status, r[0].FindingDetails, r[0].Comments = result.NotAFinding, "seen <it> & \x0b", "by J. Doe"
	r[1].Status, r[1].SeverityOverride, r[1].SeverityJustification = result.Open, "low", "mitigated"
	r[2].StatusWord = "NotSure"
	data, err := WriteXCCDF(c, testTimes)
	require.NoError(t, err)
	again, err := WriteXCCDF(c, testTimes)
	require.NoError(t, err)
	require.Equal(t, string(data), string(again))
	for _, want := range []string{
		`id="xccdf_mil.disa.stig_benchmark_Blue_Tooth"`, `<cdf:Rule id="xccdf_mil.disa.stig_rule_SV-1r1_rule_2"`, `<cdf:message severity="info">seen &lt;it&gt; &amp; \u000b</cdf:message>`,
		`<sm:comment>by J. Doe</sm:comment>`, `severity="low" weight="10.0" version="T-2"`, `<cdf:result>unknown</cdf:result>`, `end-time="2026-01-02T03:04:05Z"`,
		`<cdf:score system="urn:xccdf:scoring:flat-unweighted" maximum="3">1</cdf:score>`, `name="urn:scap:fact:asset:identifier:ipv6"`,
	} {
		require.Contains(t, string(data), want)
	}
	back, problems, err := ReadXCCDF("x", data)
	require.NoError(t, err)
	require.Empty(t, problems)
	require.Equal(t, c.Asset, back[0].Asset)
	q := back[0].Stigs[0].Rows
	require.Equal(t, []string{"low", "mitigated", "NotSure"}, []string{q[1].SeverityOverride, q[1].SeverityJustification, q[2].StatusWord})
	require.Equal(t, c.Count(), back[0].Count())

	_, err = WriteXCCDF(c, XCCDFOptions{})
	require.ErrorContains(t, err, `the time is ""`)
	_, err = WriteXCCDF(&Checklist{}, testTimes)
	require.ErrorContains(t, err, "holds 0 STIGs")
	_, err = WriteXCCDF(&Checklist{Stigs: []*Stig{{ID: "T"}}}, testTimes)
	require.ErrorContains(t, err, "T has no row")
}

// The worst of several results of one rule counts, whatever their order, and the
// words that are no status are kept.
func TestResultsBecomeRows(t *testing.T) {
	for _, words := range [][]string{{"pass", "fail", "notapplicable"}, {"fail", "pass"}, {"pass", "notchecked", "fail"}} {
		doc := `<TestResult xmlns="http://checklists.nist.gov/xccdf/1.1"><benchmark id="xccdf_mil.disa.stig_benchmark_T"/><target>h</target>`
		for _, w := range words {
			doc += `<rule-result idref="SV-1r1_rule" version="T-1"><result>` + w + `</result><message severity="info">` + w + ` said</message></rule-result>`
		}
		list, _, err := ReadXCCDF("x", []byte(doc+`<rule-result idref="SV-2r1_rule"><result>error</result></rule-result><rule-result idref="SV-3r1_rule"><result>fixed</result></rule-result></TestResult>`))
		require.NoError(t, err)
		rows := list[0].Stigs[0].Rows
		require.Len(t, rows, 3)
		require.Equal(t, result.Open, rows[0].Status)
		for _, w := range words {
			require.Contains(t, rows[0].FindingDetails, w+" said")
		}
		require.Equal(t, "XCCDF result: error", rows[1].FindingDetails)
		require.Equal(t, result.NotReviewed, rows[1].Status)
		require.Equal(t, result.NotAFinding, rows[2].Status)
		require.Equal(t, "XCCDF result: fixed", rows[2].FindingDetails)
	}
}

func TestReadXCCDFSamples(t *testing.T) {
	for file, want := range map[string]struct {
		counts           result.Counts
		version, release string
	}{
		"scc-5.8-firefox-xccdf-results.xml":       {result.Counts{Open: 30, NotAFinding: 1, NotApplicable: 1, NotReviewed: 2}, "6", "Release: 5 Benchmark Date: 26 Jul 2023"},
		"evaluate-stig-chrome-xccdf-results.xml":  {result.Counts{Open: 1, NotAFinding: 4}, "2", "Release: 9 Benchmark Date: 24 Jan 2024"},
		"stigmanager-1.3-rhel8-xccdf-results.xml": {result.Counts{Open: 2, NotAFinding: 1, NotApplicable: 1, NotReviewed: 6}, "1", "Release: 12 Benchmark Date: 11 Sep 2023"},
	} {
		list, _, err := ReadAny(file, shared.Read(t, "samples", file))
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.Equal(t, want.counts, list[0].Count(), file)
		require.Equal(t, want.version, list[0].Stigs[0].Version)
		require.Contains(t, list[0].Stigs[0].ReleaseInfo, want.release)
	}
}

func csvOf(t testing.TB, list []*Checklist, o CSVOptions) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, WriteCSV(&out, list, o))
	return out.String()
}

func TestCSVAndJSONLines(t *testing.T) {
	a := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 3), bench(t, "U", release1, 1)})
	r := a.Stigs[0].Rows
	r[0].Status, r[0].Comments = result.NotAFinding, "=cmd|' /C calc'!A0"
	r[1].FindingDetails = "two\r\nlines, \"quoted\"\n and \r one "
	r[2].StatusWord = "NotSure"
	r[2].Comments = "'quoted already"
	b := New(Asset{HostName: "node2"}, []*benchmark.Benchmark{bench(t, "T", release1, 1)})
	b.Stigs = append(b.Stigs, &Stig{ID: "EMPTY"})
	list := []*Checklist{a, b}
	for name, o := range map[string]CSVOptions{"plain": {}, "guarded": {Guard: true}} {
		t.Run(name, func(t *testing.T) {
			data := csvOf(t, list, o)
			require.True(t, strings.HasPrefix(data, "asset_host_name,stig_stigid,stig_version,stig_releaseinfo,vuln_num,rule_id,rule_ver,severity,severity_override,status,"))
			require.Equal(t, o.Guard, strings.Contains(data, "'=cmd|"))
			back, problems, err := ReadCSV("x.csv", []byte(byteOrderMark+data))
			require.NoError(t, err)
			require.Len(t, problems, 1)
			require.ErrorContains(t, problems, `x.csv:8:78: status: `)
			require.ErrorContains(t, problems, `status is "NotSure"`)
			require.Equal(t, data, csvOf(t, back, o))
			require.Len(t, back, 2)
			require.Equal(t, "EMPTY", back[1].Stigs[1].ID)
			require.Empty(t, back[1].Stigs[1].Rows)
			require.Equal(t, r[1].FindingDetails, back[0].Stigs[0].Rows[1].FindingDetails)
		})
	}
	var out, again bytes.Buffer
	require.NoError(t, WriteJSONL(&out, list))
	require.Equal(t, 6, strings.Count(out.String(), "\n"))
	back, problems, err := ReadAny("x.jsonl", out.Bytes())
	require.NoError(t, err)
	require.Len(t, problems, 1)
	require.NoError(t, WriteJSONL(&again, back))
	require.Equal(t, out.String(), again.String())
	require.Len(t, Columns(), reflect.TypeFor[Row]().NumField()+len(assetElements)+len(stigAttributes)+8-3, "every field of a row but StatusWord, GroupTree and Extra has a column")
}

func TestCSVRefuses(t *testing.T) {
	const head = "asset_host_name,stig_stigid,vuln_num,rule_id,status\r\n"
	for name, row := range map[string]struct{ data, want string }{
		"empty":          {"", "is empty"},
		"other column":   {"asset_host_name,stig_stigid,vuln_num,rule_id,status,owner\n", `the column "owner" is not one of ours`},
		"twice":          {"asset_host_name,asset_host_name,stig_stigid,vuln_num,rule_id,status\n", "stands twice"},
		"missing":        {"asset_host_name,stig_stigid,vuln_num,rule_id\n", `the column "status" is missing`},
		"short line":     {head + "a,b\n", "x.csv:2:1: has 2 values; want 5"},
		"open quote":     {head + "a,b,c,d,\"Open\nx", "a quoted value has no end"},
		"quote inside":   {head + "a,b,c\"c,d,Open\n", "a quote stands inside"},
		"after quote":    {head + "a,b,\"c\"c,d,Open\n", "stands after the end"},
		"not UTF-8":      {head + "\xff,b,c,d,Open\n", "is not UTF-8"},
		"not a boolean":  {"asset_web_or_database," + head + "maybe,a,b,c,d,Open\r\n", `asset_web_or_database: is "maybe"; want true or false`},
		"not an integer": {"stig_size," + head + "x,a,b,c,d,Open\r\n", `stig_size: is "x"; want a whole number`},
	} {
		_, _, err := ReadCSV("x.csv", []byte(row.data))
		require.ErrorContains(t, err, row.want, name)
	}
	list, _, err := ReadCSV("x.csv", []byte(head+"a,b,c,d,\r\n"))
	require.NoError(t, err)
	require.Len(t, list[0].Stigs[0].Rows, 1, "a row whose status was cleared is a row")

	for name, row := range map[string]struct{ data, want string }{
		"empty":        {"", "is empty"},
		"other member": {`{"asset_host_name":"a","stig_stigid":"b","owner":1}`, `the member "owner" is not one of ours`},
		"twice":        {`{"asset_host_name":"a","asset_host_name":"b"}`, "occurs twice"},
		"missing":      {`{"status":"Open"}`, `the member "asset_host_name" is missing`},
		"truncated":    {`{"asset_host_name":"a`, "ends in the middle"},
		"an array":     {`[]`, "want an object"},
	} {
		_, _, err := ReadJSONL("x.jsonl", []byte(row.data))
		require.ErrorContains(t, err, row.want, name)
	}
}

func TestTooLarge(t *testing.T) {
	shared.Long(t)
	data := make([]byte, maxBytes+1)
	_, _, err := ReadCSV("x", data)
	require.ErrorContains(t, err, "want at most")
	_, _, err = ReadJSONL("x", data)
	require.ErrorContains(t, err, "want at most")
	_, _, err = ReadXCCDF("x", data)
	require.ErrorContains(t, err, "the limit is")
	_, err = Restore(&Checklist{}, "x", data)
	require.ErrorContains(t, err, "want at most")
}

func FuzzReadCSV(f *testing.F) {
	c := New(node1, []*benchmark.Benchmark{bench(f, "T", release1, 2)})
	f.Add([]byte(csvOf(f, []*Checklist{c}, CSVOptions{})))
	f.Add([]byte(csvOf(f, []*Checklist{c}, CSVOptions{Guard: true})))
	f.Add([]byte("asset_host_name,stig_stigid,vuln_num,rule_id,status\n\"a\"\"\",b,c,d,Open"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, _, err := ReadCSV("x", data)
		if err != nil {
			return
		}
		for _, o := range []CSVOptions{{}, {Guard: true}} {
			out := csvOf(t, list, o)
			again, _, err := ReadCSV("x", []byte(out))
			require.NoError(t, err)
			require.Equal(t, out, csvOf(t, again, o))
		}
	})
}

func FuzzReadJSONL(f *testing.F) {
	var out bytes.Buffer
	require.NoError(f, WriteJSONL(&out, []*Checklist{New(node1, []*benchmark.Benchmark{bench(f, "T", release1, 2)})}))
	f.Add(out.Bytes())
	f.Add([]byte(`{"asset_host_name":"a","stig_stigid":"b","cci_ref":["x y",""],"status":"Open"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, _, err := ReadJSONL("x", data)
		if err != nil {
			return
		}
		var out, twice bytes.Buffer
		require.NoError(t, WriteJSONL(&out, list))
		again, _, err := ReadJSONL("x", out.Bytes())
		if len(list) == 0 || out.Len() == 0 {
			return
		}
		require.NoError(t, err)
		require.NoError(t, WriteJSONL(&twice, again))
		require.Equal(t, out.String(), twice.String())
	})
}

func FuzzRestore(f *testing.F) {
	c := New(node1, []*benchmark.Benchmark{bench(f, "T", release1, 1)})
	out, err := Convert(c, ConvertOptions{To: CKLB, Sidecar: true})
	require.NoError(f, err)
	f.Add(out.Sidecar)
	f.Add([]byte(`{"stigwright_sidecar":2,"format":"ckl","kept":[{"part":"Row","stig":{"name":"T","of":1},"row":{"name":"V-1 SV-1r1_rule","of":1},"field":"GroupTree","was":[{"ID":"x"}],"written":[]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 1)})
		_, err := Restore(c, "x", data)
		if err == nil {
			_, err = WriteCSVString(c)
			require.NoError(t, err)
		}
	})
}

// WriteCSVString writes c, whatever stands in it.
func WriteCSVString(c *Checklist) (string, error) {
	var out bytes.Buffer
	err := WriteCSV(&out, []*Checklist{c}, CSVOptions{})
	return out.String(), err
}

// A status word of the other format is no status: converted it does not become one, and
// that it went is said.
func TestAWordOfTheOtherFormatIsNoVerdict(t *testing.T) {
	for _, x := range []struct {
		from, to   Format
		word, want string
	}{
		{CKLB, CKL, "NotAFinding", "<STATUS>Not_Reviewed</STATUS>"},
		{CKLB, CKL, "Not_Applicable", "<STATUS>Not_Reviewed</STATUS>"},
		{CKL, CKLB, "not_a_finding", `"status": "not_reviewed"`},
		{CKL, CKLB, "open", `"status": "not_reviewed"`},
		{CKL, CKLB, "NotSure", `"status": "NotSure"`},
		{CKL, CKL, "not_a_finding", "<STATUS>not_a_finding</STATUS>"},
		{CKLB, CKLB, "NotAFinding", `"status": "NotAFinding"`},
	} {
		c := one(t, func(r *Row) { r.StatusWord = x.word })
		data := string(fileOf(t, c, x.from))
		data = strings.Replace(data, map[Format]string{CKL: "<STATUS>Not_Reviewed<", CKLB: `"status": "not_reviewed"`}[x.from], map[Format]string{CKL: "<STATUS>" + x.word + "<", CKLB: `"status": "` + x.word + `"`}[x.from], 1)
		c, _, err := Read("x", []byte(data))
		require.NoError(t, err)
		require.Equal(t, x.word, row0(c).StatusWord)
		done, err := Convert(c, ConvertOptions{To: x.to, Tool: "t"})
		require.NoError(t, err)
		require.Contains(t, string(done.Data), x.want, "%v", x)
		went := slices.ContainsFunc(done.Lost, func(l Loss) bool { return strings.HasPrefix(l.What, "status word") })
		require.Equal(t, !strings.Contains(x.want, x.word), went, "%v: %v", x, done.Lost)
	}
}
