package release

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
)

// sample is a benchmark with one rule.
func sample(id, version, release, rule, check string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(fmt.Sprintf(`<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" id=%q><title>%s</title>`+
		`<plain-text id="release-info">Release: %s Benchmark Date: 24 Jul 2024</plain-text><version>%s</version>`+
		`<Group id="V-1"><title>SRG-1</title><Rule id=%q severity="high"><version>S-1</version><title>t</title>`+
		`<check system="c"><check-content>%s</check-content></check></Rule></Group></Benchmark>`, id, id, release, version, rule, check))}
}

func build(t *testing.T, fsys fstest.MapFS) *Index {
	t.Helper()
	source, err := benchmark.OpenSource(fsys, ".")
	require.NoError(t, err)
	x, err := BuildIndex("lib", source, 2, nil)
	require.NoError(t, err)
	return x
}

func TestIndexOrdersReleasesAndFlagsWhatIsTwice(t *testing.T) {
	x := build(t, fstest.MapFS{
		"a.xml": sample("B_STIG", "2", "10", "SV-1r2_rule", "new text"),
		"b.xml": sample("B_STIG", "2", "9", "SV-1r2_rule", "old  text"),
		"c.xml": sample("A_STIG", "1", "1", "SV-9r1_rule", "x"),
		"d.xml": sample("B_STIG", "2", "9", "SV-1r2_rule", "old  text"),
		"e.xml": sample("B_STIG", "1", "2", "SV-1r2_rule", "old text"), // the same text but for blanks
	})
	var got []string
	for _, e := range x.Benchmarks {
		got = append(got, e.ID+" "+e.Label()+" "+e.Member)
	}
	require.Equal(t, []string{"A_STIG V1R1 c.xml", "B_STIG V1R2 e.xml", "B_STIG V2R9 b.xml", "B_STIG V2R9 d.xml", "B_STIG V2R10 a.xml"}, got)
	require.Equal(t, []Duplicate{{ID: "B_STIG", Release: "V2R9", Members: []string{"b.xml", "d.xml"}, Same: true}}, x.Duplicates)
	require.Equal(t, []Republished{{ID: "B_STIG", RuleID: "SV-1r2_rule", STIGID: "S-1", Releases: []string{"V1R2", "V2R10"}}}, x.Republished)
}

func TestFind(t *testing.T) {
	x := build(t, fstest.MapFS{
		"a.xml": sample("RHEL_9_STIG", "2", "1", "SV-1r2_rule", "x"),
		"b.xml": sample("RHEL_9_STIG", "1", "3", "SV-1r2_rule", "x"),
	})
	for name, want := range map[string]string{"rhel_9_stig": "V2R1", "RHEL_9_STIG@v1r3": "V1R3"} {
		e, err := x.Find(name)
		require.NoError(t, err)
		require.Equal(t, want, e.Label())
	}
	_, err := x.Find("RHEL_9_STIG@V7R7")
	require.ErrorContains(t, err, "the library has no V7R7 of RHEL_9_STIG; want one of V1R3, V2R1")
	_, err = x.Find("RHEL_9_STG")
	require.ErrorContains(t, err, `no benchmark "RHEL_9_STG"`)
}

func TestIndexFileRoundTrip(t *testing.T) {
	x := Merge(build(t, fstest.MapFS{"a.xml": sample("A", "1", "1", "SV-1r1_rule", "x")}), build(t, fstest.MapFS{"b.xml": sample("A", "1", "1", "SV-1r1_rule", "y")}))
	require.Equal(t, 1, x.Benchmarks[1].Source)
	require.False(t, x.Duplicates[0].Same)
	data, err := x.Write()
	require.NoError(t, err)
	again, err := ReadIndex("lib.json", data)
	require.NoError(t, err)
	require.Equal(t, x, again)
	empty, err := (&Index{Schema: IndexSchema, Sources: []string{}}).Write()
	require.NoError(t, err)
	_, err = ReadIndex("lib.json", empty)
	require.NoError(t, err)
}

func TestIndexFileRefusals(t *testing.T) {
	for text, want := range map[string]string{
		``:                                   "lib.json",
		`[]`:                                 "lib.json:1:1",
		`{"schema": "other/1"}`:              `schema: is "other/1"; want stigwright-library/2`,
		`{"schema": "stigwright-library/1"}`: `is "stigwright-library/1"`,
		`{"schema": "stigwright-library/2", "x": 1}`:                                        "lib.json:1:",
		`{"schema": "stigwright-library/2", "sources": [], "benchmarks": [{"source": 3}]}`:  "benchmarks[0].source: is 3",
		`{"schema": "stigwright-library/2", "sources": [], "benchmarks": [{"source": -1}]}`: "benchmarks[0].source: is -1",
		`{"schema": "stigwright-library/2", "schema": "stigwright-library/2"}`:              "lib.json:1:",
		`{"schema": "stigwright-library/2", "sources": [], "benchmarks": [{"id": 7}]}`:      "lib.json:1:",
	} {
		_, err := ReadIndex("lib.json", []byte(text))
		require.ErrorContains(t, err, want, text)
	}
}

func TestBrokenMembersAreSkippedAndCounted(t *testing.T) {
	source, err := benchmark.OpenSource(fstest.MapFS{
		"a.xml": sample("A", "1", "1", "SV-1r1_rule", "x"),
		"b.xml": &fstest.MapFile{Data: []byte(`<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" id="b"><title>`)},
	}, ".")
	require.NoError(t, err)
	var calls []int
	x, err := BuildIndex("lib", source, 2, func(done, of int) { calls = append(calls, done); require.Equal(t, 2, of) })
	require.ErrorContains(t, err, "b.xml")
	require.Len(t, x.Benchmarks, 1)
	require.Equal(t, 1, x.Skipped)
	require.Equal(t, []int{1, 2}, calls)
}

func TestLibraryOfTheCorpus(t *testing.T) {
	source, err := benchmark.OpenSource(osFS{}, shared.Dir(t, "corpus", "U_SRG-STIG_Library_part.zip"))
	require.NoError(t, err)
	defer source.Close()
	x, err := BuildIndex("library.zip", source, 2, nil)
	require.NoError(t, err)
	require.Len(t, x.Benchmarks, 785)
	require.Zero(t, x.Skipped)
	rules := 0
	for _, e := range x.Benchmarks {
		rules += len(e.Rules)
		require.NotEmpty(t, e.ID)
		require.NotEmpty(t, e.Release, e.Member)
		require.Len(t, e.SHA256, 64)
	}
	require.Equal(t, 54736, rules)
	data, err := x.Write()
	require.NoError(t, err)
	again, err := ReadIndex("library.json", data)
	require.NoError(t, err)
	require.Equal(t, x, again)
}

func TestCompareNumbers(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want int
	}{{"2", "10", -1}, {"0.1", "1", -1}, {"1.18", "1.2", 1}, {"1", "1", 0}, {"1", "1.1", -1}, {"", "1", -1}, {"x", "y", -1}} {
		require.Equal(t, row.want, compareNumbers(row.a, row.b), "%s %s", row.a, row.b)
		require.Equal(t, -row.want, compareNumbers(row.b, row.a), "%s %s", row.b, row.a)
	}
}

func FuzzReadIndex(f *testing.F) {
	f.Add([]byte(`{"schema": "stigwright-library/2", "sources": ["a"], "skipped": 0, "benchmarks": [{"id": "A", "rules": []}], "duplicates": [], "republished": []}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := ReadIndex("f", data)
		require.True(t, (x != nil) != (err != nil))
		if x != nil {
			_, _ = x.Find("A@V1R1")
		}
	})
}

func BenchmarkIndexLibrary(b *testing.B) {
	path := shared.Dir(b, "corpus", "U_SRG-STIG_Library_part.zip")
	for b.Loop() {
		source, err := benchmark.OpenSource(osFS{}, path)
		require.NoError(b, err)
		x, err := BuildIndex("library.zip", source, 2, nil)
		require.NoError(b, err)
		_, err = x.Write()
		require.NoError(b, err)
		_ = source.Close()
	}
}

func TestFindAmongFilesThatDiffer(t *testing.T) {
	x := build(t, fstest.MapFS{
		"a.xml": sample("Bind_STIG", "1", "1", "SV-1r1_rule", "x"),
		"b.xml": sample("BIND_STIG", "2", "1", "SV-1r1_rule", "x"),
		"c.xml": sample("A", "1", "1", "SV-1r1_rule", "x"),
		"d.xml": sample("A", "1", "1", "SV-1r1_rule", "y"),
	})
	e, err := x.Find("bind_stig")
	require.NoError(t, err)
	require.Equal(t, "V2R1", e.Label(), "case does not count in an id")
	_, err = x.Find("A@V1R1")
	require.ErrorContains(t, err, "the library has A V1R1 more than once, and the files differ: c.xml, d.xml")
	_, err = x.Find("A")
	require.ErrorContains(t, err, "differ")
}

// SCAP content holds no check text: nothing was published again there.
func TestNoCheckTextIsNoText(t *testing.T) {
	x := build(t, fstest.MapFS{
		"a.xml": sample("A", "1", "1", "SV-1r1_rule", ""),
		"b.xml": sample("A", "1", "2", "SV-1r1_rule", "text"),
	})
	require.Empty(t, x.Republished)
	require.Empty(t, x.Benchmarks[0].Rules[0].Check)
}
