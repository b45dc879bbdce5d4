package cci_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/cci"
)

// The expected values are copied from the list of 2022-03-09 by hand.
func TestLookup(t *testing.T) {
	ref := func(control, family, index string) cci.Ref {
		return cci.Ref{Control: control, Family: family, Index: index}
	}
	for name, want := range map[string]cci.CCI{
		"first, an item of a control, revision 4 alone": {
			ID: "CCI-000001", Status: cci.Draft, Type: cci.Policy, Published: "2009-05-13",
			Rev4: []cci.Ref{ref("AC-1", "AC", "AC-1 a 1")},
		},
		"other items in the two revisions": {
			ID: "CCI-000002", Status: cci.Draft, Type: cci.Policy, Published: "2022-03-01",
			Rev4: []cci.Ref{ref("AC-1", "AC", "AC-1 a 1")},
			Rev5: []cci.Ref{ref("AC-1", "AC", "AC-1 a 1 (a)")},
		},
		"the one most rules cite": {
			ID: "CCI-000366", Status: cci.Draft, Type: cci.Both, Published: "2022-03-01",
			Rev4: []cci.Ref{ref("CM-6", "CM", "CM-6 b")},
			Rev5: []cci.Ref{ref("CM-6", "CM", "CM-6 b")},
		},
		"an enhancement, with a blank after it in the list": {
			ID: "CCI-002164", Status: cci.Draft, Type: cci.Policy, Published: "2022-03-01",
			Rev4: []cci.Ref{ref("AC-3 (4)", "AC", "AC-3 (4)")},
			Rev5: []cci.Ref{ref("AC-3 (4)", "AC", "AC-3 (4)")},
		},
		"two references in one index": {
			ID: "CCI-002523", Status: cci.Draft, Type: cci.Policy, Published: "2022-03-01",
			Rev4: []cci.Ref{ref("SC-37", "SC", "SC-37")},
			Rev5: []cci.Ref{ref("SC-37", "SC", "SC-37"), ref("SC-37 (1)", "SC", "SC-37 (1)")},
		},
		"a digit run on to an enhancement": {
			ID: "CCI-000504", Status: cci.Draft, Type: cci.Policy, Published: "2022-03-01",
			Rev4: []cci.Ref{ref("CP-4 (4)", "CP", "CP-4 (4)4")},
			Rev5: []cci.Ref{ref("CP-4 (4)", "CP", "CP-4 (4)")},
		},
		"last, revision 5 alone": {
			ID: "CCI-005147", Status: cci.Draft, Type: cci.Policy, Published: "2022-03-01",
			Rev5: []cci.Ref{ref("AT-2", "AT", "AT-2 a 1")},
		},
	} {
		got, ok := cci.Lookup(want.ID)
		require.True(t, ok, name)
		require.Equal(t, want, got, name)
	}
}

func TestLookupOfNone(t *testing.T) {
	for name, id := range map[string]string{
		"empty":              "",
		"number zero":        "CCI-000000",
		"a gap in the list":  "CCI-000220",
		"after the last":     "CCI-005148",
		"largest":            "CCI-999999",
		"five digits":        "CCI-00366",
		"seven digits":       "CCI-0000366",
		"blank after it":     "CCI-000366 ",
		"lower case":         "cci-000366",
		"letters":            "CCI-00036b",
		"sign":               "CCI-+00366",
		"other digits":       "CCI-0003٦", // an Arabic six, two bytes
		"a legacy id":        "SV-235777",
		"bytes of no UTF-8":  "CCI-\xff\xff\xff\xff\xff\xff",
		"a line of the list": "CCI-366 db",
	} {
		got, ok := cci.Lookup(id)
		require.False(t, ok, name)
		require.Zero(t, got, name)
	}
}

// The binary search finds each line of the table, and nothing between them.
func TestAllAndLookupAgree(t *testing.T) {
	all := slices.Collect(cci.All())
	require.Len(t, all, cci.Count)
	require.True(t, slices.IsSortedFunc(all, func(a, b cci.CCI) int { return strings.Compare(a.ID, b.ID) }))
	for _, c := range all {
		got, ok := cci.Lookup(c.ID)
		require.True(t, ok, c.ID)
		require.Equal(t, c, got)
		require.NotEmpty(t, c.Status, c.ID)
		require.NotEmpty(t, c.Type, c.ID)
		for _, r := range slices.Concat(c.Rev4, c.Rev5) {
			require.NotEmpty(t, cci.FamilyName(r.Family), "%s: %s", c.ID, r.Index)
		}
	}
	for c := range cci.All() {
		require.Equal(t, all[0], c)
		break
	}
}

func TestUnmapped(t *testing.T) {
	ids := []string{"CCI-000366", "CCI-000007", "CCI-000001", "CCI-999999", "CCI-000007"}
	require.Equal(t, []string{"CCI-000007", "CCI-999999", "CCI-000007"}, cci.Unmapped(ids, cci.Rev4))
	require.Equal(t, []string{"CCI-000007", "CCI-000001", "CCI-999999", "CCI-000007"}, cci.Unmapped(ids, cci.Rev5))
	require.Equal(t, ids, cci.Unmapped(ids, 3), "revision 3 is not held")
	require.Empty(t, cci.Unmapped([]string{"CCI-000366"}, cci.Rev5))
	require.Empty(t, cci.Unmapped(nil, cci.Rev4))
}

func TestFamilyName(t *testing.T) {
	require.Equal(t, "Access Control", cci.FamilyName("AC"))
	require.Equal(t, "Supply Chain Risk Management", cci.FamilyName("SR"))
	require.Equal(t, "Use Limitation", cci.FamilyName("UL"), "revision 4, appendix J")
	for _, none := range []string{"", "ac", "XX", "AC-2"} {
		require.Empty(t, cci.FamilyName(none), none)
	}
	used := map[string]bool{}
	for c := range cci.All() {
		for _, r := range c.Rev5 {
			used[r.Family] = true
		}
	}
	require.Len(t, used, 20, "the families of revision 5")
}

// A search allocates the id and the two lists of references, a miss nothing.
func TestLookupAllocates(t *testing.T) {
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { cci.Lookup("CCI-000366") }), 3.0)
	require.Zero(t, testing.AllocsPerRun(100, func() { cci.Lookup("CCI-000220") }))
}

func FuzzLookup(f *testing.F) {
	for _, id := range []string{"CCI-000366", "CCI-005147", "CCI-000000", "CCI-999999", "", "CCI-", "V-1"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if c, ok := cci.Lookup(id); ok {
			require.Equal(t, id, c.ID)
		}
	})
}

func BenchmarkLookup(b *testing.B) {
	ids := []string{"CCI-000001", "CCI-000366", "CCI-002523", "CCI-005147"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		cci.Lookup(ids[i%len(ids)])
	}
}

func BenchmarkLookupMiss(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		cci.Lookup("CCI-000220")
	}
}
