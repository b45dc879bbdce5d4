package benchmark

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/shared"
)

// streamed is a data stream of a benchmark and its OVAL.
const streamed = `<data-stream-collection xmlns="http://scap.nist.gov/schema/scap/source/1.2" xmlns:xlink="http://www.w3.org/1999/xlink" id="c">
<data-stream id="scap_s" scap-version="1.2"><checklists><component-ref id="rx" xlink:href="#cx">
<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"><uri name="a-oval.xml" uri="#ro"/></catalog></component-ref></checklists>
<checks><component-ref id="ro" xlink:href="#co"/></checks></data-stream>
<component id="cx"><Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_mil.disa.stig_benchmark_S_STIG"><plain-text id="release-info">Benchmark Date: 01 Jul 2026</plain-text>
<version>002.009</version><Group id="xccdf_mil.disa.stig_group_V-1"><Rule id="xccdf_mil.disa.stig_rule_SV-1r1_rule"><version>S-1</version>
<check system="http://oval.mitre.org/XMLSchema/oval-definitions-5"><check-content-ref href="a-oval.xml" name="oval:a:def:1"/></check></Rule></Group></Benchmark></component>
<component id="co"><oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"/></component>
</data-stream-collection>`

// renamed is small with another id.
func renamed(id string) string { return strings.Replace(small, "Sample_STIG", id, 1) }

// compilation is a library of three good bundles and five broken parts.
func compilation(t testing.TB) []byte {
	good := func(id string) string {
		return string(archive(t, entry{id + "/" + id + "-xccdf.xml", renamed(id)}, entry{id + "/" + id + ".pdf", "%PDF"}))
	}
	return archive(t,
		entry{"a.zip", good("A_STIG")}, entry{"b.zip", good("B_STIG")[:200]}, entry{"c.zip", "<html>"},
		entry{"d.zip", string(archive(t, entry{"d-xccdf.xml", small[:300]}, entry{"e-xccdf.xml", renamed("E_STIG")}))},
		entry{"f.zip", string(archive(t, entry{"deep.zip", string(archive(t, entry{"s.xml", streamed}))}))},
		entry{"g.zip", string(archive(t, entry{"../x.xml", small}))},
		entry{"h.zip", string(archive(t, entry{"x.xml", small}, entry{"x.xml", small}))},
		entry{"readme.txt", "x"}, entry{"only-documents.zip", string(archive(t, entry{"a.pdf", "%PDF"}))})
}

func ids(list []*Benchmark) []string {
	out := []string{}
	for _, b := range list {
		out = append(out, b.ID+" "+b.Place)
	}
	return out
}

func TestLibraryGivesWhatIsGood(t *testing.T) {
	b, err := OpenBundle(fstest.MapFS{"lib.zip": {Data: compilation(t)}}, "lib.zip")
	require.Equal(t, []string{"A_STIG a.zip: A_STIG/A_STIG-xccdf.xml", "E_STIG d.zip: e-xccdf.xml", "S_STIG f.zip: deep.zip: s.xml"}, ids(b.Benchmarks))
	require.Equal(t, 5, b.Skipped)
	var problems []string
	for _, e := range diag.Each(err) {
		problems = append(problems, e.Error())
	}
	require.Len(t, problems, 5)
	for i, want := range []string{"lib.zip: b.zip: the zip archive cannot be read", "lib.zip: c.zip: is not a zip archive", "lib.zip: d.zip: d-xccdf.xml:1:301",
		`lib.zip: g.zip: the archive has a member named "../x.xml", which leads out of it`, `lib.zip: h.zip: the archive has two members named "x.xml"`} {
		require.Contains(t, problems[i], want)
	}
}

func TestSourceGivesTheSameInParts(t *testing.T) {
	fsys := fstest.MapFS{"dir/lib.zip": {Data: compilation(t)}, "dir/one.xml": {Data: []byte(small)}}
	whole, _ := OpenBundle(fsys, "dir/lib.zip")
	src, err := OpenSource(fsys, "dir/lib.zip")
	require.NoError(t, err)
	require.Equal(t, 9, src.Len())
	require.Equal(t, "a.zip", src.Name(0))
	var parts []*Benchmark
	skipped := 0
	for b, err := range src.All() {
		require.Equal(t, b.Skipped > 0, err != nil)
		parts = append(parts, b.Benchmarks...)
		skipped += b.Skipped
	}
	require.NoError(t, src.Close())
	require.Equal(t, ids(whole.Benchmarks), ids(parts))
	require.Equal(t, whole.Skipped, skipped)

	folder, err := OpenBundle(fsys, "dir")
	require.Error(t, err)
	require.Len(t, folder.Benchmarks, 4, "a library in a folder is opened too")
	require.Equal(t, "dir/lib.zip: a.zip: A_STIG/A_STIG-xccdf.xml", folder.Benchmarks[0].Place)

	one, err := OpenSource(fsys, "dir/one.xml")
	require.NoError(t, err)
	require.Equal(t, 1, one.Len())
	b, err := one.Read(0)
	require.NoError(t, err)
	require.Equal(t, []string{"Sample_STIG "}, ids(b.Benchmarks))
}

func TestDataStreamGivesItsBenchmark(t *testing.T) {
	found, err := OpenBytes("s.xml", []byte(streamed))
	require.NoError(t, err)
	require.Len(t, found, 1)
	b := found[0]
	require.Equal(t, "S_STIG V2R9 (01 Jul 2026)", b.Label())
	require.Equal(t, "scap_s", b.Stream)
	require.Equal(t, []string{"V-1", "SV-1r1_rule"}, []string{b.Items[0].VulnID(), b.Items[0].RuleID()})
	require.Equal(t, fmt.Sprintf("%x", sha256.Sum256([]byte(streamed))), b.SHA256)
	c := b.ContentOf("a-oval.xml")
	require.Equal(t, []string{"co", "oval_definitions", `<oval_definitions xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"/>`},
		[]string{c.ID, c.Root, string(c.Document())})
	require.Nil(t, b.ContentOf("b"))

	for _, row := range []struct{ name, old, new, want string }{
		{"missing component", `id="co"`, `id="cz"`, `s.xml:4:9: data-stream-collection[c]: data stream "scap_s" refers to the component "co", which is not in the file`},
		{"no checklist", `xlink:href="#cx"`, `xlink:href="https://example.mil/x.xml"`, `s.xml: none of the 1 data streams has an XCCDF benchmark`},
	} {
		t.Run(row.name, func(t *testing.T) {
			require.Contains(t, fault(t, "s.xml", []byte(strings.Replace(streamed, row.old, row.new, 1))), row.want)
		})
	}
}

func TestVersionsOfSCAPBenchmarks(t *testing.T) {
	for _, row := range []struct{ version, info, label string }{
		{"002.009", "Benchmark Date: 01 Jul 2026", "S V2R9 (01 Jul 2026)"},
		{"002.009", "Release: 2.9 Benchmark Date: 01 Jul 2026", "S V2R9 (01 Jul 2026)"},
		{"002.010", "", "S V2R10"},
		{"000.000", "", "S V0R0"},
		{"3.4", "", "S V3R4"},
		{"1.19", "Release: 1.19 Benchmark Date: 25 Jul 2013", "S V1R19 (25 Jul 2013)"},
		{"1.19", "Release: 2 Benchmark Date: 25 Jul 2013", "S V1.19R2 (25 Jul 2013)"},
		{"2", "Release: 9 Benchmark Date: 01 Jul 2026", "S V2R9 (01 Jul 2026)"},
		{"2", "", "S V2"},
		{"2.x", "", "S V2.x"},
		{"1.2.3", "", "S V1.2.3"},
		{".1", "", "S V.1"},
	} {
		doc := `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" id="S"><plain-text id="release-info">` + row.info + `</plain-text><version>` + row.version + `</version></Benchmark>`
		found, err := OpenBytes("x.xml", []byte(doc))
		require.NoError(t, err)
		require.Equal(t, row.label, found[0].Label(), row.version)
	}
}

func TestOVALBesideABenchmark(t *testing.T) {
	doc := strings.Replace(small, "<title>T</title>", `<check system="s"><check-content-ref href="o.xml" name="d"/></check>`, 1)
	data := archive(t, entry{"in/a-xccdf.xml", doc}, entry{"in/o.xml", "<oval_definitions/>"}, entry{"in/p.xml", "<oval_definitions/>"}, entry{"other/o.xml", "<oval_definitions/>"})
	b, err := OpenBundle(fstest.MapFS{"x.zip": {Data: data}}, "x.zip")
	require.NoError(t, err)
	require.Len(t, b.Benchmarks, 1)
	require.Len(t, b.Benchmarks[0].Content, 1)
	require.Equal(t, "<oval_definitions/>", string(b.Benchmarks[0].ContentOf("o.xml").Document()))
	require.Equal(t, []Left{{"in/p.xml", "file of OVAL definitions"}, {"other/o.xml", "file of OVAL definitions"}}, b.Left)
}

// The shape of the real compilation: 785 bundles of one benchmark each.
func TestLibraryCompilationOpens(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 197 MB")
	}
	src, err := OpenSource(os.DirFS(shared.Dir(t, "corpus")), "U_SRG-STIG_Library_part.zip")
	require.NoError(t, err)
	defer src.Close() //nolint:errcheck // only read from
	require.Equal(t, 785, src.Len())
	benchmarks, rules := 0, 0
	for i := range src.Len() {
		heads, err := src.Heads(i)
		require.NoError(t, err)
		b, err := src.Read(i)
		require.NoError(t, err)
		require.Len(t, heads, len(b.Benchmarks))
		for j, x := range b.Benchmarks {
			benchmarks++
			rules += len(x.Items)
			require.Equal(t, x.Head(), heads[j])
			require.NotEmpty(t, x.Release, x.Place)
			require.NotEmpty(t, x.Date, x.Place)
		}
	}
	require.Equal(t, 785, benchmarks)
	t.Logf("%d benchmarks, %d rules", benchmarks, rules)
}

// readLibrary reads a library by two workers and gives the number of checks, each of
// which was digested.
func readLibrary(t testing.TB, name string) int {
	src, err := OpenSource(os.DirFS(shared.Dir(t, "corpus")), name)
	require.NoError(t, err)
	defer src.Close() //nolint:errcheck // only read from
	const workers = 2
	var counts [workers]int
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < src.Len(); i += workers {
				b, err := src.Read(i)
				if err != nil {
					panic(err)
				}
				for _, x := range b.Benchmarks {
					for j := range x.Items {
						_ = x.Items[j].CheckDigest()
						counts[w]++
					}
				}
			}
		})
	}
	wait.Wait()
	return counts[0] + counts[1]
}

func BenchmarkLibraryReadAndDigested(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		require.Positive(b, readLibrary(b, "U_SRG-STIG_Library_part.zip"))
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/1e6, "MB-sys")
}

func TestSourceReadsWhatCannotSeek(t *testing.T) {
	src, err := OpenSource(pipeFS{"x.zip": archive(t, entry{"a.xml", small})}, "x.zip")
	require.NoError(t, err)
	b, err := src.Read(0)
	require.NoError(t, err)
	require.Len(t, b.Benchmarks, 1)
	require.NoError(t, src.Close())
}

// pipeFS has files that can be read once, from the beginning.
type pipeFS map[string][]byte

func (p pipeFS) Open(name string) (fs.File, error) {
	f, err := fstest.MapFS{name: {Data: p[name]}}.Open(name)
	return struct{ fs.File }{f}, err
}
