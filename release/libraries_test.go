package release

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
)

func TestCompareLibraries(t *testing.T) {
	old := build(t, fstest.MapFS{
		"a1.xml": sample("A_STIG", "1", "1", "SV-1r1_rule", "text"),
		"a2.xml": sample("A_STIG", "1", "2", "SV-1r1_rule", "text"),
		"b.xml":  sample("B_STIG", "1", "1", "SV-1r1_rule", "text"),
		"c.xml":  sample("C_STIG", "1", "1", "SV-1r1_rule", "text"),
		"d.xml":  sample("D_STIG", "1", "1", "SV-1r1_rule", "text"),
	})
	for i := range old.Benchmarks { // the sample's STIG ID is the same everywhere
		old.Benchmarks[i].Rules[0].STIGID = old.Benchmarks[i].ID
	}
	old.Benchmarks[4].Rules[0].STIGID = "X"
	new := build(t, fstest.MapFS{
		"a2.xml": sample("a_stig", "1", "2", "SV-1r1_rule", "text"),
		"a3.xml": sample("A_STIG", "1", "3", "SV-1r2_rule", "other"),
		"b.xml":  sample("B_STIG", "1", "1", "SV-1r1_rule", "text"),
		"e.xml":  sample("E_STIG", "1", "1", "SV-1r1_rule", "text"),
		"m.xml":  sample("MS_C_STIG", "1", "2", "SV-1r1_rule", "text"),
	})
	for i := range new.Benchmarks {
		new.Benchmarks[i].Rules[0].STIGID = new.Benchmarks[i].ID
	}
	new.Benchmarks[4].Rules[0].STIGID = "C_STIG"
	type row struct {
		state, old, new string
		counts          IndexCounts
		added, removed  []string
	}
	var got []row
	for _, c := range CompareLibraries(old, new) {
		r := row{state: c.State.String(), counts: c.Counts, added: c.AddedReleases, removed: c.RemovedReleases}
		if c.Old != nil {
			r.old = c.Old.ID + " " + c.Old.Label()
		}
		if c.New != nil {
			r.new = c.New.ID + " " + c.New.Label()
		}
		got = append(got, r)
	}
	require.Equal(t, []row{
		{"changed", "A_STIG V1R2", "A_STIG V1R3", IndexCounts{Old: 1, New: 1, CheckTexts: 1, RuleIDs: 1}, []string{"V1R3"}, []string{"V1R1"}},
		{"unchanged", "B_STIG V1R1", "B_STIG V1R1", IndexCounts{}, nil, nil},
		{"gone", "D_STIG V1R1", "", IndexCounts{}, nil, []string{"V1R1"}},
		{"new", "", "E_STIG V1R1", IndexCounts{}, []string{"V1R1"}, nil},
		{"changed", "C_STIG V1R1", "MS_C_STIG V1R2", IndexCounts{Old: 1, New: 1}, []string{"V1R2"}, []string{"V1R1"}},
	}, got)
}

func TestIndexCounts(t *testing.T) {
	old := []Rule{{"S-1", "V-1", "SV-1r1", "high", "a", nil}, {"S-2", "V-2", "SV-2r1", "high", "a", nil}, {"S-3", "V-3", "SV-3r1", "low", "a", nil}}
	new := []Rule{{"s-1", "V-9", "SV-1r2", "low", "a", nil}, {"T-2", "V-2", "SV-2r1", "high", "b", nil}, {"S-4", "V-4", "SV-4r1", "low", "a", nil}, {"S-1", "V-8", "SV-8r1", "low", "a", nil}}
	require.Equal(t, IndexCounts{Old: 3, New: 4, Added: 2, Removed: 1, CheckTexts: 1, Severities: 1, RuleIDs: 1}, indexCounts(old, new))
}

// What was published again under the same version and release is changed, whatever the
// names of the files, and with the newer date the newest.
func TestCompareLibrariesSeesWhatWasPublishedAgain(t *testing.T) {
	dated := func(release, text, date string) *fstest.MapFile {
		f := sample("A_STIG", "1", release, "SV-1r1_rule", text)
		f.Data = []byte(strings.Replace(string(f.Data), "24 Jul 2024", date, 1))
		return f
	}
	first, again := dated("2", "one", "24 Jul 2024"), dated("2", "two", "24 Jul 2024")
	later := dated("2", "three", "1 Aug 2024")
	before, rewritten := dated("1", "zero", "1 Jan 2024"), dated("1", "other", "1 Jan 2024")
	for name, c := range map[string]struct {
		old, new    fstest.MapFS
		state       LibraryState
		oldAt       string
		newAt       string
		republished []string
		texts       int
	}{
		"another file":       {fstest.MapFS{"a.xml": first}, fstest.MapFS{"a.xml": again}, Changed, "a.xml", "a.xml", []string{"V1R2"}, 1},
		"beside, by name":    {fstest.MapFS{"b.xml": first}, fstest.MapFS{"a.xml": again, "b.xml": first}, Changed, "b.xml", "a.xml", []string{"V1R2"}, 1},
		"taken back":         {fstest.MapFS{"a.xml": again, "b.xml": first}, fstest.MapFS{"b.xml": first}, Changed, "a.xml", "b.xml", []string{"V1R2"}, 1},
		"a later date":       {fstest.MapFS{"z.xml": first}, fstest.MapFS{"a.xml": later, "z.xml": first}, Changed, "z.xml", "a.xml", []string{"V1R2"}, 1},
		"by date, in both":   {fstest.MapFS{"a.xml": later, "z.xml": first}, fstest.MapFS{"b.xml": later, "z.xml": first}, Unchanged, "a.xml", "b.xml", nil, 0},
		"an older release":   {fstest.MapFS{"a.xml": before, "b.xml": first}, fstest.MapFS{"a.xml": rewritten, "b.xml": first}, Changed, "b.xml", "b.xml", []string{"V1R1"}, 0},
		"twice, to the byte": {fstest.MapFS{"a.xml": first}, fstest.MapFS{"a.xml": first, "b.xml": first}, Unchanged, "a.xml", "b.xml", nil, 0},
	} {
		got := CompareLibraries(build(t, c.old), build(t, c.new))
		require.Len(t, got, 1, name)
		require.Equal(t, c.state, got[0].State, name)
		require.Equal(t, []string{c.oldAt, c.newAt}, []string{got[0].Old.Member, got[0].New.Member}, name)
		require.Equal(t, c.republished, got[0].Republished, name)
		require.Equal(t, c.texts, got[0].Counts.CheckTexts, name)
	}
}

// Indexes count what a comparison of the releases counts: over rules that were
// renumbered, STIG IDs that are there twice, and checks that are blank.
func TestIndexCountsAreThoseOfCompare(t *testing.T) {
	const legacy = `<ident system="http://cyber.mil/legacy">V-2</ident><ident system="http://cyber.mil/legacy">SV-5</ident>`
	old := made(t, "A", "1", "1",
		rule{stig: "S-1", vuln: "V-1", id: "SV-1r1_rule", check: "one"},
		rule{stig: "S-2", vuln: "V-2", id: "SV-2r1_rule", check: "two"},
		rule{stig: "D", vuln: "V-3", id: "SV-3r1_rule", check: "three"},
		rule{stig: "D", vuln: "V-4", id: "SV-4r1_rule", check: "four"},
		rule{stig: "S-6", vuln: "V-6", id: "SV-6r1_rule", check: " "},
		rule{stig: "S-7", vuln: "V-7", id: "SV-7r1_rule", check: "seven"})
	new := made(t, "A", "1", "2",
		rule{stig: "d", vuln: "V-9", id: "SV-9r1_rule", check: "four"}, // of two, the one with the same text
		rule{stig: "D", vuln: "V-3", id: "SV-3r1_rule", check: "3"},
		rule{stig: "T-2", vuln: "V-902", id: "SV-902r1_rule", check: "two", idents: legacy},
		rule{stig: "S-1", vuln: "V-1", id: "SV-1r2_rule", check: "one"},
		rule{stig: "S-6", vuln: "V-6", id: "SV-6r1_rule"},
		rule{stig: "S-8", vuln: "V-8", id: "SV-8r1_rule", check: "eight"})
	c, err := Compare(old, new)
	require.NoError(t, err)
	want := IndexCounts{Old: 6, New: 6, Added: 1, Removed: 1, CheckTexts: 1, RuleIDs: 3}
	require.Equal(t, want, c.Counts().Indexed())
	require.Equal(t, want, indexCounts(entryOf(old).Rules, entryOf(new).Rules))
}

// The same over the published library: the earlier half of the releases of each
// benchmark as the old library, all of them as the new one.
func TestIndexCountsOfTheCorpus(t *testing.T) {
	shared.Long(t)
	x, err := BuildIndex("library.zip", library(t), 2, nil)
	require.NoError(t, err)
	source := library(t)
	at := map[string]int{}
	for i := range source.Len() {
		at[source.Name(i)] = i
	}
	read := func(e *Entry) *benchmark.Benchmark {
		bundle, err := source.Read(at[e.Member])
		require.NoError(t, err)
		i := slices.IndexFunc(bundle.Benchmarks, func(b *benchmark.Benchmark) bool { return b.SHA256 == e.SHA256 })
		return bundle.Benchmarks[i]
	}
	old := &Index{Schema: IndexSchema, Sources: x.Sources}
	for _, run := range x.byID() {
		old.Benchmarks = append(old.Benchmarks, run[:(len(run)+1)/2]...)
	}
	states := map[LibraryState]int{}
	renumbered := 0
	for _, c := range CompareLibraries(old, x) {
		states[c.State]++
		if c.State != Changed {
			continue
		}
		full, err := Compare(read(c.Old), read(c.New))
		require.NoError(t, err)
		n := full.Counts()
		renumbered += n.Renumbered
		require.Equal(t, n.Indexed(), c.Counts, "%s %s to %s", c.New.ID, c.Old.Label(), c.New.Label())
	}
	t.Logf("%v; %d rules found by other than the STIG ID", states, renumbered)
	require.Greater(t, states[Changed], 100)
	require.Positive(t, renumbered)
	require.Zero(t, states[New]+states[Gone])
}

func TestSequences(t *testing.T) {
	r10, r9 := made(t, "A", "2", "10"), made(t, "a", "2", "9")
	b := made(t, "B", "1", "1")
	got := Sequences([]*benchmark.Benchmark{b, r10, r9, r10})
	require.Equal(t, []Sequence{{Releases: []*benchmark.Benchmark{r9, r10}, Duplicates: []*benchmark.Benchmark{r10}}, {Releases: []*benchmark.Benchmark{b}}}, got)
	require.Empty(t, Sequences(nil))
}
