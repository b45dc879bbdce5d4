package lint

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
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
	require.Empty(t, found)
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
		"cdata":    {empty, "<FINDING_DETAILS><![CDATA[Seen]]></FINDING_DETAILS>", []string{"manager-cdata stigmanager warning"}},
		"order":    {empty, "", nil},
		"namespace": {"<CHECKLIST>", `<CHECKLIST xmlns="urn:x">`, []string{
			"ckl-attribute stigviewer2 refused", "heimdall-namespace heimdall refused", "heimdall-tags heimdall refused"}},
		"mark":      {"<?xml", byteOrderMark + "<?xml", []string{"ckl-byte-order-mark heimdall refused"}},
		"space":     {"<?xml", "\n<?xml", []string{"ckl-space-before heimdall refused", "ckl-space-before stigviewer2 refused"}},
		"control":   {"Look at it.", "a\x0bb", []string{"ckl-character stigviewer2 refused"}},
		"ampersand": {"Look at it.", "a & b", []string{"ckl-character stigviewer2 refused"}},
		"cut off":   {"</CHECKLIST>", "", []string{"ckl-syntax heimdall refused", "ckl-syntax stigmanager warning", "ckl-syntax stigviewer2 refused"}},
		"long":      {"Seen on the host.", strings.Repeat("é", 32_768), []string{"manager-cut stigmanager cut"}},
		"release":   {"Release: 3 Benchmark Date: 24 Apr 2024</SID", "releaseinfo</SID", []string{"manager-revision stigmanager warning"}},
	} {
		if name == "order" {
			row.old, row.new = empty+"\n\t\t\t\t<COMMENTS>", "<COMMENTS>"
			row.want = []string{"ckl-missing stigviewer2 refused", "manager-no-text stigmanager refused"}
		}
		require.Contains(t, doc, row.old, name)
		found, err := Lint("x.ckl", []byte(strings.Replace(doc, row.old, row.new, 1)), STIGViewer2, STIGManager, Heimdall, EMASS)
		require.NoError(t, err, name)
		got := slices.DeleteFunc(ids(found), func(s string) bool { return strings.HasPrefix(s, "emass-one-stig") })
		require.ElementsMatch(t, row.want, got, name)
	}
}

func TestCKLB(t *testing.T) {
	doc := goodFile(t, ckl.CKLB)
	for name, row := range map[string]struct {
		old, new string
		want     []string
	}{
		"status":  {`"status": "open"`, `"status": "Open"`, []string{"cklb-status stigmanager row dropped", "cklb-word stigviewer3 warning"}},
		"rule id": {`"rule_id_src"`, `"rule_id_other"`, []string{"cklb-rule-id stigmanager row dropped"}},
		"no host": {`"host_name": "node1"`, `"host_name": ""`, []string{"cklb-host-name stigmanager refused"}},
		"version": {`"version": "2"`, `"version": null`, []string{"cklb-revision stigmanager warning", "cklb-type stigviewer3 warning"}},
		"rules":   {`"rules": [`, `"rows": [`, []string{"cklb-rules stigmanager refused"}},
		"mark":    {"{", byteOrderMark + "{", []string{"cklb-byte-order-mark stigmanager refused"}},
		"twice":   {`"status": "open"`, `"status": "x", "status": "open"`, []string{"cklb-twice stigmanager warning"}},
		"comma":   {"{", "{,", []string{"cklb-syntax stigmanager refused", "cklb-syntax stigviewer3 refused"}},
	} {
		require.Contains(t, doc, row.old, name)
		found, err := Lint("x.cklb", []byte(strings.Replace(doc, row.old, row.new, 1)), STIGViewer3, STIGManager)
		require.NoError(t, err, name)
		require.Equal(t, row.want, ids(found), name)
	}
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
		"CDATA":                       {strings.Replace(doc, "Seen on the host.", "<![CDATA[a < b]]>", 1), strings.Replace(doc, "Seen on the host.", "a &lt; b", 1)},
		"status is no one's to guess": {strings.Replace(doc, ">Open<", ">open<", 1), strings.Replace(doc, ">Open<", ">open<", 1)},
	} {
		fixed, done, left, err := Fix("x.ckl", []byte(row.broken), STIGViewer2, STIGManager, Heimdall)
		require.NoError(t, err, name)
		require.Equal(t, row.want, string(fixed), name)
		require.Equal(t, row.broken != row.want, len(done) > 0, "%s: done %v", name, done)
		require.Equal(t, strings.Contains(row.want, ">open<"), len(left) > 0, "%s: left %v", name, left)
	}
	cklb := goodFile(t, ckl.CKLB)
	fixed, done, left, err := Fix("x.cklb", []byte(byteOrderMark+cklb), STIGManager)
	require.NoError(t, err)
	require.Equal(t, cklb, string(fixed))
	require.Len(t, done, 1)
	require.Empty(t, left)
}

func FuzzFix(f *testing.F) {
	for _, format := range []ckl.Format{ckl.CKL, ckl.CKLB} {
		f.Add([]byte(goodFile(f, format)))
	}
	f.Add([]byte("<CHECKLIST><ASSET></ASSET><STIGS><iSTIG/></STIGS></CHECKLIST>"))
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
