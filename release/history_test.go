package release

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
)

// told is a history as "release ids kind" words.
func told(h History) string {
	var parts []string
	for _, a := range h.Appearances {
		switch {
		case a.Item == nil:
			parts = append(parts, a.Benchmark.Release+" -")
		case a.Change == nil:
			parts = append(parts, a.Benchmark.Release+" "+a.Item.VulnID())
		default:
			parts = append(parts, a.Benchmark.Release+" "+a.Item.VulnID()+" "+a.Change.By.String()+" "+a.Change.Kind().String())
		}
	}
	return strings.Join(parts, "; ")
}

func TestTraceUnderChangingIDs(t *testing.T) {
	const legacy = `<ident system="http://cyber.mil/legacy">V-1</ident>`
	other := rule{stig: "O-1", vuln: "V-77", id: "SV-77r1_rule", check: "x"}
	s := Sequence{Releases: []*benchmark.Benchmark{
		made(t, "A", "1", "1", other),
		made(t, "A", "1", "2", other, rule{stig: "S-1", vuln: "V-1", id: "SV-11r1_rule", check: "one"}),
		made(t, "A", "1", "3", rule{stig: "S-1", vuln: "V-1", id: "SV-11r2_rule", check: "one"}, other),
		made(t, "A", "1", "4", other),
		made(t, "A", "1", "5", other, rule{stig: "T-1", vuln: "V-901", id: "SV-901r1_rule", check: "two", idents: legacy}),
	}}
	const want = "1 -; 2 V-1; 3 V-1 stig_id identifier; 4 -; 5 V-901 legacy content"
	for _, id := range []string{"S-1", "t-1", "V-1", "V-901", "SV-11r1_rule", "SV-11r2", " SV-901r1_rule "} {
		got := Trace(s, id)
		require.Len(t, got, 1, id)
		require.Equal(t, want, told(got[0]), id)
	}
	require.Empty(t, Trace(s, "S-2"))
	require.Empty(t, Trace(s, ""))
	require.Empty(t, Trace(Sequence{}, "S-1"))
}

// Two files that say they are one release are told apart from two releases, whatever
// their dates say, and though the rule did not change.
func TestTraceMarksWhatWasPublishedAgain(t *testing.T) {
	s := Sequence{Releases: []*benchmark.Benchmark{
		made(t, "A", "1", "1", rule{stig: "S-1", vuln: "V-1", check: "one"}),
		made(t, "A", "1", "2", rule{stig: "S-1", vuln: "V-1", check: "one"}),
		made(t, "A", "1", "2", rule{stig: "S-1", vuln: "V-1", check: "one"}, rule{stig: "S-2", vuln: "V-2"}),
		made(t, "A", "2", "2", rule{stig: "S-1", vuln: "V-1", check: "one"}),
	}}
	s.Releases[2].Date = "2025-01-01"
	var again []bool
	for _, a := range Trace(s, "S-1")[0].Appearances {
		again = append(again, a.Again)
	}
	require.Equal(t, []bool{false, false, true, false}, again)
	for _, h := range []benchmark.Head{{}, {Version: "1"}, {Release: "1"}} {
		require.False(t, (&Step{Old: h, New: h}).Again(), "what says no release is not the same one")
	}
}

// An id that names two rules gives two histories.
func TestTraceOfTwoRules(t *testing.T) {
	s := Sequence{Releases: []*benchmark.Benchmark{made(t, "A", "1", "1",
		rule{stig: "S-1", vuln: "V-1", id: "SV-1r1_rule"}, rule{stig: "S-1", vuln: "V-2", id: "SV-2r1_rule"})}}
	require.Len(t, Trace(s, "S-1"), 2)
	require.Len(t, Trace(s, "V-2"), 1)
}

func TestHaving(t *testing.T) {
	x := build(t, fstest.MapFS{
		"a.xml": sample("A", "1", "1", "SV-1r1_rule", "x"),
		"b.xml": sample("A", "1", "2", "SV-1r2_rule", "x"),
		"c.xml": sample("B", "1", "1", "SV-9r1_rule", "x"),
	})
	for id, want := range map[string]int{"SV-1r1_rule": 2, "sv-1r2": 2, "S-1": 3, "V-1": 3, "SV-9r1_rule": 1, "V-2": 0, "": 0} {
		require.Len(t, x.Having(id), want, id)
	}
}
