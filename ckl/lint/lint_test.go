package lint

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/internal/shared"
)

func goodFile(t testing.TB, f ckl.Format) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "good."+f.String()))
	require.NoError(t, err)
	return string(data)
}

// ids is "rule consumer severity" of each finding, sorted, each once.
func ids(list []Finding) []string {
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprintf("%s %s %s", f.Rule, f.Consumer, f.Severity))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestGoodFilesHaveNoFindings(t *testing.T) {
	found, err := Lint("good.ckl", []byte(goodFile(t, ckl.CKL)))
	require.NoError(t, err)
	require.Equal(t, []string{"emass-one-stig emass warning"}, ids(found), "two STIGs in one file")
	found, err = Lint("good.cklb", []byte(goodFile(t, ckl.CKLB)), STIGViewer3, STIGManager, EMASS, OpenRMF)
	require.NoError(t, err)
	require.Equal(t, []string{"emass-cklb-one-stig emass warning"}, ids(found), "two STIGs in one file")
}

func TestCKL(t *testing.T) {
	doc := goodFile(t, ckl.CKL)
	const empty = "<FINDING_DETAILS>Seen on the host.</FINDING_DETAILS>"
	for name, row := range map[string]struct {
		old, new string
		want     []string
	}{
		"no details": {empty, "", []string{"ckl-missing stigviewer2 refused", "manager-no-text stigmanager refused"}},
		"status": {"<STATUS>Open", "<STATUS>open", []string{
			"ckl-word stigviewer2 refused", "heimdall-status heimdall warning", "manager-status stigmanager row dropped"}},
		"role":     {"Member Server", "", []string{"ckl-word stigviewer2 refused", "heimdall-word heimdall refused"}},
		"no host":  {">node1<", "><", []string{"emass-asset emass warning", "manager-host-name stigmanager refused"}},
		"address":  {"192.0.2.7", "192.0.2.7/24", []string{"heimdall-address heimdall refused"}},
		"severity": {"<ATTRIBUTE_DATA>medium", "<ATTRIBUTE_DATA>unknown", nil}, // the override counts
		"override": {">low<", ">CAT_I<", []string{"ckl-word stigviewer2 refused", "heimdall-severity heimdall refused"}},
		"text":     {empty, "stray" + empty, []string{"ckl-text stigviewer2 refused"}},
		"cdata":    {empty, "<FINDING_DETAILS><![CDATA[Seen]]></FINDING_DETAILS>", []string{"manager-cdata stigmanager warning"}},
		"order":    {empty, "", nil},
		"namespace": {"<CHECKLIST>", `<CHECKLIST xmlns="urn:x">`, []string{
			"ckl-attribute stigviewer2 refused", "heimdall-namespace heimdall refused", "heimdall-tags heimdall refused"}},
		"mark":      {"<?xml", byteOrderMark + "<?xml", []string{"ckl-byte-order-mark heimdall refused"}},
		"space":     {"<?xml", "\n<?xml", []string{"ckl-space-before heimdall refused", "ckl-space-before stigviewer2 refused"}},
		"control":   {"Look at it.", "a\x0bb", []string{"ckl-character emass refused", "ckl-character openrmf refused", "ckl-character stigviewer2 refused"}},
		"ampersand": {"Look at it.", "a & b", []string{"ckl-ampersand emass refused", "ckl-ampersand openrmf refused", "ckl-ampersand stigviewer2 refused"}},
		"entity":    {"Look at it.", "a&nbsp;b", []string{"ckl-character emass refused", "ckl-character openrmf refused", "ckl-character stigviewer2 refused"}},
		"ampersand, odd": {"Look at it.", "a & \x01b", []string{"ckl-ampersand emass refused", "ckl-ampersand openrmf refused", "ckl-ampersand stigviewer2 refused",
			"ckl-character emass refused", "ckl-character openrmf refused", "ckl-character stigviewer2 refused"}},
		"ampersand, type": {"<CHECKLIST>", "<!DOCTYPE CHECKLIST>\n<CHECKLIST>\n&", []string{"ckl-ampersand emass refused", "ckl-ampersand openrmf refused", "ckl-ampersand stigviewer2 refused",
			"ckl-prolog stigviewer2 refused", "ckl-text stigviewer2 refused"}},
		"type":      {"<CHECKLIST>", "<!DOCTYPE CHECKLIST>\n<CHECKLIST>", []string{"ckl-prolog stigviewer2 refused"}},
		"type, odd": {"<CHECKLIST>", "<!DOCTYPE CHECKLIST>\x01<CHECKLIST>", []string{"ckl-character emass refused", "ckl-character openrmf refused", "ckl-character stigviewer2 refused"}},
		"cut off":   {"</CHECKLIST>", "", []string{"ckl-syntax emass refused", "ckl-syntax openrmf refused", "ckl-syntax heimdall refused", "ckl-syntax stigmanager warning", "ckl-syntax stigviewer2 refused"}},
		"long":      {"Seen on the host.", strings.Repeat("é", 32_768), []string{"manager-cut stigmanager cut"}},
		"release":   {"Release: 3 Benchmark Date: 24 Apr 2024</SID", "releaseinfo</SID", []string{"manager-revision stigmanager warning"}},
	} {
		if name == "order" {
			row.old, row.new = empty+"\n\t\t\t\t<COMMENTS>", "<COMMENTS>"
			row.want = []string{"ckl-missing stigviewer2 refused", "manager-no-text stigmanager refused"}
		}
		require.Contains(t, doc, row.old, name)
		found, err := Lint("x.ckl", []byte(strings.Replace(doc, row.old, row.new, 1)), STIGViewer2, STIGManager, Heimdall, EMASS, OpenRMF)
		require.NoError(t, err, name)
		got := slices.DeleteFunc(ids(found), func(s string) bool { return strings.HasPrefix(s, "emass-one-stig") })
		require.ElementsMatch(t, row.want, got, name)
	}
}

// Two rows of one rule in a STIG are named, the second of them; in two STIGs they are two.
func TestRowTwice(t *testing.T) {
	for _, x := range []struct {
		format ckl.Format
		row    *regexp.Regexp
		want   string
	}{
		{ckl.CKL, regexp.MustCompile(`(?s)\t*<VULN>.*?</VULN>\n`), "manager-row-twice stigmanager warning"},
		{ckl.CKLB, regexp.MustCompile(`(?s)\{\s*"group_id_src".*?"comments".*?\n\s*\}`), "cklb-row-twice stigmanager warning"},
	} {
		doc := goodFile(t, x.format)
		row := x.row.FindString(doc)
		require.NotEmpty(t, row)
		again := row + row
		if x.format == ckl.CKLB {
			again = row + "," + row
		}
		found, err := Lint("x", []byte(strings.Replace(doc, row, again, 1)), STIGManager)
		require.NoError(t, err)
		require.Equal(t, []string{x.want}, ids(found))
		found, err = Lint("x", []byte(doc), STIGManager)
		require.NoError(t, err)
		require.Empty(t, found)
	}
}

func TestCKLB(t *testing.T) {
	doc := goodFile(t, ckl.CKLB)
	for name, row := range map[string]struct {
		old, new string
		want     []string
	}{
		"status":  {`"status": "open"`, `"status": "Open"`, []string{"cklb-status stigmanager row dropped", "cklb-word stigviewer3 warning"}},
		"rule id": {`"rule_id_src"`, `"rule_id_other"`, []string{"cklb-rule-id stigmanager row dropped", "cklb-unknown stigviewer3 warning"}},
		"no host": {`"host_name": "node1"`, `"host_name": ""`, []string{"cklb-host-name stigmanager refused"}},
		"version": {`"version": "2"`, `"version": null`, []string{"cklb-revision stigmanager warning", "cklb-type stigviewer3 warning"}},
		"rules":   {`"rules": [`, `"rows": [`, []string{"cklb-rules stigmanager refused", "cklb-unknown stigviewer3 warning"}},
		"mark":    {"{", byteOrderMark + "{", []string{"cklb-byte-order-mark stigmanager refused"}},
		"twice":   {`"status": "open"`, `"status": "x", "status": "open"`, []string{"cklb-twice stigmanager warning"}},
		"form":    {`"rule_id_src": "SV-`, `"rule_id_src": "xccdf_mil.disa.stig_rule_SV-`, []string{"cklb-rule-form stigmanager warning"}},
		"size":    {`"size": 3`, `"size": 1`, []string{"cklb-size stigviewer3 warning"}},
		"float":   {`"size": 3`, `"size": 3.5`, []string{"cklb-type stigviewer3 warning"}},
		"flag":    {`"active": false`, `"active": "false"`, []string{"cklb-type stigviewer3 warning"}},
		"unknown": {`"active": false`, `"active": false, "colour": 1`, []string{"cklb-unknown stigviewer3 warning"}},
		"uuid":    {`"id": "`, `"id": "x`, []string{"cklb-uuid stigviewer3 warning"}},
		"pointer": {`"stig_uuid": "`, `"stig_uuid": "x`, []string{"cklb-pointer stigviewer3 warning"}},
		"comma":   {"{", "{,", []string{"cklb-syntax stigmanager refused", "cklb-syntax stigviewer3 refused"}},
	} {
		require.Contains(t, doc, row.old, name)
		found, err := Lint("x.cklb", []byte(strings.Replace(doc, row.old, row.new, 1)), STIGViewer3, STIGManager)
		require.NoError(t, err, name)
		require.Equal(t, row.want, ids(found), name)
	}
}

func TestCKLBForEMASS(t *testing.T) {
	doc := strings.NewReplacer(`"ip_address"`, `"ip"`, "CCI-", "").Replace(goodFile(t, ckl.CKLB))
	found, err := Lint("x.cklb", []byte(strings.Replace(doc, `"ccis": [`, `"cci": [`, 1)), EMASS)
	require.NoError(t, err)
	require.Equal(t, []string{"emass-cklb-asset emass warning", "emass-cklb-no-cci emass warning", "emass-cklb-one-stig emass warning"}, ids(found))
}

// What is not well-formed is read as STIG Manager reads it: an end tag ends the
// innermost element, whatever it names.
func TestLoose(t *testing.T) {
	doc := goodFile(t, ckl.CKL)
	for name, row := range map[string]struct {
		old, new string
		want     []string
	}{
		"end tag away":      {"</HOST_NAME>", "", []string{"ckl-no-stigs stigmanager refused", "ckl-stray-rows stigmanager row dropped", "ckl-syntax stigmanager warning"}},
		"end tag too many":  {"<STIGS>", "</ASSET></ASSET><STIGS>", []string{"ckl-syntax stigmanager warning", "manager-unended stigmanager refused"}},
		"tag without end":   {"<STATUS>Open", "<STATUS Open", []string{"ckl-stray-rows stigmanager row dropped", "ckl-syntax stigmanager warning", "manager-status stigmanager row dropped"}},
		"quote without end": {"<STATUS>Open", "<STATUS \">Open", []string{"ckl-syntax stigmanager warning", "manager-unended stigmanager refused"}},
		"comment":           {"<STATUS>Open", "<!-- <STATUS>Open", []string{"ckl-syntax stigmanager warning", "manager-unended stigmanager refused"}},
		"tag in the text":   {"Look at it.", "<li>Look at it.", nil},
	} {
		require.Contains(t, doc, row.old, name)
		found, err := Lint("x.ckl", []byte(strings.Replace(doc, row.old, row.new, 1)), STIGManager)
		require.NoError(t, err, name)
		if row.want == nil { // the rows behind it are lost, among others
			require.Contains(t, ids(found), "ckl-stray-rows stigmanager row dropped", name)
			continue
		}
		require.Equal(t, row.want, ids(found), name)
	}
	for _, broken := range []string{"<CHECKLIST><", "<CHECKLIST></", "<CHECKLIST><!--", "<CHECKLIST><?", "<CHECKLIST><![", "<CHECKLIST></a></a><b>", "<CHECKLIST></a></a><!-- -->", "<!D"} {
		found, err := Lint("x.ckl", []byte(broken), STIGManager)
		require.NoError(t, err, broken)
		require.Contains(t, ids(found), "manager-unended stigmanager refused", broken)
	}
	_, err := readLoose([]byte(strings.Repeat("<a>", 1_000_000)))
	require.NoError(t, err, "deep nesting")
}

func TestManagerReadsText(t *testing.T) {
	doc := goodFile(t, ckl.CKL)
	for _, row := range []struct{ old, new, want string }{
		{"Seen on the host.", "write &amp;lt;b&amp;gt;", "manager-twice-decoded stigmanager warning"},
		{"<ATTRIBUTE_DATA>SV-", "<ATTRIBUTE_DATA>xccdf_mil.disa.stig_rule_SV-", "manager-rule-form stigmanager warning"},
	} {
		require.Contains(t, doc, row.old)
		found, err := Lint("x.ckl", []byte(strings.Replace(doc, row.old, row.new, 1)), STIGManager)
		require.NoError(t, err)
		require.Equal(t, []string{row.want}, ids(found))
	}
	found, err := Lint("x.ckl", []byte(strings.Replace(doc, "Look at it.", "a<b>c</b>", 1)), Heimdall)
	require.NoError(t, err)
	require.Equal(t, []string{"heimdall-nested heimdall refused"}, ids(found))
}

func TestPlaceIsThatOfTheFile(t *testing.T) {
	doc := byteOrderMark + strings.Replace(goodFile(t, ckl.CKL), "<STATUS>Open", "<STATUS>open", 1)
	found, err := Lint("x.ckl", []byte(doc), STIGManager)
	require.NoError(t, err)
	require.Len(t, found, 1)
	f := found[0]
	require.Equal(t, "CHECKLIST/STIGS[1]/iSTIG[1]/VULN[1]/STATUS[1]", f.Path)
	require.Equal(t, 1, f.Rows)
	require.Equal(t, Run, f.Known)
	require.Contains(t, strings.Split(doc, "\n")[f.Line-1], "<STATUS>open")
}

// A row each of a large file: places are right, rows beyond the limit are counted.
func TestManyFindings(t *testing.T) {
	c := good()
	c.Stigs = c.Stigs[:1]
	for len(c.Stigs[0].Rows) < maxHits+50 {
		c.Stigs[0].Rows = append(c.Stigs[0].Rows, c.Stigs[0].Rows[1])
	}
	data, err := ckl.Write(c, ckl.CKL, "0.0.0")
	require.NoError(t, err)
	data = bytes.ReplaceAll(data, []byte("<STATUS>NotAFinding"), []byte("<STATUS>pass"))
	found, err := Lint("x.ckl", data, STIGManager)
	require.NoError(t, err)
	require.Len(t, found, maxHits)
	rows := 0
	lines := bytes.Split(data, []byte("\n"))
	for _, f := range found {
		rows += f.Rows
		require.Equal(t, "<STATUS>pass", string(lines[f.Line-1][f.Column-1:][:12]))
	}
	require.Equal(t, maxHits+48, rows)
}

func TestNoChecklist(t *testing.T) {
	for _, data := range []string{"", "hello", "PK\x03\x04", "<html>"} {
		_, err := Lint("x", []byte(data))
		require.Error(t, err, data)
	}
	_, err := Lint("x.ckl", []byte("<CHECKLIST/>"), "nobody")
	require.ErrorContains(t, err, `unknown consumer "nobody"`)
}

// What readers did to the real samples (checklist-formats 7).
func TestSamples(t *testing.T) {
	for name, want := range map[string][]Consumer{
		"stigviewer-2.17-rhel9-overrides.ckl": {STIGManager},
		"stigviewer-2.17-asa-multi-ip.ckl":    nil,
		"evaluate-stig-chrome-v2r8.ckl":       {Heimdall},
		"stigmanager-1.3-three-stigs.ckl":     nil,
		"stigmanager-1.3-three-stigs.cklb":    nil,
		"evaluate-stig-combined.cklb":         nil,
	} {
		data, err := os.ReadFile(shared.Dir(t, "samples", name))
		require.NoError(t, err)
		consumers := []Consumer{STIGManager, Heimdall}
		if filepath.Ext(name) == ".cklb" {
			consumers = consumers[:1]
		} else {
			consumers = append(consumers, STIGViewer2)
		}
		found, err := Lint(name, data, consumers...)
		require.NoError(t, err)
		var refused []Consumer
		for _, f := range found {
			if f.Severity == Refused && !slices.Contains(refused, f.Consumer) {
				refused = append(refused, f.Consumer)
			}
		}
		require.Equal(t, want, refused, "%s: %v", name, found[:min(len(found), 3)])
	}
}

func TestFix(t *testing.T) {
	doc := goodFile(t, ckl.CKL)
	details, comments := "\t\t\t\t<FINDING_DETAILS>Seen on the host.</FINDING_DETAILS>\n", "\t\t\t\t<COMMENTS>Asked J. Doe, ISSM.</COMMENTS>\n"
	for name, row := range map[string]struct{ broken, want string }{
		"nothing to do":  {doc, doc},
		"mark and space": {byteOrderMark + "\n" + doc, doc},
		"order":          {strings.Replace(doc, details+comments, comments+details, 1), doc},
		"missing":        {strings.Replace(doc, details, "", 1), strings.Replace(doc, details, strings.Replace(details, "Seen on the host.", "", 1), 1)},
		"missing at the end": {
			strings.Replace(doc, "\t\t\t\t<SEVERITY_JUSTIFICATION>Behind a guard.</SEVERITY_JUSTIFICATION>\n", "", 1),
			strings.Replace(doc, "Behind a guard.", "", 1)},
		"CDATA":                    {strings.Replace(doc, "Seen on the host.", "<![CDATA[a < b]]>", 1), strings.Replace(doc, "Seen on the host.", "a &lt; b", 1)},
		"ampersands":               {strings.Replace(doc, "Seen on the host.", "a & b && c&amp;&#38;& d;&<!-- & -->", 1), strings.Replace(doc, "Seen on the host.", "a &amp; b &amp;&amp; c&amp;&#38;&amp; d;&amp;<!-- & -->", 1)},
		"an entity is no bare one": {strings.Replace(doc, "Seen on the host.", "a&nbsp;b", 1), strings.Replace(doc, "Seen on the host.", "a&nbsp;b", 1)},
		"ampersands and a missing element": {
			strings.Replace(byteOrderMark+strings.Replace(doc, details, "", 1), "J. Doe", "J. & Doe", 1),
			strings.Replace(strings.Replace(doc, details, strings.Replace(details, "Seen on the host.", "", 1), 1), "J. Doe", "J. &amp; Doe", 1)},
		"ampersands and a character no one can mend": {
			strings.Replace(doc, "J. Doe", "J. &\x01 Doe", 1), strings.Replace(doc, "J. Doe", "J. &amp;\x01 Doe", 1)},
		"status is no one's to guess": {strings.Replace(doc, ">Open<", ">open<", 1), strings.Replace(doc, ">Open<", ">open<", 1)},
	} {
		fixed, done, left, err := Fix("x.ckl", []byte(row.broken), STIGViewer2, STIGManager, Heimdall)
		require.NoError(t, err, name)
		require.Equal(t, row.want, string(fixed), name)
		require.Equal(t, row.broken != row.want, len(done) > 0, "%s: done %v", name, done)
		odd := strings.Contains(row.want, ">open<") || strings.ContainsAny(row.want, "\x01") || strings.Contains(row.want, "&nbsp;") || strings.Contains(row.want, "<!-- & -->")
		require.Equal(t, odd, len(left) > 0, "%s: left %v", name, left)
	}
	cklb := goodFile(t, ckl.CKLB)
	fixed, done, left, err := Fix("x.cklb", []byte(byteOrderMark+cklb), STIGManager)
	require.NoError(t, err)
	require.Equal(t, cklb, string(fixed))
	require.Len(t, done, 1)
	require.Empty(t, left)
}

// What STIG Manager writes beside the schema of a .cklb is written as the schema wants it, as
// far as that says the same; the rest of the file stays byte for byte.
func TestFixTypesOfCKLB(t *testing.T) {
	doc := goodFile(t, ckl.CKLB)
	const last = `"srg_id": "SRG-APP-000001"`
	require.Contains(t, doc, last)
	for name, x := range map[string]struct{ good, broken, want string }{
		"a null text":            {`"mitigations": ""`, `"mitigations": null`, `"mitigations": ""`},
		"a null of the asset":    {`"web_db_site": ""`, `"web_db_site": null`, `"web_db_site": ""`},
		"a number for a version": {`"version": "2"`, `"version": 2`, `"version": "2"`},
		"null stamps":            {last, last + `, "createdAt": null, "updatedAt" : null`, last},
		"a stamp alone":          {last, last + `, "createdAt": null, "updatedAt": "2026"`, last + `, "updatedAt": "2026"`},
		"what has to be known":   {`"version": "2"`, `"version": null`, `"version": null`},
		"an id":                  {`"rule_id": "SV-10r1"`, `"rule_id": null`, `"rule_id": null`},
		"a status":               {`"status": "open"`, `"status": 1`, `"status": 1`},
		"a fraction":             {`"version": "2"`, `"version": 2.50`, `"version": 2.50`},
		"twice":                  {`"mitigations": ""`, `"mitigations": null, "mitigations": "x"`, `"mitigations": null, "mitigations": "x"`},
		"a number for a key":     {last, last + `, "target_key": 5350`, last + `, "target_key": "5350"`},
		"a null for a key":       {last, last + `, "target_key": null`, last + `, "target_key": null`},
		"a null stamp, twice":    {last, last + `, "createdAt": "2026", "createdAt": null`, last + `, "createdAt": "2026", "createdAt": null`},
		"a list":                 {`"mitigations": ""`, `"mitigations": [null]`, `"mitigations": [null]`},
	} {
		require.Contains(t, doc, x.good, name)
		fixed, _, _, err := Fix("x.cklb", []byte(strings.Replace(doc, x.good, x.broken, 1)), STIGViewer3, STIGManager)
		require.NoError(t, err, name)
		require.Equal(t, strings.Replace(doc, x.good, x.want, 1), string(fixed), name)
	}
	data, err := os.ReadFile(shared.Dir(t, "samples", "stigmanager-1.3-three-stigs.cklb"))
	require.NoError(t, err)
	fixed, done, left, err := Fix("x.cklb", data, STIGViewer3)
	require.NoError(t, err)
	require.NotEmpty(t, done)
	require.NotContains(t, ids(left), "cklb-type stigviewer3 warning")
	before, _, err := ckl.Read("x.cklb", data)
	require.NoError(t, err)
	after, _, err := ckl.Read("x.cklb", fixed)
	require.NoError(t, err)
	require.Equal(t, ckl.Text(before), ckl.Text(after))
}

// However many members an object has, each is looked at once: with a look at all for each,
// this takes longer than go test waits.
func TestManyMembersOfCKLB(t *testing.T) {
	shared.Long(t)
	const last, n = `"srg_id": "SRG-APP-000001"`, 500_000
	for name, members := range map[string]string{
		"unknown": strings.Repeat(`, "x": 1`, n),
		"known":   strings.Repeat(`, "createdAt": null`, n/2) + strings.Repeat(`, "updatedAt": ""`, n/2),
	} {
		data := strings.Replace(goodFile(t, ckl.CKLB), last, last+members, 1)
		_, _, _, err := Fix("x.cklb", []byte(data), STIGViewer3)
		require.NoError(t, err, name)
	}
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `, "x%d": 1`, i)
	}
	data := strings.Replace(goodFile(t, ckl.CKLB), last, last+b.String(), 1)
	_, _, _, err := Fix("x.cklb", []byte(data), STIGViewer3)
	require.NoError(t, err)
}

func FuzzFix(f *testing.F) {
	for _, format := range []ckl.Format{ckl.CKL, ckl.CKLB} {
		f.Add([]byte(goodFile(f, format)))
	}
	f.Add([]byte("<CHECKLIST><ASSET></ASSET><STIGS><iSTIG/></STIGS></CHECKLIST>"))
	f.Add([]byte("<CHECKLIST a='&'>& <![CDATA[&]]><!--&--><?x &?>&lt;</CHECKLIST>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fixed, _, left, err := Fix("x", data)
		if err != nil {
			return
		}
		again, _, still, err := Fix("x", fixed)
		require.NoError(t, err)
		require.True(t, bytes.Equal(fixed, again), "a second repair changes something: %q, %q", fixed, again)
		require.Equal(t, left, still)
	})
}
