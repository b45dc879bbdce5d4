package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
)

func row(s result.Status, severity, override string, ccis ...string) *ckl.Row {
	return &ckl.Row{Status: s, Severity: severity, SeverityOverride: override, CCIs: ccis}
}

func checklist(host string, rows ...*ckl.Row) *ckl.Checklist {
	return &ckl.Checklist{Asset: ckl.Asset{HostName: host}, Stigs: []*ckl.Stig{{ID: "T", Title: "Test", Version: "2", ReleaseInfo: "Release: 1", Rows: rows}}}
}

func TestStats(t *testing.T) {
	odd := row(result.NotReviewed, "medium", "")
	odd.StatusWord = "NotSure"
	s := NewStats()
	s.Add(checklist("a",
		row(result.Open, "high", "low", "CCI-000366", "CCI-000366"),
		row(result.NotAFinding, "high", "", "CCI-000366", "CCI-999999"),
		row(result.NotApplicable, "", "high", "CCI-999999"),
		odd))
	s.Add(checklist("b", row(result.NotAFinding, "low", "", "CCI-000015")))
	sum := s.Summary()
	require.Equal(t, result.Counts{Open: 1, NotAFinding: 2, NotApplicable: 1, NotReviewed: 1}, sum.Total.Counts)
	require.Equal(t, 5, sum.Total.Rows)
	require.Equal(t, []int{1, 2}, []int{sum.Total.Unknown, sum.Total.Overridden})
	require.Equal(t, result.Counts{Open: 1, NotAFinding: 1}, sum.Total.Raw[High])
	require.Equal(t, result.Counts{NotAFinding: 1, NotApplicable: 1}, sum.Total.Effective[High])
	require.Equal(t, result.Counts{Open: 1, NotAFinding: 1}, sum.Total.Effective[Low])
	p, ok := sum.Total.Compliance()
	require.True(t, ok)
	require.InDelta(t, 50, p, 1e-9)
	require.Len(t, sum.Assets, 2)
	require.Equal(t, 2, sum.STIGs[0].Assets)
	for _, f := range sum.Controls {
		require.Equal(t, "CM-6", f.Controls[len(f.Controls)-1].Control)
		k := f.Controls[len(f.Controls)-1]
		require.Equal(t, ControlSum{"CM-6", 1, 2, result.Counts{Open: 1, NotAFinding: 1}}, k)
		require.Equal(t, result.Open, k.Status())
		require.Equal(t, 1, f.NoCCI)
		require.Equal(t, 1, f.NoControl)
		require.Equal(t, []CCISum{{"CCI-999999", 2}}, f.Unmapped)
	}
	none := Tally{Rows: 2, Counts: result.Counts{NotApplicable: 2}}
	_, ok = none.Compliance()
	require.False(t, ok)
}

// Several workers' statistics joined are those of one.
func TestStatsMerge(t *testing.T) {
	all, a, b := NewStats(), NewStats(), NewStats()
	for i, file := range []string{"stigviewer-2.17-rhel9-overrides.ckl", "stigmanager-1.3-three-stigs.cklb", "evaluate-stig-chrome-v2r8.ckl", "stigviewer-2.17-rhel8-v1r8-full.ckl"} {
		c, _, err := ckl.Read(file, shared.Read(t, "samples", file))
		require.NoError(t, err)
		all.Add(c)
		[]*Stats{a, b}[i%2].Add(c)
	}
	a.Merge(b)
	require.Equal(t, all.Summary(), a.Summary())
	sum := all.Summary()
	require.Zero(t, sum.Controls[0].NoControl)
	require.Equal(t, 34, sum.Controls[1].NoControl, "CCIs that revision 5 no longer has, such as CCI-000192")
	rows := 0
	for _, g := range sum.STIGs {
		rows += g.Rows
	}
	require.Equal(t, sum.Total.Rows, rows)
	rows = 0
	for _, x := range sum.Assets {
		rows += x.Rows
	}
	require.Equal(t, sum.Total.Rows, rows)
}

func TestPrint(t *testing.T) {
	s := NewStats()
	s.Add(checklist("a", row(result.Open, "high", "", "CCI-000366"), row(result.NotAFinding, "low", "")))
	sum := s.Summary()
	var table, csvOut, jsonOut bytes.Buffer
	require.NoError(t, sum.WriteTable(&table))
	require.NoError(t, sum.WriteCSV(&csvOut))
	require.NoError(t, sum.WriteJSON(&jsonOut))
	for _, want := range []string{"total of 1 checklist ", "50.0", ComplianceFormula, "NIST SP 800-53 rev 4", "CM-6", "rows without a CCI"} {
		require.Contains(t, table.String(), want)
	}
	records, err := csv.NewReader(&csvOut).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"total", "", "", "2", "1", "1", "0", "0", "1", "0", "0", "1", "0", "0", "0", "0", "50.0"}, records[1])
	var doc map[string]any
	require.NoError(t, json.Unmarshal(jsonOut.Bytes(), &doc))
	require.Equal(t, float64(50), doc["total"].(map[string]any)["compliance"])
	require.True(t, strings.HasPrefix(jsonOut.String(), "{\n  \"checklists\": 1,"))
}

func TestControlsAreInTheirOrder(t *testing.T) {
	for _, pair := range [][2]string{{"AC-2", "AC-10"}, {"AC-2", "AC-2 (1)"}, {"AC-2 (2)", "AC-2 (10)"}, {"AC-10", "AU-1"}} {
		require.Negative(t, compareControls(pair[0], pair[1]), pair)
		require.Positive(t, compareControls(pair[1], pair[0]), pair)
		require.Zero(t, compareControls(pair[0], pair[0]))
	}
}
