package benchmark

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

func TestSniff(t *testing.T) {
	whole := archive(t, entry{"x-xccdf.xml", small})
	for _, row := range []struct {
		name string
		data string
		want Kind
		met  string
	}{
		{"benchmark", small, KindBenchmark, ""},
		{"benchmark after a byte order mark", "\xEF\xBB\xBF" + small, KindBenchmark, ""},
		{"benchmark after a long comment", "<!--" + strings.Repeat(" ", 20<<10) + "-->" + small, KindBenchmark, ""},
		{"result in its benchmark", strings.Replace(small, "</Benchmark>", `<TestResult id="a"/></Benchmark>`, 1), KindResult, ""},
		{"result under a prefix", strings.Replace(small, "</Benchmark>", `<cdf:TestResult id="a"/></Benchmark>`, 1), KindResult, ""},
		{"result far behind", strings.Replace(small, "<title>T", "<title>"+strings.Repeat("TestResult ", 30_000), 1)[:200_000] + `<x:TestResult`, KindResult, ""},
		{"a word that is no element", strings.Replace(small, "<title>T", "<title>&lt;TestResult a:TestResult TestResult", 1), KindBenchmark, ""},
		{"an end tag alone", small + "</TestResult>", KindBenchmark, ""},
		{"result alone", `<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2"/>`, KindResult, ""},
		{"data stream", streamed, KindDataStream, ""},
		{"bundle", string(whole), KindBundle, ""},
		{"data stream in a zip", string(archive(t, entry{"s.xml", streamed})), KindBundle, ""},
		{"library", string(archive(t, entry{"a.zip", string(whole)})), KindLibrary, ""},
		{"library and a benchmark", string(archive(t, entry{"a.zip", string(whole)}, entry{"b.xml", small})), KindBundle, ""},
		{"another zip", string(archive(t, entry{"a.txt", "x"})), KindZip, `a zip with "a.txt"`},
		{"empty zip", string(archive(t)), KindZip, "a zip with "},
		{"ckl", "<?xml version='1.0'?><!--x--><CHECKLIST/>", KindCKL, ""},
		{"cklb", `{"title":"x","id":"y","stigs":[`, KindCKLB, ""},
		{"cklb after a byte order mark", "\xEF\xBB\xBF{\"stigs\":[]}", KindCKLB, ""},
		{"stigs that are no list", `{"stigs":1}`, KindUnknown, `JSON with "stigs"`},
		{"ARF", `<arf:asset-report-collection xmlns:arf="urn:x"/>`, KindARF, ""},
		{"OVAL definitions", `<oval_definitions xmlns="urn:x"/>`, KindOVAL, ""},
		{"OVAL system characteristics", `<oval_system_characteristics/>`, KindOVALSystem, ""},
		{"OVAL results", `<oval_results/>`, KindOVALResults, ""},
		{"tailoring", `<cdf:Tailoring id="x"/>`, KindTailoring, ""},
		{"CCI list", `<cci_list xmlns="http://iase.disa.mil/cci"/>`, KindCCI, ""},
		{"facts", ` {"kind":"node","schema":"stigfacts/1"}`, KindFacts, ""},
		{"another schema", `{"schema":"other/1"}`, KindUnknown, `JSON with "schema"`},
		{"other JSON", `{"a":1,"b":{"stigs":[]}}`, KindUnknown, `JSON with "a", "b"`},
		{"empty JSON", `{}`, KindUnknown, "JSON without a name"},
		{"damaged JSON", `{"a`, KindUnknown, "JSON without a name"},
		{"ssp", "# ours\nschema: ssp/1\nsystem: {}\n", KindSSP, ""},
		{"ssp in quotes", "schema: \"ssp/1\"\n", KindSSP, ""},
		{"schema further in", "a:\n  schema: ssp/1\n", KindUnknown, `a file that begins with "a:\n  schema: ssp/1\n"`},
		{"HTML", "<!DOCTYPE html><html>", KindHTML, ""},
		{"PDF", "%PDF-1.7", KindUnknown, "a PDF"},
		{"other XML", "<svg xmlns='x'/>", KindUnknown, `XML with the root element "svg"`},
		{"no element", "<!-- -->", KindUnknown, `a file that begins with "<!-- -->"`},
		{"text", "hello", KindUnknown, `a file that begins with "hello"`},
		{"empty", "", KindUnknown, "an empty file"},
	} {
		t.Run(row.name, func(t *testing.T) {
			k, met, err := SniffBytes("x", []byte(row.data))
			require.NoError(t, err)
			require.Equal(t, row.want, k)
			require.Equal(t, row.met, met)
		})
	}
	_, _, err := SniffBytes("x.zip", whole[:len(whole)-30])
	require.ErrorContains(t, err, "x.zip: the zip archive cannot be read")
}

func TestSniffFilesAndFolders(t *testing.T) {
	fsys := fstest.MapFS{"capture/index.json": {Data: []byte("{}")}, "folder/a.json": {Data: []byte("{}")}, "x.xml": {Data: []byte(small)}}
	for name, want := range map[string]Kind{"capture": KindCapture, "folder": KindFolder, "x.xml": KindBenchmark} {
		k, _, err := Sniff(fsys, name)
		require.NoError(t, err)
		require.Equal(t, want, k, name)
	}
	k, _, err := Sniff(pipeFS{"x.xml": []byte(small)}, "x.xml")
	require.NoError(t, err)
	require.Equal(t, KindBenchmark, k)
	_, _, err = Sniff(fsys, "missing")
	require.ErrorContains(t, err, "missing: cannot be opened")
}

func TestSniffRealFiles(t *testing.T) {
	for _, row := range []struct {
		path string
		want Kind
	}{
		{"corpus/U_RHEL_9_STIG_V1R3.zip", KindBundle},
		{"corpus/U_SRG-STIG_Library_part.zip", KindLibrary},
		{"scap/disa-stig-rhel9-v2r9-xccdf-scap.xml", KindDataStream},
		{"samples/scc-5.8-firefox-xccdf-results.xml", KindResult},
		{"samples/evaluate-stig-chrome-xccdf-results.xml", KindResult},
		{"samples/stigmanager-1.3-rhel8-xccdf-results.xml", KindResult},
		{"samples/stigviewer-2.17-rhel8-v1r8-full.ckl", KindCKL},
		{"samples/evaluate-stig-chrome-v2r8.ckl", KindCKL},
		{"samples/evaluate-stig-combined.cklb", KindCKLB},
		{"samples/stigmanager-1.3-three-stigs.cklb", KindCKLB},
		{"facts-samples/bundles/compliant/node1.json", KindFacts},
		{"facts-samples/bundles/compliant/cluster.json", KindFacts},
		{"facts-samples/bundles/compliant", KindFolder},
		{"facts-samples/docker-engine-20.10/compliant", KindCapture},
		{"facts-samples/bundles/ssp.yaml", KindSSP},
		{"cci/U_CCI_List.xml", KindCCI},
		{"oval-conformance/oval-unit/data/test_anyxml.1.syschar.xml", KindOVALSystem},
	} {
		path := shared.Dir(t, filepath.FromSlash(row.path))
		k, met, err := Sniff(os.DirFS(filepath.Dir(path)), filepath.Base(path))
		require.NoError(t, err)
		require.Equal(t, row.want, k, "%s: %s", row.path, met)
	}
}
