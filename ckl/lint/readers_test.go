package lint

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/internal/shared"
)

// changed is doc with every match of the pattern replaced; it must have one.
func changed(t *testing.T, doc, pattern, with string) string {
	t.Helper()
	p := regexp.MustCompile(pattern)
	require.Regexp(t, p, doc)
	return p.ReplaceAllString(doc, with)
}

// inUTF16 is s in UTF-16 with its mark.
func inUTF16(s string) string {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

// refusals is the consumers that refuse, and those that leave out rows, each once.
func refusals(found []Finding) (refused, dropped []Consumer) {
	for _, f := range found {
		switch f.Severity {
		case Refused:
			refused = append(refused, f.Consumer)
		case Dropped:
			dropped = append(dropped, f.Consumer)
		}
	}
	for _, list := range []*[]Consumer{&refused, &dropped} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return refused, dropped
}

// What DISA's XSD, STIG Manager and Heimdall did to a good file with one thing changed
// (checklist-formats 1.10, 5.1 and 5.2).
func TestReadersOfCKL(t *testing.T) {
	const sv, sm, hd = STIGViewer2, STIGManager, Heimdall
	type list = []Consumer
	doc := goodFile(t, ckl.CKL)
	for _, x := range []struct {
		name, pattern, with string
		refused, dropped    []Consumer
	}{
		{"no FINDING_DETAILS", `<FINDING_DETAILS>.*</FINDING_DETAILS>`, "", list{sv, sm}, nil},
		{"no COMMENTS", `<COMMENTS>.*</COMMENTS>`, "", list{sv, sm}, nil},
		{"no TECH_AREA", `<TECH_AREA>.*</TECH_AREA>`, "", list{sv}, nil},
		{"empty TECH_AREA", `<TECH_AREA>.*</TECH_AREA>`, "<TECH_AREA></TECH_AREA>", nil, nil},
		{"unknown TECH_AREA", `UNIX OS`, "Cloud", list{sv, hd}, nil},
		{"unknown element of the asset", `<HOST_IP>`, "<CLOUD>x</CLOUD><HOST_IP>", list{sv}, nil},
		{"elements of the asset swapped", `(<ROLE>.*</ROLE>)\s*(<ASSET_TYPE>.*</ASSET_TYPE>)`, "$2$1", list{sv}, nil},
		{"empty ROLE", `<ROLE>.*</ROLE>`, "<ROLE></ROLE>", list{sv, hd}, nil},
		{"unknown ROLE", `Member Server`, "Server", list{sv, hd}, nil},
		{"unknown ASSET_TYPE", `>Computing<`, ">Cloud<", list{sv, hd}, nil},
		{"a status of none", `<STATUS>Open<`, "<STATUS>No_Data<", list{sv}, list{sm}},
		{"an override of none", `(<SEVERITY_OVERRIDE>)low`, "${1}CAT_I", list{sv, hd}, nil},
		{"a boolean with a capital", `(<WEB_OR_DATABASE>)false`, "${1}True", list{sv, hd}, nil},
		{"an iSTIG without VULN", `(?s)<VULN>.*?(</iSTIG>)`, "$1", list{sv, hd}, nil},
		{"an unknown attribute of a row", `<VULN_ATTRIBUTE>Weight<`, "<VULN_ATTRIBUTE>Weigth<", list{sv}, nil},
		{"a namespace", `<CHECKLIST>`, `<CHECKLIST xmlns="urn:x">`, list{sv, hd}, nil},
		{"a control character", `Mend it\.`, "a\x0bb", list{sv}, nil},
		{"a reference to a control character", `Mend it\.`, "a&#x0B;b", list{sv}, nil},
		{"white space before the declaration", `^`, " ", list{sv, hd}, nil},
		{"no version", `<SI_DATA>\s*<SID_NAME>version<(?s:.*?)</SI_DATA>`, "", list{sm}, nil},
		{"no releaseinfo", `<SI_DATA>\s*<SID_NAME>releaseinfo<(?s:.*?)</SI_DATA>`, "", list{sm}, nil},
		{"a release without its date", `Release: 3 Benchmark Date: 24 Apr 2024</SID_DATA>`, "Release: 3</SID_DATA>", nil, nil},
		{"the word of eMASS", `Release: 3 Benchmark Date: 24 Apr 2024</SID_DATA>`, "releaseinfo</SID_DATA>", nil, nil},
		{"no host name", `(<HOST_NAME>)node1`, "$1", list{sm}, nil},
		{"a host name of 256 characters", `(<HOST_NAME>)node1`, "${1}" + strings.Repeat("n", 256), list{sm}, nil},
		{"no MARKING and no TARGET_COMMENT", `<MARKING>.*</MARKING>|<TARGET_COMMENT>.*</TARGET_COMMENT>`, "", nil, nil},
		{"self-closed", `<(\w+)></\w+>`, "<$1/>", nil, nil},
		{"a byte order mark", `^`, byteOrderMark, list{hd}, nil},
		{"CRLF", `\n`, "\r\n", nil, nil},
		{"CDATA", `Mend it\.`, "<![CDATA[a < b]]>", nil, nil},
		{"severity unknown", `(Severity</VULN_ATTRIBUTE>\s*<ATTRIBUTE_DATA>)medium`, "${1}unknown", list{hd}, nil},
		{"severity empty", `(Severity</VULN_ATTRIBUTE>\s*<ATTRIBUTE_DATA>)medium`, "$1", list{hd}, nil},
		{"the STIG twice", `(?s)<iSTIG>.*?</iSTIG>`, "$0$0", nil, nil},
		{"a network for an address", `192\.0\.2\.7`, "192.0.2.0/24", list{hd}, nil},
		{"a MAC that is none", `00:00:5e:00:53:01`, "none", list{hd}, nil},
		{"an FQDN without a dot", `node1\.example\.mil`, "node1", list{hd}, nil},
		{"an FQDN that is an address", `node1\.example\.mil`, "192.0.2.1", nil, nil},
		{"no ASSET", `(?s)<ASSET>.*</ASSET>`, "", list{sv, sm}, nil},
		{"no STIGS", `(?s)<STIGS>.*</STIGS>`, "", list{sv, sm, hd}, nil},
		{"another root", `CHECKLIST>`, "CHECKS>", list{sv, sm, hd}, nil},
		{"no stigid anywhere", `(stigid</SID_NAME>\s*<SID_DATA>)[^<]*`, "$1", list{sm}, list{sm}},
		{"no stigid in one of two", `(stigid</SID_NAME>\s*<SID_DATA>)Sample_One[^<]*`, "$1", nil, list{sm}},
		{"more than 200,000 references", `Mend it\.`, strings.Repeat("&lt;", 50_001), list{sm}, nil},
		{"a row without a rule id", `SV-10r1_rule`, "", nil, list{sm}},
		{"details twice", `<COMMENTS>`, "<FINDING_DETAILS>x</FINDING_DETAILS><COMMENTS>", list{sv}, nil},
		{"customname that is no JSON", `(customname</SID_NAME>)`, "$1<SID_DATA>mine</SID_DATA>", list{hd}, nil},
		{"an iSTIG without STIG_INFO", `(?s)<STIG_INFO>.*?</STIG_INFO>`, "", list{sv, sm, hd}, list{sm}},
	} {
		t.Run(x.name, func(t *testing.T) {
			found, err := Lint("x.ckl", []byte(changed(t, doc, x.pattern, x.with)), sv, sm, hd)
			require.NoError(t, err)
			refused, dropped := refusals(found)
			slices.Sort(x.refused)
			require.Equal(t, x.refused, refused, "%v", found)
			require.Equal(t, x.dropped, dropped, "%v", found)
		})
	}
	found, err := Lint("x.ckl", []byte(inUTF16(doc)), sv, sm, hd)
	require.NoError(t, err)
	refused, _ := refusals(found)
	require.ElementsMatch(t, list{sm, hd}, refused, "UTF-16")
}

// The same of a .cklb (checklist-formats 2.5, 2.7 and 5.1).
func TestReadersOfCKLB(t *testing.T) {
	doc := goodFile(t, ckl.CKLB)
	for _, x := range []struct {
		name, pattern, with string
		refused, dropped    bool // by STIG Manager
	}{
		{"minified", `\n\s*`, "", false, false},
		{"a byte order mark", `^`, byteOrderMark, true, false},
		{"no host name", `"host_name": "node1",`, "", true, false},
		{"null for the host name", `"host_name": "node1"`, `"host_name": null`, true, false},
		{"no target_data", `"target_data"`, `"target"`, true, false},
		{"no stigs", `"stigs"`, `"lists"`, true, false},
		{"no STIG", `(?s)"stigs": \[.*?\n  \]`, `"stigs": []`, true, false},
		{"no stig_id", `"stig_id": "[^"]*",`, "", true, true},
		{"no rules", `"rules": \[`, `"rows": [`, true, false},
		{"no version", `"version": "2",`, "", false, false},
		{"a version that is a number", `"version": "2"`, `"version": 2`, false, false},
		{"no cklb_version", `,\s*"cklb_version": "1.0"`, "", false, false},
		{"nulls for texts", `"(comments|finding_details|fix_text|discussion)": "[^"]*"`, `"$1": null`, false, false},
		{"a status of a .ckl", `"status": "open"`, `"status": "Open"`, false, true},
		{"a row without rule_id_src", `"rule_id_src": "[^"]*",`, "", false, true},
		{"what Evaluate-STIG adds", `"active"`, `"evaluate-stig": {"version": "1.2"}, "active"`, false, false},
	} {
		t.Run(x.name, func(t *testing.T) {
			found, err := Lint("x.cklb", []byte(changed(t, doc, x.pattern, x.with)), STIGManager)
			require.NoError(t, err)
			refused, dropped := refusals(found)
			require.Equal(t, x.refused, len(refused) > 0, "%v", found)
			require.Equal(t, x.dropped, len(dropped) > 0, "%v", found)
		})
	}
}

// Every rule is met by a test of this package.
func TestEveryRuleIsMet(t *testing.T) {
	doc, docB := goodFile(t, ckl.CKL), goodFile(t, ckl.CKLB)
	row := regexp.MustCompile(`(?s)<VULN>.*?</VULN>`)
	for rule, data := range map[string]string{
		"ckl-no-stig-info":    changed(t, doc, `(?s)<STIG_INFO>.*?</STIG_INFO>`, ""),
		"ckl-order":           changed(t, doc, `(<ROLE>.*</ROLE>)\s*(<ASSET_TYPE>.*</ASSET_TYPE>)`, "$2$1"),
		"ckl-references":      changed(t, doc, `Mend it\.`, strings.Repeat("&lt;", 50_001)),
		"ckl-repeated":        changed(t, doc, `<COMMENTS>`, "<FINDING_DETAILS>x</FINDING_DETAILS><COMMENTS>"),
		"ckl-root":            changed(t, doc, `CHECKLIST>`, "CHECKS>"),
		"ckl-unknown":         changed(t, doc, `<HOST_IP>`, "<CLOUD>x</CLOUD><HOST_IP>"),
		"heimdall-customname": changed(t, doc, `(customname</SID_NAME>)`, "$1<SID_DATA>mine</SID_DATA>"),
		"heimdall-no-row":     changed(t, doc, `(?s)<VULN>.*?(</iSTIG>)`, "$1"),
		"manager-all-stigids": changed(t, doc, `(stigid</SID_NAME>\s*<SID_DATA>)[^<]*`, "$1"),
		"manager-lone-row":    changed(t, doc, `(?s)<VULN>.*?(</iSTIG>)`, "<VULN></VULN>$1"),
		"manager-no-asset":    changed(t, doc, `(?s)<ASSET>.*</ASSET>`, ""),
		"manager-no-stigid":   changed(t, doc, `(stigid</SID_NAME>\s*<SID_DATA>)Sample_One[^<]*`, "$1"),
		"manager-rule-id":     changed(t, doc, `SV-10r1_rule`, ""),
		"manager-stig-info":   changed(t, doc, `<SI_DATA>\s*<SID_NAME>version<(?s:.*?)</SI_DATA>`, ""),
		"manager-swallowed":   strings.Replace(doc, row.FindString(doc), "<!--"+row.FindString(doc), 1) + "<!-- -->",
		"emass-no-cci":        changed(t, doc, `<STIG_DATA>\s*<VULN_ATTRIBUTE>CCI_REF<(?s:.*?)</STIG_DATA>`, ""),
		"manager-cut":         changed(t, doc, `SV-10r1_rule`, "SV-10r1"+strings.Repeat("0", 34)+"_rule"), // 46 characters
		"utf-16":              inUTF16(doc),
		"cklb-cut":            changed(t, docB, `"finding_details": "[^"]*"`, `"finding_details": "`+strings.Repeat("x", 32_768)+`"`),
		"cklb-no-reader":      docB,
		"cklb-no-stig-id":     changed(t, docB, `"stig_id": "Sample_One[^"]*"`, `"stig_id": ""`),
		"cklb-null":           changed(t, docB, `"rules": \[`, `"rules": [null,`),
		"cklb-required":       changed(t, docB, `"title": "[^"]*",`, ""),
		"cklb-stigs":          changed(t, docB, `"stigs"`, `"lists"`),
	} {
		found, err := Lint("x", []byte(data))
		require.NoError(t, err, rule)
		require.True(t, slices.ContainsFunc(found, func(f Finding) bool { return f.Rule == rule }), "%s: %v", rule, ids(found))
	}
	var tests []byte
	for _, name := range []string{"lint_test.go", "readers_test.go"} {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		tests = append(tests, data...)
	}
	for _, r := range Rules() { // by its whole name: cklb-size is not size
		require.True(t, regexp.MustCompile(`[^a-z0-9-]`+r.ID+`[^a-z0-9-]`).Match(tests), r.ID)
	}
}

// OpenRMF takes no file over 100 MiB (checklist-formats 5.6).
func TestSize(t *testing.T) {
	shared.Long(t)
	doc := goodFile(t, ckl.CKL)
	for size, want := range map[int][]string{maxUpload: {}, maxUpload + 1: {"size openrmf refused"}} {
		found, err := Lint("x.ckl", []byte(doc+strings.Repeat("\n", size-len(doc))), OpenRMF)
		require.NoError(t, err)
		require.ElementsMatch(t, want, ids(found))
	}
}
